/* mon-recording-load.c: brings the samples of one tag of a recording into memory, on series time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recording-load.h"

#include "monitor/store/mon-clock-steps.h"

/* Given to the history so many at a time. */
#define N_BUFFER 256

typedef struct
{
  gint64 id;
  gint64 shift_us;
} Segment;

/* Wall times. */
typedef struct
{
  gint64 begins_us;
  gint64 ends_us;
} Gap;

struct _MonRecordingTimes
{
  GArray        *segments; /* of Segment, in the order of arrival */
  GArray        *gaps;     /* of Gap, in the order of arrival */
  MonClockSteps  steps;
  gint64         first_us;
};

typedef void (*RowFunc) (MonRecordingTimes *times,
                         gint64             id,
                         gint64             begins_us,
                         gint64             ends_us);

static void
take_segment (MonRecordingTimes *times,
              gint64             id,
              gint64             begins_us,
              gint64             ends_us)
{
  Segment segment = { .id = id };
  gint64 first_us = mon_clock_steps_take (&times->steps, begins_us);

  segment.shift_us = first_us - begins_us;
  if (times->segments->len == 0)
    times->first_us = first_us;
  mon_clock_steps_take (&times->steps, ends_us);
  g_array_append_val (times->segments, segment);
}

static void
take_gap (MonRecordingTimes *times,
          gint64             id,
          gint64             begins_us,
          gint64             ends_us)
{
  const Gap gap = { begins_us, ends_us };

  g_array_append_val (times->gaps, gap);
}

