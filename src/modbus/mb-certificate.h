/* mb-certificate.h: what there is to know of the certificate of the other side.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MbCertificate:
 * @subject: whom it is for, as “CN=Press 4,O=Works”
 * @issuer: who signed it
 * @not_before_s, @not_after_s: when it holds, in seconds since 1970 UTC; 0 when that cannot be read
 * @sha256: SHA-256 of the whole certificate, as 64 small hexadecimal digits: its pin
 * @role: (nullable): the role of Modbus/TCP Security (v36, 8.4); %NULL when it has none
 * @role_error: (nullable): why the role cannot be read; @role is %NULL then
 *
 * The certificate of a peer, in words and numbers. It does not change and crosses threads.
 */
typedef struct
{
  const char *subject;
  const char *issuer;
  gint64      not_before_s;
  gint64      not_after_s;
  const char *sha256;
  const char *role;
  const char *role_error;
} MbCertificate;

/* Makes what there is to know of the certificate of a peer. */
MbCertificate *mb_certificate_new        (GTlsCertificate *certificate);
/* Takes a reference; any thread. */
MbCertificate *mb_certificate_ref        (MbCertificate   *certificate);
/* Drops a reference; any thread. */
void           mb_certificate_unref      (MbCertificate   *certificate);

/* Gets what a pin names, SHA-256 of the DER form as 64 small digits; to be freed. */
char          *mb_certificate_get_sha256 (GTlsCertificate *certificate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbCertificate, mb_certificate_unref)

G_END_DECLS
