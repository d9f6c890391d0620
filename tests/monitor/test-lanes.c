/* test-lanes.c: writes go first, then reads on demand, then polls, each device in its turn.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-lanes.h"

/* A device with so many blocks due. */
typedef struct
{
  MonPollSource source;
  MonRequest    request;
  guint         n_due;
  guint         n_taken;
} Poller;

static gboolean
is_due_cb (MonPollSource *source,
           gint64         now_us)
{
  return ((Poller *) source)->n_due > 0;
}

static MonRequest *
take_cb (MonPollSource *source,
         gint64         now_us,
         gboolean       has_link)
{
  Poller *poller = (Poller *) source;

  if (poller->n_due == 0)
    return NULL;
  poller->n_due--;
  poller->n_taken++;
  return &poller->request;
}

static void
restart_cb (MonPollSource *source)
{
  ((Poller *) source)->n_due++;
}

static void
poller_init (Poller   *poller,
             MonLanes *lanes,
             guint     n_due)
{
  *poller = (Poller) {
    .source = { .is_due = is_due_cb, .take = take_cb, .restart = restart_cb },
    .n_due = n_due,
  };
  mon_lanes_add_source (lanes, &poller->source);
}

static void
test_order (void)
{
  MonLanes lanes;
  MonRequest requests[4] = { 0 };

  mon_lanes_init (&lanes);
  g_assert_false (mon_lanes_has_work (&lanes, 0));
  mon_lanes_push (&lanes, &requests[0], MON_LANE_ASK);
  mon_lanes_push (&lanes, &requests[1], MON_LANE_WRITE);
  mon_lanes_push (&lanes, &requests[2], MON_LANE_ASK);
  mon_lanes_push (&lanes, &requests[3], MON_LANE_WRITE);
  g_assert_true (mon_lanes_has_work (&lanes, 0));
  g_assert_true (mon_lanes_take_queued (&lanes) == &requests[1]);
  g_assert_true (mon_lanes_take_queued (&lanes) == &requests[3]);
  mon_lanes_remove (&lanes, &requests[0]);
  g_assert_true (mon_lanes_take_queued (&lanes) == &requests[2]);
  g_assert_null (mon_lanes_take_queued (&lanes));
}

/* However much is due of one device, another one waits for one request of it at most. */
static void
test_turns (void)
{
  MonLanes lanes;
  Poller pollers[4];

  mon_lanes_init (&lanes);
  poller_init (&pollers[0], &lanes, 1000);
  poller_init (&pollers[1], &lanes, 0);
  poller_init (&pollers[2], &lanes, 5);
  poller_init (&pollers[3], &lanes, 1000);
  for (guint i = 1; i <= 5; i++)
    {
      for (guint n = 0; n < 3; n++)
        g_assert_nonnull (mon_lanes_take_poll (&lanes, 0, TRUE));
      g_assert_cmpuint (pollers[0].n_taken, ==, i);
      g_assert_cmpuint (pollers[2].n_taken, ==, i);
      g_assert_cmpuint (pollers[3].n_taken, ==, i);
    }
  /* One that has something again does not wait for the others to be done. */
  pollers[1].n_due = 1;
  for (guint n = 0; n < 3; n++)
    mon_lanes_take_poll (&lanes, 0, TRUE);
  g_assert_cmpuint (pollers[1].n_taken, ==, 1);

  mon_lanes_remove_source (&lanes, &pollers[0].source);
  mon_lanes_remove_source (&lanes, &pollers[3].source);
  g_assert_null (mon_lanes_take_poll (&lanes, 0, TRUE));
  g_assert_false (mon_lanes_has_work (&lanes, 0));
  mon_lanes_restart (&lanes);
  g_assert_true (mon_lanes_has_work (&lanes, 0));
}

static void
test_limit (void)
{
  MonLanes lanes;
  g_autofree MonRequest *requests = g_new0 (MonRequest, MON_LANES_MAX_WAITING);

  mon_lanes_init (&lanes);
  for (guint i = 0; i < MON_LANES_MAX_WAITING; i++)
    {
      g_assert_false (mon_lanes_is_full (&lanes));
      mon_lanes_push (&lanes, &requests[i], i % 2 == 0 ? MON_LANE_WRITE : MON_LANE_ASK);
    }
  g_assert_true (mon_lanes_is_full (&lanes));
  mon_lanes_take_queued (&lanes);
  g_assert_false (mon_lanes_is_full (&lanes));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/lanes/order", test_order);
  g_test_add_func ("/mon/lanes/turns", test_turns);
  g_test_add_func ("/mon/lanes/limit", test_limit);
  return g_test_run ();
}
