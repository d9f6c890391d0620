/* tls-peer.c: the other side of a TLS connection, by GIO alone: it decides what is in which record.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "tls-peer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "pki.h"

/* How long a test waits for what must come. */
#define PATIENCE_US (20 * G_USEC_PER_SEC)

static void
iterate (gint64 end_us)
{
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (50);
  g_assert_cmpint (g_get_monotonic_time (), <, end_us);
}

static gboolean
accept_certificate_cb (GTlsConnection       *connection,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  flags,
                       gpointer              user_data)
{
  return TRUE;
}

static void
handshake_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  TlsPeer *peer = user_data;
  g_autoptr (GError) error = NULL;

  g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error);
  g_assert_no_error (error);
  peer->is_ready = TRUE;
}

static GTlsCertificate *
load (const char *name)
{
  g_autofree char *certificate = g_strconcat (name, ".pem", NULL);
  g_autofree char *key = g_strconcat (name, ".key", NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *loaded = g_tls_certificate_new_from_files (pki_file (certificate),
                                                              pki_file (key), &error);

  g_assert_no_error (error);
  return loaded;
}

static void
start (TlsPeer   *peer,
       GIOStream *connection)
{
  peer->connection = G_TLS_CONNECTION (connection);
  /* Each record leaves at once. */
  g_socket_set_option (peer->socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_signal_connect (connection, "accept-certificate", G_CALLBACK (accept_certificate_cb), NULL);
  g_tls_connection_handshake_async (peer->connection, G_PRIORITY_DEFAULT, NULL, handshake_cb,
                                    peer);
}

static gboolean
accept_cb (GSocket      *listener,
           GIOCondition  condition,
           gpointer      user_data)
{
  TlsPeer *peer = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) base = NULL;
  g_autoptr (GTlsCertificate) certificate = load ("server");
  GIOStream *connection;

  peer->socket = g_socket_accept (listener, NULL, &error);
  g_assert_no_error (error);
  base = g_socket_connection_factory_create_connection (peer->socket);
  connection = g_tls_server_connection_new (G_IO_STREAM (base), certificate, &error);
  g_assert_no_error (error);
  g_object_set (connection, "authentication-mode", G_TLS_AUTHENTICATION_REQUESTED, NULL);
  start (peer, connection);
  return G_SOURCE_REMOVE;
}

static GSocket *
new_socket (void)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  return socket;
}

guint16
tls_peer_listen (TlsPeer *peer)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GSource) source = NULL;
  g_autoptr (GError) error = NULL;

  peer->listener = new_socket ();
  g_socket_bind (peer->listener, any, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (peer->listener, &error);
  g_assert_no_error (error);
  local = g_socket_get_local_address (peer->listener, &error);
  g_assert_no_error (error);
  source = g_socket_create_source (peer->listener, G_IO_IN, NULL);
  g_source_set_callback (source, G_SOURCE_FUNC (accept_cb), peer, NULL);
  g_source_attach (source, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
}

void
tls_peer_connect (TlsPeer    *peer,
                  guint16     port,
                  const char *certificate)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GSocketConnectable) identity = g_network_address_new ("localhost", port);
  g_autoptr (GSocketConnection) base = NULL;
  g_autoptr (GTlsCertificate) loaded = certificate != NULL ? load (certificate) : NULL;
  g_autoptr (GError) error = NULL;
  GIOStream *connection;

  peer->socket = new_socket ();
  g_socket_connect (peer->socket, address, NULL, &error);
  g_assert_no_error (error);
  base = g_socket_connection_factory_create_connection (peer->socket);
  connection = g_tls_client_connection_new (G_IO_STREAM (base), identity, &error);
  g_assert_no_error (error);
  if (loaded != NULL)
    g_tls_connection_set_certificate (G_TLS_CONNECTION (connection), loaded);
  start (peer, connection);
}

void
tls_peer_clear (TlsPeer *peer)
{
  if (peer->socket != NULL)
    g_socket_close (peer->socket, NULL);
  g_clear_object (&peer->connection);
  g_clear_object (&peer->socket);
  g_clear_object (&peer->listener);
}

void
tls_peer_wait (TlsPeer *peer)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (!peer->is_ready)
    iterate (end_us);
}

void
tls_peer_send (TlsPeer *peer,
               GBytes  *bytes)
{
  GPollableOutputStream *out =
    G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (peer->connection)));
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  while (len > 0)
    {
      g_autoptr (GError) error = NULL;
      gssize n = g_pollable_output_stream_write_nonblocking (out, data, len, NULL, &error);

      if (n < 0)
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
          iterate (end_us);
          continue;
        }
      data += n;
      len -= (gsize) n;
    }
}

/* Receives once; -1 with @error, WOULD_BLOCK too. */
static gssize
receive_once (TlsPeer  *peer,
              guint8   *buffer,
              gsize     size,
              GError  **error)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (peer->connection));

  return g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (in), buffer, size,
                                                   NULL, error);
}

GBytes *
tls_peer_receive (TlsPeer *peer,
                  gsize    len)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  guint8 *buffer = g_malloc (len);
  gsize have = 0;

  while (have < len)
    {
      g_autoptr (GError) error = NULL;
      gssize n = receive_once (peer, buffer + have, len - have, &error);

      if (n > 0)
        have += (gsize) n;
      else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        iterate (end_us);
      else
        break;
    }
  return g_bytes_new_take (buffer, have);
}

gboolean
tls_peer_receive_end (TlsPeer *peer)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  for (;;)
    {
      guint8 byte;
      g_autoptr (GError) error = NULL;
      gssize n = receive_once (peer, &byte, 1, &error);

      if (n == 0)
        return TRUE;
      if (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return FALSE;
      if (n < 0)
        iterate (end_us);
    }
}

void
tls_peer_half_close (TlsPeer *peer)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_close (g_io_stream_get_output_stream (G_IO_STREAM (peer->connection)), NULL,
                         &error);
  g_assert_no_error (error);
}

void
tls_peer_cut (TlsPeer *peer)
{
  g_socket_shutdown (peer->socket, FALSE, TRUE, NULL);
}
