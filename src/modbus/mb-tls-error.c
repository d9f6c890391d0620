/* mb-tls-error.c: says in words why TLS did not come about, or ended.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-tls-error.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-error.h"

/* What GIO reports when the other side goes, in one way or the other. */
static gboolean
is_end (const GError *cause)
{
  return g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF) ||
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
}

/* What a refusal of our certificate may look like: an alert, the guess of GIO that one was wanted,
 * or the connection gone, with the alert lost on its way. */
static gboolean
looks_refused (const GError *cause)
{
  return g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_MISC) ||
         g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED) || is_end (cause);
}

static GError *
new_refused (const GError   *cause,
             GTlsConnection *connection)
{
  if (g_tls_connection_get_certificate (connection) == NULL)
    return g_error_new (G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED,
                        /* Translators: %s is what the TLS library says. */
                        _("The device refused us without a certificate (%s); give one that its "
                          "authority has signed, with the key that belongs to it"),
                        cause->message);
  return g_error_new (G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED,
                      /* Translators: %s is what the TLS library says. */
                      _("The device refused our certificate (%s); give one that its authority has "
                        "signed and that is valid today"), cause->message);
}

/* The certificate of the other side is looked at before ours is. */
static gboolean
has_shown_itself (GTlsConnection *connection)
{
  return g_tls_connection_get_peer_certificate (connection) != NULL;
}

/**
 * mb_tls_error_explain_handshake:
 * @cause: why a handshake failed that was not ended by our own judgement
 * @connection: the connection, a client's or a server's
 * @place: where the other side is
 *
 * Explains a handshake that failed.
 *
 * Returns: (transfer full): a sentence that names place, cause and what to try
 */
GError *
mb_tls_error_explain_handshake (const GError   *cause,
                                GTlsConnection *connection,
                                const char     *place)
{
  gboolean is_client = G_IS_TLS_CLIENT_CONNECTION (connection);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return g_error_copy (cause);
  if (is_client && has_shown_itself (connection) && looks_refused (cause))
    return new_refused (cause, connection);
  return g_error_new (cause->domain, cause->code,
                      is_client
                      ? _("%s did not agree on TLS (%s); check the port, which is 802 with TLS and "
                          "502 without, and that the device speaks TLS 1.2 or newer")
                      : _("%s broke off the TLS handshake (%s)"), place, cause->message);
}

/**
 * mb_tls_error_explain_loss:
 * @cause: why reading or writing failed
 * @connection: the connection, after its handshake
 * @has_received: whether data have come over it
 *
 * Explains the end of a connection. With TLS 1.3 a client learns that its certificate is refused
 * only after its own handshake, by the first thing it reads (RFC 8446, 4.4.2.4 and Appendix E.2):
 * an alert, an end without one, or a reset connection. All of them mean the same as long as nothing
 * else has come.
 *
 * Returns: (transfer full): %G_TLS_ERROR_CERTIFICATE_REQUIRED for a refusal, %MB_ERROR_CLOSED when
 *   the connection was cut without the alert that ends TLS, else what GIO says
 */
GError *
mb_tls_error_explain_loss (const GError   *cause,
                           GTlsConnection *connection,
                           gboolean        has_received)
{
  if (!has_received && G_IS_TLS_CLIENT_CONNECTION (connection) &&
      g_tls_connection_get_protocol_version (connection) >= G_TLS_PROTOCOL_VERSION_TLS_1_3 &&
      looks_refused (cause))
    return new_refused (cause, connection);
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF))
    return g_error_new_literal (MB_ERROR, MB_ERROR_CLOSED,
                                _("The connection was cut off without the end that TLS has; "
                                  "something on the way may have cut it"));
  return g_error_copy (cause);
}
