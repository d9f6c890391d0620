/* cli-command.c: takes a line of a session apart, and says what is wrong with it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-command.h"

#include <glib/gi18n.h>

#include "cli/cli-words.h"

/* Of a watch and of a wait: a day is a slip of the keyboard. */
#define MIN_INTERVAL_MS 10
#define MAX_MS 86400000

typedef gboolean (*ParseFunc) (CliCommand        *command,
                               const CliOptions  *options,
                               char             **words,
                               GError           **error);

static gboolean
check_n_words (char       **words,
               guint        expected,
               const char  *arguments,
               GError     **error)
{
  if (g_strv_length (words) == expected)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
               expected == 0 ? _("This command takes no arguments.")
                             /* Translators: the arguments of a command. */
                             : _("Give %s."), arguments);
  return FALSE;
}

static gboolean
parse_nothing (CliCommand        *command,
               const CliOptions  *options,
               char             **words,
               GError           **error)
{
  return check_n_words (words, 0, NULL, error);
}

static gboolean
parse_read (CliCommand        *command,
            const CliOptions  *options,
            char             **words,
            GError           **error)
{
  command->ask = cli_ask_new_read (options, words, error);
  return command->ask != NULL;
}

static gboolean
parse_write (CliCommand        *command,
             const CliOptions  *options,
             char             **words,
             GError           **error)
{
  command->ask = cli_ask_new_write (options, 0, words, error);
  return command->ask != NULL;
}

static gboolean
parse_request (CliCommand        *command,
               const CliOptions  *options,
               char             **words,
               GError           **error)
{
  command->ask = cli_ask_new_request (options, words, error);
  return command->ask != NULL;
}

static gboolean
parse_watch (CliCommand        *command,
             const CliOptions  *options,
             char             **words,
             GError           **error)
{
  return check_n_words (words, 4, "TABLE ADDRESS COUNT INTERVAL_MS", error) &&
         cli_range_parse (&command->range, options, words[0], words[1], words[2], error) &&
         cli_number_parse (&command->interval_ms, "INTERVAL_MS", words[3], MIN_INTERVAL_MS,
                           MAX_MS, error);
}

static gboolean
parse_wait (CliCommand        *command,
            const CliOptions  *options,
            char             **words,
            GError           **error)
{
  return check_n_words (words, 1, "MS", error) &&
         cli_number_parse (&command->wait_ms, "MS", words[0], 0, MAX_MS, error);
}

static const struct
{
  const char     *name;
  CliCommandKind  kind;
  ParseFunc       parse;
} commands[] = {
  { "quit", CLI_COMMAND_QUIT, parse_nothing },
  { "read", CLI_COMMAND_ASK, parse_read },
  { "request", CLI_COMMAND_ASK, parse_request },
  { "state", CLI_COMMAND_STATE, parse_nothing },
  { "unwatch", CLI_COMMAND_UNWATCH, parse_nothing },
  { "wait", CLI_COMMAND_WAIT, parse_wait },
  { "watch", CLI_COMMAND_WATCH, parse_watch },
  { "write", CLI_COMMAND_ASK, parse_write },
};

/**
 * cli_command_parse:
 * @out_command: (out caller-allocates): the command, to be cleared
 * @options: type, order and time-out of what is asked
 * @line: a line, without its end
 * @error: return location for an error of the user
 *
 * Reads a line of a session: `read TABLE ADDRESS [COUNT]`, `write TABLE ADDRESS VALUE…`, `request
 * PDUHEX`, `watch TABLE ADDRESS COUNT INTERVAL_MS`, `unwatch`, `wait MS`, `state` or `quit`.
 *
 * Returns: %FALSE when it is nothing of this; @out_command is then empty
 */
gboolean
cli_command_parse (CliCommand        *out_command,
                   const CliOptions  *options,
                   const char        *line,
                   GError           **error)
{
  g_auto (GStrv) words = cli_words_split (line, error);

  *out_command = (CliCommand) { 0, };
  if (words == NULL)
    return FALSE;
  if (words[0] == NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _("The line is empty."));
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (!g_str_equal (commands[i].name, words[0]))
        continue;
      out_command->kind = commands[i].kind;
      return commands[i].parse (out_command, options, words + 1, error);
    }

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
               _("There is no command “%s”; use read, write, request, watch, unwatch, wait, state "
                 "or quit."), words[0]);
  return FALSE;
}

/**
 * cli_command_clear:
 * @command: a command
 *
 * Frees what is in it.
 */
void
cli_command_clear (CliCommand *command)
{
  g_clear_pointer (&command->ask, cli_ask_free);
}
