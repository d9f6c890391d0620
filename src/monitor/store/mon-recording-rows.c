/* mon-recording-rows.c: finds the row that says just this, or adds it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recording-rows.h"

#include "monitor/store/mon-recording-kind.h"

enum
{
  FIND_CONNECTION,
  ADD_CONNECTION,
  FIND_DEVICE,
  ADD_DEVICE,
  FIND_TAG,
  ADD_TAG,
  FIND_STATE,
  ADD_STATE,
  FIND_REASON,
  ADD_REASON,
  N_STATEMENTS,
};

/* Each row is found by all that it says but its uuid, which a project without ids gives anew each
 * time. The parameters of both statements of a pair are the same. */
static const char * const statements[N_STATEMENTS] = {
  [FIND_CONNECTION] = "SELECT id FROM connection WHERE ?1 IS NOT NULL AND name IS ?2 "
                      "AND host IS ?3 AND port IS ?4 AND transport IS ?5",
  [ADD_CONNECTION] = "INSERT INTO connection VALUES (NULL, ?1, ?2, ?3, ?4, ?5)",
  [FIND_DEVICE] = "SELECT id FROM device WHERE connection IS ?1 AND ?2 IS NOT NULL AND name IS ?3 "
                  "AND unit IS ?4",
  [ADD_DEVICE] = "INSERT INTO device VALUES (NULL, ?1, ?2, ?3, ?4)",
  [FIND_TAG] = "SELECT id FROM tag WHERE device IS ?1 AND ?2 IS NOT NULL AND name IS ?3 "
               "AND \"table\" IS ?4 AND address IS ?5 AND type IS ?6 AND byte_order IS ?7 "
               "AND bits IS ?8 AND encoding IS ?9 AND padding IS ?10 AND scale IS ?11 "
               "AND offset IS ?12 AND unit IS ?13 AND decimals IS ?14 AND period_ms IS ?15 "
               "AND expression IS ?16 AND kind IS ?17",
  [ADD_TAG] = "INSERT INTO tag VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
              "?13, ?14, ?15, ?16, ?17)",
  [FIND_STATE] = "SELECT id FROM state WHERE quality IS ?1 AND detail IS ?2 AND kind IS ?3 "
                 "AND reason IS ?4",
  [ADD_STATE] = "INSERT INTO state VALUES (NULL, ?1, ?2, ?3, ?4)",
  [FIND_REASON] = "SELECT id FROM reason WHERE text = ?1",
  [ADD_REASON] = "INSERT INTO reason VALUES (NULL, ?1)",
};

struct _MonRecordingRows
{
  sqlite3      *db;
  sqlite3_stmt *statements[N_STATEMENTS];
};

/**
 * mon_recording_rows_new:
 * @db: the database of a recording, which must outlive it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what finds and adds rows there
 */
MonRecordingRows *
mon_recording_rows_new (sqlite3  *db,
                        GError  **error)
{
  g_autoptr (MonRecordingRows) rows = g_new0 (MonRecordingRows, 1);

  rows->db = db;
  for (guint i = 0; i < N_STATEMENTS; i++)
    {
      rows->statements[i] = mon_sql_prepare (db, statements[i], error);
      if (rows->statements[i] == NULL)
        return NULL;
    }
  return g_steal_pointer (&rows);
}

/**
 * mon_recording_rows_free:
 * @rows: (transfer full): rows
 *
 * Frees the statements.
 */
void
mon_recording_rows_free (MonRecordingRows *rows)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (rows->statements[i]);
  g_free (rows);
}

/* The parameters are bound: the row that has them, or a new one. */
static gint64
find_or_add (MonRecordingRows  *rows,
             guint              find,
             guint              add,
             GError           **error)
{
  sqlite3_stmt *statement = rows->statements[find];
  int result = sqlite3_step (statement);
  gint64 row = result == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : -1;

  if (result != SQLITE_ROW && result != SQLITE_DONE)
    mon_sql_set_error (rows->db, error);
  sqlite3_reset (statement);
  if (result != SQLITE_DONE)
    return row;
  if (!mon_sql_finish (rows->statements[add], error))
    return -1;
  return sqlite3_last_insert_rowid (rows->db);
}

/**
 * mon_recording_rows_connection:
 * @rows: rows
 * @spec: a connection
 * @error: return location for an error
 *
 * Returns: its row, -1 for an error
 */
gint64
mon_recording_rows_connection (MonRecordingRows         *rows,
                               const MonConnectionSpec  *spec,
                               GError                  **error)
{
  for (guint i = FIND_CONNECTION; i <= ADD_CONNECTION; i++)
    {
      sqlite3_stmt *statement = rows->statements[i];

      mon_sql_bind_text (statement, 1, spec->id);
      mon_sql_bind_text (statement, 2, spec->name);
      mon_sql_bind_text (statement, 3, spec->host);
      sqlite3_bind_int (statement, 4, spec->port);
      mon_sql_bind_text (statement, 5, mb_carrier_name (spec->transport));
    }
  return find_or_add (rows, FIND_CONNECTION, ADD_CONNECTION, error);
}

/**
 * mon_recording_rows_device:
 * @rows: rows
 * @connection: row of its connection
 * @spec: a device
 * @label: what it is called
 * @error: return location for an error
 *
 * Returns: its row, -1 for an error
 */
