/* mon-history.c: the recent past of every tag in memory: the engine appends, anyone reads.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-history.h"

#include "monitor/store/mon-history-private.h"

/* What one value takes at most, and what a tag takes besides values, for the share of the limit
 * that unfilled chunks may have. */
#define VALUE_BYTES 16
#define TAG_BYTES 400

/* Chunks given up in one hold of the lock when a limit is made smaller: some 10 µs. */
#define DROP_STEP 64

static MonTrack *
ensure_track (MonHistory *history,
              guint32     tag)
{
  MonTrack *track = mon_handle_map_lookup (&history->tracks, tag);

  if (G_LIKELY (track != NULL))
    return track;

  track = mon_track_new (tag);
  mon_handle_map_insert (&history->tracks, tag, track);
  mon_track_heap_add (&history->heap, track);
  history->n_bytes += track->n_bytes;

  return track;
}

static void
drop_oldest (MonHistory *history,
             MonTrack   *track)
{
  gsize n_bytes = track->n_bytes;

  mon_track_drop_oldest (track);
  mon_track_heap_update (&history->heap, track);
  history->n_bytes -= n_bytes - track->n_bytes;
}

/* Drops up to @n_most chunks; returns whether there may be more to drop. */
static gboolean
keep_limits (MonHistory *history,
             guint       n_most)
{
  for (guint i = 0; i < n_most; i++)
    {
      MonTrack *track = mon_track_heap_peek (&history->heap);

      if (track == NULL
          || (history->n_bytes <= history->limit_bytes
              && track->n_bytes <= history->tag_limit_bytes))
        return FALSE;
      drop_oldest (history, track);
    }
  return TRUE;
}

/* With very many tags chunks stay short: those being filled take half of the limit at most. */
static guint
choose_capacity (const MonHistory *history)
{
  gsize share = MIN (history->limit_bytes / history->heap.tracks->len, history->tag_limit_bytes);

  share -= MIN (share, TAG_BYTES);
  return (guint) CLAMP (share / 2 / VALUE_BYTES, MON_CHUNK_MIN, MON_CHUNK_MAX);
}

static void
append_sample (MonHistory      *history,
               const MonSample *sample)
{
  MonTrack *track = ensure_track (history, sample->tag);
  gint64 time_us = mon_clock_steps_take (&history->steps, sample->time_us);
  gsize n_bytes = track->n_bytes;

  /* Steps from point to point go by time, so no two points of a tag may have the same. */
  if (G_UNLIKELY (time_us <= track->last_us))
    time_us = track->last_us + 1;

  if (G_UNLIKELY (!mon_track_append (track, sample, time_us)))
    {
      mon_track_begin_chunk (track, sample, time_us, choose_capacity (history));
      mon_track_heap_update (&history->heap, track);
      if (!mon_track_append (track, sample, time_us))
        g_assert_not_reached ();
    }
  if (G_LIKELY (track->n_bytes == n_bytes))
    return;

  history->n_bytes += track->n_bytes - n_bytes;
  while (track->n_bytes > history->tag_limit_bytes && track->sealed_bytes > 0)
    drop_oldest (history, track);
  keep_limits (history, G_MAXUINT);
}

static void
track_free_cb (gpointer track)
{
  mon_track_free (track);
}

/**
 * mon_history_new:
 * @limit_bytes: most memory for samples
 *
 * Makes an empty history without a limit for a single tag. Each tag keeps the chunk that it is just
 * filling even when that passes the limit: at least 16 samples.
 *
 * Returns: (transfer full): the history
 */
MonHistory *
mon_history_new (gsize limit_bytes)
{
  MonHistory *history = g_new0 (MonHistory, 1);

  history->parent.klass = &mon_history_series_class;
  g_atomic_ref_count_init (&history->ref_count);
  g_mutex_init (&history->lock);
  mon_track_heap_init (&history->heap);
  mon_clock_steps_init (&history->steps);
  history->limit_bytes = limit_bytes;
  history->tag_limit_bytes = G_MAXSIZE;

  return history;
}

/**
 * mon_history_ref:
 * @history: a history
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @history
 */
