/* tls-peer.h: the other side of a TLS connection, by GIO alone: it decides what is in which record.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TlsPeer:
 * @listener: a server's until its client has come
 * @socket, @connection: NULL until there is a connection
 * @is_ready: the handshake is done
 *
 * Runs on the default context, with whatever it talks to.
 */
typedef struct
{
  GSocket        *listener;
  GSocket        *socket;
  GTlsConnection *connection;
  gboolean        is_ready;
} TlsPeer;

/* Returns the port. Takes one client, whoever that is. */
guint16 tls_peer_listen  (TlsPeer    *peer);
/* Connects to 127.0.0.1 as @certificate, the name of a file without ".pem", NULL for none. */
void    tls_peer_connect (TlsPeer    *peer,
                          guint16     port,
                          const char *certificate);
void    tls_peer_clear   (TlsPeer    *peer);
/* Iterates until the handshake is done. */
void    tls_peer_wait    (TlsPeer    *peer);
/* One record, unless it is larger than a record may be. */
void    tls_peer_send    (TlsPeer    *peer,
                          GBytes     *bytes);
/* Iterates until so many bytes have come, or the end: fewer then. */
GBytes *tls_peer_receive (TlsPeer    *peer,
                          gsize       len);
/* Iterates until the end: TRUE when TLS was ended as it should be. */
gboolean tls_peer_receive_end (TlsPeer *peer);
/* Ends its own direction with the alert for that. */
void    tls_peer_half_close (TlsPeer *peer);
/* Ends the connection without it, in the middle. */
void    tls_peer_cut     (TlsPeer    *peer);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TlsPeer, tls_peer_clear)

G_END_DECLS
