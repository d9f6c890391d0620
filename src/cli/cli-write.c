/* cli-write.c: the command that writes values once.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-write.h"

#include <glib/gi18n.h>

#include "cli/cli-once.h"
#include "cli/cli-output.h"

/* The function that the user asked for, 0 for none; only those that can write are taken. */
static gboolean
check_function (int      function,
                GError **error)
{
  switch (function)
    {
    case 0:
    case MB_FUNCTION_WRITE_SINGLE_COIL:
    case MB_FUNCTION_WRITE_SINGLE_REGISTER:
    case MB_FUNCTION_WRITE_MULTIPLE_COILS:
    case MB_FUNCTION_WRITE_MULTIPLE_REGISTERS:
    case MB_FUNCTION_MASK_WRITE_REGISTER:
      return TRUE;
    default:
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("Function %d does not write values; use 5, 6, 15, 16 or 22."), function);
      return FALSE;
    }
}

/* All units behind a gateway, none of which answers; asked for twice over, by its unit and by name,
 * since a slip would reach every device. */
static gboolean
check_broadcast (gboolean           is_broadcast,
                 const CliOptions  *options,
                 GError           **error)
{
  if (!is_broadcast || options->unit == 0)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("A broadcast goes to unit 0; give --unit 0 with --broadcast."));
  return FALSE;
}

/**
 * cli_write:
 * @argc: number of arguments
 * @argv: the command's name and its arguments
 *
 * Runs `write HOST TABLE ADDRESS VALUE…`, which is itself the arming for this one write.
 *
 * Returns: the exit code
 */
int
cli_write (int   argc,
           char *argv[])
{
  int function = 0;
  gboolean is_broadcast = FALSE;
  const GOptionEntry entries[] = {
    { "function", 'f', 0, G_OPTION_ARG_INT, &function,
      N_("Function code: 5, 6, 15, 16 or 22, instead of the one that the count asks for"),
      "CODE" },
    { "broadcast", 0, 0, G_OPTION_ARG_NONE, &is_broadcast,
      N_("With --unit 0: do not wait for an answer, which nobody gives"), NULL },
    G_OPTION_ENTRY_NULL
  };
  static const CliExample examples[] = {
    { "write 192.168.1.20 coils 3 on", N_("Switches one coil on.") },
    { "write --type int16 192.168.1.20 holding 20 -- -5 12",
      N_("Writes two holding registers in one request.") },
    { "write --function 22 192.168.1.20 holding 20 0xfffe 0x0001",
      N_("Sets bit 0 of a holding register and leaves the others as they are.") },
    { NULL, NULL }
  };
  const CliUsage usage = {
    .arguments = "HOST TABLE ADDRESS VALUE…",
    .summary = _("Writes values to a device, in one request that is never repeated."),
    .help = {
      .details = _("VALUE is 0, 1, on or off for coils, else a number of --type; put “--” before "
                   "negative ones.\n"
                   "One bit or register is written by function 5 or 6, more by 15 or 16; half a "
                   "register (uint8h…) by 22, which leaves the other half as it is. With "
                   "--function 22 there are two masks instead of values: AND, the bits that stay, "
                   "and OR, those that are set where AND has 0. Nothing is read back: “confirmed” "
                   "means that the device confirmed the request.\n"
                   "A --broadcast is carried out by all units behind a gateway and answered by "
                   "none: once it is sent its outcome is “unknown”, with exit status 3."),
      .topics = CLI_TOPIC_HOST | CLI_TOPIC_TABLE | CLI_TOPIC_VALUES,
      .examples = examples,
    },
    .entries = entries,
    .min_words = 4,
    .max_words = G_MAXUINT,
  };
  g_auto (CliOptions) options = { 0, };
  g_auto (CliTarget) target = { NULL, };
  g_auto (GStrv) words = NULL;
  g_autoptr (CliAsk) ask = NULL;
  g_autoptr (GError) error = NULL;

  if (cli_options_parse (&options, &usage, argv, &words, &error) &&
      check_function (function, &error) &&
      check_broadcast (is_broadcast, &options, &error) &&
      cli_target_parse (&target, words[0], options.transport, &error))
    ask = cli_ask_new_write (&options, (guint) function, words + 1, &error);
  if (ask == NULL)
    return cli_usage_error ("%s", error->message);
  ask->is_broadcast = is_broadcast;
  return cli_once (&target, &options, ask);
}
