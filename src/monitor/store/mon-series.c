/* mon-series.c: samples of many tags over time, to be read: live history, recordings, captures.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-series.h"

/**
 * mon_series_ref:
 * @series: a series
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @series
 */
MonSeries *
mon_series_ref (MonSeries *series)
{
  return series->klass->ref (series);
}

/**
 * mon_series_unref:
 * @series: (transfer full): a series
 *
 * Drops a reference. Any thread.
 */
void
mon_series_unref (MonSeries *series)
{
  series->klass->unref (series);
}

/**
 * mon_series_get_serial:
 * @series: a series
 * @tag: handle of a tag
 *
 * Gives a number that rises with every sample of the tag that has come or has been loaded: a cheap
 * test for "anything new?". Any thread.
 *
 * Returns: the number, 0 when there never was any
 */
guint64
mon_series_get_serial (MonSeries *series,
                       guint32    tag)
{
  return series->klass->get_serial (series, tag);
}

/**
 * mon_series_get_span:
 * @series: a series
 * @tag: handle of a tag
 * @out_first_us: (out): series time of its first point
 * @out_last_us: (out): series time of its last point
 *
 * Tells from when to when there are points. Any thread.
 *
 * Returns: whether there are any
 */
gboolean
mon_series_get_span (MonSeries *series,
                     guint32    tag,
                     gint64    *out_first_us,
                     gint64    *out_last_us)
{
  return series->klass->get_span (series, tag, out_first_us, out_last_us);
}

/**
 * mon_series_get_columns:
 * @series: a series
 * @grid: the columns
 * @curves: (array length=n_curves): tags, each with room for its columns; gets the answers
 * @n_curves: how many
 *
 * Puts curves into columns of time, by the least and the greatest value in each: nothing that was
 * sampled is lost, however many samples there are. Costs by the number of columns, not by that of
 * samples, and allocates nothing for either. Never waits. Any thread.
 *
 * Returns: %FALSE when some columns are pending
 */
gboolean
mon_series_get_columns (MonSeries     *series,
                        const MonGrid *grid,
                        MonCurve      *curves,
                        guint          n_curves)
{
  g_return_val_if_fail (grid->width_us > 0, FALSE);

  return series->klass->get_columns (series, grid, curves, n_curves);
}

/**
 * mon_series_get_points:
 * @series: a series
 * @tag: handle of a tag
 * @from_us: series time of the left edge
 * @to_us: series time of the right edge
 * @points: (element-type MonPoint): array to append to
 *
 * Appends all points from @from_us to @to_us, both included, with one more on each side where there
 * is one, so that a line reaches both edges. O(points). Never waits. Any thread.
 *
 * Returns: %FALSE when some points are being loaded and are not among them
 */
gboolean
mon_series_get_points (MonSeries *series,
                       guint32    tag,
                       gint64     from_us,
                       gint64     to_us,
                       GArray    *points)
{
  return series->klass->get_points (series, tag, from_us, to_us, points);
}

/**
 * mon_series_find:
 * @series: a series
 * @tag: handle of a tag
 * @time_us: a series time
 * @find: which point is meant
 * @out_point: (out): the point
 *
 * Finds one point. BEFORE and AFTER with the time of a point lead to its neighbours, one by one.
 * Any thread.
 *
 * Returns: whether there is one
 */
gboolean
mon_series_find (MonSeries *series,
                 guint32    tag,
                 gint64     time_us,
                 MonFind    find,
                 MonPoint  *out_point)
{
  return series->klass->find (series, tag, time_us, find, out_point);
}

/**
 * mon_series_get_statistics:
 * @series: a series
 * @tag: handle of a tag
 * @from_us: series time at which the span begins
 * @to_us: series time at which it ends; it ends with the newest sample of any tag at the latest
 * @out_statistics: (out): what happened in between
 *
 * Counts up what happened between two times, both included. Never waits. Any thread.
 *
 * Returns: %FALSE when something is being loaded and not in it
 */
