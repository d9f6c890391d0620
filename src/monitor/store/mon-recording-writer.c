/* mon-recording-writer.c: parcels in, rows of a recording out, one transaction after the other.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recording-writer.h"

#include <glib/gi18n-lib.h>

#include "monitor/store/mon-recording-records.h"
#include "monitor/store/mon-recording-samples.h"

/* Samples that are older than the newest by that much come from a clock that was set back; links
 * have their own order. */
#define STEP_US (2 * G_USEC_PER_SEC)

/* How many merges follow one commit at most: each is for sixteen commits, or for sixteen merges. */
#define MAX_MERGES 4

struct _MonRecordingWriter
{
  MonRecordingFile    *file;
  sqlite3             *db;
  MonRecordingCatalog *catalog; /* borrowed */
  MonRecordingSamples *samples;
  MonRecordingRecords *records;
  gint64               origin_us;
  gint64               newest_us;
};

/**
 * mon_recording_writer_new:
 * @file: (transfer full): an open file, taken also when it fails
 * @catalog: what is known of the project; must outlive it
 * @has_traffic: whether to keep all exchanges
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a writer
 */
MonRecordingWriter *
mon_recording_writer_new (MonRecordingFile     *file,
                          MonRecordingCatalog  *catalog,
                          gboolean              has_traffic,
                          GError              **error)
{
  g_autoptr (MonRecordingWriter) writer = g_new0 (MonRecordingWriter, 1);

  writer->file = file;
  writer->db = mon_recording_file_get_db (file);
  writer->origin_us = mon_recording_file_get_origin (file);
  writer->catalog = catalog;
  writer->samples = mon_recording_samples_new (writer->db, writer->origin_us, error);
  if (writer->samples == NULL)
    return NULL;
  writer->records = mon_recording_records_new (writer->db, writer->origin_us, catalog, has_traffic,
                                               error);
  if (writer->records == NULL || !mon_recording_writer_begin (writer, error)
      || !mon_recording_catalog_attach (catalog, writer->db, error)
      || !mon_recording_writer_commit (writer, error))
    return NULL;
  return g_steal_pointer (&writer);
}

/**
 * mon_recording_writer_free:
 * @writer: (transfer full): a writer
 *
 * Closes the file; what was not committed is not in it.
 */
void
mon_recording_writer_free (MonRecordingWriter *writer)
{
  mon_recording_catalog_attach (writer->catalog, NULL, NULL);
  g_clear_pointer (&writer->samples, mon_recording_samples_free);
  g_clear_pointer (&writer->records, mon_recording_records_free);
  if (!sqlite3_get_autocommit (writer->db))
    sqlite3_exec (writer->db, "ROLLBACK", NULL, NULL, NULL);
  mon_recording_file_free (writer->file);
  g_free (writer);
}

/**
 * mon_recording_writer_get_file:
 * @writer: a writer
 *
 * Returns: (transfer none): its file
 */
MonRecordingFile *
mon_recording_writer_get_file (MonRecordingWriter *writer)
{
  return writer->file;
}

/**
 * mon_recording_writer_get_n_samples:
 * @writer: a writer
 *
 * Returns: how many samples the file has
 */
guint64
mon_recording_writer_get_n_samples (MonRecordingWriter *writer)
{
  return mon_recording_samples_get_n (writer->samples);
}

/**
 * mon_recording_writer_begin:
 * @writer: a writer
 * @error: return location for an error
 *
 * Begins a transaction.
 *
 * Returns: whether nobody else writes
 */
gboolean
mon_recording_writer_begin (MonRecordingWriter  *writer,
                            GError             **error)
{
  return mon_sql_run (writer->db, "BEGIN IMMEDIATE", error);
}

/**
 * mon_recording_writer_commit:
 * @writer: a writer
 * @error: return location for an error
 *
 * Ends a transaction: what is in it is on the medium when this returns.
 *
 * Returns: whether it is
 */
gboolean
mon_recording_writer_commit (MonRecordingWriter  *writer,
                             GError             **error)
{
  return mon_recording_samples_flush (writer->samples, error)
         && mon_sql_run (writer->db, "COMMIT", error);
}

/* What comes after the clock was set back is a segment of its own. */
static gboolean
note_clock (MonRecordingWriter  *writer,
            gint64               time_us,
            GError             **error)
{
  if (time_us >= writer->newest_us - STEP_US)
    {
      writer->newest_us = MAX (writer->newest_us, time_us);
      return TRUE;
    }
  writer->newest_us = time_us;
  return mon_recording_samples_flush (writer->samples, error)
         && mon_recording_records_put_event (writer->records, time_us, "clock", -1,
                                             _("The clock was set back"), error);
}

static gboolean
put_sample (MonRecordingWriter  *writer,
            const MonSample     *sample,
            GError             **error)
{
  const MonRecordedTag *tag = mon_recording_catalog_find_tag (writer->catalog, sample->tag);
  gint64 state;

  if (tag == NULL)
    return TRUE;
  state = mon_recording_catalog_find_state (writer->catalog, tag, sample, error);
  if (state < 0 || !note_clock (writer, sample->time_us, error))
    return FALSE;
  mon_recording_samples_add (writer->samples, tag, state, sample);
  return TRUE;
}

static gboolean
put_samples (MonRecordingWriter  *writer,
             const MonParcel     *parcel,
             GError             **error)
{
  guint next_link = 0;

  for (guint i = 0; i <= parcel->samples->len; i++)
    {
      for (; next_link < parcel->links->len; next_link++)
        {
          const MonParcelLink *link = &g_array_index (parcel->links, MonParcelLink, next_link);

          if (link->at > i)
            break;
          mon_recording_catalog_set_link (writer->catalog, link->connection, link->reason);
        }
      if (i < parcel->samples->len
          && !put_sample (writer, &g_array_index (parcel->samples, MonSample, i), error))
        return FALSE;
    }
  return TRUE;
}

