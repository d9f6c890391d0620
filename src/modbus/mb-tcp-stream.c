/* mb-tcp-stream.c: the segments of one direction of a TCP connection in, its bytes in order out.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-tcp-stream.h"

#include <string.h>

#include "modbus/mb-tcp-acks.h"
#include "modbus/mb-tcp-hold.h"

struct _MbTcpStream
{
  gboolean      has_start;
  gboolean      is_start_untold; /* its begin was not captured, and nobody was told yet */
  guint32       start;
  guint32       next;            /* sequence number of the byte that is due */
  gboolean      has_end;
  guint32       end;
  gboolean      is_finishing;
  gboolean      is_over;
  /* A segment that is due, borrowed, and what was not captured behind what was told. */
  MbTcpSegment  current;
  gsize         n_missing;
  MbTcpHold     hold;
  MbTcpPiece   *told;
  MbTcpAcks     acks;
};

/* How far a sequence number lies ahead of the byte that is due; for one that is behind more than
 * any distance ahead that counts. Arithmetic modulo 2^32 (RFC 9293, 3.4). */
static guint32
distance (const MbTcpStream *stream,
          guint32            sequence)
{
  return sequence - stream->next;
}

static gboolean
is_ahead (guint32 ahead)
{
  return ahead < 0u - MB_TCP_STREAM_BEHIND;
}

/**
 * mb_tcp_stream_new:
 * @budget: memory shared with other streams; must outlive the stream
 *
 * Makes one direction of a TCP connection (RFC 9293), as it is seen by who captures packets: some
 * come twice, some in another order, some never. The first packet that brings a byte wins; a later
 * one that claims otherwise is not believed. Bytes behind a hole wait until it is filled, until the
 * receiver has acknowledged it %MB_TCP_STREAM_GRACE times, or until there are more than
 * %MB_TCP_STREAM_MAX_HELD_BYTES or %MB_TCP_STREAM_MAX_HELD_SEGMENTS of them or the budget is used
 * up; then the hole is told as a gap. What a capture cut off a packet is a gap at once. Nothing is
 * ever kept for the bytes that are missing. For one thread at a time.
 *
 * Returns: (transfer full): a stream that has not started
 */
MbTcpStream *
mb_tcp_stream_new (MbTcpBudget *budget)
{
  MbTcpStream *stream = g_new0 (MbTcpStream, 1);

  g_return_val_if_fail (budget != NULL, stream);

  mb_tcp_hold_init (&stream->hold, budget);
  return stream;
}

/**
 * mb_tcp_stream_free:
 * @stream: (transfer full) (nullable): a stream
 *
 * Frees a stream; chunks taken from it are gone with it.
 */
void
mb_tcp_stream_free (MbTcpStream *stream)
{
  if (stream == NULL)
    return;
  mb_tcp_stream_reset (stream);
  g_free (stream);
}

/**
 * mb_tcp_stream_reset:
 * @stream: a stream
 *
 * Forgets everything, as for another connection.
 */
void
mb_tcp_stream_reset (MbTcpStream *stream)
{
  MbTcpBudget *budget;

  g_return_if_fail (stream != NULL);

  budget = stream->hold.budget;
  if (stream->told != NULL)
    mb_tcp_hold_free (&stream->hold, stream->told);
  mb_tcp_hold_clear (&stream->hold);
  memset (stream, 0, sizeof *stream);
  mb_tcp_hold_init (&stream->hold, budget);
}

/**
 * mb_tcp_stream_start:
 * @stream: a stream
 * @sequence: number of its first byte
 *
 * Says where the stream starts, as a SYN or the acknowledgment of one tells it. A stream that has
 * started is left as it is.
 */
void
mb_tcp_stream_start (MbTcpStream *stream,
                     guint32      sequence)
{
  g_return_if_fail (stream != NULL);

  if (stream->has_start)
    return;
  stream->has_start = TRUE;
  stream->start = sequence;
  stream->next = sequence;
}

