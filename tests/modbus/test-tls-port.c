/* test-tls-port.c: ADUs in records of any cut, over TLS; ends of all kinds; and who does not read.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-error.h"
#include "modbus/mb-tls-port.h"
#include "modbus/mb-transport.h"

#include "hex.h"
#include "narrow-stream.h"
#include "pki.h"
#include "tls-fixture.h"
#include "tls-peer.h"

#define N_CALLS 16
#define REQUEST_SIZE 12
#define REPLY_SIZE 11

static const TlsSide plain_server = { .ca = "authority", .certificate = "server" };
static const TlsSide operator_client = { .ca = "authority", .certificate = "operator" };

static void
expect_bytes (GBytes     *bytes,
              const char *hex)
{
  g_autofree char *text = hex_text (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_assert_cmpstr (text, ==, hex);
}

static void
connect_to_peer (TlsFixture *f,
                 TlsPeer    *peer)
{
  f->port = tls_peer_listen (peer);
  tls_fixture_connect (f, "localhost", &operator_client);
  tls_fixture_expect_open (f);
  tls_peer_wait (peer);
}

/* The replies to requests for a register each: its value is the number of the request. */
static GBytes *
answer_all (GBytes *requests)
{
  g_autoptr (GByteArray) replies = g_byte_array_new ();
  const guint8 *bytes = g_bytes_get_data (requests, NULL);

  for (gsize i = 0; i < g_bytes_get_size (requests); i += REQUEST_SIZE)
    {
      const guint8 reply[REPLY_SIZE] = {
        bytes[i], bytes[i + 1], 0, 0, 0, 5, bytes[i + 6], 3, 2, 0, (guint8) (i / REQUEST_SIZE),
      };

      g_byte_array_append (replies, reply, sizeof reply);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&replies));
}

static void
start_calls (TlsFixture *f,
             Calls      *calls)
{
  calls->client = f->client;
  calls->unit = 1;
  for (guint i = 0; i < N_CALLS; i++)
    calls_read (calls, MB_TABLE_HOLDING_REGISTERS, 1, NULL);
}

static void
expect_calls (const Calls *calls)
{
  for (guint i = 0; i < N_CALLS; i++)
    {
      g_assert_no_error (calls->errors[i]);
      g_assert_cmpuint (mb_response_get_register (calls->responses[i], 0), ==, i);
    }
}

/* Sixteen replies in pieces of so many bytes, each a record of its own; 0: all in one. */
static void
test_records (TlsFixture    *f,
              gconstpointer  data)
{
  gsize piece = GPOINTER_TO_SIZE (data);
  g_auto (TlsPeer) peer = { NULL };
  g_auto (Calls) calls = { NULL };
  g_autoptr (GBytes) requests = NULL;
  g_autoptr (GBytes) replies = NULL;
  gsize len;

  connect_to_peer (f, &peer);
  start_calls (f, &calls);
  requests = tls_peer_receive (&peer, N_CALLS * REQUEST_SIZE);
  replies = answer_all (requests);
  len = g_bytes_get_size (replies);
  for (gsize i = 0; i < len; i += piece > 0 ? piece : len)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (replies, i,
                                                        piece > 0 ? MIN (piece, len - i) : len);

      tls_peer_send (&peer, part);
    }
  tls_fixture_until (f, &calls.n_done, N_CALLS);
  expect_calls (&calls);
}

/* More in records than one receive takes: what TLS keeps is not forgotten. */
static void
test_large_records (TlsFixture    *f,
                    gconstpointer  data)
{
  const guint n = 20000;
  g_auto (TlsPeer) peer = { NULL };
  g_autoptr (GByteArray) requests = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) replies = NULL;
  const guint8 *reply;

  tls_fixture_serve (f, &plain_server);
  tls_peer_connect (&peer, f->port, "operator");
  tls_peer_wait (&peer);
  for (guint i = 0; i < n; i++)
    {
      const guint8 request[REQUEST_SIZE] = {
        (guint8) (i >> 8), (guint8) i, 0, 0, 0, 6, 1, 3, 0, 1, 0, 1,
      };

      g_byte_array_append (requests, request, sizeof request);
    }
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&requests));
  tls_peer_send (&peer, bytes);
  replies = tls_peer_receive (&peer, n * REPLY_SIZE);
  g_assert_cmpuint (g_bytes_get_size (replies), ==, n * REPLY_SIZE);
  reply = g_bytes_get_data (replies, NULL);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint ((guint) (reply[i * REPLY_SIZE] << 8 | reply[i * REPLY_SIZE + 1]), ==, i);
}

