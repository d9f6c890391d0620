/* cli-project-file.c: the project files that commands are given.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-project-file.h"

#include "monitor/document/mon-project-file.h"
#include "monitor/document/mon-project-folder.h"

/**
 * cli_project_file_load:
 * @path: a file
 * @error: return location for an error
 *
 * Reads a project. Waits for the disk.
 *
 * Returns: (transfer full) (nullable): the project; %NULL with @error, whose message is
 *   "FILE:LINE:COLUMN: text" when there is a place, else a sentence with the name of the file
 */
MonProjectSpec *
cli_project_file_load (const char  *path,
                       GError     **error)
{
  g_autofree char *text = NULL;
  g_autofree char *absolute = NULL;
  g_autofree char *folder = NULL;
  gsize len;
  MonProjectSpec *root;

  if (!g_file_get_contents (path, &text, &len, error))
    return NULL;
  root = mon_project_file_parse (text, (gssize) len, error);
  if (root == NULL)
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_prefix_error (error, "%s:", shown);
      return NULL;
    }
  absolute = g_canonicalize_filename (path, NULL);
  folder = g_path_get_dirname (absolute);
  mon_project_folder_set (root, folder);
  return root;
}
