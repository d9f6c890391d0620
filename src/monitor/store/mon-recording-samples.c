/* mon-recording-samples.c: writes samples into a recording so that those of one tag lie together.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recording-samples.h"

#include <string.h>

#include "monitor/document/mon-tag-value.h"
#include "monitor/store/mon-recording-kind.h"

/* So many segments of a level become one of the next. */
#define FAN 16

/* A larger segment is not made: the merge has to be over before the next commit is due. */
#define MAX_MERGED 131072

/* Between two commits samples may be out of order by as much: links have clocks of their own. */
#define DISORDER_US G_USEC_PER_SEC

/* A sample that waits. */
typedef struct
{
  gint64                tag;
  gint64                time_us;
  gint64                state;
  guint                 number;
  const MonRecordedTag *recorded;
  const MonSample      *sample;
} Entry;

typedef struct
{
  gint64 id;
  gint64 n;
  gint64 begins;
  gint64 ends;
  gint64 level;
} Segment;

struct _MonRecordingSamples
{
  sqlite3      *db;
  sqlite3_stmt *add_sample;
  sqlite3_stmt *add_words;
  sqlite3_stmt *add_segment;
  gint64        origin_us;
  gint64        next_id;
  GArray       *entries;  /* of Entry */
  GArray       *segments; /* of Segment: the last ones of the file, which may still be merged */
};

