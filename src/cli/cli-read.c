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
  static const CliExample examples[] = {
    { "read 192.168.1.20 holding 0 4", N_("Holding registers 0 to 3 of unit 1.") },
    { "read --unit 17 --type float32 --order CDAB 192.168.1.20 input 0x10",
      N_("A number of two input registers, the low word first, of unit 17 behind a gateway.") },
    { "read --json plc.local:1502 coils 0 16",
      N_("Sixteen coils at another port, as JSON for a script.") },
    { "read --transport tls --tls-ca ca.pem --tls-cert me.pem plc.local:802 holding 0",
      N_("A register of a device that speaks Modbus/TCP Security; me.pem also has our key.") },
    { NULL, NULL }
  };
  const CliUsage usage = {
    .arguments = "HOST TABLE ADDRESS [COUNT]",
    .summary = _("Reads values of a device once."),
    .help = {
      .details = _("COUNT (1) is the number of values of --type; what does not fit into one "
                   "request is refused. An answer without any value has the quality not-available "
                   "and the status 4. In JSON, quantity is the number of bits or registers that "
                   "were read."),
      .topics = CLI_TOPIC_HOST | CLI_TOPIC_TABLE | CLI_TOPIC_VALUES,
      .examples = examples,
    },
    .min_words = 3,
    .max_words = 4,
  };
  g_auto (CliOptions) options = { 0, };
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
