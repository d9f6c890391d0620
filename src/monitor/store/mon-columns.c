/* mon-columns.c: puts a curve into columns of time, from extremes that are known already.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-columns.h"

#include <math.h>
#include <string.h>

#include "monitor/store/mon-pyramid.h"

/* What is known while one goes along the curve. */
typedef struct
{
  MonCurve       *curve;
  gint64          start_us;    /* of the first column */
  gint64          end_us;      /* of the last one */
  gint64          width_us;

  MonColumn      *column;      /* the one that is being filled, and when it ends */
  gint64          column_end_us;
  guint           pace;        /* how many values the one before had */
  const MonChunk *last_chunk;  /* has its last value, when that is still to be read */

  gboolean        is_joined;   /* the last point was a value */
  gboolean        in_gap;      /* it was none, since: */
  gint64          gap_us;
  guint8          quality;
  guint8          detail;
} Filler;

static MonColumn *
column_at (const Filler *filler,
           gint64        time_us)
{
  return filler->curve->columns + (time_us - filler->start_us) / filler->width_us;
}

/* The last value of a column is read when the column is done: most chunks within it are not the
 * last one there, and need not be touched. */
static void
finish_column (Filler *filler)
{
  const MonChunk *chunk = filler->last_chunk;

  if (chunk != NULL)
    filler->column->last = mon_chunk_get_number (chunk, chunk->n_values - 1u);
  filler->last_chunk = NULL;
  filler->pace = filler->column->n_values;
}

/* Goes on to the column of a time that is not before the one being filled. */
static void
go_to (Filler *filler,
       gint64  time_us)
{
  if (time_us < filler->column_end_us)
    return;

  finish_column (filler);
  filler->column++;
  filler->column_end_us += filler->width_us;
  if (time_us < filler->column_end_us)
    return;

  filler->column = column_at (filler, time_us);
  filler->column_end_us = filler->start_us
                          + (filler->column + 1 - filler->curve->columns) * filler->width_us;
}

static void
begin_gap (Filler *filler,
           gint64  time_us,
           guint8  quality,
           guint8  detail)
{
  filler->is_joined = FALSE;
  filler->in_gap = TRUE;
  filler->gap_us = time_us;
  filler->quality = quality;
  filler->detail = detail;
}

/* The columns that a gap has reached into until @time_us get to know why. */
static void
end_gap (Filler *filler,
         gint64  time_us)
{
  gint64 from_us = MAX (filler->gap_us, filler->start_us);
  gint64 to_us = MIN (time_us, filler->end_us);

  if (!filler->in_gap)
    return;

  filler->in_gap = FALSE;
  if (from_us >= to_us)
    return;
  for (MonColumn *column = column_at (filler, from_us); column <= column_at (filler, to_us - 1);
       column++)
    {
      column->flags |= MON_COLUMN_GAP;
      column->quality = filler->quality;
      column->detail = filler->detail;
    }
}

/* Adds values that all lie in the column being filled. */
static void
add_values (Filler         *filler,
            const MonChunk *chunk,
            guint           first,
            guint           n_values,
            MonRange        range)
{
  MonColumn *column = filler->column;

  if (column->n_values == 0)
    {
      column->first = mon_chunk_get_number (chunk, first);
      column->min = range.min;
      column->max = range.max;
      if (!filler->is_joined)
        column->flags |= MON_COLUMN_OPENS;
    }
  else
    {
      column->min = MIN (column->min, range.min);
      column->max = MAX (column->max, range.max);
    }
  column->n_values += n_values;
  filler->curve->n_values += n_values;
  filler->is_joined = TRUE;
}

/* Where the column being filled ends among the values of a chunk, of which the first is within it.
 * Samples mostly come at an even pace, so the search begins where that would be, and goes from
 * there twice as far each time. */
