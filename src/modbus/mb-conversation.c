/* mb-conversation.c: what two ends that speak Modbus send each other, as ADUs with their direction.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-conversation.h"

#include "modbus/mb-pairing.h"

struct _MbConversation
{
  MbConversationSpec  spec;
  MbReassembly       *reassembly; /* of TCP */
  MbStreamFramer     *framers[2];
  MbPairing          *pairing;
  /* Who is the client by the contents, and who is taken for it as long as these do not tell. */
  guint               client_side;
  guint               first_side;
  MbCapturedCause     end_cause;
  const MbPcapPacket *captured;   /* the packet that is being worked on */
};

/**
 * mb_conversation_new:
 * @spec: what it is made of; copied
 *
 * Makes what takes the packets between two ports apart: over TCP one connection after the other,
 * over UDP one ADU in each datagram. Each ADU gets its direction: by who connected; when that was
 * not captured, by the ports; and when both or none of these are known ones, by the first ADU whose
 * layout fits a request only, or a response only, until which the first sender is taken for the
 * client. Responses are tied to the request that they answer. For one thread at a time.
 *
 * Returns: (transfer full): a conversation without packets
 */
MbConversation *
mb_conversation_new (const MbConversationSpec *spec)
{
  MbConversation *conversation = g_new0 (MbConversation, 1);

  conversation->spec = *spec;
  conversation->client_side = MB_REASSEMBLY_NO_SIDE;
  conversation->first_side = MB_REASSEMBLY_NO_SIDE;
  conversation->end_cause = MB_CAPTURED_CLOSED;
  conversation->pairing = mb_pairing_new ();
  if (spec->carrier != MB_CARRIER_TCP)
    return conversation;

  conversation->reassembly = mb_reassembly_new (spec->budget);
  for (guint i = 0; i < 2; i++)
    conversation->framers[i] = mb_stream_framer_new ();
  return conversation;
}

/**
 * mb_conversation_free:
 * @conversation: (transfer full) (nullable): a conversation
 *
 * Frees it. What is left of ADUs is not told.
 */
void
mb_conversation_free (MbConversation *conversation)
{
  if (conversation == NULL)
    return;
  mb_reassembly_free (conversation->reassembly);
  for (guint i = 0; i < 2; i++)
    mb_stream_framer_free (conversation->framers[i]);
  mb_pairing_free (conversation->pairing);
  g_free (conversation);
}

/**
 * mb_conversation_get_spec:
 * @conversation: a conversation
 *
 * Returns: (transfer none): what it was made of
 */
const MbConversationSpec *
mb_conversation_get_spec (MbConversation *conversation)
{
  g_return_val_if_fail (conversation != NULL, NULL);

  return &conversation->spec;
}

/* Another connection between the same ports has nothing to do with the one before. */
static void
restart (MbConversation *conversation)
{
  for (guint i = 0; i < 2; i++)
    mb_stream_framer_reset (conversation->framers[i]);
  mb_pairing_free (conversation->pairing);
  conversation->pairing = mb_pairing_new ();
  conversation->client_side = MB_REASSEMBLY_NO_SIDE;
  conversation->first_side = MB_REASSEMBLY_NO_SIDE;
}

static gboolean
fits (const MbFramed *framed,
      MbDirection     direction)
{
  g_autoptr (MbDissection) dissection =
    mb_dissection_new (framed->bytes, framed->len, direction, NULL, 0);

  return !mb_dissection_is_malformed (dissection);
}

/* Some layouts are the same both ways, such as a write and what confirms it. */
static guint
find_client_by_content (MbConversation *conversation,
                        guint           side,
                        const MbFramed *framed)
{
  gboolean is_request, is_response;

  if (conversation->client_side != MB_REASSEMBLY_NO_SIDE)
    return conversation->client_side;

  is_request = fits (framed, MB_DIRECTION_REQUEST);
  is_response = fits (framed, MB_DIRECTION_RESPONSE);
  if (is_request != is_response)
    {
      conversation->client_side = is_request ? side : 1 - side;
      return conversation->client_side;
    }
  if (conversation->first_side == MB_REASSEMBLY_NO_SIDE)
    conversation->first_side = side;
  return conversation->first_side;
}

static MbDirection
find_direction (MbConversation *conversation,
                guint           side,
                const MbFramed *framed)
{
  guint client_side = MB_REASSEMBLY_NO_SIDE;

  if (conversation->reassembly != NULL)
    client_side = mb_reassembly_get_client_side (conversation->reassembly);
  if (client_side == MB_REASSEMBLY_NO_SIDE)
    client_side = conversation->spec.client_side;
  if (client_side == MB_REASSEMBLY_NO_SIDE)
    client_side = find_client_by_content (conversation, side, framed);
  return side == client_side ? MB_DIRECTION_REQUEST : MB_DIRECTION_RESPONSE;
}

