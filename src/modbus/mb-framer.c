/* mb-framer.c: bytes in, whole ADUs out, without input or output of its own.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-framer.h"

#include <string.h>

#include "modbus/mb-function.h"
#include "modbus/mb-mbap.h"
#include "modbus/mb-rtu.h"
#include "modbus/mb-wire.h"

/* What the length field of an exception says that should say 3: unit and function, not the code. */
#define SHORT_EXCEPTION_LENGTH 2

struct _MbFramer
{
  MbFraming   framing;
  MbDirection direction;
  gsize       start;
  gsize       end;
  /* MBAP stream. */
  gboolean    after_foreign;
  gboolean    is_broken;
  gboolean    takes_short_exceptions;
  /* Serial line: all that comes is dropped until nothing has come for a while. */
  gboolean    is_flushing;
  gsize       echo_size;
  /* Datagram: one has come that was not looked at, perhaps an empty one. */
  gboolean    has_datagram;
  guint8      bytes[MB_FRAMER_BUFFER_SIZE];
};

/**
 * mb_framer_new:
 * @framing: how ADUs follow each other
 * @direction: which way they go; it counts for %MB_FRAMING_RTU only
 *
 * Makes a framer for one direction of one link. Of an MBAP stream it knows the header only (MODBUS
 * Messaging on TCP/IP V1.0b, 3.1.3): an ADU is as long as its length field says, whatever its
 * function code. Of frames of the serial line see mb_rtu_find(). For one thread at a time.
 *
 * Returns: (transfer full): a framer without bytes
 */
MbFramer *
mb_framer_new (MbFraming   framing,
               MbDirection direction)
{
  MbFramer *framer = g_new (MbFramer, 1);

  framer->framing = framing;
  framer->direction = direction;
  mb_framer_reset (framer);
  return framer;
}

/**
 * mb_framer_free:
 * @framer: (transfer full) (nullable): a framer
 *
 * Frees a framer; ADUs taken from it are gone with it.
 */
void
mb_framer_free (MbFramer *framer)
{
  g_free (framer);
}

/**
 * mb_framer_reset:
 * @framer: a framer
 *
 * Forgets all bytes and starts over, as for a new link.
 */
void
mb_framer_reset (MbFramer *framer)
{
  g_return_if_fail (framer != NULL);

  framer->start = 0;
  framer->end = 0;
  framer->after_foreign = FALSE;
  framer->is_broken = FALSE;
  framer->takes_short_exceptions = FALSE;
  framer->is_flushing = FALSE;
  framer->echo_size = 0;
  framer->has_datagram = FALSE;
}

/**
 * mb_framer_set_short_exceptions:
 * @framer: a framer
 * @is_taken: whether to take them
 *
 * Some devices send exceptions with a length field of 2 instead of 3, though unit identifier,
 * function code and exception code follow (V1.1b3, 7 has three bytes). When they are taken, an ADU
 * of length 2 whose function code has the exception bit waits for one more byte, and has it when
 * it is the only one there; with more behind it nobody can say whose they are, and it is as long
 * as it says. Until mb_framer_reset().
 */
void
mb_framer_set_short_exceptions (MbFramer *framer,
                                gboolean  is_taken)
{
  g_return_if_fail (framer != NULL);

  framer->takes_short_exceptions = is_taken;
}

/**
 * mb_framer_note_idle:
 * @framer: a framer
 *
 * Tells that nothing had come for %MB_RTU_IDLE_US when what comes next came, so that it is the
 * beginning of a frame, even after bytes that were none (serial line V1.02, 2.5.1.1). Without
 * %MB_FRAMING_RTU it means nothing.
 */
void
mb_framer_note_idle (MbFramer *framer)
{
  g_return_if_fail (framer != NULL);

  if (!framer->is_flushing)
    return;
  framer->is_flushing = FALSE;
  framer->start = framer->end = 0;
}

/**
 * mb_framer_set_echo:
 * @framer: a framer
 * @size: size in bytes of the request that waits when it is Return Query Data (V1.1b3, 6.8), else 0
 *
 * Tells how long the one response is whose layout does not say it. Only for %MB_FRAMING_RTU.
 */
void
mb_framer_set_echo (MbFramer *framer,
                    gsize     size)
{
  g_return_if_fail (framer != NULL);

  framer->echo_size = size;
}

/**
 * mb_framer_reserve:
 * @framer: a framer
 * @out_space: (out): number of bytes there is room for
 *
 * Gives the place for the next bytes from the peer; say with mb_framer_commit() how many came. What
 * is left over of earlier bytes moves to the front, so views of earlier ADUs end here. When
 * mb_framer_next() was called until %MB_FRAMER_MORE there is room for more than
 * %MB_FRAMER_BUFFER_SIZE - %MB_ADU_MAX bytes; otherwise, as after %MB_FRAMER_BROKEN, it may be 0.
 *
 * Returns: (transfer none): the place
 */
