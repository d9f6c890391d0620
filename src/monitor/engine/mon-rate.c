/* mon-rate.c: by how much a value has changed within the last so and so long; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-rate.h"

#include <math.h>

#define N_SLOTS (MON_RATE_PARTS + 1)

static void
empty_slot (MonRate *rate,
            gint64   part)
{
  rate->least[part % N_SLOTS] = INFINITY;
  rate->greatest[part % N_SLOTS] = -INFINITY;
}

static void
move_on (MonRate *rate,
         gint64   part)
{
  gint64 first = MAX (rate->newest + 1, part - MON_RATE_PARTS);

  for (gint64 i = first; i <= part; i++)
    empty_slot (rate, i);
  rate->newest = MAX (rate->newest, part);
}

/**
 * mon_rate_init:
 * @rate: what to prepare
 * @window_us: the window, %MON_RATE_PARTS or more
 *
 * Prepares it; nothing has been seen.
 */
void
mon_rate_init (MonRate *rate,
               gint64   window_us)
{
  rate->part_us = (window_us + MON_RATE_PARTS - 1) / MON_RATE_PARTS;
  rate->newest = 0;
  for (gint64 i = 0; i < N_SLOTS; i++)
    empty_slot (rate, i);
}

/**
 * mon_rate_take:
 * @rate: the past
 * @now_us: monotonic time, 0 or more, never falling
 * @value: a number, not NaN
 * @out_risen: (out): how far @value lies above the least one of the window, 0 or more
 * @out_fallen: (out): how far it lies below the greatest one, 0 or more
 *
 * Takes note of a value. Costs the same whatever there has been.
 */
void
mon_rate_take (MonRate *rate,
               gint64   now_us,
               double   value,
               double  *out_risen,
               double  *out_fallen)
{
  double least = value;
  double greatest = value;
  guint slot;

  move_on (rate, now_us / rate->part_us);
  slot = (guint) (rate->newest % N_SLOTS);
  rate->least[slot] = MIN (rate->least[slot], value);
  rate->greatest[slot] = MAX (rate->greatest[slot], value);
  for (guint i = 0; i < N_SLOTS; i++)
    {
      least = MIN (least, rate->least[i]);
      greatest = MAX (greatest, rate->greatest[i]);
    }
  /* The difference of two infinities would be no number. */
  *out_risen = value > least ? value - least : 0;
  *out_fallen = value < greatest ? greatest - value : 0;
}
