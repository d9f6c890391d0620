/* mb-framing.c: puts what belongs around a PDU, and finds the PDU in it again.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-framing.h"

#include "modbus/mb-mbap.h"
#include "modbus/mb-rtu.h"

/**
 * mb_carrier_framing:
 * @carrier: what carries Modbus
 *
 * Returns: how PDUs are wrapped there
 */
MbFraming
mb_carrier_framing (MbCarrier carrier)
{
  switch (carrier)
    {
    case MB_CARRIER_TCP:
    case MB_CARRIER_TLS:
      return MB_FRAMING_MBAP;
    case MB_CARRIER_RTU_TCP:
      return MB_FRAMING_RTU;
    case MB_CARRIER_UDP:
      return MB_FRAMING_DATAGRAM;
    }
  g_return_val_if_reached (MB_FRAMING_MBAP);
}

/**
 * mb_framing_get_pdu_offset:
 * @framing: how PDUs are wrapped
 *
 * Returns: how many bytes come before the function code: 7 (MODBUS Messaging on TCP/IP V1.0b,
 *   3.1.3), or 1 on a serial line (V1.02, 2.5.1)
 */
gsize
mb_framing_get_pdu_offset (MbFraming framing)
{
  return framing == MB_FRAMING_RTU ? MB_RTU_PDU_OFFSET : MB_MBAP_SIZE;
}

/**
 * mb_framing_wrap:
 * @framing: how PDUs are wrapped
 * @adu: room for %MB_ADU_MAX bytes, with the PDU at mb_framing_get_pdu_offset()
 * @transaction: the transaction identifier, which a serial line does not have
 * @unit: the unit identifier
 * @pdu_len: length of the PDU, 1 to 253 bytes
 *
 * Writes what belongs before and behind a PDU.
 *
 * Returns: length of the whole ADU in bytes
 */
gsize
mb_framing_wrap (MbFraming framing,
                 guint8   *adu,
                 guint16   transaction,
                 guint8    unit,
                 gsize     pdu_len)
{
  if (framing == MB_FRAMING_RTU)
    return mb_rtu_wrap (adu, unit, pdu_len);
  mb_mbap_write (adu, transaction, unit, pdu_len);
  return MB_MBAP_SIZE + pdu_len;
}

/**
 * mb_framing_get_pdu:
 * @framing: how PDUs are wrapped
 * @adu: (array length=len): an ADU
 * @len: number of bytes
 * @out_pdu_len: (out): number of bytes of the PDU, 0 when there is none
 *
 * Finds the PDU in an ADU that a framer has found whole. Nothing is checked but that there is one.
 *
 * Returns: (nullable): the PDU within @adu
 */
const guint8 *
mb_framing_get_pdu (MbFraming     framing,
                    const guint8 *adu,
                    gsize         len,
                    gsize        *out_pdu_len)
{
  gsize offset = mb_framing_get_pdu_offset (framing);
  gsize around = offset + (framing == MB_FRAMING_RTU ? MB_RTU_CRC_SIZE : 0);

  *out_pdu_len = len > around ? len - around : 0;
  return *out_pdu_len > 0 ? adu + offset : NULL;
}