static guint
find_end (Filler         *filler,
          const MonChunk *chunk,
          guint           from,
          guint           to)
{
  const guint32 *times = mon_chunk_get_times (chunk);
  gint64 end_us = filler->column_end_us - chunk->base_us;
  gint64 n_more = MAX ((gint64) filler->pace - filler->column->n_values, 1);
  guint low = from + 1, high = to;
  guint place = (guint) MIN (from + n_more, (gint64) to - 1);
  gboolean is_behind = times[place] < end_us;

  for (guint step = 1; low < high; step *= 2)
    {
      if (times[place] < end_us)
        low = place + 1;
      else
        high = place;
      if ((times[place] < end_us) != is_behind)
        break;
      place = is_behind ? MIN (place + step, to - 1) : MAX (place, low + step) - step;
    }
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (times[middle] < end_us)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* Adds finite values without a gap between them. */
static void
fill_values (Filler         *filler,
             const MonChunk *chunk,
             guint           from,
             guint           to,
             gint64          first_us,
             gint64          last_us)
{
  guint end;

  end_gap (filler, first_us);
  for (guint i = from; i < to; i = end)
    {
      go_to (filler, i == from ? first_us : mon_chunk_get_time (chunk, i));
      end = last_us < filler->column_end_us ? to : find_end (filler, chunk, i, to);
      add_values (filler, chunk, i, end - i, mon_pyramid_get (chunk, i, end));
      filler->column->last = mon_chunk_get_number (chunk, end - 1);
      filler->last_chunk = NULL;
    }
}

static void
fill_part (Filler         *filler,
           const MonChunk *chunk)
{
  MonStretchWalk walk;
  MonStretch stretch;

  mon_stretch_walk_init (&walk, chunk, filler->start_us, filler->end_us);
  while (mon_stretch_walk_next (&walk, &stretch))
    if (stretch.from < stretch.to)
      {
        fill_values (filler, chunk, stretch.from, stretch.to, stretch.time_us,
                     mon_chunk_get_time (chunk, stretch.to - 1));
      }
    else
      {
        end_gap (filler, stretch.time_us);
        begin_gap (filler, stretch.time_us, stretch.quality, stretch.detail);
      }
}

/* Adds a chunk whose points are all finite values within the grid. */
static void
fill_plain (Filler              *filler,
            const MonTrackEntry *entry)
{
  go_to (filler, entry->base_us);
  if (entry->last_us >= filler->column_end_us)
    {
      fill_values (filler, entry->chunk, 0, entry->n_values, entry->base_us, entry->last_us);
      return;
    }

  end_gap (filler, entry->base_us);
  add_values (filler, entry->chunk, 0, entry->n_values, (MonRange) { entry->min, entry->max });
  filler->last_chunk = entry->chunk;
}

/* Finds the points on both sides, and what goes on from the left one. */
static void
find_sides (Filler             *filler,
            const MonTrackView *view)
{
  MonCurve *curve = filler->curve;
  const MonPoint *before = &curve->before;

  curve->has_before = mon_track_view_find (view, filler->start_us, MON_FIND_BEFORE,
                                           &curve->before);
  curve->has_after = mon_track_view_find (view, filler->end_us, MON_FIND_AT_OR_AFTER,
                                          &curve->after);
  if (!curve->has_before)
    return;

  if (isfinite (before->value))
    filler->is_joined = TRUE;
  else if (mon_quality_has_value (before->quality))
    begin_gap (filler, before->time_us, MON_QUALITY_NOT_AVAILABLE, 0);
  else
    begin_gap (filler, before->time_us, (guint8) before->quality, before->detail);
}

/**
 * mon_columns_fill:
 * @view: a view of the span of @grid
 * @grid: the columns
 * @curve: gets the columns and what goes with them; its columns are there
 *
 * Puts a curve into columns. O(columns + chunks), whatever the number of samples.
 */
void
mon_columns_fill (const MonTrackView *view,
                  const MonGrid      *grid,
                  MonCurve           *curve)
{
  Filler filler = {
    .curve = curve,
    .start_us = mon_grid_get_start (grid, 0),
    .end_us = mon_grid_get_start (grid, grid->n_columns),
    .width_us = grid->width_us,
    .column = curve->columns,
    .column_end_us = mon_grid_get_start (grid, 1),
  };

  memset (curve->columns, 0, grid->n_columns * sizeof *curve->columns);
  curve->n_values = 0;
  find_sides (&filler, view);

  for (guint i = 0; i < view->n_entries; i++)
    {
      const MonTrackEntry *entry = mon_track_view_get (view, i);

      if (entry->base_us >= filler.end_us)
        break;
      if (i + 1 < view->n_entries)
        __builtin_prefetch (mon_track_view_get (view, i + 1)->chunk);
      if (entry->is_plain && entry->base_us >= filler.start_us && entry->last_us < filler.end_us)
        fill_plain (&filler, entry);
      else
        fill_part (&filler, entry->chunk);
    }
  end_gap (&filler, filler.end_us);
  finish_column (&filler);
}
