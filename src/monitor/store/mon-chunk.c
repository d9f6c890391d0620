/* mon-chunk.c: some consecutive samples of one tag, packed.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-chunk.h"

#include <math.h>
#include <string.h>

#include "monitor/store/mon-pyramid.h"

#define FIRST_RUNS 4
#define MAX_RUNS 1024

G_STATIC_ASSERT (sizeof (MonChunkRun) == 8);

static const guint8 class_sizes[MON_N_CHUNK_CLASSES] = {
  [MON_CHUNK_GAPS] = 0,
  [MON_CHUNK_BOOL] = 1,
  [MON_CHUNK_INT16] = 2,
  [MON_CHUNK_INT32] = 4,
  [MON_CHUNK_INT64] = 8,
  [MON_CHUNK_UINT16] = 2,
  [MON_CHUNK_UINT32] = 4,
  [MON_CHUNK_UINT64] = 8,
  [MON_CHUNK_FLOAT32] = 4,
  [MON_CHUNK_FLOAT64] = 8,
};

/* The parts of a block begin at multiples of 8. */
static gsize
align (gsize size)
{
  return (size + 7) / 8 * 8;
}

static gsize
values_offset (MonChunkClass klass,
               guint         capacity)
{
  return align (mon_pyramid_get_size (klass, capacity));
}

static gsize
times_offset (MonChunkClass klass,
              guint         capacity)
{
  return values_offset (klass, capacity) + align (class_sizes[klass] * capacity);
}

static gsize
block_bytes (MonChunkClass klass,
             guint         capacity)
{
  return sizeof (MonChunk) + times_offset (klass, capacity) + align (sizeof (guint32) * capacity)
         + (capacity >= MON_CHUNK_PYRAMID ? sizeof (MonMoments) : 0);
}

static void
count_bytes (MonChunk *chunk)
{
  gsize n_bytes = MON_MALLOC_BYTES (block_bytes (chunk->klass, chunk->capacity));

  if (chunk->runs != NULL)
    n_bytes += MON_MALLOC_BYTES (chunk->runs_capacity * sizeof (MonChunkRun));
  chunk->n_bytes = (guint32) n_bytes;
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
      if (value->i == (gint16) value->i)
        return MON_CHUNK_INT16;
      return value->i == (gint32) value->i ? MON_CHUNK_INT32 : MON_CHUNK_INT64;
    case MB_VALUE_UINT:
      if (value->u == (guint16) value->u)
        return MON_CHUNK_UINT16;
      return value->u == (guint32) value->u ? MON_CHUNK_UINT32 : MON_CHUNK_UINT64;
    case MB_VALUE_FLOAT32:
      return MON_CHUNK_FLOAT32;
    case MB_VALUE_FLOAT64:
      return MON_CHUNK_FLOAT64;
    }

  g_assert_not_reached ();
}

/* Whether @klass takes a value whose narrowest class is @narrow: classes of a kind stand one after
 * the other, the narrowest first. */
static gboolean
class_takes (MonChunkClass klass,
             MonChunkClass narrow)
{
  return klass == narrow
         || (narrow < klass && klass <= MON_CHUNK_INT64 && narrow >= MON_CHUNK_INT16)
         || (narrow < klass && klass <= MON_CHUNK_UINT64 && narrow >= MON_CHUNK_UINT16);
}

static void
store_value (MonChunk      *chunk,
             guint          index,
             const MbValue *value)
{
  gpointer data = mon_chunk_get_values (chunk);

  switch ((MonChunkClass) chunk->klass)
    {
    case MON_CHUNK_GAPS:
      g_assert_not_reached ();
    case MON_CHUNK_BOOL:
      ((guint8 *) data)[index] = value->b != FALSE;
      break;
    case MON_CHUNK_INT16:
      ((gint16 *) data)[index] = (gint16) value->i;
      break;
    case MON_CHUNK_INT32:
      ((gint32 *) data)[index] = (gint32) value->i;
      break;
    case MON_CHUNK_INT64:
      ((gint64 *) data)[index] = value->i;
      break;
    case MON_CHUNK_UINT16:
      ((guint16 *) data)[index] = (guint16) value->u;
      break;
    case MON_CHUNK_UINT32:
      ((guint32 *) data)[index] = (guint32) value->u;
      break;
    case MON_CHUNK_UINT64:
      ((guint64 *) data)[index] = value->u;
      break;
    case MON_CHUNK_FLOAT32:
      ((float *) data)[index] = (float) value->f;
      chunk->is_odd |= !isfinite (value->f);
      break;
    case MON_CHUNK_FLOAT64:
      ((double *) data)[index] = value->f;
      chunk->is_odd |= !isfinite (value->f);
      break;
    }
}

