/* mb-reassembly.c: the packets between two TCP ports in, the bytes of both directions out.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-reassembly.h"

/* What a SYN can bring along: it is one packet. */
#define MAX_EARLY_DATA G_MAXUINT16

struct _MbReassembly
{
  MbTcpStream *streams[2];
  guint        client_side;
  /* The side whose chunks come first: what it sent was there before the last packet. */
  guint        first_side;
  /* A packet that begins another connection waits until the one before it is worked off. */
  gboolean     is_restarting;
  guint        waiting_side;
  MbPacket     waiting;
  MbStamp      waiting_stamp;
};

/**
 * mb_reassembly_new:
 * @budget: memory shared by all connections; must outlive the reassembly
 *
 * Makes what follows one pair of addresses and ports, through all connections that it has one after
 * the other: a SYN with another sequence number than the one before, or data that cannot belong to
 * a connection that was closed or reset, begins a new one. For one thread at a time.
 *
 * Returns: (transfer full): a reassembly that has seen nothing
 */
MbReassembly *
mb_reassembly_new (MbTcpBudget *budget)
{
  MbReassembly *reassembly = g_new0 (MbReassembly, 1);

  for (guint i = 0; i < 2; i++)
    reassembly->streams[i] = mb_tcp_stream_new (budget);
  reassembly->client_side = MB_REASSEMBLY_NO_SIDE;
  return reassembly;
}

/**
 * mb_reassembly_free:
 * @reassembly: (transfer full) (nullable): a reassembly
 *
 * Frees it and what it holds.
 */
void
mb_reassembly_free (MbReassembly *reassembly)
{
  if (reassembly == NULL)
    return;
  for (guint i = 0; i < 2; i++)
    mb_tcp_stream_free (reassembly->streams[i]);
  g_free (reassembly);
}

/* Whether a SYN is not that of the connection there is. One that is repeated, or captured after
 * what followed it, starts just where the stream did. */
static gboolean
is_new_handshake (MbReassembly   *reassembly,
                  guint           side,
                  const MbPacket *packet)
{
  guint32 start;

  if (mb_tcp_stream_is_over (reassembly->streams[side]))
    return TRUE;
  if (mb_tcp_stream_get_start (reassembly->streams[side], &start))
    return start != packet->sequence + 1;
  if (!mb_tcp_stream_get_start (reassembly->streams[1 - side], &start))
    return FALSE;
  /* The other side was there before: this answers its SYN, and data that may have come with that
   * (RFC 7413), or has nothing to do with it. */
  return !(packet->flags & MB_TCP_ACK) || packet->acknowledgment - start > MAX_EARLY_DATA;
}

static gboolean
is_new_connection (MbReassembly   *reassembly,
                   guint           side,
                   const MbPacket *packet)
{
  MbTcpStream *stream = reassembly->streams[side];

  if (packet->flags & MB_TCP_RST)
    return FALSE;
  if (packet->flags & MB_TCP_SYN)
    return is_new_handshake (reassembly, side, packet);
  /* Behind its end there is nothing but repetitions. */
  return packet->wire_len > 0 && mb_tcp_stream_is_over (stream) &&
         !mb_tcp_stream_is_behind (stream, packet->sequence);
}

/* The three steps of a connection's begin (RFC 9293, 3.5). Each tells of both directions. */
static void
take_handshake (MbReassembly   *reassembly,
                guint           side,
                const MbPacket *packet)
{
  mb_tcp_stream_start (reassembly->streams[side], packet->sequence + 1);
  if (packet->flags & MB_TCP_ACK)
    {
      mb_tcp_stream_start (reassembly->streams[1 - side], packet->acknowledgment);
      reassembly->client_side = 1 - side;
    }
  else
    reassembly->client_side = side;
}

static void
take_packet (MbReassembly   *reassembly,
             guint           side,
             const MbPacket *packet,
             const MbStamp  *stamp)
{
  const MbTcpSegment segment = {
    .sequence = packet->sequence + (packet->flags & MB_TCP_SYN ? 1 : 0),
    .is_last = (packet->flags & MB_TCP_FIN) != 0,
    .has_acknowledgment = (packet->flags & MB_TCP_ACK) != 0,
    .acknowledgment = packet->acknowledgment,
    .bytes = packet->payload,
    .len = packet->len,
    .wire_len = packet->wire_len,
    .stamp = *stamp,
  };

  reassembly->first_side = 1 - side;
  if (packet->flags & MB_TCP_RST)
    {
      /* Its payload, if any, is a text for people. One from before is not obeyed (3.5.3). */
      if (!mb_tcp_stream_is_behind (reassembly->streams[side], packet->sequence))
        mb_reassembly_finish (reassembly);
      return;
    }
  if (packet->flags & MB_TCP_SYN)
    take_handshake (reassembly, side, packet);
  mb_tcp_stream_push (reassembly->streams[side], &segment);
  if (packet->flags & MB_TCP_ACK)
    mb_tcp_stream_acknowledge (reassembly->streams[1 - side], packet->acknowledgment);
}