typedef struct
{
  MbClient *client;
  guint     n_done;
} Closer;

static void
close_inside_cb (MbClient         *client,
                 const MbExchange *exchange,
                 gpointer          user_data)
{
  Closer *closer = user_data;

  if (closer->n_done++ == 0)
    mb_client_close (client);
}

/* A callback that closes, while TLS and the framer hold more. */
static void
test_close_inside (TlsFixture    *f,
                   gconstpointer  data)
{
  g_auto (TlsPeer) peer = { NULL };
  g_autoptr (GBytes) requests = NULL;
  g_autoptr (GBytes) replies = NULL;
  const MbRequest request = mb_request_read (MB_TABLE_HOLDING_REGISTERS, 0, 1);
  Closer closer = { NULL };

  connect_to_peer (f, &peer);
  for (guint i = 0; i < N_CALLS; i++)
    g_assert_cmpuint (mb_client_submit (f->client, 1, &request, 1000, close_inside_cb, &closer),
                      !=, 0);
  requests = tls_peer_receive (&peer, N_CALLS * REQUEST_SIZE);
  replies = answer_all (requests);
  tls_peer_send (&peer, replies);
  tls_fixture_until (f, &closer.n_done, N_CALLS);
  g_assert_cmpuint (mb_client_get_counters (f->client)->answers, ==, 1);
  g_assert_false (mb_client_is_open (f->client));
  /* The other side is told, although much of what it sent was never read. */
  g_assert_true (tls_peer_receive_end (&peer));
}

/* Read before you judge: all that has come by then, whatever records it is in. */
static void
test_read_before_judging (TlsFixture    *f,
                          gconstpointer  data)
{
  g_auto (TlsPeer) peer = { NULL };
  g_auto (Calls) calls = { NULL };
  g_autoptr (GBytes) requests = NULL;
  g_autoptr (GBytes) replies = NULL;

  connect_to_peer (f, &peer);
  start_calls (f, &calls);
  requests = tls_peer_receive (&peer, N_CALLS * REQUEST_SIZE);
  replies = answer_all (requests);
  for (guint i = 0; i < N_CALLS; i++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (replies, i * REPLY_SIZE, REPLY_SIZE);

      tls_peer_send (&peer, part);
    }
  /* Loopback has delivered them; no source was dispatched since. */
  mb_clock_advance (f->clock, 10 * G_USEC_PER_SEC);
  tls_fixture_until (f, &calls.n_done, N_CALLS);
  expect_calls (&calls);
  g_assert_cmpuint (mb_client_get_counters (f->client)->timeouts, ==, 0);
}

static void
test_closed_by_peer (TlsFixture    *f,
                     gconstpointer  data)
{
  gboolean is_cut = data != NULL;
  g_auto (TlsPeer) peer = { NULL };

  connect_to_peer (f, &peer);
  if (is_cut)
    {
      /* A first byte, or it would pass for a refusal. */
      g_autoptr (GBytes) unasked = hex_bytes ("0001 0000 0003 01 83 01");

      tls_peer_send (&peer, unasked);
      tls_fixture_run ();
      tls_peer_cut (&peer);
    }
  else
    tls_peer_half_close (&peer);
  tls_fixture_until (f, &f->n_closed, 1);
  if (is_cut)
    g_assert_error (f->closed, MB_ERROR, MB_ERROR_CLOSED);
  else
    g_assert_no_error (f->closed);
}

