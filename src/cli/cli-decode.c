/* cli-decode.c: the command that takes captures and recorded requests and responses apart.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-decode.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli/cli-decode-file.h"
#include "cli/cli-decode-hex.h"
#include "cli/cli-help.h"
#include "cli/cli-output.h"

/* Modbus TCP, Modbus/TCP Security, our simulator, and a habit of those who may not open 502. */
static const guint16 default_ports[] = { 502, 802, 1502, 5020 };

typedef struct
{
  gboolean   is_hex;
  gboolean   is_json;
  char     **ports;
  char      *filter;
  char     **files;
} Options;

static void
options_clear (Options *options)
{
  g_strfreev (options->ports);
  g_free (options->filter);
  g_strfreev (options->files);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Ports as they were given, several of them between commas if somebody likes that; the default ones
 * when none was. NULL when one is none; then *@out_wrong is it. */
static GArray *
parse_ports (char **texts,
             char **out_wrong)
{
  g_autoptr (GArray) ports = g_array_new (FALSE, FALSE, sizeof (guint16));

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (texts[i], ",", -1);

      for (guint k = 0; words[k] != NULL; k++)
        {
          guint64 number;
          guint16 port;

          if (!g_ascii_string_to_unsigned (words[k], 10, 1, G_MAXUINT16, &number, NULL))
            {
              *out_wrong = g_strdup (words[k]);
              return NULL;
            }
          port = (guint16) number;
          g_array_append_val (ports, port);
        }
    }
  if (ports->len == 0)
    g_array_append_vals (ports, default_ports, G_N_ELEMENTS (default_ports));
  return g_steal_pointer (&ports);
}

static int
decode_file (const Options *options)
{
  g_autofree char *wrong = NULL;
  g_autoptr (GArray) ports = parse_ports (options->ports, &wrong);

  if (ports == NULL)
    return cli_usage_error (_("--port %s: a port is a number from 1 to 65535."), wrong);
  return cli_decode_file (options->files[0], ports, options->is_json);
}

static int
run (const Options *options)
{
  if (options->filter != NULL)
    return cli_usage_error (_("--filter is not supported by this version."));
  if (options->files != NULL && options->files[1] != NULL)
    return cli_usage_error (_("“%s”: one file at a time."), options->files[1]);
  if (options->is_hex && options->files != NULL && !g_str_equal (options->files[0], "-"))
    return cli_usage_error (_("“%s”: --hex reads standard input and no file."),
                            options->files[0]);
  if (options->is_hex && options->ports != NULL)
    return cli_usage_error (_("--port goes with a capture only; lines of hex have no ports."));
  if (options->is_hex)
    return cli_decode_hex (stdin, options->is_json);
  if (options->files == NULL)
    return cli_usage_error (_("Give a capture file, “-” for one from standard input, or --hex."));
  return decode_file (options);
}

static GOptionContext *
new_context (void)
{
  static const CliExample examples[] = {
    { "decode capture.pcapng", N_("Each request and response of a capture, a line each.") },
    { "decode --port 10502 --json capture.pcap",
      N_("With a server at another port, and all fields as JSON.") },
    { "decode --hex < frames.txt", N_("Lines such as “request 000100000006010300000002”.") },
    { NULL, NULL }
  };
  const CliHelp help = {
    .details =
      _("FILE is a pcap or pcapng capture, “-” is one from standard input. Decoded is what goes "
        "over TCP and UDP to and from the ports; of encrypted traffic no more is seen than that it "
        "is there. Memory does not grow with the file. A malformed ADU is shown with its first "
        "defect, one of which the capture has only a part as well; what could not be decoded at "
        "all is counted on standard error. When the file ends or breaks in the middle of a record, "
        "what came before is decoded and the exit status is 4.\n"
        "With --hex, HEX is a whole ADU, from the transaction identifier on. Blank lines and lines "
        "that begin with # are skipped. A line that is none of these is named on standard error, "
        "the others are decoded, and the exit status is 4."),
    .examples = examples,
  };

  return cli_help_new_context ("FILE|--hex",
                               _("Takes Modbus requests and responses apart: those in a capture, "
                                 "or lines of hex."), &help);
}

/**
 * cli_decode:
 * @argc: number of arguments
 * @argv: the command's name and its arguments
 *
 * Runs `decode FILE` and `decode --hex`: each ADU becomes one line of output.
 *
 * Returns: 0; 2 for a wrong command line; 4 for a file or a line that was not understood. An ADU
 *   that is malformed is not a failure
 */
int
cli_decode (int   argc,
            char *argv[])
{
  g_auto (Options) options = { FALSE };
  const GOptionEntry entries[] = {
    { "hex", 0, 0, G_OPTION_ARG_NONE, &options.is_hex,
      N_("read lines “request HEX” and “response HEX” from standard input"), NULL },
    { "port", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &options.ports,
      N_("port of servers, in place of 502, 802, 1502 and 5020; may be given several times"),
      "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json,
      N_("write one JSON object for each ADU"), NULL },
    { "filter", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &options.filter, NULL, NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.files, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = new_context ();
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return cli_usage_error ("%s", error->message);
  return run (&options);
}
