/* mb-pem.h: the blocks of a PEM file: certificates, keys, and whether they are encrypted.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MbPemKind:
 * @MB_PEM_CERTIFICATE: a certificate
 * @MB_PEM_KEY: a private key of any kind
 *
 * What a block holds.
 */
typedef enum
{
  MB_PEM_CERTIFICATE,
  MB_PEM_KEY,
} MbPemKind;

/* Whether the content of a file has a line that begins a block. */
gboolean mb_pem_is_pem       (const char *text);
/* Copies all blocks of a kind, in their order, to be freed; NULL when there is none that is
 * whole. */
char    *mb_pem_take         (const char *text,
                              MbPemKind   kind);
/* Whether the first key of what mb_pem_take() gave needs a passphrase. */
gboolean mb_pem_is_encrypted (const char *key);

G_END_DECLS
