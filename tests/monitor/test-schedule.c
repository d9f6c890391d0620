/* test-schedule.c: due times stay on their grid; ticks that pass are dropped and counted.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-schedule.h"

static void
test_grid (void)
{
  const gint64 periods[] = { 1000 };
  g_autoptr (MonSchedule) schedule = mon_schedule_new (periods, 1, 500, 0);
  gint64 due_us;

  g_assert_cmpuint (mon_schedule_take (schedule, 499, &due_us), ==, MON_SCHEDULE_NONE);
  g_assert_cmpint (mon_schedule_get_next_us (schedule), ==, 500);
  g_assert_cmpuint (mon_schedule_take (schedule, 700, &due_us), ==, 0);
  g_assert_cmpint (due_us, ==, 500);
  mon_schedule_give_back (schedule, 0);

  /* Taken late, the next tick is still where it was. */
  g_assert_cmpint (mon_schedule_get_next_us (schedule), ==, 1500);
  g_assert_cmpuint (mon_schedule_take (schedule, 1499, &due_us), ==, MON_SCHEDULE_NONE);
  g_assert_cmpuint (mon_schedule_take (schedule, 1500, &due_us), ==, 0);
  g_assert_cmpint (due_us, ==, 1500);
  g_assert_cmpuint (mon_schedule_get_missed (schedule), ==, 0);
}

static void
test_missed (void)
{
  const gint64 periods[] = { 1000 };
  g_autoptr (MonSchedule) schedule = mon_schedule_new (periods, 1, 0, 0);
  gint64 due_us;

  g_assert_cmpuint (mon_schedule_take (schedule, 0, &due_us), ==, 0);
  /* In flight over the ticks at 1000, 2000 and 3000. */
  g_assert_cmpuint (mon_schedule_take (schedule, 3100, &due_us), ==, MON_SCHEDULE_NONE);
  g_assert_cmpint (mon_schedule_get_next_us (schedule), ==, G_MAXINT64);
  mon_schedule_give_back (schedule, 0);

  g_assert_cmpuint (mon_schedule_take (schedule, 3200, &due_us), ==, 0);
  g_assert_cmpint (due_us, ==, 3000);
  g_assert_cmpuint (mon_schedule_get_missed (schedule), ==, 2);
  mon_schedule_give_back (schedule, 0);
  g_assert_cmpint (mon_schedule_get_next_us (schedule), ==, 4000);
}

static void
test_longest_due_first (void)
{
  const gint64 periods[] = { 1000, 300, 1000 };
  g_autoptr (MonSchedule) schedule = mon_schedule_new (periods, 3, 0, 0);
  gint64 due_us;

  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (mon_schedule_take (schedule, 0, NULL), ==, i);
      mon_schedule_give_back (schedule, i);
    }

  g_assert_cmpuint (mon_schedule_take (schedule, 1000, &due_us), ==, 1);
  g_assert_cmpint (due_us, ==, 900);
  mon_schedule_give_back (schedule, 1);
  g_assert_cmpuint (mon_schedule_take (schedule, 1000, &due_us), ==, 0);
  g_assert_cmpint (due_us, ==, 1000);
  g_assert_cmpuint (mon_schedule_take (schedule, 1000, &due_us), ==, 2);
  g_assert_cmpuint (mon_schedule_take (schedule, 1000, &due_us), ==, MON_SCHEDULE_NONE);
}

static void
test_restart (void)
{
  const gint64 periods[] = { 1000, 1000 };
  g_autoptr (MonSchedule) schedule = mon_schedule_new (periods, 2, 0, 0);
  gint64 due_us;

  g_assert_cmpuint (mon_schedule_take (schedule, 0, NULL), ==, 0);
  mon_schedule_restart (schedule, 5300);
  /* The one in flight stays so; nothing counts as missed. */
  g_assert_cmpuint (mon_schedule_take (schedule, 5300, &due_us), ==, 1);
  g_assert_cmpint (due_us, ==, 5300);
  g_assert_cmpuint (mon_schedule_take (schedule, 5300, NULL), ==, MON_SCHEDULE_NONE);
  mon_schedule_give_back (schedule, 0);
  g_assert_cmpuint (mon_schedule_take (schedule, 5300, NULL), ==, 0);
  g_assert_cmpuint (mon_schedule_get_missed (schedule), ==, 0);
}

