/* cli-words.c: the words of a line of a session.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* Takes a word off the front of *@line: up to a blank, or in double quotes, where \" and \\ stand
 * for a quote and a backslash. NULL when the quotes do not end. */
static char *
take_word (const char **line)
{
  GString *word = g_string_new (NULL);
  gboolean is_quoted = **line == '"';
  const char *c = *line + (is_quoted ? 1 : 0);

  for (; *c != '\0' && (is_quoted ? *c != '"' : *c != ' ' && *c != '\t'); c++)
    {
      if (is_quoted && *c == '\\' && (c[1] == '"' || c[1] == '\\'))
        c++;
      g_string_append_c (word, *c);
    }
  if (is_quoted && *c == '"')
    c++;
  else if (is_quoted)
    return g_string_free (word, TRUE);
  *line = c;
  return g_string_free (word, FALSE);
}

/**
 * cli_words_split:
 * @line: a line
 * @error: return location for an error
 *
 * Splits a line at its blanks. A word in double quotes may have blanks, \" and \\. The first "--"
 * is left out: on a command line it says that "-5" is a number, which here nobody doubts.
 *
 * Returns: (transfer full) (nullable): the words; %NULL when a quote does not end
 */
char **
cli_words_split (const char  *line,
                 GError     **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean has_separator = FALSE;

  for (line += strspn (line, " \t"); *line != '\0'; line += strspn (line, " \t"))
    {
      gboolean is_separator = !has_separator && strncmp (line, "--", 2) == 0 &&
                              strchr (" \t", line[2]) != NULL;
      g_autofree char *word = take_word (&line);

      if (word == NULL)
        {
          g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                               _("A quote begins here and does not end."));
          return NULL;
        }
      has_separator |= is_separator;
      if (!is_separator)
        g_strv_builder_add (builder, word);
    }
  return g_strv_builder_end (builder);
}