gboolean
mon_series_get_statistics (MonSeries     *series,
                           guint32        tag,
                           gint64         from_us,
                           gint64         to_us,
                           MonStatistics *out_statistics)
{
  return series->klass->get_statistics (series, tag, from_us, to_us, out_statistics);
}

/**
 * mon_series_get_now:
 * @series: a series
 * @wall_us: wall time of now
 *
 * Tells where now is: the right edge of a view that follows. Any thread.
 *
 * Returns: the series time of now
 */
gint64
mon_series_get_now (MonSeries *series,
                    gint64     wall_us)
{
  return series->klass->get_now (series, wall_us);
}

/**
 * mon_series_to_wall:
 * @series: a series
 * @time_us: a series time
 *
 * Tells what was on the clock, for labels. Any thread.
 *
 * Returns: the wall time
 */
gint64
mon_series_to_wall (MonSeries *series,
                    gint64     time_us)
{
  return series->klass->to_wall (series, time_us);
}

/**
 * mon_sample_walk_init:
 * @walk: a walk
 * @series: a series, which must outlive it
 * @tag: handle of a tag
 * @from_us: series time of the first sample
 * @to_us: series time of the last sample
 *
 * Begins a walk over the samples from @from_us to @to_us, both included. Where a series has to be
 * loaded the walk waits for that: not on the main thread.
 */
void
mon_sample_walk_init (MonSampleWalk *walk,
                      MonSeries     *series,
                      guint32        tag,
                      gint64         from_us,
                      gint64         to_us)
{
  walk->series = series;
  walk->tag = tag;
  walk->from_us = from_us;
  walk->to_us = to_us;
  walk->next = 0;
  walk->n_samples = 0;
}

/**
 * mon_sample_walk_next:
 * @walk: a walk
 * @out_sample: (out) (transfer none): the next sample, good until the next call, with its series
 *   time and without raw words; one without a value begins a gap
 *
 * Goes on.
 *
 * Returns: whether there was one
 */
gboolean
mon_sample_walk_next (MonSampleWalk    *walk,
                      const MonSample **out_sample)
{
  if (walk->next == walk->n_samples)
    {
      if (walk->from_us > walk->to_us)
        return FALSE;
      walk->next = 0;
      walk->n_samples = walk->series->klass->get_samples (walk->series, walk->tag, walk->from_us,
                                                          walk->to_us, walk->samples,
                                                          MON_SAMPLE_WALK_SIZE);
      if (walk->n_samples == 0)
        return FALSE;
      /* No two samples of a tag have the same time. */
      walk->from_us = walk->samples[walk->n_samples - 1].time_us + 1;
    }

  *out_sample = &walk->samples[walk->next++];
  return TRUE;
}

/* Rounds down, also before 1970. */
static gint64
divide (gint64 time_us,
        gint64 width_us)
{
  gint64 number = time_us / width_us;

  return time_us % width_us < 0 ? number - 1 : number;
}

/**
 * mon_grid_init:
 * @grid: a grid
 * @from_us: a series time
 * @to_us: another one, not before @from_us
 * @width_us: width of a column, at least 1
 *
 * Makes a grid of all columns that have a part of what lies from @from_us on and before @to_us.
 */
void
mon_grid_init (MonGrid *grid,
               gint64   from_us,
               gint64   to_us,
               gint64   width_us)
{
  g_return_if_fail (from_us <= to_us && width_us > 0);

  grid->first = divide (from_us, width_us);
  grid->width_us = width_us;
  grid->n_columns = from_us == to_us ? 0 : (guint) (divide (to_us - 1, width_us) + 1 - grid->first);
}

/**
 * mon_grid_get_start:
 * @grid: a grid
 * @column: which of its columns, from 0; the number of columns: where the last one ends
 *
 * Returns: the series time at which the column begins
 */
gint64
mon_grid_get_start (const MonGrid *grid,
                    gint64         column)
{
  return (grid->first + column) * grid->width_us;
}
