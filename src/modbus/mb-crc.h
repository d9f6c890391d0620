/* mb-crc.h: the checksum of frames on a serial line.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The checksum of no bytes, from which each one starts (V1.02, 6.2.2). */
#define MB_CRC_START 0xffff

/* Goes on with a checksum (MODBUS over Serial Line V1.02, 2.5.1.2 and 6.2.2); on the wire its low
 * byte is first. */
guint16 mb_crc_step (guint16       crc,
                     guint8        byte);
/* The checksum of @bytes; 0 for a frame with the right one at its end. */
guint16 mb_crc      (const guint8 *bytes,
                     gsize         len);

G_END_DECLS
