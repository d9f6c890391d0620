/* mb-client.c: the client of one connection: its settings, its links, and what it is asked to send.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-client.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-client-private.h"
#include "modbus/mb-error.h"

/* Time-outs in a row after which a link counts as dead, unless set otherwise. */
#define DEFAULT_MAX_SILENCE 3

static void
transport_adu_cb (MbTransport    *transport,
                  const MbAdu    *adu,
                  MbFramerResult  result,
                  gpointer        user_data)
{
  g_autoptr (MbClient) self = mb_client_ref (user_data);

  mb_client_take_adu (self, adu, result);
}

/* Time-outs count from here. */
static void
transport_sent_cb (MbTransport *transport,
                   gpointer     user_data)
{
  MbClient *self = user_data;
  guint64 n_sent = mb_transport_get_outbox (transport)->n_sent;

  mb_client_arm_timer (self, mb_slots_mark_sent (&self->slots, n_sent,
                                                 mb_clock_get_time_us (self->clock)));
  if (self->n_broadcasts_in_flight > 0)
    mb_client_end_broadcasts (self);
}

static void
transport_closed_cb (MbTransport  *transport,
                     const GError *reason,
                     gpointer      user_data)
{
  MbClient *self = user_data;
  MbSlot *slot = mb_slots_first (&self->slots, MB_SLOT_WAITING);
  g_autoptr (GError) error = NULL;

  if (g_error_matches (reason, MB_ERROR, MB_ERROR_BREACH))
    self->counters.by_breach[MB_BREACH_FRAMING]++;
  if (reason == NULL && slot != NULL && mb_client_has_left (self, slot))
    error = g_error_new_literal (MB_ERROR, MB_ERROR_CLOSED,
                                 _("The device closed the connection before it answered"));
  mb_client_give_up_link (self, error != NULL ? error : reason);
}

static const MbTransportEvents transport_events = {
  .adu = transport_adu_cb,
  .sent = transport_sent_cb,
  .closed = transport_closed_cb,
};

/**
 * mb_client_new:
 * @clock: the clock, whose turn and context carry the client
 * @events: (nullable): what to tell the owner, copied
 * @user_data: for the functions of @events
 *
 * Makes a client without a link. It lives as long as the connection that it is for, over many
 * links, since transaction identifiers count on. It belongs to the thread of @clock.
 *
 * Returns: (transfer full): a new client
 */
MbClient *
mb_client_new (MbClock              *clock,
               const MbClientEvents *events,
               gpointer              user_data)
{
  MbClient *self = g_new0 (MbClient, 1);

  self->n_refs = 1;
  self->clock = mb_clock_ref (clock);
  if (events != NULL)
    self->events = *events;
  self->events_data = user_data;
  self->window = 1;
  self->max_silence = DEFAULT_MAX_SILENCE;
  mb_transaction_ids_init (&self->ids, (guint16) g_random_int ());
  mb_client_end_init (self);
  return self;
}

/**
 * mb_client_ref:
 * @self: a client
 *
 * Takes a reference, on the thread of the client.
 *
 * Returns: (transfer full): @self
 */
MbClient *
mb_client_ref (MbClient *self)
{
  self->n_refs++;
  return self;
}

/**
 * mb_client_unref:
 * @self: (transfer full): a client
 *
 * Drops a reference. A request that waits holds one too, so it ends, and its callback comes, even
 * then; an owner whose @user_data goes before that calls mb_client_detach() first.
 */
void
mb_client_unref (MbClient *self)
{
  if (--self->n_refs > 0)
    return;
  mb_turn_hook_clear (&self->settle_hook);
  mb_timer_disarm (&self->timer);
  if (self->transport != NULL)
    mb_transport_close (self->transport);
  g_clear_pointer (&self->transport, mb_transport_unref);
  g_clear_error (&self->reason);
  g_clear_error (&self->damage);
  mb_slots_clear (&self->slots);
  mb_clock_unref (self->clock);
  g_free (self);
}

/**
 * mb_client_detach:
 * @self: a client
 *
 * Closes the link and takes the events away: none of them is called any more. Requests that wait
 * still end, each with its callback.
 */
void
mb_client_detach (MbClient *self)
{
  self->events = (MbClientEvents) { 0 };
  mb_client_close (self);
}

/**
 * mb_client_set_window:
 * @self: a client
 * @window: requests in flight at most, 1 to %MB_CLIENT_MAX_WINDOW
 *
 * Sets how many requests may wait at once (NumberMaxOfClientTransaction of Messaging on TCP/IP
 * V1.0b, 4.4.1.2). 1, the default, is safest with gateways and small devices.
 */
void
mb_client_set_window (MbClient *self,
                      guint     window)
{
  g_return_if_fail (window >= 1 && window <= MB_CLIENT_MAX_WINDOW);

  self->window = window;
}

