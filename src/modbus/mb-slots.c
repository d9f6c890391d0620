/* mb-slots.c: finds a client's requests in flight by identifier, token, age and deadline.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-slots.h"

#define N_SLOTS MB_CLIENT_MAX_WINDOW

/* Tokens wrap; they are compared by their distance. */
static gboolean
is_older (const MbSlot *slot,
          const MbSlot *other)
{
  return other == NULL || (gint32) (slot->token - other->token) < 0;
}

/* Takes the next slot off those whose bits are left in @left; NULL when none is. Most tables have
 * far fewer slots in use than there is room for. */
static MbSlot *
take_used (MbSlots *table,
           guint32 *left)
{
  guint index;

  if (*left == 0)
    return NULL;
  index = (guint) __builtin_ctz (*left);
  *left &= *left - 1;
  return table->slots[index];
}

/**
 * mb_slots_clear:
 * @table: slots, all of them free
 *
 * Frees the memory of all slots.
 */
void
mb_slots_clear (MbSlots *table)
{
  g_assert (table->n_used == 0);
  for (guint i = 0; i < N_SLOTS; i++)
    g_clear_pointer (&table->slots[i], g_free);
}

/**
 * mb_slots_take:
 * @table: slots, fewer than %MB_CLIENT_MAX_WINDOW of them used
 * @transaction: the identifier of the request
 *
 * Takes the first free slot and sets its transaction and its state, to %MB_SLOT_WAITING.
 *
 * Returns: (transfer none): the slot, its other members as they were
 */
MbSlot *
mb_slots_take (MbSlots *table,
               guint16  transaction)
{
  guint index = (guint) __builtin_ctz (~table->used);
  MbSlot *slot;

  g_assert (index < N_SLOTS);
  if (table->slots[index] == NULL)
    table->slots[index] = g_new0 (MbSlot, 1);
  slot = table->slots[index];
  slot->state = MB_SLOT_WAITING;
  slot->index = index;
  slot->transaction = transaction;
  table->held[index] = transaction + 1u;
  table->used |= 1u << index;
  table->n_used++;
  return slot;
}

/**
 * mb_slots_release:
 * @table: slots
 * @slot: one of them, not free
 *
 * Makes a slot free.
 */
void
mb_slots_release (MbSlots *table,
                  MbSlot  *slot)
{
  g_assert (slot->state != MB_SLOT_FREE && table->n_used > 0);
  slot->state = MB_SLOT_FREE;
  table->held[slot->index] = 0;
  table->used &= ~(1u << slot->index);
  table->n_used--;
}

/**
 * mb_slots_find_waiting:
 * @table: slots
 * @window: the client's window, 1 to %MB_CLIENT_MAX_WINDOW
 * @transaction: the identifier of a reply
 *
 * Finds the request that a reply answers; at once when replies come in the order of the requests.
 *
 * Returns: (nullable) (transfer none): the waiting slot with this identifier
 */
MbSlot *
mb_slots_find_waiting (MbSlots *table,
                       guint    window,
                       guint16  transaction)
{
  guint index = table->expected;

  for (guint i = 0; i < N_SLOTS; i++, index = (index + 1) % N_SLOTS)
    {
      if (table->held[index] != transaction + 1u)
        continue;
      table->expected = index + 1 < window ? index + 1 : 0;
      return table->slots[index]->state == MB_SLOT_WAITING ? table->slots[index] : NULL;
    }
  return NULL;
}

/**
 * mb_slots_find_token:
 * @table: slots
 * @token: the token of a request
 *
 * Returns: (nullable) (transfer none): the waiting slot with this token
 */
MbSlot *
mb_slots_find_token (MbSlots *table,
                     guint32  token)
{
  guint32 left = table->used;
  MbSlot *slot;

  while ((slot = take_used (table, &left)) != NULL)
    if (slot->state == MB_SLOT_WAITING && slot->token == token)
      return slot;
  return NULL;
}

/**
 * mb_slots_has_transaction:
 * @table: slots
 * @transaction: an identifier
 *
 * Returns: whether a slot that is not free has this identifier
 */
gboolean
mb_slots_has_transaction (MbSlots *table,
                          guint16  transaction)
{
  gboolean has = FALSE;

  /* To the end in any case: without a way out compilers do several at once. */
  for (guint i = 0; i < N_SLOTS; i++)
    has |= table->held[i] == transaction + 1u;
  return has;
}

