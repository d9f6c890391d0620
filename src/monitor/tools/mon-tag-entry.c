/* mon-tag-entry.c: what a person types as the value of a tag, as the registers to be written.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-tag-entry.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "modbus/mb-error.h"
#include "monitor/document/mon-tag-value.h"

static gboolean
is_scaled (const MonTagSpec *tag)
{
  return mb_type_kind (tag->type) != MB_VALUE_BOOL && (tag->scale != 1.0 || tag->offset != 0.0);
}

static gboolean
parse_scaled (const char  *text,
              MbValue     *out_value,
              GError     **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  char *end;

  *out_value = (MbValue) { .kind = MB_VALUE_FLOAT64 };
  out_value->f = g_ascii_strtod (stripped, &end);
  if (end != stripped && *end == '\0' && isfinite (out_value->f))
    return TRUE;
  g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
               _("“%s” is not a number; write it like 21.5."), text);
  return FALSE;
}

/* The lowest and the highest that the registers can hold, in what the user sees. */
static void
get_limits (const MonTagSpec *tag,
            double           *out_lowest,
            double           *out_highest)
{
  gint64 min;
  guint64 max;
  MbValue a = { .kind = MB_VALUE_FLOAT64, .f = -FLT_MAX };
  MbValue b = { .kind = MB_VALUE_FLOAT64, .f = FLT_MAX };

  if (mon_tag_value_get_range (tag, &min, &max))
    {
      a = (MbValue) { .kind = MB_VALUE_INT, .i = min };
      b = (MbValue) { .kind = MB_VALUE_UINT, .u = max };
    }
  mon_tag_value_scale (tag, &a, &a);
  mon_tag_value_scale (tag, &b, &b);
  *out_lowest = MIN (mb_value_to_double (&a), mb_value_to_double (&b));
  *out_highest = MAX (mb_value_to_double (&a), mb_value_to_double (&b));
}

static void
refuse_scaled (const MonTagSpec  *tag,
               const char        *text,
               GError           **error)
{
  char lowest[G_ASCII_DTOSTR_BUF_SIZE];
  char highest[G_ASCII_DTOSTR_BUF_SIZE];
  double min;
  double max;

  get_limits (tag, &min, &max);
  /* As many digits as are sure, without the noise of the multiplication. */
  g_ascii_formatd (lowest, sizeof lowest, "%.12g", min);
  g_ascii_formatd (highest, sizeof highest, "%.12g", max);
  g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
               _("%s is out of range: %s takes %s to %s%s%s."), text, tag->name, lowest, highest,
               tag->unit[0] != '\0' ? "\u00a0" : "", tag->unit);
}

/* A word that the tag has for a value. What can be a number is one, whatever else is called so. */
static gboolean
parse_label (const MonTagSpec *tag,
             const char       *text,
             MbValue          *out_value)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  char *end;

  g_ascii_strtod (stripped, &end);
  if (tag->labels == NULL || (end != stripped && *end == '\0'))
    return FALSE;
  out_value->kind = MB_VALUE_INT;
  return mon_labels_find_number (tag->labels, stripped, &out_value->i);
}

/* A date and time as it is shown, or as ISO 8601 has it. */
static gboolean
parse_time (const MonTagSpec *tag,
            const char       *text,
            MbValue          *out_value)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;

  if (tag->type != MB_TYPE_TIME32 && tag->type != MB_TYPE_TIME64)
    return FALSE;
  if (g_str_has_suffix (stripped, " UTC"))
    stripped[strlen (stripped) - strlen (" UTC")] = '\0';
  time = g_date_time_new_from_iso8601 (stripped, utc);
  if (time == NULL)
    return FALSE;
  *out_value = (MbValue) { .kind = MB_VALUE_INT, .i = g_date_time_to_unix (time) };
  return TRUE;
}

/* What stands in the registers as it is. */
static gboolean
parse_unscaled (const MonTagSpec  *tag,
                const char        *text,
                guint16           *registers,
                GError           **error)
{
  MbType type = tag->n_bits > 1 ? MB_TYPE_INT64 : tag->type;
  MbValue value;

  return mb_value_parse (&value, type, text, error) &&
         mon_tag_value_encode (tag, &value, registers, error);
}

static gboolean
parse_bit (const MonTagSpec  *tag,
           const char        *text,
           guint16           *registers,
           GError           **error)
{
  MbValue value;
  gboolean is_label = parse_label (tag, text, &value) && (value.i == 0 || value.i == 1);

  if (is_label)
    registers[0] = value.i != 0;
  else if (mb_value_parse (&value, MB_TYPE_BOOL, text, error))
    registers[0] = value.b ? 1 : 0;
  else
    return FALSE;
  return TRUE;
}

/**
 * mon_tag_entry_parse:
 * @tag: a tag that can be written
 * @text: what was typed: an engineering value, without unit
 * @registers: (out caller-allocates): room for mon_tag_spec_n_items() registers
 * @error: return location for %MB_ERROR_INVALID, in words that name the range
 *
 * Reads what was typed and makes of it the nearest that the registers can hold: a number, a word
 * that the tag has for one, a date for a type of times, a text for a string. A bit of a bit table
 * is 0 or 1. Bits that are not the tag's (mon_tag_value_mask()) are 0.
 *
 * Returns: %FALSE when the tag can not have that value
 */
gboolean
mon_tag_entry_parse (const MonTagSpec  *tag,
                     const char        *text,
                     guint16           *registers,
                     GError           **error)
{
  MbValue value;

  if (mb_table_is_bits (tag->table))
    return parse_bit (tag, text, registers, error);
  if (parse_label (tag, text, &value) || parse_time (tag, text, &value))
    return mon_tag_value_encode (tag, &value, registers, error);
  if (!is_scaled (tag))
    return parse_unscaled (tag, text, registers, error);
  if (!parse_scaled (text, &value, error))
    return FALSE;
  if (mon_tag_value_encode (tag, &value, registers, NULL))
    return TRUE;
  refuse_scaled (tag, text, error);
  return FALSE;
}
