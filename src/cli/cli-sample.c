/* cli-sample.c: a sample of a watched tag as a JSON line or as a line for people.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-sample.h"

#include <string.h>

#include "cli/cli-reason.h"
#include "monitor/tools/mon-tag-text.h"

/* Room for most numbers with their unit, so that what follows stays in its column. */
#define VALUE_WIDTH 10

#define NO_VALUE "—"

/* "2026-11-22T15:20:00.123456Z" */
static char *
format_utc (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree char *seconds = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%06dZ", seconds, (int) (time_us % G_USEC_PER_SEC));
}

/* "15:20:00.123" where the person is. */
static char *
format_local (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autofree char *seconds = g_date_time_format (time, "%H:%M:%S");

  return g_strdup_printf ("%s.%03d", seconds, (int) (time_us % G_USEC_PER_SEC / 1000));
}

static void
put_value (MbJson           *json,
           const CliPlace   *place,
           const MonSample  *sample)
{
  mb_json_key (json, "value");
  mb_json_value (json, &sample->value);
  if (mon_tag_spec_is_computed (place->tag) || mb_table_is_bits (place->tag->table))
    return;

  mb_json_key (json, "raw");
  mb_json_begin_array (json);
  for (guint i = 0; i < sample->n_raw; i++)
    mb_json_uint (json, mon_sample_get_raw (sample)[i]);
  mb_json_end_array (json);
}

static void
put_no_value (MbJson           *json,
              const CliPlace   *place,
              const MonSample  *sample)
{
  g_autofree char *reason = cli_reason_of_sample (sample, place);

  mb_json_key (json, "reason");
  mb_json_string (json, reason);
  if (sample->quality != MON_QUALITY_EXCEPTION)
    return;
  mb_json_key (json, "exception");
  mb_json_uint (json, sample->detail);
}

static void
put_last_good (MbJson         *json,
               const CliPlace *place)
{
  mb_json_key (json, "last_good");
  if (place->last_good_us == 0)
    mb_json_null (json);
  else
    {
      g_autofree char *time = format_utc (place->last_good_us);

      mb_json_string (json, time);
    }
}

static void
put_address (MbJson           *json,
             const MonTagSpec *tag)
{
  mb_json_key (json, "table");
  mb_json_string (json, mb_table_name (tag->table));
  mb_json_key (json, "address");
  mb_json_uint (json, tag->address);
}

/**
 * cli_sample_put_json:
 * @json: a writer
 * @place: where it comes from
 * @sample: a sample
 *
 * Writes the object of one sample; that of a computed tag has no table, address and raw words.
 */
void
cli_sample_put_json (MbJson           *json,
                     const CliPlace   *place,
                     const MonSample  *sample)
{
  g_autofree char *time = format_utc (sample->time_us);

  mb_json_begin_object (json);
  mb_json_key (json, "time");
  mb_json_string (json, time);
  mb_json_key (json, "device");
  mb_json_string (json, place->device);
  mb_json_key (json, "tag");
  mb_json_string (json, place->tag->name);
  if (!mon_tag_spec_is_computed (place->tag))
    put_address (json, place->tag);
  if (mon_quality_has_value (sample->quality))
    put_value (json, place, sample);
  else
    put_no_value (json, place, sample);
  mb_json_key (json, "quality");
  mb_json_string (json, mon_quality_name (sample->quality));
  if (sample->quality == MON_QUALITY_STALE)
    put_last_good (json, place);
  mb_json_end_object (json);
}

static void
append_padded (GString    *text,
               const char *word,
               int         width)
{
  int n_missing = width - (int) g_utf8_strlen (word, -1);

  g_string_append_printf (text, "  %s%*s", word, MAX (n_missing, 0), "");
}

static char *
dup_value_text (const MonTagSpec *tag,
                const MonSample  *sample)
{
  const MbValue *value = &sample->value;
  char number[G_ASCII_DTOSTR_BUF_SIZE + MB_NUMBER_TEXT_SIZE];
  char format[16];

  if (!mon_quality_has_value (sample->quality))
    return g_strdup (NO_VALUE);
  if (value->kind == MB_VALUE_TEXT || tag->labels != NULL || tag->bit_names != NULL)
    return mon_tag_text_value (tag, value);
  if (tag->decimals < 0 || value->kind == MB_VALUE_BOOL)
    mb_value_format (value, number, sizeof number);
  else
    {
      g_snprintf (format, sizeof format, "%%.%df", MIN (tag->decimals, 15));
      g_ascii_formatd (number, sizeof number, format, mb_value_to_double (value));
    }
  return g_strdup (number);
}

/* The value as the tag shows it, right-aligned, then its unit. */
static void
append_value (GString          *text,
              const MonTagSpec *tag,
              const MonSample  *sample)
{
  g_autofree char *number = dup_value_text (tag, sample);

  g_string_append_printf (text, "  %*s%s%s%s",
                          MAX (VALUE_WIDTH - (int) g_utf8_strlen (number, -1), 0), "", number,
                          *tag->unit != '\0' ? " " : "", tag->unit);
}

/**
 * cli_sample_dup_text:
 * @place: where it comes from
 * @columns: how wide the columns are
 * @sample: a sample
 *
 * Makes a line for people: local time, place, value, and what is wrong with it unless it is good.
 *
 * Returns: (transfer full): the line
 */
char *
cli_sample_dup_text (const CliPlace   *place,
                     const CliColumns *columns,
                     const MonSample  *sample)
{
  g_autofree char *reason = cli_reason_of_sample (sample, place);
  g_autofree char *time = format_local (sample->time_us);
  GString *text = g_string_new (time);

  if (columns->device > 0)
    append_padded (text, place->device, columns->device);
  append_padded (text, place->tag->name, columns->tag);
  append_value (text, place->tag, sample);
  if (reason != NULL)
    g_string_append_printf (text, "  %s", reason);
  return g_string_free (text, FALSE);
}