static gboolean
read_rows (MonRecordingTimes   *times,
           MonRecordingReader  *reader,
           const char          *sql,
           RowFunc              func,
           GError             **error)
{
  gint64 origin_us = mon_recording_reader_get_origin (reader);
  g_autoptr (sqlite3_stmt) rows = NULL;
  GError *failure = NULL;

  rows = mon_sql_prepare (mon_recording_reader_get_db (reader), sql, error);
  if (rows == NULL)
    return FALSE;
  while (mon_sql_next (rows, &failure))
    func (times, sqlite3_column_int64 (rows, 0), origin_us + sqlite3_column_int64 (rows, 1),
          origin_us + sqlite3_column_int64 (rows, 2));
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/**
 * mon_recording_times_new:
 * @reader: a reader after a begin
 * @error: return location for an error
 *
 * Learns when was recorded.
 *
 * Returns: (transfer full) (nullable): the times
 */
MonRecordingTimes *
mon_recording_times_new (MonRecordingReader  *reader,
                         GError             **error)
{
  g_autoptr (MonRecordingTimes) times = g_new0 (MonRecordingTimes, 1);

  times->segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  times->gaps = g_array_new (FALSE, FALSE, sizeof (Gap));
  mon_clock_steps_init (&times->steps);
  if (read_rows (times, reader, "SELECT id, begins, ends FROM segment ORDER BY id", take_segment,
                 error)
      && read_rows (times, reader, "SELECT id, begins, ends FROM gap ORDER BY id", take_gap, error))
    return g_steal_pointer (&times);
  return NULL;
}

/**
 * mon_recording_times_free:
 * @times: (transfer full): times
 *
 * Frees them.
 */
void
mon_recording_times_free (MonRecordingTimes *times)
{
  g_array_unref (times->segments);
  g_array_unref (times->gaps);
  mon_clock_steps_clear (&times->steps);
  g_free (times);
}

/**
 * mon_recording_times_get_span:
 * @times: times
 * @out_first_us: (out): series time of the first sample of all
 * @out_last_us: (out): series time of the last one
 *
 * Returns: whether there are samples
 */
gboolean
mon_recording_times_get_span (const MonRecordingTimes *times,
                              gint64                  *out_first_us,
                              gint64                  *out_last_us)
{
  *out_first_us = times->first_us;
  *out_last_us = times->steps.newest_us;
  return times->segments->len > 0;
}

/**
 * mon_recording_times_to_wall:
 * @times: times
 * @time_us: series time
 *
 * Returns: what was on the clock
 */
gint64
mon_recording_times_to_wall (const MonRecordingTimes *times,
                             gint64                   time_us)
{
  return mon_clock_steps_to_wall (&times->steps, time_us);
}

/* Going on from sample to sample, whose segments rise. */
typedef struct
{
  const MonRecordingTimes *times;
  MonHistory              *history;
  guint32                  tag;
  guint                    segment;
  guint                    gap;
  gint64                   last_wall_us;
  guint                    n_samples;
  MonSample                samples[N_BUFFER];
} Loading;

static void
flush (Loading *loading)
{
  mon_history_append (loading->history, loading->samples, loading->n_samples);
  for (guint i = 0; i < loading->n_samples; i++)
    mon_sample_clear (&loading->samples[i]);
  loading->n_samples = 0;
}

static void
append (Loading         *loading,
        const MonSample *sample)
{
  if (loading->n_samples == N_BUFFER)
    flush (loading);
  loading->samples[loading->n_samples++] = *sample;
}

static gint64
get_shift (Loading *loading,
           gint64   segment)
{
  const GArray *segments = loading->times->segments;

  while (loading->segment + 1 < segments->len
         && g_array_index (segments, Segment, loading->segment + 1).id <= segment)
    loading->segment++;
  return segments->len > 0 ? g_array_index (segments, Segment, loading->segment).shift_us : 0;
}

/* Where nothing was recorded between two samples there is no value, and it is known why. */
static void
put_gaps (Loading *loading,
          gint64   wall_us,
          gint64   shift_us)
{
  const GArray *gaps = loading->times->gaps;

  for (; loading->gap < gaps->len; loading->gap++)
    {
      const Gap *gap = &g_array_index (gaps, Gap, loading->gap);
      gint64 begins_us = MAX (gap->begins_us, loading->last_wall_us + 1);

      if (gap->ends_us > wall_us)
        return;
      if (loading->last_wall_us == 0 || begins_us >= wall_us)
        continue;
      append (loading, &(MonSample) { .tag = loading->tag, .quality = MON_QUALITY_PAUSED,
                                      .time_us = begins_us + shift_us });
    }
}

static gboolean
sample_cb (const MonReaderSample *read,
           gpointer               user_data)
{
  Loading *loading = user_data;
  gint64 shift_us = get_shift (loading, read->segment);
  MonSample sample = {
    .tag = loading->tag,
    .quality = (guint8) read->quality,
    .detail = read->detail,
    .time_us = read->time_us + shift_us,
    .value = read->value,
  };

  put_gaps (loading, read->time_us, shift_us);
  loading->last_wall_us = read->time_us;
  if (read->value.kind == MB_VALUE_TEXT)
    {
      sample.n_raw = (guint8) read->n_raw;
      sample.text = mon_text_new (read->raw, read->n_raw, read->value.text);
      sample.value.text = sample.text->text;
    }
  append (loading, &sample);
  return TRUE;
}

/**
 * mon_recording_load:
 * @reader: a reader after a begin
 * @tag: a tag of it
 * @times: the times of the recording
 * @limit_bytes: most memory to take; beyond, the oldest samples are not there
 *
 * Loads a tag under its handle.
 *
 * Returns: (transfer full): its samples
 */
MonHistory *
mon_recording_load (MonRecordingReader      *reader,
                    const MonReaderTag      *tag,
                    const MonRecordingTimes *times,
                    gsize                    limit_bytes)
{
  g_autofree Loading *loading = g_new0 (Loading, 1);

  loading->times = times;
  loading->history = mon_history_new (limit_bytes);
  loading->tag = tag->spec->handle;
  mon_recording_reader_walk_tag (reader, tag, G_MININT64, G_MAXINT64, sample_cb, loading, NULL);
  flush (loading);
  return loading->history;
}
