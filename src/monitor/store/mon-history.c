/* mon-history.c: the recent past of every tag in memory: the engine appends, anyone reads.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-history.h"

#include "monitor/store/mon-chunk.h"
#include "monitor/store/mon-handle-map.h"

#include <string.h>

/* What one value takes at most, for the share of the limit that unfilled chunks may have. */
#define VALUE_BYTES 12

typedef struct
{
  guint32        tag;
  MonChunkClass  klass;
  guint          next_capacity;
  MonChunk      *open;      /* the one being filled, or NULL */
  MonChunk     **sealed;    /* from @head on @n_sealed of them, oldest first */
  guint          head;
  guint          n_sealed;
  guint          sealed_capacity;
  gint64         last_us;
  guint64        serial;
  guint64        n_points;
} Series;

struct _MonHistory
{
  gatomicrefcount ref_count;
  GMutex          lock;
  MonHandleMap    series;
  guint           n_series;
  gsize           limit_bytes;
  gsize           n_bytes;
  MonChunk       *oldest;   /* all sealed chunks in the order of sealing */
  MonChunk       *newest;
};

static void
series_free (gpointer data)
{
  Series *series = data;

  for (guint i = 0; i < series->n_sealed; i++)
    mon_chunk_unref (series->sealed[series->head + i]);
  g_clear_pointer (&series->open, mon_chunk_unref);
  g_free (series->sealed);
  g_free (series);
}

static Series *
ensure_series (MonHistory *history,
               guint32     tag)
{
  Series *series = mon_handle_map_lookup (&history->series, tag);

  if (G_LIKELY (series != NULL))
    return series;

  series = g_new0 (Series, 1);
  series->tag = tag;
  series->klass = MON_CHUNK_GAPS;
  series->next_capacity = MON_CHUNK_MIN;
  series->last_us = G_MININT64;
  mon_handle_map_insert (&history->series, tag, series);
  history->n_series++;
  history->n_bytes += sizeof *series;

  return series;
}

static void
link_chunk (MonHistory *history,
            MonChunk   *chunk)
{
  chunk->older = history->newest;
  chunk->newer = NULL;
  if (history->newest != NULL)
    history->newest->newer = chunk;
  else
    history->oldest = chunk;
  history->newest = chunk;
}

static void
unlink_chunk (MonHistory *history,
              MonChunk   *chunk)
{
  if (chunk->older != NULL)
    chunk->older->newer = chunk->newer;
  else
    history->oldest = chunk->newer;
  if (chunk->newer != NULL)
    chunk->newer->older = chunk->older;
  else
    history->newest = chunk->older;
}

static void
add_sealed (MonHistory *history,
            Series     *series,
            MonChunk   *chunk)
{
  guint end = series->head + series->n_sealed;

  if (end == series->sealed_capacity && series->head > series->n_sealed)
    {
      memmove (series->sealed, series->sealed + series->head,
               series->n_sealed * sizeof *series->sealed);
      series->head = 0;
      end = series->n_sealed;
    }
  else if (end == series->sealed_capacity)
    {
      history->n_bytes -= series->sealed_capacity * sizeof *series->sealed;
      series->sealed_capacity = MAX (4, series->sealed_capacity * 2);
      series->sealed = g_renew (MonChunk *, series->sealed, series->sealed_capacity);
      history->n_bytes += series->sealed_capacity * sizeof *series->sealed;
    }

  series->sealed[end] = chunk;
  series->n_sealed++;
  link_chunk (history, chunk);
}

static void
seal_open (MonHistory *history,
           Series     *series)
{
  MonChunk *chunk = g_steal_pointer (&series->open);

  history->n_bytes -= chunk->n_bytes;
  chunk = mon_chunk_seal (chunk);
  history->n_bytes += chunk->n_bytes;
  add_sealed (history, series, chunk);
}

/* The first of all sealed chunks is also the first of its series: both are in order of sealing. */
static void
evict_oldest (MonHistory *history)
{
  MonChunk *chunk = history->oldest;
  Series *series = mon_handle_map_lookup (&history->series, chunk->tag);

  g_assert (series != NULL && series->n_sealed > 0 && series->sealed[series->head] == chunk);

  unlink_chunk (history, chunk);
  series->head++;
  series->n_sealed--;
  series->n_points -= chunk->n_points;
  history->n_bytes -= chunk->n_bytes;
  mon_chunk_unref (chunk);
}

/* With very many tags chunks stay short: those being filled take half of the limit at most. */
static guint
choose_capacity (MonHistory *history,
                 Series     *series)
{
  gsize share = history->limit_bytes / 2 / history->n_series / VALUE_BYTES;
  guint capacity = MIN (series->next_capacity, share);

  series->next_capacity = MIN (series->next_capacity * 2, MON_CHUNK_MAX);

  return MAX (capacity, MON_CHUNK_MIN);
}

static void
begin_chunk (MonHistory      *history,
             Series          *series,
             const MonSample *sample,
             gint64           time_us)
{
  if (series->open != NULL)
    seal_open (history, series);

  series->klass = mon_chunk_class_for (sample, series->klass);
  series->open = mon_chunk_new (series->klass, choose_capacity (history, series), time_us);
  series->open->tag = series->tag;
  history->n_bytes += series->open->n_bytes;

  while (history->n_bytes > history->limit_bytes && history->oldest != NULL)
    evict_oldest (history);
}

