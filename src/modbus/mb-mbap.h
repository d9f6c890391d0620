/* mb-mbap.h: the MBAP header: its rules, and an ADU put together.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MB_MBAP_SIZE 7
#define MB_MBAP_LENGTH_MIN 2
#define MB_MBAP_LENGTH_MAX 254

/* Writes the seven header bytes for a PDU of @pdu_len bytes into @adu. */
void mb_mbap_write (guint8 *adu,
                    guint16 transaction,
                    guint8  unit,
                    gsize   pdu_len);

G_END_DECLS
