/* mon-export-csv.c: the samples of a recording as lines of CSV, for programs or for spreadsheets.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-export-csv.h"

#include <locale.h>
#include <string.h>

/* RFC 4180, 2, rule 1. */
#define LINE_END "\r\n"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct _MonExportCsv
{
  MonCsvStyle  style;
  char         separator;
  const char  *decimal_mark;
  GString     *line;
  /* The second of the last line, which is mostly that of the next one too. */
  gint64       second;
  char        *second_text;
};

/**
 * mon_export_csv_new:
 * @style: who is going to read it
 *
 * Returns: (transfer full): what makes lines
 */
MonExportCsv *
mon_export_csv_new (MonCsvStyle style)
{
  MonExportCsv *csv = g_new0 (MonExportCsv, 1);

  csv->style = style;
  csv->decimal_mark = style == MON_CSV_SPREADSHEET ? localeconv ()->decimal_point : ".";
  csv->separator = g_str_equal (csv->decimal_mark, ",") ? ';' : ',';
  csv->line = g_string_new (NULL);
  csv->second = G_MININT64;
  return csv;
}

/**
 * mon_export_csv_free:
 * @csv: (transfer full): what makes lines
 *
 * Frees it.
 */
void
mon_export_csv_free (MonExportCsv *csv)
{
  g_string_free (csv->line, TRUE);
  g_free (csv->second_text);
  g_free (csv);
}

/**
 * mon_export_csv_get_header:
 * @csv: what makes lines
 *
 * Returns: (transfer none): the first line
 */
const char *
mon_export_csv_get_header (MonExportCsv *csv)
{
  static const char * const names[] = {
    "time", "device", "tag", "table", "address", "value", "raw", "quality", "reason",
  };

  g_string_assign (csv->line, csv->style == MON_CSV_SPREADSHEET ? BYTE_ORDER_MARK : "");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (i > 0)
        g_string_append_c (csv->line, csv->separator);
      g_string_append (csv->line, names[i]);
    }
  g_string_append (csv->line, LINE_END);
  return csv->line->str;
}

/* A spreadsheet takes a cell that begins so for a formula, which can fetch and send. */
static gboolean
is_formula (const char *text)
{
  return *text != '\0' && strchr ("=+-@\t\r\n", *text) != NULL;
}

static void
append_text (MonExportCsv *csv,
             const char   *text)
{
  gboolean is_dangerous = is_formula (text);

  if (!is_dangerous && strpbrk (text, ",;\"\r\n\t") == NULL)
    {
      g_string_append (csv->line, text);
      return;
    }
  g_string_append_c (csv->line, '"');
  if (is_dangerous)
    g_string_append_c (csv->line, '\'');
  for (const char *next = text; *next != '\0'; next++)
    {
      if (*next == '"')
        g_string_append_c (csv->line, '"');
      g_string_append_c (csv->line, *next);
    }
  g_string_append_c (csv->line, '"');
}

static gint64
floor_second (gint64 time_us)
{
  return time_us / G_USEC_PER_SEC - (time_us % G_USEC_PER_SEC < 0 ? 1 : 0);
}

/* Years beyond 9999 have no text: the number says at least when it was. */
static char *
dup_second (const MonExportCsv *csv,
            gint64              second)
{
  g_autoptr (GDateTime) time = csv->style == MON_CSV_MACHINE
                                 ? g_date_time_new_from_unix_utc (second)
                                 : g_date_time_new_from_unix_local (second);

  if (time == NULL)
    return g_strdup_printf ("%" G_GINT64_FORMAT, second);
  return g_date_time_format (time, csv->style == MON_CSV_MACHINE ? "%Y-%m-%dT%H:%M:%S"
                                                                 : "%Y-%m-%d %H:%M:%S");
}

static void
append_time (MonExportCsv *csv,
             gint64        time_us)
{
  gint64 second = floor_second (time_us);
  int micros = (int) (time_us - second * G_USEC_PER_SEC);

  if (csv->second_text == NULL || second != csv->second)
    {
      g_free (csv->second_text);
      csv->second_text = dup_second (csv, second);
      csv->second = second;
    }
  if (csv->style == MON_CSV_MACHINE)
    g_string_append_printf (csv->line, "%s.%06dZ", csv->second_text, micros);
  else
    g_string_append_printf (csv->line, "%s%s%03d", csv->second_text, csv->decimal_mark,
                            micros / 1000);
}

static void
append_number (MonExportCsv  *csv,
               const MbValue *value)
{
  char text[MB_NUMBER_TEXT_SIZE];
  const char *point;

  mb_value_format (value, text, sizeof text);
  point = strchr (text, '.');
  if (point == NULL)
    g_string_append (csv->line, text);
  else
    g_string_append_printf (csv->line, "%.*s%s%s", (int) (point - text), text, csv->decimal_mark,
                            point + 1);
}

static void
append_value (MonExportCsv          *csv,
              const MonReaderSample *sample)
{
  if (sample->value.kind == MB_VALUE_TEXT)
    append_text (csv, sample->value.text);
  else if (sample->value.kind != MB_VALUE_NONE)
    append_number (csv, &sample->value);
}

/**
 * mon_export_csv_format:
 * @csv: what makes lines
 * @sample: a sample
 *
 * Makes the line of a sample. Words are decimal numbers with blanks between them; what a sample
 * does not have is empty. Texts that a spreadsheet would take for formulas get an apostrophe.
 *
 * Returns: (transfer none): the line
 */
const char *
mon_export_csv_format (MonExportCsv          *csv,
                       const MonReaderSample *sample)
{
  const MonReaderTag *tag = sample->tag;
  GString *line = csv->line;

  g_string_truncate (line, 0);
  append_time (csv, sample->time_us);
  g_string_append_c (line, csv->separator);
  append_text (csv, tag->device_name);
  g_string_append_c (line, csv->separator);
  append_text (csv, tag->spec->name);
  g_string_append_c (line, csv->separator);
  if (!tag->is_computed)
    g_string_append (line, mb_table_name (tag->spec->table));
  g_string_append_c (line, csv->separator);
  if (!tag->is_computed)
    g_string_append_printf (line, "%u", tag->spec->address);
  g_string_append_c (line, csv->separator);
  append_value (csv, sample);
  g_string_append_c (line, csv->separator);
  for (guint i = 0; i < sample->n_raw; i++)
    g_string_append_printf (line, "%s%u", i > 0 ? " " : "", sample->raw[i]);
  g_string_append_c (line, csv->separator);
  g_string_append (line, mon_quality_name (sample->quality));
  g_string_append_c (line, csv->separator);
  if (sample->reason != NULL)
    append_text (csv, sample->reason);
  g_string_append (line, LINE_END);
  return line->str;
}
