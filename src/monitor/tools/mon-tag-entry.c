/* mon-tag-entry.c: what a person types as the value of a tag, as the registers to be written.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-tag-entry.h"

#include <float.h>
#include <math.h>

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

  if (mb_type_get_range (tag->type, &min, &max))
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

/**
 * mon_tag_entry_parse:
 * @tag: a tag that can be written
 * @text: what was typed: an engineering value, without unit
 * @registers: (out caller-allocates): room for mon_tag_spec_n_items() registers
 * @error: return location for %MB_ERROR_INVALID, in words that name the range
 *
 * Reads what was typed and makes of it the nearest that the registers can hold. A bit of a bit
 * table is 0 or 1. Bits that are not the tag's (mon_tag_value_mask()) are 0.
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
    {
      if (!mb_value_parse (&value, MB_TYPE_BOOL, text, error))
        return FALSE;
      registers[0] = value.b ? 1 : 0;
      return TRUE;
    }
  if (!is_scaled (tag))
    return mb_value_parse (&value, tag->type, text, error) &&
           mon_tag_value_encode (tag, &value, registers, error);
  if (!parse_scaled (text, &value, error))
    return FALSE;
  if (mon_tag_value_encode (tag, &value, registers, NULL))
    return TRUE;
  refuse_scaled (tag, text, error);
  return FALSE;
}
