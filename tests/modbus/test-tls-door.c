/* test-tls-door.c: clients that do not get through their handshake, or do not want to, and what
 * they cost the others; and servers of that kind.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-server-door.h"

#include "hex.h"
#include "pki.h"
#include "tls-fixture.h"

#define PATIENCE_US (20 * G_USEC_PER_SEC)

static const TlsSide plain_server = { .ca = "authority", .certificate = "server" };
static const TlsSide operator_client = { .ca = "authority", .certificate = "operator" };

static GSocket *
new_socket (void)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  return socket;
}

/* Who does not speak TLS, or only what it is told to. */
static GSocket *
connect_raw (TlsFixture *f)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", f->port);
  g_autoptr (GError) error = NULL;
  GSocket *socket = new_socket ();

  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (socket, FALSE);
  return socket;
}

static void
send_raw (GSocket      *socket,
          const guint8 *bytes,
          gsize         len)
{
  g_assert_cmpint (g_socket_send (socket, (const char *) bytes, len, NULL, NULL), ==, len);
}

/* Whether the server has closed, without waiting. */
static gboolean
is_closed (GSocket *socket)
{
  char byte;
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_receive (socket, &byte, 1, NULL, &error);

  return n == 0 || (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK));
}

static void
expect_closed (GSocket *socket)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (!is_closed (socket))
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (50);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
}

static guint16
listen_raw (GSocket *socket)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_bind (socket, any, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (socket, &error);
  g_assert_no_error (error);
  local = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
}

/* Iterates until a client has come. */
static GSocket *
accept_raw (GSocket *listener)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  GSocket *socket;

  g_socket_set_blocking (listener, FALSE);
  while ((socket = g_socket_accept (listener, NULL, NULL)) == NULL)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (50);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
  g_socket_set_blocking (socket, FALSE);
  return socket;
}

/* Iterates until its first message has come. */
static gsize
receive_raw (GSocket *socket,
             guint8  *buffer,
             gsize    size)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  gssize n;

  while ((n = g_socket_receive (socket, (char *) buffer, size, NULL, NULL)) < 0)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (50);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
  return (gsize) n;
}

/* The first message of a client, as our own sends it. */
static GBytes *
make_hello (TlsFixture *f)
{
  g_autoptr (GSocket) listener = new_socket ();
  g_autoptr (GSocket) socket = NULL;
  g_autofree guint8 *bytes = g_malloc (20000);
  guint16 port = f->port;
  gsize n;

  f->port = listen_raw (listener);
  tls_fixture_connect (f, "localhost", &operator_client);
  socket = accept_raw (listener);
  n = receive_raw (socket, bytes, 20000);
  g_assert_cmpuint (n, >, 5);
  tls_fixture_disconnect (f);
  f->port = port;
  return g_bytes_new (bytes, n);
}

static void
serve (TlsFixture *f)
{
  tls_fixture_serve (f, &plain_server);
}

/* Counted from the first moment, and sent away in time. */
static void
test_silent (TlsFixture    *f,
             gconstpointer  data)
{
  g_autoptr (GSocket) socket = NULL;

  serve (f);
  socket = connect_raw (f);
  tls_fixture_run ();
  tls_fixture_expect_peers (f, 1);
  mb_clock_advance (f->clock, (MB_SERVER_DOOR_PATIENCE_MS - 1) * 1000);
  tls_fixture_run ();
  g_assert_false (is_closed (socket));
  mb_clock_advance (f->clock, 1000);
  expect_closed (socket);
  tls_fixture_expect_peers (f, 0);
}

