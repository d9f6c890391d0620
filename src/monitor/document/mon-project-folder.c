/* mon-project-folder.c: the files that a project names by a way from its own folder.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-project-folder.h"

/**
 * mon_project_folder_set:
 * @root: a root that was just read, and that nobody else has
 * @folder: (type filename) (nullable): the folder that its file is in; %NULL when that is unknown
 *
 * Says where the files are that connections name without saying where.
 */
void
mon_project_folder_set (MonProjectSpec *root,
                        const char     *folder)
{
  for (guint i = 0; i < root->connections->len; i++)
    {
      MonConnectionSpec *connection = g_ptr_array_index (root->connections, i);

      g_free (connection->tls_folder);
      connection->tls_folder = g_strdup (folder != NULL ? folder : "");
    }
}

static gboolean
is_moving (const MonConnectionSpec *connection,
           const char              *folder)
{
  return connection->tls_folder[0] != '\0' && g_strcmp0 (connection->tls_folder, folder) != 0;
}

static MonConnectionSpec *
move (const MonConnectionSpec *connection)
{
  MonConnectionSpec *copy = mon_connection_spec_edit (connection);
  char **files[] = { &copy->tls_ca, &copy->tls_cert, &copy->tls_key };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      char *path = mon_connection_spec_dup_path (copy, *files[i]);

      g_free (*files[i]);
      *files[i] = path;
    }
  return copy;
}

/**
 * mon_project_folder_move:
 * @root: a root
 * @folder: (type filename) (nullable): the folder of the file that it will be written to
 *
 * Lets a project name the same files from another folder: those that it names by a way from its old
 * one get their whole path.
 *
 * Returns: (transfer full): @root, or another one where a name had to change
 */
MonProjectSpec *
mon_project_folder_move (MonProjectSpec *root,
                         const char     *folder)
{
  MonProjectSpec *moved = NULL;

  for (guint i = 0; i < root->connections->len; i++)
    {
      const MonConnectionSpec *connection = g_ptr_array_index (root->connections, i);

      if (!is_moving (connection, folder))
        continue;
      if (moved == NULL)
        moved = mon_project_spec_edit (root);
      mon_connection_spec_unref (moved->connections->pdata[i]);
      moved->connections->pdata[i] = move (connection);
    }
  return moved != NULL ? moved : mon_project_spec_ref (root);
}
