/* mon-csv-writer.c: cells of a table as spreadsheets and other programs read them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RFC 4180. A spreadsheet takes a text that begins like a formula for one, and runs it, whoever
 * wrote it; so such a text gets an apostrophe before it, which stands for "this is text" there.
 */

#include "config.h"

#include "monitor/document/mon-csv-writer.h"

#include <string.h>

#define GUARD '\''

/* A text that has such an apostrophe of its own gets another: taking one off gives it back. */
static gboolean
needs_guard (const char *text)
{
  while (*text == GUARD)
    text++;
  return *text != '\0' && strchr ("=+-@\t\r\n", *text) != NULL;
}

static void
begin_cell (GString *line,
            char     separator)
{
  if (line->len > 0 && line->str[line->len - 1] != '\n')
    g_string_append_c (line, separator);
}

static void
append_quoted (GString    *line,
               const char *guard,
               const char *text)
{
  g_string_append_printf (line, "\"%s", guard);
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *text);
    }
  g_string_append_c (line, '"');
}

/**
 * mon_csv_append_text:
 * @line: what to append to, empty or at the end of a row or of a cell
 * @separator: what stands between cells
 * @text: UTF-8
 *
 * Appends a cell with a text that somebody has given, in quotes when it has to be.
 */
void
mon_csv_append_text (GString    *line,
                     char        separator,
                     const char *text)
{
  const char special[] = { separator, '"', '\r', '\n', '\0' };
  gboolean is_guarded = needs_guard (text);
  gsize len = strlen (text);

  begin_cell (line, separator);
  if (is_guarded || *text == '\0' || strpbrk (text, special) != NULL || *text == ' ' ||
      text[len - 1] == ' ')
    append_quoted (line, is_guarded ? "'" : "", text);
  else
    g_string_append (line, text);
}

/**
 * mon_csv_append_plain:
 * @line: what to append to, empty or at the end of a row or of a cell
 * @separator: what stands between cells
 * @text: a number or a word, without anything special; "" for an empty cell
 *
 * Appends a cell that is what it is, negative numbers included. The first cell of a row must not be
 * empty.
 */
void
mon_csv_append_plain (GString    *line,
                      char        separator,
                      const char *text)
{
  begin_cell (line, separator);
  g_string_append (line, text);
}

/**
 * mon_csv_end_row:
 * @line: a row with a cell or more
 *
 * Ends a row.
 */
void
mon_csv_end_row (GString *line)
{
  g_string_append (line, "\r\n");
}

/**
 * mon_csv_skip_guard:
 * @text: the text of a cell
 *
 * Returns: (transfer none): what was given to mon_csv_append_text(): @text, or all but its first
 *   character
 */
const char *
mon_csv_skip_guard (const char *text)
{
  return *text == GUARD && needs_guard (text + 1) ? text + 1 : text;
}
