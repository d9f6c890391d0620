/* mon-recording-records.c: writes events, writes and traffic into a recording.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recording-records.h"

#include "modbus/mb-client.h"
#include "modbus/mb-framing.h"
#include "modbus/mb-request.h"
#include "monitor/store/mon-words.h"

/* The device took the request and did not say what became of it (V1.1b3, 7). */
#define ACKNOWLEDGE 5
#define NO_RESPONSE 11

enum
{
  ADD_EVENT,
  ADD_WRITE,
  ADD_TRAFFIC,
  N_STATEMENTS,
};

static const char * const statements[N_STATEMENTS] = {
  [ADD_EVENT] = "INSERT INTO event VALUES (NULL, ?, ?, ?, ?)",
  [ADD_WRITE] = "INSERT INTO \"write\" VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [ADD_TRAFFIC] = "INSERT INTO traffic VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
};

struct _MonRecordingRecords
{
  sqlite3_stmt        *statements[N_STATEMENTS];
  gint64               origin_us;
  MonRecordingCatalog *catalog;
  gboolean             has_traffic;
};

/**
 * mon_recording_records_new:
 * @db: the database of a recording, which must outlive it
 * @origin_us: wall time that its times count from
 * @catalog: knows the rows of connections and devices; must outlive it
 * @has_traffic: whether to keep all exchanges
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what writes records there
 */
MonRecordingRecords *
mon_recording_records_new (sqlite3              *db,
                           gint64                origin_us,
                           MonRecordingCatalog  *catalog,
                           gboolean              has_traffic,
                           GError              **error)
{
  g_autoptr (MonRecordingRecords) records = g_new0 (MonRecordingRecords, 1);

  records->origin_us = origin_us;
  records->catalog = catalog;
  records->has_traffic = has_traffic;
  for (guint i = 0; i < N_STATEMENTS; i++)
    {
      records->statements[i] = mon_sql_prepare (db, statements[i], error);
      if (records->statements[i] == NULL)
        return NULL;
    }
  return g_steal_pointer (&records);
}

/**
 * mon_recording_records_free:
 * @records: (transfer full): records
 *
 * Frees the statements.
 */
void
mon_recording_records_free (MonRecordingRecords *records)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (records->statements[i]);
  g_free (records);
}

/**
 * mon_recording_records_put_event:
 * @records: records
 * @time_us: wall time
 * @kind: what happened, in one word
 * @connection: row of the connection, or -1
 * @text: (nullable): what there is to say
 * @error: return location for an error
 *
 * Writes an event.
 *
 * Returns: whether it could be written
 */
gboolean
mon_recording_records_put_event (MonRecordingRecords  *records,
                                 gint64                time_us,
                                 const char           *kind,
                                 gint64                connection,
                                 const char           *text,
                                 GError              **error)
{
  sqlite3_stmt *statement = records->statements[ADD_EVENT];
  gint64 reason = mon_recording_catalog_find_reason (records->catalog, text, error);

  if (text != NULL && reason < 0)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, time_us - records->origin_us);
  mon_sql_bind_text (statement, 2, kind);
  mon_sql_bind_id (statement, 3, connection);
  mon_sql_bind_id (statement, 4, reason);
  return mon_sql_finish (statement, error);
}

static gboolean
put_link_event (MonRecordingRecords     *records,
                const MonTrafficRecord  *record,
                GError                 **error)
{
  static const char * const kinds[] = {
    [MON_TRAFFIC_LINK_UP] = "link-up",
    [MON_TRAFFIC_LINK_DOWN] = "link-down",
    [MON_TRAFFIC_STALL] = "stall",
  };
  g_autofree char *text = g_utf8_make_valid ((const char *) record->response,
                                             record->response_len);

  return mon_recording_records_put_event (
    records, record->time_us, kinds[record->kind],
    mon_recording_catalog_find_connection (records->catalog, record->link),
    record->response_len > 0 ? text : NULL, error);
}

static gboolean
is_known_outcome (const MonTrafficRecord *record)
{
  return record->verdict == MB_VERDICT_ANSWER
         || (record->verdict == MB_VERDICT_EXCEPTION && record->detail != ACKNOWLEDGE
             && record->detail != NO_RESPONSE);
}

static const char *
name_outcome (const MonTrafficRecord *record)
{
  if (!is_known_outcome (record))
    return "unknown";
  return record->verdict == MB_VERDICT_ANSWER ? "confirmed" : "refused";
}