/**
 * mb_tcp_stream_get_start:
 * @stream: a stream
 * @out_sequence: (out): number of its first byte
 *
 * Tells where the stream started, by its handshake or else by the first segment seen of it.
 *
 * Returns: %FALSE when it has not started
 */
gboolean
mb_tcp_stream_get_start (const MbTcpStream *stream,
                         guint32           *out_sequence)
{
  g_return_val_if_fail (stream != NULL, FALSE);

  if (stream->has_start)
    *out_sequence = stream->start;
  return stream->has_start;
}

/**
 * mb_tcp_stream_is_over:
 * @stream: a stream
 *
 * Returns: whether %MB_TCP_CHUNK_END was told
 */
gboolean
mb_tcp_stream_is_over (const MbTcpStream *stream)
{
  g_return_val_if_fail (stream != NULL, FALSE);

  return stream->is_over;
}

/**
 * mb_tcp_stream_is_behind:
 * @stream: a stream
 * @sequence: a sequence number
 *
 * Returns: whether the stream is past @sequence, at most %MB_TCP_STREAM_BEHIND bytes
 */
gboolean
mb_tcp_stream_is_behind (const MbTcpStream *stream,
                         guint32            sequence)
{
  g_return_val_if_fail (stream != NULL, FALSE);

  return stream->has_start && !is_ahead (distance (stream, sequence));
}

/**
 * mb_tcp_stream_push:
 * @stream: a stream from which mb_tcp_stream_next() gave %MB_TCP_CHUNK_NONE
 * @segment: the next segment that was captured, whatever its place
 *
 * Adds a segment. The first one with data or with the end starts a stream that had no handshake.
 * Costs no copy when it is due and nothing is held; else in proportion to what is held.
 */
void
mb_tcp_stream_push (MbTcpStream        *stream,
                    const MbTcpSegment *segment)
{
  MbTcpSegment rest = *segment;
  guint32 ahead;

  g_return_if_fail (stream != NULL && segment->len <= segment->wire_len);

  if (stream->is_over || stream->is_finishing)
    return;
  if (!stream->has_start && (segment->wire_len > 0 || segment->is_last))
    {
      mb_tcp_stream_start (stream, segment->sequence);
      stream->is_start_untold = TRUE;
    }
  if (segment->is_last && !stream->has_end)
    {
      stream->has_end = TRUE;
      stream->end = segment->sequence + (guint32) segment->wire_len;
    }

  ahead = distance (stream, rest.sequence);
  if (!is_ahead (ahead))
    {
      mb_tcp_segment_cut (&rest, 0u - ahead);
      ahead = 0;
    }
  if (rest.wire_len == 0)
    return;
  if (ahead == 0 && mb_tcp_hold_peek (&stream->hold) == NULL)
    stream->current = rest;
  else
    mb_tcp_hold_add (&stream->hold, stream->next, &rest);
}

/* The end of a stream counts as a byte of it (RFC 9293, 3.4). */
static guint32
without_end (const MbTcpStream *stream,
             guint32            sequence)
{
  return stream->has_end && sequence == stream->end + 1 ? stream->end : sequence;
}

/**
 * mb_tcp_stream_acknowledge:
 * @stream: a stream
 * @sequence: the first byte that the receiver has not got
 *
 * Notes an acknowledgment of the other direction. When it covers what is not there, that will not
 * be repeated by the sender any more.
 */
void
mb_tcp_stream_acknowledge (MbTcpStream *stream,
                           guint32      sequence)
{
  g_return_if_fail (stream != NULL);

  if (stream->has_start && !stream->is_over)
    mb_tcp_acks_note (&stream->acks, stream->next,
                      mb_tcp_hold_reach (&stream->hold, stream->next),
                      without_end (stream, sequence));
}

