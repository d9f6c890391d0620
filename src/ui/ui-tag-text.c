/* ui-tag-text.c: the texts of a row of the register table.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-tag-text.h"

#include <glib/gi18n.h>

#include "ui/ui-quality.h"
#include "ui/ui-settings.h"

/**
 * ui_tag_text_span:
 * @span_us: a span of time, not negative
 *
 * Returns: (transfer full): "0.4 s", "42 s", "3 min", "2 h", "5 d"
 */
char *
ui_tag_text_span (gint64 span_us)
{
  gint64 seconds = span_us / G_USEC_PER_SEC;

  if (seconds < 10)
    /* Translators: a short time in seconds */
    return g_strdup_printf (_("%.1f s"), (double) span_us / G_USEC_PER_SEC);
  if (seconds < 120)
    /* Translators: a time in seconds */
    return g_strdup_printf (_("%d s"), (int) seconds);
  if (seconds < 2 * 3600)
    /* Translators: a time in minutes */
    return g_strdup_printf (_("%d min"), (int) (seconds / 60));
  if (seconds < 48 * 3600)
    /* Translators: a time in hours */
    return g_strdup_printf (_("%d h"), (int) (seconds / 3600));
  /* Translators: a time in days */
  return g_strdup_printf (_("%d d"), (int) (seconds / 86400));
}

/**
 * ui_tag_text_age:
 * @tag: a tag
 * @out_tone: (out): how loud it is
 *
 * Gives what stands in the column of ages: how old the value is, or why there is none.
 *
 * Returns: (transfer full): the text
 */
char *
ui_tag_text_age (MonTag    *tag,
                 UiTagTone *out_tone)
{
  MonQuality quality = mon_tag_get_quality (tag);
  gint64 age_us = mon_tag_get_age_us (tag);
  const char *reason = mon_tag_get_reason (tag);
  g_autofree char *age = age_us >= 0 ? ui_tag_text_span (age_us) : NULL;

  if (mon_tag_is_fresh (tag) && age != NULL)
    {
      *out_tone = quality == MON_QUALITY_LATE ? UI_TAG_TONE_WARNING : UI_TAG_TONE_DIM;
      if (quality == MON_QUALITY_LATE)
        /* Translators: %s is the age of a value that came later than it should: "2.1 s" */
        return g_strdup_printf (_("Late, %s"), age);
      return g_steal_pointer (&age);
    }

  *out_tone = quality == MON_QUALITY_PAUSED ? UI_TAG_TONE_DIM : UI_TAG_TONE_ERROR;
  if (quality == MON_QUALITY_PAUSED || quality == MON_QUALITY_STALE)
    {
      if (quality == MON_QUALITY_STALE)
        *out_tone = UI_TAG_TONE_WARNING;
      if (age != NULL)
        /* Translators: a state such as "Stale" or "Paused", and the age of the last value */
        return g_strdup_printf (_("%s, %s"), ui_quality_get_word (quality), age);
    }
  if (reason != NULL && reason[0] != '\0')
    return g_strdup (reason);
  if (quality != MON_QUALITY_GOOD && quality != MON_QUALITY_LATE)
    return g_strdup (ui_quality_get_word (quality));

  *out_tone = UI_TAG_TONE_DIM;
  return g_strdup (_("Waiting…"));
}

/**
 * ui_tag_text_value:
 * @tag: a tag
 *
 * Returns: (transfer full): the value with its unit, if it has one
 */
char *
ui_tag_text_value (MonTag *tag)
{
  const char *unit = mon_tag_get_unit (tag);

  /* What never was has no unit. */
  if (unit[0] == '\0' || mon_tag_get_age_us (tag) < 0)
    return g_strdup (mon_tag_get_value_text (tag));
  return g_strdup_printf ("%s %s", mon_tag_get_value_text (tag), unit);
}

/**
 * ui_tag_text_address:
 * @tag: a tag
 *
 * Returns: (transfer full): its address in the notation of the settings; "" for a computed one
 */
char *
ui_tag_text_address (MonTag *tag)
{
  const MonTagSpec *spec = mon_tag_get_spec (tag);
  char text[32];

  if (mon_tag_spec_is_computed (spec))
    return g_strdup ("");
  mon_address_format (spec->table, spec->address, ui_settings_get_notation (), text, sizeof text);
  return g_strdup (text);
}

/**
 * ui_tag_text_tooltip:
 * @tag: a tag
 *
 * Returns: (transfer full): everything that the row has no room for
 */
char *
ui_tag_text_tooltip (MonTag *tag)
{
  const MonTagSpec *spec = mon_tag_get_spec (tag);
  const char *reason = mon_tag_get_reason (tag);
  gint64 age_us = mon_tag_get_age_us (tag);
  g_autoptr (GString) text = g_string_new (mon_tag_get_name (tag));

  if (mon_tag_spec_is_computed (spec))
    g_string_append_printf (text, "\n= %s", mon_tag_get_formula (tag));
  else
    {
      g_autofree char *address = mon_address_describe (spec->table, spec->address);

      g_string_append_printf (text, "\n%s\n%s", address, mon_tag_get_type_text (tag));
    }
  if (reason != NULL && reason[0] != '\0')
    g_string_append_printf (text, "\n%s", reason);
  if (!mon_tag_is_fresh (tag) && age_us >= 0)
    {
      g_autofree char *age = ui_tag_text_span (age_us);

      g_string_append_c (text, '\n');
      /* Translators: %s is the age of the last value: "12 s" */
      g_string_append_printf (text, _("Last value %s ago"), age);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * ui_tag_text_row:
 * @tag: a tag
 *
 * Returns: (transfer full): the row for the clipboard, with tabs between the columns
 */
char *
ui_tag_text_row (MonTag *tag)
{
  UiTagTone tone;
  g_autofree char *address = ui_tag_text_address (tag);
  g_autofree char *age = ui_tag_text_age (tag, &tone);

  return g_strdup_printf ("%s\t%s\t%s\t%s\t%s\t%s", mon_tag_get_name (tag), address,
                          mon_tag_get_type_text (tag), mon_tag_get_value_text (tag),
                          mon_tag_get_unit (tag), age);
}
