/* mb-client-match.c: finds the request that an ADU answers, and checks whether it does.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-client-private.h"
#include "modbus/mb-stream-error.h"
#include "modbus/mb-wire.h"

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

/* What tells one frame of a serial line from another: size, unit, function, checksum. */
static guint64
take_fingerprint (const MbAdu *adu)
{
  MbReader reader;
  guint64 fingerprint;

  mb_reader_init (&reader, adu->bytes, adu->len);
  fingerprint = (guint64) adu->len << 32 | (guint32) mb_reader_u16 (&reader) << 16;
  mb_reader_bytes (&reader, adu->pdu_len - 1);
  return fingerprint | mb_reader_u16 (&reader);
}

/* A reply that is refused leaves the right one still to come, which on a link without identifiers
 * could be taken for the next one's. */
static void
refuse (MbClient   *self,
        MbSlot     *slot,
        MbExchange *exchange)
{
  exchange->verdict = MB_VERDICT_BREACH;
  self->counters.by_breach[exchange->breach]++;
  if (!(slot->quirks & MB_QUIRK_ANY_TRANSACTION))
    {
      self->n_silent = 0;
      return;
    }
  slot->state = MB_SLOT_SETTLING;
  slot->verdict = exchange->verdict;
  slot->breach = exchange->breach;
  mb_client_give_up_uncertain (self, slot);
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
      exchange.hint = guess_quirk (self, slot, adu, exchange.breach);
      refuse (self, slot, &exchange);
    }
  else
    {
      exchange.verdict = response.is_exception ? MB_VERDICT_EXCEPTION : MB_VERDICT_ANSWER;
      exchange.response = &response;
      self->n_silent = 0;
      g_clear_error (&self->damage);
      if (G_UNLIKELY (self->framing == MB_FRAMING_RTU))
        self->last_reply = take_fingerprint (adu);
    }
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
    case MB_STRAY_DAMAGED:
      self->counters.by_breach[self->framing == MB_FRAMING_RTU ? MB_BREACH_CRC
                                                               : MB_BREACH_DATAGRAM]++;
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

/* What a frame of the serial line is that no request takes. */
static MbStray
classify_frame (MbClient    *self,
                const MbAdu *adu)
{
  return self->last_reply != 0 && self->last_reply == take_fingerprint (adu)
         ? MB_STRAY_DUPLICATE : MB_STRAY_UNASKED;
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

/* The request that an ADU answers, or perhaps answers. */
static MbSlot *
find_asked (MbClient    *self,
            const MbAdu *adu)
{
  MbSlot *slot = NULL;

  if (G_LIKELY (self->framing != MB_FRAMING_RTU))
    slot = mb_slots_find_waiting (&self->slots, self->window, adu->transaction);
  if (G_UNLIKELY (slot == NULL && (self->quirks_in_flight & MB_QUIRK_ANY_TRANSACTION)))
    slot = find_any (self, adu);
  return slot;
}

/* Drops what should have been an ADU (on a serial line that is the rule, V1.1b3, 7), but remembers
 * it for the request that it may have answered: when nothing better comes in time, that ends by
 * it. */
static void
take_damaged (MbClient    *self,
              const MbAdu *adu)
{
  MbSlot *slot = find_asked (self, adu);

  if (self->framing == MB_FRAMING_RTU)
    {
      g_clear_error (&self->damage);
      self->damage = mb_stream_error_new_damaged (adu);
    }
  if (slot != NULL && slot->is_sent)
    slot->breach = self->framing == MB_FRAMING_RTU ? MB_BREACH_CRC : MB_BREACH_DATAGRAM;
  take_stray (self, MB_STRAY_DAMAGED, adu);
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
  if (G_UNLIKELY (result == MB_FRAMER_DAMAGED))
    {
      take_damaged (self, adu);
      return;
    }
  slot = find_asked (self, adu);
  if (G_LIKELY (slot != NULL && slot->is_sent && !slot->is_broadcast))
    take_reply (self, slot, adu);
  else if (self->framing == MB_FRAMING_RTU)
    take_stray (self, classify_frame (self, adu), adu);
  else
    take_stray (self, classify (self, adu, slot != NULL), adu);
}