/* An end in the middle of an ADU is one, with the alert or without. */
static void
test_closed_inside (TlsFixture    *f,
                    gconstpointer  data)
{
  g_auto (TlsPeer) peer = { NULL };
  g_autoptr (GBytes) half = hex_bytes ("0001 0000 0005 01");

  connect_to_peer (f, &peer);
  tls_peer_send (&peer, half);
  tls_peer_half_close (&peer);
  tls_fixture_until (f, &f->n_closed, 1);
  g_assert_error (f->closed, MB_ERROR, MB_ERROR_CLOSED);
  g_assert_nonnull (strstr (f->closed->message, "7 of 11 bytes"));
}

/* Who says that it sends no more still gets its answer, and an end that is one. */
static void
test_half_close (TlsFixture    *f,
                 gconstpointer  data)
{
  g_auto (TlsPeer) peer = { NULL };
  g_autoptr (GBytes) request = hex_bytes ("0007 0000 0006 01 03 0000 0001");
  g_autoptr (GBytes) reply = NULL;

  tls_fixture_serve (f, &plain_server);
  tls_peer_connect (&peer, f->port, "operator");
  tls_peer_wait (&peer);
  tls_peer_send (&peer, request);
  tls_peer_half_close (&peer);
  reply = tls_peer_receive (&peer, REPLY_SIZE);
  expect_bytes (reply, "0007000000050103020011");
  g_assert_true (tls_peer_receive_end (&peer));
  tls_fixture_expect_peers (f, 0);
}

static void
test_our_close (TlsFixture    *f,
                gconstpointer  data)
{
  g_auto (TlsPeer) peer = { NULL };

  connect_to_peer (f, &peer);
  tls_fixture_disconnect (f);
  g_assert_true (tls_peer_receive_end (&peer));
}

static void
handshake_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
accept_certificate_cb (GTlsConnection       *connection,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  flags,
                       gpointer              user_data)
{
  return TRUE;
}

/* A port whose system takes little of a record at a time. */
static MbPort *
open_narrow_port (TlsFixture *f,
                  TlsPeer    *peer)
{
  g_autoptr (GSocketAddress) address =
    g_inet_socket_address_new_from_string ("127.0.0.1", tls_peer_listen (peer));
  g_autoptr (GSocketConnectable) identity = g_network_address_new ("localhost", 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, &error);
  g_autoptr (GSocketConnection) base = NULL;
  g_autoptr (GIOStream) narrow = NULL;
  g_autoptr (GIOStream) connection = NULL;
  gboolean is_ready = FALSE;

  g_assert_no_error (error);
  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);
  base = g_socket_connection_factory_create_connection (socket);
  narrow = narrow_stream_new (G_IO_STREAM (base));
  g_object_set_data_full (G_OBJECT (narrow), "base", g_steal_pointer (&base), g_object_unref);
  connection = g_tls_client_connection_new (narrow, identity, &error);
  g_assert_no_error (error);
  g_signal_connect (connection, "accept-certificate", G_CALLBACK (accept_certificate_cb), NULL);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (connection), G_PRIORITY_DEFAULT, NULL,
                                    handshake_cb, &is_ready);
  while (!is_ready)
    g_main_context_iteration (NULL, TRUE);
  tls_peer_wait (peer);
  return mb_tls_port_new (f->turn, G_TLS_CONNECTION (connection), socket, NULL);
}

static const MbTransportEvents no_events = { NULL };

static void
put_number (MbTransport *transport,
            guint        number)
{
  guint8 bytes[1000];

  memset (bytes, (int) (number % 251), sizeof bytes);
  mb_transport_queue (transport, bytes, sizeof bytes);
}

/* The other side does not read for a while. What TLS has taken by then goes out as it was, also
 * when what waits behind it is cut from the queue meanwhile. */
