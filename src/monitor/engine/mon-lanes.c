/* mon-lanes.c: orders what wants to be sent over one link, so that nobody starves.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-lanes.h"

/**
 * mon_lanes_init:
 * @lanes: lanes
 *
 * Makes them empty.
 */
void
mon_lanes_init (MonLanes *lanes)
{
  for (guint lane = 0; lane < MON_N_QUEUED_LANES; lane++)
    g_queue_init (&lanes->queued[lane]);
  g_queue_init (&lanes->sources);
}

/**
 * mon_lanes_is_full:
 * @lanes: lanes
 *
 * Returns: whether no further request may wait
 */
gboolean
mon_lanes_is_full (MonLanes *lanes)
{
  guint n_waiting = 0;

  for (guint lane = 0; lane < MON_N_QUEUED_LANES; lane++)
    n_waiting += lanes->queued[lane].length;
  return n_waiting >= MON_LANES_MAX_WAITING;
}

/**
 * mon_lanes_has_work:
 * @lanes: lanes
 * @now_us: the monotonic time now
 *
 * Returns: whether a request waits or a poll is due
 */
gboolean
mon_lanes_has_work (MonLanes *lanes,
                    gint64    now_us)
{
  for (guint lane = 0; lane < MON_N_QUEUED_LANES; lane++)
    if (lanes->queued[lane].length > 0)
      return TRUE;
  for (GList *node = lanes->sources.head; node != NULL; node = node->next)
    {
      MonPollSource *source = node->data;

      if (source->is_due (source, now_us))
        return TRUE;
    }
  return FALSE;
}

/**
 * mon_lanes_push:
 * @lanes: lanes that are not full
 * @request: an idle request
 * @lane: not %MON_LANE_POLL
 *
 * Puts a request behind the others of its lane.
 */
void
mon_lanes_push (MonLanes   *lanes,
                MonRequest *request,
                MonLane     lane)
{
  g_assert (request->state == MON_REQUEST_IDLE && lane < MON_N_QUEUED_LANES);

  request->lane = lane;
  request->state = MON_REQUEST_QUEUED;
  request->node = (GList) { .data = request };
  g_queue_push_tail_link (&lanes->queued[lane], &request->node);
}

/**
 * mon_lanes_remove:
 * @lanes: lanes
 * @request: a request that waits in them
 *
 * Takes a request out; it is idle then.
 */
void
mon_lanes_remove (MonLanes   *lanes,
                  MonRequest *request)
{
  g_assert (request->state == MON_REQUEST_QUEUED);

  g_queue_unlink (&lanes->queued[request->lane], &request->node);
  request->state = MON_REQUEST_IDLE;
}

/**
 * mon_lanes_take_queued:
 * @lanes: lanes
 *
 * Takes the request that is next.
 *
 * Returns: (nullable): it, idle, or %NULL when none waits
 */
MonRequest *
mon_lanes_take_queued (MonLanes *lanes)
{
  for (guint lane = 0; lane < MON_N_QUEUED_LANES; lane++)
    {
      MonRequest *request = g_queue_peek_head (&lanes->queued[lane]);

      if (request != NULL)
        {
          mon_lanes_remove (lanes, request);
          return request;
        }
    }
  return NULL;
}

/**
 * mon_lanes_take_poll:
 * @lanes: lanes
 * @now_us: the monotonic time now
 * @has_link: whether what is given can be sent
 *
 * Asks the pollers, each at most once, beginning with the one that was asked longest ago. O(n) in
 * the pollers of one link when none has anything.
 *
 * Returns: (nullable): what the first of them has to send, or %NULL
 */
MonRequest *
mon_lanes_take_poll (MonLanes *lanes,
                     gint64    now_us,
                     gboolean  has_link)
{
  for (guint n_left = lanes->sources.length; n_left > 0; n_left--)
    {
      GList *node = g_queue_pop_head_link (&lanes->sources);
      MonPollSource *source = node->data;
      MonRequest *request;

      g_queue_push_tail_link (&lanes->sources, node);
      request = source->take (source, now_us, has_link);
      if (request != NULL)
        return request;
    }
  return NULL;
}

/**
 * mon_lanes_add_source:
 * @lanes: lanes
 * @source: a poller
 *
 * Adds a poller; it is asked last.
 */
void
mon_lanes_add_source (MonLanes      *lanes,
                      MonPollSource *source)
{
  g_assert (!source->is_added);

  source->node = (GList) { .data = source };
  source->is_added = TRUE;
  g_queue_push_tail_link (&lanes->sources, &source->node);
}

/**
 * mon_lanes_remove_source:
 * @lanes: lanes
 * @source: a poller that was added
 *
 * Takes a poller away.
 */
void
mon_lanes_remove_source (MonLanes      *lanes,
                         MonPollSource *source)
{
  g_assert (source->is_added);

  g_queue_unlink (&lanes->sources, &source->node);
  source->is_added = FALSE;
}

/**
 * mon_lanes_restart:
 * @lanes: lanes
 *
 * Tells every poller that the link is up again.
 */
void
mon_lanes_restart (MonLanes *lanes)
{
  for (GList *node = lanes->sources.head; node != NULL; node = node->next)
    {
      MonPollSource *source = node->data;

      source->restart (source);
    }
}
