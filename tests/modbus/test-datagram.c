/* test-datagram.c: datagram sockets on loopback: opened by name, refused, from one address to the
 * next.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-client.h"
#include "modbus/mb-connector.h"
#include "modbus/mb-error.h"
#include "fake-resolver.h"
#include "hex.h"

/* How long a test waits for the system. */
#define PATIENCE_US (10 * G_USEC_PER_SEC)

#define REPLY "0001 0000 0005 01 03 02 0007"

typedef struct
{
  MbTurn      *turn;
  MbClock     *clock;
  MbClient    *client;
  MbConnector *connector;
  GResolver   *usual;
  /* Who is asked, and where. */
  GSocket     *server;
  guint16      port;
  guint        n_opened;
  gboolean     is_done;
  MbVerdict    verdict;
  GError      *reason;
} Fixture;

static void
opened_cb (MbConnector *connector,
           MbPort      *port,
           gpointer     user_data)
{
  Fixture *f = user_data;

  g_assert_cmpint (mb_port_get_carrier (port), ==, MB_CARRIER_UDP);
  f->n_opened++;
  mb_client_open (f->client, port);
}

static void
closed_cb (MbClient     *client,
           const GError *reason,
           gpointer      user_data)
{
  Fixture *f = user_data;

  g_clear_error (&f->reason);
  f->reason = reason != NULL ? g_error_copy (reason) : NULL;
  if (mb_connector_get_state (f->connector) == MB_CONNECTOR_CONNECTED)
    mb_connector_lost (f->connector, reason);
}

static void
done_cb (MbClient         *client,
         const MbExchange *exchange,
         gpointer          user_data)
{
  Fixture *f = user_data;

  f->is_done = TRUE;
  f->verdict = exchange->verdict;
  if (exchange->response != NULL)
    mb_connector_worked (f->connector);
}

static void
make_connector (Fixture    *f,
                const char *host)
{
  static const MbConnectorEvents events = { .opened = opened_cb };
  MbEndpoint endpoint = { .carrier = MB_CARRIER_UDP, .host = host, .port = f->port };

  g_clear_pointer (&f->connector, mb_connector_unref);
  f->connector = mb_connector_new (f->clock, &endpoint, &events, f);
}

/* Port 0 picks one, which is then the fixture's. */
static GSocket *
bind_socket (guint16 *port)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", *port);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM,
                                  G_SOCKET_PROTOCOL_UDP, &error);

  g_assert_no_error (error);
  g_socket_bind (socket, address, FALSE, &error);
  g_assert_no_error (error);
  local = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  return socket;
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  static const MbClientEvents events = { .closed = closed_cb };
  g_autoptr (GResolver) resolver = fake_resolver_new ();

  f->usual = g_resolver_get_default ();
  g_resolver_set_default (resolver);
  f->turn = mb_turn_new (NULL);
  f->clock = mb_clock_new_virtual (f->turn, G_GINT64_CONSTANT (1700000000000000));
  f->client = mb_client_new (f->clock, &events, f);
  mb_client_set_next_transaction (f->client, 1);
  f->server = bind_socket (&f->port);
  make_connector (f, "127.0.0.1");
}

static void
run (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  mb_connector_stop (f->connector);
  mb_client_detach (f->client);
  run ();
  mb_client_unref (f->client);
  mb_connector_unref (f->connector);
  g_clear_object (&f->server);
  g_clear_error (&f->reason);
  mb_clock_unref (f->clock);
  mb_turn_unref (f->turn);
  g_resolver_set_default (f->usual);
  g_object_unref (f->usual);
}

static void
wait_until (gboolean (*is_so) (Fixture *f),
            Fixture   *f)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (!is_so (f))
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (50);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
  run ();
}

static gboolean
is_open (Fixture *f)
{
  return mb_client_is_open (f->client);
}

static gboolean
is_done (Fixture *f)
{
  return f->is_done;
}

static gboolean
is_backing_off (Fixture *f)
{
  return mb_connector_get_state (f->connector) == MB_CONNECTOR_BACKING_OFF;
}

static gboolean
has_request (Fixture *f)
{
  return g_socket_condition_check (f->server, G_IO_IN) == G_IO_IN;
}

static void
ask (Fixture *f)
{
  MbRequest request = mb_request_read (MB_TABLE_HOLDING_REGISTERS, 0, 1);

  f->is_done = FALSE;
  g_assert_cmpuint (mb_client_submit (f->client, 1, &request, 1000, done_cb, f), !=, 0);
}