static void
add_run (MonChunk    *chunk,
         MonChunkRun  run)
{
  if (chunk->n_runs == chunk->runs_capacity)
    {
      chunk->runs_capacity = MAX (FIRST_RUNS, chunk->runs_capacity * 2);
      chunk->runs = g_renew (MonChunkRun, chunk->runs, chunk->runs_capacity);
      count_bytes (chunk);
    }

  chunk->runs[chunk->n_runs++] = run;
  chunk->quality = run.quality;
  chunk->detail = run.detail;
}

/**
 * mon_chunk_class_size:
 * @klass: how values are stored
 *
 * Returns: how many bytes a value takes
 */
gsize
mon_chunk_class_size (MonChunkClass klass)
{
  return class_sizes[klass];
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
 * @capacity: how many values it shall take, %MON_CHUNK_MAX at most
 * @base_us: time of its first sample
 *
 * Makes an empty chunk. One for 0 values takes gaps only.
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
  *chunk = (MonChunk) {
    .base_us = base_us,
    .last_us = base_us,
    .values_at = (guint16) values_offset (klass, capacity),
    .times_at = (guint16) times_offset (klass, capacity),
    .capacity = (guint16) capacity,
    .klass = (guint8) klass,
    .quality = MON_QUALITY_GOOD,
  };
  g_atomic_ref_count_init (&chunk->ref_count);
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
 * @time_us: its time, after the last one
 *
 * Appends a sample. One without a value that only goes on with a gap is taken but adds nothing.
 * What has a value that is no number, such as a text, counts as not available.
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
  guint8 quality = has_value || !mon_quality_has_value (sample->quality)
                   ? sample->quality : MON_QUALITY_NOT_AVAILABLE;
  gboolean is_change = quality != chunk->quality || sample->detail != chunk->detail;
  guint64 delta_us = (guint64) (time_us - chunk->base_us);

  if (!has_value && !is_change)
    return TRUE;
  if (delta_us > G_MAXUINT32 || (is_change && chunk->n_runs == MAX_RUNS))
    return FALSE;
  if (has_value
      && (chunk->n_values == chunk->capacity || !class_takes (chunk->klass, narrow)))
    return FALSE;

  if (is_change)
    add_run (chunk, (MonChunkRun) { (guint32) delta_us, chunk->n_values, quality,
                                    sample->detail });
  if (has_value)
    {
      guint n = chunk->n_values;

      store_value (chunk, n, &sample->value);
      mon_chunk_get_times (chunk)[n] = (guint32) delta_us;
      chunk->n_values = (guint16) ++n;
      if (n % MON_CHUNK_FACTOR == 0 && mon_chunk_has_pyramid (chunk))
        mon_pyramid_add (chunk);
    }
  chunk->n_points++;
  chunk->last_us = time_us;

  return TRUE;
}

/**
 * mon_chunk_copy:
 * @chunk: a chunk
 *
 * Copies a chunk that is still being filled: for a reader, or to seal one that has not become full.
 *
 * Returns: (transfer full): a chunk of the same content without room for more
 */
MonChunk *
mon_chunk_copy (const MonChunk *chunk)
{
  guint n = chunk->n_values;
  MonChunk *copy = mon_chunk_new (chunk->klass, n, chunk->base_us);

  copy->last_us = chunk->last_us;
  copy->n_points = chunk->n_points;
  copy->n_values = chunk->n_values;
  copy->quality = chunk->quality;
  copy->detail = chunk->detail;
  copy->is_odd = chunk->is_odd;
  if (n > 0)
    {
      memcpy (mon_chunk_get_values (copy), mon_chunk_get_values (chunk),
              class_sizes[chunk->klass] * n);
      memcpy (mon_chunk_get_times (copy), mon_chunk_get_times (chunk), sizeof (guint32) * n);
    }
  if (mon_chunk_has_pyramid (copy))
    mon_pyramid_copy (copy, chunk);
  if (chunk->n_runs > 0)
    {
      copy->runs = g_memdup2 (chunk->runs, chunk->n_runs * sizeof (MonChunkRun));
      copy->n_runs = chunk->n_runs;
      copy->runs_capacity = chunk->n_runs;
      count_bytes (copy);
    }

  return copy;
}