MonHistory *
mon_history_ref (MonHistory *history)
{
  g_atomic_ref_count_inc (&history->ref_count);
  return history;
}

/**
 * mon_history_unref:
 * @history: (transfer full): a history
 *
 * Drops a reference. Any thread.
 */
void
mon_history_unref (MonHistory *history)
{
  if (!g_atomic_ref_count_dec (&history->ref_count))
    return;

  mon_track_heap_clear (&history->heap);
  mon_handle_map_clear (&history->tracks, track_free_cb);
  mon_clock_steps_clear (&history->steps);
  g_mutex_clear (&history->lock);
  g_free (history);
}

/**
 * mon_history_set_limits:
 * @history: a history
 * @limit_bytes: most memory for samples
 * @tag_limit_bytes: most memory for the samples of a single tag, %G_MAXSIZE for no such limit
 *
 * Sets how much is kept. When it is less than there is, what has to go goes now, a little at a
 * time, so that the engine is not held up. Any thread.
 */
void
mon_history_set_limits (MonHistory *history,
                        gsize       limit_bytes,
                        gsize       tag_limit_bytes)
{
  gboolean is_more = TRUE;

  g_mutex_lock (&history->lock);
  history->limit_bytes = limit_bytes;
  history->tag_limit_bytes = tag_limit_bytes;
  g_mutex_unlock (&history->lock);

  while (is_more)
    {
      g_mutex_lock (&history->lock);
      is_more = keep_limits (history, DROP_STEP);
      g_mutex_unlock (&history->lock);
    }
}

/**
 * mon_history_append:
 * @history: a history
 * @samples: (array length=n_samples): samples of one turn
 * @n_samples: how many
 *
 * Appends samples; a tag not seen before begins a track. Samples of all tags come in the order of
 * time, or less than a second out of it: one that is earlier tells that the wall clock was set
 * back, and the series time runs on. One lock for all of them; the engine's thread.
 */
void
mon_history_append (MonHistory      *history,
                    const MonSample *samples,
                    guint            n_samples)
{
  g_mutex_lock (&history->lock);
  for (guint i = 0; i < n_samples; i++)
    append_sample (history, &samples[i]);
  g_mutex_unlock (&history->lock);
}

/**
 * mon_history_forget:
 * @history: a history
 * @tag: handle of a tag
 *
 * Drops all samples of a tag. The engine's thread.
 */
void
mon_history_forget (MonHistory *history,
                    guint32     tag)
{
  MonTrack *track;

  g_mutex_lock (&history->lock);
  track = mon_handle_map_steal (&history->tracks, tag);
  if (track != NULL)
    {
      mon_track_heap_remove (&history->heap, track);
      history->n_bytes -= track->n_bytes;
    }
  g_mutex_unlock (&history->lock);

  if (track != NULL)
    mon_track_free (track);
}

/**
 * mon_history_get_series:
 * @history: a history
 *
 * Gives what reads it. It lives as long as the history, and a reference on one is one on the other.
 *
 * Returns: (transfer none): the series
 */
MonSeries *
mon_history_get_series (MonHistory *history)
{
  return &history->parent;
}

/**
 * mon_history_get_n_samples:
 * @history: a history
 * @tag: handle of a tag
 *
 * Tells how many points of a tag there are: values and beginnings of gaps. Any thread.
 *
 * Returns: the number
 */
guint64
mon_history_get_n_samples (MonHistory *history,
                           guint32     tag)
{
  const MonTrack *track;
  guint64 n_points = 0;

  g_mutex_lock (&history->lock);
  track = mon_handle_map_lookup (&history->tracks, tag);
  if (track != NULL)
    n_points = track->n_points;
  g_mutex_unlock (&history->lock);

  return n_points;
}

/**
 * mon_history_get_bytes:
 * @history: a history
 *
 * Tells how much memory the samples take, with what malloc adds. Any thread.
 *
 * Returns: the number of bytes
 */
gsize
mon_history_get_bytes (MonHistory *history)
{
  gsize n_bytes;

  g_mutex_lock (&history->lock);
  n_bytes = history->n_bytes;
  g_mutex_unlock (&history->lock);

  return n_bytes;
}