/**
 * mb_reassembly_push:
 * @reassembly: a reassembly from which mb_reassembly_next() gave %MB_TCP_CHUNK_NONE
 * @side: which of the two ends sent the packet, 0 or 1
 * @packet: a packet between the two; its bytes are borrowed as long as mb_reassembly_next() gives
 *   chunks
 * @stamp: its number and time
 *
 * Adds the next packet that was captured.
 */
void
mb_reassembly_push (MbReassembly   *reassembly,
                    guint           side,
                    const MbPacket *packet,
                    const MbStamp  *stamp)
{
  g_return_if_fail (reassembly != NULL && side < 2);
  g_return_if_fail (!reassembly->is_restarting);

  if (!is_new_connection (reassembly, side, packet))
    {
      take_packet (reassembly, side, packet, stamp);
      return;
    }
  mb_reassembly_finish (reassembly);
  reassembly->is_restarting = TRUE;
  reassembly->waiting_side = side;
  reassembly->waiting = *packet;
  reassembly->waiting_stamp = *stamp;
}

/**
 * mb_reassembly_finish:
 * @reassembly: a reassembly
 *
 * Says that nothing more will come: what is held becomes chunks, with gaps between them.
 */
void
mb_reassembly_finish (MbReassembly *reassembly)
{
  g_return_if_fail (reassembly != NULL);

  for (guint i = 0; i < 2; i++)
    mb_tcp_stream_finish (reassembly->streams[i]);
  if (reassembly->client_side != MB_REASSEMBLY_NO_SIDE)
    reassembly->first_side = reassembly->client_side;
}

/* Whether what comes next of a side answers bytes that are still expected to come. It is not told
 * before them, or answers would come before their questions wherever a capture swaps or loses a
 * packet. */
static gboolean
must_wait (MbReassembly *reassembly,
           guint         side)
{
  guint32 answered;

  return mb_tcp_stream_get_answered (reassembly->streams[side], &answered) &&
         mb_tcp_stream_awaits (reassembly->streams[1 - side], answered) &&
         !mb_tcp_stream_is_full (reassembly->streams[side]);
}

/**
 * mb_reassembly_next:
 * @reassembly: a reassembly
 * @out_side: (out): who sent it, 0 or 1; not touched for %MB_TCP_CHUNK_RESTART
 * @out_chunk: (out caller-allocates): what comes next, good until the next call
 *
 * Takes the next piece of either direction. What a packet acknowledges comes before what it brings,
 * also when it was captured later; what is missing is waited for as long as by the stream it is of.
 *
 * Returns: what it is
 */
MbTcpChunkKind
mb_reassembly_next (MbReassembly *reassembly,
                    guint        *out_side,
                    MbTcpChunk   *out_chunk)
{
  gboolean waits[2] = { FALSE, FALSE };

  g_return_val_if_fail (reassembly != NULL, MB_TCP_CHUNK_NONE);
  g_return_val_if_fail (out_side != NULL && out_chunk != NULL, MB_TCP_CHUNK_NONE);

  for (guint i = 0; i < 2; i++)
    {
      guint side = i == 0 ? reassembly->first_side : 1 - reassembly->first_side;

      waits[side] = must_wait (reassembly, side);
      /* Each for the other: no honest sender does that, so one of them is believed. */
      if (waits[side] && !(i == 1 && waits[1 - side]))
        {
          mb_tcp_stream_defer (reassembly->streams[side]);
          continue;
        }
      if (mb_tcp_stream_next (reassembly->streams[side], out_chunk) == MB_TCP_CHUNK_NONE)
        continue;
      *out_side = side;
      return out_chunk->kind;
    }
  if (!reassembly->is_restarting)
    return MB_TCP_CHUNK_NONE;

  reassembly->is_restarting = FALSE;
  for (guint i = 0; i < 2; i++)
    mb_tcp_stream_reset (reassembly->streams[i]);
  reassembly->client_side = MB_REASSEMBLY_NO_SIDE;
  take_packet (reassembly, reassembly->waiting_side, &reassembly->waiting,
               &reassembly->waiting_stamp);
  out_chunk->kind = MB_TCP_CHUNK_RESTART;
  return out_chunk->kind;
}

/**
 * mb_reassembly_get_client_side:
 * @reassembly: a reassembly
 *
 * Tells who opened the connection that the chunks are of, from the SYN or its answer.
 *
 * Returns: 0 or 1, or %MB_REASSEMBLY_NO_SIDE when neither was captured
 */
guint
mb_reassembly_get_client_side (MbReassembly *reassembly)
{
  g_return_val_if_fail (reassembly != NULL, MB_REASSEMBLY_NO_SIDE);

  return reassembly->client_side;
}
