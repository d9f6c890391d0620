/* mon-recording-reader.c: reads a recording, whoever made the file, also while it grows.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recording-reader-private.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "monitor/document/mon-tag-value.h"
#include "monitor/store/mon-recording-kind.h"

/* How every SQLite database begins, with a zero (SQLite's file format, 1.3.1). */
#define MAGIC "SQLite format 3"

/* Another program may hold the file for a moment, as for a checkpoint. */
#define BUSY_MS 5000

static gboolean
open_read_only (MonRecordingReader  *reader,
                const char          *path,
                GError             **error)
{
  if (sqlite3_open_v2 (path, &reader->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL)
      != SQLITE_OK)
    {
      mon_sql_set_error (reader->db, error);
      return FALSE;
    }
  sqlite3_extended_result_codes (reader->db, 1);
  sqlite3_busy_timeout (reader->db, BUSY_MS);
  mon_recording_schema_harden (reader->db);
  return mon_sql_run (reader->db, "PRAGMA temp_store = FILE; PRAGMA cache_size = -16384", error);
}

/* What does not begin like a database is no recording that got damaged. */
static gboolean
check_start (const char  *path,
             GError     **error)
{
  char start[sizeof MAGIC] = "";
  FILE *file;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  file = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? fopen (path, "re") : NULL;
  if (file != NULL)
    {
      gsize n = fread (start, 1, sizeof start, file);

      fclose (file);
      if (n == sizeof start && memcmp (start, MAGIC, sizeof start) == 0)
        return TRUE;
    }
  g_set_error_literal (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_FOREIGN,
                       _("The file is not a recording of Coilscope."));
  return FALSE;
}

/**
 * mon_recording_reader_new:
 * @path: name of the file
 * @error: return location for a #MonRecordingError
 *
 * Opens a recording for reading. Nothing in it is changed, and whoever records into it goes on.
 *
 * Returns: (transfer full) (nullable): the reader
 */
MonRecordingReader *
mon_recording_reader_new (const char  *path,
                          GError     **error)
{
  g_autoptr (MonRecordingReader) reader = g_new0 (MonRecordingReader, 1);

  if (!check_start (path, error)
      || !open_read_only (reader, path, error)
      || !mon_recording_schema_check (reader->db, error)
      || !mon_sql_get_int (reader->db, "SELECT value FROM recording WHERE key = 'origin'",
                           &reader->origin_us, error))
    return NULL;
  reader->find_words = mon_sql_prepare (reader->db, "SELECT words FROM words WHERE tag = ? "
                                        "AND time = ?", error);
  return reader->find_words != NULL ? g_steal_pointer (&reader) : NULL;
}

/**
 * mon_recording_reader_free:
 * @reader: (transfer full): a reader
 *
 * Closes the file.
 */
void
mon_recording_reader_free (MonRecordingReader *reader)
{
  g_clear_pointer (&reader->tags, mon_recording_tags_free);
  sqlite3_finalize (reader->find_words);
  sqlite3_close_v2 (reader->db);
  g_free (reader);
}

/**
 * mon_recording_reader_begin:
 * @reader: a reader
 * @error: return location for an error
 *
 * From now on the recording is read as it is at this moment, and its tags are known.
 *
 * Returns: whether it can be read
 */
gboolean
mon_recording_reader_begin (MonRecordingReader  *reader,
                            GError             **error)
{
  gint64 n_words;

  mon_recording_reader_end (reader);
  g_clear_pointer (&reader->tags, mon_recording_tags_free);
  if (!mon_sql_run (reader->db, "BEGIN", error))
    return FALSE;
  reader->is_reading = TRUE;
  reader->tags = mon_recording_tags_new (reader->db, error);
  if (reader->tags == NULL
      || !mon_sql_get_int (reader->db, "SELECT EXISTS (SELECT 1 FROM words)", &n_words, error))
    {
      mon_recording_reader_end (reader);
      return FALSE;
    }
  reader->has_words = n_words > 0;
  return TRUE;
}

/**
 * mon_recording_reader_end:
 * @reader: a reader
 *
 * Lets go of the moment, so that the file need not keep it any more.
 */
void
mon_recording_reader_end (MonRecordingReader *reader)
{
  if (reader->is_reading)
    sqlite3_exec (reader->db, "COMMIT", NULL, NULL, NULL);
  reader->is_reading = FALSE;
}

/**
 * mon_recording_reader_get_n_tags:
 * @reader: a reader after a begin
 *
 * Returns: how many tags there are
 */
guint
mon_recording_reader_get_n_tags (MonRecordingReader *reader)
{
  return mon_recording_tags_get_n (reader->tags);
}

/**
 * mon_recording_reader_get_tag:
 * @reader: a reader after a begin
 * @number: which tag
 *
 * Returns: (transfer none): the tag, good until the next begin
 */
const MonReaderTag *
mon_recording_reader_get_tag (MonRecordingReader *reader,
                              guint               number)
{
  return mon_recording_tags_get (reader->tags, number);
}

/**
 * mon_recording_reader_find_tag:
 * @reader: a reader after a begin
 * @row: row of a tag
 *
 * Returns: (transfer none) (nullable): the tag
 */
const MonReaderTag *
mon_recording_reader_find_tag (MonRecordingReader *reader,
                               gint64              row)
{
  return mon_recording_tags_find (reader->tags, row);
}

/**
 * mon_recording_reader_get_db:
 * @reader: a reader
 *
 * Returns: (transfer none): its connection, for queries of others
 */
sqlite3 *
mon_recording_reader_get_db (MonRecordingReader *reader)
{
  return reader->db;
}

/**
 * mon_recording_reader_get_origin:
 * @reader: a reader
 *
 * Returns: the wall time that the times in the file count from
 */
