/* mon-tally.c: counts up chunks and parts of them for the statistics between two times.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-tally.h"

#include <math.h>

/* What has been counted up to @at_us, and what goes on from there. */
typedef struct
{
  MonMoments moments;
  MonRange   range;
  gint64     origin_us;
  gint64     at_us;
  double     value;
  enum
  {
    HOLDS_NOTHING,
    HOLDS_GAP,
    HOLDS_VALUE,
  } holds;
} Tally;

static double
seconds_of (const Tally *tally,
            gint64       time_us)
{
  return (double) (time_us - tally->origin_us) * 1e-6;
}

/* Counts the time until @time_us for what was held. */
static void
hold_until (Tally  *tally,
            gint64  time_us)
{
  if (tally->holds == HOLDS_VALUE)
    mon_moments_add_held (&tally->moments, tally->value, time_us - tally->at_us);
  else if (tally->holds == HOLDS_GAP)
    tally->moments.gap_us += time_us - tally->at_us;
  tally->at_us = time_us;
}

static void
hold_number (Tally  *tally,
             double  value)
{
  tally->holds = isfinite (value) ? HOLDS_VALUE : HOLDS_GAP;
  tally->value = value;
}

static void
take_range (Tally    *tally,
            MonRange  range)
{
  tally->range.min = MIN (tally->range.min, range.min);
  tally->range.max = MAX (tally->range.max, range.max);
}

static void
take_stretch (Tally            *tally,
              const MonChunk   *chunk,
              const MonStretch *stretch)
{
  double numbers[MON_CHUNK_MAX];
  guint n = stretch->to - stretch->from;

  hold_until (tally, stretch->time_us);
  if (n == 0)
    {
      tally->holds = HOLDS_GAP;
      return;
    }

  mon_chunk_copy_numbers (chunk, stretch->from, stretch->to, numbers);
  mon_moments_add_values (&tally->moments, numbers, mon_chunk_get_times (chunk) + stretch->from, n,
                          seconds_of (tally, chunk->base_us));
  hold_number (tally, numbers[n - 1]);
  tally->at_us = mon_chunk_get_time (chunk, stretch->to - 1);
}

/* Counts what has begun from @from_us on and before @end_us. */
static void
take_part (Tally          *tally,
           const MonChunk *chunk,
           gint64          from_us,
           gint64          end_us)
{
  MonStretchWalk walk;
  MonStretch stretch;

  mon_stretch_walk_init (&walk, chunk, from_us, end_us);
  take_range (tally, mon_pyramid_get (chunk, walk.value, walk.end_value));
  while (mon_stretch_walk_next (&walk, &stretch))
    take_stretch (tally, chunk, &stretch);
}

static void
take_whole (Tally          *tally,
            const MonChunk *chunk)
{
  guint n = chunk->n_values;

  hold_until (tally, chunk->base_us);
  mon_moments_merge (&tally->moments, mon_chunk_get_moments (chunk),
                     seconds_of (tally, chunk->base_us));
  tally->at_us = chunk->last_us;
  if (mon_chunk_get_time (chunk, n - 1) == chunk->last_us)
    hold_number (tally, mon_chunk_get_number (chunk, n - 1));
  else
    tally->holds = HOLDS_GAP;
}

/**
 * mon_tally_keep:
 * @chunk: a chunk that will not change any more
 *
 * Counts the chunk up once for all, when it is one of those that have room for that.
 */
void
mon_tally_keep (MonChunk *chunk)
{
  Tally tally = {
    .range = MON_RANGE_INIT,
    .origin_us = chunk->base_us,
    .at_us = chunk->base_us,
  };

  if (!mon_chunk_has_pyramid (chunk))
    return;

  take_part (&tally, chunk, G_MININT64, G_MAXINT64);
  *mon_chunk_get_moments (chunk) = tally.moments;
  chunk->has_moments = TRUE;
}

/**
 * mon_tally_take:
 * @view: a view of the span
 * @from_us: where it begins
 * @to_us: where it ends, not before @from_us
 * @out_statistics: (out): what happened in between
 *
 * Counts up what happened between two times, both included. O(chunks) and the values of two chunks.
 */
void
mon_tally_take (const MonTrackView *view,
                gint64              from_us,
                gint64              to_us,
                MonStatistics      *out_statistics)
{
  gint64 end_us = to_us < G_MAXINT64 ? to_us + 1 : to_us;
  Tally tally = { .range = MON_RANGE_INIT, .origin_us = from_us, .at_us = from_us };

  for (guint i = 0; i < view->n_entries; i++)
    {
      const MonTrackEntry *entry = mon_track_view_get (view, i);
      MonPoint before;

      if (entry->base_us > to_us)
        break;
      if (entry->base_us < from_us && mon_chunk_find_before (entry->chunk, from_us, &before))
        hold_number (&tally, before.value);

      if (entry->base_us >= from_us && entry->last_us < end_us && entry->chunk->has_moments)
        {
          take_whole (&tally, entry->chunk);
          take_range (&tally, (MonRange) { entry->min, entry->max });
        }
      else if (entry->last_us >= from_us)
        {
          take_part (&tally, entry->chunk, from_us, end_us);
        }
    }
  hold_until (&tally, to_us);

  mon_moments_finish (&tally.moments, out_statistics);
  out_statistics->min = tally.moments.n_values > 0 ? tally.range.min : NAN;
  out_statistics->max = tally.moments.n_values > 0 ? tally.range.max : NAN;
}
