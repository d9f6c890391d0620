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
#include "monitor/store/mon-words.h"

/* "-0.0" is what a small negative number leaves behind when its digits are cut. */
static char *
without_minus_zero (char *text)
{
  if (text[0] == '-' && strspn (text + 1, "0.") == strlen (text + 1))
    memmove (text, text + 1, strlen (text));
  return text;
}

/**
 * mon_tag_text_value:
 * @spec: the tag
 * @value: a value of it
 *
 * Writes a value with the tag's decimals, bits as "On" and "Off", without unit; a text fit for a
 * screen.
 *
 * Returns: (transfer full): the text
 */
char *
mon_tag_text_value (const MonTagSpec *spec,
                    const MbValue    *value)
{
  char buffer[64];
  double number;

  if (value->kind == MB_VALUE_NONE)
    return g_strdup (MON_TAG_TEXT_NONE);
  if (value->kind == MB_VALUE_BOOL)
    return g_strdup (value->b ? _("On") : _("Off"));
  if (value->kind == MB_VALUE_TEXT)
    return mb_text_dup_visible (value->text);

  number = mb_value_to_double (value);
  if (spec->decimals < 0 || !isfinite (number) || fabs (number) > 9007199254740992.0)
    {
      mb_value_format (value, buffer, sizeof buffer);
      return g_strdup (buffer);
    }
  return without_minus_zero (g_strdup_printf ("%.*f", spec->decimals, number));
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

  if (spec->unit[0] == '\0' || value->kind == MB_VALUE_NONE)
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
 * Says how the tag's registers are read: "float32", "uint32 CDAB", "int16 × 0.1"; "computed" when
 * they are not.
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
