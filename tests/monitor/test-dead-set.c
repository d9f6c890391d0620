/* test-dead-set.c: what is refused is known again, and tried again rarely.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-dead-set.h"

#define HOLDING MB_TABLE_HOLDING_REGISTERS

static gboolean
add (MonDeadSet *set,
     guint       address,
     guint       quantity)
{
  MonDeadRange range = {
    .table = HOLDING,
    .address = (guint16) address,
    .quantity = (guint16) quantity,
    .exception = 2,
  };

  return mon_dead_set_add (set, &range, 0);
}

static void
test_find (void)
{
  g_autoptr (MonDeadSet) set = mon_dead_set_new ();

  g_assert_true (add (set, 20, 4));
  g_assert_true (add (set, 10, 1));
  g_assert_true (add (set, 65535, 1));
  g_assert_false (add (set, 10, 1));
  g_assert_cmpuint (mon_dead_set_get_n (set), ==, 3);
  g_assert_cmpuint (mon_dead_set_get (set, 1)->address, ==, 20);

  g_assert_cmpuint (mon_dead_set_find (set, HOLDING, 10, 1), ==, 2);
  g_assert_cmpuint (mon_dead_set_find (set, HOLDING, 0, 125), ==, 2);
  g_assert_cmpuint (mon_dead_set_find (set, HOLDING, 65530, 6), ==, 2);
  g_assert_cmpuint (mon_dead_set_find (set, HOLDING, 0, 10), ==, 0);
  g_assert_cmpuint (mon_dead_set_find (set, HOLDING, 11, 9), ==, 0);
  g_assert_cmpuint (mon_dead_set_find (set, MB_TABLE_INPUT_REGISTERS, 10, 1), ==, 0);
  /* What has a part of a range in it may be answered. */
  g_assert_cmpuint (mon_dead_set_find (set, HOLDING, 21, 50), ==, 0);
  g_assert_cmpuint (mon_dead_set_find (set, HOLDING, 11, 12), ==, 0);
}

static void
test_retry (void)
{
  g_autoptr (MonDeadSet) set = mon_dead_set_new ();
  gint64 now_us = MON_DEAD_RETRY_FIRST_US;
  gint64 wait_us = MON_DEAD_RETRY_FIRST_US;
  gint64 end_us;
  guint n_tries = 0;

  add (set, 10, 1);
  g_assert_false (mon_dead_set_take_due (set, HOLDING, 10, 1, now_us - 1));
  /* Each wait is twice the one before, up to ten minutes. */
  for (guint i = 0; i < 20; i++)
    {
      g_assert_true (mon_dead_set_take_due (set, HOLDING, 10, 1, now_us));
      wait_us = MIN (2 * wait_us, MON_DEAD_RETRY_MAX_US);
      g_assert_false (mon_dead_set_take_due (set, HOLDING, 10, 1, now_us + wait_us - 1));
      now_us += wait_us;
    }
  end_us = now_us + 6 * (gint64) MON_DEAD_RETRY_MAX_US;
  for (; now_us < end_us; now_us += G_USEC_PER_SEC)
    n_tries += mon_dead_set_take_due (set, HOLDING, 10, 1, now_us);
  g_assert_cmpuint (n_tries, ==, 6);
}

/* A hundred of them do not come at once. */
static void
test_gap (void)
{
  g_autoptr (MonDeadSet) set = mon_dead_set_new ();
  gint64 now_us = MON_DEAD_RETRY_FIRST_US;

  for (guint i = 0; i < 100; i++)
    add (set, i, 1);
  for (guint tick = 0; tick < 10; tick++)
    {
      guint n_tries = 0;

      for (guint i = 0; i < 100; i++)
        n_tries += mon_dead_set_take_due (set, HOLDING, i, 1, now_us);
      g_assert_cmpuint (n_tries, ==, 1);
      now_us += MON_DEAD_RETRY_GAP_US;
    }
}

/* With one that is answered again all are worth a try, and at once. */
static void
test_alive (void)
{
  g_autoptr (MonDeadSet) set = mon_dead_set_new ();

  for (guint i = 0; i < 100; i++)
    add (set, i, 1);
  g_assert_false (mon_dead_set_take_due (set, HOLDING, 7, 1, 1));
  g_assert_true (mon_dead_set_note_alive (set, HOLDING, 3, 1));
  g_assert_false (mon_dead_set_note_alive (set, HOLDING, 3, 1));
  g_assert_cmpuint (mon_dead_set_get_n (set), ==, 99);
  g_assert_cmpuint (mon_dead_set_find (set, HOLDING, 3, 1), ==, 0);
  g_assert_true (mon_dead_set_take_due (set, HOLDING, 7, 1, 1));
  g_assert_true (mon_dead_set_note_alive (set, HOLDING, 0, 100));
  g_assert_cmpuint (mon_dead_set_get_n (set), ==, 0);
}

static void
test_hasten (void)
{
  g_autoptr (MonDeadSet) set = mon_dead_set_new ();

  add (set, 1, 1);
  add (set, 2, 1);
  mon_dead_set_hasten (set, 5);
  g_assert_true (mon_dead_set_take_due (set, HOLDING, 1, 1, 5));
  g_assert_false (mon_dead_set_take_due (set, HOLDING, 2, 1, 5));
  g_assert_true (mon_dead_set_take_due (set, HOLDING, 2, 1, 5 + MON_DEAD_RETRY_GAP_US));
  /* The waits have begun anew. */
  g_assert_true (mon_dead_set_take_due (set, HOLDING, 1, 1, 5 + MON_DEAD_RETRY_FIRST_US));
}

static void
test_limit (void)
{
  g_autoptr (MonDeadSet) set = mon_dead_set_new ();

  for (guint i = 0; i < MON_DEAD_SET_MAX; i++)
    g_assert_true (add (set, i, 1));
  g_assert_false (add (set, MON_DEAD_SET_MAX, 1));
  g_assert_cmpuint (mon_dead_set_get_n (set), ==, MON_DEAD_SET_MAX);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/dead-set/find", test_find);
  g_test_add_func ("/mon/dead-set/retry", test_retry);
  g_test_add_func ("/mon/dead-set/gap", test_gap);
  g_test_add_func ("/mon/dead-set/alive", test_alive);
  g_test_add_func ("/mon/dead-set/hasten", test_hasten);
  g_test_add_func ("/mon/dead-set/limit", test_limit);
  return g_test_run ();
}
