/* mon-stamp.c: makes wall times unique, so that a sample and its exchange find each other by time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-stamp.h"

/* A clock that was set back by more than this is believed. */
#define STEP_US G_USEC_PER_SEC

/**
 * mon_stamp_take:
 * @stamp: a stamp
 * @wall_us: the wall time of what happened
 *
 * Takes a time: @wall_us, or a microsecond after the last one given. Only when the clock was set
 * back by more than a second do the times begin anew.
 *
 * Returns: the time
 */
gint64
mon_stamp_take (MonStamp *stamp,
                gint64    wall_us)
{
  if (wall_us <= stamp->last_us && wall_us > stamp->last_us - STEP_US)
    wall_us = stamp->last_us + 1;
  stamp->last_us = wall_us;
  return wall_us;
}
