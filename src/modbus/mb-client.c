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
#include "modbus/mb-mbap.h"

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

static guint32
next_token (MbClient *self)
{
  if (++self->last_token == 0)
    ++self->last_token;
  return self->last_token;
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

/* How many requests may be in flight as things are. */
static guint
effective_window (MbClient *self)
{
  return (self->quirks | self->quirks_in_flight) & MB_QUIRK_ANY_TRANSACTION ? 1 : self->window;
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
 * Takes @port as the link. After the loss of a link this may be called from the closed event on.
 */
void
mb_client_open (MbClient *self,
                MbPort   *port)
{
  g_return_if_fail (self->transport == NULL && !self->is_closing);

  mb_transaction_ids_start_link (&self->ids);
  self->n_silent = 0;
  self->alive_us = mb_clock_get_time_us (self->clock);
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
 * mb_client_get_free:
 * @self: a client
 *
 * Gets how many requests can be submitted now. A slot is free again when its callback has returned.
 * A request with %MB_QUIRK_ANY_TRANSACTION needs all others to be free.
 *
 * Returns: 0 without a link, else 0 to the window
 */
guint
mb_client_get_free (MbClient *self)
{
  guint window = effective_window (self);

  if (self->transport == NULL || self->slots.n_used >= window)
    return 0;
  return window - self->slots.n_used;
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

/* Fills the ADU of a slot and what goes with it. */
static void
encode_request (MbSlot          *slot,
                guint8           unit,
                const MbRequest *request)
{
  gsize pdu_len = mb_request_encode (request, slot->adu + MB_MBAP_SIZE, MB_PDU_MAX);

  g_assert (pdu_len > 0);
  mb_mbap_write (slot->adu, slot->transaction, unit, pdu_len);
  slot->len = MB_MBAP_SIZE + pdu_len;
  slot->unit = unit;
  slot->request = *request;
  /* In every layout the data are the last bytes. */
  if (request->data != NULL)
    slot->request.data = slot->adu + slot->len - request->data_len;
}

static MbSlot *
take_slot (MbClient *self,
           MbQuirks  quirks)
{
  guint16 transaction;
  gboolean takes_short;

  do
    transaction = mb_transaction_ids_take (&self->ids);
  while (mb_slots_has_transaction (&self->slots, transaction));
  if (self->slots.n_used == 0)
    mb_client_ref (self);
  self->quirks_in_flight |= quirks;
  takes_short = (self->quirks_in_flight & MB_QUIRK_SHORT_EXCEPTION) != 0;
  if (G_UNLIKELY (takes_short != self->takes_short_exceptions))
    {
      self->takes_short_exceptions = takes_short;
      mb_framer_set_short_exceptions (mb_transport_get_framer (self->transport),
                                      takes_short);
    }
  return mb_slots_take (&self->slots, transaction);
}

/**
 * mb_client_submit:
 * @self: a client
 * @unit: the unit identifier to ask
 * @request: what to ask: a valid request, see mb_request_is_valid(); copied with its data
 * @timeout_ms: how long to wait for the reply, at least 1; counted from the sending, and as long
 *   at most for the sending
 * @done: called once, with the end of the exchange
 * @user_data: for @done
 *
 * Sends a request of a device without quirks. See mb_client_submit_full().
 *
 * Returns: a token for mb_client_cancel(), or 0 when there is no link or no free slot
 */
guint32
mb_client_submit (MbClient         *self,
                  guint8            unit,
                  const MbRequest  *request,
                  guint             timeout_ms,
                  MbExchangeFunc    done,
                  gpointer          user_data)
{
  const MbSubmitOptions options = { .unit = unit, .timeout_ms = timeout_ms };

  return mb_client_submit_full (self, &options, request, done, user_data);
}

/**
 * mb_client_submit_full:
 * @self: a client
 * @options: to whom and how
 * @request: what to ask: a valid request, see mb_request_is_valid(); copied with its data
 * @done: called once, with the end of the exchange
 * @user_data: for @done
 *
 * Sends a request at the end of the turn. It is sent once: nothing here repeats it.
 *
 * Returns: a token for mb_client_cancel(), or 0 when there is no link or no free slot, or when
 *   others are in flight and the device does not copy transaction identifiers
 */
guint32
mb_client_submit_full (MbClient              *self,
                       const MbSubmitOptions *options,
                       const MbRequest       *request,
                       MbExchangeFunc         done,
                       gpointer               user_data)
{
  MbQuirks quirks = options->quirks | self->quirks;
  MbSlot *slot;

  g_return_val_if_fail (!options->is_broadcast || mb_request_writes (request), 0);

  if (mb_client_get_free (self) == 0 ||
      ((quirks & MB_QUIRK_ANY_TRANSACTION) && self->slots.n_used > 0))
    return 0;

  slot = take_slot (self, quirks);
  encode_request (slot, options->unit, request);
  slot->quirks = quirks;
  slot->hint = MB_QUIRKS_NONE;
  slot->is_broadcast = options->is_broadcast;
  self->n_broadcasts_in_flight += options->is_broadcast;
  slot->is_sent = FALSE;
  slot->sent_us = 0;
  slot->timeout_ms = options->timeout_ms;
  slot->submitted_us = mb_clock_get_turn_us (self->clock);
  slot->due_us = slot->submitted_us + (gint64) options->timeout_ms * 1000;
  slot->done = done;
  slot->user_data = user_data;
  slot->token = next_token (self);
  slot->start = mb_transport_queue (self->transport, slot->adu, slot->len);
  mb_client_arm_timer (self, slot->due_us);
  self->counters.requests++;
  return slot->token;
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
