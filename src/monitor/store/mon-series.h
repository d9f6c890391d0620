/* mon-series.h: samples of many tags over time, to be read: live history, recordings, captures.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-sample.h"

G_BEGIN_DECLS

/**
 * MonPoint:
 * @time_us: series time
 * @value: the value as a double; NaN when @quality has none
 * @quality: its quality
 * @detail: as in #MonSample
 *
 * A point of a curve. Without a value (@quality and @detail say why) it begins a gap that lasts
 * until the next point with one. No two points of a tag have the same time.
 */
typedef struct
{
  gint64     time_us;
  double     value;
  MonQuality quality;
  guint8     detail;
} MonPoint;

/**
 * MonGrid:
 * @first: number of the first column
 * @width_us: width of a column, at least 1
 * @n_columns: how many columns there are
 *
 * Columns of time. Column k begins at k * @width_us and ends just before the next one begins, so
 * that a view that moves on puts the same samples into the same columns.
 */
typedef struct
{
  gint64 first;
  gint64 width_us;
  guint  n_columns;
} MonGrid;

/**
 * MonColumnFlags:
 * @MON_COLUMN_GAP: there is no value for some part of the column; quality and detail say why
 * @MON_COLUMN_OPENS: before its first value there was none: a line does not go on to it
 * @MON_COLUMN_PENDING: not known yet: it is being loaded, and the serial rises when it is there
 */
typedef enum
{
  MON_COLUMN_GAP = 1 << 0,
  MON_COLUMN_OPENS = 1 << 1,
  MON_COLUMN_PENDING = 1 << 2,
} MonColumnFlags;

/**
 * MonColumn:
 * @min: the smallest value
 * @max: the greatest value
 * @first: the first value
 * @last: the last value
 * @n_values: how many values there are; the four above mean nothing when it is 0
 * @flags: #MonColumnFlags
 * @quality: why there is a gap, the last one when there are several
 * @detail: goes with @quality
 *
 * What happened within one column. A value that is no finite number counts as a gap of
 * %MON_QUALITY_NOT_AVAILABLE.
 */
typedef struct
{
  double  min;
  double  max;
  double  first;
  double  last;
  guint32 n_values;
  guint8  flags;
  guint8  quality;
  guint8  detail;
} MonColumn;

/**
 * MonCurve:
 * @tag: whose samples to read
 * @columns: (array): where to put the columns, as many as the grid has
 * @n_values: (out): how many values all columns have
 * @has_before: (out): whether @before is there
 * @has_after: (out): whether @after is there
 * @before: (out): the last point before the grid, which a line comes from
 * @after: (out): the first point behind the grid, which a line goes to
 *
 * One curve of a query for columns.
 */
typedef struct
{
  guint32    tag;
  MonColumn *columns;
  guint64    n_values;
  gboolean   has_before;
  gboolean   has_after;
  MonPoint   before;
  MonPoint   after;
} MonCurve;

/**
 * MonFind:
 * @MON_FIND_BEFORE: the last point before a time
 * @MON_FIND_AT_OR_BEFORE: the last point that is not after it
 * @MON_FIND_AT_OR_AFTER: the first point that is not before it
 * @MON_FIND_AFTER: the first point after it
 * @MON_FIND_NEAREST: the point with the smallest distance, the earlier one of two
 *
 * Which point is meant. BEFORE and AFTER step from point to point.
 */
typedef enum
{
  MON_FIND_BEFORE,
  MON_FIND_AT_OR_BEFORE,
  MON_FIND_AT_OR_AFTER,
  MON_FIND_AFTER,
  MON_FIND_NEAREST,
} MonFind;

/**
 * MonStatistics:
 * @n_values: how many values there are
 * @min: the smallest value
 * @max: the greatest value
 * @mean: their mean, each value counting once
 * @deviation: their standard deviation, divided by @n_values - 1; NaN for fewer than two
 * @slope: of the line that fits them best (least squares), per second; NaN for fewer than two
 * @time_mean: the mean over time: a value counts for as long as it is held
 * @held_us: for how long a value was held
 * @gap_us: for how long there was none
 * @on_us: for how long a value other than 0 was held: the time in state of a bool
 *
 * What happened between two times, both included. A value is held until the next point of its tag
 * or the end of the span, the last value before the span from its beginning on; it counts for
 * the four times but is none of @n_values. Means and extremes are NaN when there is nothing to
 * take them of. What lies before the first point of all is neither held nor a gap. A value that is
 * no finite number is a gap.
 */
typedef struct
{
  guint64 n_values;
  double  min;
  double  max;
  double  mean;
  double  deviation;
  double  slope;
  double  time_mean;
  gint64  held_us;
  gint64  gap_us;
  gint64  on_us;
} MonStatistics;

