/* mon-csv.c: tables of text with separators, as spreadsheets write them: read with places.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RFC 4180 with what programs really write: any of three ends of a line, other separators than the
 * comma, a byte order mark, a first line "sep=;", blanks around cells, a last line without an end.
 */

#include "config.h"

#include "monitor/document/mon-csv.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (mon-csv-error-quark, mon_csv_error)

/* Where several would do, the first of them is it. */
static const char separators[] = ",;\t|";

typedef struct
{
  /* Into the text of all cells. */
  guint32 text;
  guint32 line;
  guint32 column;
} Cell;

struct _MonCsv
{
  char     separator;
  GString *text;
  GArray  *cells;
  /* Of each row the index of its first cell; one more at the end. */
  GArray  *rows;
};

/* Where the reader is. */
typedef struct
{
  MonCsv      *csv;
  const char  *at;
  const char  *end;
  guint        line;
  guint        column;
  GError     **error;
} Reader;

static gboolean
refuse (Reader      *reader,
        MonCsvError  code,
        guint        line,
        guint        column,
        const char  *reason)
{
  g_set_error (reader->error, MON_CSV_ERROR, code, "%u:%u: %s", line, column, reason);
  return FALSE;
}

static gboolean
is_line_end (char c)
{
  return c == '\n' || c == '\r';
}

/* Over one character of UTF-8 that is not the end of a line. */
static void
step (Reader *reader)
{
  reader->at = g_utf8_next_char (reader->at);
  reader->column++;
}

/* Over one end of a line, in two characters or one. */
static void
step_line (Reader *reader)
{
  reader->at += reader->at[0] == '\r' && reader->at + 1 < reader->end && reader->at[1] == '\n' ? 2
                                                                                              : 1;
  reader->line++;
  reader->column = 1;
}

static gboolean
append (Reader     *reader,
        gsize       start,
        const char *bytes,
        gsize       len)
{
  GString *text = reader->csv->text;

  if (text->len - start + len > MON_CSV_MAX_CELL_BYTES)
    return refuse (reader, MON_CSV_ERROR_TOO_LARGE, reader->line, reader->column,
                   _("this cell has more than 64 KiB"));
  g_string_append_len (text, bytes, (gssize) len);
  return TRUE;
}

/* From the opening quotes to behind the closing ones. */
static gboolean
read_quoted (Reader *reader,
             gsize   start)
{
  guint line = reader->line, column = reader->column;

  step (reader);
  while (reader->at < reader->end)
    {
      const char *from = reader->at;

      if (*from == '"' && (from + 1 >= reader->end || from[1] != '"'))
        {
          step (reader);
          return TRUE;
        }
      if (*from == '"')
        step (reader);
      if (is_line_end (*from))
        step_line (reader);
      else
        step (reader);
      if (!append (reader, start, *from == '"' ? "\"" : from,
                   *from == '"' ? 1 : (gsize) (reader->at - from)))
        return FALSE;
    }
  return refuse (reader, MON_CSV_ERROR_QUOTES, line, column,
                 _("these quotes have no end; quotes inside a text are doubled"));
}

static void
skip_blanks (Reader *reader)
{
  while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\t') &&
         *reader->at != reader->csv->separator)
    step (reader);
}

static gboolean
is_cell_end (const Reader *reader)
{
  return reader->at >= reader->end || *reader->at == reader->csv->separator ||
         is_line_end (*reader->at);
}

static gboolean
read_plain (Reader *reader,
            gsize   start)
{
  const char *from = reader->at;
  const char *last;

  while (!is_cell_end (reader))
    step (reader);
  for (last = reader->at; last > from && (last[-1] == ' ' || last[-1] == '\t');)
    last--;
  return append (reader, start, from, (gsize) (last - from));
}

static gboolean
read_cell (Reader *reader)
{
  GString *text = reader->csv->text;
  Cell cell;

  skip_blanks (reader);
  cell = (Cell) { (guint32) text->len, reader->line, reader->column };
  if (reader->at < reader->end && *reader->at == '"')
    {
      if (!read_quoted (reader, cell.text))
        return FALSE;
      skip_blanks (reader);
      if (!is_cell_end (reader))
        return refuse (reader, MON_CSV_ERROR_QUOTES, reader->line, reader->column,
                       _("there is text behind the closing quotes; quotes inside a text are "
                         "doubled"));
    }
  else if (!read_plain (reader, cell.text))
    return FALSE;
  g_string_append_c (text, '\0');
  g_array_append_val (reader->csv->cells, cell);
  return TRUE;
}

