/* mb-clock.c: the time, and timers over one lazy source; notices when nobody looked at it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-clock.h"

#include "modbus/mb-stall.h"
#include "modbus/mb-timer-heap.h"

/* Where virtual time starts: not 0, which stands for "no time" everywhere. */
#define VIRTUAL_START_US G_USEC_PER_SEC

struct _MbClock
{
  guint      n_refs;
  MbTurn    *turn;
  /* NULL for a virtual clock. */
  GSource   *source;
  /* What the source was last set to; it may be earlier than the first timer, never later. */
  gint64     ready_us;
  /* Of MbTimer. */
  GPtrArray *heap;
  /* The time as last read, by somebody who was not stalled then, and in which turn. */
  gint64     read_us;
  guint64    read_serial;
  MbStall    stall;
  gboolean   is_virtual;
  gint64     virtual_us;
  gint64     virtual_wall_us;
};

typedef struct
{
  GSource  parent;
  MbClock *clock;
} ClockSource;

static void
set_ready_time (MbClock *clock,
                gint64   ready_us)
{
  if (clock->source == NULL || clock->ready_us == ready_us)
    return;
  clock->ready_us = ready_us;
  g_source_set_ready_time (clock->source, ready_us == G_MAXINT64 ? -1 : ready_us);
}

static gint64
first_due (MbClock *clock)
{
  const MbTimer *timer = mb_timer_heap_first (clock->heap);

  return timer != NULL ? timer->due_us : G_MAXINT64;
}

/* The time, and whether there was a stall: a timer was due all the while, and nobody came, not even
 * to look at the clock. */
static gint64
read_time (MbClock *clock)
{
  gint64 now_us = clock->is_virtual ? clock->virtual_us : g_get_monotonic_time ();
  gint64 since_us = MAX (first_due (clock), clock->read_us);

  if (G_UNLIKELY (now_us - since_us > MB_CLOCK_STALL_US && since_us != G_MAXINT64))
    mb_stall_note (&clock->stall, now_us, now_us - since_us);
  clock->read_us = now_us;
  clock->read_serial = mb_turn_get_serial (clock->turn);
  return now_us;
}

/* A timer that arms itself anew for a time already past waits for the next dispatch, so that it
 * cannot hold the context for ever. */
static void
fire_due (MbClock *clock,
          gint64   now_us)
{
  guint n_left = clock->heap->len;

  for (; n_left > 0 && first_due (clock) <= now_us; n_left--)
    {
      MbTimer *timer = mb_timer_heap_first (clock->heap);

      mb_timer_disarm (timer);
      timer->func (timer->user_data);
    }
}

