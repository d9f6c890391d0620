/* mb-tls-error.h: says in words why TLS did not come about, or ended.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Explains a handshake that failed, in a sentence; @place is where the other side is. */
GError *mb_tls_error_explain_handshake (const GError   *cause,
                                        GTlsConnection *connection,
                                        const char     *place);
/* Explains the end of a connection: %G_TLS_ERROR_CERTIFICATE_REQUIRED when it means that our
 * certificate is refused (RFC 8446, 4.4.2.4), %MB_ERROR_CLOSED when it was cut, else what GIO
 * says. */
GError *mb_tls_error_explain_loss      (const GError   *cause,
                                        GTlsConnection *connection,
                                        gboolean        has_received);

G_END_DECLS
