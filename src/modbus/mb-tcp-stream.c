/* mb-tcp-stream.c: the segments of one direction of a TCP connection in, its bytes in order out.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-tcp-stream.h"

#include <string.h>

/**
 * Held:
 *
 * A piece that came before what it follows. The bytes that were not captured of its segment, behind
 * its own, count as part of it.
 */
typedef struct
{
  guint32  sequence;
  gsize    len;
  gsize    n_missing;
  gboolean starts_segment;
  MbStamp  stamp;
  guint8   bytes[];
} Held;

struct _MbTcpStream
{
  MbTcpBudget  *budget;
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
  GQueue        held;            /* of Held, in order, without overlaps */
  gsize         held_bytes;
  Held         *told;
  guint         n_acknowledged;  /* how often the first hole was */
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

static void
forget (MbTcpStream *stream,
        Held        *held)
{
  gsize size = sizeof *held + held->len;

  stream->held_bytes -= size;
  stream->budget->held_bytes -= size;
  g_free (held);
}

/**
 * mb_tcp_stream_new:
 * @budget: memory shared with other streams; must outlive the stream
 *
 * Makes one direction of a TCP connection (RFC 9293), as it is seen by who captures packets: some
 * come twice, some in another order, some never. The first packet that brings a byte wins; a later
 * one that claims otherwise is not believed. Bytes behind a hole wait until it is filled, until the
 * receiver has acknowledged it (see %MB_TCP_STREAM_GRACE), or until there are more than
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

  stream->budget = budget;
  g_queue_init (&stream->held);
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
  MbTcpBudget *budget = stream->budget;
  Held *held;

  while ((held = g_queue_pop_head (&stream->held)) != NULL)
    forget (stream, held);
  if (stream->told != NULL)
    forget (stream, stream->told);
  memset (stream, 0, sizeof *stream);
  stream->budget = budget;
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

/* Leaves out the first @n bytes of a segment, as far as it has so many. */
static void
cut_front (MbTcpSegment *segment,
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

/* Copies the first @wire_len bytes of a segment before the piece @sibling, or behind all. Of those
 * that were not captured at all nothing is known, they stay a hole. */
static void
hold (MbTcpStream        *stream,
      GList              *sibling,
      const MbTcpSegment *segment,
      gsize               wire_len,
      gboolean            starts_segment)
{
  gsize len = MIN (segment->len, wire_len);
  Held *held;

  if (len == 0)
    return;
  held = g_malloc (sizeof *held + len);
  held->sequence = segment->sequence;
  held->len = len;
  held->n_missing = wire_len - len;
  held->starts_segment = starts_segment;
  held->stamp = segment->stamp;
  memcpy (held->bytes, segment->bytes, len);
  g_queue_insert_before (&stream->held, sibling, held);
  stream->held_bytes += sizeof *held + len;
  stream->budget->held_bytes += sizeof *held + len;
}

/* Holds what a segment has between the pieces that are held already: those came first. */
static void
hold_between (MbTcpStream  *stream,
              MbTcpSegment  segment)
{
  guint32 first = segment.sequence;
  GList *l = stream->held.head;

  while (l != NULL && segment.wire_len > 0)
    {
      const Held *held = l->data;
      gsize ahead = distance (stream, segment.sequence);
      gsize held_ahead = distance (stream, held->sequence);
      gsize held_end = held_ahead + held->len + held->n_missing;

      if (ahead < held_ahead)
        {
          gsize n_before = MIN (segment.wire_len, held_ahead - ahead);

          hold (stream, l, &segment, n_before, segment.sequence == first);
          cut_front (&segment, n_before);
        }
      else
        {
          if (ahead < held_end)
            cut_front (&segment, held_end - ahead);
          l = l->next;
        }
    }
  if (segment.wire_len > 0)
    hold (stream, NULL, &segment, segment.wire_len, segment.sequence == first);
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
      cut_front (&rest, 0u - ahead);
      ahead = 0;
    }
  if (rest.wire_len == 0)
    return;
  if (ahead == 0 && g_queue_is_empty (&stream->held) && rest.len == 0)
    stream->n_missing = rest.wire_len;
  else if (ahead == 0 && g_queue_is_empty (&stream->held))
    stream->current = rest;
  else
    hold_between (stream, rest);
}

/**
 * mb_tcp_stream_acknowledge:
 * @stream: a stream
 * @sequence: the first byte that the receiver has not got
 *
 * Notes an acknowledgment of the other direction. When it covers a hole, that will not be filled by
 * a repetition any more.
 */
void
mb_tcp_stream_acknowledge (MbTcpStream *stream,
                           guint32      sequence)
{
  const Held *first = g_queue_peek_head (&stream->held);
  guint32 ahead;

  g_return_if_fail (stream != NULL);

  if (first == NULL)
    return;
  ahead = distance (stream, sequence);
  if (is_ahead (ahead) && ahead >= distance (stream, first->sequence))
    stream->n_acknowledged++;
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

static gboolean
must_give_up (const MbTcpStream *stream)
{
  return stream->is_finishing ||
         stream->n_acknowledged >= MB_TCP_STREAM_GRACE ||
         stream->held_bytes > MB_TCP_STREAM_MAX_HELD_BYTES ||
         g_queue_get_length ((GQueue *) &stream->held) > MB_TCP_STREAM_MAX_HELD_SEGMENTS ||
         stream->budget->held_bytes > stream->budget->limit_bytes;
}

static MbTcpChunkKind
tell_gap (MbTcpStream *stream,
          gsize        len,
          MbTcpChunk  *out_chunk)
{
  stream->next += (guint32) len;
  stream->n_acknowledged = 0;
  out_chunk->len = len <= MB_TCP_STREAM_MAX_HOLE ? len : 0;
  return MB_TCP_CHUNK_GAP;
}

static MbTcpChunkKind
tell_current (MbTcpStream *stream,
              MbTcpChunk  *out_chunk)
{
  MbTcpSegment *current = &stream->current;

  stream->n_missing = current->wire_len - current->len;
  stream->next += (guint32) current->len;
  out_chunk->bytes = current->bytes;
  out_chunk->len = current->len;
  /* What was cut off its front was known; then what is left begins where another segment ended. */
  out_chunk->starts_segment = TRUE;
  out_chunk->stamp = current->stamp;
  current->wire_len = 0;
  return MB_TCP_CHUNK_DATA;
}

static MbTcpChunkKind
tell_held (MbTcpStream *stream,
           MbTcpChunk  *out_chunk)
{
  Held *held = g_queue_pop_head (&stream->held);

  stream->told = held;
  stream->n_missing = held->n_missing;
  stream->next += (guint32) held->len;
  out_chunk->bytes = held->bytes;
  out_chunk->len = held->len;
  out_chunk->starts_segment = held->starts_segment;
  out_chunk->stamp = held->stamp;
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
    return stream->is_finishing ? tell_gap (stream, ahead, out_chunk) : MB_TCP_CHUNK_NONE;
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
  const Held *first;
  MbTcpChunkKind kind = MB_TCP_CHUNK_NONE;

  g_return_val_if_fail (stream != NULL && out_chunk != NULL, MB_TCP_CHUNK_NONE);

  if (stream->told != NULL)
    forget (stream, g_steal_pointer (&stream->told));
  *out_chunk = (MbTcpChunk) { 0 };
  first = g_queue_peek_head (&stream->held);

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
  else if (stream->current.wire_len > 0)
    kind = tell_current (stream, out_chunk);
  else if (first != NULL && first->sequence == stream->next)
    kind = tell_held (stream, out_chunk);
  else if (first != NULL && must_give_up (stream))
    kind = tell_gap (stream, distance (stream, first->sequence), out_chunk);
  else if (first == NULL)
    kind = tell_end (stream, out_chunk);
  out_chunk->kind = kind;
  return kind;
}
