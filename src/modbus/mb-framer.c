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
#include "modbus/mb-wire.h"

/* Lengths of a frame on a serial line with its checksum (V1.1b3, 4.1; serial line V1.02, 2.5.1). */
#define RTU_SIZE_MIN 4
#define RTU_SIZE_MAX 256

/* What the length field of an exception says that should say 3: unit and function, not the code. */
#define SHORT_EXCEPTION_LENGTH 2

struct _MbFramer
{
  gsize    start;
  gsize    end;
  gboolean after_foreign;
  gboolean is_broken;
  gboolean takes_short_exceptions;
  guint8   bytes[MB_FRAMER_BUFFER_SIZE];
};

static const struct
{
  const char *start;
  gsize       len;
  const char *name;
} other_protocols[] = {
  { "GET ", 4, "HTTP" },
  { "POST ", 5, "HTTP" },
  { "HEAD ", 5, "HTTP" },
  { "PUT ", 4, "HTTP" },
  { "OPTIONS ", 8, "HTTP" },
  { "HTTP/", 5, "HTTP" },
  { "SSH-", 4, "SSH" },
  /* A TLS record of a handshake or an alert, version 3.x. */
  { "\x16\x03", 2, "TLS" },
  { "\x15\x03", 2, "TLS" },
};

/* CRC-16/MODBUS of one more byte: reflected polynomial A001 (serial line V1.02, 6.2.2). */
static guint16
crc16_step (guint16 crc,
            guint8  byte)
{
  crc ^= byte;
  for (guint i = 0; i < 8; i++)
    crc = crc & 1 ? (guint16) (crc >> 1 ^ 0xa001) : (guint16) (crc >> 1);
  return crc;
}

/* Whether the bytes start with a frame of a serial line: a checksum that follows what it is over
 * brings the running one to 0. */
static gboolean
starts_with_rtu_frame (const guint8 *bytes,
                       gsize         len)
{
  MbReader reader;
  guint16 crc = 0xffff;

  mb_reader_init (&reader, bytes, MIN (len, RTU_SIZE_MAX));
  while (mb_reader_left (&reader) > 0)
    {
      crc = crc16_step (crc, mb_reader_u8 (&reader));
      if (crc == 0 && reader.pos >= RTU_SIZE_MIN)
        return TRUE;
    }
  return FALSE;
}

/**
 * mb_framer_new:
 *
 * Makes a framer for one direction of one link (MODBUS Messaging on TCP/IP V1.0b, 3.1.3). It knows
 * the MBAP header only: an ADU is as long as its length field says, whatever its function code.
 * For one thread at a time.
 *
 * Returns: (transfer full): a framer without bytes
 */
MbFramer *
mb_framer_new (void)
{
  MbFramer *framer = g_new (MbFramer, 1);

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
 * Adds the bytes that came.
 */
void
mb_framer_commit (MbFramer *framer,
                  gsize     n_bytes)
{
  g_return_if_fail (framer != NULL);
  g_return_if_fail (n_bytes <= sizeof framer->bytes - framer->end);

  framer->end += n_bytes;
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

/* Fills what is there of an ADU of at most @len bytes; the header's first six are. */
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

/**
 * mb_framer_next:
 * @framer: a framer
 * @out_adu: (out caller-allocates): the ADU; good until mb_framer_reserve(), mb_framer_feed() or
 *   mb_framer_reset()
 *
 * Takes the next ADU. Call it until it gives %MB_FRAMER_MORE. Header errors are told as soon as the
 * first six bytes are there: a length that is not 2 to 254 (V1.1b3, 4.1), and a second foreign
 * header in a row, break the stream, since nothing marks where the next ADU would start; then
 * @out_adu has the header and all bytes there are, and each further call says the same. With
 * %MB_FRAMER_MORE @out_adu is not touched. No heap; cost does not depend on the length.
 *
 * Returns: what is there
 */
MbFramerResult
mb_framer_next (MbFramer *framer,
                MbAdu    *out_adu)
{
  gsize left;
  gsize len;
  gboolean is_foreign;

  g_return_val_if_fail (framer != NULL, MB_FRAMER_BROKEN);
  g_return_val_if_fail (out_adu != NULL, MB_FRAMER_BROKEN);

  left = framer->end - framer->start;
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
  MbAdu adu;
  gsize left;

  g_return_val_if_fail (framer != NULL, 0);

  left = framer->end - framer->start;
  if (out_expected != NULL)
    *out_expected = 0;
  if (out_expected != NULL && left >= MB_MBAP_PREFIX_SIZE)
    {
      view_adu (framer, left, &adu);
      *out_expected = whole_len (framer, &adu, left);
    }
  return left;
}

/**
 * mb_framer_guess:
 * @framer: a framer, best one that is broken
 *
 * Guesses from the bytes that are there what the peer speaks instead.
 *
 * Returns: (nullable): a static name: "HTTP", "SSH", "TLS", or "RTU framing" when the bytes start
 *   with a frame whose serial-line checksum is right; %NULL when nothing is plain
 */
const char *
mb_framer_guess (MbFramer *framer)
{
  const guint8 *bytes;
  gsize len;

  g_return_val_if_fail (framer != NULL, NULL);

  bytes = framer->bytes + framer->start;
  len = framer->end - framer->start;
  for (guint i = 0; i < G_N_ELEMENTS (other_protocols); i++)
    {
      if (len >= other_protocols[i].len &&
          memcmp (bytes, other_protocols[i].start, other_protocols[i].len) == 0)
        return other_protocols[i].name;
    }
  return starts_with_rtu_frame (bytes, len) ? "RTU framing" : NULL;
}