/**
 * mon_recording_writer_put_parcel:
 * @writer: a writer, between begin and commit
 * @parcel: a parcel, borrowed until the commit
 * @error: return location for an error
 *
 * Writes what is in a parcel. Samples of tags that its root does not have are left out.
 *
 * Returns: whether it could be written
 */
gboolean
mon_recording_writer_put_parcel (MonRecordingWriter  *writer,
                                 const MonParcel     *parcel,
                                 GError             **error)
{
  /* The samples that wait refer to the tags of the root before. */
  if (parcel->root != NULL && parcel->root != mon_recording_catalog_get_root (writer->catalog)
      && (!mon_recording_samples_flush (writer->samples, error)
          || !mon_recording_catalog_set_root (writer->catalog, parcel->root, error)))
    return FALSE;
  if (!put_samples (writer, parcel, error))
    return FALSE;
  for (guint i = 0; i < parcel->records->len; i++)
    {
      MonTrafficRecord record;

      mon_parcel_get_record (parcel, i, &record);
      if (!mon_recording_records_put (writer->records, &record, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * mon_recording_writer_begin_session:
 * @writer: a writer, between begin and commit
 * @wall_us: the wall time now
 * @project: (nullable): what the project is called
 * @error: return location for an error
 *
 * Notes that a program records. One before that was killed gets the end that is known.
 *
 * Returns: whether it could be written
 */
gboolean
mon_recording_writer_begin_session (MonRecordingWriter  *writer,
                                    gint64               wall_us,
                                    const char          *project,
                                    GError             **error)
{
  g_autoptr (sqlite3_stmt) add = NULL;

  if (!mon_sql_run (writer->db, "UPDATE session SET ended = max (started, coalesce ((SELECT ends "
                    "FROM segment ORDER BY id DESC LIMIT 1), started)) WHERE ended IS NULL", error))
    return FALSE;
  add = mon_sql_prepare (writer->db, "INSERT INTO session VALUES (NULL, ?, NULL, ?, ?)", error);
  if (add == NULL)
    return FALSE;
  sqlite3_bind_int64 (add, 1, wall_us - writer->origin_us);
  mon_sql_bind_text (add, 2, project);
  mon_sql_bind_text (add, 3, "Coilscope " PACKAGE_VERSION);
  return mon_sql_finish (add, error);
}

/**
 * mon_recording_writer_end_session:
 * @writer: a writer, between begin and commit
 * @wall_us: the wall time now
 * @error: return location for an error
 *
 * Notes that the program ends in order.
 *
 * Returns: whether it could be written
 */
gboolean
mon_recording_writer_end_session (MonRecordingWriter  *writer,
                                  gint64               wall_us,
                                  GError             **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE session SET ended = %" G_GINT64_FORMAT
                                          " WHERE ended IS NULL", wall_us - writer->origin_us);

  return mon_sql_run (writer->db, sql, error);
}

/**
 * mon_recording_writer_put_gap:
 * @writer: a writer, between begin and commit
 * @from_us: wall time at which it begins
 * @to_us: wall time at which it ends
 * @n_lost: how many samples and records there were, -1 when nobody knows
 * @reason: why they are not here
 * @error: return location for an error
 *
 * Marks that something is missing.
 *
 * Returns: whether it could be written
 */
gboolean
mon_recording_writer_put_gap (MonRecordingWriter  *writer,
                              gint64               from_us,
                              gint64               to_us,
                              gint64               n_lost,
                              const char          *reason,
                              GError             **error)
{
  g_autoptr (sqlite3_stmt) add = NULL;
  gint64 reason_row = mon_recording_catalog_find_reason (writer->catalog, reason, error);

  if (reason_row < 0)
    return FALSE;
  add = mon_sql_prepare (writer->db, "INSERT INTO gap VALUES (NULL, ?, ?, ?, ?)", error);
  if (add == NULL)
    return FALSE;
  sqlite3_bind_int64 (add, 1, from_us - writer->origin_us);
  sqlite3_bind_int64 (add, 2, to_us - writer->origin_us);
  mon_sql_bind_id (add, 3, n_lost);
  mon_sql_bind_id (add, 4, reason_row);
  return mon_sql_finish (add, error);
}

/**
 * mon_recording_writer_set:
 * @writer: a writer, between begin and commit
 * @key: a key of the table "recording"
 * @text: what to note there
 * @error: return location for an error
 *
 * Notes something about the whole file.
 *
 * Returns: whether it could be written
 */
gboolean
mon_recording_writer_set (MonRecordingWriter  *writer,
                          const char          *key,
                          const char          *text,
                          GError             **error)
{
  g_autoptr (sqlite3_stmt) set = NULL;

  set = mon_sql_prepare (writer->db, "INSERT OR REPLACE INTO recording VALUES (?, ?)", error);
  if (set == NULL)
    return FALSE;
  mon_sql_bind_text (set, 1, key);
  mon_sql_bind_text (set, 2, text);
  return mon_sql_finish (set, error);
}

/**
 * mon_recording_writer_tidy:
 * @writer: a writer outside of a transaction
 * @error: return location for an error
 *
 * Brings samples of one tag together, as far as that is due.
 *
 * Returns: %FALSE for an error
 */
gboolean
mon_recording_writer_tidy (MonRecordingWriter  *writer,
                           GError             **error)
{
  gboolean was_merged = TRUE;

  for (guint i = 0; i < MAX_MERGES && was_merged; i++)
    if (!mon_recording_samples_merge (writer->samples, &was_merged, error))
      return FALSE;
  return TRUE;
}
