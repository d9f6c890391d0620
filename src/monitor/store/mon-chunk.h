/* mon-chunk.h: some consecutive samples of one tag, packed.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-moments.h"
#include "monitor/store/mon-series.h"

G_BEGIN_DECLS

#define MON_CHUNK_MIN 16
#define MON_CHUNK_MAX 1024

/* Chunks with room for at least so many values have a pyramid: fewer are scanned as quickly. */
#define MON_CHUNK_PYRAMID 256

/* Values in a bucket of the lower level of the pyramid, buckets of it in one of the upper level. */
#define MON_CHUNK_FACTOR 8

/**
 * MonChunkClass:
 *
 * How values are stored, without loss. Wider classes of one kind take narrower values.
 */
typedef enum
{
  MON_CHUNK_GAPS,  /* no value yet, none can be added */
  MON_CHUNK_BOOL,
  MON_CHUNK_INT16,
  MON_CHUNK_INT32,
  MON_CHUNK_INT64,
  MON_CHUNK_UINT16,
  MON_CHUNK_UINT32,
  MON_CHUNK_UINT64,
  MON_CHUNK_FLOAT32,
  MON_CHUNK_FLOAT64,
} MonChunkClass;

#define MON_N_CHUNK_CLASSES (MON_CHUNK_FLOAT64 + 1)

/**
 * MonChunkRun:
 * @delta_us: when it begins, after the chunk's base
 * @index: of the value that it begins at or, without a value, before
 * @quality: quality from here on
 * @detail: detail from here on
 *
 * A change of quality or detail. One with a value begins at that value; one without is a point of
 * its own.
 */
typedef struct
{
  guint32 delta_us;
  guint16 index;
  guint8  quality;
  guint8  detail;
} MonChunkRun;

/**
 * MonChunk:
 * @base_us: time of the first point
 * @last_us: time of the last point
 * @n_points: values and beginnings of gaps
 * @n_values: values
 * @capacity: room for values
 * @n_runs: changes of quality
 * @klass: a #MonChunkClass
 * @quality: quality of the last point
 * @detail: detail of the last point
 * @is_odd: whether some value is no finite number
 * @has_moments: whether what the statistics are made of is there
 * @values_at: where in @data the values begin, in bytes
 * @times_at: where in @data the times begin, in bytes
 * @n_bytes: memory that it takes, with what malloc adds
 * @runs: (array length=n_runs): the changes
 * @data: the pyramid; values; times in microseconds after @base_us in 32 bits (71 minutes); what
 *   statistics are made of. The first and the last are there when there is room for
 *   %MON_CHUNK_PYRAMID values
 *
 * Qualities are runs apart, from the first that is not good, so that a chunk of good values has
 * none. Changes only until it is sealed; after that any thread with a reference reads it.
 */
typedef struct
{
  gint64          base_us;
  gint64          last_us;
  guint32         n_points;
  guint16         values_at;
  guint16         times_at;
  guint16         n_values;
  guint16         capacity;
  guint16         n_runs;
  guint16         runs_capacity;
  guint8          klass;
  guint8          quality;
  guint8          detail;
  guint8          is_odd : 1;
  guint8          has_moments : 1;
  gatomicrefcount ref_count;
  guint32         n_bytes;
  MonChunkRun    *runs;
  guint64         data[];
} MonChunk;

/* What a block of so many bytes takes, as glibc hands it out: a word in front, steps of 16. */
#define MON_MALLOC_BYTES(size) MAX (((gsize) (size) + 8 + 15) / 16 * 16, 32)

gsize         mon_chunk_class_size  (MonChunkClass    klass);
MonChunkClass mon_chunk_class_for   (const MonSample *sample,
                                     MonChunkClass    before);
MonChunk     *mon_chunk_new         (MonChunkClass    klass,
                                     guint            capacity,
                                     gint64           base_us);
MonChunk     *mon_chunk_ref         (MonChunk        *chunk);
void          mon_chunk_unref       (MonChunk        *chunk);
gboolean      mon_chunk_append      (MonChunk        *chunk,
                                     const MonSample *sample,
                                     gint64           time_us);
MonChunk     *mon_chunk_copy        (const MonChunk  *chunk);

static inline gboolean
mon_chunk_has_pyramid (const MonChunk *chunk)
{
  return chunk->capacity >= MON_CHUNK_PYRAMID;
}

static inline gpointer
mon_chunk_get_pyramid (const MonChunk *chunk)
{
  return (gpointer) chunk->data;
}

static inline gpointer
mon_chunk_get_values (const MonChunk *chunk)
{
  return (guint8 *) chunk->data + chunk->values_at;
}

static inline guint32 *
mon_chunk_get_times (const MonChunk *chunk)
{
  return (gpointer) ((guint8 *) chunk->data + chunk->times_at);
}

static inline MonMoments *
mon_chunk_get_moments (const MonChunk *chunk)
{
  gsize times_end = chunk->times_at + sizeof (guint32) * chunk->capacity;

  return (gpointer) ((guint8 *) chunk->data + (times_end + 7) / 8 * 8);
}

static inline gint64
mon_chunk_get_time (const MonChunk *chunk,
                    guint           index)
{
  return chunk->base_us + mon_chunk_get_times (chunk)[index];
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonChunk, mon_chunk_unref)

G_END_DECLS
