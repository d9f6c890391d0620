/* mb-client-submit.c: takes requests for a client's link: which quirks hold, whether there is room,
 * what their bytes are.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-client-private.h"

static guint32
next_token (MbClient *self)
{
  if (++self->last_token == 0)
    ++self->last_token;
  return self->last_token;
}

/* Fills the ADU of a slot and what goes with it. */
static void
encode_request (MbClient        *self,
                MbSlot          *slot,
                guint8           unit,
                const MbRequest *request)
{
  gsize offset = mb_framing_get_pdu_offset (self->framing);
  gsize pdu_len = mb_request_encode (request, slot->adu + offset, MB_PDU_MAX);

  g_assert (pdu_len > 0);
  slot->len = mb_framing_wrap (self->framing, slot->adu, slot->transaction, unit, pdu_len);
  slot->unit = unit;
  slot->request = *request;
  /* In every layout the data are the last bytes. */
  if (request->data != NULL)
    slot->request.data = slot->adu + offset + pdu_len - request->data_len;
  if (G_UNLIKELY (self->framing == MB_FRAMING_RTU))
    mb_framer_set_echo (mb_transport_get_framer (self->transport),
                        request->function == MB_FUNCTION_DIAGNOSTICS ? slot->len : 0);
}

static guint16
take_transaction (MbClient *self)
{
  guint16 transaction;

  if (G_UNLIKELY (self->framing == MB_FRAMING_RTU))
    return 0;
  do
    transaction = mb_transaction_ids_take (&self->ids);
  while (mb_slots_has_transaction (&self->slots, transaction));
  return transaction;
}

static MbSlot *
take_slot (MbClient *self,
           MbQuirks  quirks)
{
  guint16 transaction = take_transaction (self);
  gboolean takes_short;

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
  return mb_client_count_free (self);
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
  MbQuirks quirks = options->quirks | mb_client_link_quirks (self);
  MbSlot *slot;

  g_return_val_if_fail (!options->is_broadcast || mb_request_writes (request), 0);

  if (mb_client_count_free (self) == 0 ||
      ((quirks & MB_QUIRK_ANY_TRANSACTION) && self->slots.n_used > 0))
    return 0;

  slot = take_slot (self, quirks);
  encode_request (self, slot, options->unit, request);
  slot->quirks = quirks;
  slot->breach = MB_BREACH_NONE;
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