static char *
dup_write_reason (const MonTrafficRecord *record)
{
  if (record->verdict == MB_VERDICT_EXCEPTION)
    return mon_words_exception (record->detail);
  if (record->verdict == MB_VERDICT_BREACH)
    return mon_words_breach (record->detail);
  if (record->verdict == MB_VERDICT_TIMEOUT)
    return mon_words_quality (MON_QUALITY_TIMEOUT, 0);
  return NULL;
}

static void
bind_bytes (sqlite3_stmt *statement,
            int           column,
            const guint8 *bytes,
            gsize         len)
{
  if (len > 0)
    sqlite3_bind_blob (statement, column, bytes, (int) len, SQLITE_STATIC);
  else
    sqlite3_bind_null (statement, column);
}

/* Where a request writes, as far as it says. */
static void
bind_written (sqlite3_stmt           *statement,
              const MonTrafficRecord *record)
{
  gsize pdu_len = 0;
  const guint8 *pdu = mb_framing_get_pdu (mb_carrier_framing (record->carrier), record->request,
                                          record->request_len, &pdu_len);
  guint16 address, quantity;
  MbRequest request;
  MbTable table;

  for (int column = 4; column <= 6; column++)
    sqlite3_bind_null (statement, column);
  if (pdu == NULL || pdu_len == 0)
    return;
  sqlite3_bind_int (statement, 4, pdu[0]);
  if (mb_request_parse (&request, pdu, pdu_len) != 0
      || !mb_request_get_written (&request, &table, &address, &quantity))
    return;
  sqlite3_bind_int (statement, 5, address);
  sqlite3_bind_int (statement, 6, quantity);
}

static gboolean
put_write (MonRecordingRecords     *records,
           const MonTrafficRecord  *record,
           GError                 **error)
{
  sqlite3_stmt *statement = records->statements[ADD_WRITE];
  g_autofree char *text = dup_write_reason (record);
  gint64 reason = mon_recording_catalog_find_reason (records->catalog, text, error);

  if (text != NULL && reason < 0)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, record->time_us - records->origin_us);
  mon_sql_bind_id (statement, 2,
                   mon_recording_catalog_find_connection (records->catalog, record->link));
  mon_sql_bind_id (statement, 3,
                   mon_recording_catalog_find_device (records->catalog, record->device));
  bind_written (statement, record);
  mon_sql_bind_text (statement, 7, name_outcome (record));
  mon_sql_bind_id (statement, 8, reason);
  bind_bytes (statement, 9, record->request, record->request_len);
  bind_bytes (statement, 10, record->response, record->response_len);
  return mon_sql_finish (statement, error);
}

static gboolean
put_traffic (MonRecordingRecords     *records,
             const MonTrafficRecord  *record,
             GError                 **error)
{
  sqlite3_stmt *statement = records->statements[ADD_TRAFFIC];

  sqlite3_bind_int64 (statement, 1, record->time_us - records->origin_us);
  mon_sql_bind_id (statement, 2,
                   mon_recording_catalog_find_connection (records->catalog, record->link));
  mon_sql_bind_id (statement, 3,
                   mon_recording_catalog_find_device (records->catalog, record->device));
  sqlite3_bind_int (statement, 4, record->kind);
  sqlite3_bind_int (statement, 5, record->verdict);
  sqlite3_bind_int (statement, 6, record->detail);
  sqlite3_bind_int (statement, 7, record->carrier);
  mon_sql_bind_id (statement, 8, record->rtt_us);
  bind_bytes (statement, 9, record->request, record->request_len);
  bind_bytes (statement, 10, record->response, record->response_len);
  return mon_sql_finish (statement, error);
}

/**
 * mon_recording_records_put:
 * @records: records
 * @record: what happened
 * @error: return location for an error
 *
 * Writes what is to be kept of it.
 *
 * Returns: whether it could be written
 */
gboolean
mon_recording_records_put (MonRecordingRecords     *records,
                           const MonTrafficRecord  *record,
                           GError                 **error)
{
  if (record->kind >= MON_TRAFFIC_LINK_UP)
    return put_link_event (records, record, error);
  if (record->kind == MON_TRAFFIC_EXCHANGE && record->is_write
      && !put_write (records, record, error))
    return FALSE;
  return !records->has_traffic || put_traffic (records, record, error);
}
