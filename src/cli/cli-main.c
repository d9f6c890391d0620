/* cli-main.c: entry point of coilscope-cli: picks the command and runs it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

#include "cli/cli-check.h"
#include "cli/cli-decode.h"
#include "cli/cli-exit.h"
#include "cli/cli-export.h"
#include "cli/cli-identify.h"
#include "cli/cli-output.h"
#include "cli/cli-read.h"
#include "cli/cli-record.h"
#include "cli/cli-request.h"
#include "cli/cli-scan.h"
#include "cli/cli-serve.h"
#include "cli/cli-session.h"
#include "cli/cli-watch.h"
#include "cli/cli-write.h"

#define PROGRAM "coilscope-cli"

/* One row for each command; its own arguments and help are its own affair. */
static const struct
{
  const char *name;
  const char *help;
  int      (* run) (int   argc,
                    char *argv[]);
} commands[] = {
  { "read", N_("read values once"), cli_read },
  { "write", N_("write values once"), cli_write },
  { "request", N_("send any one request, given in hex"), cli_request },
  { "watch", N_("poll values and print each sample"), cli_watch },
  { "identify", N_("ask a device who it is"), cli_identify },
  { "scan", N_("look for hosts and units that answer"), cli_scan },
  { "session", N_("take commands for one connection from standard input"), cli_session },
  { "serve", N_("answer as a device, or as the demo plant"), cli_serve },
  { "check", N_("look for errors in projects"), cli_check },
  { "decode", N_("take captures, or requests and responses in hex, apart"), cli_decode },
  { "record", N_("record the values of a project into a file"), cli_record },
  { "export", N_("write a recording as CSV or as a capture"), cli_export },
};

static void
print_help (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, _("Usage: %s COMMAND [OPTION…] [ARGUMENT…]\n"), PROGRAM);
  g_string_append_printf (text, "\n%s\n\n",
                          _("Reads, writes, watches and simulates Modbus devices."));
  g_string_append_printf (text, "%s\n", _("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "  %-10s %s\n", commands[i].name, _(commands[i].help));
  g_string_append_printf (text, "\n%s\n", _("Options:"));
  g_string_append_printf (text, "  %-10s %s\n", "--help",
                          _("show this, or after a command its help"));
  g_string_append_printf (text, "  %-10s %s\n", "--version", _("show the version"));
  g_string_append_printf (text, "\n%s\n  %s serve --demo\n  %s watch 127.0.0.1:1502 holding 0 4\n",
                          _("To begin without a device, in two terminals:"), PROGRAM, PROGRAM);
  g_string_append_printf (text, "\n%s\n",
                          _("Exit codes: 0 done, 1 refused by the device, 2 wrong command line, "
                            "3 no connection or no valid answer,\n4 bad file or data."));
  g_print ("%s", text->str);
}

static int
run_command (int   argc,
             char *argv[])
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *program = NULL;

      if (!g_str_equal (commands[i].name, argv[0]))
        continue;
      program = g_strdup_printf ("%s %s", PROGRAM, commands[i].name);
      g_set_prgname (program);
      return commands[i].run (argc, argv);
    }
  return cli_usage_error (_("There is no command “%s”."), argv[0]);
}

/* Standard input and output that are closed would be taken by sockets, and what is written for the
 * user would go to a device. */
static void
fill_standard_descriptors (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && errno == EBADF && open ("/dev/null", O_RDWR) != fd)
      _exit (CLI_EXIT_DATA);
}

int
main (int   argc,
      char *argv[])
{
  fill_standard_descriptors ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname (PROGRAM);
  /* Who reads our output may stop: then writing fails, which is told, with an exit code. */
  signal (SIGPIPE, SIG_IGN);

  if (argc < 2)
    return cli_usage_error (_("Which command?"));
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("%s %s\n", PROGRAM, PACKAGE_VERSION);
      return CLI_EXIT_DONE;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    {
      print_help ();
      return CLI_EXIT_DONE;
    }
  return run_command (argc - 1, argv + 1);
}
