/* recording-fixture.c: a recorder on virtual time, samples to put into it, and what is in its file.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "recording-fixture.h"

#include <glib/gstdio.h>

void
recording_set_up (RecordingFixture *f,
                  gconstpointer     data)
{
  MonConnectionSpec *connection = mon_connection_spec_new ();
  MonDeviceSpec *device = mon_device_spec_new ();

  f->folder = g_dir_make_tmp ("recording-XXXXXX", NULL);
  g_assert_nonnull (f->folder);
  f->path = g_build_filename (f->folder, "plant.db", NULL);
  f->turn = mb_turn_new (g_main_context_default ());
  f->clock = mb_clock_new_virtual (f->turn, RECORDING_START_US);
  f->root = mon_project_spec_new ();
  g_free (connection->name);
  connection->name = g_strdup ("Boiler house");
  g_free (connection->host);
  connection->host = g_strdup ("192.0.2.7");
  g_free (device->name);
  device->name = g_strdup ("PLC");
  g_ptr_array_add (connection->devices, device);
  g_ptr_array_add (f->root->connections, connection);
  f->options = (MonRecordingOptions) { .path = f->path, .project = "Plant" };
}

/* All that is in the folder: there may be parts, and what was moved aside. */
static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

void
recording_tear_down (RecordingFixture *f,
                     gconstpointer     data)
{
  g_clear_pointer (&f->recorder, mon_recorder_free);
  mon_project_spec_unref (f->root);
  mb_clock_unref (f->clock);
  mb_turn_unref (f->turn);
  remove_folder (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

MonTagSpec *
recording_add_tag (RecordingFixture *f,
                   const char       *name,
                   guint16           address,
                   MbType            type)
{
  MonConnectionSpec *connection = g_ptr_array_index (f->root->connections, 0);
  MonDeviceSpec *device = g_ptr_array_index (connection->devices, 0);
  MonTagSpec *tag = mon_tag_spec_new ();

  g_free (tag->name);
  tag->name = g_strdup (name);
  tag->table = MB_TABLE_HOLDING_REGISTERS;
  tag->address = address;
  tag->type = type;
  g_ptr_array_add (device->tags, tag);
  return tag;
}

void
recording_start (RecordingFixture *f)
{
  g_autoptr (GError) error = NULL;

  f->recorder = mon_recorder_new (&f->options, MON_PARCEL_QUEUE_LIMIT_BYTES, f->clock, &error);
  g_assert_no_error (error);
  f->has_root = FALSE;
}

void
recording_stop (RecordingFixture *f)
{
  g_clear_pointer (&f->recorder, mon_recorder_free);
}

void
recording_advance (RecordingFixture *f,
                   guint             ms)
{
  mb_clock_advance (f->clock, (gint64) ms * 1000);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
recording_put (RecordingFixture *f,
               const MonTagSpec *tag,
               MonQuality        quality,
               guint8            detail,
               MbValue           value)
{
  const MonSample sample = {
    .tag = tag->handle,
    .quality = (guint8) quality,
    .detail = detail,
    .time_us = mb_clock_get_wall_us (f->clock),
    .value = value,
  };
  MonParcelQueue *queue = mon_recorder_get_queue (f->recorder);
  MonParcel *parcel = mon_parcel_queue_begin (queue, f->has_root ? NULL : f->root);

  mon_parcel_add_samples (parcel, &sample, 1);
  mon_parcel_queue_end (queue);
  f->has_root = TRUE;
}

void
recording_put_uint (RecordingFixture *f,
                    const MonTagSpec *tag,
                    guint64           number)
{
  recording_put (f, tag, MON_QUALITY_GOOD, 0, (MbValue) { .kind = MB_VALUE_UINT, .u = number });
}

char *
recording_query (const char *path,
                 const char *sql)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  statement = mon_sql_prepare (db, sql, &error);
  g_assert_no_error (error);
  while (mon_sql_next (statement, &error))
    {
      g_string_append (text, text->len > 0 ? "; " : "");
      for (int i = 0; i < sqlite3_column_count (statement); i++)
        g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                                sqlite3_column_text (statement, i) != NULL
                                  ? (const char *) sqlite3_column_text (statement, i) : "-");
    }
  g_assert_no_error (error);
  g_clear_pointer (&statement, sqlite3_finalize);
  sqlite3_close (db);
  return g_string_free (text, FALSE);
}

void
recording_expect (RecordingFixture *f,
                  const char       *sql,
                  const char       *expected)
{
  g_autofree char *text = recording_query (f->path, sql);

  g_assert_cmpstr (text, ==, expected);
}
