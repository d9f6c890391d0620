/* test-clock.c: timers on virtual and on real time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-clock.h"

#define N_TIMERS 200
#define WALL_US G_GINT64_CONSTANT (1700000000000000)

typedef struct
{
  MbTimer   timer;
  MbClock  *clock;
  gint64    fired_us;
  guint     n_fired;
  MbTimer  *to_disarm;
  gint64    again_after_us;
} Alarm;

static void
alarm_cb (gpointer user_data)
{
  Alarm *alarm = user_data;

  g_assert_true (mb_turn_is_inside (mb_clock_get_turn (alarm->clock)));
  g_assert_false (mb_timer_is_armed (&alarm->timer));
  alarm->fired_us = mb_clock_get_time_us (alarm->clock);
  alarm->n_fired++;
  if (alarm->to_disarm != NULL)
    mb_timer_disarm (alarm->to_disarm);
  if (alarm->again_after_us != 0)
    mb_timer_arm (&alarm->timer, alarm->fired_us + alarm->again_after_us);
}

static void
alarm_init (Alarm   *alarm,
            MbClock *clock)
{
  *alarm = (Alarm) { .clock = clock };
  mb_timer_init (&alarm->timer, clock, alarm_cb, alarm);
}

static MbClock *
new_virtual (void)
{
  g_autoptr (MbTurn) turn = mb_turn_new (NULL);

  return mb_clock_new_virtual (turn, WALL_US);
}

static void
test_virtual_order (void)
{
  g_autoptr (MbClock) clock = new_virtual ();
  gint64 start_us = mb_clock_get_time_us (clock);
  Alarm alarms[N_TIMERS];

  g_assert_cmpint (start_us, !=, 0);
  for (guint i = 0; i < N_TIMERS; i++)
    {
      alarm_init (&alarms[i], clock);
      mb_timer_arm (&alarms[i].timer, start_us + g_test_rand_int_range (1, 50) * 1000);
      if (i % 3 == 0)
        mb_timer_arm (&alarms[i].timer, start_us + g_test_rand_int_range (1, 50) * 1000);
      if (i % 7 == 0)
        mb_timer_disarm (&alarms[i].timer);
    }
  mb_clock_advance (clock, 50 * 1000);
  for (guint i = 0; i < N_TIMERS; i++)
    {
      g_assert_cmpuint (alarms[i].n_fired, ==, i % 7 == 0 ? 0 : 1);
      if (i % 7 != 0)
        g_assert_cmpint (alarms[i].fired_us, ==, alarms[i].timer.due_us);
    }
  g_assert_cmpint (mb_clock_get_wall_us (clock), ==, WALL_US + 50 * 1000);
}

static void
test_disarm_others (void)
{
  g_autoptr (MbClock) clock = new_virtual ();
  gint64 start_us = mb_clock_get_time_us (clock);
  Alarm first, second;

  alarm_init (&first, clock);
  alarm_init (&second, clock);
  first.to_disarm = &second.timer;
  mb_timer_arm (&first.timer, start_us + 10);
  mb_timer_arm (&second.timer, start_us + 10);
  mb_clock_advance (clock, 10);
  g_assert_cmpuint (first.n_fired + second.n_fired, >=, 1);
  g_assert_cmpuint (first.n_fired, ==, 1);
  mb_timer_disarm (&second.timer);
}

static void
test_again (void)
{
  g_autoptr (MbClock) clock = new_virtual ();
  Alarm alarm;

  alarm_init (&alarm, clock);
  alarm.again_after_us = 100;
  mb_timer_arm (&alarm.timer, mb_clock_get_time_us (clock) + 100);
  mb_clock_advance (clock, 1000);
  g_assert_cmpuint (alarm.n_fired, ==, 10);
  mb_timer_disarm (&alarm.timer);
}

static void
test_real (void)
{
  g_autoptr (MbTurn) turn = mb_turn_new (NULL);
  g_autoptr (MbClock) clock = mb_clock_new (turn);
  gint64 start_us = mb_clock_get_time_us (clock);
  Alarm later, sooner, cancelled, past;

  alarm_init (&later, clock);
  alarm_init (&sooner, clock);
  alarm_init (&cancelled, clock);
  alarm_init (&past, clock);
  mb_timer_arm (&later.timer, start_us + 4000);
  mb_timer_arm (&cancelled.timer, start_us + 1000);
  mb_timer_arm (&sooner.timer, start_us + 2000);
  mb_timer_arm (&past.timer, start_us - 5000);
  mb_timer_disarm (&cancelled.timer);
  g_assert_cmpuint (past.n_fired, ==, 0);
  while (later.n_fired == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (past.n_fired, ==, 1);
  g_assert_cmpuint (sooner.n_fired, ==, 1);
  g_assert_cmpuint (cancelled.n_fired, ==, 0);
  g_assert_cmpint (sooner.fired_us, >=, start_us + 2000);
  g_assert_cmpint (later.fired_us, >=, start_us + 4000);
}

/* A timer that is always due must let other sources run. */
static void
test_always_due (void)
{
  g_autoptr (MbTurn) turn = mb_turn_new (NULL);
  g_autoptr (MbClock) clock = mb_clock_new (turn);
  Alarm alarm;

  alarm_init (&alarm, clock);
  alarm.again_after_us = -1;
  mb_timer_arm (&alarm.timer, mb_clock_get_time_us (clock));
  for (guint i = 0; i < 10; i++)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (alarm.n_fired, ==, 10);
  mb_timer_disarm (&alarm.timer);
}

