/* test-connect-budget.c: no more connects a second than there are tokens, and everybody's turn.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-connect-budget.h"

#define N_TOKENS 5
#define N_TICKETS 40

typedef struct
{
  MbTurn          *turn;
  MbClock         *clock;
  MbConnectBudget *budget;
  MbConnectTicket  tickets[N_TICKETS];
  /* Of gint64: when each was granted; and who, in order. */
  GArray          *times;
  GArray          *order;
} Fixture;

/* Which ticket of which fixture. */
static Fixture *the_fixture;

static void
note (Fixture *f,
      guint    index)
{
  gint64 now_us = mb_clock_get_time_us (f->clock);

  g_array_append_val (f->times, now_us);
  g_array_append_val (f->order, index);
}

static void
granted_cb (gpointer user_data)
{
  MbConnectTicket *ticket = user_data;

  g_assert_true (mb_turn_is_inside (the_fixture->turn));
  note (the_fixture, (guint) (ticket - the_fixture->tickets));
}

static void
take (Fixture *f,
      guint    index)
{
  if (mb_connect_ticket_take (&f->tickets[index]))
    note (f, index);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  the_fixture = f;
  f->turn = mb_turn_new (NULL);
  f->clock = mb_clock_new_virtual (f->turn, G_GINT64_CONSTANT (1700000000000000));
  f->budget = mb_connect_budget_new (f->clock, N_TOKENS);
  for (guint i = 0; i < N_TICKETS; i++)
    mb_connect_ticket_init (&f->tickets[i], f->budget, granted_cb, &f->tickets[i]);
  f->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  f->order = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  for (guint i = 0; i < N_TICKETS; i++)
    mb_connect_ticket_clear (&f->tickets[i]);
  mb_connect_budget_unref (f->budget);
  mb_clock_unref (f->clock);
  mb_turn_unref (f->turn);
  g_array_unref (f->times);
  g_array_unref (f->order);
}

/* Of each N_TOKENS + 1 that follow each other the last is a second behind the first. */
static void
expect_rate (Fixture *f)
{
  for (guint i = N_TOKENS; i < f->times->len; i++)
    g_assert_cmpint (g_array_index (f->times, gint64, i)
                     - g_array_index (f->times, gint64, i - N_TOKENS), >=, G_USEC_PER_SEC);
}

static void
expect_order (Fixture *f,
              guint    first)
{
  for (guint i = 0; i < f->order->len; i++)
    g_assert_cmpuint (g_array_index (f->order, guint, i), ==, first + i);
}

static void
test_rate (Fixture       *f,
           gconstpointer  data)
{
  for (guint i = 0; i < N_TICKETS; i++)
    take (f, i);
  g_assert_cmpuint (f->times->len, ==, N_TOKENS);
  g_assert_cmpuint (mb_connect_budget_get_waiting (f->budget), ==, N_TICKETS - N_TOKENS);
  mb_clock_advance (f->clock, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (f->times->len, ==, N_TICKETS);
  expect_rate (f);
  expect_order (f, 0);
  /* Not slower than need be. */
  g_assert_cmpint (g_array_index (f->times, gint64, N_TICKETS - 1)
                   - g_array_index (f->times, gint64, 0), ==,
                   (N_TICKETS / N_TOKENS - 1) * G_USEC_PER_SEC);
}

/* Whoever comes late waits behind all others, also when a token would be there for it. */
static void
test_turns (Fixture       *f,
            gconstpointer  data)
{
  for (guint i = 0; i < N_TICKETS; i++)
    {
      take (f, i);
      mb_clock_advance (f->clock, 70 * 1000);
    }
  mb_clock_advance (f->clock, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (f->times->len, ==, N_TICKETS);
  expect_rate (f);
  expect_order (f, 0);
}

static void
test_withdraw (Fixture       *f,
               gconstpointer  data)
{
  for (guint i = 0; i < 3 * N_TOKENS; i++)
    take (f, i);
  for (guint i = N_TOKENS; i < 2 * N_TOKENS; i++)
    mb_connect_ticket_withdraw (&f->tickets[i]);
  mb_connect_ticket_withdraw (&f->tickets[N_TOKENS]);
  g_array_set_size (f->order, 0);
  mb_clock_advance (f->clock, G_USEC_PER_SEC);
  /* Nobody waits for those who left. */
  g_assert_cmpuint (f->order->len, ==, N_TOKENS);
  expect_order (f, 2 * N_TOKENS);
  g_assert_cmpuint (mb_connect_budget_get_waiting (f->budget), ==, 0);
  take (f, N_TOKENS);
  mb_connect_ticket_clear (&f->tickets[N_TOKENS]);
  g_assert_cmpuint (mb_connect_budget_get_waiting (f->budget), ==, 0);
}

static void
leave_cb (gpointer user_data)
{
  Fixture *f = user_data;

  for (guint i = 0; i < N_TICKETS; i++)
    mb_connect_ticket_clear (&f->tickets[i]);
  g_clear_pointer (&f->budget, mb_connect_budget_unref);
}

/* The last of all may go while its ticket is granted. */
static void
test_drop_inside (Fixture       *f,
                  gconstpointer  data)
{
  for (guint i = 0; i < N_TOKENS; i++)
    take (f, i);
  mb_connect_ticket_clear (&f->tickets[9]);
  mb_connect_ticket_init (&f->tickets[9], f->budget, leave_cb, f);
  g_assert_false (mb_connect_ticket_take (&f->tickets[9]));
  take (f, 10);
  mb_clock_advance (f->clock, G_USEC_PER_SEC);
  g_assert_null (f->budget);
  g_assert_cmpuint (f->order->len, ==, N_TOKENS);
  f->budget = mb_connect_budget_new (f->clock, N_TOKENS);
}

#define ADD(path, test) \
  g_test_add ("/mb/connect-budget/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("rate", test_rate);
  ADD ("turns", test_turns);
  ADD ("withdraw", test_withdraw);
  ADD ("drop-inside", test_drop_inside);
  return g_test_run ();
}
