/* mon-chunk-reader.c: finds and walks the points of a chunk, which has values and qualities apart.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-chunk-reader.h"

#include <math.h>

/* A time as the chunk counts it; what lies outside of it becomes its ends. */
static guint64
to_delta (const MonChunk *chunk,
          gint64          time_us)
{
  if (time_us <= chunk->base_us)
    return 0;
  if (time_us > chunk->last_us)
    return (guint64) G_MAXUINT32 + 1;
  return (guint64) (time_us - chunk->base_us);
}

/* Index of the first run that does not begin before @delta_us. */
static guint
find_run (const MonChunk *chunk,
          guint64         delta_us)
{
  guint low = 0, high = chunk->n_runs;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (chunk->runs[middle].delta_us < delta_us)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
get_value (const MonChunk *chunk,
           guint           index,
           MbValue        *out_value)
{
  gconstpointer data = mon_chunk_get_values (chunk);

  switch ((MonChunkClass) chunk->klass)
    {
    case MON_CHUNK_GAPS:
      break;
    case MON_CHUNK_BOOL:
      *out_value = (MbValue) { .kind = MB_VALUE_BOOL, .b = ((const guint8 *) data)[index] };
      return;
    case MON_CHUNK_INT16:
      *out_value = (MbValue) { .kind = MB_VALUE_INT, .i = ((const gint16 *) data)[index] };
      return;
    case MON_CHUNK_INT32:
      *out_value = (MbValue) { .kind = MB_VALUE_INT, .i = ((const gint32 *) data)[index] };
      return;
    case MON_CHUNK_INT64:
      *out_value = (MbValue) { .kind = MB_VALUE_INT, .i = ((const gint64 *) data)[index] };
      return;
    case MON_CHUNK_UINT16:
      *out_value = (MbValue) { .kind = MB_VALUE_UINT, .u = ((const guint16 *) data)[index] };
      return;
    case MON_CHUNK_UINT32:
      *out_value = (MbValue) { .kind = MB_VALUE_UINT, .u = ((const guint32 *) data)[index] };
      return;
    case MON_CHUNK_UINT64:
      *out_value = (MbValue) { .kind = MB_VALUE_UINT, .u = ((const guint64 *) data)[index] };
      return;
    case MON_CHUNK_FLOAT32:
      *out_value = (MbValue) { .kind = MB_VALUE_FLOAT32, .f = ((const float *) data)[index] };
      return;
    case MON_CHUNK_FLOAT64:
      *out_value = (MbValue) { .kind = MB_VALUE_FLOAT64, .f = ((const double *) data)[index] };
      return;
    }

  g_assert_not_reached ();
}

/**
 * mon_chunk_get_number:
 * @chunk: a chunk
 * @index: which value
 *
 * Returns: the value as a double
 */
double
mon_chunk_get_number (const MonChunk *chunk,
                      guint           index)
{
  double number;

  mon_chunk_copy_numbers (chunk, index, index + 1, &number);
  return number;
}

#define COPY_NUMBERS(Type)                              \
  for (guint i = from; i < to; i++)                     \
    *out_numbers++ = (double) ((const Type *) data)[i]; \
  return

/**
 * mon_chunk_copy_numbers:
 * @chunk: a chunk
 * @from: index of the first value
 * @to: index behind the last value
 * @out_numbers: (array) (out caller-allocates): gets the values as doubles
 */
void
mon_chunk_copy_numbers (const MonChunk *chunk,
                        guint           from,
                        guint           to,
                        double         *out_numbers)
{
  gconstpointer data = mon_chunk_get_values (chunk);

  switch ((MonChunkClass) chunk->klass)
    {
    case MON_CHUNK_GAPS:
      g_assert (from == to);
      return;
    case MON_CHUNK_BOOL:
      COPY_NUMBERS (guint8);
    case MON_CHUNK_INT16:
      COPY_NUMBERS (gint16);
    case MON_CHUNK_INT32:
      COPY_NUMBERS (gint32);
    case MON_CHUNK_INT64:
      COPY_NUMBERS (gint64);
    case MON_CHUNK_UINT16:
      COPY_NUMBERS (guint16);
    case MON_CHUNK_UINT32:
      COPY_NUMBERS (guint32);
    case MON_CHUNK_UINT64:
      COPY_NUMBERS (guint64);
    case MON_CHUNK_FLOAT32:
      COPY_NUMBERS (float);
    case MON_CHUNK_FLOAT64:
      COPY_NUMBERS (double);
    }
}

/**
 * mon_chunk_find_value:
 * @chunk: a chunk
 * @time_us: a time
 *
 * Returns: index of the first value that is not before @time_us, the number of values when there is
 *   none
 */
guint
mon_chunk_find_value (const MonChunk *chunk,
                      gint64          time_us)
{
  const guint32 *times = mon_chunk_get_times (chunk);
  guint64 delta_us = to_delta (chunk, time_us);
  guint low = 0, high = chunk->n_values;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (times[middle] < delta_us)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/**
 * mon_chunk_find_before:
 * @chunk: a chunk
 * @time_us: a time
 * @out_point: (out): the last point before @time_us
 *
 * Returns: whether there is one
 */
gboolean
mon_chunk_find_before (const MonChunk *chunk,
                       gint64          time_us,
                       MonPoint       *out_point)
{
  guint value = mon_chunk_find_value (chunk, time_us);
  guint run = find_run (chunk, to_delta (chunk, time_us));
  guint gap = run;

  while (gap > 0 && mon_quality_has_value (chunk->runs[gap - 1].quality))
    gap--;

  if (gap > 0 && (value == 0 || chunk->runs[gap - 1].delta_us
                                > mon_chunk_get_times (chunk)[value - 1]))
    {
      *out_point = (MonPoint) {
        .time_us = chunk->base_us + chunk->runs[gap - 1].delta_us,
        .value = NAN,
        .quality = chunk->runs[gap - 1].quality,
        .detail = chunk->runs[gap - 1].detail,
      };
      return TRUE;
    }
  if (value == 0)
    return FALSE;

  *out_point = (MonPoint) {
    .time_us = mon_chunk_get_time (chunk, value - 1),
    .value = mon_chunk_get_number (chunk, value - 1),
    .quality = run > 0 ? chunk->runs[run - 1].quality : MON_QUALITY_GOOD,
    .detail = run > 0 ? chunk->runs[run - 1].detail : 0,
  };
  return TRUE;
}

/**
 * mon_chunk_reader_init:
 * @reader: a reader
 * @chunk: a chunk, which must outlive it
 * @from_us: a time
 *
 * Begins with the first point that is not before @from_us.
 */
void
mon_chunk_reader_init (MonChunkReader *reader,
                       const MonChunk *chunk,
                       gint64          from_us)
{
  guint run = find_run (chunk, to_delta (chunk, from_us));

  *reader = (MonChunkReader) {
    .chunk = chunk,
    .value = mon_chunk_find_value (chunk, from_us),
    .run = run,
    .quality = run > 0 ? chunk->runs[run - 1].quality : MON_QUALITY_GOOD,
    .detail = run > 0 ? chunk->runs[run - 1].detail : 0,
  };
}

/**
 * mon_chunk_reader_next:
 * @reader: a reader
 * @out_point: (out): the next point
 * @out_value: (out): its value, without loss
 *
 * Returns: whether there is one
 */
gboolean
mon_chunk_reader_next (MonChunkReader *reader,
                       MonPoint       *out_point,
                       MbValue        *out_value)
{
  const MonChunk *chunk = reader->chunk;

  *out_value = (MbValue) { .kind = MB_VALUE_NONE };
  while (reader->run < chunk->n_runs && chunk->runs[reader->run].index <= reader->value)
    {
      const MonChunkRun *run = &chunk->runs[reader->run++];

      reader->quality = run->quality;
      reader->detail = run->detail;
      if (mon_quality_has_value (run->quality))
        continue;
      *out_point = (MonPoint) { chunk->base_us + run->delta_us, NAN, run->quality, run->detail };
      return TRUE;
    }
  if (reader->value == chunk->n_values)
    return FALSE;

  get_value (chunk, reader->value, out_value);
  *out_point = (MonPoint) {
    .time_us = mon_chunk_get_time (chunk, reader->value),
    .value = mb_value_to_double (out_value),
    .quality = reader->quality,
    .detail = reader->detail,
  };
  reader->value++;
  return TRUE;
}

/**
 * mon_stretch_walk_init:
 * @walk: a walk
 * @chunk: a chunk, which must outlive it
 * @from_us: a time
 * @to_us: a later time
 *
 * Begins a walk over what has begun from @from_us on and before @to_us.
 */
void
mon_stretch_walk_init (MonStretchWalk *walk,
                       const MonChunk *chunk,
                       gint64          from_us,
                       gint64          to_us)
{
  *walk = (MonStretchWalk) {
    .chunk = chunk,
    .value = mon_chunk_find_value (chunk, from_us),
    .end_value = mon_chunk_find_value (chunk, to_us),
    .run = find_run (chunk, to_delta (chunk, from_us)),
    .end_run = find_run (chunk, to_delta (chunk, to_us)),
  };
}

/* Where the finite numbers from @from on end. */
static guint
find_odd (const MonChunk *chunk,
          guint           from,
          guint           to)
{
  while (from < to && isfinite (mon_chunk_get_number (chunk, from)))
    from++;
  return from;
}

/**
 * mon_stretch_walk_next:
 * @walk: a walk
 * @out_stretch: (out): the next stretch or gap
 *
 * Goes on. A value that is no finite number begins a gap. Stretches may follow each other without a
 * gap between them.
 *
 * Returns: whether there was any
 */
gboolean
mon_stretch_walk_next (MonStretchWalk *walk,
                       MonStretch     *out_stretch)
{
  const MonChunk *chunk = walk->chunk;
  const MonChunkRun *run = NULL;
  guint from = walk->value, to = walk->end_value;

  while (walk->run < walk->end_run
         && mon_quality_has_value (chunk->runs[walk->run].quality))
    walk->run++;
  if (walk->run < walk->end_run)
    {
      run = &chunk->runs[walk->run];
      to = run->index;
    }

  if (from == to && run != NULL)
    {
      walk->run++;
      *out_stretch = (MonStretch) { chunk->base_us + run->delta_us, from, from, run->quality,
                                    run->detail };
      return TRUE;
    }
  if (from == to)
    return FALSE;

  if (chunk->is_odd)
    to = find_odd (chunk, from, to);
  *out_stretch = (MonStretch) { mon_chunk_get_time (chunk, from), from, to,
                                MON_QUALITY_NOT_AVAILABLE, 0 };
  walk->value = MAX (to, from + 1);
  return TRUE;
}
