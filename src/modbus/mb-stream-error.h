/* mb-stream-error.h: why a stream of ADUs cannot go on, in words.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-framer.h"

G_BEGIN_DECLS

GError *mb_stream_error_new_end    (MbFramer    *framer);
GError *mb_stream_error_new_broken (MbFramer    *framer,
                                    const MbAdu *adu);
GError *mb_stream_error_new_damaged (const MbAdu *adu);

G_END_DECLS
