/* mon-chunk-reader.h: finds and walks the points of a chunk, which has values and qualities apart.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-chunk.h"

G_BEGIN_DECLS

/**
 * MonChunkReader:
 *
 * Goes over the points of a chunk one by one, values and beginnings of gaps in the order of time.
 * On the stack; all members are private.
 */
typedef struct
{
  const MonChunk *chunk;
  guint           value;
  guint           run;
  guint8          quality;
  guint8          detail;
} MonChunkReader;

/**
 * MonStretch:
 * @time_us: when it begins
 * @from: index of its first value
 * @to: index behind its last value; @from for the beginning of a gap
 * @quality: why there is a gap
 * @detail: goes with @quality
 *
 * Finite values without a gap between them, or the beginning of a gap.
 */
typedef struct
{
  gint64 time_us;
  guint  from;
  guint  to;
  guint8 quality;
  guint8 detail;
} MonStretch;

/**
 * MonStretchWalk:
 *
 * Goes over the stretches and gaps of a part of a chunk. On the stack; all members are private.
 */
typedef struct
{
  const MonChunk *chunk;
  guint           value;
  guint           end_value;
  guint           run;
  guint           end_run;
} MonStretchWalk;

double   mon_chunk_get_number     (const MonChunk  *chunk,
                                   guint            index);
void     mon_chunk_copy_numbers   (const MonChunk  *chunk,
                                   guint            from,
                                   guint            to,
                                   double          *out_numbers);
guint    mon_chunk_find_value     (const MonChunk  *chunk,
                                   gint64           time_us);
gboolean mon_chunk_find_before    (const MonChunk  *chunk,
                                   gint64           time_us,
                                   MonPoint        *out_point);

void     mon_chunk_reader_init    (MonChunkReader  *reader,
                                   const MonChunk  *chunk,
                                   gint64           from_us);
gboolean mon_chunk_reader_next    (MonChunkReader  *reader,
                                   MonPoint        *out_point,
                                   MbValue         *out_value);

void     mon_stretch_walk_init    (MonStretchWalk  *walk,
                                   const MonChunk  *chunk,
                                   gint64           from_us,
                                   gint64           to_us);
gboolean mon_stretch_walk_next    (MonStretchWalk  *walk,
                                   MonStretch      *out_stretch);

G_END_DECLS