/* A first message that never ends, or that is none. */
static void
test_bad_hello (TlsFixture    *f,
                gconstpointer  data)
{
  static const char *const at_once[] = {
    "0001 0000 0006 01 03 0000 0001", /* Modbus without TLS */
    "474554 20 2f 20",                /* GET / */
    "16 0301 0000",                   /* empty */
    "16 0301 4001",                   /* too long */
    "15 0301 0002 0228",              /* an alert */
  };
  static const char *const half[] = { "16", "16 0301 01", "16 0301 0100 01 0000" };

  serve (f);
  for (guint i = 0; i < G_N_ELEMENTS (at_once); i++)
    {
      g_autoptr (GSocket) socket = connect_raw (f);
      g_autoptr (GBytes) bytes = hex_bytes (at_once[i]);

      send_raw (socket, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      expect_closed (socket);
    }
  for (guint i = 0; i < 2 * G_N_ELEMENTS (half); i++)
    {
      g_autoptr (GSocket) socket = connect_raw (f);
      g_autoptr (GBytes) bytes = hex_bytes (half[i / 2]);

      send_raw (socket, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      tls_fixture_run ();
      g_assert_false (is_closed (socket));
      if (i % 2 == 0)
        g_socket_shutdown (socket, FALSE, TRUE, NULL);
      else
        mb_clock_advance (f->clock, MB_SERVER_DOOR_PATIENCE_MS * 1000);
      expect_closed (socket);
    }
  tls_fixture_expect_peers (f, 0);
}

/* Byte by byte is slow, and right. */
static void
test_dribbled_hello (TlsFixture    *f,
                     gconstpointer  data)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GBytes) hello = make_hello (f);
  const guint8 *bytes = g_bytes_get_data (hello, NULL);
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  char type = 0;

  serve (f);
  socket = connect_raw (f);
  for (gsize i = 0; i < g_bytes_get_size (hello); i++)
    {
      send_raw (socket, bytes + i, 1);
      g_main_context_iteration (NULL, FALSE);
    }
  while (g_socket_receive (socket, &type, 1, NULL, NULL) != 1)
    {
      g_main_context_iteration (NULL, FALSE);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
  /* A handshake record. */
  g_assert_cmpint (type, ==, 22);
}

/* A client is done with its handshake before the server is. */
static void
enter (TlsFixture *f)
{
  g_auto (Calls) calls = { NULL };

  tls_fixture_connect (f, "localhost", &operator_client);
  tls_fixture_expect_open (f);
  calls.client = f->client;
  calls.unit = 1;
  calls_read (&calls, MB_TABLE_COILS, 1, NULL);
  tls_fixture_until (f, &calls.n_done, 1);
  g_assert_no_error (calls.errors[0]);
}

/* Who says nothing costs nobody anything. */
static void
test_many_silent (TlsFixture    *f,
                  gconstpointer  data)
{
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);

  serve (f);
  for (guint i = 0; i < 200; i++)
    {
      g_ptr_array_add (sockets, connect_raw (f));
      if (i % 2 == 0)
        send_raw (g_ptr_array_index (sockets, i), (const guint8 *) "\x16\x03", 2);
      /* The system keeps a limited number waiting to be accepted. */
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  tls_fixture_run ();
  tls_fixture_expect_peers (f, 200);
  enter (f);
  tls_fixture_expect_peers (f, 201);
}

/* Who begins a handshake and does not go on has a second, once others wait for it. */
static void
test_many_stalled (TlsFixture    *f,
                   gconstpointer  data)
{
  const guint n = 2 * MB_SERVER_DOOR_MAX_SHAKING;
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GBytes) hello = make_hello (f);

  serve (f);
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (sockets, connect_raw (f));
      send_raw (g_ptr_array_index (sockets, i), g_bytes_get_data (hello, NULL),
                g_bytes_get_size (hello));
    }
  tls_fixture_run ();
  tls_fixture_expect_peers (f, n);
  tls_fixture_connect (f, "localhost", &operator_client);
  /* Twice as many as can be shaken hands with at once are before it. */
  for (guint i = 0; i < 2; i++)
    {
      tls_fixture_run ();
      g_assert_cmpint (mb_connector_get_state (f->connector), ==, MB_CONNECTOR_CONNECTING);
      mb_clock_advance (f->clock, MB_SERVER_DOOR_HURRY_MS * 1000);
    }
  tls_fixture_expect_open (f);
  /* Those who were sent away were closed. */
  for (guint i = 0; i < MB_SERVER_DOOR_MAX_SHAKING; i++)
    {
      char buffer[4096];

      while (g_socket_receive (g_ptr_array_index (sockets, i), buffer, sizeof buffer, NULL,
                               NULL) > 0)
        ;
      expect_closed (g_ptr_array_index (sockets, i));
    }
}

