/* mon-pyramid.c: extremes of any stretch of a chunk's values, without looking at each of them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-pyramid.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Buckets are pairs of the least and the greatest value, in the type of the values. The lower level
 * is about FACTOR values each, the upper one about FACTOR buckets of the lower. A bucket is there
 * when all of its values are. One without a finite number has the pair the wrong way round. */
#define FACTOR MON_CHUNK_FACTOR
#define UPPER (FACTOR * FACTOR)

/* The extremes of a stretch of values and of a stretch of buckets, for one type. */
#define DEFINE_EXTREMES(name, Type, IS_NUMBER)                                                    \
  typedef struct                                                                                  \
  {                                                                                               \
    Type min;                                                                                     \
    Type max;                                                                                     \
  } name##_pair;                                                                                  \
                                                                                                  \
  static inline void                                                                              \
  name##_take_values (name##_pair *pair, const Type *values, guint from, guint to)                \
  {                                                                                               \
    Type min = pair->min, max = pair->max;                                                        \
                                                                                                  \
    for (guint i = from; i < to; i++)                                                             \
      {                                                                                           \
        min = IS_NUMBER (values[i]) && values[i] < min ? values[i] : min;                         \
        max = IS_NUMBER (values[i]) && values[i] > max ? values[i] : max;                         \
      }                                                                                           \
    *pair = (name##_pair) { min, max };                                                           \
  }                                                                                               \
                                                                                                  \
  static inline void                                                                              \
  name##_take_pairs (name##_pair *pair, const name##_pair *pairs, guint from, guint to)           \
  {                                                                                               \
    Type min = pair->min, max = pair->max;                                                        \
                                                                                                  \
    for (guint i = from; i < to; i++)                                                             \
      {                                                                                           \
        min = pairs[i].min < min ? pairs[i].min : min;                                            \
        max = pairs[i].max > max ? pairs[i].max : max;                                            \
      }                                                                                           \
    *pair = (name##_pair) { min, max };                                                           \
  }

/* How buckets are built, and how the extremes of a stretch come from as few of them as can be. */
#define DEFINE_PYRAMID(name, Type, IS_NUMBER, NONE_MIN, NONE_MAX)                                 \
  DEFINE_EXTREMES (name, Type, IS_NUMBER)                                                         \
                                                                                                  \
  static void                                                                                     \
  name##_add (gconstpointer values, gpointer pyramid, guint n, guint capacity)                    \
  {                                                                                               \
    name##_pair *upper = pyramid, *lower = upper + capacity / UPPER;                              \
    name##_pair pair = { NONE_MIN, NONE_MAX };                                                    \
                                                                                                  \
    name##_take_values (&pair, values, n - FACTOR, n);                                            \
    lower[n / FACTOR - 1] = pair;                                                                 \
    if (n % UPPER != 0)                                                                           \
      return;                                                                                     \
    pair = (name##_pair) { NONE_MIN, NONE_MAX };                                                  \
    name##_take_pairs (&pair, lower, n / FACTOR - FACTOR, n / FACTOR);                            \
    upper[n / UPPER - 1] = pair;                                                                  \
  }                                                                                               \
                                                                                                  \
  static MonRange                                                                                 \
  name##_get (gconstpointer values, gconstpointer pyramid, guint from, guint to, guint capacity)  \
  {                                                                                               \
    const name##_pair *upper = pyramid, *lower;                                                   \
    name##_pair pair = { NONE_MIN, NONE_MAX };                                                    \
    guint a = (from + FACTOR - 1) / FACTOR, b = to / FACTOR;                                      \
    guint c = (a + FACTOR - 1) / FACTOR, d = b / FACTOR;                                          \
                                                                                                  \
    if (pyramid == NULL || a >= b)                                                                \
      name##_take_values (&pair, values, from, to);                                               \
    else                                                                                          \
      {                                                                                           \
        lower = upper + capacity / UPPER;                                                         \
        name##_take_values (&pair, values, from, a * FACTOR);                                     \
        name##_take_values (&pair, values, b * FACTOR, to);                                       \
        name##_take_pairs (&pair, lower, a, c < d ? c * FACTOR : b);                              \
        name##_take_pairs (&pair, lower, c < d ? d * FACTOR : b, b);                              \
        if (c < d)                                                                                \
          name##_take_pairs (&pair, upper, c, d);                                                 \
      }                                                                                           \
    if (pair.min > pair.max)                                                                      \
      return (MonRange) MON_RANGE_INIT;                                                           \
    return (MonRange) { (double) pair.min, (double) pair.max };                                   \
  }

#define IS_ALWAYS(value) TRUE
#define IS_FLOAT(value) ((value) >= -FLT_MAX && (value) <= FLT_MAX)
#define IS_DOUBLE(value) ((value) >= -DBL_MAX && (value) <= DBL_MAX)

DEFINE_PYRAMID (uint8, guint8, IS_ALWAYS, G_MAXUINT8, 0)
DEFINE_PYRAMID (int16, gint16, IS_ALWAYS, G_MAXINT16, G_MININT16)
DEFINE_PYRAMID (int32, gint32, IS_ALWAYS, G_MAXINT32, G_MININT32)
DEFINE_PYRAMID (int64, gint64, IS_ALWAYS, G_MAXINT64, G_MININT64)
DEFINE_PYRAMID (uint16, guint16, IS_ALWAYS, G_MAXUINT16, 0)
DEFINE_PYRAMID (uint32, guint32, IS_ALWAYS, G_MAXUINT32, 0)
DEFINE_PYRAMID (uint64, guint64, IS_ALWAYS, G_MAXUINT64, 0)
DEFINE_PYRAMID (float32, float, IS_FLOAT, (float) INFINITY, (float) -INFINITY)
DEFINE_PYRAMID (float64, double, IS_DOUBLE, INFINITY, -INFINITY)

typedef struct
{
  void     (*add) (gconstpointer values,
                   gpointer   pyramid,
                   guint       n,
                   guint       capacity);
  MonRange (*get) (gconstpointer values,
                   gconstpointer pyramid,
                   guint       from,
                   guint       to,
                   guint       capacity);
} PyramidClass;

static const PyramidClass pyramid_classes[MON_N_CHUNK_CLASSES] = {
  [MON_CHUNK_BOOL] = { uint8_add, uint8_get },
  [MON_CHUNK_INT16] = { int16_add, int16_get },
  [MON_CHUNK_INT32] = { int32_add, int32_get },
  [MON_CHUNK_INT64] = { int64_add, int64_get },
  [MON_CHUNK_UINT16] = { uint16_add, uint16_get },
  [MON_CHUNK_UINT32] = { uint32_add, uint32_get },
  [MON_CHUNK_UINT64] = { uint64_add, uint64_get },
  [MON_CHUNK_FLOAT32] = { float32_add, float32_get },
  [MON_CHUNK_FLOAT64] = { float64_add, float64_get },
};

/**
 * mon_pyramid_get_size:
 * @klass: how values are stored
 * @capacity: room for values
 *
 * Returns: how many bytes the pyramid of such a chunk takes; 0 for a small one, which has none
 */
gsize
mon_pyramid_get_size (MonChunkClass klass,
                      guint         capacity)
{
  if (capacity < MON_CHUNK_PYRAMID)
    return 0;
  return 2 * mon_chunk_class_size (klass) * (capacity / FACTOR + capacity / UPPER);
}

/**
 * mon_pyramid_add:
 * @chunk: a chunk with a pyramid, whose number of values has become a multiple of the factor
 *
 * Builds the buckets that the last value has made whole.
 */
void
mon_pyramid_add (MonChunk *chunk)
{
  pyramid_classes[chunk->klass].add (mon_chunk_get_values (chunk), mon_chunk_get_pyramid (chunk),
                                     chunk->n_values, chunk->capacity);
}

/**
 * mon_pyramid_copy:
 * @chunk: a chunk with a pyramid, filled but for that
 * @source: a chunk of the same values with more room
 *
 * Takes over the buckets.
 */
void
mon_pyramid_copy (MonChunk       *chunk,
                  const MonChunk *source)
{
  gsize pair_size = 2 * mon_chunk_class_size (chunk->klass);
  guint n_lower = chunk->n_values / FACTOR, n_upper = chunk->n_values / UPPER;
  guint8 *to = mon_chunk_get_pyramid (chunk);
  const guint8 *from = mon_chunk_get_pyramid (source);

  memcpy (to, from, n_upper * pair_size);
  memcpy (to + chunk->capacity / UPPER * pair_size, from + source->capacity / UPPER * pair_size,
          n_lower * pair_size);
}

/**
 * mon_pyramid_get:
 * @chunk: a chunk
 * @from: index of the first value
 * @to: index behind the last value, at least @from
 *
 * Finds the extremes of the finite values of a stretch. O(log n), with some 30 comparisons at most;
 * O(n) for a small chunk.
 *
 * Returns: the extremes
 */
MonRange
mon_pyramid_get (const MonChunk *chunk,
                 guint           from,
                 guint           to)
{
  gconstpointer pyramid = mon_chunk_has_pyramid (chunk) ? mon_chunk_get_pyramid (chunk) : NULL;

  if (from == to)
    return (MonRange) MON_RANGE_INIT;
  return pyramid_classes[chunk->klass].get (mon_chunk_get_values (chunk), pyramid, from, to,
                                            chunk->capacity);
}
