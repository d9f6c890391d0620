/* mb-slots.h: the table of a client's requests in flight.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client.h"

G_BEGIN_DECLS

/**
 * MbSlotState:
 * @MB_SLOT_FREE: empty
 * @MB_SLOT_WAITING: queued or sent
 * @MB_SLOT_ENDING: its verdict is known; its callback comes at the end of the turn
 * @MB_SLOT_SETTLING: its callback runs, and its bytes are lent out
 */
typedef enum
{
  MB_SLOT_FREE,
  MB_SLOT_WAITING,
  MB_SLOT_ENDING,
  MB_SLOT_SETTLING,
} MbSlotState;

/**
 * MbSlot:
 * @state: what became of it so far
 * @index: its place in the table
 * @is_sent: whether its last byte has left
 * @is_broadcast: whether nobody is to answer
 * @quirks: what its reply may do wrong
 * @breach: for a waiting one what came damaged, perhaps its reply; for an ending one its breach
 * @hint: a quirk with which something that came would have answered it
 * @token: what its owner knows it by
 * @transaction, @unit: as they are in its header
 * @timeout_ms: how long to wait, see #MbSubmitOptions
 * @submitted_us, @sent_us: monotonic times, see #MbExchange
 * @due_us: when it times out; until it is sent, when it is given up
 * @start: the place of its first byte in the stream of the link
 * @verdict: for %MB_SLOT_ENDING
 * @request: what was asked; its data views @adu
 * @done, @user_data: what is called at its end
 * @adu, @len: its bytes, and their number
 *
 * One request. Its bytes are its own, so that nothing is allocated for an exchange.
 */
typedef struct
{
  MbSlotState     state;
  guint           index;
  gboolean        is_sent;
  gboolean        is_broadcast;
  MbQuirks        quirks;
  MbBreach        breach;
  MbQuirks        hint;
  guint32         token;
  guint16         transaction;
  guint8          unit;
  MbVerdict       verdict;
  guint           timeout_ms;
  gint64          submitted_us;
  gint64          sent_us;
  gint64          due_us;
  guint64         start;
  MbRequest       request;
  MbExchangeFunc  done;
  gpointer        user_data;
  gsize           len;
  guint8          adu[MB_ADU_MAX];
} MbSlot;

/**
 * MbSlots:
 * @n_used: slots that are not free
 * @used: a bit for each of them
 * @expected: the slot that the next reply is likely for
 * @held: the identifier in each, plus one, or 0 for a free one
 * @slots: by index; %NULL while not needed yet
 *
 * All of a client. Slots are made when first needed and then kept. Starts as all zeros. For
 * mb-client.
 */
typedef struct
{
  guint    n_used;
  guint32  used;
  guint    expected;
  guint32  held[MB_CLIENT_MAX_WINDOW];
  MbSlot  *slots[MB_CLIENT_MAX_WINDOW];
} MbSlots;

/* Frees the memory of all slots. */
void     mb_slots_clear            (MbSlots       *table);
/* Takes the first free slot and sets its transaction and its state, to %MB_SLOT_WAITING. */
MbSlot  *mb_slots_take             (MbSlots       *table,
                                    guint16        transaction);
/* Makes a slot free. */
void     mb_slots_release          (MbSlots       *table,
                                    MbSlot        *slot);
/* Finding one. */

/* Finds the request that a reply answers, at once when replies come in the order of the requests;
 * NULL when no request waits for it. */
MbSlot  *mb_slots_find_waiting     (MbSlots       *table,
                                    guint          window,
                                    guint16        transaction);
/* The waiting slot with this token, or NULL. */
MbSlot  *mb_slots_find_token       (MbSlots       *table,
                                    guint32        token);
/* Whether a slot that is not free has this identifier. */
gboolean mb_slots_has_transaction  (MbSlots       *table,
                                    guint16        transaction);
/* The oldest in the given state, by order of submission, or NULL. */
MbSlot  *mb_slots_first            (MbSlots       *table,
                                    MbSlotState    state);
/* A broadcast of which the last byte has left, and which waits all the same, or NULL. */
MbSlot  *mb_slots_first_broadcast  (MbSlots       *table);
/* The oldest waiting one that is due by @now_us, or NULL. */
MbSlot  *mb_slots_first_expired    (MbSlots       *table,
                                    gint64         now_us);
/* The earliest deadline of a waiting slot, or %G_MAXINT64. */
gint64   mb_slots_first_due        (MbSlots       *table);
/* How many slots are in @state. */
guint    mb_slots_count            (MbSlots       *table,
                                    MbSlotState    state);
/* The stream of bytes that goes out. */

/* Marks as sent what is wholly within the first @n_sent bytes; the earliest of the deadlines that
 * begin now, or G_MAXINT64. */
gint64   mb_slots_mark_sent        (MbSlots       *table,
                                    guint64        n_sent,
                                    gint64         now_us);
/* @len bytes at @start were cut out of the stream. */
void     mb_slots_shift            (MbSlots       *table,
                                    guint64        start,
                                    gsize          len);

G_END_DECLS
