/* mb-tcp-hold.c: pieces of a TCP stream that wait for what is before them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-tcp-hold.h"

#include <string.h>

/**
 * mb_tcp_segment_cut:
 * @segment: a segment
 * @n: how many bytes
 *
 * Leaves out the first @n bytes of a segment, as far as it has so many.
 */
void
mb_tcp_segment_cut (MbTcpSegment *segment,
                    gsize         n)
{
  gsize n_captured = MIN (n, segment->len);

  n = MIN (n, segment->wire_len);
  segment->sequence += (guint32) n;
  segment->wire_len -= n;
  segment->len -= n_captured;
  if (n_captured > 0)
    segment->bytes += n_captured;
}

/**
 * mb_tcp_hold_init:
 * @hold: (out caller-allocates): a hold
 * @budget: memory shared with others; must outlive it
 *
 * Begins to hold nothing.
 */
void
mb_tcp_hold_init (MbTcpHold   *hold,
                  MbTcpBudget *budget)
{
  *hold = (MbTcpHold) { .budget = budget, .pieces = G_QUEUE_INIT };
}

/**
 * mb_tcp_hold_clear:
 * @hold: a hold
 *
 * Frees all pieces that were not taken.
 */
void
mb_tcp_hold_clear (MbTcpHold *hold)
{
  MbTcpPiece *piece;

  while ((piece = mb_tcp_hold_pop (hold)) != NULL)
    mb_tcp_hold_free (hold, piece);
}

/* Copies the first @wire_len bytes of a segment before @sibling, or behind all. */
static void
insert (MbTcpHold          *hold,
        GList              *sibling,
        const MbTcpSegment *segment,
        gsize               wire_len,
        gboolean            starts_segment)
{
  gsize len = MIN (segment->len, wire_len);
  MbTcpPiece *piece = g_malloc (sizeof *piece + len);

  *piece = (MbTcpPiece) {
    .sequence = segment->sequence,
    .len = len,
    .n_missing = wire_len - len,
    .starts_segment = starts_segment,
    .has_acknowledgment = segment->has_acknowledgment,
    .acknowledgment = segment->acknowledgment,
    .stamp = segment->stamp,
  };
  if (len > 0)
    memcpy (piece->bytes, segment->bytes, len);
  g_queue_insert_before (&hold->pieces, sibling, piece);
  hold->n_bytes += sizeof *piece + len;
  hold->budget->held_bytes += sizeof *piece + len;
}

/**
 * mb_tcp_hold_add:
 * @hold: a hold
 * @next: sequence number of the byte that is due; all numbers count from there on
 * @segment: a segment at @next or ahead of it
 *
 * Holds what a segment has between the pieces that are there: those came first. Of its bytes that
 * were not captured nothing is known; a hole is no less, so they are held only behind others. Cost
 * grows with the number of pieces.
 */
void
mb_tcp_hold_add (MbTcpHold          *hold,
                 guint32             next,
                 const MbTcpSegment *segment)
{
  MbTcpSegment rest = *segment;
  GList *l = hold->pieces.head;

  while (l != NULL && rest.wire_len > 0)
    {
      const MbTcpPiece *piece = l->data;
      gsize ahead = rest.sequence - next;
      gsize piece_ahead = piece->sequence - next;
      gsize piece_end = piece_ahead + piece->len + piece->n_missing;

      if (ahead < piece_ahead)
        {
          gsize n_before = MIN (rest.wire_len, piece_ahead - ahead);

          if (rest.len > 0)
            insert (hold, l, &rest, n_before, rest.sequence == segment->sequence);
          mb_tcp_segment_cut (&rest, n_before);
        }
      else
        {
          if (ahead < piece_end)
            mb_tcp_segment_cut (&rest, piece_end - ahead);
          l = l->next;
        }
    }
  if (rest.len > 0)
    insert (hold, NULL, &rest, rest.wire_len, rest.sequence == segment->sequence);
}

/**
 * mb_tcp_hold_add_due:
 * @hold: a hold without pieces
 * @segment: a segment at the byte that is due
 *
 * Holds a segment whole, also when nothing of it was captured.
 */
void
mb_tcp_hold_add_due (MbTcpHold          *hold,
                     const MbTcpSegment *segment)
{
  g_return_if_fail (g_queue_is_empty (&hold->pieces));

  insert (hold, NULL, segment, segment->wire_len, TRUE);
}

/**
 * mb_tcp_hold_reach:
 * @hold: a hold
 * @next: sequence number of the byte that is due
 *
 * Tells where the first hole is. Cost grows with the number of pieces.
 *
 * Returns: number of the first byte from @next on that is not held
 */
guint32
mb_tcp_hold_reach (const MbTcpHold *hold,
                   guint32          next)
{
  for (GList *l = hold->pieces.head; l != NULL; l = l->next)
    {
      const MbTcpPiece *piece = l->data;

      if (piece->sequence != next)
        break;
      next += (guint32) (piece->len + piece->n_missing);
    }
  return next;
}

/**
 * mb_tcp_hold_is_full:
 * @hold: a hold
 *
 * Returns: whether it has more than it should, alone or together with those of its budget
 */
gboolean
mb_tcp_hold_is_full (const MbTcpHold *hold)
{
  return hold->n_bytes > MB_TCP_STREAM_MAX_HELD_BYTES ||
         hold->pieces.length > MB_TCP_STREAM_MAX_HELD_SEGMENTS ||
         hold->budget->held_bytes > hold->budget->limit_bytes;
}

/**
 * mb_tcp_hold_peek:
 * @hold: a hold
 *
 * Returns: (transfer none) (nullable): the first piece, which stays
 */
const MbTcpPiece *
mb_tcp_hold_peek (const MbTcpHold *hold)
{
  return hold->pieces.head != NULL ? hold->pieces.head->data : NULL;
}

/**
 * mb_tcp_hold_pop:
 * @hold: a hold
 *
 * Returns: (transfer full) (nullable): the first piece, for mb_tcp_hold_free()
 */
MbTcpPiece *
mb_tcp_hold_pop (MbTcpHold *hold)
{
  return g_queue_pop_head (&hold->pieces);
}

/**
 * mb_tcp_hold_free:
 * @hold: the hold that it is of
 * @piece: (transfer full): a piece that was taken
 *
 * Frees a piece.
 */
void
mb_tcp_hold_free (MbTcpHold  *hold,
                  MbTcpPiece *piece)
{
  gsize size = sizeof *piece + piece->len;

  hold->n_bytes -= size;
  hold->budget->held_bytes -= size;
  g_free (piece);
}
