/* test-connector.c: connecting, failing, backing off; sockets on loopback, time and names made up.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "modbus/mb-connector.h"
#include "modbus/mb-error.h"
#include "fake-resolver.h"

/* How long a test waits for the system. */
#define PATIENCE_US (10 * G_USEC_PER_SEC)

typedef struct
{
  MbTurn      *turn;
  MbClock     *clock;
  MbConnector *connector;
  GSocket     *listener;
  guint16      port;
  MbPort      *opened;
  guint        n_opened;
  guint        n_changes;
} Fixture;

static void
opened_cb (MbConnector *connector,
           MbPort      *port,
           gpointer     user_data)
{
  Fixture *f = user_data;

  g_assert_true (mb_turn_is_inside (f->turn));
  g_assert_cmpint (mb_connector_get_state (connector), ==, MB_CONNECTOR_CONNECTED);
  g_clear_pointer (&f->opened, mb_port_unref);
  f->opened = mb_port_ref (port);
  f->n_opened++;
}

static void
state_changed_cb (MbConnector *connector,
                  gpointer     user_data)
{
  Fixture *f = user_data;

  g_assert_true (mb_turn_is_inside (f->turn));
  f->n_changes++;
}

static void
make_connector (Fixture    *f,
                const char *host)
{
  static const MbConnectorEvents events = {
    .opened = opened_cb,
    .state_changed = state_changed_cb,
  };
  MbEndpoint endpoint = { .host = host, .port = f->port };

  g_clear_pointer (&f->connector, mb_connector_unref);
  f->connector = mb_connector_new (f->clock, &endpoint, &events, f);
}

/* Port 0 picks one, which is then the fixture's. */
static void
start_listening (Fixture *f)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1",
                                                                              f->port);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GError) error = NULL;

  f->listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                              &error);
  g_assert_no_error (error);
  g_socket_bind (f->listener, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (f->listener, &error);
  g_assert_no_error (error);
  local = g_socket_get_local_address (f->listener, &error);
  g_assert_no_error (error);
  f->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
}

static void
stop_listening (Fixture *f)
{
  g_socket_close (f->listener, NULL);
  g_clear_object (&f->listener);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->turn = mb_turn_new (NULL);
  f->clock = mb_clock_new_virtual (f->turn, G_GINT64_CONSTANT (1700000000000000));
  start_listening (f);
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
  mb_connector_unref (f->connector);
  run ();
  g_clear_pointer (&f->opened, mb_port_unref);
  g_clear_object (&f->listener);
  mb_clock_unref (f->clock);
  mb_turn_unref (f->turn);
}

static void
wait_for (Fixture          *f,
          MbConnectorState  state)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (mb_connector_get_state (f->connector) != state)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (50);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
  run ();
}

/* Lets the wait pass; returns how long it was, in milliseconds. */
static guint
pass_wait (Fixture *f)
{
  gint64 wait_us = mb_connector_get_next_try_us (f->connector) -
                   mb_clock_get_time_us (f->clock);

  g_assert_cmpint (mb_connector_get_state (f->connector), ==, MB_CONNECTOR_BACKING_OFF);
  g_assert_cmpint (wait_us, >=, 0);
  mb_clock_advance (f->clock, wait_us);
  g_assert_cmpint (mb_connector_get_state (f->connector), ==, MB_CONNECTOR_CONNECTING);
  return (guint) (wait_us / 1000);
}

static void
test_connect (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *name = NULL;
  g_autofree char *end = g_strdup_printf (" → 127.0.0.1:%u", f->port);

  mb_connector_start (f->connector);
  g_assert_cmpuint (f->n_changes, ==, 0);
  g_assert_cmpint (mb_connector_get_state (f->connector), ==, MB_CONNECTOR_CONNECTING);
  wait_for (f, MB_CONNECTOR_CONNECTED);
  g_assert_cmpuint (f->n_opened, ==, 1);
  g_assert_null (mb_connector_get_error (f->connector));
  name = mb_port_describe (f->opened);
  g_assert_true (g_str_has_suffix (name, end));
  mb_clock_advance (f->clock, G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);
  g_assert_cmpint (mb_connector_get_state (f->connector), ==, MB_CONNECTOR_CONNECTED);
}

