/* mb-stream-error.h: why a stream of ADUs cannot go on, in words.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-framer.h"

G_BEGIN_DECLS

/* Errors to be freed. %MB_ERROR_CLOSED: how much of an ADU there was when the stream ended; NULL
 * when it ended between two. */
GError *mb_stream_error_new_end    (MbFramer    *framer);
/* %MB_ERROR_BREACH: what the other side speaks instead, as far as that is plain, and its first
 * bytes. */
GError *mb_stream_error_new_broken (MbFramer    *framer,
                                    const MbAdu *adu);
/* %MB_ERROR_BREACH: a frame of the serial line was none, and what the other side may speak
 * instead. */
GError *mb_stream_error_new_damaged (const MbAdu *adu);

G_END_DECLS
