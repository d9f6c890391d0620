/* mb-mbap.c: the MBAP header: its rules, and an ADU put together.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-mbap.h"

#include "modbus/mb-wire.h"

/**
 * mb_mbap_length_is_valid:
 * @length: the length field of an MBAP header
 *
 * Tells whether a length can be one: it counts the unit identifier and a PDU of 1 to 253 bytes
 * (MODBUS Messaging on TCP/IP V1.0b, 3.1.3; V1.1b3, 4.1).
 *
 * Returns: whether @length is 2 to 254
 */
gboolean
mb_mbap_length_is_valid (guint16 length)
{
  return length >= MB_MBAP_LENGTH_MIN && length <= MB_MBAP_LENGTH_MAX;
}

/**
 * mb_mbap_write:
 * @adu: room for the seven bytes of the header
 * @transaction: the transaction identifier
 * @unit: the unit identifier
 * @pdu_len: length of the PDU that follows, 1 to 253 bytes
 *
 * Writes the header of an ADU: transaction, protocol identifier 0, length, unit (MODBUS Messaging
 * on TCP/IP V1.0b, 3.1.3).
 */
void
mb_mbap_write (guint8  *adu,
               guint16  transaction,
               guint8   unit,
               gsize    pdu_len)
{
  MbWriter writer;

  g_return_if_fail (pdu_len >= 1 && pdu_len <= MB_MBAP_LENGTH_MAX - 1);

  mb_writer_init (&writer, adu, MB_MBAP_SIZE);
  mb_writer_u16 (&writer, transaction);
  mb_writer_u16 (&writer, 0);
  mb_writer_u16 (&writer, (guint16) (pdu_len + 1));
  mb_writer_u8 (&writer, unit);
}

/**
 * mb_mbap_get_size:
 * @bytes: (array length=len): one or more whole ADUs
 * @len: number of bytes
 *
 * Returns: how many of the bytes are the first ADU, by the length in its header
 */
gsize
mb_mbap_get_size (const guint8 *bytes,
                  gsize         len)
{
  MbReader reader;
  gsize size;

  mb_reader_init (&reader, bytes, len);
  mb_reader_bytes (&reader, MB_MBAP_PREFIX_SIZE - 2);
  size = MB_MBAP_PREFIX_SIZE + (gsize) mb_reader_u16 (&reader);
  return MIN (len, size);
}
