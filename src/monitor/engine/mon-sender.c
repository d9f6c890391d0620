/* mon-sender.c: hands requests to the client of a link one after another, as its window allows.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-sender.h"

#include "monitor/engine/mon-link.h"

/* Gives a request that never became an exchange its end. */
static void
end_unsent (MonSender    *sender,
            MonRequest   *request,
            const GError *reason)
{
  gint64 now_us = mb_clock_get_time_us (sender->clock);
  MbExchange exchange = {
    .verdict = MB_VERDICT_NOT_SENT,
    .unit = request->unit,
    .submitted_us = now_us,
    .ended_us = now_us,
    .ended_wall_us = mon_stamp_take (&sender->stamp, mb_clock_get_wall_us (sender->clock)),
    .request = request->request,
    .reason = reason,
  };

  request->state = MON_REQUEST_IDLE;
  request->done (request, &exchange);
}

static void
exchange_cb (MbClient         *client,
             const MbExchange *exchange,
             gpointer          user_data)
{
  MonRequest *request = user_data;
  MonSender *sender = request->sender;
  g_autoptr (MonLink) link = sender->link;
  MbExchange stamped = *exchange;

  stamped.ended_wall_us = mon_stamp_take (&sender->stamp, exchange->ended_wall_us);
  sender->last_us = mb_clock_get_time_us (sender->clock);
  sender->events->exchanged (&stamped, link);
  request->state = MON_REQUEST_IDLE;
  request->done (request, &stamped);
  sender->events->pump (link);
}

/* The lock is asked when the bytes go out, not when the wish came. A request on its way holds a
 * reference on the link. */
static void
send_request (MonSender  *sender,
              MonRequest *request,
              gint64      now_us)
{
  g_autoptr (GError) error = NULL;

  const MbSubmitOptions options = {
    .unit = request->unit,
    .timeout_ms = request->timeout_ms,
    .quirks = request->quirks,
    .is_broadcast = request->is_broadcast,
  };

  if (!mon_guard_allows (request->guard, &request->request, now_us, &error))
    {
      end_unsent (sender, request, error);
      return;
    }
  sender->last_us = now_us;
  request->sender = sender;
  request->token = mb_client_submit_full (sender->client, &options, &request->request,
                                          exchange_cb, request);
  if (request->token == 0)
    {
      end_unsent (sender, request, NULL);
      return;
    }
  mon_link_ref (sender->link);
  request->state = MON_REQUEST_SENT;
}

static gboolean
must_wait (MonSender *sender,
           gint64     now_us)
{
  gint64 free_us = sender->opened_us + (gint64) sender->delay_after_connect_ms * 1000;

  if (sender->last_us != 0)
    free_us = MAX (free_us, sender->last_us + (gint64) sender->delay_ms * 1000);
  if (free_us <= now_us)
    return FALSE;
  mb_timer_arm (&sender->delay_timer, free_us);
  return TRUE;
}

static void
delay_cb (gpointer user_data)
{
  MonSender *sender = user_data;

  sender->events->pump (sender->link);
}

/**
 * mon_sender_init:
 * @sender: memory for the sender, within @link
 * @clock: the engine's clock
 * @client: the client of the link; it must outlive the sender
 * @events: what to tell the link; static
 * @link: the link
 *
 * Prepares a sender with empty lanes.
 */
void
mon_sender_init (MonSender             *sender,
                 MbClock               *clock,
                 MbClient              *client,
                 const MonSenderEvents *events,
                 MonLink               *link)
{
  *sender = (MonSender) {
    .clock = clock,
    .client = client,
    .events = events,
    .link = link,
  };
  mon_lanes_init (&sender->lanes);
  mb_timer_init (&sender->delay_timer, clock, delay_cb, sender);
}

/**
 * mon_sender_clear:
 * @sender: a sender whose lanes are empty
 *
 * Ends it.
 */
void
mon_sender_clear (MonSender *sender)
{
  mb_timer_disarm (&sender->delay_timer);
}

/**
 * mon_sender_set_delays:
 * @sender: a sender
 * @delay_ms: pause between the end of an exchange and the next request
 * @delay_after_connect_ms: pause between the beginning of a link and the first request
 *
 * Sets the pace for devices that need a breath.
 */
void
mon_sender_set_delays (MonSender *sender,
                       guint      delay_ms,
                       guint      delay_after_connect_ms)
{
  sender->delay_ms = delay_ms;
  sender->delay_after_connect_ms = delay_after_connect_ms;
}

/**
 * mon_sender_note_opened:
 * @sender: a sender
 *
 * Takes into account that the client has a new link, which may want a pause before it is used.
 */
void
mon_sender_note_opened (MonSender *sender)
{
  sender->opened_us = mb_clock_get_time_us (sender->clock);
}

/**
 * mon_sender_send:
 * @sender: a sender whose client has a link
 *
 * Sends what is next as long as the window and the pace allow it.
 */
void
mon_sender_send (MonSender *sender)
{
  while (mb_client_get_free (sender->client) > 0)
    {
      gint64 now_us = mb_clock_get_time_us (sender->clock);
      MonRequest *request;

      if (must_wait (sender, now_us))
        return;
      request = mon_lanes_take_queued (&sender->lanes);
      if (request == NULL)
        request = mon_lanes_take_poll (&sender->lanes, now_us, TRUE);
      if (request == NULL)
        return;
      send_request (sender, request, now_us);
    }
}

/**
 * mon_sender_end_queued:
 * @sender: a sender
 * @reason: why nothing is sent
 *
 * Ends what waits as not sent.
 */
void
mon_sender_end_queued (MonSender    *sender,
                       const GError *reason)
{
  MonRequest *request;

  while ((request = mon_lanes_take_queued (&sender->lanes)) != NULL)
    end_unsent (sender, request, reason);
}

/**
 * mon_sender_end_polls:
 * @sender: a sender
 * @reason: why nothing is sent
 *
 * Ends the polls that are due as not sent, so that rounds go on counting without a link.
 */
void
mon_sender_end_polls (MonSender    *sender,
                      const GError *reason)
{
  gint64 now_us = mb_clock_get_time_us (sender->clock);
  MonRequest *request;

  while ((request = mon_lanes_take_poll (&sender->lanes, now_us, FALSE)) != NULL)
    end_unsent (sender, request, reason);
}

/**
 * mon_sender_cancel:
 * @sender: a sender
 * @request: a request
 *
 * Ends a request that waits, at once, or that is on its way, later in the turn.
 */
void
mon_sender_cancel (MonSender  *sender,
                   MonRequest *request)
{
  if (request->state == MON_REQUEST_SENT)
    mb_client_cancel (sender->client, request->token);
  if (request->state != MON_REQUEST_QUEUED)
    return;
  mon_lanes_remove (&sender->lanes, request);
  end_unsent (sender, request, NULL);
}