/**
 * MonSeries:
 * @klass: what it is
 *
 * Something that has samples of tags, known by their handles: a plot or an export does not ask what
 * it is. Any thread may read.
 *
 * Its time is wall time as long as nobody sets the clock back. From then on it runs on, so that
 * order is kept and nothing overlaps: mon_series_to_wall() has what was on the clock.
 *
 * What is not in memory is loaded while others wait for nothing: an answer then lacks something, it
 * says so, and mon_series_get_serial() rises when it is worth to ask again.
 */
typedef struct _MonSeriesClass MonSeriesClass;
typedef struct _MonSeries MonSeries;

struct _MonSeries
{
  const MonSeriesClass *klass;
};

/**
 * MonSeriesClass:
 *
 * What each kind of series does; see the functions of the same names.
 */
struct _MonSeriesClass
{
  MonSeries *(*ref)            (MonSeries       *series);
  void       (*unref)          (MonSeries       *series);
  guint64    (*get_serial)     (MonSeries       *series,
                                guint32          tag);
  gboolean   (*get_span)       (MonSeries       *series,
                                guint32          tag,
                                gint64          *out_first_us,
                                gint64          *out_last_us);
  gboolean   (*get_columns)    (MonSeries       *series,
                                const MonGrid   *grid,
                                MonCurve        *curves,
                                guint            n_curves);
  gboolean   (*get_points)     (MonSeries       *series,
                                guint32          tag,
                                gint64           from_us,
                                gint64           to_us,
                                GArray          *points);
  guint      (*get_samples)    (MonSeries       *series,
                                guint32          tag,
                                gint64           from_us,
                                gint64           to_us,
                                MonSample       *samples,
                                guint            n_samples);
  gboolean   (*find)           (MonSeries       *series,
                                guint32          tag,
                                gint64           time_us,
                                MonFind          find,
                                MonPoint        *out_point);
  gboolean   (*get_statistics) (MonSeries       *series,
                                guint32          tag,
                                gint64           from_us,
                                gint64           to_us,
                                MonStatistics   *out_statistics);
  gint64     (*get_now)        (MonSeries       *series,
                                gint64           wall_us);
  gint64     (*to_wall)        (MonSeries       *series,
                                gint64           time_us);
};

#define MON_SAMPLE_WALK_SIZE 64

/**
 * MonSampleWalk:
 *
 * Goes over the samples of a tag, lossless, without holding anything: what comes or is dropped
 * meanwhile comes or is dropped. On the stack; all members are private.
 */
typedef struct
{
  MonSeries *series;
  guint32    tag;
  gint64     from_us;
  gint64     to_us;
  guint      next;
  guint      n_samples;
  MonSample  samples[MON_SAMPLE_WALK_SIZE];
} MonSampleWalk;

MonSeries *mon_series_ref            (MonSeries       *series);
void       mon_series_unref          (MonSeries       *series);

guint64    mon_series_get_serial     (MonSeries       *series,
                                      guint32          tag);
gboolean   mon_series_get_span       (MonSeries       *series,
                                      guint32          tag,
                                      gint64          *out_first_us,
                                      gint64          *out_last_us);
gboolean   mon_series_get_columns    (MonSeries       *series,
                                      const MonGrid   *grid,
                                      MonCurve        *curves,
                                      guint            n_curves);
gboolean   mon_series_get_points     (MonSeries       *series,
                                      guint32          tag,
                                      gint64           from_us,
                                      gint64           to_us,
                                      GArray          *points);
gboolean   mon_series_find           (MonSeries       *series,
                                      guint32          tag,
                                      gint64           time_us,
                                      MonFind          find,
                                      MonPoint        *out_point);
gboolean   mon_series_get_statistics (MonSeries       *series,
                                      guint32          tag,
                                      gint64           from_us,
                                      gint64           to_us,
                                      MonStatistics   *out_statistics);
gint64     mon_series_get_now        (MonSeries       *series,
                                      gint64           wall_us);
gint64     mon_series_to_wall        (MonSeries       *series,
                                      gint64           time_us);

void       mon_sample_walk_init      (MonSampleWalk   *walk,
                                      MonSeries       *series,
                                      guint32          tag,
                                      gint64           from_us,
                                      gint64           to_us);
gboolean   mon_sample_walk_next      (MonSampleWalk   *walk,
                                      const MonSample **out_sample);

void       mon_grid_init             (MonGrid         *grid,
                                      gint64           from_us,
                                      gint64           to_us,
                                      gint64           width_us);
gint64     mon_grid_get_start        (const MonGrid   *grid,
                                      gint64           column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonSeries, mon_series_unref)

G_END_DECLS
