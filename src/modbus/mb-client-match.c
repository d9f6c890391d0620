/* mb-client-match.c: finds the request that an ADU answers, and checks whether it does.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-client-private.h"

/* What the header of an exception says when it leaves out the code that follows. */
#define SHORT_EXCEPTION_LENGTH 2
#define SHORT_EXCEPTION_PDU_LEN 1

static gboolean
is_unit_right (const MbSlot *slot,
               guint8        unit,
               MbQuirks      quirks)
{
  return unit == slot->unit || (unit == 0 && (quirks & MB_QUIRK_UNIT_0)) ||
         (unit == 255 && (quirks & MB_QUIRK_UNIT_255));
}

/* Checks all that a client must (Messaging on TCP/IP V1.0b, 4.4.1.3), and the unit identifier. */
static MbBreach
judge (const MbSlot *slot,
       const MbAdu  *adu,
       MbQuirks      quirks,
       MbResponse   *out_response)
{
  if (G_UNLIKELY (!is_unit_right (slot, adu->unit, quirks)))
    return MB_BREACH_UNIT;
  /* The framer takes them for the sake of another request. */
  if (G_UNLIKELY (adu->length == SHORT_EXCEPTION_LENGTH &&
                  adu->pdu_len > SHORT_EXCEPTION_PDU_LEN &&
                  !(quirks & MB_QUIRK_SHORT_EXCEPTION)))
    return MB_BREACH_EXCEPTION;
  return mb_response_parse (out_response, &slot->request, adu->pdu, adu->pdu_len);
}

/* With which quirk this reply, of the right transaction, would be one. */
static MbQuirks
guess_quirk (MbClient     *self,
             const MbSlot *slot,
             const MbAdu  *adu,
             MbBreach      breach)
{
  MbQuirks unit_quirk = adu->unit == 0 ? MB_QUIRK_UNIT_0
                        : adu->unit == 255 ? MB_QUIRK_UNIT_255 : MB_QUIRKS_NONE;
  MbResponse response;

  if (breach == MB_BREACH_UNIT && unit_quirk != MB_QUIRKS_NONE &&
      judge (slot, adu, slot->quirks | unit_quirk, &response) == MB_BREACH_NONE)
    return unit_quirk;
  if (breach == MB_BREACH_EXCEPTION && adu->length == SHORT_EXCEPTION_LENGTH &&
      (adu->pdu_len > SHORT_EXCEPTION_PDU_LEN ||
       mb_framer_get_pending (mb_transport_get_framer (self->transport), NULL) == 1))
    return MB_QUIRK_SHORT_EXCEPTION;
  return MB_QUIRKS_NONE;
}

static void
take_reply (MbClient    *self,
            MbSlot      *slot,
            const MbAdu *adu)
{
  gint64 wall_us = mb_transport_get_received_wall_us (self->transport);
  MbResponse response;
  /* Not zeroed as a whole: that takes longer than all that is set here and when it is settled. */
  MbExchange exchange;

  exchange.hint = MB_QUIRKS_NONE;
  exchange.ended_us = mb_transport_get_received_us (self->transport);
  exchange.ended_wall_us = mb_client_unique_wall (self, wall_us);
  exchange.response = NULL;
  exchange.response_adu = adu->bytes;
  exchange.response_len = adu->len;
  exchange.reason = NULL;
  exchange.breach = judge (slot, adu, slot->quirks, &response);
  if (G_UNLIKELY (exchange.breach != MB_BREACH_NONE))
    {
      exchange.verdict = MB_VERDICT_BREACH;
      exchange.hint = guess_quirk (self, slot, adu, exchange.breach);
      self->counters.by_breach[exchange.breach]++;
    }
  else
    {
      exchange.verdict = response.is_exception ? MB_VERDICT_EXCEPTION : MB_VERDICT_ANSWER;
      exchange.response = &response;
    }
  self->n_silent = 0;
  self->alive_us = exchange.ended_us;
  mb_client_settle (self, slot, &exchange);
}

/* Whether an ADU of the wrong transaction looks as if its device never copied one: the bytes of the
 * identifier are swapped, or it is 0, or the same as before. */
