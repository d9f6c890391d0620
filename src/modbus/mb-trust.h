/* mb-trust.h: judges the certificate of the other side, and says what is wrong with it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MbTrust:
 * @place: where the other side is, for words
 * @name: (nullable): what its certificate must be for; %NULL for a client, which has no name
 * @pin: (nullable): SHA-256 of the one that is accepted, 64 small digits; stands in for the
 *   authorities
 * @now_s: wall time, in seconds since 1970 UTC
 *
 * What a certificate is held against, besides the authorities, of which GIO tells.
 */
typedef struct
{
  const char *place;
  const char *name;
  const char *pin;
  gint64      now_s;
} MbTrust;

/* Makes what GIO compares the certificate of a server with: a name, or an address without
 * brackets. */
GSocketConnectable *mb_trust_new_identity (const char            *name);
/* Decides whether to talk to who shows a certificate, of which GIO found @flags wrong; FALSE with
 * %G_TLS_ERROR_BAD_CERTIFICATE, a sentence that names each check that failed and what to do. */
gboolean            mb_trust_check        (const MbTrust         *trust,
                                           GTlsCertificate       *certificate,
                                           GTlsCertificateFlags   flags,
                                           GError               **error);

G_END_DECLS