/* Between two ticks, which stay where they were. */
static void
test_hasten (void)
{
  const gint64 periods[] = { 1000 };
  g_autoptr (MonSchedule) schedule = mon_schedule_new (periods, 1, 0, 0);
  gint64 due_us;

  g_assert_cmpuint (mon_schedule_take (schedule, 0, NULL), ==, 0);
  mon_schedule_give_back (schedule, 0);
  mon_schedule_hasten (schedule, 0, 400);
  g_assert_cmpint (mon_schedule_get_next_us (schedule), ==, 400);
  g_assert_cmpuint (mon_schedule_take (schedule, 450, &due_us), ==, 0);
  g_assert_cmpint (due_us, ==, 400);
  mon_schedule_give_back (schedule, 0);
  g_assert_cmpint (mon_schedule_get_next_us (schedule), ==, 1000);

  /* One that could not be taken before the next tick is no tick of its own. */
  mon_schedule_hasten (schedule, 0, 900);
  g_assert_cmpuint (mon_schedule_take (schedule, 1000, &due_us), ==, 0);
  g_assert_cmpint (due_us, ==, 1000);
  mon_schedule_give_back (schedule, 0);
  g_assert_cmpint (mon_schedule_get_next_us (schedule), ==, 2000);
  g_assert_cmpuint (mon_schedule_get_missed (schedule), ==, 0);
}

/* What is due soon by itself has no round more. */
static void
test_catch_up (void)
{
  const gint64 periods[] = { 1000, 86400000 };
  g_autoptr (MonSchedule) schedule = mon_schedule_new (periods, 2, 0, 0);

  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (mon_schedule_take (schedule, 0, NULL), ==, i);
      mon_schedule_give_back (schedule, i);
    }
  mon_schedule_catch_up (schedule, 5000, 300);
  g_assert_cmpuint (mon_schedule_take (schedule, 300, NULL), ==, 1);
  mon_schedule_give_back (schedule, 1);
  g_assert_cmpuint (mon_schedule_take (schedule, 300, NULL), ==, MON_SCHEDULE_NONE);
  g_assert_cmpint (mon_schedule_get_next_us (schedule), ==, 1000);
}

static void
test_take_over (void)
{
  const gint64 periods[] = { 1000, 1000 };
  g_autoptr (MonSchedule) old = mon_schedule_new (periods, 2, 0, 0);
  g_autoptr (MonSchedule) schedule = mon_schedule_new (periods, 1, 7777, 0);

  mon_schedule_take (old, 2500, NULL);
  mon_schedule_take_over (schedule, 0, old, 0);
  g_assert_cmpint (mon_schedule_get_next_us (schedule), ==, 3000);
  g_assert_cmpuint (mon_schedule_get_missed (schedule), ==, 0);
}

/* Due at the start, and from then on at its own part of each period; also after a pause. */
static void
test_share (void)
{
  const gint64 periods[] = { 1000, 86400 * G_GINT64_CONSTANT (1000000) };
  g_autoptr (MonSchedule) schedule = mon_schedule_new (periods, 2, 500, 0x40000000);
  static const gint64 expected[] = { 500, 750, 1750, 2750 };
  gint64 due_us;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpuint (mon_schedule_take (schedule, expected[i], &due_us), ==, 0);
      g_assert_cmpint (due_us, ==, expected[i]);
      mon_schedule_give_back (schedule, 0);
      if (i == 0)
        mon_schedule_give_back (schedule, mon_schedule_take (schedule, 500, NULL));
    }
  g_assert_cmpint (mon_schedule_get_next_us (schedule), ==, 3750);
  g_assert_cmpuint (mon_schedule_take (schedule, 500 + periods[1] / 4 - 1, NULL), ==, 0);
  g_assert_cmpuint (mon_schedule_take (schedule, 500 + periods[1] / 4, NULL), ==, 1);
  mon_schedule_give_back (schedule, 0);
  mon_schedule_give_back (schedule, 1);

  mon_schedule_restart (schedule, 10);
  g_assert_cmpint (mon_schedule_get_next_us (schedule), ==, 10);
  g_assert_cmpuint (mon_schedule_take (schedule, 10, NULL), ==, 0);
  g_assert_cmpuint (mon_schedule_take (schedule, 10, NULL), ==, 1);
  mon_schedule_give_back (schedule, 0);
  g_assert_cmpint (mon_schedule_get_next_us (schedule), ==, 260);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/schedule/grid", test_grid);
  g_test_add_func ("/mon/schedule/missed", test_missed);
  g_test_add_func ("/mon/schedule/longest-due-first", test_longest_due_first);
  g_test_add_func ("/mon/schedule/restart", test_restart);
  g_test_add_func ("/mon/schedule/hasten", test_hasten);
  g_test_add_func ("/mon/schedule/catch-up", test_catch_up);
  g_test_add_func ("/mon/schedule/take-over", test_take_over);
  g_test_add_func ("/mon/schedule/share", test_share);
  return g_test_run ();
}