/**
 * mb_slots_first:
 * @table: slots
 * @state: a state
 *
 * Returns: (nullable) (transfer none): the slot in @state that was submitted first
 */
MbSlot *
mb_slots_first (MbSlots     *table,
                MbSlotState  state)
{
  guint32 left = table->used;
  MbSlot *first = NULL;
  MbSlot *slot;

  while ((slot = take_used (table, &left)) != NULL)
    if (slot->state == state && is_older (slot, first))
      first = slot;
  return first;
}

/**
 * mb_slots_first_broadcast:
 * @table: slots
 *
 * Returns: (nullable) (transfer none): the waiting broadcast that was submitted first of those that
 *   are sent
 */
MbSlot *
mb_slots_first_broadcast (MbSlots *table)
{
  guint32 left = table->used;
  MbSlot *first = NULL;
  MbSlot *slot;

  while ((slot = take_used (table, &left)) != NULL)
    if (slot->state == MB_SLOT_WAITING && slot->is_broadcast && slot->is_sent &&
        is_older (slot, first))
      first = slot;
  return first;
}

/**
 * mb_slots_first_expired:
 * @table: slots
 * @now_us: the monotonic time
 *
 * Returns: (nullable) (transfer none): the waiting slot that was submitted first of those whose
 *   deadline has come
 */
MbSlot *
mb_slots_first_expired (MbSlots *table,
                        gint64   now_us)
{
  guint32 left = table->used;
  MbSlot *first = NULL;
  MbSlot *slot;

  while ((slot = take_used (table, &left)) != NULL)
    if (slot->state == MB_SLOT_WAITING && slot->due_us <= now_us && is_older (slot, first))
      first = slot;
  return first;
}

/**
 * mb_slots_first_due:
 * @table: slots
 *
 * Returns: the earliest deadline of a waiting slot, or %G_MAXINT64
 */
gint64
mb_slots_first_due (MbSlots *table)
{
  gint64 due_us = G_MAXINT64;
  guint32 left = table->used;
  MbSlot *slot;

  while ((slot = take_used (table, &left)) != NULL)
    if (slot->state == MB_SLOT_WAITING)
      due_us = MIN (due_us, slot->due_us);
  return due_us;
}

/**
 * mb_slots_count:
 * @table: slots
 * @state: a state
 *
 * Returns: how many slots are in @state
 */
guint
mb_slots_count (MbSlots     *table,
                MbSlotState  state)
{
  guint32 left = table->used;
  guint n = 0;
  MbSlot *slot;

  while ((slot = take_used (table, &left)) != NULL)
    n += slot->state == state;
  return n;
}

/**
 * mb_slots_mark_sent:
 * @table: slots
 * @n_sent: how many bytes of the stream have left
 * @now_us: the monotonic time
 *
 * Marks the waiting slots whose last byte has left, and begins their time-outs.
 *
 * Returns: the earliest deadline among the slots it marked, or %G_MAXINT64
 */
gint64
mb_slots_mark_sent (MbSlots *table,
                    guint64  n_sent,
                    gint64   now_us)
{
  gint64 due_us = G_MAXINT64;
  guint32 left = table->used;
  MbSlot *slot;

  while ((slot = take_used (table, &left)) != NULL)
    {
      if (slot->state != MB_SLOT_WAITING || slot->is_sent || slot->start + slot->len > n_sent)
        continue;
      slot->is_sent = TRUE;
      slot->sent_us = now_us;
      slot->due_us = now_us + (gint64) slot->timeout_ms * 1000;
      due_us = MIN (due_us, slot->due_us);
    }
  return due_us;
}

/**
 * mb_slots_shift:
 * @table: slots
 * @start: the place at which bytes were cut out of the stream
 * @len: how many
 *
 * Moves the places of the waiting slots behind @start.
 */
void
mb_slots_shift (MbSlots *table,
                guint64  start,
                gsize    len)
{
  guint32 left = table->used;
  MbSlot *slot;

  while ((slot = take_used (table, &left)) != NULL)
    if (slot->state == MB_SLOT_WAITING && slot->start > start)
      slot->start -= len;
}
