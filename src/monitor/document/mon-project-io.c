/* mon-project-io.c: project files from and to the disk, in worker threads.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-project-io.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "monitor/document/mon-json-scan.h"
#include "monitor/document/mon-project-file.h"
#include "monitor/document/mon-project-folder.h"

#define READ_BYTES (256 * 1024)

/* What a worker thread is given beside the file, and what it gives. */
typedef struct
{
  MonProjectSpec *root;
  char           *old_etag;
  char           *new_etag;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->root, mon_project_spec_unref);
  g_free (work->old_etag);
  g_free (work->new_etag);
  g_free (work);
}

/* Reads at most one byte more than the limit, so that a device or a file that grows cannot fill the
 * memory; the size in the directory is not believed. */
static GByteArray *
read_bounded (GInputStream  *stream,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (READ_BYTES);
  gssize n_read;

  do
    {
      n_read = g_input_stream_read (stream, buffer, READ_BYTES, cancellable, error);
      if (n_read < 0)
        return NULL;
      g_byte_array_append (bytes, buffer, (guint) n_read);
    }
  while (n_read > 0 && bytes->len <= MON_JSON_MAX_BYTES);

  return g_steal_pointer (&bytes);
}

/* A FIFO would block for ever, past any cancellable, when it is opened. */
static gboolean
check_regular (GFile         *file,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr (GFileInfo) info = NULL;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE,
                            cancellable, error);
  if (info == NULL)
    return FALSE;
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
               _("“%s” is not a file that can be opened as a project"),
               g_file_peek_path (file) != NULL ? g_file_peek_path (file) : "?");
  return FALSE;
}

/* Where the files are that it names; NULL for what is not on a disk. */
static char *
dup_folder (GFile *file)
{
  const char *path = g_file_peek_path (file);

  return path != NULL ? g_path_get_dirname (path) : NULL;
}

static MonProjectSpec *
load (GFile         *file,
      char         **out_etag,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *folder = NULL;
  MonProjectSpec *root;

  if (!check_regular (file, cancellable, error))
    return NULL;
  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    return NULL;

  /* Before the content: when it changes in between, saving will tell. */
  info = g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_ETAG_VALUE, cancellable, error);
  if (info == NULL)
    return NULL;
  bytes = read_bounded (G_INPUT_STREAM (stream), cancellable, error);
  if (bytes == NULL)
    return NULL;

  root = mon_project_file_parse ((const char *) bytes->data, bytes->len, error);
  if (root == NULL)
    return NULL;
  folder = dup_folder (file);
  mon_project_folder_set (root, folder);
  *out_etag = g_strdup (g_file_info_get_etag (info));

  return root;
}

/* The new content is written beside the old one and put in its place, so that a full disk or a
 * crash leaves the old one. */
static gboolean
save (MonProjectSpec  *root,
      GFile           *file,
      const char      *etag,
      char           **out_etag,
      GCancellable    *cancellable,
      GError         **error)
{
  g_autofree char *folder = dup_folder (file);
  g_autoptr (MonProjectSpec) moved = mon_project_folder_move (root, folder);
  g_autofree char *text = mon_project_file_format (moved);
  g_autoptr (GError) own_error = NULL;

  if (g_file_replace_contents (file, text, strlen (text), etag, FALSE, G_FILE_CREATE_NONE, out_etag,
                               cancellable, &own_error))
    return TRUE;

  if (g_error_matches (own_error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG,
                         _("Another program has changed the file since it was opened: save under "
                           "another name, or open it again"));
  else
    g_propagate_error (error, g_steal_pointer (&own_error));

  return FALSE;
}

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;

  work->root = load (G_FILE (source), &work->new_etag, cancellable, &error);
  if (work->root != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
save_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;

  if (save (work->root, G_FILE (source), work->old_etag, &work->new_etag, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes @work. Once begun it is waited for, cancelled or not: the file may have been replaced. */
static void
run (GFile               *file,
     Work                *work,
     GTaskThreadFunc      func,
     GCancellable        *cancellable,
     GAsyncReadyCallback  callback,
     gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (file, cancellable, callback, user_data);

  g_task_set_source_tag (task, run);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, func);
}

/**
 * mon_project_io_load_async:
 * @file: a file; source object of the result
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads a project in a worker thread.
 */
void
mon_project_io_load_async (GFile               *file,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  run (file, g_new0 (Work, 1), load_thread, cancellable, callback, user_data);
}

/**
 * mon_project_io_load_finish:
 * @result: what the callback was given
 * @out_etag: (out): tag of the content that was read, for mon_project_io_save_async()
 * @error: (nullable): place for a %MON_PROJECT_ERROR or %G_IO_ERROR
 *
 * Ends mon_project_io_load_async().
 *
 * Returns: (transfer full) (nullable): the root, or %NULL
 */
MonProjectSpec *
mon_project_io_load_finish (GAsyncResult  *result,
                            char         **out_etag,
                            GError       **error)
{
  Work *work = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  *out_etag = g_steal_pointer (&work->new_etag);
  return g_steal_pointer (&work->root);
}

/**
 * mon_project_io_save_async:
 * @root: (transfer none): the project
 * @file: where to write; source object of the result
 * @etag: (nullable): tag of the content that is to be replaced, or %NULL for whatever is there
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Writes a project in a worker thread.
 */
void
mon_project_io_save_async (MonProjectSpec      *root,
                           GFile               *file,
                           const char          *etag,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  Work *work = g_new0 (Work, 1);

  work->root = mon_project_spec_ref (root);
  work->old_etag = g_strdup (etag);
  run (file, work, save_thread, cancellable, callback, user_data);
}

/**
 * mon_project_io_save_finish:
 * @result: what the callback was given
 * @out_etag: (out): tag of the new content
 * @error: (nullable): place for a %G_IO_ERROR; %G_IO_ERROR_WRONG_ETAG when another one wrote there
 *
 * Ends mon_project_io_save_async().
 *
 * Returns: whether it was written
 */
gboolean
mon_project_io_save_finish (GAsyncResult  *result,
                            char         **out_etag,
                            GError       **error)
{
  Work *work = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  *out_etag = g_steal_pointer (&work->new_etag);
  return TRUE;
}

/**
 * mon_project_io_dup_title:
 * @file: a file
 *
 * Makes what a project is called after its file: the name without its ending.
 *
 * Returns: (transfer full): the title
 */
char *
mon_project_io_dup_title (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  char *title = g_filename_display_name (name);

  if (g_str_has_suffix (title, ".coilscope") && title[0] != '.')
    title[strlen (title) - strlen (".coilscope")] = '\0';
  return title;
}
