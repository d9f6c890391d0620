/* mon-moments.h: what statistics are made of, so that those of two spans give those of both; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-series.h"

G_BEGIN_DECLS

/**
 * MonMoments:
 * @n_values: how many values
 * @mean: their mean
 * @squares: sum of the squares of their distances from @mean
 * @mean_s: mean of their times, in seconds after an origin that the owner knows
 * @squares_s: sum of the squares of the distances of the times from @mean_s
 * @products: sum of the products of both distances
 * @time_mean: mean of the values by the time that they were held
 * @held_us: for how long any was held
 * @gap_us: for how long there was none
 * @on_us: for how long one other than 0 was held
 *
 * Distances from means instead of sums of powers: what is added stays small, so nothing is lost
 * with large values that change little. All zeros: nothing yet.
 */
typedef struct
{
  guint64 n_values;
  double  mean;
  double  squares;
  double  mean_s;
  double  squares_s;
  double  products;
  double  time_mean;
  gint64  held_us;
  gint64  gap_us;
  gint64  on_us;
} MonMoments;

void mon_moments_add_values (MonMoments       *moments,
                             const double     *values,
                             const guint32    *times_us,
                             guint             n_values,
                             double            base_s);
void mon_moments_add_held   (MonMoments       *moments,
                             double            value,
                             gint64            held_us);
void mon_moments_merge      (MonMoments       *moments,
                             const MonMoments *other,
                             double            other_origin_s);
void mon_moments_finish     (const MonMoments *moments,
                             MonStatistics    *statistics);

G_END_DECLS
