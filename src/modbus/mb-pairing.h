/* mb-pairing.h: finds the request that a response answers, for one connection.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Requests that wait for their answer; more than 16 at once no client should have
 * (MODBUS Messaging on TCP/IP V1.0b, 4.4.1.2), and answers may be missing. */
#define MB_PAIRING_MAX_OPEN 256

/**
 * MbPairing:
 *
 * Remembers the requests of one connection until their responses come; the oldest of too many is
 * forgotten. All ADUs have an MBAP header. For one thread at a time.
 */
typedef struct _MbPairing MbPairing;

/* Makes the memory of one connection. */
MbPairing *mb_pairing_new         (void);
/* Frees a pairing and the requests that are still open. */
void       mb_pairing_free        (MbPairing    *pairing);
/* Notes a request as open; it is copied. */
void       mb_pairing_add_request (MbPairing    *pairing,
                                   const guint8 *adu,
                                   gsize         len);
/* Whether a request with the transaction of this one waits for its answer. */
gboolean   mb_pairing_is_open     (MbPairing    *pairing,
                                   const guint8 *adu,
                                   gsize         len);
/* Takes the request that a response answers: the most recent open one with its transaction, unit
 * and function; or, which stays open, one with its transaction alone. To be dropped with
 * g_bytes_unref(); NULL when none was seen. */
GBytes    *mb_pairing_take        (MbPairing    *pairing,
                                   const guint8 *adu,
                                   gsize         len);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPairing, mb_pairing_free)

G_END_DECLS
