/* test-clock-steps.c: time runs on when the wall clock is set back, and labels stay true.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-clock-steps.h"
#include "monitor/store/mon-history.h"

#define SECOND G_GINT64_CONSTANT (1000000)
#define START (1700000000 * SECOND)
#define TAG 3

/* Whatever the clock does: time never falls by more than links are out of step, each label is what
 * was on the clock, and now is never before what there is. */
static void
test_random (void)
{
  MonClockSteps steps;
  gint64 walls[5000], times[5000], newest_us = G_MININT64, wall_us = START;

  mon_clock_steps_init (&steps);
  g_assert_cmpint (mon_clock_steps_get_now (&steps, START), ==, START);
  g_assert_cmpint (mon_clock_steps_to_wall (&steps, START), ==, START);

  for (guint i = 0; i < G_N_ELEMENTS (walls); i++)
    {
      wall_us += g_test_rand_int_range (1, 5 * SECOND);
      if (g_test_rand_int_range (0, 50) == 0)
        wall_us += g_test_rand_int_range (-4000, 4000) * SECOND;
      walls[i] = wall_us;
      times[i] = mon_clock_steps_take (&steps, wall_us);
      if (i > 0)
        g_assert_cmpint (times[i], >=, newest_us - SECOND);
      newest_us = MAX (newest_us, times[i]);
      g_assert_cmpint (mon_clock_steps_get_now (&steps, wall_us), ==, newest_us);
      g_assert_cmpint (mon_clock_steps_get_now (&steps, wall_us + 10), <=, newest_us + 10);
    }
  for (guint i = 0; i < G_N_ELEMENTS (walls); i++)
    if (i == 0 || times[i] > times[i - 1])
      g_assert_cmpint (mon_clock_steps_to_wall (&steps, times[i]), ==, walls[i]);
  mon_clock_steps_clear (&steps);
}

/* A clock out of order costs no more memory, and the labels of the latest times are true. */
static void
test_bound (void)
{
  MonClockSteps steps;
  gint64 time_us = 0;

  mon_clock_steps_init (&steps);
  for (int i = 0; i < 10000; i++)
    time_us = mon_clock_steps_take (&steps, START - i * 3 * SECOND);
  g_assert_cmpuint (steps.marks->len, <=, 1000);
  g_assert_cmpint (mon_clock_steps_to_wall (&steps, time_us), ==, START - 9999 * 3 * SECOND);
  mon_clock_steps_clear (&steps);
}

static void
put (MonHistory *history,
     gint64      time_us)
{
  MonSample sample = {
    .tag = TAG, .time_us = time_us, .value = { .kind = MB_VALUE_UINT, .u = 1 },
  };

  mon_history_append (history, &sample, 1);
}

static void
test_history (void)
{
  g_autoptr (MonHistory) history = mon_history_new (G_MAXSIZE);
  MonSeries *series = mon_history_get_series (history);
  const gint64 hour = 3600 * SECOND;
  gint64 first_us, last_us;

  /* Before any sample the time is that of the wall. */
  g_assert_cmpint (mon_series_get_now (series, START), ==, START);

  for (int i = 0; i < 100; i++)
    put (history, START + i * SECOND);
  g_assert_cmpint (mon_series_get_now (series, START + 100 * SECOND), ==, START + 100 * SECOND);

  /* An hour back. Until a sample tells of it, now stays where it was; then time goes on. */
  g_assert_cmpint (mon_series_get_now (series, START + 100 * SECOND - hour), ==,
                   START + 99 * SECOND);
  for (int i = 100; i < 200; i++)
    put (history, START + i * SECOND - hour);
  mon_series_get_span (series, TAG, &first_us, &last_us);
  g_assert_cmpint (last_us, ==, START + 198 * SECOND + 1);
  g_assert_cmpint (mon_series_get_now (series, START + 200 * SECOND - hour), ==,
                   START + 199 * SECOND + 1);
  g_assert_cmpint (mon_series_to_wall (series, last_us), ==, START + 199 * SECOND - hour);
  g_assert_cmpint (mon_series_to_wall (series, START + 50 * SECOND), ==, START + 50 * SECOND);

  /* Right again: nothing is left of it. */
  put (history, START + 200 * SECOND);
  mon_series_get_span (series, TAG, &first_us, &last_us);
  g_assert_cmpint (last_us, ==, START + 200 * SECOND);
  g_assert_cmpint (mon_series_to_wall (series, START + 201 * SECOND), ==, START + 201 * SECOND);

  /* Links are not in step to the microsecond: no clock was set. */
  put (history, START + 200 * SECOND - 5000);
  mon_series_get_span (series, TAG, &first_us, &last_us);
  g_assert_cmpint (last_us, ==, START + 200 * SECOND + 1);
  g_assert_cmpint (mon_series_get_now (series, START + 201 * SECOND), ==, START + 201 * SECOND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mon/clock-steps/random", test_random);
  g_test_add_func ("/mon/clock-steps/bound", test_bound);
  g_test_add_func ("/mon/clock-steps/history", test_history);

  return g_test_run ();
}
