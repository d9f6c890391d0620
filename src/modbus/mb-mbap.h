/* mb-mbap.h: the MBAP header: its rules, and an ADU put together.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Size of the header, and what its length field can be: the unit identifier and a PDU of 1 to 253
 * bytes (MODBUS Messaging on TCP/IP V1.0b, 3.1.3; V1.1b3, 4.1). */
#define MB_MBAP_SIZE 7
#define MB_MBAP_LENGTH_MIN 2
#define MB_MBAP_LENGTH_MAX 254

/* The bytes up to and with the length field, which does not count them. */
#define MB_MBAP_PREFIX_SIZE 6

/* Tells whether a length field can be one: 2 to 254. */
gboolean mb_mbap_length_is_valid (guint16  length);
/* Writes the header of an ADU: transaction, protocol identifier 0, length, unit (MODBUS
 * Messaging on TCP/IP V1.0b, 3.1.3). */
void     mb_mbap_write           (guint8  *adu,
                                  guint16  transaction,
                                  guint8   unit,
                                  gsize    pdu_len);
/* How many of the bytes are the first ADU, by the length in its header. */
gsize    mb_mbap_get_size        (const guint8 *bytes,
                                  gsize    len);

G_END_DECLS