/* Takes one request and sends @hex back, from @from. */
static void
answer (Fixture    *f,
        GSocket    *from,
        const char *hex)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = hex_bytes (hex);
  char request[512];
  gssize n;

  wait_until (has_request, f);
  n = g_socket_receive_from (f->server, &address, request, sizeof request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n, ==, 12);
  g_socket_send_to (from, address, g_bytes_get_data (reply, NULL), g_bytes_get_size (reply),
                    NULL, &error);
  g_assert_no_error (error);
}

static void
open_link (Fixture *f)
{
  mb_connector_start (f->connector);
  wait_until (is_open, f);
}

static void
test_exchange (Fixture       *f,
               gconstpointer  data)
{
  open_link (f);
  ask (f);
  answer (f, f->server, REPLY);
  wait_until (is_done, f);
  g_assert_cmpint (f->verdict, ==, MB_VERDICT_ANSWER);
}

/* Each request is a datagram, though they leave in one turn. */
static void
test_each_its_own (Fixture       *f,
                   gconstpointer  data)
{
  open_link (f);
  mb_client_set_window (f->client, 3);
  for (guint i = 0; i < 3; i++)
    ask (f);
  run ();
  answer (f, f->server, REPLY);
  answer (f, f->server, REPLY);
  answer (f, f->server, "0002 0000 0005 01 03 02 0007 00");
  wait_until (is_done, f);
  g_assert_cmpint (f->verdict, ==, MB_VERDICT_ANSWER);
}

/* Somebody else's datagrams do not reach the client at all. */
static void
test_stranger (Fixture       *f,
               gconstpointer  data)
{
  guint16 port = 0;
  g_autoptr (GSocket) stranger = bind_socket (&port);

  open_link (f);
  ask (f);
  answer (f, stranger, REPLY);
  run ();
  mb_clock_advance (f->clock, G_USEC_PER_SEC);
  wait_until (is_done, f);
  g_assert_cmpint (f->verdict, ==, MB_VERDICT_TIMEOUT);
  g_assert_cmpuint (mb_client_get_counters (f->client)->unasked, ==, 0);
}

static void
test_refused (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *start = g_strdup_printf ("Refused by 127.0.0.1:%u", f->port);

  g_clear_object (&f->server);
  open_link (f);
  ask (f);
  wait_until (is_backing_off, f);
  g_assert_true (f->is_done);
  g_assert_cmpint (f->verdict, ==, MB_VERDICT_CLOSED);
  g_assert_error (f->reason, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_true (g_str_has_prefix (f->reason->message, start));
}

/* A name's address where nobody is gives way to the next one, and that is kept. */
static void
test_next_address (Fixture       *f,
                   gconstpointer  data)
{
  make_connector (f, "two.test");
  open_link (f);
  ask (f);
  wait_until (is_backing_off, f);
  g_assert_error (f->reason, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *reply = g_strdup_printf ("%04x 0000 0005 01 03 02 0007", 2 + i);

      mb_connector_retry_now (f->connector);
      mb_connector_start (f->connector);
      wait_until (is_open, f);
      ask (f);
      answer (f, f->server, reply);
      wait_until (is_done, f);
      g_assert_cmpint (f->verdict, ==, MB_VERDICT_ANSWER);
      mb_client_close (f->client);
      run ();
    }
}

static void
test_no_name (Fixture       *f,
              gconstpointer  data)
{
  make_connector (f, "plc.invalid");
  mb_connector_start (f->connector);
  wait_until (is_backing_off, f);
  g_assert_true (g_str_has_prefix (mb_connector_get_error (f->connector)->message,
                                   "Name not found: plc.invalid"));
}

/* Stopped while it looks the name up, it opens nothing. */
static void
test_stop (Fixture       *f,
           gconstpointer  data)
{
  make_connector (f, "two.test");
  mb_connector_start (f->connector);
  mb_connector_stop (f->connector);
  run ();
  g_assert_cmpuint (f->n_opened, ==, 0);
}

#define ADD(path, test) \
  g_test_add ("/mb/datagram/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("exchange", test_exchange);
  ADD ("each-its-own", test_each_its_own);
  ADD ("stranger", test_stranger);
  ADD ("refused", test_refused);
  ADD ("next-address", test_next_address);
  ADD ("no-name", test_no_name);
  ADD ("stop", test_stop);
  return g_test_run ();
}
