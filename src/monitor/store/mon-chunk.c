/* mon-chunk.c: some consecutive samples of one tag, packed.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-chunk.h"

#include <math.h>
#include <string.h>

/* What malloc adds to a block. */
#define MALLOC_BYTES 16

#define FIRST_RUNS 4
#define MAX_RUNS 1024

/* A change of quality or detail. One with a value begins at that value; one without is a point of
 * its own, before the value of its index. */
struct _MonChunkRun
{
  guint32 delta_us;
  guint16 index;
  guint8  quality;
  guint8  detail;
};

G_STATIC_ASSERT (sizeof (MonChunkRun) == 8);

static const guint8 class_sizes[] = {
  [MON_CHUNK_GAPS] = 0,
  [MON_CHUNK_BOOL] = 1,
  [MON_CHUNK_INT32] = 4,
  [MON_CHUNK_INT64] = 8,
  [MON_CHUNK_UINT32] = 4,
  [MON_CHUNK_UINT64] = 8,
  [MON_CHUNK_FLOAT32] = 4,
  [MON_CHUNK_FLOAT64] = 8,
};

/* Times lie behind the values, which may need 8-byte alignment; both follow @capacity. */
static gsize
times_offset (guint8 klass,
              guint  capacity)
{
  return ((gsize) class_sizes[klass] * capacity + 7) / 8 * 8;
}

static gsize
block_bytes (guint8 klass,
             guint  capacity)
{
  return sizeof (MonChunk) + times_offset (klass, capacity) + sizeof (guint32) * capacity;
}

static guint32 *
chunk_times (const MonChunk *chunk)
{
  return (guint32 *) (gpointer) ((guint8 *) chunk->data
                                 + times_offset (chunk->klass, chunk->capacity));
}

static void
count_bytes (MonChunk *chunk)
{
  chunk->n_bytes = block_bytes (chunk->klass, chunk->capacity) + MALLOC_BYTES;
  if (chunk->runs != NULL)
    chunk->n_bytes += chunk->runs_capacity * sizeof (MonChunkRun) + MALLOC_BYTES;
}

static MonChunkClass
narrowest_class (const MonSample *sample)
{
  const MbValue *value = &sample->value;

  if (!mon_quality_has_value (sample->quality))
    return MON_CHUNK_GAPS;

  switch (value->kind)
    {
    case MB_VALUE_NONE:
    /* A curve is made of numbers. */
    case MB_VALUE_TEXT:
      return MON_CHUNK_GAPS;
    case MB_VALUE_BOOL:
      return MON_CHUNK_BOOL;
    case MB_VALUE_INT:
      return value->i == (gint32) value->i ? MON_CHUNK_INT32 : MON_CHUNK_INT64;
    case MB_VALUE_UINT:
      return value->u == (guint32) value->u ? MON_CHUNK_UINT32 : MON_CHUNK_UINT64;
    case MB_VALUE_FLOAT32:
      return MON_CHUNK_FLOAT32;
    case MB_VALUE_FLOAT64:
      return MON_CHUNK_FLOAT64;
    }

  g_assert_not_reached ();
}

/* Whether @klass takes a value whose narrowest class is @narrow. */
static gboolean
class_takes (MonChunkClass klass,
             MonChunkClass narrow)
{
  return klass == narrow
         || (klass == MON_CHUNK_INT64 && narrow == MON_CHUNK_INT32)
         || (klass == MON_CHUNK_UINT64 && narrow == MON_CHUNK_UINT32);
}

static void
store_value (MonChunk      *chunk,
             guint          index,
             const MbValue *value)
{
  switch ((MonChunkClass) chunk->klass)
    {
    case MON_CHUNK_GAPS:
      g_assert_not_reached ();
    case MON_CHUNK_BOOL:
      ((guint8 *) chunk->data)[index] = value->b != FALSE;
      break;
    case MON_CHUNK_INT32:
      ((gint32 *) chunk->data)[index] = (gint32) value->i;
      break;
    case MON_CHUNK_INT64:
      ((gint64 *) chunk->data)[index] = value->i;
      break;
    case MON_CHUNK_UINT32:
      ((guint32 *) chunk->data)[index] = (guint32) value->u;
      break;
    case MON_CHUNK_UINT64:
      ((guint64 *) chunk->data)[index] = value->u;
      break;
    case MON_CHUNK_FLOAT32:
      ((float *) chunk->data)[index] = (float) value->f;
      break;
    case MON_CHUNK_FLOAT64:
      ((double *) chunk->data)[index] = value->f;
      break;
    }
}