gint64
mon_recording_rows_device (MonRecordingRows     *rows,
                           gint64                connection,
                           const MonDeviceSpec  *spec,
                           const char           *label,
                           GError              **error)
{
  for (guint i = FIND_DEVICE; i <= ADD_DEVICE; i++)
    {
      sqlite3_stmt *statement = rows->statements[i];

      sqlite3_bind_int64 (statement, 1, connection);
      mon_sql_bind_text (statement, 2, spec->id);
      mon_sql_bind_text (statement, 3, label);
      sqlite3_bind_int (statement, 4, spec->unit);
    }
  return find_or_add (rows, FIND_DEVICE, ADD_DEVICE, error);
}

/* Where and how the registers of a tag are read; NULL throughout for a computed one. */
static void
bind_reading (sqlite3_stmt     *statement,
              const MonTagSpec *spec)
{
  g_autofree char *type = mb_type_dup_name (spec->type, spec->length);
  g_autofree char *bits = NULL;
  gboolean is_text = spec->type == MB_TYPE_STRING;

  for (int column = 4; column <= 10; column++)
    sqlite3_bind_null (statement, column);
  if (mon_tag_spec_is_computed (spec))
    return;
  if (spec->n_bits > 0)
    bits = g_strdup_printf ("%u+%u", spec->first_bit, spec->n_bits);
  mon_sql_bind_text (statement, 4, mb_table_name (spec->table));
  sqlite3_bind_int (statement, 5, spec->address);
  sqlite3_bind_text (statement, 6, type, -1, SQLITE_TRANSIENT);
  mon_sql_bind_text (statement, 7, mb_order_name (spec->order));
  sqlite3_bind_text (statement, 8, bits, -1, SQLITE_TRANSIENT);
  mon_sql_bind_text (statement, 9, is_text ? mb_encoding_name (spec->encoding) : NULL);
  mon_sql_bind_text (statement, 10, is_text ? mb_padding_name (spec->padding) : NULL);
}

/**
 * mon_recording_rows_tag:
 * @rows: rows
 * @device: row of its device
 * @spec: a tag
 * @error: return location for an error
 *
 * Returns: its row, -1 for an error
 */
gint64
mon_recording_rows_tag (MonRecordingRows  *rows,
                        gint64             device,
                        const MonTagSpec  *spec,
                        GError           **error)
{
  const char *expression =
    spec->expression != NULL ? mon_expression_get_text (spec->expression) : NULL;

  for (guint i = FIND_TAG; i <= ADD_TAG; i++)
    {
      sqlite3_stmt *statement = rows->statements[i];

      sqlite3_bind_int64 (statement, 1, device);
      mon_sql_bind_text (statement, 2, spec->id);
      mon_sql_bind_text (statement, 3, spec->name);
      bind_reading (statement, spec);
      sqlite3_bind_double (statement, 11, spec->scale);
      sqlite3_bind_double (statement, 12, spec->offset);
      mon_sql_bind_text (statement, 13, spec->unit);
      sqlite3_bind_int (statement, 14, spec->decimals);
      sqlite3_bind_int64 (statement, 15, spec->period_ms);
      mon_sql_bind_text (statement, 16, expression);
      mon_sql_bind_text (statement, 17,
                         mon_recording_kind_name (mon_recording_kind_of_tag (spec)));
    }
  return find_or_add (rows, FIND_TAG, ADD_TAG, error);
}

/**
 * mon_recording_rows_reason:
 * @rows: rows
 * @text: a text
 * @error: return location for an error
 *
 * Returns: its row, -1 for an error
 */
gint64
mon_recording_rows_reason (MonRecordingRows  *rows,
                           const char        *text,
                           GError           **error)
{
  mon_sql_bind_text (rows->statements[FIND_REASON], 1, text);
  mon_sql_bind_text (rows->statements[ADD_REASON], 1, text);
  return find_or_add (rows, FIND_REASON, ADD_REASON, error);
}

/**
 * mon_recording_rows_state:
 * @rows: rows
 * @quality: a quality
 * @detail: what goes with it, as in #MonSample
 * @kind: kind of the value, %MB_VALUE_NONE when it is the usual one
 * @reason: (nullable): why there is no value
 * @error: return location for an error
 *
 * Returns: the row of the state, -1 for an error
 */
gint64
mon_recording_rows_state (MonRecordingRows  *rows,
                          MonQuality         quality,
                          guint8             detail,
                          MbValueKind        kind,
                          const char        *reason,
                          GError           **error)
{
  gint64 reason_row = -1;

  if (reason != NULL)
    {
      reason_row = mon_recording_rows_reason (rows, reason, error);
      if (reason_row < 0)
        return -1;
    }
  for (guint i = FIND_STATE; i <= ADD_STATE; i++)
    {
      sqlite3_stmt *statement = rows->statements[i];

      mon_sql_bind_text (statement, 1, mon_quality_name (quality));
      sqlite3_bind_int (statement, 2, detail);
      mon_sql_bind_text (statement, 3, mon_recording_kind_name (kind));
      mon_sql_bind_id (statement, 4, reason_row);
    }
  return find_or_add (rows, FIND_STATE, ADD_STATE, error);
}
