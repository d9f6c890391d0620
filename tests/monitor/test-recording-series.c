/* test-recording-series.c: a recording read as a series says what live history said.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "monitor/store/mon-history.h"
#include "monitor/store/mon-recording-series.h"

#include "recording-fixture.h"

#define N_COLUMNS 64

static MonSeries *
open_series (RecordingFixture *f)
{
  g_autoptr (GError) error = NULL;
  MonSeries *series = mon_recording_series_new (f->path, &error);

  g_assert_no_error (error);
  return series;
}

/* A walk waits until the tag is loaded. */
static void
load (MonSeries *series,
      guint32    tag)
{
  const MonSample *sample;
  MonSampleWalk walk;

  mon_sample_walk_init (&walk, series, tag, G_MININT64 / 2, G_MAXINT64 / 2);
  while (mon_sample_walk_next (&walk, &sample))
    ;
}

/* One sample, recorded and appended to @history. */
static void
put_both (RecordingFixture *f,
          MonHistory       *history,
          const MonTagSpec *tag,
          guint             i)
{
  gboolean has_value = i % 41 != 40;
  MbValue value = { .kind = has_value ? MB_VALUE_UINT : MB_VALUE_NONE, .u = i * 7 % 1000 };
  MonSample sample = {
    .tag = tag->handle,
    .quality = has_value ? MON_QUALITY_GOOD : MON_QUALITY_EXCEPTION,
    .detail = has_value ? 0 : 2,
    .time_us = mb_clock_get_wall_us (f->clock),
    .value = value,
  };

  recording_put (f, tag, sample.quality, sample.detail, value);
  mon_history_append (history, &sample, 1);
}

static void
assert_columns (MonSeries *recorded,
                guint32    recorded_tag,
                MonSeries *live,
                guint32    live_tag,
                gint64     from_us,
                gint64     to_us)
{
  MonColumn columns[2][N_COLUMNS + 1];
  MonCurve curves[] = {
    { .tag = recorded_tag, .columns = columns[0] }, { .tag = live_tag, .columns = columns[1] },
  };
  MonGrid grid;

  mon_grid_init (&grid, from_us, to_us, (to_us - from_us) / N_COLUMNS);
  g_assert_cmpuint (grid.n_columns, <=, N_COLUMNS + 1);
  memset (columns, 0, sizeof columns);
  g_assert_true (mon_series_get_columns (recorded, &grid, &curves[0], 1));
  g_assert_true (mon_series_get_columns (live, &grid, &curves[1], 1));
  g_assert_cmpuint (curves[0].n_values, ==, curves[1].n_values);
  g_assert_cmpint (curves[0].has_before, ==, curves[1].has_before);
  g_assert_cmpint (curves[0].has_after, ==, curves[1].has_after);
  for (guint i = 0; i < grid.n_columns; i++)
    {
      g_assert_cmpuint (columns[0][i].n_values, ==, columns[1][i].n_values);
      g_assert_cmpint (columns[0][i].flags, ==, columns[1][i].flags);
      if (columns[0][i].n_values == 0)
        continue;
      g_assert_cmpfloat (columns[0][i].min, ==, columns[1][i].min);
      g_assert_cmpfloat (columns[0][i].max, ==, columns[1][i].max);
      g_assert_cmpfloat (columns[0][i].first, ==, columns[1][i].first);
      g_assert_cmpfloat (columns[0][i].last, ==, columns[1][i].last);
    }
}

/* Columns, statistics and points of what was recorded are those of the history that was live. */
static void
test_as_live (RecordingFixture *f,
              gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);
  g_autoptr (MonHistory) history = mon_history_new ((gsize) 1 << 30);
  MonSeries *live = mon_history_get_series (history);
  g_autoptr (MonSeries) recorded = NULL;
  MonStatistics statistics[2];
  MonPoint points[2];
  guint32 handle;

  recording_start (f);
  for (guint i = 0; i < 5000; i++)
    {
      put_both (f, history, tag, i);
      recording_advance (f, 100);
    }
  recording_stop (f);

  recorded = open_series (f);
  handle = mon_recording_series_get_tag (recorded, 0)->spec->handle;
  load (recorded, handle);
  assert_columns (recorded, handle, live, tag->handle, RECORDING_START_US,
                  RECORDING_START_US + 500 * G_USEC_PER_SEC);
  assert_columns (recorded, handle, live, tag->handle, RECORDING_START_US + 100 * G_USEC_PER_SEC,
                  RECORDING_START_US + 103 * G_USEC_PER_SEC);
  g_assert_true (mon_series_get_statistics (recorded, handle, RECORDING_START_US + 12345678,
                                            RECORDING_START_US + 400 * G_USEC_PER_SEC,
                                            &statistics[0]));
  g_assert_true (mon_series_get_statistics (live, tag->handle, RECORDING_START_US + 12345678,
                                            RECORDING_START_US + 400 * G_USEC_PER_SEC,
                                            &statistics[1]));
  g_assert_cmpmem (&statistics[0], sizeof statistics[0], &statistics[1], sizeof statistics[1]);
  g_assert_true (mon_series_find (recorded, handle, RECORDING_START_US + 50 * G_USEC_PER_SEC,
                                  MON_FIND_AFTER, &points[0]));
  g_assert_true (mon_series_find (live, tag->handle, RECORDING_START_US + 50 * G_USEC_PER_SEC,
                                  MON_FIND_AFTER, &points[1]));
  g_assert_cmpint (points[0].time_us, ==, points[1].time_us);
  g_assert_cmpfloat (points[0].value, ==, points[1].value);
}