static void
tell (MbConversation  *conversation,
      guint            side,
      const MbFramed  *framed,
      MbCapturedCause  cause)
{
  const MbConversationSpec *spec = &conversation->spec;
  const MbPcapPacket *captured = conversation->captured;
  g_autoptr (GBytes) request = NULL;
  g_autofree char *remark = NULL;
  gboolean is_reused = FALSE;
  MbCapturedAdu adu = {
    .stamp = framed->stamp,
    .source = &spec->ends[side],
    .destination = &spec->ends[1 - side],
    .carrier = spec->carrier,
    .bytes = framed->bytes,
    .len = framed->len,
  };

  adu.direction = find_direction (conversation, side, framed);
  if (adu.direction == MB_DIRECTION_RESPONSE)
    request = mb_pairing_take (conversation->pairing, framed->bytes, framed->len);
  else if (framed->kind != MB_FRAMED_BROKEN)
    {
      /* Over UDP a client repeats a request whose answer it misses, as it is. */
      is_reused = spec->carrier == MB_CARRIER_TCP &&
                  mb_pairing_is_open (conversation->pairing, framed->bytes, framed->len);
      mb_pairing_add_request (conversation->pairing, framed->bytes, framed->len);
    }
  if (request != NULL)
    adu.request = g_bytes_get_data (request, &adu.request_len);
  if (captured != NULL && captured->stamp.frame == framed->stamp.frame)
    {
      adu.comment = captured->comment;
      adu.comment_len = captured->comment_len;
    }
  remark = mb_captured_remark (framed, cause, is_reused);
  adu.remark = remark;
  spec->counts->n_adus++;
  spec->counts->n_skipped_bytes += framed->n_skipped;
  spec->func (&adu, spec->user_data);
}

static void
take_chunk (MbConversation   *conversation,
            guint             side,
            const MbTcpChunk *chunk)
{
  MbStreamFramer *framer = conversation->framers[side];
  MbCapturedCause cause = chunk->kind == MB_TCP_CHUNK_GAP ? MB_CAPTURED_GAP
                                                          : conversation->end_cause;
  MbFramed framed;

  if (chunk->kind == MB_TCP_CHUNK_GAP && chunk->len > 0)
    conversation->spec.counts->n_gaps++;
  mb_stream_framer_push (framer, chunk);
  while (mb_stream_framer_next (framer, &framed) != MB_FRAMED_NONE)
    tell (conversation, side, &framed, cause);
}

static void
take_chunks (MbConversation *conversation)
{
  MbTcpChunk chunk;
  guint side;

  while (mb_reassembly_next (conversation->reassembly, &side, &chunk) != MB_TCP_CHUNK_NONE)
    {
      if (chunk.kind == MB_TCP_CHUNK_RESTART)
        restart (conversation);
      else
        take_chunk (conversation, side, &chunk);
    }
}

/* A datagram is an ADU, whatever its length field says; the dissector tells when they differ. */
static void
take_datagram (MbConversation *conversation,
               guint           side,
               const MbPacket *packet,
               const MbStamp  *stamp)
{
  const MbFramed framed = {
    .kind = packet->len < packet->wire_len ? MB_FRAMED_TRUNCATED : MB_FRAMED_ADU,
    .bytes = packet->payload,
    .len = packet->len,
    .expected_len = packet->wire_len,
    .stamp = *stamp,
  };

  if (packet->len > 0)
    tell (conversation, side, &framed, MB_CAPTURED_GAP);
}

/**
 * mb_conversation_push:
 * @conversation: a conversation
 * @side: which end sent it, 0 or 1
 * @packet: the next packet between the two
 * @captured: what it was taken from, for its number, time and comment
 *
 * Takes the next packet; calls the function of the specification for each ADU that is complete now,
 * in the order of their streams.
 */
void
mb_conversation_push (MbConversation     *conversation,
                      guint               side,
                      const MbPacket     *packet,
                      const MbPcapPacket *captured)
{
  g_return_if_fail (conversation != NULL && side < 2 && captured != NULL);

  conversation->captured = captured;
  if (conversation->reassembly == NULL)
    take_datagram (conversation, side, packet, &captured->stamp);
  else
    {
      mb_reassembly_push (conversation->reassembly, side, packet, &captured->stamp);
      take_chunks (conversation);
    }
  conversation->captured = NULL;
}

/**
 * mb_conversation_finish:
 * @conversation: a conversation
 * @cause: why nothing more will come
 *
 * Tells what is left: ADUs that waited for something before them, and the beginnings of others.
 */
void
mb_conversation_finish (MbConversation  *conversation,
                        MbCapturedCause  cause)
{
  g_return_if_fail (conversation != NULL);

  if (conversation->reassembly == NULL)
    return;
  conversation->end_cause = cause;
  mb_reassembly_finish (conversation->reassembly);
  take_chunks (conversation);
}
