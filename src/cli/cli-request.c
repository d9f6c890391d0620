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
  static const CliExample examples[] = {
    { "request 192.168.1.20 0300000002", N_("Reads holding registers 0 and 1 by function 3.") },
    { "request 192.168.1.20 08 0000 a537",
      N_("Asks for an echo (function 8, Return Query Data).") },
    { NULL, NULL }
  };
  const CliUsage usage = {
    .arguments = "HOST PDUHEX",
    .summary = _("Sends any one request, given as a PDU in hex, and shows the response decoded."),
    .help = {
      .details = _("PDUHEX begins with the function code. Blanks between bytes mean nothing. A "
                   "request that can write is sent at once and never repeated."),
      .topics = CLI_TOPIC_HOST,
      .examples = examples,
    },
    .min_words = 2,
    .max_words = G_MAXUINT,
  };
  g_auto (CliOptions) options = { 0, };
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