gint64
mon_recording_reader_get_origin (MonRecordingReader *reader)
{
  return reader->origin_us;
}

/**
 * mon_recording_reader_count:
 * @reader: a reader
 * @out_n_samples: (out): how many samples there are
 * @error: return location for an error
 *
 * Returns: whether that could be told
 */
gboolean
mon_recording_reader_count (MonRecordingReader  *reader,
                            guint64             *out_n_samples,
                            GError             **error)
{
  gint64 n = 0;

  if (!mon_sql_get_int (reader->db, "SELECT coalesce (sum (n), 0) FROM segment", &n, error))
    return FALSE;
  *out_n_samples = (guint64) MAX (n, 0);
  return TRUE;
}

/* Words that are kept count, else those that the value encodes to. */
static void
read_words (MonRecordingReader *reader,
            gint64              time,
            MonReaderSample    *sample)
{
  const MonTagSpec *spec = sample->tag->spec;
  guint n_items = mon_tag_spec_n_items (spec);
  sqlite3_stmt *find = reader->find_words;

  sample->n_raw = 0;
  if (sample->tag->is_computed || mb_table_is_bits (spec->table))
    return;
  if (reader->has_words)
    {
      sqlite3_bind_int64 (find, 1, sample->tag->row);
      sqlite3_bind_int64 (find, 2, time);
      if (sqlite3_step (find) == SQLITE_ROW)
        {
          guint n = (guint) sqlite3_column_bytes (find, 0) / 2;

          sample->n_raw = MIN (n, MB_STRING_MAX_REGISTERS);
          if (sample->n_raw > 0)
            memcpy (sample->raw, sqlite3_column_blob (find, 0), sample->n_raw * 2);
          for (guint i = 0; i < sample->n_raw; i++)
            sample->raw[i] = GUINT16_FROM_BE (sample->raw[i]);
        }
      sqlite3_reset (find);
    }
  if (sample->n_raw > 0 || sample->value.kind == MB_VALUE_NONE
      || n_items > MB_STRING_MAX_REGISTERS)
    return;
  memset (sample->raw, 0, n_items * sizeof *sample->raw);
  if (mon_tag_value_encode (spec, &sample->value, sample->raw, NULL))
    sample->n_raw = n_items;
}

/**
 * mon_recording_reader_read_row:
 * @reader: a reader after a begin
 * @row: a row of tag, time, value and state
 * @has_words: whether to read the words, too
 * @sample: (out caller-allocates): the sample
 *
 * Makes a sample of a row.
 *
 * Returns: %FALSE when the row refers to what is not there
 */
gboolean
mon_recording_reader_read_row (MonRecordingReader *reader,
                               sqlite3_stmt       *row,
                               gboolean            has_words,
                               MonReaderSample    *sample)
{
  gint64 time = sqlite3_column_int64 (row, 1);
  const MonReaderState *state =
    mon_recording_tags_find_state (reader->tags, sqlite3_column_int64 (row, 3));
  MbValueKind kind;

  sample->tag = mon_recording_tags_find (reader->tags, sqlite3_column_int64 (row, 0));
  if (sample->tag == NULL || state == NULL)
    return FALSE;
  sample->time_us = reader->origin_us + time;
  sample->quality = state->quality;
  sample->detail = state->detail;
  sample->reason = state->reason;
  kind = state->kind != MB_VALUE_NONE ? state->kind : sample->tag->kind;
  if (!mon_quality_has_value (state->quality))
    kind = MB_VALUE_NONE;
  mon_recording_kind_read (row, 2, kind, &sample->value);
  if (has_words)
    read_words (reader, time, sample);
  return TRUE;
}

/* Gives FALSE when @func has had enough, or for an error. */
static gboolean
walk_rows (MonRecordingReader  *reader,
           sqlite3_stmt        *rows,
           gint64               segment,
           MonReaderFunc        func,
           gpointer             user_data,
           GError             **error)
{
  MonReaderSample sample = { .segment = segment };
  GError *failure = NULL;

  while (mon_sql_next (rows, &failure))
    if (mon_recording_reader_read_row (reader, rows, TRUE, &sample) && !func (&sample, user_data))
      return FALSE;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/**
 * mon_recording_reader_walk:
 * @reader: a reader after a begin
 * @func: called for each sample; ends the walk by %FALSE
 * @user_data: for @func
 * @error: return location for an error
 *
 * Goes over all samples, segment by segment as they came, within each in the order of time, then of
 * tags. What two segments have may overlap by a second. Needs memory for one segment.
 *
 * Returns: %FALSE for an error
 */
gboolean
mon_recording_reader_walk (MonRecordingReader  *reader,
                           MonReaderFunc        func,
                           gpointer             user_data,
                           GError             **error)
{
  g_autoptr (sqlite3_stmt) segments = NULL;
  g_autoptr (sqlite3_stmt) rows = NULL;
  GError *failure = NULL;

  segments = mon_sql_prepare (reader->db, "SELECT id, n FROM segment ORDER BY id", error);
  if (segments == NULL)
    return FALSE;
  rows = mon_sql_prepare (reader->db, "SELECT tag, time, value, state FROM sample "
                          "WHERE id >= ?1 AND id < ?1 + ?2 ORDER BY time, tag, id", error);
  if (rows == NULL)
    return FALSE;
  while (mon_sql_next (segments, &failure))
    {
      gint64 segment = sqlite3_column_int64 (segments, 0);

      sqlite3_bind_int64 (rows, 1, segment);
      sqlite3_bind_int64 (rows, 2, sqlite3_column_int64 (segments, 1));
      if (!walk_rows (reader, rows, segment, func, user_data, &failure))
        break;
      sqlite3_reset (rows);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}
