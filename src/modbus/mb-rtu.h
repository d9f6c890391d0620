/* mb-rtu.h: frames of the serial line in a stream without its silences: where they end.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-framing.h"

G_BEGIN_DECLS

/* Unit identifier, a PDU of 1 to 253 bytes, checksum (V1.1b3, 4.1; serial line V1.02, 2.5.1). */
#define MB_RTU_SIZE_MIN 4
#define MB_RTU_SIZE_MAX 256
#define MB_RTU_PDU_OFFSET 1
#define MB_RTU_CRC_SIZE 2

/* How long nothing must have come for the next byte to count as the first of a frame, after bytes
 * that were none. On a serial line it is 3.5 characters, 1.75 ms at most speeds (V1.02, 2.5.1.1);
 * in TCP what belongs together may come in pieces, and who asks again waits longer than this. */
#define MB_RTU_IDLE_US (50 * 1000)

/**
 * MbRtuResult:
 * @MB_RTU_MORE: it may become a frame
 * @MB_RTU_FRAME: a frame, with the right checksum
 * @MB_RTU_DAMAGED: its checksum is wrong, or it would be longer than a frame can be
 *
 * What the bytes at the start of a frame are.
 */
typedef enum
{
  MB_RTU_MORE,
  MB_RTU_FRAME,
  MB_RTU_DAMAGED,
} MbRtuResult;

/* Finds the first frame, by its function code and byte counts (V1.1b3, 6, 7) and its checksum
 * (V1.02, 2.5.1.2). @echo_size: size of the request that waits when its response repeats it, else
 * 0. @out_size: the size of the frame; with MORE the size that it will have, 0 while that is not
 * known; with DAMAGED how many bytes were looked at. */
MbRtuResult mb_rtu_find         (const guint8 *bytes,
                                 gsize         len,
                                 MbDirection   direction,
                                 gsize         echo_size,
                                 gsize        *out_size);
/* Writes what a serial line has around a PDU, which is at MB_RTU_PDU_OFFSET already: the unit
 * identifier before it, and behind it the checksum of both, low byte first (V1.02, 2.5.1.2). Gives
 * the size of the frame. */
gsize       mb_rtu_wrap         (guint8       *frame,
                                 guint8        unit,
                                 gsize         pdu_len);
/* Whether some first part of the bytes has the right checksum at its end. */
gboolean    mb_rtu_starts_frame (const guint8 *bytes,
                                 gsize         len);

G_END_DECLS
