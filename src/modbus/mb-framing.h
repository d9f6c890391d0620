/* mb-framing.h: how a PDU is wrapped for the wire: in an MBAP header, or as on a serial line.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-endpoint.h"

G_BEGIN_DECLS

/**
 * MbDirection:
 * @MB_DIRECTION_REQUEST: from client to server
 * @MB_DIRECTION_RESPONSE: from server to client
 *
 * Which way an ADU went.
 */
typedef enum
{
  MB_DIRECTION_REQUEST,
  MB_DIRECTION_RESPONSE,
} MbDirection;

/**
 * MbFraming:
 * @MB_FRAMING_MBAP: a stream in which each PDU follows an MBAP header that has its length
 * @MB_FRAMING_RTU: a stream of frames of the serial line: unit identifier, PDU, CRC; nothing says
 *   how long they are but what they are
 * @MB_FRAMING_DATAGRAM: an MBAP header and a PDU in each datagram
 *
 * What is around a PDU, and how the end of it is found.
 */
typedef enum
{
  MB_FRAMING_MBAP,
  MB_FRAMING_RTU,
  MB_FRAMING_DATAGRAM,
} MbFraming;

/* How PDUs are wrapped there. */
MbFraming     mb_carrier_framing        (MbCarrier      carrier);

/* How many bytes come before the function code: 7 (Messaging on TCP/IP V1.0b, 3.1.3), or 1 on a
 * serial line (V1.02, 2.5.1). */
gsize         mb_framing_get_pdu_offset (MbFraming      framing);
/* Writes what belongs before and behind a PDU of 1 to 253 bytes, which is at that place already;
 * @adu has room for MB_ADU_MAX bytes. Gives the length of the whole. */
gsize         mb_framing_wrap           (MbFraming      framing,
                                         guint8        *adu,
                                         guint16        transaction,
                                         guint8         unit,
                                         gsize          pdu_len);
/* Finds the PDU in an ADU that a framer has found whole; NULL when there is none. */
const guint8 *mb_framing_get_pdu        (MbFraming      framing,
                                         const guint8  *adu,
                                         gsize          len,
                                         gsize         *out_pdu_len);

G_END_DECLS