typedef struct
{
  MbClock *clock;
  guint    n;
  gint64   stall_us;
  guint    n_fired_before;
  Alarm   *alarm;
} Stalls;

static void
stalled_cb (gint64   stall_us,
            gpointer user_data)
{
  Stalls *stalls = user_data;

  g_assert_true (mb_turn_is_inside (mb_clock_get_turn (stalls->clock)));
  stalls->n++;
  stalls->stall_us = stall_us;
  stalls->n_fired_before = stalls->alarm->n_fired;
}

/* Time past before anything was armed is nobody's stall. */
static void
test_no_stall (void)
{
  g_autoptr (MbTurn) turn = mb_turn_new (NULL);
  g_autoptr (MbClock) clock = mb_clock_new (turn);
  Alarm alarm;

  alarm_init (&alarm, clock);
  mb_timer_arm (&alarm.timer, mb_clock_get_time_us (clock) - 2 * G_USEC_PER_SEC);
  while (alarm.n_fired == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (mb_clock_get_stalled_us (clock), ==, 0);
}

static void
test_leap (void)
{
  g_autoptr (MbClock) clock = new_virtual ();
  gint64 start_us = mb_clock_get_time_us (clock);
  Alarm alarm;
  Stalls stalls = { .clock = clock, .alarm = &alarm };

  alarm_init (&alarm, clock);
  mb_clock_set_stall_func (clock, stalled_cb, &stalls);
  mb_timer_arm (&alarm.timer, start_us + 500 * 1000);
  mb_clock_advance (clock, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (alarm.n_fired, ==, 1);
  g_assert_cmpuint (stalls.n, ==, 0);

  /* It is told before the timers that are late fire. */
  mb_timer_arm (&alarm.timer, start_us + 11 * G_USEC_PER_SEC);
  mb_clock_leap (clock, 31 * G_USEC_PER_SEC);
  g_assert_cmpuint (stalls.n, ==, 1);
  g_assert_cmpint (stalls.stall_us, ==, 30 * G_USEC_PER_SEC);
  g_assert_cmpuint (stalls.n_fired_before, ==, 1);
  g_assert_cmpuint (alarm.n_fired, ==, 2);
  g_assert_cmpint (mb_clock_get_stalled_us (clock), ==, start_us + 41 * G_USEC_PER_SEC);

  /* A second is not yet a stall, and without anything due nobody could tell. */
  mb_timer_arm (&alarm.timer, mb_clock_get_time_us (clock) + 1000);
  mb_clock_leap (clock, 1001 * 1000);
  mb_clock_leap (clock, 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (stalls.n, ==, 1);
  g_assert_cmpuint (alarm.n_fired, ==, 3);
  mb_clock_set_stall_func (clock, NULL, NULL);
}

/* In a turn the time stands, until somebody asks for the true one. */
static void
test_turn_time (void)
{
  g_autoptr (MbTurn) turn = mb_turn_new (NULL);
  g_autoptr (MbClock) clock = mb_clock_new (turn);
  gint64 first_us, second_us;

  mb_turn_enter (turn);
  first_us = mb_clock_get_turn_us (clock);
  while (g_get_monotonic_time () <= first_us)
    ;
  g_assert_cmpint (mb_clock_get_turn_us (clock), ==, first_us);
  second_us = mb_clock_get_time_us (clock);
  g_assert_cmpint (second_us, >, first_us);
  g_assert_cmpint (mb_clock_get_turn_us (clock), ==, second_us);
  mb_turn_leave (turn);

  while (g_get_monotonic_time () <= second_us)
    ;
  first_us = mb_clock_get_turn_us (clock);
  g_assert_cmpint (first_us, >, second_us);
  while (g_get_monotonic_time () <= first_us)
    ;
  mb_turn_enter (turn);
  g_assert_cmpint (mb_clock_get_turn_us (clock), >, first_us);
  mb_turn_leave (turn);
}

static void
test_turn_time_virtual (void)
{
  g_autoptr (MbClock) clock = new_virtual ();
  MbTurn *turn = mb_clock_get_turn (clock);

  mb_turn_enter (turn);
  g_assert_cmpint (mb_clock_get_turn_us (clock), ==, mb_clock_get_time_us (clock));
  mb_turn_leave (turn);
  mb_clock_advance (clock, 5);
  g_assert_cmpint (mb_clock_get_turn_us (clock), ==, mb_clock_get_time_us (clock));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/clock/virtual-order", test_virtual_order);
  g_test_add_func ("/mb/clock/disarm-others", test_disarm_others);
  g_test_add_func ("/mb/clock/again", test_again);
  g_test_add_func ("/mb/clock/real", test_real);
  g_test_add_func ("/mb/clock/always-due", test_always_due);
  g_test_add_func ("/mb/clock/turn-time", test_turn_time);
  g_test_add_func ("/mb/clock/turn-time-virtual", test_turn_time_virtual);
  g_test_add_func ("/mb/clock/no-stall", test_no_stall);
  g_test_add_func ("/mb/clock/leap", test_leap);
  return g_test_run ();
}