static gboolean
is_not_echoed (MbClient    *self,
               MbSlot      *slot,
               const MbAdu *adu)
{
  MbResponse response;

  return (adu->transaction == GUINT16_SWAP_LE_BE (slot->transaction) || adu->transaction == 0 ||
          (self->has_stray && adu->transaction == self->last_stray)) &&
         judge (slot, adu, slot->quirks, &response) == MB_BREACH_NONE;
}

static void
take_stray (MbClient    *self,
            MbStray      kind,
            const MbAdu *adu)
{
  switch (kind)
    {
    case MB_STRAY_LATE:
      self->counters.late++;
      break;
    case MB_STRAY_DUPLICATE:
      self->counters.duplicates++;
      break;
    case MB_STRAY_UNASKED:
      self->counters.unasked++;
      break;
    case MB_STRAY_FOREIGN:
      self->counters.foreign++;
      self->counters.by_breach[MB_BREACH_PROTOCOL]++;
      break;
    case MB_STRAY_TRANSACTION:
      self->counters.by_breach[MB_BREACH_TRANSACTION]++;
      break;
    }
  if (self->events.stray != NULL)
    {
      gint64 wall_us = mb_transport_get_received_wall_us (self->transport);

      self->events.stray (self, kind, adu, mb_client_unique_wall (self, wall_us),
                          self->events_data);
    }
}

/* What an ADU is that has the identifier of no request that waits for it. */
static MbStray
classify (MbClient    *self,
          const MbAdu *adu,
          gboolean     is_guessed)
{
  MbSlot *slot = mb_slots_first (&self->slots, MB_SLOT_WAITING);
  MbStray kind = MB_STRAY_UNASKED;

  if (mb_transaction_ids_release (&self->ids, adu->transaction))
    return MB_STRAY_LATE;
  if (mb_transaction_ids_was_broadcast (&self->ids, adu->transaction) || is_guessed)
    return MB_STRAY_UNASKED;

  if (mb_transaction_ids_was_asked (&self->ids, adu->transaction))
    kind = MB_STRAY_DUPLICATE;
  else if (slot != NULL && slot->is_sent)
    kind = MB_STRAY_TRANSACTION;
  if (slot != NULL && slot->is_sent && is_not_echoed (self, slot, adu))
    slot->hint = MB_QUIRK_ANY_TRANSACTION;
  self->last_stray = adu->transaction;
  self->has_stray = TRUE;
  return kind;
}

/* The one request in flight, when its device may answer with any identifier. What is known to
 * belong to another one, which shares the link, is left alone: a reply that it still owes, and one
 * to a broadcast that a gateway does answer. */
static MbSlot *
find_any (MbClient    *self,
          const MbAdu *adu)
{
  MbSlot *slot = mb_slots_first (&self->slots, MB_SLOT_WAITING);

  if (slot == NULL || !(slot->quirks & MB_QUIRK_ANY_TRANSACTION) ||
      mb_transaction_ids_is_retired (&self->ids, adu->transaction))
    return NULL;
  if (self->ids.n_broadcasts > 0 && !is_unit_right (slot, adu->unit, slot->quirks))
    return NULL;
  return slot;
}

/* Gives an ADU to the request that it answers, or says what it is instead. */
void
mb_client_take_adu (MbClient       *self,
                    const MbAdu    *adu,
                    MbFramerResult  result)
{
  MbSlot *slot;

  if (G_UNLIKELY (result == MB_FRAMER_FOREIGN))
    {
      take_stray (self, MB_STRAY_FOREIGN, adu);
      return;
    }
  slot = mb_slots_find_waiting (&self->slots, self->window, adu->transaction);
  if (G_UNLIKELY (slot == NULL && (self->quirks_in_flight & MB_QUIRK_ANY_TRANSACTION)))
    slot = find_any (self, adu);
  if (G_LIKELY (slot != NULL && slot->is_sent && !slot->is_broadcast))
    take_reply (self, slot, adu);
  else
    take_stray (self, classify (self, adu, slot != NULL), adu);
}
