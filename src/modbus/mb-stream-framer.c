/* mb-stream-framer.c: one captured direction with its gaps in, ADUs out, whole ones and cut ones.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-stream-framer.h"

#include <string.h>

#include "modbus/mb-framer.h"
#include "modbus/mb-function.h"
#include "modbus/mb-guess.h"
#include "modbus/mb-mbap.h"
#include "modbus/mb-wire.h"

/* What an ADU is recognised by: its header and its function code. */
#define SIGN_SIZE (MB_MBAP_SIZE + 1)

typedef enum
{
  STATE_START,   /* the begin was not captured, and nothing is known yet */
  STATE_SEEKING, /* behind a gap, and no segment began like an ADU yet */
  STATE_FRAMING,
  STATE_LOST,
} State;

struct _MbStreamFramer
{
  MbFramer  *framer;          /* made with the first bytes; most ports of a scan never have any */
  State      state;
  gboolean   has_begun;
  gboolean   is_anchored;     /* a handshake, or an ADU before, tells that the place is right */
  gboolean   must_reset;      /* what the framer has was told */
  MbTcpChunk input;           /* what is left of a chunk of data */
  gboolean   has_gap;
  gsize      gap_len;
  gboolean   has_end;
  gsize      n_to_pass;       /* what is left of an ADU that misses bytes in its middle */
  MbStamp    stamp;           /* of the bytes that the framer has */
  /* Segments that were too small to tell whether an ADU begins there, and where each began. */
  guint8     small[SIGN_SIZE];
  gsize      n_small;
  gsize      starts[SIGN_SIZE + 1];
  guint      n_starts;
  /* For the next find. */
  gboolean   is_resumed;
  guint64    n_missing;
  guint64    n_skipped;
};

/**
 * mb_stream_framer_new:
 *
 * Makes what finds the ADUs in one direction of a captured connection. Framing is that of MbFramer
 * and sizes an ADU by its length field only. A stream whose begin was captured is framed from there
 * on; when a header cannot be one it is lost for good, since nothing marks where another one would
 * be. What a capture misses is dealt with as follows. When the gap ends inside of the ADU that it
 * began in, whose length is known, the next ADU begins where that one ends. Otherwise framing goes
 * on at the next segment that begins like an ADU and consists of such as far as can be seen, since
 * senders should put one ADU into one segment (MODBUS Messaging on TCP/IP V1.0b, 4.2.1.1); what is
 * found then is marked as a guess. A stream whose begin was not captured starts the same way, but
 * when its first segment begins otherwise that is shown as it is. For one thread at a time.
 *
 * Returns: (transfer full): a framer without bytes
 */
MbStreamFramer *
mb_stream_framer_new (void)
{
  MbStreamFramer *framer = g_new0 (MbStreamFramer, 1);

  mb_stream_framer_reset (framer);
  return framer;
}

/**
 * mb_stream_framer_free:
 * @framer: (transfer full) (nullable): a framer
 *
 * Frees a framer; finds taken from it are gone with it.
 */
void
mb_stream_framer_free (MbStreamFramer *framer)
{
  if (framer == NULL)
    return;
  mb_framer_free (framer->framer);
  g_free (framer);
}

/**
 * mb_stream_framer_reset:
 * @framer: a framer
 *
 * Forgets everything, as for another connection.
 */
void
mb_stream_framer_reset (MbStreamFramer *framer)
{
  MbFramer *inner;

  g_return_if_fail (framer != NULL);

  inner = framer->framer;
  memset (framer, 0, sizeof *framer);
  framer->framer = inner;
  if (inner != NULL)
    mb_framer_reset (inner);
  framer->state = STATE_FRAMING;
  framer->is_anchored = TRUE;
}

/**
 * mb_stream_framer_push:
 * @framer: a framer from which mb_stream_framer_next() gave %MB_FRAMED_NONE
 * @chunk: data, a gap or the end; the bytes are borrowed until mb_stream_framer_next() gives
 *   %MB_FRAMED_NONE
 *
 * Adds the next piece of the stream.
 */