static double
get_value (const MonChunk *chunk,
           guint           index)
{
  switch ((MonChunkClass) chunk->klass)
    {
    case MON_CHUNK_GAPS:
      break;
    case MON_CHUNK_BOOL:
      return ((const guint8 *) chunk->data)[index];
    case MON_CHUNK_INT32:
      return ((const gint32 *) chunk->data)[index];
    case MON_CHUNK_INT64:
      return (double) ((const gint64 *) chunk->data)[index];
    case MON_CHUNK_UINT32:
      return ((const guint32 *) chunk->data)[index];
    case MON_CHUNK_UINT64:
      return (double) ((const guint64 *) chunk->data)[index];
    case MON_CHUNK_FLOAT32:
      return ((const float *) chunk->data)[index];
    case MON_CHUNK_FLOAT64:
      return ((const double *) chunk->data)[index];
    }

  g_assert_not_reached ();
}

static void
add_run (MonChunk        *chunk,
         const MonSample *sample,
         guint32          delta_us)
{
  if (chunk->n_runs == chunk->runs_capacity)
    {
      chunk->runs_capacity = MAX (FIRST_RUNS, chunk->runs_capacity * 2);
      chunk->runs = g_renew (MonChunkRun, chunk->runs, chunk->runs_capacity);
      count_bytes (chunk);
    }

  chunk->runs[chunk->n_runs++] = (MonChunkRun) {
    .delta_us = delta_us,
    .index = chunk->n_values,
    .quality = sample->quality,
    .detail = sample->detail,
  };
  chunk->quality = sample->quality;
  chunk->detail = sample->detail;
}

/**
 * mon_chunk_class_for:
 * @sample: the first sample of a new chunk
 * @before: class of the tag's chunk before, or %MON_CHUNK_GAPS
 *
 * Chooses how a new chunk stores values: as before when that takes the value, so that one outlier
 * does not make a tag change classes for ever.
 *
 * Returns: the class
 */
MonChunkClass
mon_chunk_class_for (const MonSample *sample,
                     MonChunkClass    before)
{
  MonChunkClass narrow = narrowest_class (sample);

  return narrow == MON_CHUNK_GAPS || class_takes (before, narrow) ? before : narrow;
}

/**
 * mon_chunk_new:
 * @klass: how to store values
 * @capacity: how many values it shall take, %MON_CHUNK_MIN to %MON_CHUNK_MAX
 * @base_us: time of its first sample
 *
 * Makes an empty chunk.
 *
 * Returns: (transfer full): the chunk
 */
MonChunk *
mon_chunk_new (MonChunkClass klass,
               guint         capacity,
               gint64        base_us)
{
  MonChunk *chunk;

  if (klass == MON_CHUNK_GAPS)
    capacity = 0;

  chunk = g_malloc (block_bytes (klass, capacity));
  memset (chunk, 0, sizeof *chunk);
  g_atomic_ref_count_init (&chunk->ref_count);
  chunk->klass = klass;
  chunk->capacity = (guint16) capacity;
  chunk->base_us = base_us;
  chunk->quality = MON_QUALITY_GOOD;
  count_bytes (chunk);

  return chunk;
}

/**
 * mon_chunk_ref:
 * @chunk: a sealed chunk
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @chunk
 */
MonChunk *
mon_chunk_ref (MonChunk *chunk)
{
  g_atomic_ref_count_inc (&chunk->ref_count);
  return chunk;
}

/**
 * mon_chunk_unref:
 * @chunk: (transfer full): a chunk
 *
 * Drops a reference. Any thread.
 */
void
mon_chunk_unref (MonChunk *chunk)
{
  if (!g_atomic_ref_count_dec (&chunk->ref_count))
    return;

  g_free (chunk->runs);
  g_free (chunk);
}

/**
 * mon_chunk_append:
 * @chunk: a chunk that is not sealed
 * @sample: a sample
 * @time_us: its time, not before the last one
 *
 * Appends a sample. One without a value that only goes on with a gap is taken but adds nothing.
 *
 * Returns: %FALSE when the chunk cannot take it (full, too long a time, other values) and is to be
 *   sealed; nothing was changed then
 */
