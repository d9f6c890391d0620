/* mb-client-private.h: what the files of the client share.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client.h"
#include "modbus/mb-slots.h"
#include "modbus/mb-transaction-ids.h"

G_BEGIN_DECLS

struct _MbClient
{
  guint             n_refs;
  MbClock          *clock;
  MbClientEvents    events;
  gpointer          events_data;
  guint             window;
  guint             max_silence;
  MbQuirks          quirks;
  guint32           last_token;
  MbClientCounters  counters;
  const MbObserver *observer;
  gpointer          observer_data;

  MbTransactionIds  ids;
  MbSlots           slots;
  /* Of the requests in flight, and of others since there was none. */
  MbQuirks          quirks_in_flight;
  guint             n_broadcasts_in_flight;
  MbTurnHook        settle_hook;
  MbTimer           timer;
  gint64            last_wall_us;

  /* Calls that wait for a slot, as tasks: mb-client-calls.c. */
  GQueue            calls;

  /* NULL without a link. */
  MbTransport      *transport;
  /* Of the link, or of the last one. */
  MbCarrier         carrier;
  MbFraming         framing;
  gboolean          takes_short_exceptions;
  /* The link is gone, its closed event has not been given yet. */
  gboolean          is_closing;
  GError           *reason;
  /* Serial line: what tells the last reply from others. */
  guint64           last_reply;
  /* Serial line: what the last damaged frame was, in words, while nothing valid has come since. */
  GError           *damage;
  /* The identifier of the last ADU that no request took. */
  guint16           last_stray;
  gboolean          has_stray;
  /* Time-outs in a row, on links without identifiers also breaches, and when the first of their
   * requests was submitted. */
  guint             n_silent;
  gint64            silent_since_us;
  /* When this link last showed that it works: its beginning, or its last reply. */
  gint64            alive_us;
};

/* These run several times for each exchange. */

/* What is taken of whomever; a serial line has no transaction identifiers. */
static inline MbQuirks
mb_client_link_quirks (const MbClient *self)
{
  return self->framing == MB_FRAMING_RTU ? self->quirks | MB_QUIRK_ANY_TRANSACTION : self->quirks;
}

/* How many requests can be submitted as things are. */
static inline guint
mb_client_count_free (const MbClient *self)
{
  MbQuirks quirks = mb_client_link_quirks (self) | self->quirks_in_flight;
  guint window = quirks & MB_QUIRK_ANY_TRANSACTION ? 1 : self->window;

  if (self->transport == NULL || self->slots.n_used >= window)
    return 0;
  return window - self->slots.n_used;
}

/* mb-client-match.c */
void     mb_client_take_adu     (MbClient       *self,
                                 const MbAdu    *adu,
                                 MbFramerResult  result);

/* mb-client-end.c */
void     mb_client_end_init     (MbClient     *self);
gint64   mb_client_unique_wall  (MbClient     *self,
                                 gint64        wall_us);
void     mb_client_settle       (MbClient     *self,
                                 MbSlot       *slot,
                                 MbExchange   *exchange);
gboolean mb_client_has_left     (MbClient     *self,
                                 const MbSlot *slot);
void     mb_client_give_up_link (MbClient     *self,
                                 const GError *reason);
void     mb_client_give_up_uncertain
                                (MbClient     *self,
                                 const MbSlot *slot);
void     mb_client_end_unsent   (MbClient     *self,
                                 MbSlot       *slot);
void     mb_client_end_sent     (MbClient     *self,
                                 MbSlot       *slot,
                                 MbVerdict     verdict);
void     mb_client_end_broadcasts (MbClient   *self);
void     mb_client_arm_timer    (MbClient     *self,
                                 gint64        due_us);

/* mb-client-calls.c */
void     mb_client_calls_next   (MbClient     *self);
void     mb_client_calls_fail   (MbClient     *self,
                                 const GError *reason);

G_END_DECLS
