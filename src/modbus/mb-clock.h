/* mb-clock.h: monotonic and wall time and the timers of a main context; the only room that asks for
 * the time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-turn.h"

G_BEGIN_DECLS

/* A timer that is late by more than this was held up by ourselves, and nobody else can be blamed:
 * the program was stopped, the computer slept, or the context was blocked. */
#define MB_CLOCK_STALL_US G_USEC_PER_SEC

/**
 * MbClock:
 *
 * Time in microseconds, and timers over one lazy source. A program makes one beside its turn, and
 * all that has to do with time is made with it. A virtual clock, for tests, stands still until
 * mb_clock_advance(), so that an hour passes at once and the same each time:
 *
 * ```c
 * mb_timer_init (&timer, clock, tick_cb, &n_ticks);
 * mb_timer_arm (&timer, mb_clock_get_time_us (clock) + 60 * G_USEC_PER_SEC);
 *
 * mb_clock_advance (clock, 60 * G_USEC_PER_SEC);
 * g_assert_cmpuint (n_ticks, ==, 1);
 * ```
 *
 * A clock belongs to the thread of its turn.
 */
typedef struct _MbClock MbClock;

/* Told of a stall and its length, inside a turn, before the timers that are late by it. */
typedef void (*MbStallFunc) (gint64   stall_us,
                             gpointer user_data);

/* A timer fires: inside a turn; it is disarmed by then and may be armed anew. */
typedef void (*MbTimerFunc) (gpointer user_data);

/**
 * MbTimer:
 *
 * One deadline, embedded in what waits for it. Fires once for each arming, inside a turn. All
 * members are private; disarm it before its memory goes.
 */
typedef struct _MbTimer MbTimer;
struct _MbTimer
{
  MbClock    *clock;
  MbTimerFunc func;
  gpointer    user_data;
  gint64      due_us;
  guint       position;
};

/* Clocks. */

/* Makes a clock that goes with the system's monotonic clock (which does not count suspended
 * time). */
MbClock *mb_clock_new              (MbTurn      *turn);
/* Makes a clock for tests, which moves by mb_clock_advance() only and begins at @wall_us since 1970
 * UTC. */
MbClock *mb_clock_new_virtual      (MbTurn      *turn,
                                    gint64       wall_us);
/* Takes a reference, on the thread of the clock. */
MbClock *mb_clock_ref              (MbClock     *clock);
/* Drops a reference; at the last one no timer may be armed. */
void     mb_clock_unref            (MbClock     *clock);
/* The turn in which its timers fire. */
MbTurn  *mb_clock_get_turn         (MbClock     *clock);

/* What time it is, in microseconds. */

/* Gets the monotonic time, for deadlines and durations; never 0. */
gint64   mb_clock_get_time_us      (MbClock     *clock);
/* Gets the monotonic time as it was last read in this turn: cheaper, and not quite exact. */
gint64   mb_clock_get_turn_us      (MbClock     *clock);
/* Gets the time since 1970 UTC, for what is shown and stored; somebody may set it. */
gint64   mb_clock_get_wall_us      (MbClock     *clock);
/* Gets the monotonic time at which a stall was noticed last, 0 if never. */
gint64   mb_clock_get_stalled_us   (MbClock     *clock);
/* Sets who is told of stalls, one only, or NULL. */
void     mb_clock_set_stall_func   (MbClock     *clock,
                                    MbStallFunc  func,
                                    gpointer     user_data);

/* Virtual clocks, for tests. */

/* Virtual clocks only, outside a turn: moves both times and fires what falls due, in order, each at
 * its time and in a turn of its own. */
void     mb_clock_advance          (MbClock     *clock,
                                    gint64       us);
/* Virtual clocks only: somebody sets the wall time, which timers do not care about. */
void     mb_clock_set_wall_us      (MbClock     *clock,
                                    gint64       wall_us);
/* Virtual clocks only, outside a turn: moves both times as if we had been stopped, then fires what
 * is late. */
void     mb_clock_leap             (MbClock     *clock,
                                    gint64       us);

/* The wall time now, for the few who need no clock (log lines, file names, the main thread); any
 * thread. */
gint64   mb_wall_time_us           (void);

/* Timers. */

/* Prepares a timer, not armed; @clock must outlive it, and its memory must not move while armed. */
void     mb_timer_init             (MbTimer     *timer,
                                    MbClock     *clock,
                                    MbTimerFunc  func,
                                    gpointer     user_data);
/* Arms the timer, or moves it, for @due_us in the time of mb_clock_get_time_us(); a time past means
 * soon, never before this returns. O(log n) in the armed timers. */
void     mb_timer_arm              (MbTimer     *timer,
                                    gint64       due_us);
/* Disarms the timer, if it is armed; good for one that is all zeros, too. */
void     mb_timer_disarm           (MbTimer     *timer);
/* Whether the timer is going to fire. */
gboolean mb_timer_is_armed         (const MbTimer *timer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbClock, mb_clock_unref)

G_END_DECLS