/* Forgets a row without anything in it. */
static void
end_row (Reader *reader,
         guint   first)
{
  MonCsv *csv = reader->csv;
  gboolean is_empty = TRUE;

  for (guint i = first; i < csv->cells->len && is_empty; i++)
    is_empty = csv->text->str[g_array_index (csv->cells, Cell, i).text] == '\0';
  if (is_empty)
    {
      g_string_truncate (csv->text, g_array_index (csv->cells, Cell, first).text);
      g_array_set_size (csv->cells, first);
    }
  else
    g_array_append_val (csv->rows, first);
}

static gboolean
read_row (Reader *reader)
{
  GArray *cells = reader->csv->cells;
  guint first = cells->len;

  if (reader->csv->rows->len == MON_CSV_MAX_ROWS)
    return refuse (reader, MON_CSV_ERROR_TOO_LARGE, reader->line, reader->column,
                   _("there are more than 300,000 rows"));
  while (read_cell (reader))
    {
      if (cells->len - first > MON_CSV_MAX_COLUMNS)
        return refuse (reader, MON_CSV_ERROR_TOO_LARGE, reader->line, reader->column,
                       _("this row has more than 256 cells"));
      if (cells->len > MON_CSV_MAX_CELLS)
        return refuse (reader, MON_CSV_ERROR_TOO_LARGE, reader->line, reader->column,
                       _("there are more than 5,000,000 cells"));
      if (reader->at < reader->end && *reader->at == reader->csv->separator)
        {
          step (reader);
          continue;
        }
      if (reader->at < reader->end)
        step_line (reader);
      end_row (reader, first);
      return TRUE;
    }
  return FALSE;
}

/* Which of them the first line has most of, outside quotes. */
static char
find_separator (const char *text,
                const char *end)
{
  guint counts[G_N_ELEMENTS (separators)] = { 0 };
  gboolean is_quoted = FALSE;
  guint best = 0;

  for (; text < end && (is_quoted || !is_line_end (*text)); text++)
    {
      const char *found = *text != '\0' ? strchr (separators, *text) : NULL;

      if (*text == '"')
        is_quoted = !is_quoted;
      else if (found != NULL && !is_quoted)
        counts[found - separators]++;
    }
  for (guint i = 1; i < G_N_ELEMENTS (separators) - 1; i++)
    if (counts[i] > counts[best])
      best = i;
  return separators[best];
}

/* A line by which one program tells another, and nobody else. */
static gboolean
take_separator_line (Reader *reader)
{
  const char *at = reader->at;

  if (reader->end - at < 5 || g_ascii_strncasecmp (at, "sep=", 4) != 0 ||
      strchr (separators, at[4]) == NULL || at[4] == '\0' ||
      (reader->end - at > 5 && !is_line_end (at[5])))
    return FALSE;
  reader->csv->separator = at[4];
  reader->at += 5;
  if (reader->at < reader->end)
    step_line (reader);
  return TRUE;
}

/* What no text has: a control character, or one that turns the direction of what is shown behind it
 * (Unicode, UAX #9, 2). */