/**
 * mb_client_set_quirks:
 * @self: a client
 * @quirks: what replies may do wrong
 *
 * Sets what is taken of whomever, besides what mb_client_submit_full() is told of one device; from
 * the next request on. Meant for links that have no transaction identifiers at all: with
 * %MB_QUIRK_ANY_TRANSACTION the one request in flight takes the reply, and one that ends without
 * its reply ends the link, so that the reply cannot be taken for the next one's.
 */
void
mb_client_set_quirks (MbClient *self,
                      MbQuirks  quirks)
{
  self->quirks = quirks;
}

/**
 * mb_client_set_max_silence:
 * @self: a client
 * @n_timeouts: how many times in a row a deadline may pass without a reply, 0 for any number
 *
 * Sets when a link counts as dead and is closed ("No reply for N s"). The default is 3.
 */
void
mb_client_set_max_silence (MbClient *self,
                           guint     n_timeouts)
{
  self->max_silence = n_timeouts;
}

/**
 * mb_client_set_next_transaction:
 * @self: a client
 * @transaction: the identifier of the next request
 *
 * Sets the counter of transaction identifiers, for tests; it starts at a random number.
 */
void
mb_client_set_next_transaction (MbClient *self,
                                guint16   transaction)
{
  mb_transaction_ids_init (&self->ids, transaction);
}

/**
 * mb_client_set_observer:
 * @self: a client
 * @observer: (nullable): who sees the bytes of its links; it must outlive the client
 * @user_data: for its functions
 *
 * Sets or takes away the observer, for the links opened from now on.
 */
void
mb_client_set_observer (MbClient         *self,
                        const MbObserver *observer,
                        gpointer          user_data)
{
  self->observer = observer;
  self->observer_data = user_data;
}

/**
 * mb_client_open:
 * @self: a client without a link
 * @port: an open port
 *
 * Takes @port as the link; its carrier says how ADUs are framed. On a serial line, which has no
 * transaction identifiers, one request is in flight, and a reply is known as its own by unit,
 * function, byte count and echo alone. So that no late reply can be taken for the next one's, the
 * link is given up (%MB_ERROR_UNCERTAIN) with each request that ends without a valid reply. What
 * cannot be told is the second of two replies that comes when the next request of the same form is
 * on its way. After the loss of a link this may be called from the closed event on.
 */
void
mb_client_open (MbClient *self,
                MbPort   *port)
{
  g_return_if_fail (self->transport == NULL && !self->is_closing);

  mb_transaction_ids_start_link (&self->ids);
  self->alive_us = mb_clock_get_time_us (self->clock);
  self->carrier = mb_port_get_carrier (port);
  self->framing = mb_carrier_framing (self->carrier);
  self->last_reply = 0;
  self->takes_short_exceptions = FALSE;
  self->transport = mb_transport_new (self->clock, port, MB_DIRECTION_RESPONSE, &transport_events,
                                      self);
  mb_transport_set_observer (self->transport, self->observer, self->observer_data);
}

/**
 * mb_client_close:
 * @self: a client
 *
 * Closes the link, if there is one. What waits ends, without a reason, as %MB_VERDICT_CLOSED or
 * %MB_VERDICT_NOT_SENT, and then comes the closed event, all at the end of the turn.
 */
void
mb_client_close (MbClient *self)
{
  if (self->transport != NULL)
    mb_client_give_up_link (self, NULL);
}

/**
 * mb_client_is_open:
 * @self: a client
 *
 * Returns: whether there is a link
 */
gboolean
mb_client_is_open (MbClient *self)
{
  return self->transport != NULL;
}

/**
 * mb_client_get_waiting:
 * @self: a client
 *
 * Returns: how many requests wait for their end, 0 to %MB_CLIENT_MAX_WINDOW
 */
guint
mb_client_get_waiting (MbClient *self)
{
  return mb_slots_count (&self->slots, MB_SLOT_WAITING);
}

/**
 * mb_client_cancel:
 * @self: a client
 * @token: what mb_client_submit() returned
 *
 * Ends a request: as %MB_VERDICT_NOT_SENT when none of its bytes has left, and none will, else as
 * %MB_VERDICT_CANCELLED. The callback comes at the end of the turn.
 *
 * Returns: %FALSE when the request does not wait any more
 */
gboolean
mb_client_cancel (MbClient *self,
                  guint32   token)
{
  MbSlot *slot = mb_slots_find_token (&self->slots, token);

  if (slot == NULL)
    return FALSE;
  if (mb_client_has_left (self, slot))
    mb_client_end_sent (self, slot, MB_VERDICT_CANCELLED);
  else
    mb_client_end_unsent (self, slot);
  return TRUE;
}

/**
 * mb_client_get_counters:
 * @self: a client
 *
 * Gets what was counted since the client was made, over all its links.
 *
 * Returns: (transfer none): the counters, which go on counting
 */
const MbClientCounters *
mb_client_get_counters (MbClient *self)
{
  return &self->counters;
}