void
mb_stream_framer_push (MbStreamFramer   *framer,
                       const MbTcpChunk *chunk)
{
  g_return_if_fail (framer != NULL && framer->input.len == 0);

  switch (chunk->kind)
    {
    case MB_TCP_CHUNK_DATA:
      framer->input = *chunk;
      break;
    case MB_TCP_CHUNK_GAP:
      framer->has_gap = TRUE;
      framer->gap_len = chunk->len;
      break;
    case MB_TCP_CHUNK_END:
      framer->has_end = TRUE;
      break;
    case MB_TCP_CHUNK_NONE:
    case MB_TCP_CHUNK_RESTART:
      g_return_if_reached ();
    }
}

static void
cut_input (MbStreamFramer *framer,
           gsize           n)
{
  framer->input.bytes += n;
  framer->input.len -= n;
  framer->input.starts_segment = FALSE;
}

/* An ADU is complete with the packet that was captured last of those that have its bytes. */
static void
take_stamp (MbStreamFramer *framer,
            gboolean        is_first,
            const MbStamp  *stamp)
{
  if (is_first || stamp->frame > framer->stamp.frame)
    framer->stamp = *stamp;
}

static gboolean
is_sign (MbReader *reader)
{
  guint16 length;
  guint8 function;

  mb_reader_u16 (reader);
  if (mb_reader_u16 (reader) != 0)
    return FALSE;
  length = mb_reader_u16 (reader);
  mb_reader_u8 (reader);
  function = mb_reader_u8 (reader);
  if (!mb_mbap_length_is_valid (length) || (function & (MB_EXCEPTION_BIT - 1)) == 0)
    return FALSE;
  /* On to the next one; what is left of the last one may come later. */
  mb_reader_bytes (reader, MIN (length - 2u, mb_reader_left (reader)));
  return TRUE;
}

/* Whether an ADU begins at @start, counted from the small segments on, and whatever follows it in
 * the input does as well. At least SIGN_SIZE bytes are there from @start on. */
static gboolean
looks_like_adus (const MbStreamFramer *framer,
                 gsize                 start)
{
  guint8 head[2 * SIGN_SIZE];
  gsize n_head = MIN (framer->input.len, SIGN_SIZE);
  MbReader reader;
  gsize next;

  memcpy (head, framer->small, framer->n_small);
  memcpy (head + framer->n_small, framer->input.bytes, n_head);
  mb_reader_init (&reader, head + start, framer->n_small + n_head - start);
  mb_reader_bytes (&reader, 4);
  next = start + MB_MBAP_PREFIX_SIZE + (gsize) mb_reader_u16 (&reader);

  mb_reader_init (&reader, head + start, framer->n_small + n_head - start);
  if (!is_sign (&reader))
    return FALSE;
  mb_reader_init (&reader, framer->input.bytes, framer->input.len);
  mb_reader_bytes (&reader, MIN (next - framer->n_small, framer->input.len));
  while (mb_reader_left (&reader) >= SIGN_SIZE)
    if (!is_sign (&reader))
      return FALSE;
  return TRUE;
}

/* Keeps the bytes from @start on, which are too few to judge, until more come. */
static void
keep_small (MbStreamFramer *framer,
            guint           first_start)
{
  gsize start = framer->starts[first_start];
  gsize from_small = framer->n_small > start ? framer->n_small - start : 0;

  if (from_small > 0)
    memmove (framer->small, framer->small + start, from_small);
  else
    cut_input (framer, start - framer->n_small);
  take_stamp (framer, from_small == 0, &framer->input.stamp);
  memcpy (framer->small + from_small, framer->input.bytes, framer->input.len);
  framer->n_small = from_small + framer->input.len;
  framer->input.len = 0;
  framer->n_skipped += start;

  framer->n_starts -= first_start;
  for (guint i = 0; i < framer->n_starts; i++)
    framer->starts[i] = framer->starts[first_start + i] - start;
}

/* Both directions are framed alike; which one this is may not be known. */
static void
ensure_framer (MbStreamFramer *framer)
{
  if (framer->framer == NULL)
    framer->framer = mb_framer_new (MB_FRAMING_MBAP, MB_DIRECTION_REQUEST);
}