static gboolean
is_forbidden (gunichar c)
{
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f ||
         (c >= 0x80 && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* Moves over all of the text; the place where it is wrong is where it stops. */
static gboolean
check_text (Reader *reader)
{
  const char *valid_end;
  gboolean is_valid = g_utf8_validate_len (reader->at, (gsize) (reader->end - reader->at),
                                           &valid_end);

  while (reader->at < valid_end)
    {
      if (is_line_end (*reader->at))
        step_line (reader);
      else if (is_forbidden (g_utf8_get_char (reader->at)))
        return refuse (reader, MON_CSV_ERROR_TEXT, reader->line, reader->column,
                       _("here is a character that cannot be seen, and that no name or number "
                         "has; take it out"));
      else
        step (reader);
    }
  return is_valid || refuse (reader, MON_CSV_ERROR_TEXT, reader->line, reader->column,
                             *reader->at == '\0'
                             ? _("here is a byte 0, which no text has")
                             : _("this is not UTF-8; save the table as “CSV UTF-8”"));
}

static gboolean
check_start (Reader *reader)
{
  gsize len = (gsize) (reader->end - reader->at);

  if (len > MON_CSV_MAX_BYTES)
    return refuse (reader, MON_CSV_ERROR_TOO_LARGE, 1, 1, _("larger than 64 MiB"));
  if (len >= 2 && (memcmp (reader->at, "\xff\xfe", 2) == 0 ||
                   memcmp (reader->at, "\xfe\xff", 2) == 0))
    return refuse (reader, MON_CSV_ERROR_TEXT, 1, 1,
                   _("this is UTF-16 and not UTF-8; save the table as “CSV UTF-8”"));
  if (len >= 4 && memcmp (reader->at, "PK\x03\x04", 4) == 0)
    return refuse (reader, MON_CSV_ERROR_TEXT, 1, 1,
                   _("this is a workbook of a spreadsheet; save the table as “CSV UTF-8”"));
  if (len >= 3 && memcmp (reader->at, "\xef\xbb\xbf", 3) == 0)
    reader->at += 3;
  return TRUE;
}

/**
 * mon_csv_parse:
 * @text: bytes, of which nothing is known
 * @len: how many
 * @error: return location for %MON_CSV_ERROR
 *
 * Reads a table. Cells are apart by what the first line has most of: commas, semicolons,
 * tabulators or vertical bars. Pure, for any thread.
 *
 * Returns: (transfer full) (nullable): the table; %NULL with @error, which begins with the place
 */
MonCsv *
mon_csv_parse (const char  *text,
               gsize        len,
               GError     **error)
{
  g_autoptr (MonCsv) csv = g_new0 (MonCsv, 1);
  Reader reader = { csv, text, text + len, 1, 1, error };
  Reader checker;

  csv->text = g_string_new (NULL);
  csv->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  csv->rows = g_array_new (FALSE, FALSE, sizeof (guint));
  if (!check_start (&reader))
    return NULL;
  checker = reader;
  if (!check_text (&checker))
    return NULL;

  if (!take_separator_line (&reader))
    csv->separator = find_separator (reader.at, reader.end);
  while (reader.at < reader.end)
    if (!read_row (&reader))
      return NULL;
  g_array_append_val (csv->rows, csv->cells->len);
  return g_steal_pointer (&csv);
}

/**
 * mon_csv_free:
 * @csv: (transfer full): a table
 *
 * Frees a table.
 */
void
mon_csv_free (MonCsv *csv)
{
  g_string_free (csv->text, TRUE);
  g_array_unref (csv->cells);
  g_array_unref (csv->rows);
  g_free (csv);
}

/**
 * mon_csv_get_separator:
 * @csv: a table
 *
 * Returns: what stands between its cells
 */
char
mon_csv_get_separator (const MonCsv *csv)
{
  return csv->separator;
}

/**
 * mon_csv_get_n_rows:
 * @csv: a table
 *
 * Returns: how many rows it has, without those that are empty
 */
guint
mon_csv_get_n_rows (const MonCsv *csv)
{
  return csv->rows->len - 1;
}

/**
 * mon_csv_get_n_cells:
 * @csv: a table
 * @row: a row, from 0
 *
 * Returns: how many cells it has
 */
guint
mon_csv_get_n_cells (const MonCsv *csv,
                     guint         row)
{
  g_return_val_if_fail (row < mon_csv_get_n_rows (csv), 0);

  return g_array_index (csv->rows, guint, row + 1) - g_array_index (csv->rows, guint, row);
}

static const Cell *
find_cell (const MonCsv *csv,
           guint         row,
           guint         column)
{
  if (column >= mon_csv_get_n_cells (csv, row))
    return NULL;
  return &g_array_index (csv->cells, Cell, g_array_index (csv->rows, guint, row) + column);
}

/**
 * mon_csv_get:
 * @csv: a table
 * @row: a row, from 0
 * @column: a column, from 0
 *
 * Returns: (transfer none): the text of a cell; "" when there is none
 */
const char *
mon_csv_get (const MonCsv *csv,
             guint         row,
             guint         column)
{
  const Cell *cell = find_cell (csv, row, column);

  return cell != NULL ? csv->text->str + cell->text : "";
}

/**
 * mon_csv_get_place:
 * @csv: a table
 * @row: a row, from 0
 * @column: a column, from 0
 * @out_line: (out): the line in the file, from 1
 * @out_column: (out): the character in the line, from 1
 *
 * Tells where a cell begins, or where its row does when there is no such cell.
 */
void
mon_csv_get_place (const MonCsv *csv,
                   guint         row,
                   guint         column,
                   guint        *out_line,
                   guint        *out_column)
{
  const Cell *cell = find_cell (csv, row, column);

  if (cell == NULL)
    cell = find_cell (csv, row, 0);
  *out_line = cell->line;
  *out_column = cell->column;
}
