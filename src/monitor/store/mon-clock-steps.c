/* mon-clock-steps.c: a time that runs on when the clock is set back, and what the clock showed.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-clock-steps.h"

/* Times of several links come a little out of order; only more than this is a step. */
#define STEP_US G_USEC_PER_SEC

/* A clock that is set back more often is out of order, and its labels for long ago are too. */
#define MAX_MARKS 1000

typedef struct
{
  gint64 from_us;
  gint64 shift_us;
} Mark;

/**
 * mon_clock_steps_init:
 * @steps: steps
 *
 * Begins before any time.
 */
void
mon_clock_steps_init (MonClockSteps *steps)
{
  *steps = (MonClockSteps) { .newest_us = G_MININT64 };
}

/**
 * mon_clock_steps_clear:
 * @steps: steps
 *
 * Frees what it has.
 */
void
mon_clock_steps_clear (MonClockSteps *steps)
{
  g_clear_pointer (&steps->marks, g_array_unref);
}

static void
set_shift (MonClockSteps *steps,
           gint64         wall_us,
           gint64         shift_us)
{
  Mark mark = { wall_us + shift_us, shift_us };

  if (steps->marks == NULL)
    steps->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  if (steps->marks->len == MAX_MARKS)
    g_array_remove_index (steps->marks, 0);
  g_array_append_val (steps->marks, mark);
  steps->shift_us = shift_us;
}

/* A time that is near to the newest without the shift is of a clock that was set right again, or
 * from just before it was set back. */
static gboolean
is_near (const MonClockSteps *steps,
         gint64               wall_us)
{
  return steps->shift_us > STEP_US + 1 && wall_us >= steps->newest_us - STEP_US;
}

/**
 * mon_clock_steps_take:
 * @steps: steps
 * @wall_us: wall time of a sample of any tag
 *
 * Takes note of a time. One that is less than a second before the newest is no step, and stays
 * before it.
 *
 * Returns: the series time of the sample
 */
gint64
mon_clock_steps_take (MonClockSteps *steps,
                      gint64         wall_us)
{
  gint64 time_us;

  if (G_UNLIKELY (steps->shift_us != 0) && wall_us > steps->newest_us)
    set_shift (steps, wall_us, 0);
  else if (wall_us <= steps->newest_us
           && G_UNLIKELY (is_near (steps, wall_us)
                          || wall_us + steps->shift_us < steps->newest_us - STEP_US))
    set_shift (steps, wall_us, steps->newest_us + 1 - wall_us);

  time_us = wall_us + steps->shift_us;
  steps->newest_us = MAX (steps->newest_us, time_us);
  return time_us;
}

/**
 * mon_clock_steps_get_now:
 * @steps: steps
 * @wall_us: wall time of now
 *
 * Tells the series time of now, which is never before the newest sample: right after a step no
 * sample has told of it yet.
 *
 * Returns: the series time
 */
gint64
mon_clock_steps_get_now (const MonClockSteps *steps,
                         gint64               wall_us)
{
  if (wall_us > steps->newest_us)
    return wall_us;
  if (is_near (steps, wall_us))
    return steps->newest_us;
  return MAX (wall_us + steps->shift_us, steps->newest_us);
}

/**
 * mon_clock_steps_to_wall:
 * @steps: steps
 * @time_us: a series time
 *
 * Tells what was on the clock.
 *
 * Returns: the wall time
 */
gint64
mon_clock_steps_to_wall (const MonClockSteps *steps,
                         gint64               time_us)
{
  for (guint i = steps->marks != NULL ? steps->marks->len : 0; i > 0; i--)
    {
      const Mark *mark = &g_array_index (steps->marks, Mark, i - 1);

      if (mark->from_us <= time_us)
        return time_us - mark->shift_us;
    }
  return time_us;
}