/**
 * mb_tcp_stream_awaits:
 * @stream: a stream
 * @sequence: the first byte that the receiver has not got
 *
 * Tells whether an answer should wait until what it answers was told.
 *
 * Returns: whether bytes before @sequence are there and were not told yet, or are not there and not
 *   given up
 */
gboolean
mb_tcp_stream_awaits (const MbTcpStream *stream,
                      guint32            sequence)
{
  const MbTcpPiece *first;
  guint32 ahead;

  g_return_val_if_fail (stream != NULL, FALSE);

  ahead = distance (stream, without_end (stream, sequence));
  if (!stream->has_start || stream->is_over || ahead == 0 || ahead > MB_TCP_STREAM_MAX_HOLE)
    return FALSE;
  first = mb_tcp_hold_peek (&stream->hold);
  if (stream->current.wire_len > 0 ||
      (first != NULL && distance (stream, first->sequence) < ahead))
    return TRUE;
  return !stream->is_finishing &&
         !mb_tcp_acks_is_given_up (&stream->acks, stream->next, sequence);
}

/**
 * mb_tcp_stream_get_answered:
 * @stream: a stream
 * @out_sequence: (out): the first byte that the sender of the next chunk had not got
 *
 * Tells what the next chunk of data may be an answer to.
 *
 * Returns: %FALSE when data is not what comes next, or its segment had no acknowledgment
 */
gboolean
mb_tcp_stream_get_answered (const MbTcpStream *stream,
                            guint32           *out_sequence)
{
  const MbTcpPiece *first;

  g_return_val_if_fail (stream != NULL && out_sequence != NULL, FALSE);

  first = mb_tcp_hold_peek (&stream->hold);
  if (stream->current.wire_len > 0)
    {
      *out_sequence = stream->current.acknowledgment;
      return stream->current.has_acknowledgment;
    }
  if (stream->n_missing > 0 || first == NULL || first->sequence != stream->next)
    return FALSE;
  *out_sequence = first->acknowledgment;
  return first->has_acknowledgment;
}

/**
 * mb_tcp_stream_is_full:
 * @stream: a stream
 *
 * Returns: whether it holds more than it should, alone or together with those it shares its budget
 *   with
 */
gboolean
mb_tcp_stream_is_full (const MbTcpStream *stream)
{
  g_return_val_if_fail (stream != NULL, FALSE);

  return mb_tcp_hold_is_full (&stream->hold);
}

/**
 * mb_tcp_stream_defer:
 * @stream: a stream
 *
 * Copies what was pushed last, so that its bytes may go; mb_tcp_stream_next() gives it later.
 */
void
mb_tcp_stream_defer (MbTcpStream *stream)
{
  g_return_if_fail (stream != NULL);

  if (stream->current.wire_len > 0)
    mb_tcp_hold_add_due (&stream->hold, &stream->current);
  stream->current.wire_len = 0;
  stream->current.len = 0;
}

/**
 * mb_tcp_stream_finish:
 * @stream: a stream
 *
 * Says that nothing more will come. Each hole becomes a gap, then the stream ends.
 */
void
mb_tcp_stream_finish (MbTcpStream *stream)
{
  g_return_if_fail (stream != NULL);

  stream->is_finishing = TRUE;
}

/* Whether nobody waits any more for what is missing before @sequence. */
static gboolean
is_given_up (const MbTcpStream *stream,
             guint32            sequence)
{
  return stream->is_finishing || mb_tcp_stream_is_full (stream) ||
         mb_tcp_acks_is_given_up (&stream->acks, stream->next, sequence);
}

static void
advance (MbTcpStream *stream,
         gsize        len)
{
  stream->next += (guint32) len;
  mb_tcp_acks_advance (&stream->acks, stream->next);
}

static MbTcpChunkKind
tell_gap (MbTcpStream *stream,
          gsize        len,
          MbTcpChunk  *out_chunk)
{
  advance (stream, len);
  out_chunk->len = len <= MB_TCP_STREAM_MAX_HOLE ? len : 0;
  return MB_TCP_CHUNK_GAP;
}

