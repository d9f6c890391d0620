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

/* The bytes up to and with the length field, which does not count them. */
#define MB_MBAP_PREFIX_SIZE 6

gboolean mb_mbap_length_is_valid (guint16  length);
void     mb_mbap_write           (guint8  *adu,
                                  guint16  transaction,
                                  guint8   unit,
                                  gsize    pdu_len);
gsize    mb_mbap_get_size        (const guint8 *bytes,
                                  gsize    len);

G_END_DECLS
