/* mon-pyramid.h: extremes of any stretch of a chunk's values, without looking at each of them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <math.h>

#include "monitor/store/mon-chunk.h"

G_BEGIN_DECLS

/**
 * MonRange:
 * @min: the smallest value, infinity when there is none
 * @max: the greatest value, minus infinity when there is none
 */
typedef struct
{
  double min;
  double max;
} MonRange;

#define MON_RANGE_INIT { INFINITY, -INFINITY }

gsize    mon_pyramid_get_size (MonChunkClass   klass,
                               guint           capacity);
void     mon_pyramid_add      (MonChunk       *chunk);
void     mon_pyramid_copy     (MonChunk       *chunk,
                               const MonChunk *source);
MonRange mon_pyramid_get      (const MonChunk *chunk,
                               guint           from,
                               guint           to);

G_END_DECLS