static MbTcpChunkKind
tell_current (MbTcpStream *stream,
              MbTcpChunk  *out_chunk)
{
  MbTcpSegment *current = &stream->current;

  stream->n_missing = current->wire_len - current->len;
  advance (stream, current->len);
  out_chunk->bytes = current->bytes;
  out_chunk->len = current->len;
  /* What was cut off its front was known; then what is left begins where another segment ended. */
  out_chunk->starts_segment = TRUE;
  out_chunk->stamp = current->stamp;
  current->wire_len = 0;
  current->len = 0;
  return MB_TCP_CHUNK_DATA;
}

static MbTcpChunkKind
tell_held (MbTcpStream *stream,
           MbTcpChunk  *out_chunk)
{
  MbTcpPiece *piece = mb_tcp_hold_pop (&stream->hold);

  stream->told = piece;
  if (piece->len == 0)
    return tell_gap (stream, piece->n_missing, out_chunk);
  stream->n_missing = piece->n_missing;
  advance (stream, piece->len);
  out_chunk->bytes = piece->bytes;
  out_chunk->len = piece->len;
  out_chunk->starts_segment = piece->starts_segment;
  out_chunk->stamp = piece->stamp;
  return MB_TCP_CHUNK_DATA;
}

/* Nothing is held: the end, once it is due or nothing can come before it any more. */
static MbTcpChunkKind
tell_end (MbTcpStream *stream,
          MbTcpChunk  *out_chunk)
{
  guint32 ahead = stream->has_end ? distance (stream, stream->end) : 0;

  if (stream->is_over || !(stream->is_finishing || stream->has_end))
    return MB_TCP_CHUNK_NONE;
  if (ahead > 0 && is_ahead (ahead))
    return is_given_up (stream, stream->end) ? tell_gap (stream, ahead, out_chunk)
                                             : MB_TCP_CHUNK_NONE;
  stream->is_over = TRUE;
  return MB_TCP_CHUNK_END;
}

/**
 * mb_tcp_stream_next:
 * @stream: a stream
 * @out_chunk: (out caller-allocates): what comes next, good until the next call
 *
 * Takes the next piece of the stream. A stream whose begin was not captured begins with a gap of
 * unknown length.
 *
 * Returns: what it is, never %MB_TCP_CHUNK_RESTART
 */
MbTcpChunkKind
mb_tcp_stream_next (MbTcpStream *stream,
                    MbTcpChunk  *out_chunk)
{
  const MbTcpPiece *first;
  MbTcpChunkKind kind = MB_TCP_CHUNK_NONE;

  g_return_val_if_fail (stream != NULL && out_chunk != NULL, MB_TCP_CHUNK_NONE);

  if (stream->told != NULL)
    mb_tcp_hold_free (&stream->hold, g_steal_pointer (&stream->told));
  *out_chunk = (MbTcpChunk) { 0 };
  first = mb_tcp_hold_peek (&stream->hold);

  if (stream->is_start_untold)
    {
      stream->is_start_untold = FALSE;
      kind = MB_TCP_CHUNK_GAP;
    }
  else if (stream->n_missing > 0)
    {
      kind = tell_gap (stream, stream->n_missing, out_chunk);
      stream->n_missing = 0;
    }
  else if (stream->current.len > 0)
    kind = tell_current (stream, out_chunk);
  else if (stream->current.wire_len > 0)
    {
      kind = tell_gap (stream, stream->current.wire_len, out_chunk);
      stream->current.wire_len = 0;
    }
  else if (first != NULL && first->sequence == stream->next)
    kind = tell_held (stream, out_chunk);
  else if (first != NULL && is_given_up (stream, first->sequence))
    kind = tell_gap (stream, distance (stream, first->sequence), out_chunk);
  else if (first == NULL)
    kind = tell_end (stream, out_chunk);
  out_chunk->kind = kind;
  return kind;
}
