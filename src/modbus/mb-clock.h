/* mb-clock.h: monotonic and wall time and the timers of a main context; the only room that asks for
 * the time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-turn.h"

G_BEGIN_DECLS

/**
 * MbClock:
 *
 * Time in microseconds, and timers over one lazy source. A virtual clock, for tests, stands still
 * until mb_clock_advance().
 */
typedef struct _MbClock MbClock;
typedef struct _MbTimer MbTimer;

typedef void (*MbTimerFunc) (gpointer user_data);

/* For longer than this nobody but ourselves can be blamed: the program was stopped, the computer
 * slept, or the context was blocked. */
#define MB_CLOCK_STALL_US G_USEC_PER_SEC

/* Called inside a turn, before the timers that are late by it. */
typedef void (*MbStallFunc) (gint64   stall_us,
                             gpointer user_data);

/**
 * MbTimer:
 *
 * One deadline, embedded in what waits for it. Fires once for each arming, inside a turn. All
 * members are private.
 */
struct _MbTimer
{
  MbClock    *clock;
  MbTimerFunc func;
  gpointer    user_data;
  gint64      due_us;
  guint       position;
};

/* Makes a clock that goes with the system's monotonic clock (which does not count suspended
 * time). */
MbClock *mb_clock_new              (MbTurn      *turn);
/* Makes a clock for tests, which moves by mb_clock_advance() only. */
MbClock *mb_clock_new_virtual      (MbTurn      *turn,
                                    gint64       wall_us);
/* Takes a reference, on the thread of the clock. */
MbClock *mb_clock_ref              (MbClock     *clock);
/* Drops a reference. */
void     mb_clock_unref            (MbClock     *clock);
/* The turn in which its timers fire. */
MbTurn  *mb_clock_get_turn         (MbClock     *clock);

/* Monotonic; never 0. */
gint64   mb_clock_get_time_us      (MbClock     *clock);
/* The same as last read in this turn. */
gint64   mb_clock_get_turn_us      (MbClock     *clock);
/* Since 1970 UTC. */
gint64   mb_clock_get_wall_us      (MbClock     *clock);
/* When it was noticed last that we had been stalled, 0 if never. */
gint64   mb_clock_get_stalled_us   (MbClock     *clock);
/* Whom to tell of stalls; one only. */
void     mb_clock_set_stall_func   (MbClock     *clock,
                                    MbStallFunc  func,
                                    gpointer     user_data);
/* Virtual clocks only: moves both times and fires what falls due, in order, each at its time. */
void     mb_clock_advance          (MbClock     *clock,
                                    gint64       us);
/* Virtual clocks only: somebody sets the wall time, which timers do not care about. */
void     mb_clock_set_wall_us      (MbClock     *clock,
                                    gint64       wall_us);
/* Virtual clocks only: moves both times as if we had been stopped, then fires what is late. */
void     mb_clock_leap             (MbClock     *clock,
                                    gint64       us);

/* The wall time now, for the few who need no clock (log lines, file names, the main thread). */
gint64   mb_wall_time_us           (void);

/* Prepares a timer, not armed. */
void     mb_timer_init             (MbTimer     *timer,
                                    MbClock     *clock,
                                    MbTimerFunc  func,
                                    gpointer     user_data);
/* Arms, or arms anew, for @due_us of mb_clock_get_time_us(). */
void     mb_timer_arm              (MbTimer     *timer,
                                    gint64       due_us);
/* Disarms the timer, if it is armed. */
void     mb_timer_disarm           (MbTimer     *timer);
/* Whether it is going to fire. */
gboolean mb_timer_is_armed         (const MbTimer *timer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbClock, mb_clock_unref)

G_END_DECLS
