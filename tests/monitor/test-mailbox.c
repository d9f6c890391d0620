/* test-mailbox.c: messages keep their order, reach their end once, and come from any thread.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-mailbox.h"

#define N_MESSAGES 20000
#define N_THREADS 4

typedef struct
{
  MbTurn     *turn;
  MonMailbox *mailbox;
  GArray     *taken;
  guint       n_dropped;
  guint       last_of[N_THREADS];
  guint       n_taken;
} Fixture;

typedef struct
{
  Fixture *fixture;
  guint    thread;
  guint    number;
} Message;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->turn = mb_turn_new (NULL);
  fixture->mailbox = mon_mailbox_new (NULL, fixture->turn);
  fixture->taken = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  mon_mailbox_close (fixture->mailbox);
  mon_mailbox_unref (fixture->mailbox);
  mb_turn_unref (fixture->turn);
  g_array_unref (fixture->taken);
}

static void
take (gpointer data)
{
  Message *message = data;

  g_assert_true (mb_turn_is_inside (message->fixture->turn));
  g_array_append_val (message->fixture->taken, message->number);
  g_free (message);
}

static void
drop (gpointer data)
{
  Message *message = data;

  message->fixture->n_dropped++;
  g_free (message);
}

static Message *
new_message (Fixture *fixture,
             guint    number)
{
  Message *message = g_new0 (Message, 1);

  message->fixture = fixture;
  message->number = number;
  return message;
}

static void
post (Fixture *fixture,
      guint    number)
{
  g_assert_true (mon_mailbox_post (fixture->mailbox, take, new_message (fixture, number), drop));
}

static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  for (guint i = 0; i < 10; i++)
    post (fixture, i);
  g_assert_cmpuint (fixture->taken->len, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (fixture->taken->len, ==, 10);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (g_array_index (fixture->taken, guint, i), ==, i);
}

/* A flood is taken in steps, so that sockets get their turn in between. */
static void
test_steps (Fixture       *fixture,
            gconstpointer  data)
{
  for (guint i = 0; i < MON_MAILBOX_STEP + 10; i++)
    post (fixture, i);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (fixture->taken->len, ==, MON_MAILBOX_STEP);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (fixture->taken->len, ==, MON_MAILBOX_STEP + 10);
}

static void
test_closed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree Message *refused = new_message (fixture, 3);

  post (fixture, 1);
  post (fixture, 2);
  mon_mailbox_close (fixture->mailbox);
  g_assert_cmpuint (fixture->n_dropped, ==, 2);
  g_assert_false (mon_mailbox_post (fixture->mailbox, take, refused, drop));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (fixture->taken->len, ==, 0);
}

static void
take_of_thread (gpointer data)
{
  Message *message = data;
  Fixture *fixture = message->fixture;

  g_assert_cmpuint (message->number, ==, fixture->last_of[message->thread] + 1);
  fixture->last_of[message->thread] = message->number;
  fixture->n_taken++;
  g_free (message);
}

static gpointer
post_many (gpointer data)
{
  g_autofree Message *first = data;

  for (guint i = 1; i <= N_MESSAGES; i++)
    {
      Message *message = new_message (first->fixture, i);

      message->thread = first->thread;
      mon_mailbox_post (first->fixture->mailbox, take_of_thread, message, drop);
    }
  return NULL;
}

static void
test_threads (Fixture       *fixture,
              gconstpointer  data)
{
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    {
      Message *first = new_message (fixture, 0);

      first->thread = i;
      threads[i] = g_thread_new ("poster", post_many, first);
    }
  while (fixture->n_taken < N_THREADS * N_MESSAGES)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

#define ADD(path, func) \
  g_test_add ("/mon/mailbox/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("order", test_order);
  ADD ("steps", test_steps);
  ADD ("closed", test_closed);
  ADD ("threads", test_threads);

  return g_test_run ();
}
