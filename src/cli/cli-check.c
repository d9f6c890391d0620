/* cli-check.c: the command that looks for errors in project files.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-check.h"

#include <glib/gi18n.h>

#include "cli/cli-exit.h"
#include "cli/cli-help.h"
#include "cli/cli-output.h"
#include "cli/cli-project-file.h"
#include "monitor/document/mon-connection-spec.h"
#include "monitor/document/mon-device-spec.h"
#include "monitor/document/mon-project-spec.h"

/* How much there is, for who wonders whether it was the right file. */
static void
put_size (const char           *path,
          const MonProjectSpec *root)
{
  g_autofree char *shown = g_filename_display_name (path);
  guint n_devices = 0, n_tags = 0;

  for (guint i = 0; i < root->connections->len; i++)
    {
      const MonConnectionSpec *connection = g_ptr_array_index (root->connections, i);

      n_devices += connection->devices->len;
      for (guint k = 0; k < connection->devices->len; k++)
        n_tags += ((const MonDeviceSpec *) g_ptr_array_index (connection->devices, k))->tags->len;
    }
  /* Translators: a file, then three numbers. */
  cli_put_note (_("%s: good; connections: %u, devices: %u, tags: %u."), shown,
                root->connections->len, n_devices, n_tags);
}

static gboolean
check_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MonProjectSpec) root = cli_project_file_load (path, &error);

  if (root != NULL)
    put_size (path, root);
  else if (error->domain == G_FILE_ERROR)
    cli_put_note ("%s", error->message);
  else
    cli_put_line (error->message);
  return root != NULL;
}

static GOptionContext *
new_context (void)
{
  static const CliExample examples[] = {
    { "check plant.coilscope", N_("Looks at one project.") },
    { "check *.coilscope", N_("Looks at all that are here, before they are put to use.") },
    { NULL, NULL }
  };
  const CliHelp help = {
    .details = _("Nothing is connected to. Of each file the first error is printed, as "
                 "FILE:LINE:COLUMN: and what is wrong there, also when it is JSON but no project "
                 "that makes sense. Exit status: 0 all are good, 2 wrong command line, 4 some are "
                 "not or cannot be read."),
    .examples = examples,
  };

  return cli_help_new_context ("PROJECT…", _("Looks for errors in projects."), &help);
}

/**
 * cli_check:
 * @argc: number of arguments
 * @argv: the command's name and its arguments
 *
 * Runs `check PROJECT…`.
 *
 * Returns: 0 when all files are projects without an error; 2 for a wrong command line, else 4
 */
int
cli_check (int   argc,
           char *argv[])
{
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = new_context ();
  g_autoptr (GError) error = NULL;
  CliExit code = CLI_EXIT_DONE;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return cli_usage_error ("%s", error->message);
  if (files == NULL)
    return cli_usage_error (_("Something is missing: give %s."), "PROJECT");
  for (guint i = 0; files[i] != NULL; i++)
    if (!check_file (files[i]))
      code = CLI_EXIT_DATA;
  return code;
}