static void
test_slow_reader (TlsFixture    *f,
                  gconstpointer  data)
{
  const guint n_pieces = 200;
  g_auto (TlsPeer) peer = { NULL };
  g_autoptr (MbPort) port = open_narrow_port (f, &peer);
  g_autoptr (MbTransport) transport = NULL;
  g_autoptr (GBytes) bytes = NULL;
  MbOutbox *outbox;
  guint64 n_sent;
  gsize n_left;
  const guint8 *got;

  transport = mb_transport_new (f->clock, port, MB_DIRECTION_RESPONSE, &no_events, NULL);
  outbox = mb_transport_get_outbox (transport);
  for (guint i = 0; i < n_pieces; i++)
    put_number (transport, i);
  /* The first send of the turn stays stuck in the middle of a record. */
  mb_turn_enter (f->turn);
  mb_turn_leave (f->turn);
  n_sent = outbox->n_sent;
  g_assert_cmpuint (n_sent, <, outbox->n_queued);

  /* All that was not taken goes, and something else comes in its place. */
  mb_outbox_cut (outbox, n_sent, (gsize) (outbox->n_queued - n_sent));
  n_left = (gsize) n_sent;
  put_number (transport, 250);
  bytes = tls_peer_receive (&peer, n_left + 1000);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, n_left + 1000);
  got = g_bytes_get_data (bytes, NULL);
  for (gsize i = 0; i < n_left; i++)
    if (got[i] != i / 1000 % 251)
      g_error ("byte %zu is %u", i, got[i]);
  for (gsize i = n_left; i < n_left + 1000; i++)
    g_assert_cmpuint (got[i], ==, 250);
  mb_transport_close (transport);
  g_assert_true (tls_peer_receive_end (&peer));
}

/* What is held goes out by itself, when nothing else is to be sent. */
static void
test_held (TlsFixture    *f,
           gconstpointer  data)
{
  g_auto (TlsPeer) peer = { NULL };
  g_autoptr (MbPort) port = open_narrow_port (f, &peer);
  g_autofree guint8 *chunk = g_malloc0 (16000);
  g_autoptr (GBytes) bytes = NULL;
  gsize n_taken = 0;
  gssize n;

  while ((n = mb_port_send (port, chunk, 16000, NULL)) > 0)
    n_taken += (gsize) n;
  g_assert_cmpuint (n_taken, ==, 16000);
  bytes = tls_peer_receive (&peer, n_taken);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, n_taken);
  mb_port_start_close (port);
  g_assert_true (tls_peer_receive_end (&peer));
}

/* Nobody waits for who does not even take the end. */
static void
test_close_slow_reader (TlsFixture    *f,
                        gconstpointer  data)
{
  g_auto (TlsPeer) peer = { NULL };
  g_autoptr (MbPort) port = open_narrow_port (f, &peer);
  g_autofree guint8 *chunk = g_malloc0 (16000);

  while (mb_port_send (port, chunk, 16000, NULL) > 0)
    ;
  mb_port_start_close (port);
  g_assert_false (mb_turn_is_held (f->turn));
}

/* Whoever forgets to close does not wait either. */
static void
test_drop (TlsFixture    *f,
           gconstpointer  data)
{
  g_auto (TlsPeer) peer = { NULL };
  MbPort *port = open_narrow_port (f, &peer);

  mb_port_unref (port);
  g_assert_false (mb_turn_is_held (f->turn));
  g_assert_false (tls_peer_receive_end (&peer));
}

#define ADD(path, data, test) \
  g_test_add ("/mb/tls-port/" path, TlsFixture, data, tls_fixture_set_up, test, \
              tls_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  pki_set_up ();
  ADD ("records/all-in-one", GSIZE_TO_POINTER (0), test_records);
  ADD ("records/each-its-own", GSIZE_TO_POINTER (REPLY_SIZE), test_records);
  ADD ("records/across", GSIZE_TO_POINTER (REPLY_SIZE + 4), test_records);
  ADD ("records/single-bytes", GSIZE_TO_POINTER (1), test_records);
  ADD ("records/large", NULL, test_large_records);
  ADD ("close-inside", NULL, test_close_inside);
  ADD ("read-before-judging", NULL, test_read_before_judging);
  ADD ("closed-by-peer/told", NULL, test_closed_by_peer);
  ADD ("closed-by-peer/cut", "cut", test_closed_by_peer);
  ADD ("closed-inside", NULL, test_closed_inside);
  ADD ("half-close", NULL, test_half_close);
  ADD ("our-close", NULL, test_our_close);
  ADD ("slow-reader", NULL, test_slow_reader);
  ADD ("held", NULL, test_held);
  ADD ("close-slow-reader", NULL, test_close_slow_reader);
  ADD ("drop", NULL, test_drop);
  status = g_test_run ();
  pki_tear_down ();
  return status;
}