gboolean
mon_chunk_append (MonChunk        *chunk,
                  const MonSample *sample,
                  gint64           time_us)
{
  MonChunkClass narrow = narrowest_class (sample);
  gboolean has_value = narrow != MON_CHUNK_GAPS;
  gboolean is_change = sample->quality != chunk->quality || sample->detail != chunk->detail;
  guint64 delta_us = (guint64) (time_us - chunk->base_us);

  if (!has_value && !is_change)
    return TRUE;
  if (delta_us > G_MAXUINT32 || (is_change && chunk->n_runs == MAX_RUNS))
    return FALSE;
  if (has_value
      && (chunk->n_values == chunk->capacity || !class_takes (chunk->klass, narrow)))
    return FALSE;

  if (is_change)
    add_run (chunk, sample, (guint32) delta_us);
  if (has_value)
    {
      store_value (chunk, chunk->n_values, &sample->value);
      chunk_times (chunk)[chunk->n_values] = (guint32) delta_us;
      chunk->n_values++;
    }
  chunk->n_points++;

  return TRUE;
}

/**
 * mon_chunk_seal:
 * @chunk: (transfer full): a chunk that only the caller knows
 *
 * Cuts the chunk to its size. It must not change any more.
 *
 * Returns: (transfer full): the chunk, which may have moved
 */
MonChunk *
mon_chunk_seal (MonChunk *chunk)
{
  if (chunk->n_runs < chunk->runs_capacity)
    {
      chunk->runs_capacity = chunk->n_runs;
      chunk->runs = g_renew (MonChunkRun, chunk->runs, chunk->runs_capacity);
    }
  if (chunk->n_values < chunk->capacity)
    {
      guint32 *times = chunk_times (chunk);

      chunk->capacity = chunk->n_values;
      memmove (chunk_times (chunk), times, sizeof (guint32) * chunk->n_values);
      chunk = g_realloc (chunk, block_bytes (chunk->klass, chunk->capacity));
    }
  count_bytes (chunk);

  return chunk;
}

/**
 * mon_chunk_copy:
 * @chunk: a chunk
 *
 * Copies a chunk that is still being filled, for a reader.
 *
 * Returns: (transfer full): a chunk of the same content, as good as sealed
 */
MonChunk *
mon_chunk_copy (const MonChunk *chunk)
{
  MonChunk *copy = mon_chunk_new (chunk->klass, chunk->n_values, chunk->base_us);

  memcpy (copy->data, chunk->data, (gsize) class_sizes[chunk->klass] * chunk->n_values);
  if (chunk->n_values > 0)
    memcpy (chunk_times (copy), chunk_times (chunk), sizeof (guint32) * chunk->n_values);
  copy->n_values = chunk->n_values;
  copy->n_points = chunk->n_points;
  copy->runs = g_memdup2 (chunk->runs, chunk->n_runs * sizeof (MonChunkRun));
  copy->n_runs = chunk->n_runs;
  copy->runs_capacity = chunk->n_runs;

  return copy;
}

static gboolean
collect (MonChunkCollector *collector,
         gint64             time_us,
         double             value,
         MonQuality         quality)
{
  MonPoint point = { .time_us = time_us, .value = value, .quality = quality };

  if (time_us < collector->from_us)
    {
      collector->before = point;
      collector->has_before = TRUE;
      return TRUE;
    }

  mon_chunk_collector_end (collector);
  g_array_append_val (collector->points, point);

  return time_us <= collector->to_us;
}

/**
 * mon_chunk_collect:
 * @chunk: a sealed chunk or a copy, later than those given before
 * @collector: what to pick
 *
 * Picks points out of the chunk. O(points).
 *
 * Returns: %FALSE when the point after the span was found: later chunks have no more
 */
gboolean
mon_chunk_collect (const MonChunk    *chunk,
                   MonChunkCollector *collector)
{
  const guint32 *times = chunk_times (chunk);
  MonQuality quality = MON_QUALITY_GOOD;
  guint r = 0;

  for (guint i = 0; i <= chunk->n_values; i++)
    {
      for (; r < chunk->n_runs && chunk->runs[r].index == i; r++)
        {
          const MonChunkRun *run = &chunk->runs[r];

          quality = run->quality;
          if (!mon_quality_has_value (quality)
              && !collect (collector, chunk->base_us + run->delta_us, NAN, quality))
            return FALSE;
        }

      if (i < chunk->n_values
          && !collect (collector, chunk->base_us + times[i], get_value (chunk, i), quality))
        return FALSE;
    }

  return TRUE;
}

/**
 * mon_chunk_collector_end:
 * @collector: a collector that has seen all chunks
 *
 * Puts the point before the span into place when nothing has followed it.
 */
void
mon_chunk_collector_end (MonChunkCollector *collector)
{
  if (!collector->has_before)
    return;

  g_array_append_val (collector->points, collector->before);
  collector->has_before = FALSE;
}