static void
begin_framing (MbStreamFramer *framer,
               gsize           start)
{
  framer->is_resumed = framer->state == STATE_SEEKING || start > 0;
  framer->n_skipped += start;
  framer->state = STATE_FRAMING;
  framer->is_anchored = FALSE;
  ensure_framer (framer);
  mb_framer_reset (framer->framer);
  if (start < framer->n_small)
    mb_framer_feed (framer->framer, framer->small + start, framer->n_small - start);
  else
    cut_input (framer, start - framer->n_small);
  framer->n_small = 0;
  framer->n_starts = 0;
}

/* Decides where framing goes on: at the first segment that begins like an ADU. */
static void
choose_start (MbStreamFramer *framer)
{
  gsize n_all = framer->n_small + framer->input.len;

  if (framer->input.starts_segment)
    framer->starts[framer->n_starts++] = framer->n_small;
  for (guint i = 0; i < framer->n_starts; i++)
    {
      if (n_all - framer->starts[i] < SIGN_SIZE)
        {
          keep_small (framer, i);
          return;
        }
      if (looks_like_adus (framer, framer->starts[i]))
        {
          begin_framing (framer, framer->starts[i]);
          return;
        }
    }

  if (framer->state == STATE_START)
    {
      begin_framing (framer, 0);
      return;
    }
  framer->n_skipped += n_all;
  framer->input.len = 0;
  framer->n_small = 0;
  framer->n_starts = 0;
}

static void
feed (MbStreamFramer *framer)
{
  gsize space, n;
  guint8 *place;

  if (framer->n_to_pass > 0)
    {
      n = MIN (framer->n_to_pass, framer->input.len);
      cut_input (framer, n);
      framer->n_to_pass -= n;
      return;
    }
  ensure_framer (framer);
  take_stamp (framer, mb_framer_get_pending (framer->framer, NULL) == 0, &framer->input.stamp);
  place = mb_framer_reserve (framer->framer, &space);
  n = MIN (space, framer->input.len);
  memcpy (place, framer->input.bytes, n);
  mb_framer_commit (framer->framer, n);
  cut_input (framer, n);
}

/* Fills what is common to all finds; what was before it is told once. */
static MbFramedKind
tell (MbStreamFramer *framer,
      MbFramedKind    kind,
      const guint8   *bytes,
      gsize           len,
      MbFramed       *out_framed)
{
  *out_framed = (MbFramed) {
    .kind = kind,
    .bytes = bytes,
    .len = len,
    .stamp = framer->stamp,
    .is_resumed = framer->is_resumed,
    .n_missing = framer->n_missing,
    .n_skipped = framer->n_skipped,
  };
  framer->is_resumed = FALSE;
  framer->n_missing = 0;
  framer->n_skipped = 0;
  return kind;
}

static MbFramedKind
tell_broken (MbStreamFramer *framer,
             const MbAdu    *adu,
             MbFramed       *out_framed)
{
  framer->state = framer->is_anchored ? STATE_LOST : STATE_SEEKING;
  framer->must_reset = TRUE;
  framer->input.len = 0;
  tell (framer, MB_FRAMED_BROKEN, adu->bytes, MIN (adu->len, MB_ADU_MAX), out_framed);
  out_framed->is_lost = framer->state == STATE_LOST;
  out_framed->guess = mb_guess_protocol (MB_FRAMING_MBAP, adu->bytes, adu->len);
  return MB_FRAMED_BROKEN;
}

static MbFramedKind
take_framed (MbStreamFramer *framer,
             MbFramed       *out_framed)
{
  MbFramerResult result;
  MbAdu adu;

  if (framer->state != STATE_FRAMING || framer->framer == NULL)
    return MB_FRAMED_NONE;
  result = mb_framer_next (framer->framer, &adu);
  if (result == MB_FRAMER_MORE)
    return MB_FRAMED_NONE;
  if (result == MB_FRAMER_BROKEN)
    return tell_broken (framer, &adu, out_framed);

  framer->is_anchored = framer->is_anchored || result == MB_FRAMER_ADU;
  tell (framer, result == MB_FRAMER_ADU ? MB_FRAMED_ADU : MB_FRAMED_FOREIGN, adu.bytes, adu.len,
        out_framed);
  /* Whatever the framer has behind it came with the last packet. */
  framer->stamp = framer->input.stamp;
  return out_framed->kind;
}