guint8 *
mb_framer_reserve (MbFramer *framer,
                   gsize    *out_space)
{
  g_return_val_if_fail (framer != NULL, NULL);
  g_return_val_if_fail (out_space != NULL, NULL);

  if (framer->start > 0)
    {
      if (framer->end > framer->start)
        memmove (framer->bytes, framer->bytes + framer->start, framer->end - framer->start);
      framer->end -= framer->start;
      framer->start = 0;
    }
  *out_space = sizeof framer->bytes - framer->end;
  return framer->bytes + framer->end;
}

/**
 * mb_framer_commit:
 * @framer: a framer
 * @n_bytes: how many bytes were put where mb_framer_reserve() said, at most its space
 *
 * Adds the bytes that came. With %MB_FRAMING_DATAGRAM they are one datagram, and 0 an empty one; it
 * must be taken by mb_framer_next() before the next one is added.
 */
void
mb_framer_commit (MbFramer *framer,
                  gsize     n_bytes)
{
  g_return_if_fail (framer != NULL);
  g_return_if_fail (n_bytes <= sizeof framer->bytes - framer->end);

  framer->end += n_bytes;
  framer->has_datagram = framer->framing == MB_FRAMING_DATAGRAM;
}

/**
 * mb_framer_feed:
 * @framer: a framer
 * @bytes: (array length=len): bytes that came
 * @len: number of bytes; not more than mb_framer_reserve() has room for
 *
 * Copies bytes in: mb_framer_reserve() and mb_framer_commit() in one.
 */
void
mb_framer_feed (MbFramer     *framer,
                const guint8 *bytes,
                gsize         len)
{
  gsize space;
  guint8 *place;

  g_return_if_fail (framer != NULL);
  g_return_if_fail (bytes != NULL || len == 0);

  place = mb_framer_reserve (framer, &space);
  g_return_if_fail (len <= space);
  if (len > 0)
    memcpy (place, bytes, len);
  mb_framer_commit (framer, len);
}

/* Fills what is there of an ADU of at most @len bytes; numbers that are not there are 0. */
static void
view_adu (const MbFramer *framer,
          gsize           len,
          MbAdu          *out_adu)
{
  MbReader reader;

  mb_reader_init (&reader, framer->bytes + framer->start, len);
  out_adu->bytes = reader.bytes;
  out_adu->len = len;
  out_adu->transaction = mb_reader_u16 (&reader);
  out_adu->protocol = mb_reader_u16 (&reader);
  out_adu->length = mb_reader_u16 (&reader);
  out_adu->unit = mb_reader_u8 (&reader);
  out_adu->pdu_len = mb_reader_left (&reader);
  out_adu->pdu = reader.bytes + reader.pos;
}

/* The length of the ADU whose header @adu has, of @left bytes that are there. */
static gsize
whole_len (const MbFramer *framer,
           const MbAdu    *adu,
           gsize           left)
{
  gsize len = MB_MBAP_PREFIX_SIZE + (gsize) adu->length;
  MbReader reader;

  if (G_LIKELY (!framer->takes_short_exceptions) || adu->length != SHORT_EXCEPTION_LENGTH ||
      left > len + 1)
    return len;
  mb_reader_init (&reader, adu->pdu, adu->pdu_len);
  return mb_reader_u8 (&reader) & MB_EXCEPTION_BIT ? len + 1 : len;
}

static MbFramerResult
next_in_stream (MbFramer *framer,
                MbAdu    *out_adu)
{
  gsize left = framer->end - framer->start;
  gsize len;
  gboolean is_foreign;

  if (left < MB_MBAP_PREFIX_SIZE)
    return MB_FRAMER_MORE;

  view_adu (framer, left, out_adu);
  is_foreign = out_adu->protocol != 0;
  if (framer->is_broken || !mb_mbap_length_is_valid (out_adu->length) ||
      (is_foreign && framer->after_foreign))
    {
      framer->is_broken = TRUE;
      return MB_FRAMER_BROKEN;
    }

  len = whole_len (framer, out_adu, left);
  if (left < len)
    return MB_FRAMER_MORE;

  out_adu->len = len;
  out_adu->pdu_len = out_adu->len - MB_MBAP_SIZE;
  framer->start += out_adu->len;
  framer->after_foreign = is_foreign;
  return is_foreign ? MB_FRAMER_FOREIGN : MB_FRAMER_ADU;
}

static MbFramerResult
next_datagram (MbFramer *framer,
               MbAdu    *out_adu)
{
  gsize left = framer->end - framer->start;

  if (!framer->has_datagram)
    return MB_FRAMER_MORE;

  framer->has_datagram = FALSE;
  view_adu (framer, left, out_adu);
  framer->start = framer->end;
  if (!mb_mbap_length_is_valid (out_adu->length) || left != whole_len (framer, out_adu, left))
    return MB_FRAMER_DAMAGED;
  return out_adu->protocol != 0 ? MB_FRAMER_FOREIGN : MB_FRAMER_ADU;
}