/* The descriptor of the socket whose other end is the fixture's listener. */
static int
find_socket (Fixture *f)
{
  for (int fd = 0; fd < 1024; fd++)
    {
      struct sockaddr_in peer;
      socklen_t len = sizeof peer;

      if (getpeername (fd, (struct sockaddr *) &peer, &len) == 0 && peer.sin_family == AF_INET &&
          g_ntohs (peer.sin_port) == f->port)
        return fd;
    }
  return -1;
}

static gboolean
has_option (int fd,
            int level,
            int option)
{
  int value = 0;
  socklen_t len = sizeof value;

  return getsockopt (fd, level, option, &value, &len) == 0 && value != 0;
}

/* A link that nobody uses is noticed when it is gone, and no request waits for another one. */
static void
test_options (Fixture       *f,
              gconstpointer  data)
{
  int fd;

  mb_connector_start (f->connector);
  wait_for (f, MB_CONNECTOR_CONNECTED);
  fd = find_socket (f);
  g_assert_cmpint (fd, >=, 0);
  g_assert_true (has_option (fd, SOL_SOCKET, SO_KEEPALIVE));
  g_assert_true (has_option (fd, IPPROTO_TCP, TCP_NODELAY));
}

static void
expect_error (Fixture    *f,
              const char *start)
{
  const GError *error = mb_connector_get_error (f->connector);

  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (error->message, start));
}

static void
test_refused_then_back (Fixture       *f,
                        gconstpointer  data)
{
  g_autofree char *start = g_strdup_printf ("Connection refused by 127.0.0.1:%u", f->port);
  guint longest_ms = 1000;

  stop_listening (f);
  mb_connector_start (f->connector);
  for (guint i = 0; i < 9; i++)
    {
      guint wait_ms;

      wait_for (f, MB_CONNECTOR_BACKING_OFF);
      expect_error (f, start);
      wait_ms = pass_wait (f);
      g_assert_cmpuint (wait_ms, >=, 200);
      g_assert_cmpuint (wait_ms, <=, MIN (longest_ms, 60000));
      longest_ms *= 2;
    }
  wait_for (f, MB_CONNECTOR_BACKING_OFF);
  start_listening (f);
  pass_wait (f);
  wait_for (f, MB_CONNECTOR_CONNECTED);
  g_assert_cmpuint (f->n_opened, ==, 1);
}

static void
test_timeout (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *start = g_strdup_printf ("No answer to connect from 127.0.0.1:%u within 3 s",
                                            f->port);

  mb_connector_start (f->connector);
  mb_clock_advance (f->clock, 2999 * 1000);
  g_assert_cmpint (mb_connector_get_state (f->connector), ==, MB_CONNECTOR_CONNECTING);
  mb_clock_advance (f->clock, 1000);
  g_assert_cmpint (mb_connector_get_state (f->connector), ==, MB_CONNECTOR_BACKING_OFF);
  expect_error (f, start);
  /* The answer that comes too late is not taken. */
  run ();
  g_assert_cmpuint (f->n_opened, ==, 0);
}

static void
test_names (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (GResolver) usual = g_resolver_get_default ();
  g_autoptr (GResolver) resolver = fake_resolver_new ();

  g_resolver_set_default (resolver);
  make_connector (f, "plc.invalid");
  mb_connector_start (f->connector);
  wait_for (f, MB_CONNECTOR_BACKING_OFF);
  expect_error (f, "Name not found: plc.invalid");
  mb_connector_stop (f->connector);
  make_connector (f, "two.test");
  mb_connector_start (f->connector);
  wait_for (f, MB_CONNECTOR_CONNECTED);
  g_resolver_set_default (usual);
}