/* The limit counts those at the door too; they go before who is inside. */
static void
test_limit (TlsFixture    *f,
            gconstpointer  data)
{
  g_autoptr (GSocket) first = NULL;
  g_autoptr (GSocket) second = NULL;
  g_autoptr (GSocket) third = NULL;

  serve (f);
  mb_server_set_max_peers (f->server, 3);
  enter (f);
  mb_clock_advance (f->clock, G_USEC_PER_SEC);
  first = connect_raw (f);
  second = connect_raw (f);
  tls_fixture_run ();
  tls_fixture_expect_peers (f, 3);
  third = connect_raw (f);
  expect_closed (first);
  g_assert_false (is_closed (second));
  g_assert_false (is_closed (third));
  tls_fixture_expect_peers (f, 3);
  g_assert_true (mb_client_is_open (f->client));
}

/* Nothing is left of it, whatever was going on. */
static void
test_stop (TlsFixture    *f,
           gconstpointer  data)
{
  g_autoptr (GBytes) hello = make_hello (f);
  g_autoptr (GSocket) silent = NULL;
  g_autoptr (GSocket) stalled = NULL;

  serve (f);
  silent = connect_raw (f);
  stalled = connect_raw (f);
  send_raw (stalled, g_bytes_get_data (hello, NULL), g_bytes_get_size (hello));
  enter (f);
  mb_server_stop (f->server);
  tls_fixture_expect_peers (f, 0);
  expect_closed (silent);
  tls_fixture_until (f, &f->n_closed, 1);
}

/* A server that takes the connection and then says nothing: the one time-out covers that. */
static void
test_silent_server (TlsFixture    *f,
                    gconstpointer  data)
{
  g_autoptr (GSocket) listener = new_socket ();
  g_autoptr (GSocket) socket = NULL;
  guint8 buffer[4096];

  f->port = listen_raw (listener);
  tls_fixture_connect (f, "localhost", &operator_client);
  socket = accept_raw (listener);
  receive_raw (socket, buffer, sizeof buffer);
  g_assert_cmpint (mb_connector_get_state (f->connector), ==, MB_CONNECTOR_CONNECTING);
  if (data != NULL)
    {
      /* Giving up does not wait for it. */
      mb_connector_stop (f->connector);
      return;
    }
  mb_clock_advance (f->clock, 3 * G_USEC_PER_SEC);
  tls_fixture_expect_fail (f, "did not agree on TLS within 3 s|802 with TLS and 502 without");
  g_assert_error (mb_connector_get_error (f->connector), G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

/* A server without TLS: what it says is named, and how it ends. */
static void
test_plain_server (TlsFixture    *f,
                   gconstpointer  data)
{
  static const char *const words[] = { "", "HTTP/1.1 400 Bad Request\r\n\r\n" };
  g_autoptr (GSocket) listener = new_socket ();

  f->port = listen_raw (listener);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (GSocket) socket = NULL;
      guint8 buffer[4096];

      tls_fixture_connect (f, "localhost", &operator_client);
      socket = accept_raw (listener);
      receive_raw (socket, buffer, sizeof buffer);
      if (words[i][0] != '\0')
        send_raw (socket, (const guint8 *) words[i], strlen (words[i]));
      g_socket_close (socket, NULL);
      tls_fixture_expect_fail (f, "did not agree on TLS|802 with TLS and 502 without");
      tls_fixture_disconnect (f);
    }
}

/* Credentials that cannot be loaded are told as such, and tried again later. */
static void
test_no_credentials (TlsFixture    *f,
                     gconstpointer  data)
{
  const TlsSide client = { .ca = "no-such-authority", .certificate = "operator" };

  serve (f);
  tls_fixture_connect (f, "localhost", &client);
  tls_fixture_expect_fail (f, "no-such-authority.pem|No such file");
  tls_fixture_expect_peers (f, 0);
}

#define ADD(path, data, test) \
  g_test_add ("/mb/tls-door/" path, TlsFixture, data, tls_fixture_set_up, test, \
              tls_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  pki_set_up ();
  ADD ("silent", NULL, test_silent);
  ADD ("bad-hello", NULL, test_bad_hello);
  ADD ("dribbled-hello", NULL, test_dribbled_hello);
  ADD ("many-silent", NULL, test_many_silent);
  ADD ("many-stalled", NULL, test_many_stalled);
  ADD ("limit", NULL, test_limit);
  ADD ("stop", NULL, test_stop);
  ADD ("silent-server/time-out", NULL, test_silent_server);
  ADD ("silent-server/given-up", "stop", test_silent_server);
  ADD ("plain-server", NULL, test_plain_server);
  ADD ("no-credentials", NULL, test_no_credentials);
  status = g_test_run ();
  pki_tear_down ();
  return status;
}
