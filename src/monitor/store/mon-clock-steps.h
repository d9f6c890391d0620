/* mon-clock-steps.h: a time that runs on when the clock is set back, and what the clock showed.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MonClockSteps:
 * @newest_us: the newest series time
 * @shift_us: how far the series time is ahead of the wall time now
 * @marks: (nullable): since when it was by how much
 *
 * Series time is wall time until the clock is set back: then it is ahead by as much, so that what
 * comes later lies later, until the wall time has come to be the later one. Samples tell of a step
 * by their times only, so a clock set forward looks as if nobody had polled for so long.
 *
 * Embedded in its owner and not thread-safe; see mon_clock_steps_init().
 */
typedef struct
{
  gint64  newest_us;
  gint64  shift_us;
  GArray *marks;
} MonClockSteps;

void   mon_clock_steps_init    (MonClockSteps       *steps);
void   mon_clock_steps_clear   (MonClockSteps       *steps);
gint64 mon_clock_steps_take    (MonClockSteps       *steps,
                                gint64               wall_us);
gint64 mon_clock_steps_get_now (const MonClockSteps *steps,
                                gint64               wall_us);
gint64 mon_clock_steps_to_wall (const MonClockSteps *steps,
                                gint64               time_us);

G_END_DECLS