/* A server that takes connections and closes them at once is not called in a busy loop. */
static void
test_accept_and_close (Fixture       *f,
                       gconstpointer  data)
{
  gint64 start_us = mb_clock_get_time_us (f->clock);
  guint n_first_second = 0;

  mb_connector_start (f->connector);
  for (guint i = 0; i < 8; i++)
    {
      wait_for (f, MB_CONNECTOR_CONNECTED);
      if (mb_clock_get_time_us (f->clock) < start_us + G_USEC_PER_SEC)
        n_first_second++;
      mb_connector_lost (f->connector, NULL);
      expect_error (f, "Closed by 127.0.0.1:");
      pass_wait (f);
    }
  g_assert_cmpuint (n_first_second, <=, 5);
  g_assert_cmpint (mb_clock_get_time_us (f->clock) - start_us, >=, 1600 * 1000);
}

static void
test_lost (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (GError) reason = g_error_new (MB_ERROR, MB_ERROR_TIMEOUT, "No reply for 3.0 s");

  mb_connector_start (f->connector);
  wait_for (f, MB_CONNECTOR_CONNECTED);
  mb_connector_worked (f->connector);
  mb_connector_lost (f->connector, NULL);
  g_assert_cmpint (mb_connector_get_state (f->connector), ==, MB_CONNECTOR_CLOSED);
  g_assert_null (mb_connector_get_error (f->connector));
  mb_connector_start (f->connector);
  wait_for (f, MB_CONNECTOR_CONNECTED);
  mb_connector_worked (f->connector);
  mb_connector_lost (f->connector, reason);
  g_assert_cmpuint (pass_wait (f), <=, 1000);
  expect_error (f, "No reply for 3.0 s");
}

static void
test_retry_now (Fixture       *f,
                gconstpointer  data)
{
  stop_listening (f);
  mb_connector_start (f->connector);
  for (guint i = 0; i < 5; i++)
    {
      wait_for (f, MB_CONNECTOR_BACKING_OFF);
      pass_wait (f);
    }
  wait_for (f, MB_CONNECTOR_BACKING_OFF);
  mb_connector_retry_now (f->connector);
  g_assert_cmpint (mb_connector_get_state (f->connector), ==, MB_CONNECTOR_CONNECTING);
  wait_for (f, MB_CONNECTOR_BACKING_OFF);
  g_assert_cmpuint (pass_wait (f), <=, 1000);
}

static void
test_max_wait (Fixture       *f,
               gconstpointer  data)
{
  stop_listening (f);
  mb_connector_start (f->connector);
  for (guint i = 0; i < 7; i++)
    {
      wait_for (f, MB_CONNECTOR_BACKING_OFF);
      pass_wait (f);
    }
  wait_for (f, MB_CONNECTOR_BACKING_OFF);
  mb_connector_set_max_wait_ms (f->connector, 500);
  g_assert_cmpuint (pass_wait (f), <=, 500);
}

static void
test_stop (Fixture       *f,
           gconstpointer  data)
{
  mb_connector_start (f->connector);
  mb_connector_stop (f->connector);
  run ();
  g_assert_cmpuint (f->n_opened + f->n_changes, ==, 0);
  g_assert_cmpint (mb_connector_get_state (f->connector), ==, MB_CONNECTOR_CLOSED);
  mb_connector_start (f->connector);
  wait_for (f, MB_CONNECTOR_CONNECTED);
  g_assert_cmpuint (f->n_opened, ==, 1);
}

#define ADD(path, test) \
  g_test_add ("/mb/connector/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("connect", test_connect);
  ADD ("options", test_options);
  ADD ("refused-then-back", test_refused_then_back);
  ADD ("timeout", test_timeout);
  ADD ("names", test_names);
  ADD ("accept-and-close", test_accept_and_close);
  ADD ("lost", test_lost);
  ADD ("retry-now", test_retry_now);
  ADD ("max-wait", test_max_wait);
  ADD ("stop", test_stop);
  return g_test_run ();
}