/* Nobody waits: columns are pending, and the serial rises when they are there. */
static void
test_pending (RecordingFixture *f,
              gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);
  g_autoptr (MonSeries) series = NULL;
  MonColumn column;
  MonCurve curve = { .columns = &column };
  MonGrid grid;
  guint64 serial;
  gint64 first_us, last_us;

  recording_start (f);
  recording_put_uint (f, tag, 5);
  recording_stop (f);
  series = open_series (f);
  curve.tag = mon_recording_series_get_tag (series, 0)->spec->handle;
  mon_grid_init (&grid, RECORDING_START_US, RECORDING_START_US + 1, 10);
  serial = mon_series_get_serial (series, curve.tag);
  g_assert_true (mon_series_get_span (series, curve.tag, &first_us, &last_us));
  g_assert_cmpint (first_us, ==, RECORDING_START_US);
  while (!mon_series_get_columns (series, &grid, &curve, 1))
    {
      g_assert_cmpint (column.flags, ==, MON_COLUMN_PENDING);
      while (mon_series_get_serial (series, curve.tag) == serial)
        g_thread_yield ();
    }
  g_assert_cmpuint (column.n_values, ==, 1);
  g_assert_cmpfloat (column.last, ==, 5);
  g_assert_cmpint (mon_series_get_now (series, 0), ==, RECORDING_START_US);
  /* What is not in it has nothing, and is not waited for. */
  curve.tag = 0;
  g_assert_true (mon_series_get_columns (series, &grid, &curve, 1));
  g_assert_cmpuint (curve.n_values, ==, 0);
}

/* The curve is broken where nothing was recorded. */
static void
test_gap (RecordingFixture *f,
          gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);
  g_autoptr (MonSeries) series = NULL;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (MonPoint));
  guint32 handle;

  for (guint i = 0; i < 2; i++)
    {
      recording_start (f);
      recording_put_uint (f, tag, i);
      recording_stop (f);
      recording_advance (f, 60000);
    }
  series = open_series (f);
  handle = mon_recording_series_get_tag (series, 0)->spec->handle;
  load (series, handle);
  g_assert_true (mon_series_get_points (series, handle, G_MININT64 / 2, G_MAXINT64 / 2, points));
  g_assert_cmpuint (points->len, ==, 3);
  g_assert_cmpint (g_array_index (points, MonPoint, 1).quality, ==, MON_QUALITY_PAUSED);
  g_assert_true (isnan (g_array_index (points, MonPoint, 1).value));
  g_assert_cmpfloat (g_array_index (points, MonPoint, 2).value, ==, 1);
}

/* Times run on though the clock was set back, and it is known what it showed. */
static void
test_clock_set_back (RecordingFixture *f,
                     gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);
  g_autoptr (MonSeries) series = NULL;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (MonPoint));
  gint64 back_us = RECORDING_START_US - (gint64) 3600 * G_USEC_PER_SEC;
  guint32 handle;

  recording_start (f);
  recording_put_uint (f, tag, 1);
  recording_advance (f, 500);
  mb_clock_set_wall_us (f->clock, back_us);
  recording_put_uint (f, tag, 2);
  recording_stop (f);
  series = open_series (f);
  handle = mon_recording_series_get_tag (series, 0)->spec->handle;
  load (series, handle);
  g_assert_true (mon_series_get_points (series, handle, G_MININT64 / 2, G_MAXINT64 / 2, points));
  g_assert_cmpuint (points->len, ==, 2);
  g_assert_cmpfloat (g_array_index (points, MonPoint, 1).value, ==, 2);
  g_assert_cmpint (g_array_index (points, MonPoint, 1).time_us, >, RECORDING_START_US);
  g_assert_cmpint (mon_series_to_wall (series, g_array_index (points, MonPoint, 1).time_us), ==,
                   back_us);
}

#define ADD(path, func) \
  g_test_add ("/mon/recording-series/" path, RecordingFixture, NULL, recording_set_up, func, \
              recording_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("as-live", test_as_live);
  ADD ("pending", test_pending);
  ADD ("gap", test_gap);
  ADD ("clock-set-back", test_clock_set_back);

  return g_test_run ();
}
