/* mon-tag-text.c: puts values, types and troubles of tags into words for a person.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-tag-text.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "modbus/mb-text.h"
#include "monitor/document/mon-tag-value.h"
#include "monitor/store/mon-words.h"

/* "-0.0" is what a small negative number leaves behind when its digits are cut. */
static char *
without_minus_zero (char *text)
{
  if (text[0] == '-' && strspn (text + 1, "0.") == strlen (text + 1))
    memmove (text, text + 1, strlen (text));
  return text;
}

/* A value as a whole number of 64 bits with a sign; FALSE when it is none. */
static gboolean
get_whole (const MbValue *value,
           gint64        *out_number)
{
  switch (value->kind)
    {
    case MB_VALUE_BOOL:
      *out_number = value->b != 0;
      return TRUE;
    case MB_VALUE_INT:
      *out_number = value->i;
      return TRUE;
    case MB_VALUE_UINT:
      *out_number = (gint64) value->u;
      return value->u <= G_MAXINT64;
    case MB_VALUE_FLOAT32:
    case MB_VALUE_FLOAT64:
      /* 2^63 is where the conversion would overflow; a NaN fails the comparison. */
      if (!(fabs (value->f) < 9223372036854775808.0) || value->f != trunc (value->f))
        return FALSE;
      *out_number = (gint64) value->f;
      return TRUE;
    case MB_VALUE_TEXT:
    case MB_VALUE_NONE:
      break;
    }
  return FALSE;
}

/* The names of the bits that are set. */
static char *
name_bits (const MonTagSpec *spec,
           guint64           bits)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < mon_tag_value_n_bits (spec); i++)
    {
      const char *name = mon_labels_find (spec->bit_names, i);

      if ((bits >> i & 1) == 0)
        continue;
      if (text->len > 0)
        g_string_append (text, ", ");
      if (name != NULL)
        g_string_append (text, name);
      else
        /* Translators: a bit that has no name, by its number. */
        g_string_append_printf (text, _("bit %u"), i);
    }
  if (text->len == 0)
    g_string_append_c (text, '0');
  return g_string_free (text, FALSE);
}

/* What the tag itself calls a value; NULL when it has no word for it. */
static char *
name_value (const MonTagSpec *spec,
            const MbValue    *value)
{
  const char *label = NULL;
  gint64 number;

  if (spec->labels != NULL && get_whole (value, &number))
    label = mon_labels_find (spec->labels, number);
  if (label != NULL)
    return g_strdup (label);
  if (spec->bit_names != NULL && (value->kind == MB_VALUE_UINT || value->kind == MB_VALUE_INT))
    return name_bits (spec, value->u);
  return NULL;
}

/* Seconds since 1970 as a date; NULL beyond the years that there are. */
static char *
format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S UTC") : NULL;
}

static char *
name_time (const MonTagSpec *spec,
           const MbValue    *value)
{
  gint64 seconds;

  if ((spec->type != MB_TYPE_TIME32 && spec->type != MB_TYPE_TIME64) ||
      !get_whole (value, &seconds))
    return NULL;
  return format_time (seconds);
}

static char *
format_number (const MonTagSpec *spec,
               const MbValue    *value)
{
  char buffer[MB_NUMBER_TEXT_SIZE];
  double number = mb_value_to_double (value);

  if (spec->decimals < 0 || !isfinite (number) || fabs (number) > 9007199254740992.0)
    {
      mb_value_format (value, buffer, sizeof buffer);
      return g_strdup (buffer);
    }
  return without_minus_zero (g_strdup_printf ("%.*f", spec->decimals, number));
}

/**
 * mon_tag_text_value:
 * @spec: the tag
 * @value: a value of it
 *
 * Writes a value: by the tag's labels and names of bits as far as it has them, as a date for a type
 * of times, else with the tag's decimals, bits as "On" and "Off"; without unit. A text is made fit
 * for a screen.
 *
 * Returns: (transfer full): the text
 */
char *
mon_tag_text_value (const MonTagSpec *spec,
                    const MbValue    *value)
{
  char *text;

  if (value->kind == MB_VALUE_NONE)
    return g_strdup (MON_TAG_TEXT_NONE);
  if (value->kind == MB_VALUE_TEXT)
    return mb_text_dup_visible (value->text);

  text = name_value (spec, value);
  if (text == NULL)
    text = name_time (spec, value);
  if (text == NULL && value->kind == MB_VALUE_BOOL)
    text = g_strdup (value->b ? _("On") : _("Off"));
  return text != NULL ? text : format_number (spec, value);
}

/* Whether a value is shown as a number, to which a unit belongs. */
static gboolean
is_shown_as_number (const MonTagSpec *spec,
                    const MbValue    *value)
{
  g_autofree char *name = NULL;
  g_autofree char *time = NULL;

  if (value->kind == MB_VALUE_NONE || value->kind == MB_VALUE_TEXT)
    return FALSE;
  name = name_value (spec, value);
  time = name_time (spec, value);
  return name == NULL && time == NULL;
}

/**
 * mon_tag_text_with_unit:
 * @spec: the tag
 * @value: a value of it
 *
 * Returns: (transfer full): the same with the unit, if the tag has one
 */
char *
mon_tag_text_with_unit (const MonTagSpec *spec,
                        const MbValue    *value)
{
  g_autofree char *text = mon_tag_text_value (spec, value);

  if (spec->unit[0] == '\0' || !is_shown_as_number (spec, value))
    return g_steal_pointer (&text);
  /* A no-break space keeps number and unit together. */
  return g_strdup_printf ("%s\u00a0%s", text, spec->unit);
}