/* Tells what there is of an ADU whose rest is missing; the framer keeps its bytes until then. */
static MbFramedKind
tell_truncated (MbStreamFramer *framer,
                MbFramed       *out_framed)
{
  gsize len = 0, expected = 0, space;

  if (framer->state == STATE_START)
    {
      len = framer->n_small;
      framer->n_small = 0;
      framer->n_starts = 0;
      if (len > 0)
        return tell (framer, MB_FRAMED_TRUNCATED, framer->small, len, out_framed);
    }
  if (framer->state != STATE_FRAMING || framer->framer == NULL)
    return MB_FRAMED_NONE;

  len = mb_framer_get_pending (framer->framer, &expected);
  if (len == 0)
    return MB_FRAMED_NONE;
  /* Pending bytes end where the next ones would go. */
  tell (framer, MB_FRAMED_TRUNCATED, mb_framer_reserve (framer->framer, &space) - len, len,
        out_framed);
  out_framed->expected_len = expected;
  framer->must_reset = TRUE;
  return MB_FRAMED_TRUNCATED;
}

/* Finds out where the next ADU is behind a gap of @len bytes, 0 for an unknown number, when
 * @expected - @pending bytes of an ADU would have followed. */
static void
cross_gap (MbStreamFramer *framer,
           gsize           len,
           gsize           pending,
           gsize           expected)
{
  gsize n_due = framer->n_to_pass > 0 ? framer->n_to_pass : expected - MIN (pending, expected);

  if (framer->state == STATE_FRAMING && len > 0 && len <= n_due)
    {
      framer->n_to_pass = n_due - len;
      return;
    }
  framer->n_to_pass = 0;
  framer->n_skipped += framer->n_small;
  framer->n_small = 0;
  framer->n_starts = 0;
  framer->n_missing += len;
  framer->state = framer->has_begun || len > 0 ? STATE_SEEKING : STATE_START;
  framer->is_anchored = FALSE;
}

static MbFramedKind
take_gap (MbStreamFramer *framer,
          MbFramed       *out_framed)
{
  MbFramedKind kind;

  if (framer->state == STATE_LOST)
    return MB_FRAMED_NONE;
  kind = tell_truncated (framer, out_framed);
  if (kind == MB_FRAMED_NONE)
    cross_gap (framer, framer->gap_len, 0, 0);
  else
    cross_gap (framer, framer->gap_len, out_framed->len, out_framed->expected_len);
  return kind;
}

/**
 * mb_stream_framer_next:
 * @framer: a framer
 * @out_framed: (out caller-allocates): what was found, good until the next call
 *
 * Takes the next find. Call it until it gives %MB_FRAMED_NONE. No heap but once for each framer;
 * cost in proportion to the bytes.
 *
 * Returns: what it is
 */
MbFramedKind
mb_stream_framer_next (MbStreamFramer *framer,
                       MbFramed       *out_framed)
{
  MbFramedKind kind;

  g_return_val_if_fail (framer != NULL && out_framed != NULL, MB_FRAMED_NONE);

  if (framer->must_reset)
    mb_framer_reset (framer->framer);
  framer->must_reset = FALSE;
  while ((kind = take_framed (framer, out_framed)) == MB_FRAMED_NONE && framer->input.len > 0)
    {
      framer->has_begun = TRUE;
      if (framer->state == STATE_FRAMING)
        feed (framer);
      else if (framer->state == STATE_LOST)
        framer->input.len = 0;
      else
        choose_start (framer);
    }
  if (kind != MB_FRAMED_NONE)
    return kind;

  if (framer->has_gap)
    {
      framer->has_gap = FALSE;
      kind = take_gap (framer, out_framed);
      framer->has_begun = TRUE;
    }
  else if (framer->has_end)
    {
      framer->has_end = FALSE;
      kind = tell_truncated (framer, out_framed);
      framer->state = STATE_LOST;
    }
  return kind;
}