static void
append_sample (MonHistory      *history,
               const MonSample *sample)
{
  Series *series = ensure_series (history, sample->tag);
  gint64 time_us = MAX (sample->time_us, series->last_us);
  gsize bytes_before;
  guint points_before;

  series->serial++;
  series->last_us = time_us;

  if (series->open == NULL)
    begin_chunk (history, series, sample, time_us);

  bytes_before = series->open->n_bytes;
  points_before = series->open->n_points;
  if (!mon_chunk_append (series->open, sample, time_us))
    {
      begin_chunk (history, series, sample, time_us);
      bytes_before = series->open->n_bytes;
      points_before = 0;
      if (!mon_chunk_append (series->open, sample, time_us))
        g_assert_not_reached ();
    }

  series->n_points += series->open->n_points - points_before;
  history->n_bytes += series->open->n_bytes - bytes_before;
}

/* Index of the last sealed chunk that begins before @time_us, else 0. */
static guint
find_sealed (const Series *series,
             gint64        time_us)
{
  guint low = 0;
  guint high = series->n_sealed;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (series->sealed[series->head + middle]->base_us < time_us)
        low = middle;
      else
        high = middle;
    }

  return low;
}

/* References on the chunks that can have points of the span, and a copy of the one being filled. */
static void
hold_chunks (const Series *series,
             gint64        from_us,
             gint64        to_us,
             GPtrArray    *chunks)
{
  gboolean is_past = FALSE;

  for (guint i = find_sealed (series, from_us); i < series->n_sealed && !is_past; i++)
    {
      MonChunk *chunk = series->sealed[series->head + i];

      g_ptr_array_add (chunks, mon_chunk_ref (chunk));
      is_past = chunk->base_us > to_us;
    }

  if (!is_past && series->open != NULL)
    g_ptr_array_add (chunks, mon_chunk_copy (series->open));
}

static void
chunk_unref_cb (gpointer chunk)
{
  mon_chunk_unref (chunk);
}

/**
 * mon_history_new:
 * @limit_bytes: most memory for samples
 *
 * Makes an empty history. Each tag keeps the chunk that it is just filling even when that passes
 * the limit: at least 16 samples.
 *
 * Returns: (transfer full): the history
 */
MonHistory *
mon_history_new (gsize limit_bytes)
{
  MonHistory *history = g_new0 (MonHistory, 1);

  g_atomic_ref_count_init (&history->ref_count);
  g_mutex_init (&history->lock);
  history->limit_bytes = limit_bytes;

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

  mon_handle_map_clear (&history->series, series_free);
  g_mutex_clear (&history->lock);
  g_free (history);
}

/**
 * mon_history_append:
 * @history: a history
 * @samples: (array length=n_samples): samples of one turn; of one tag in the order of time
 * @n_samples: how many
 *
 * Appends samples; a tag not seen before begins a series. A time before the last one of its tag
 * (the wall clock was set back) is put at that one. Past the limit the oldest full chunks go. One
 * lock for all of them; the engine's thread.
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
  Series *series;

  g_mutex_lock (&history->lock);
  series = mon_handle_map_steal (&history->series, tag);
  if (series != NULL)
    {
      for (guint i = 0; i < series->n_sealed; i++)
        {
          MonChunk *chunk = series->sealed[series->head + i];

          unlink_chunk (history, chunk);
          history->n_bytes -= chunk->n_bytes;
        }
      if (series->open != NULL)
        history->n_bytes -= series->open->n_bytes;
      history->n_bytes -= sizeof *series + series->sealed_capacity * sizeof *series->sealed;
      history->n_series--;
    }
  g_mutex_unlock (&history->lock);

  if (series != NULL)
    series_free (series);
}

/**
 * mon_history_get_points:
 * @history: a history
 * @tag: handle of a tag
 * @from_us: wall time of the left edge
 * @to_us: wall time of the right edge
 * @points: (element-type MonPoint): array to append to
 *
 * Appends all points from @from_us to @to_us, both included, with one more on each side where there
 * is one, so that a line reaches both edges. The lock is held to find the chunks, not to read them.
 * O(points). Any thread.
 */
void
mon_history_get_points (MonHistory *history,
                        guint32     tag,
                        gint64      from_us,
                        gint64      to_us,
                        GArray     *points)
{
  g_autoptr (GPtrArray) chunks = g_ptr_array_new_with_free_func (chunk_unref_cb);
  MonChunkCollector collector = { .from_us = from_us, .to_us = to_us, .points = points };
  const Series *series;

  g_mutex_lock (&history->lock);
  series = mon_handle_map_lookup (&history->series, tag);
  if (series != NULL)
    hold_chunks (series, from_us, to_us, chunks);
  g_mutex_unlock (&history->lock);

  for (guint i = 0; i < chunks->len; i++)
    if (!mon_chunk_collect (g_ptr_array_index (chunks, i), &collector))
      break;
  mon_chunk_collector_end (&collector);
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
  const Series *series;
  guint64 n_points = 0;

  g_mutex_lock (&history->lock);
  series = mon_handle_map_lookup (&history->series, tag);
  if (series != NULL)
    n_points = series->n_points;
  g_mutex_unlock (&history->lock);

  return n_points;
}

/**
 * mon_history_get_serial:
 * @history: a history
 * @tag: handle of a tag
 *
 * Gives a number that rises with every sample appended to the tag: a cheap test for "anything
 * new?". Any thread.
 *
 * Returns: the number, 0 when nothing was ever appended
 */
guint64
mon_history_get_serial (MonHistory *history,
                        guint32     tag)
{
  const Series *series;
  guint64 serial = 0;

  g_mutex_lock (&history->lock);
  series = mon_handle_map_lookup (&history->series, tag);
  if (series != NULL)
    serial = series->serial;
  g_mutex_unlock (&history->lock);

  return serial;
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
