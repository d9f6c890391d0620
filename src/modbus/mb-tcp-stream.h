/* mb-tcp-stream.h: the segments of one direction of a TCP connection in, its bytes in order out.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-stamp.h"

G_BEGIN_DECLS

/* What one direction holds while something before it is missing. A client with 16 requests in
 * flight has less than 5 KiB on the way; the rest is room for bursts that a capture tore apart. */
#define MB_TCP_STREAM_MAX_HELD_BYTES (256 * 1024)
#define MB_TCP_STREAM_MAX_HELD_SEGMENTS 256

/* What the receiver has acknowledged the sender does not repeat: when it is not there it is not in
 * the capture. Since captures also swap packets, that is believed after so many acknowledgments. */
#define MB_TCP_STREAM_GRACE 8

/* A hole larger than any window can be (RFC 7323, 2.3) is a jump: its size says nothing. */
#define MB_TCP_STREAM_MAX_HOLE (1024 * 1024 * 1024)

/* What lies so far behind is a repetition, everything else is ahead. No Modbus device has so large
 * a window, and a port pair that is used anew rarely starts just there. */
#define MB_TCP_STREAM_BEHIND (16 * 1024 * 1024)

/**
 * MbTcpBudget:
 * @held_bytes: what all streams hold together
 * @limit_bytes: what they may hold together; a stream that would pass it gives up its holes
 *
 * The memory that several streams share.
 */
typedef struct
{
  gsize held_bytes;
  gsize limit_bytes;
} MbTcpBudget;

/**
 * MbTcpSegment:
 * @sequence: number of the first byte
 * @is_last: whether it is the last one: it has the flag FIN
 * @has_acknowledgment: whether it has the flag ACK
 * @acknowledgment: then, the byte of the other direction that its sender had not got yet
 * @bytes: (array length=len): what was captured of its bytes
 * @len: number of @bytes
 * @wire_len: how many bytes it had, at least @len
 * @stamp: the packet that it came in
 *
 * One segment, borrowed for mb_tcp_stream_push() and as long as mb_tcp_stream_next() gives chunks.
 */
typedef struct
{
  guint32       sequence;
  gboolean      is_last;
  gboolean      has_acknowledgment;
  guint32       acknowledgment;
  const guint8 *bytes;
  gsize         len;
  gsize         wire_len;
  MbStamp       stamp;
} MbTcpSegment;

/**
 * MbTcpChunkKind:
 * @MB_TCP_CHUNK_NONE: nothing for now
 * @MB_TCP_CHUNK_DATA: bytes that follow those before
 * @MB_TCP_CHUNK_GAP: here bytes are not in the capture
 * @MB_TCP_CHUNK_END: nothing more of it will come
 * @MB_TCP_CHUNK_RESTART: both directions begin anew: another connection between the same ports;
 *   only from mb_reassembly_next()
 *
 * What comes next in a stream.
 */
typedef enum
{
  MB_TCP_CHUNK_NONE,
  MB_TCP_CHUNK_DATA,
  MB_TCP_CHUNK_GAP,
  MB_TCP_CHUNK_END,
  MB_TCP_CHUNK_RESTART,
} MbTcpChunkKind;

/**
 * MbTcpChunk:
 * @kind: what it is
 * @bytes: (array length=len): for %MB_TCP_CHUNK_DATA the bytes
 * @len: number of bytes, for %MB_TCP_CHUNK_GAP of those that are missing; 0 there when that cannot
 *   be known, as at the start of a stream whose beginning was not captured
 * @starts_segment: whether @bytes begin where a segment began
 * @stamp: the packet that brought @bytes
 *
 * A piece of a stream, good until the next call.
 */
typedef struct
{
  MbTcpChunkKind  kind;
  const guint8   *bytes;
  gsize           len;
  gboolean        starts_segment;
  MbStamp         stamp;
} MbTcpChunk;

/**
 * MbTcpStream:
 *
 * Segments of one direction go in, its bytes come out in their order, with a gap where some are not
 * in the capture: push one segment, then next until it gives %MB_TCP_CHUNK_NONE, or defer. For one
 * thread at a time. For mb-reassembly.
 */
typedef struct _MbTcpStream MbTcpStream;

/* Makes one direction of a TCP connection (RFC 9293), as it is seen by who captures packets:
 * some come twice, some in another order, some never. */
MbTcpStream    *mb_tcp_stream_new         (MbTcpBudget        *budget);
/* Frees a stream; chunks taken from it are gone with it. */
void            mb_tcp_stream_free        (MbTcpStream        *stream);
/* Forgets everything, as for another connection. */
void            mb_tcp_stream_reset       (MbTcpStream        *stream);
/* Says where the stream starts, as the handshake tells it; one that has started is left as it
 * is. */
void            mb_tcp_stream_start       (MbTcpStream        *stream,
                                           guint32             sequence);
/* Where it started; FALSE while that is not known. */
gboolean        mb_tcp_stream_get_start   (const MbTcpStream  *stream,
                                           guint32            *out_sequence);
/* Whether its end was told. */
gboolean        mb_tcp_stream_is_over     (const MbTcpStream  *stream);
/* Whether all before @sequence, and more, is behind already. */
gboolean        mb_tcp_stream_is_behind   (const MbTcpStream  *stream,
                                           guint32             sequence);
/* In and out. */

/* Adds a segment, wherever it belongs; the first one starts a stream that had no handshake. */
void            mb_tcp_stream_push        (MbTcpStream        *stream,
                                           const MbTcpSegment *segment);
/* The other direction acknowledged all bytes before @sequence. */
void            mb_tcp_stream_acknowledge (MbTcpStream        *stream,
                                           guint32             sequence);
/* Whether bytes before @sequence, which their receiver has, are still expected to come. */
gboolean        mb_tcp_stream_awaits      (const MbTcpStream  *stream,
                                           guint32             sequence);
/* The bytes of the other direction that whoever sent the next chunk had got; FALSE when there is no
 * such chunk, or it does not tell. */
gboolean        mb_tcp_stream_get_answered (const MbTcpStream *stream,
                                           guint32            *out_sequence);
/* Whether nothing more should be held. */
gboolean        mb_tcp_stream_is_full     (const MbTcpStream  *stream);
/* Keeps what was pushed last, in place of taking it with mb_tcp_stream_next(). */
void            mb_tcp_stream_defer       (MbTcpStream        *stream);
/* Nothing more will come: holes become gaps. */
void            mb_tcp_stream_finish      (MbTcpStream        *stream);
/* Takes the next piece, good until the next call; to be called until it gives MB_TCP_CHUNK_NONE
 * before anything else is pushed, or mb_tcp_stream_defer(). */
MbTcpChunkKind  mb_tcp_stream_next        (MbTcpStream        *stream,
                                           MbTcpChunk         *out_chunk);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbTcpStream, mb_tcp_stream_free)

G_END_DECLS
