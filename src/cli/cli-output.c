/* cli-output.c: lines on standard output, each sent at once, and words for people.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-output.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli-exit.h"

/**
 * cli_put_line:
 * @text: a line without its newline
 *
 * Writes one line to standard output and flushes it, so that a pipe sees each result when it is
 * there. When it cannot be written nothing that follows could be, so the program ends with exit
 * code 4.
 */
void
cli_put_line (const char *text)
{
  if (fputs (text, stdout) != EOF && putchar ('\n') != EOF && fflush (stdout) != EOF)
    return;
  cli_put_note (_("Standard output cannot be written: %s."), g_strerror (errno));
  exit (CLI_EXIT_DATA);
}

static void
put_note (const char *format,
          va_list     args)
{
  g_autofree char *text = g_strdup_vprintf (format, args);

  g_printerr ("%s: %s\n", g_get_prgname (), text);
}

/**
 * cli_put_note:
 * @format: a sentence, as for printf()
 * @...: its arguments
 *
 * Writes text for people to standard error.
 */
void
cli_put_note (const char *format,
              ...)
{
  va_list args;

  va_start (args, format);
  put_note (format, args);
  va_end (args);
}

/**
 * cli_usage_error:
 * @format: a sentence that says what is wrong with the command line, as for printf()
 * @...: its arguments
 *
 * Writes text for people to standard error and a hint where help is.
 *
 * Returns: the exit code for a wrong command line, 2
 */
int
cli_usage_error (const char *format,
                 ...)
{
  va_list args;

  va_start (args, format);
  put_note (format, args);
  va_end (args);
  /* Translators: name of the program and its command. */
  g_printerr (_("Try “%s --help”.\n"), g_get_prgname ());
  return CLI_EXIT_USAGE;
}