static gboolean
load_segments (MonRecordingSamples  *samples,
               GError              **error)
{
  g_autoptr (sqlite3_stmt) last = NULL;
  GError *failure = NULL;

  last = mon_sql_prepare (samples->db, "SELECT * FROM (SELECT id, n, begins, ends, level FROM "
                          "segment ORDER BY id DESC LIMIT 64) ORDER BY id", error);
  if (last == NULL)
    return FALSE;
  while (mon_sql_next (last, &failure))
    {
      const Segment segment = {
        .id = sqlite3_column_int64 (last, 0),
        .n = sqlite3_column_int64 (last, 1),
        .begins = sqlite3_column_int64 (last, 2),
        .ends = sqlite3_column_int64 (last, 3),
        .level = sqlite3_column_int64 (last, 4),
      };

      g_array_append_val (samples->segments, segment);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/**
 * mon_recording_samples_new:
 * @db: the database of a recording, which must outlive it
 * @origin_us: wall time that its times count from
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what writes samples there
 */
MonRecordingSamples *
mon_recording_samples_new (sqlite3  *db,
                           gint64    origin_us,
                           GError  **error)
{
  static const char merging[] =
    "CREATE TEMP TABLE IF NOT EXISTS merging (id INTEGER PRIMARY KEY, tag, time, value, state)";
  g_autoptr (MonRecordingSamples) samples = g_new0 (MonRecordingSamples, 1);

  samples->db = db;
  samples->origin_us = origin_us;
  samples->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  samples->segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  samples->add_sample = mon_sql_prepare (db, "INSERT INTO sample VALUES (?, ?, ?, ?, ?)", error);
  if (samples->add_sample == NULL)
    return NULL;
  samples->add_words = mon_sql_prepare (db, "INSERT OR REPLACE INTO words VALUES (?, ?, ?)", error);
  if (samples->add_words == NULL)
    return NULL;
  samples->add_segment = mon_sql_prepare (db, "INSERT INTO segment VALUES (?, ?, ?, ?, ?)", error);
  if (samples->add_segment == NULL
      || !mon_sql_run (db, merging, error)
      || !mon_sql_get_int (db, "SELECT coalesce (max (id), 0) + 1 FROM sample", &samples->next_id,
                           error)
      || !load_segments (samples, error))
    return NULL;
  return g_steal_pointer (&samples);
}

/**
 * mon_recording_samples_free:
 * @samples: (transfer full): samples
 *
 * Frees it, and forgets what was not flushed.
 */
void
mon_recording_samples_free (MonRecordingSamples *samples)
{
  sqlite3_finalize (samples->add_sample);
  sqlite3_finalize (samples->add_words);
  sqlite3_finalize (samples->add_segment);
  g_array_unref (samples->entries);
  g_array_unref (samples->segments);
  g_free (samples);
}

/**
 * mon_recording_samples_add:
 * @samples: samples
 * @tag: the tag, borrowed until the flush
 * @state: row of the sample's state
 * @sample: a sample, borrowed until the flush
 *
 * Adds a sample.
 */
void
mon_recording_samples_add (MonRecordingSamples  *samples,
                           const MonRecordedTag *tag,
                           gint64                state,
                           const MonSample      *sample)
{
  const Entry entry = {
    .tag = tag->row,
    .time_us = sample->time_us - samples->origin_us,
    .state = state,
    .number = samples->entries->len,
    .recorded = tag,
    .sample = sample,
  };

  g_array_append_val (samples->entries, entry);
}

/* By tag, then by time; of two at the same time the one that came first. */
static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const Entry *left = a;
  const Entry *right = b;

  if (left->tag != right->tag)
    return left->tag < right->tag ? -1 : 1;
  if (left->time_us != right->time_us)
    return left->time_us < right->time_us ? -1 : 1;
  return left->number < right->number ? -1 : left->number > right->number;
}

/* What the value says of the registers need not be kept a second time. */
static gboolean
is_told_by_value (const MonRecordedTag *tag,
                  const MonSample      *sample)
{
  guint16 registers[MB_STRING_MAX_REGISTERS] = { 0 };

  if (sample->n_raw == 0)
    return TRUE;
  return sample->value.kind != MB_VALUE_NONE
         && mon_tag_value_encode (tag->spec, &sample->value, registers, NULL)
         && memcmp (registers, mon_sample_get_raw (sample),
                    sample->n_raw * sizeof *registers) == 0;
}

static gboolean
add_words (MonRecordingSamples  *samples,
           const Entry          *entry,
           GError              **error)
{
  guint16 words[MB_STRING_MAX_REGISTERS];
  const guint16 *raw = mon_sample_get_raw (entry->sample);

  for (guint i = 0; i < entry->sample->n_raw; i++)
    words[i] = GUINT16_TO_BE (raw[i]);
  sqlite3_bind_int64 (samples->add_words, 1, entry->tag);
  sqlite3_bind_int64 (samples->add_words, 2, entry->time_us);
  sqlite3_bind_blob (samples->add_words, 3, words, (int) (entry->sample->n_raw * sizeof *words),
                     SQLITE_STATIC);
  return mon_sql_finish (samples->add_words, error);
}

static gboolean
write_entry (MonRecordingSamples  *samples,
             const Entry          *entry,
             gint64                id,
             GError              **error)
{
  sqlite3_stmt *statement = samples->add_sample;

  sqlite3_bind_int64 (statement, 1, id);
  sqlite3_bind_int64 (statement, 2, entry->tag);
  sqlite3_bind_int64 (statement, 3, entry->time_us);
  mon_recording_kind_bind (statement, 4, &entry->sample->value);
  sqlite3_bind_int64 (statement, 5, entry->state);
  return mon_sql_finish (statement, error)
         && (is_told_by_value (entry->recorded, entry->sample)
             || add_words (samples, entry, error));
}

static gboolean
write_segment (MonRecordingSamples  *samples,
               const Segment        *segment,
               GError              **error)
{
  sqlite3_bind_int64 (samples->add_segment, 1, segment->id);
  sqlite3_bind_int64 (samples->add_segment, 2, segment->n);
  sqlite3_bind_int64 (samples->add_segment, 3, segment->begins);
  sqlite3_bind_int64 (samples->add_segment, 4, segment->ends);
  sqlite3_bind_int64 (samples->add_segment, 5, segment->level);
  return mon_sql_finish (samples->add_segment, error);
}

/**
 * mon_recording_samples_flush:
 * @samples: samples
 * @error: return location for an error, after which it is of no more use
 *
 * Writes what was added as one segment.
 *
 * Returns: whether it could be written
 */
gboolean
mon_recording_samples_flush (MonRecordingSamples  *samples,
                             GError              **error)
{
  GArray *entries = samples->entries;
  Segment segment = { .id = samples->next_id, .n = entries->len };

  if (entries->len == 0)
    return TRUE;
  segment.begins = segment.ends = g_array_index (entries, Entry, 0).time_us;
  g_array_sort (entries, compare_entries);
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      if (!write_entry (samples, entry, samples->next_id + i, error))
        return FALSE;
      segment.begins = MIN (segment.begins, entry->time_us);
      segment.ends = MAX (segment.ends, entry->time_us);
    }
  samples->next_id += entries->len;
  g_array_set_size (entries, 0);
  g_array_append_val (samples->segments, segment);
  return write_segment (samples, &segment, error);
}

