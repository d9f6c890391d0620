/* ui-main.c: entry point of coilscope, the window.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "ui/ui-application.h"

int
main (int   argc,
      char *argv[])
{
  g_autoptr (UiApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  /* Answered before GTK looks for a display. */
  if (argc == 2 && g_str_equal (argv[1], "--version"))
    {
      g_print ("coilscope %s\n", PACKAGE_VERSION);
      return 0;
    }

  application = ui_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
