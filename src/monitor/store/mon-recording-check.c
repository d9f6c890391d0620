/* mon-recording-check.c: looks in another thread whether a recording that ended badly is sound.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recording-check.h"

#include "monitor/store/mon-recording-reader.h"

/* So many steps of SQLite's go by between two looks at whether to go on: some milliseconds. */
#define STEPS 10000

struct _MonRecordingCheck
{
  GThread *thread;
  char    *path;
  gint     is_cancelled; /* atomic */
  GMutex   lock;
  char    *damage;
};

static int
progress_cb (gpointer user_data)
{
  return g_atomic_int_get (&((MonRecordingCheck *) user_data)->is_cancelled);
}

static void
set_damage (MonRecordingCheck *check,
            const char        *text)
{
  g_mutex_lock (&check->lock);
  if (!g_atomic_int_get (&check->is_cancelled))
    check->damage = g_strdup (text);
  g_mutex_unlock (&check->lock);
}

static gpointer
thread_main (gpointer data)
{
  MonRecordingCheck *check = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MonRecordingReader) reader = mon_recording_reader_new (check->path, &error);
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (reader != NULL)
    {
      sqlite3_progress_handler (mon_recording_reader_get_db (reader), STEPS, progress_cb, check);
      statement = mon_sql_prepare (mon_recording_reader_get_db (reader), "PRAGMA quick_check (1)",
                                   &error);
    }
  if (statement != NULL && mon_sql_next (statement, &error)
      && g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") != 0)
    set_damage (check, (const char *) sqlite3_column_text (statement, 0));
  if (error != NULL)
    set_damage (check, error->message);
  return NULL;
}

/**
 * mon_recording_check_start:
 * @path: name of the file
 *
 * Begins to look.
 *
 * Returns: (transfer full): the check
 */
MonRecordingCheck *
mon_recording_check_start (const char *path)
{
  MonRecordingCheck *check = g_new0 (MonRecordingCheck, 1);

  check->path = g_strdup (path);
  g_mutex_init (&check->lock);
  check->thread = g_thread_new ("check", thread_main, check);
  return check;
}

/**
 * mon_recording_check_free:
 * @check: (transfer full): a check
 *
 * Ends it soon, and frees it.
 */
void
mon_recording_check_free (MonRecordingCheck *check)
{
  g_atomic_int_set (&check->is_cancelled, TRUE);
  g_thread_join (check->thread);
  g_mutex_clear (&check->lock);
  g_free (check->path);
  g_free (check->damage);
  g_free (check);
}

/**
 * mon_recording_check_dup_damage:
 * @check: a check
 *
 * Returns: (transfer full) (nullable): what is wrong with the file, as SQLite says it; %NULL as
 *   long as nothing is known
 */
char *
mon_recording_check_dup_damage (MonRecordingCheck *check)
{
  char *damage;

  g_mutex_lock (&check->lock);
  damage = g_strdup (check->damage);
  g_mutex_unlock (&check->lock);
  return damage;
}
