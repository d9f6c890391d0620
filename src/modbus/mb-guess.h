/* mb-guess.h: a guess at what bytes are that should be Modbus and are not.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-framing.h"

G_BEGIN_DECLS

/* Guesses by its first bytes what the other side speaks instead of Modbus in @framing: "HTTP",
 * "SSH", "TLS", "RTU framing" or "Modbus TCP"; static, NULL when nothing is plain. */
const char *mb_guess_protocol (MbFraming     framing,
                               const guint8 *bytes,
                               gsize         len);

G_END_DECLS
