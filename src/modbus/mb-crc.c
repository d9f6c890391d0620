/* mb-crc.c: CRC-16/MODBUS, four bits at a time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-crc.h"

/* What four bits that are shifted out do to the rest: the polynomial 8005, reflected A001 (serial
 * line V1.02, 6.2.2), divided four times. */
static const guint16 quarters[16] = {
  0x0000, 0xcc01, 0xd801, 0x1400, 0xf001, 0x3c00, 0x2800, 0xe401,
  0xa001, 0x6c00, 0x7800, 0xb401, 0x5000, 0x9c01, 0x8801, 0x4400,
};

/**
 * mb_crc_step:
 * @crc: the checksum of the bytes so far, %MB_CRC_START before the first one
 * @byte: one more byte
 *
 * Goes on with a checksum (MODBUS over Serial Line V1.02, 2.5.1.2 and 6.2.2). Over bytes that are
 * followed by their own checksum it comes to 0.
 *
 * Returns: the checksum with @byte; on the wire its low byte is first
 */
guint16
mb_crc_step (guint16 crc,
             guint8  byte)
{
  crc ^= byte;
  crc = (guint16) (crc >> 4 ^ quarters[crc & 0xf]);
  return (guint16) (crc >> 4 ^ quarters[crc & 0xf]);
}

/**
 * mb_crc:
 * @bytes: (array length=len): unit identifier and PDU, or a whole frame
 * @len: number of bytes
 *
 * Returns: the checksum of @bytes; 0 for a frame with the right one at its end
 */
guint16
mb_crc (const guint8 *bytes,
        gsize         len)
{
  guint16 crc = MB_CRC_START;

  for (gsize i = 0; i < len; i++)
    crc = mb_crc_step (crc, bytes[i]);
  return crc;
}