/* The first of the segments at the end that are to become one; NULL when there are none. */
static const Segment *
find_mergeable (MonRecordingSamples *samples,
                Segment             *out_merged)
{
  const Segment *first, *last;

  if (samples->segments->len < FAN)
    return NULL;
  first = &g_array_index (samples->segments, Segment, samples->segments->len - FAN);
  last = first + FAN - 1;
  *out_merged = *first;
  out_merged->ends = first->begins;
  out_merged->n = 0;
  out_merged->level++;
  for (const Segment *segment = first; segment <= last; segment++)
    {
      /* Where the clock was set back the order of arrival is not that of time. */
      if (segment->level != first->level || segment->begins < out_merged->ends - DISORDER_US)
        return NULL;
      out_merged->n += segment->n;
      out_merged->begins = MIN (out_merged->begins, segment->begins);
      out_merged->ends = MAX (out_merged->ends, segment->ends);
    }
  return out_merged->n <= MAX_MERGED ? first : NULL;
}

static gboolean
merge_from (MonRecordingSamples  *samples,
            const Segment        *merged,
            GError              **error)
{
  g_autofree char *sql = g_strdup_printf (
    "BEGIN IMMEDIATE; DELETE FROM temp.merging;"
    "INSERT INTO temp.merging (tag, time, value, state) SELECT tag, time, value, state "
    "FROM sample WHERE id >= %1$" G_GINT64_FORMAT " ORDER BY tag, time, id;"
    "DELETE FROM sample WHERE id >= %1$" G_GINT64_FORMAT ";"
    "INSERT INTO sample SELECT %1$" G_GINT64_FORMAT " - 1 + id, tag, time, value, state "
    "FROM temp.merging ORDER BY id;"
    "DELETE FROM temp.merging; DELETE FROM segment WHERE id >= %1$" G_GINT64_FORMAT,
    merged->id);

  return mon_sql_run (samples->db, sql, error) && write_segment (samples, merged, error)
         && mon_sql_run (samples->db, "COMMIT", error);
}

/**
 * mon_recording_samples_merge:
 * @samples: samples, all flushed and committed
 * @out_was_merged: (out): whether there was something to do
 * @error: return location for an error, after which it is of no more use
 *
 * Makes one segment of the last ones, when they are many. Their samples get other ids among
 * themselves.
 *
 * Returns: %FALSE for an error
 */
gboolean
mon_recording_samples_merge (MonRecordingSamples  *samples,
                             gboolean             *out_was_merged,
                             GError              **error)
{
  Segment merged;

  *out_was_merged = find_mergeable (samples, &merged) != NULL;
  if (!*out_was_merged)
    return TRUE;
  if (!merge_from (samples, &merged, error))
    {
      sqlite3_exec (samples->db, "ROLLBACK", NULL, NULL, NULL);
      return FALSE;
    }
  g_array_set_size (samples->segments, samples->segments->len - FAN);
  g_array_append_val (samples->segments, merged);
  return TRUE;
}

/**
 * mon_recording_samples_get_n:
 * @samples: samples
 *
 * Returns: how many samples the file has
 */
guint64
mon_recording_samples_get_n (MonRecordingSamples *samples)
{
  return (guint64) samples->next_id - 1;
}
