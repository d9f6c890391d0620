/* cli-main.c: entry point of coilscope-cli: picks the command and runs it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib.h>

int
main (int   argc,
      char *argv[])
{
  if (argc == 2 && g_str_equal (argv[1], "--version"))
    {
      g_print ("coilscope-cli %s\n", PACKAGE_VERSION);
      return 0;
    }

  g_printerr ("Usage: coilscope-cli COMMAND [OPTION…] [ARGUMENT…]\n");
  return 2;
}
