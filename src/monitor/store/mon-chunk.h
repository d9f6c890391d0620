/* mon-chunk.h: some consecutive samples of one tag, packed.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-history.h"

G_BEGIN_DECLS

#define MON_CHUNK_MIN 16
#define MON_CHUNK_MAX 1024

/**
 * MonChunkClass:
 *
 * How values are stored, without loss. Wider classes of one kind take narrower values.
 */
typedef enum
{
  MON_CHUNK_GAPS,  /* no value yet, none can be added */
  MON_CHUNK_BOOL,
  MON_CHUNK_INT32,
  MON_CHUNK_INT64,
  MON_CHUNK_UINT32,
  MON_CHUNK_UINT64,
  MON_CHUNK_FLOAT32,
  MON_CHUNK_FLOAT64,
} MonChunkClass;

typedef struct _MonChunkRun MonChunkRun;

/**
 * MonChunk:
 * @newer: for its owner: the next in its owner's list
 * @older: for its owner: the one before in its owner's list
 * @tag: for its owner: handle of the tag
 * @n_bytes: memory that it takes, with what malloc adds
 * @base_us: time of the first point
 * @n_points: values and beginnings of gaps
 * @n_values: values
 * @capacity: room for values
 * @klass: a #MonChunkClass
 * @quality: quality of the last point
 * @detail: detail of the last point
 *
 * Times are microseconds after @base_us in 32 bits (71 minutes), then come the values. Qualities
 * are runs apart, from the first that is not good, so that a chunk of good values has none. Changes
 * only until mon_chunk_seal(), after that any thread with a reference reads it.
 */
typedef struct _MonChunk MonChunk;
struct _MonChunk
{
  MonChunk       *newer;
  MonChunk       *older;
  guint32         tag;
  gatomicrefcount ref_count;
  gsize           n_bytes;
  gint64          base_us;
  guint           n_points;
  guint16         n_values;
  guint16         capacity;
  guint16         n_runs;
  guint16         runs_capacity;
  guint8          klass;
  guint8          quality;
  guint8          detail;
  MonChunkRun    *runs;
  /* Last and aligned to 8: values, then times. */
  guint64         data[];
};

/**
 * MonChunkCollector:
 * @from_us: from when on
 * @to_us: until when
 * @points: (element-type MonPoint): what was found
 * @before: the last point before @from_us, to be put in front of the first one after
 * @has_before: whether there is one
 *
 * Picks the points of a span out of chunks in the order of time, with one more on each side.
 */
typedef struct
{
  gint64    from_us;
  gint64    to_us;
  GArray   *points;
  MonPoint  before;
  gboolean  has_before;
} MonChunkCollector;

MonChunkClass mon_chunk_class_for      (const MonSample   *sample,
                                        MonChunkClass      before);
MonChunk     *mon_chunk_new            (MonChunkClass      klass,
                                        guint              capacity,
                                        gint64             base_us);
MonChunk     *mon_chunk_ref            (MonChunk          *chunk);
void          mon_chunk_unref          (MonChunk          *chunk);
gboolean      mon_chunk_append         (MonChunk          *chunk,
                                        const MonSample   *sample,
                                        gint64             time_us);
MonChunk     *mon_chunk_seal           (MonChunk          *chunk);
MonChunk     *mon_chunk_copy           (const MonChunk    *chunk);
gboolean      mon_chunk_collect        (const MonChunk    *chunk,
                                        MonChunkCollector *collector);
void          mon_chunk_collector_end  (MonChunkCollector *collector);

G_END_DECLS
