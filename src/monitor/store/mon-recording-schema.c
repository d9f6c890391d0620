/* mon-recording-schema.c: makes the tables of a recording, and knows whether a file has them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recording-schema.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* As SQLite keeps them: a file is compared with these texts to the letter. */
static const char * const statements[] = {
  "CREATE TABLE recording (key TEXT PRIMARY KEY, value) WITHOUT ROWID",
  "CREATE TABLE session (id INTEGER PRIMARY KEY, started INTEGER NOT NULL, ended INTEGER, "
  "project TEXT, program TEXT)",
  "CREATE TABLE connection (id INTEGER PRIMARY KEY, uuid TEXT, name TEXT, host TEXT, port INTEGER, "
  "transport TEXT)",
  "CREATE TABLE device (id INTEGER PRIMARY KEY, connection INTEGER, uuid TEXT, name TEXT, "
  "unit INTEGER)",
  "CREATE TABLE tag (id INTEGER PRIMARY KEY, device INTEGER NOT NULL, uuid TEXT, name TEXT, "
  "\"table\" TEXT, address INTEGER, type TEXT, byte_order TEXT, bits TEXT, encoding TEXT, "
  "padding TEXT, scale REAL, offset REAL, unit TEXT, decimals INTEGER, period_ms INTEGER, "
  "expression TEXT, kind TEXT)",
  "CREATE INDEX tag_by_name ON tag (device, name)",
  "CREATE TABLE reason (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
  "CREATE UNIQUE INDEX reason_by_text ON reason (text)",
  "CREATE TABLE state (id INTEGER PRIMARY KEY, quality TEXT NOT NULL, detail INTEGER, kind TEXT, "
  "reason INTEGER)",
  "CREATE TABLE sample (id INTEGER PRIMARY KEY, tag INTEGER NOT NULL, time INTEGER NOT NULL, "
  "value, state INTEGER NOT NULL)",
  "CREATE TABLE words (tag INTEGER, time INTEGER, words BLOB, PRIMARY KEY (tag, time)) "
  "WITHOUT ROWID",
  "CREATE TABLE segment (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, begins INTEGER NOT NULL, "
  "ends INTEGER NOT NULL, level INTEGER NOT NULL)",
  "CREATE TABLE gap (id INTEGER PRIMARY KEY, begins INTEGER, ends INTEGER, lost INTEGER, "
  "reason INTEGER)",
  "CREATE TABLE event (id INTEGER PRIMARY KEY, time INTEGER, kind TEXT, connection INTEGER, "
  "reason INTEGER)",
  "CREATE TABLE \"write\" (id INTEGER PRIMARY KEY, time INTEGER, connection INTEGER, "
  "device INTEGER, function INTEGER, address INTEGER, quantity INTEGER, outcome TEXT, "
  "reason INTEGER, request BLOB, response BLOB)",
  "CREATE TABLE traffic (id INTEGER PRIMARY KEY, time INTEGER, connection INTEGER, "
  "device INTEGER, kind INTEGER, verdict INTEGER, detail INTEGER, carrier INTEGER, rtt INTEGER, "
  "request BLOB, response BLOB)",
  "CREATE VIEW samples AS SELECT sample.id, strftime ('%Y-%m-%dT%H:%M:%S', "
  "(origin.value + time) / 1000000, 'unixepoch') || printf ('.%06dZ', "
  "(origin.value + time) % 1000000) AS time, device.name AS device, tag.name AS tag, "
  "sample.value, state.quality, reason.text AS reason FROM sample "
  "JOIN recording AS origin ON origin.key = 'origin' JOIN tag ON tag.id = sample.tag "
  "JOIN device ON device.id = tag.device JOIN state ON state.id = sample.state "
  "LEFT JOIN reason ON reason.id = state.reason",
};

/* A file that asks for more than that to read its list of tables is none of ours. */
#define MAX_CHECK_STEPS 1000000

/**
 * mon_recording_schema_create:
 * @db: an empty database
 * @error: return location for an error
 *
 * Makes the tables; to be called inside a transaction.
 *
 * Returns: whether they are there
 */
gboolean
mon_recording_schema_create (sqlite3  *db,
                             GError  **error)
{
  g_autofree char *pragmas = g_strdup_printf ("PRAGMA application_id = %d; "
                                              "PRAGMA user_version = %d",
                                              MON_RECORDING_APPLICATION_ID,
                                              MON_RECORDING_VERSION);

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    if (!mon_sql_run (db, statements[i], error))
      return FALSE;
  return mon_sql_run (db, pragmas, error) &&
         mon_sql_run (db, "INSERT INTO state VALUES (0, 'good', 0, NULL, NULL)", error);
}

static void
set_foreign (GError **error)
{
  g_set_error_literal (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_FOREIGN,
                       _("The file is not a recording of Coilscope."));
}

static gboolean
is_ours (const char *sql)
{
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    if (g_strcmp0 (sql, statements[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_tables (sqlite3  *db,
              GError  **error)
{
  g_autoptr (sqlite3_stmt) list = NULL;
  GError *failure = NULL;
  guint n_ours = 0;

  list = mon_sql_prepare (db, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL", error);
  if (list == NULL)
    return FALSE;
  while (mon_sql_next (list, &failure))
    {
      if (!is_ours ((const char *) sqlite3_column_text (list, 0)))
        {
          set_foreign (error);
          return FALSE;
        }
      n_ours++;
    }
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (n_ours != G_N_ELEMENTS (statements))
    {
      set_foreign (error);
      return FALSE;
    }
  return TRUE;
}

static int
give_up_cb (gpointer user_data)
{
  return 1;
}

/**
 * mon_recording_schema_check:
 * @db: a database
 * @error: return location for an error: %MON_RECORDING_ERROR_FOREIGN, %MON_RECORDING_ERROR_NEWER,
 *   %MON_RECORDING_ERROR_DAMAGED or what went wrong in reading
 *
 * Looks whether a database is a recording that this version can read: views, triggers or tables
 * that are not ours are refused, because nobody knows what they do.
 *
 * Returns: whether it is
 */
gboolean
mon_recording_schema_check (sqlite3  *db,
                            GError  **error)
{
  gboolean is_right;
  gint64 id, version;

  if (!mon_sql_get_int (db, "PRAGMA application_id", &id, error) ||
      !mon_sql_get_int (db, "PRAGMA user_version", &version, error))
    return FALSE;
  if (id != MON_RECORDING_APPLICATION_ID || version < 1)
    {
      set_foreign (error);
      return FALSE;
    }
  if (version > MON_RECORDING_VERSION)
    {
      g_set_error (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_NEWER,
                   /* Translators: two numbers. */
                   _("The recording has format %d, which a later version of Coilscope made; this "
                     "one knows format %d."), (int) version, MON_RECORDING_VERSION);
      return FALSE;
    }

  sqlite3_progress_handler (db, MAX_CHECK_STEPS, give_up_cb, NULL);
  is_right = check_tables (db, error);
  sqlite3_progress_handler (db, 0, NULL, NULL);
  return is_right;
}

/**
 * mon_recording_schema_harden:
 * @db: a database that was just opened
 *
 * Makes a connection safe against what somebody may have put into the file.
 */
void
mon_recording_schema_harden (sqlite3 *db)
{
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_limit (db, SQLITE_LIMIT_LENGTH, 1 << 20);
  sqlite3_exec (db, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", NULL, NULL, NULL);
}