static const char *
name_order (const MonTagSpec *spec)
{
  if (mb_type_n_registers (spec->type) == MB_VALUE_MAX_REGISTERS)
    return mb_order_wide_name (spec->order);
  return mb_order_name (spec->order);
}

/**
 * mon_tag_text_type:
 * @spec: the tag
 *
 * Says how the tag's registers are read: "float32", "uint32 CDAB", "int16 × 0.1", "bool bit 3";
 * "computed" when they are not.
 *
 * Returns: (transfer full): the text
 */
char *
mon_tag_text_type (const MonTagSpec *spec)
{
  g_autofree char *type = NULL;
  GString *text;
  char number[MB_NUMBER_TEXT_SIZE];

  if (mon_tag_spec_is_computed (spec))
    /* Translators: stands where the type of a register would, for a tag that has none. */
    return g_strdup (_("computed"));
  type = mb_type_dup_name (spec->type, spec->length);
  text = g_string_new (type);
  if (spec->n_bits == 1)
    /* Translators: number of the bit of a register that a tag is. */
    g_string_append_printf (text, _(" bit %u"), spec->first_bit);
  else if (spec->n_bits > 1)
    /* Translators: numbers of the first and the last bit of a register that a tag is. */
    g_string_append_printf (text, _(" bits %u–%u"), spec->first_bit,
                            spec->first_bit + spec->n_bits - 1u);
  if (!mb_table_is_bits (spec->table) && spec->order != MB_ORDER_ABCD)
    g_string_append_printf (text, " %s", name_order (spec));
  if (spec->scale != 1.0)
    {
      mb_double_format (spec->scale, number, sizeof number);
      g_string_append_printf (text, " × %s", number);
    }
  if (spec->offset != 0.0)
    {
      mb_double_format (fabs (spec->offset), number, sizeof number);
      g_string_append_printf (text, " %s %s", spec->offset < 0.0 ? "−" : "+", number);
    }
  return g_string_free (text, FALSE);
}

/**
 * mon_tag_text_reason:
 * @state: what the board knows of the tag
 * @connection: (nullable): the one that it is read over; %NULL for what is computed
 * @now_wall_us: wall time
 *
 * Says in a few words what is wrong.
 *
 * Returns: (transfer full) (nullable): the words, or %NULL when nothing is
 */
char *
mon_tag_text_reason (const MonTagState       *state,
                     const MonConnectionSpec *connection,
                     gint64                   now_wall_us)
{
  MonQuality quality = state->sample.quality;

  if (quality == MON_QUALITY_TIMEOUT && connection != NULL)
    return g_strdup_printf (_("No reply for %.1f s"), connection->timeout_ms / 1000.0);
  if (quality == MON_QUALITY_STALE && state->last_good_us > 0)
    return g_strdup_printf (_("Stale for %.0f s"),
                            (double) MAX (now_wall_us - state->last_good_us, 0) / G_USEC_PER_SEC);
  return mon_words_quality (quality, state->sample.detail);
}

static const char *
next_step (MonQuality quality)
{
  switch (quality)
    {
    case MON_QUALITY_GOOD:
      return "";
    case MON_QUALITY_LATE:
      return _("The device or its link is too slow for this rate; poll less often.");
    case MON_QUALITY_STALE:
      return _("What is shown is the last value there was.");
    case MON_QUALITY_TIMEOUT:
      return _("It is asked again at the next poll; check that the device is on, and its unit id.");
    case MON_QUALITY_EXCEPTION:
      return _("Check table, address and type in the register map of the device.");
    case MON_QUALITY_BREACH:
      return _("Look at the exchange in the traffic; a gateway may mix up replies.");
    case MON_QUALITY_LINK_DOWN:
      return _("It is read again as soon as the device can be reached.");
    case MON_QUALITY_NOT_AVAILABLE:
      return _("The device has no value for it now.");
    case MON_QUALITY_PAUSED:
      return _("Resume polling to see values.");
    }
  g_assert_not_reached ();
}

/* A computed tag has no troubles but those of what it is computed of. */
static const char *
next_step_of_computed (MonQuality quality)
{
  if (quality == MON_QUALITY_STALE || quality == MON_QUALITY_PAUSED)
    return next_step (quality);
  return _("Look at its expression, and at the tags in it.");
}

/**
 * mon_tag_text_details:
 * @state: what the board knows of the tag
 * @spec: the tag
 * @device: its device
 * @connection: its connection
 *
 * Says what is wrong, where, and what comes next.
 *
 * Returns: (transfer full) (nullable): whole sentences, or %NULL when nothing is wrong
 */
char *
mon_tag_text_details (const MonTagState       *state,
                      const MonTagSpec        *spec,
                      const MonDeviceSpec     *device,
                      const MonConnectionSpec *connection)
{
  g_autofree char *label = mon_device_spec_dup_label (device, connection);
  g_autofree char *cause = mon_words_quality (state->sample.quality, state->sample.detail);
  g_autofree char *place = NULL;

  if (cause == NULL)
    return NULL;
  if (mon_tag_spec_is_computed (spec))
    /* Translators: device, name of a tag, what is wrong, what to do about it. */
    return g_strdup_printf (_("%s, “%s”: %s. %s"), label, spec->name, cause,
                            next_step_of_computed (state->sample.quality));
  place = mon_tag_spec_default_name (spec->table, spec->address);
  /* Translators: device, place such as “holding 40”, what is wrong, what to do about it. */
  return g_strdup_printf (_("%s, %s: %s. %s"), label, place, cause,
                          next_step (state->sample.quality));
}
