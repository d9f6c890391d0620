/* mon-moments.c: what statistics are made of, so that those of two spans give those of both; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-moments.h"

#include <math.h>

/* What each has of values comes together; @other's times count from @moments' origin already. */
static void
merge_values (MonMoments       *moments,
              const MonMoments *other)
{
  double n = (double) (moments->n_values + other->n_values);
  double part = (double) other->n_values / n;
  double weight = (double) moments->n_values * part;
  double distance = other->mean - moments->mean;
  double distance_s = other->mean_s - moments->mean_s;

  moments->squares += other->squares + distance * distance * weight;
  moments->squares_s += other->squares_s + distance_s * distance_s * weight;
  moments->products += other->products + distance * distance_s * weight;
  moments->mean += distance * part;
  moments->mean_s += distance_s * part;
  moments->n_values += other->n_values;
}

/* Adds a time in which the values had a mean of @mean. */
static void
merge_times (MonMoments *moments,
             double      mean,
             gint64      held_us)
{
  if (held_us == 0)
    return;

  moments->held_us += held_us;
  moments->time_mean += (mean - moments->time_mean)
                        * ((double) held_us / (double) moments->held_us);
}

/* All but the last value are held until the next one. */
static void
add_times (MonMoments    *moments,
           const double  *values,
           const guint32 *times_us,
           guint          n_values)
{
  double area = 0;
  gint64 on_us = 0;
  guint32 held_us = times_us[n_values - 1] - times_us[0];

  for (guint i = 0; i + 1 < n_values; i++)
    {
      guint32 step_us = times_us[i + 1] - times_us[i];

      area += (values[i] - values[0]) * step_us;
      on_us += values[i] != 0 ? step_us : 0;
    }
  moments->on_us += on_us;
  if (held_us > 0)
    merge_times (moments, values[0] + area / held_us, held_us);
}

/**
 * mon_moments_add_values:
 * @moments: moments
 * @values: (array length=n_values): finite values without a gap between them
 * @times_us: (array length=n_values): their times, rising
 * @n_values: how many, at least 1
 * @base_s: where @times_us count from, in seconds after the origin of @moments
 *
 * Adds values, and for how long all but the last one were held. They are gone over twice, first for
 * the means.
 */
void
mon_moments_add_values (MonMoments    *moments,
                        const double  *values,
                        const guint32 *times_us,
                        guint          n_values,
                        double         base_s)
{
  MonMoments added = { .n_values = n_values };
  double mean_us = 0;

  for (guint i = 0; i < n_values; i++)
    {
      added.mean += values[i] - values[0];
      mean_us += times_us[i];
    }
  added.mean = values[0] + added.mean / n_values;
  mean_us /= n_values;

  for (guint i = 0; i < n_values; i++)
    {
      double distance = values[i] - added.mean;
      double distance_s = (times_us[i] - mean_us) * 1e-6;

      added.squares += distance * distance;
      added.squares_s += distance_s * distance_s;
      added.products += distance * distance_s;
    }
  added.mean_s = base_s + mean_us * 1e-6;
  merge_values (moments, &added);
  add_times (moments, values, times_us, n_values);
}

/**
 * mon_moments_add_held:
 * @moments: moments
 * @value: a finite value
 * @held_us: for how long it was held, not negative
 *
 * Adds the time of a value.
 */
void
mon_moments_add_held (MonMoments *moments,
                      double      value,
                      gint64      held_us)
{
  merge_times (moments, value, held_us);
  if (value != 0)
    moments->on_us += held_us;
}

/**
 * mon_moments_merge:
 * @moments: moments
 * @other: more of them
 * @other_origin_s: when the origin of @other's times is, in seconds after that of @moments
 *
 * Adds all that @other has.
 */
void
mon_moments_merge (MonMoments       *moments,
                   const MonMoments *other,
                   double            other_origin_s)
{
  MonMoments moved = *other;

  moved.mean_s += other_origin_s;
  if (other->n_values > 0)
    merge_values (moments, &moved);
  merge_times (moments, other->time_mean, other->held_us);
  moments->on_us += other->on_us;
  moments->gap_us += other->gap_us;
}

/**
 * mon_moments_finish:
 * @moments: moments
 * @statistics: (inout): gets all but its extremes
 *
 * Tells what the moments amount to.
 */
void
mon_moments_finish (const MonMoments *moments,
                    MonStatistics    *statistics)
{
  guint64 n = moments->n_values;

  statistics->n_values = n;
  statistics->mean = n > 0 ? moments->mean : NAN;
  statistics->deviation = n > 1 ? sqrt (moments->squares / (double) (n - 1)) : NAN;
  statistics->slope = n > 1 ? moments->products / moments->squares_s : NAN;
  statistics->time_mean = moments->held_us > 0 ? moments->time_mean : NAN;
  statistics->held_us = moments->held_us;
  statistics->gap_us = moments->gap_us;
  statistics->on_us = moments->on_us;
}