static void
view_frame (const MbFramer *framer,
            gsize           size,
            MbAdu          *out_adu)
{
  MbReader reader;

  mb_reader_init (&reader, framer->bytes + framer->start, size);
  *out_adu = (MbAdu) { .bytes = reader.bytes, .len = size };
  out_adu->unit = mb_reader_u8 (&reader);
  out_adu->pdu = reader.bytes + reader.pos;
  if (mb_reader_left (&reader) > MB_RTU_CRC_SIZE)
    out_adu->pdu_len = mb_reader_left (&reader) - MB_RTU_CRC_SIZE;
  out_adu->length = (guint16) (out_adu->pdu_len + 1);
}

/* After what is no frame nobody knows where the next one begins, but that a silence precedes it. */
static MbFramerResult
next_frame (MbFramer *framer,
            MbAdu    *out_adu)
{
  MbRtuResult result;
  gsize size;

  if (framer->is_flushing)
    {
      framer->start = framer->end;
      return MB_FRAMER_MORE;
    }
  result = mb_rtu_find (framer->bytes + framer->start, framer->end - framer->start,
                        framer->direction, framer->echo_size, &size);
  if (result == MB_RTU_MORE)
    return MB_FRAMER_MORE;

  framer->is_flushing = result == MB_RTU_DAMAGED;
  if (framer->is_flushing)
    size = MIN (framer->end - framer->start, MB_RTU_SIZE_MAX);
  view_frame (framer, size, out_adu);
  framer->start += size;
  return framer->is_flushing ? MB_FRAMER_DAMAGED : MB_FRAMER_ADU;
}

/**
 * mb_framer_next:
 * @framer: a framer
 * @out_adu: (out caller-allocates): the ADU; good until mb_framer_reserve(), mb_framer_feed() or
 *   mb_framer_reset()
 *
 * Takes the next ADU. Call it until it gives %MB_FRAMER_MORE; then @out_adu is of no meaning.
 *
 * In an MBAP stream header errors are told as soon as the first six bytes are there: a length that
 * is not 2 to 254 (V1.1b3, 4.1), and a second foreign header in a row, break the stream, since
 * nothing marks where the next ADU would start; then @out_adu has the header and all bytes there
 * are, and each further call says the same.
 *
 * A datagram is an ADU when it is as long as its header says, else it is damaged, for itself alone.
 *
 * A frame of the serial line with a wrong checksum is damaged; on a line it is dropped, and so is
 * all that follows until nothing has come for a while (V1.1b3, 7; V1.02, 2.5.1.1), which is for
 * mb_framer_note_idle() to say.
 *
 * No heap; except for frames of the serial line the cost does not depend on the length.
 *
 * Returns: what is there
 */
MbFramerResult
mb_framer_next (MbFramer *framer,
                MbAdu    *out_adu)
{
  g_return_val_if_fail (framer != NULL, MB_FRAMER_BROKEN);
  g_return_val_if_fail (out_adu != NULL, MB_FRAMER_BROKEN);

  if (G_LIKELY (framer->framing == MB_FRAMING_MBAP))
    return next_in_stream (framer, out_adu);
  return framer->framing == MB_FRAMING_RTU ? next_frame (framer, out_adu)
                                           : next_datagram (framer, out_adu);
}

/**
 * mb_framer_get_framing:
 * @framer: a framer
 *
 * Returns: how ADUs follow each other
 */
MbFraming
mb_framer_get_framing (MbFramer *framer)
{
  g_return_val_if_fail (framer != NULL, MB_FRAMING_MBAP);

  return framer->framing;
}

static gsize
expected_size (const MbFramer *framer,
               gsize           left)
{
  MbAdu adu;
  gsize size = 0;

  if (framer->framing == MB_FRAMING_RTU)
    mb_rtu_find (framer->bytes + framer->start, left, framer->direction, framer->echo_size, &size);
  else if (left >= MB_MBAP_PREFIX_SIZE)
    {
      view_adu (framer, left, &adu);
      size = whole_len (framer, &adu, left);
    }
  return size;
}

/**
 * mb_framer_get_pending:
 * @framer: a framer
 * @out_expected: (out) (optional): how many bytes the ADU will have, 0 while that is not known
 *
 * Tells what is left of an ADU that is not whole, for "truncated ADU, n of m bytes" when the link
 * closes.
 *
 * Returns: number of bytes that are there, 0 between two ADUs
 */
gsize
mb_framer_get_pending (MbFramer *framer,
                       gsize    *out_expected)
{
  gsize left;

  g_return_val_if_fail (framer != NULL, 0);

  left = framer->is_flushing ? 0 : framer->end - framer->start;
  if (out_expected != NULL)
    *out_expected = expected_size (framer, left);
  return left;
}
