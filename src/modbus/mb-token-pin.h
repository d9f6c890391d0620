/* mb-token-pin.h: gives a PKCS#11 token its PIN, once.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-tls-options.h"

G_BEGIN_DECLS

#define MB_TYPE_TOKEN_PIN (mb_token_pin_get_type ())

/**
 * MbTokenPin:
 *
 * Answers when GIO asks for the PIN of a token: the passphrase of the options. It is given once: a
 * token that refuses it is not asked again, since tokens lock themselves after a few wrong PINs.
 */
G_DECLARE_FINAL_TYPE (MbTokenPin, mb_token_pin, MB, TOKEN_PIN, GTlsInteraction)

/* Makes what GIO asks for a PIN, on any thread; the passphrase of @options is the PIN. */
GTlsInteraction *mb_token_pin_new (MbTlsOptions *options);

G_END_DECLS
