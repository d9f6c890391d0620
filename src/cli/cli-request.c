/* cli-request.c: the command that sends a bare PDU.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-request.h"

#include <glib/gi18n.h>

#include "cli/cli-once.h"
#include "cli/cli-output.h"

/**
 * cli_request:
 * @argc: number of arguments
 * @argv: the command's name and its arguments
 *
 * Runs `request HOST PDUHEX`.
 *
 * Returns: the exit code
 */
int
cli_request (int   argc,
             char *argv[])
{
  const CliUsage usage = {
    .arguments = "HOST PDUHEX",
    .summary = _("Sends any one request, given as a PDU in hex, and shows the response decoded."),
    .details = _("PDUHEX begins with the function code: 0300000002 reads holding registers 0 and "
                 "1. Blanks between\nbytes mean nothing. A request that can write is sent at once "
                 "and never repeated."),
    .min_words = 2,
    .max_words = G_MAXUINT,
  };
  CliOptions options;
  g_auto (CliTarget) target = { NULL, };
  g_auto (GStrv) words = NULL;
  g_autoptr (CliAsk) ask = NULL;
  g_autoptr (GError) error = NULL;

  if (cli_options_parse (&options, &usage, argv, &words, &error) &&
      cli_target_parse (&target, words[0], options.transport, &error))
    ask = cli_ask_new_request (&options, words + 1, &error);
  if (ask == NULL)
    return cli_usage_error ("%s", error->message);
  return cli_once (&target, &options, ask);
}
