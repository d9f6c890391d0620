/* mon-track-view.c: what a reader holds of a track: its chunks around a span, unchanging.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-track-view.h"

#include "monitor/store/mon-pyramid.h"

/* Number of sealed chunks and, on the first page, the entries that are gone. */
static guint
count_entries (const MonTrack *track)
{
  if (track->n_pages == 0)
    return 0;
  return (track->n_pages - 1) * MON_TRACK_PAGE + track->pages[track->n_pages - 1]->n_entries;
}

/* Index of the last sealed chunk that begins before @time_us, else of the first one. */
static guint
find_sealed (const MonTrack *track,
             gint64          time_us)
{
  guint low = track->n_pages > 0 ? track->pages[0]->first : 0;
  guint high = count_entries (track);

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;
      const MonTrackPage *page = track->pages[middle / MON_TRACK_PAGE];

      if (page->entries[middle % MON_TRACK_PAGE].base_us < time_us)
        low = middle;
      else
        high = middle;
    }

  return low;
}

static void
hold_pages (MonTrackView   *view,
            const MonTrack *track,
            guint           first,
            guint           last)
{
  view->first = first % MON_TRACK_PAGE;
  view->n_entries = last - first + 1;
  view->n_pages = last / MON_TRACK_PAGE - first / MON_TRACK_PAGE + 1;
  if (view->n_pages > MON_TRACK_VIEW_PAGES)
    view->pages = g_new (MonTrackPage *, view->n_pages);

  for (guint i = 0; i < view->n_pages; i++)
    {
      view->pages[i] = track->pages[first / MON_TRACK_PAGE + i];
      g_atomic_ref_count_inc (&view->pages[i]->ref_count);
    }
}

static void
copy_open (MonTrackView   *view,
           const MonTrack *track)
{
  MonChunk *chunk = mon_chunk_copy (track->open);
  MonRange range = mon_pyramid_get (chunk, 0, chunk->n_values);

  view->open = (MonTrackEntry) {
    .chunk = chunk,
    .base_us = chunk->base_us,
    .last_us = chunk->last_us,
    .min = range.min,
    .max = range.max,
    .n_values = chunk->n_values,
    .is_plain = chunk->n_points == chunk->n_values && !chunk->is_odd,
  };
  view->n_entries++;
}

/**
 * mon_track_view_init:
 * @view: a view
 * @track: a track, locked by the caller
 * @from_us: where the span begins
 * @to_us: where the span ends
 *
 * Holds the chunks that have points of a span, the last point before and the first point after it.
 */
void
mon_track_view_init (MonTrackView   *view,
                     const MonTrack *track,
                     gint64          from_us,
                     gint64          to_us)
{
  guint n_sealed = count_entries (track);

  view->n_entries = 0;
  view->n_pages = 0;
  view->pages = view->own_pages;
  view->open.chunk = NULL;

  if (n_sealed > 0)
    {
      guint first = find_sealed (track, from_us);
      /* Behind the last chunk that begins within the span comes one more. */
      guint last = to_us < G_MAXINT64 ? find_sealed (track, to_us + 1) + 1 : n_sealed;

      hold_pages (view, track, first, MIN (last, n_sealed - 1));
      if (last < n_sealed)
        return;
    }
  if (track->open != NULL)
    copy_open (view, track);
}

/**
 * mon_track_view_clear:
 * @view: a view
 *
 * Lets go of the chunks.
 */
void
mon_track_view_clear (MonTrackView *view)
{
  for (guint i = 0; i < view->n_pages; i++)
    mon_track_page_unref (view->pages[i]);
  if (view->pages != view->own_pages)
    g_free (view->pages);
  g_clear_pointer (&view->open.chunk, mon_chunk_unref);
  view->n_pages = 0;
}

static gboolean
find_before (const MonTrackView *view,
             gint64              time_us,
             MonPoint           *out_point)
{
  const MonTrackEntry *last = NULL;

  for (guint i = 0; i < view->n_entries; i++)
    {
      const MonTrackEntry *entry = mon_track_view_get (view, i);

      if (entry->base_us >= time_us)
        break;
      last = entry;
    }
  return last != NULL && mon_chunk_find_before (last->chunk, time_us, out_point);
}

static gboolean
find_from (const MonTrackView *view,
           gint64              time_us,
           MonPoint           *out_point)
{
  const MonTrackEntry *first = NULL;
  MonChunkReader reader;
  MbValue value;

  for (guint i = view->n_entries; i > 0; i--)
    {
      const MonTrackEntry *entry = mon_track_view_get (view, i - 1);

      if (entry->last_us < time_us)
        break;
      first = entry;
    }
  if (first == NULL)
    return FALSE;
  mon_chunk_reader_init (&reader, first->chunk, time_us);
  return mon_chunk_reader_next (&reader, out_point, &value);
}

static gboolean
find_nearest (const MonTrackView *view,
              gint64              time_us,
              MonPoint           *out_point)
{
  MonPoint before, after;
  gboolean has_before = find_before (view, time_us, &before);
  gboolean has_after = find_from (view, time_us, &after);

  if (!has_before && !has_after)
    return FALSE;
  if (has_before
      && (!has_after || time_us - before.time_us <= after.time_us - time_us))
    *out_point = before;
  else
    *out_point = after;
  return TRUE;
}

/**
 * mon_track_view_find:
 * @view: a view around @time_us
 * @time_us: a time
 * @find: which point is meant
 * @out_point: (out): the point
 *
 * Returns: whether there is one
 */
gboolean
mon_track_view_find (const MonTrackView *view,
                     gint64              time_us,
                     MonFind             find,
                     MonPoint           *out_point)
{
  switch (find)
    {
    case MON_FIND_BEFORE:
      return find_before (view, time_us, out_point);
    case MON_FIND_AT_OR_BEFORE:
      if (time_us == G_MAXINT64)
        return find_from (view, time_us, out_point) || find_before (view, time_us, out_point);
      return find_before (view, time_us + 1, out_point);
    case MON_FIND_AT_OR_AFTER:
      return find_from (view, time_us, out_point);
    case MON_FIND_AFTER:
      return time_us < G_MAXINT64 && find_from (view, time_us + 1, out_point);
    case MON_FIND_NEAREST:
      return find_nearest (view, time_us, out_point);
    }
  g_return_val_if_reached (FALSE);
}
