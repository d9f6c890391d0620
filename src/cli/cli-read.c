/* cli-read.c: the command that reads values once.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-read.h"

#include <glib/gi18n.h>

#include "cli/cli-once.h"
#include "cli/cli-output.h"

/**
 * cli_read:
 * @argc: number of arguments
 * @argv: the command's name and its arguments
 *
 * Runs `read HOST TABLE ADDRESS [COUNT]`.
 *
 * Returns: the exit code
 */
int
cli_read (int   argc,
          char *argv[])
{
  const CliUsage usage = {
    .arguments = "HOST TABLE ADDRESS [COUNT]",
    .summary = _("Reads values of a device once."),
    .details = _("COUNT (1) is the number of values of --type; what does not fit into one request "
                 "is refused.\nAn answer without any value has the quality not-available and the "
                 "status 4.\nIn JSON, quantity is the number of bits or registers that were "
                 "read."),
    .min_words = 3,
    .max_words = 4,
  };
  CliOptions options;
  g_auto (CliTarget) target = { NULL, };
  g_auto (GStrv) words = NULL;
  g_autoptr (CliAsk) ask = NULL;
  g_autoptr (GError) error = NULL;

  if (cli_options_parse (&options, &usage, argv, &words, &error) &&
      cli_target_parse (&target, words[0], options.transport, &error))
    ask = cli_ask_new_read (&options, words + 1, &error);
  if (ask == NULL)
    return cli_usage_error ("%s", error->message);
  return cli_once (&target, &options, ask);
}
