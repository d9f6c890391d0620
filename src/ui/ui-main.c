/* ui-main.c: entry point of coilscope, the window.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "ui/ui-application.h"
#include "ui/ui-options.h"

#define STATUS_USAGE 2

int
main (int   argc,
      char *argv[])
{
  g_autoptr (UiApplication) application = NULL;
  g_autoptr (UiOptions) options = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  /* What is wrong with the command line is said, and help and version are given, before GTK looks
   * for a display. */
  options = ui_options_parse (argv, TRUE, &error);
  if (options == NULL)
    {
      g_printerr ("coilscope: %s\n", error->message);
      return STATUS_USAGE;
    }
  if (options->version)
    {
      g_print ("coilscope %s\n", PACKAGE_VERSION);
      return 0;
    }

  application = ui_application_new ();
  if (options->screenshot != NULL)
    g_application_set_flags (G_APPLICATION (application),
                             g_application_get_flags (G_APPLICATION (application)) |
                             G_APPLICATION_NON_UNIQUE);
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status != 0 ? status : ui_application_get_status (application);
}