static gboolean
clock_source_dispatch (GSource     *source,
                       GSourceFunc  callback,
                       gpointer     user_data)
{
  MbClock *clock = ((ClockSource *) source)->clock;
  gint64 now_us = read_time (clock);

  if (first_due (clock) > now_us)
    {
      set_ready_time (clock, first_due (clock));
      return G_SOURCE_CONTINUE;
    }

  mb_stall_look_for_sleep (&clock->stall, now_us);
  mb_clock_ref (clock);
  mb_turn_enter (clock->turn);
  mb_stall_tell (&clock->stall);
  fire_due (clock, now_us);
  mb_turn_leave (clock->turn);
  set_ready_time (clock, first_due (clock));
  mb_clock_unref (clock);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs clock_source_funcs = {
  .dispatch = clock_source_dispatch,
};

static MbClock *
clock_alloc (MbTurn *turn)
{
  MbClock *clock = g_new0 (MbClock, 1);

  clock->n_refs = 1;
  clock->turn = mb_turn_ref (turn);
  clock->heap = g_ptr_array_new ();
  clock->ready_us = G_MAXINT64;
  return clock;
}

/**
 * mb_clock_new:
 * @turn: the turn in which timers fire
 *
 * Makes a clock that goes with the system's monotonic clock (which does not count suspended time).
 * It belongs to the thread of @turn.
 *
 * Returns: (transfer full): a new clock
 */
MbClock *
mb_clock_new (MbTurn *turn)
{
  MbClock *clock = clock_alloc (turn);

  clock->source = g_source_new (&clock_source_funcs, sizeof (ClockSource));
  ((ClockSource *) clock->source)->clock = clock;
  g_source_set_static_name (clock->source, "MbClock");
  g_source_set_can_recurse (clock->source, TRUE);
  g_source_attach (clock->source, mb_turn_get_context (turn));
  return clock;
}

/**
 * mb_clock_new_virtual:
 * @turn: the turn in which timers fire
 * @wall_us: the wall time it starts with, microseconds since 1970 UTC
 *
 * Makes a clock for tests, which moves by mb_clock_advance() only.
 *
 * Returns: (transfer full): a new clock
 */
MbClock *
mb_clock_new_virtual (MbTurn *turn,
                      gint64  wall_us)
{
  MbClock *clock = clock_alloc (turn);

  clock->is_virtual = TRUE;
  clock->virtual_us = VIRTUAL_START_US;
  clock->virtual_wall_us = wall_us;
  return clock;
}

/**
 * mb_clock_ref:
 * @clock: a clock
 *
 * Takes a reference, on the thread of the clock.
 *
 * Returns: (transfer full): @clock
 */
MbClock *
mb_clock_ref (MbClock *clock)
{
  g_return_val_if_fail (clock != NULL, NULL);

  clock->n_refs++;
  return clock;
}

/**
 * mb_clock_unref:
 * @clock: (transfer full): a clock
 *
 * Drops a reference. At the last one no timer may be armed any more.
 */
void
mb_clock_unref (MbClock *clock)
{
  g_return_if_fail (clock != NULL);

  if (--clock->n_refs > 0)
    return;
  g_assert (clock->heap->len == 0);
  if (clock->source != NULL)
    {
      g_source_destroy (clock->source);
      g_source_unref (clock->source);
    }
  g_ptr_array_unref (clock->heap);
  mb_turn_unref (clock->turn);
  g_free (clock);
}

/**
 * mb_clock_get_turn:
 * @clock: a clock
 *
 * Returns: (transfer none): the turn in which its timers fire
 */
MbTurn *
mb_clock_get_turn (MbClock *clock)
{
  return clock->turn;
}

/**
 * mb_clock_get_time_us:
 * @clock: a clock
 *
 * Gets the monotonic time, for deadlines and durations.
 *
 * Returns: microseconds since some start, never 0
 */
gint64
mb_clock_get_time_us (MbClock *clock)
{
  return read_time (clock);
}

/**
 * mb_clock_get_turn_us:
 * @clock: a clock
 *
 * Gets the monotonic time for what happens many times in a turn and need not be exact: as it was
 * last read in this turn, by whomever. Asking the system costs as much as encoding a request.
 *
 * Returns: microseconds, as by mb_clock_get_time_us(), and just that outside a turn
 */
gint64
mb_clock_get_turn_us (MbClock *clock)
{
  if (!clock->is_virtual && clock->read_serial != 0 &&
      clock->read_serial == mb_turn_get_serial (clock->turn))
    return clock->read_us;
  return mb_clock_get_time_us (clock);
}

/**
 * mb_clock_get_wall_us:
 * @clock: a clock
 *
 * Gets the wall time, for what is shown and stored. It may jump.
 *
 * Returns: microseconds since 1970 UTC
 */
gint64
mb_clock_get_wall_us (MbClock *clock)
{
  return clock->is_virtual ? clock->virtual_wall_us : g_get_real_time ();
}

/**
 * mb_clock_get_stalled_us:
 * @clock: a clock
 *
 * Tells when it was noticed last that nothing of ours had run for more than %MB_CLOCK_STALL_US
 * though it should have: the process was stopped, its context was blocked, or the computer slept.
 * Nobody else may be blamed for what did not happen meanwhile.
 *
 * Returns: the monotonic time, 0 if there was no stall yet
 */
gint64
mb_clock_get_stalled_us (MbClock *clock)
{
  return clock->stall.noticed_us;
}

/**
 * mb_clock_set_stall_func:
 * @clock: a clock
 * @func: (nullable): called after each stall with its length in microseconds, before any timer that
 *   is late by it
 * @user_data: for @func
 *
 * Sets who is told of stalls, or that nobody is.
 */
void
mb_clock_set_stall_func (MbClock     *clock,
                         MbStallFunc  func,
                         gpointer     user_data)
{
  g_return_if_fail (func == NULL || clock->stall.func == NULL);

  clock->stall.func = func;
  clock->stall.user_data = user_data;
}

/**
 * mb_clock_advance:
 * @clock: a virtual clock
 * @us: by how much to move it, 0 or more
 *
 * Moves the monotonic and the wall time forward. Timers that fall due on the way fire in order,
 * each at its own time and in a turn of its own. Must be called outside a turn.
 */
void
mb_clock_advance (MbClock *clock,
                  gint64   us)
{
  gint64 end_us = clock->virtual_us + us;

  g_return_if_fail (clock->is_virtual && us >= 0);

  mb_clock_ref (clock);
  while (first_due (clock) <= end_us)
    {
      gint64 step_us = MAX (0, first_due (clock) - clock->virtual_us);

      clock->virtual_us += step_us;
      clock->virtual_wall_us += step_us;
      mb_turn_enter (clock->turn);
      fire_due (clock, clock->virtual_us);
      mb_turn_leave (clock->turn);
    }
  clock->virtual_wall_us += end_us - clock->virtual_us;
  clock->virtual_us = end_us;
  mb_clock_unref (clock);
}

/**
 * mb_clock_set_wall_us:
 * @clock: a virtual clock
 * @wall_us: microseconds since 1970 UTC
 *
 * Sets the wall time, forward or back. The monotonic time stays.
 */
void
mb_clock_set_wall_us (MbClock *clock,
                      gint64   wall_us)
{
  g_return_if_fail (clock->is_virtual);

  clock->virtual_wall_us = wall_us;
}

/**
 * mb_clock_leap:
 * @clock: a virtual clock
 * @us: by how much to move it, 0 or more
 *
 * Moves the monotonic and the wall time as it is after the process was stopped: nothing happens on
 * the way, and what fell due fires late, in one turn. Must be called outside a turn.
 */
void
mb_clock_leap (MbClock *clock,
               gint64   us)
{
  g_return_if_fail (clock->is_virtual && us >= 0);

  mb_clock_ref (clock);
  clock->virtual_us += us;
  clock->virtual_wall_us += us;
  read_time (clock);
  mb_turn_enter (clock->turn);
  mb_stall_tell (&clock->stall);
  fire_due (clock, clock->virtual_us);
  mb_turn_leave (clock->turn);
  mb_clock_unref (clock);
}

/**
 * mb_wall_time_us:
 *
 * Gets the wall time without a clock. Callable from any thread.
 *
 * Returns: microseconds since 1970 UTC
 */
gint64
mb_wall_time_us (void)
{
  return g_get_real_time ();
}

/**
 * mb_timer_init:
 * @timer: memory for the timer, which must not move while it is armed
 * @clock: the clock, which must outlive the timer
 * @func: called inside a turn when the timer fires; the timer is disarmed by then
 * @user_data: for @func
 *
 * Prepares a timer, not armed.
 */
void
mb_timer_init (MbTimer     *timer,
               MbClock     *clock,
               MbTimerFunc  func,
               gpointer     user_data)
{
  *timer = (MbTimer) { .clock = clock, .func = func, .user_data = user_data };
}

/**
 * mb_timer_arm:
 * @timer: a timer
 * @due_us: when it fires, in the time of mb_clock_get_time_us(); a time past means soon
 *
 * Arms the timer, or moves it when it is armed. It never fires before this call has returned.
 * O(log n) in the armed timers.
 */
void
mb_timer_arm (MbTimer *timer,
              gint64   due_us)
{
  MbClock *clock = timer->clock;

  timer->due_us = due_us;
  mb_timer_heap_put (clock->heap, timer);
  if (due_us < clock->ready_us)
    set_ready_time (clock, due_us);
}

/**
 * mb_timer_disarm:
 * @timer: a timer, or one that is all zeros
 *
 * Disarms the timer, if it is armed. The source is left alone: it wakes once in vain at most.
 */
void
mb_timer_disarm (MbTimer *timer)
{
  if (timer->position != 0)
    mb_timer_heap_remove (timer->clock->heap, timer);
}

/**
 * mb_timer_is_armed:
 * @timer: a timer
 *
 * Returns: whether it is going to fire
 */
gboolean
mb_timer_is_armed (const MbTimer *timer)
{
  return timer->position != 0;
}
