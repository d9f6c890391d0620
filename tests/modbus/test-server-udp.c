/* test-server-udp.c: the server over datagrams: many senders, one socket, and what is no ADU.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-datagram-hub.h"
#include "golden-session.h"
#include "hex.h"
#include "server-fixture.h"

#define REQUEST "0001 0000 0006 01 03 0000 0001"
#define REPLY "000100000005010302" "0011"

static void
check_works (ServerFixture *f)
{
  server_fixture_send_hex (f, REQUEST);
  server_fixture_expect (f, REPLY);
}

static void
test_read (ServerFixture *f,
           gconstpointer  data)
{
  check_works (f);
  check_works (f);
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 1);
}

/* The whole golden session, each of its ADUs in a datagram, sent at once: as many replies. */
static void
test_golden (ServerFixture *f,
             gconstpointer  data)
{
  g_autoptr (GoldenSession) golden = golden_session_load ();
  const guint8 *requests = g_bytes_get_data (golden->all_requests, NULL);
  gsize len;
  const guint8 *responses = g_bytes_get_data (golden->all_responses, &len);

  for (gsize i = 0; i < GOLDEN_REQUESTS_SIZE; i += 6 + requests[i + 5])
    server_fixture_send (f->socket, requests + i, 6 + (gsize) requests[i + 5]);
  for (gsize i = 0; i < len; i += 6 + responses[i + 5])
    {
      g_autofree char *want = hex_text (responses + i, 6 + (gsize) responses[i + 5]);

      /* One datagram, no more and no less. */
      server_fixture_expect (f, want);
    }
}

static const struct
{
  const char *path;
  const char *datagram;
  guint       n_damaged;
  guint       n_foreign;
} bad_ones[] = {
  { "empty", "", 1, 0 },
  { "short", "0001 0000 0006 01 03 0000 00", 1, 0 },
  { "long", "0001 0000 0006 01 03 0000 0001 00", 1, 0 },
  { "two", REQUEST REQUEST, 1, 0 },
  { "header-only", "0001 0000 0000", 1, 0 },
  { "length-255", "0001 0000 00ff 01 03", 1, 0 },
  { "foreign", "0001 0009 0006 01 03 0000 0001", 0, 1 },
};

/* What is no request gets no answer, and spoils none that follows. */
static void
test_bad (ServerFixture *f,
          gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  const MbServerCounters *counters = mb_server_get_counters (f->server);

  for (guint n = 1; n <= 3; n++)
    {
      server_fixture_send_hex (f, bad_ones[i].datagram);
      check_works (f);
      g_assert_cmpuint (counters->damaged, ==, n * bad_ones[i].n_damaged);
      g_assert_cmpuint (counters->foreign, ==, n * bad_ones[i].n_foreign);
    }
}

static void
test_huge (ServerFixture *f,
           gconstpointer  data)
{
  g_autofree guint8 *bytes = g_malloc0 (60000);

  server_fixture_send (f->socket, bytes, 60000);
  check_works (f);
  g_assert_cmpuint (mb_server_get_counters (f->server)->damaged, ==, 1);
}

/* Each sender gets its own replies, whoever asks in between. */
static void
test_many (ServerFixture *f,
           gconstpointer  data)
{
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);
  const guint n = 50;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (sockets, server_fixture_connect (f));
  for (guint i = 0; i < n; i++)
    {
      guint8 request[] = { 0, (guint8) i, 0, 0, 0, 6, (guint8) i, 3, 0, 0, 0, 1 };

      server_fixture_send (g_ptr_array_index (sockets, i), request, sizeof request);
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *want = g_strdup_printf ("00%02x00000005%02x03020011", i, i);
      g_autofree char *got = server_fixture_receive (g_ptr_array_index (sockets, i), 11);

      g_assert_cmpstr (got, ==, want);
    }
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, n);
}

/* One more than there may be makes the one go that was silent longest; it may come again. */
static void
test_eviction (ServerFixture *f,
               gconstpointer  data)
{
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);

  mb_server_set_max_peers (f->server, 3);
  check_works (f);
  for (guint i = 0; i < 10; i++)
    {
      GSocket *socket = server_fixture_connect (f);
      g_autofree char *got = NULL;

      g_ptr_array_add (sockets, socket);
      mb_clock_advance (f->clock, 1000);
      server_fixture_send (socket, (const guint8 *) "\0\1\0\0\0\6\1\3\0\0\0\1", 12);
      got = server_fixture_receive (socket, 11);
      g_assert_cmpstr (got, ==, REPLY);
      g_assert_cmpuint (mb_server_get_n_peers (f->server), <=, 3);
    }
  check_works (f);
}

/* Who says nothing for a minute is forgotten. */
static void
test_idle (ServerFixture *f,
           gconstpointer  data)
{
  check_works (f);
  mb_clock_advance (f->clock, 59 * G_USEC_PER_SEC);
  server_fixture_run ();
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 1);
  mb_clock_advance (f->clock, 6 * G_USEC_PER_SEC);
  server_fixture_run ();
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 0);
  check_works (f);
}

static void
test_delay (ServerFixture *f,
            gconstpointer  data)
{
  f->delay_ms = 500;
  server_fixture_send_hex (f, REQUEST);
  server_fixture_run ();
  g_assert_cmpint (g_socket_condition_check (f->socket, G_IO_IN), ==, 0);
  mb_clock_advance (f->clock, 500 * 1000);
  server_fixture_expect (f, REPLY);
}

/* A flood from one sender: some is lost, as datagrams may be; nobody else waits for it. */
static void
test_flood (ServerFixture *f,
            gconstpointer  data)
{
  g_autoptr (GSocket) other = server_fixture_connect (f);
  g_autofree char *got = NULL;

  for (guint i = 0; i < 20 * MB_DATAGRAM_HUB_MAX_WAITING; i++)
    g_socket_send (other, "\0\1\0\0\0\6\1\3\0\0\0\1", 12, NULL, NULL);
  server_fixture_run ();
  got = server_fixture_receive (other, 11);
  g_assert_cmpstr (got, ==, REPLY);
  check_works (f);
}

static void
test_port_in_use (ServerFixture *f,
                  gconstpointer  data)
{
  static const MbBackend backend = { NULL };
  g_autoptr (MbServer) second = mb_server_new (f->clock, &backend, NULL);
  g_autoptr (GError) error = NULL;

  mb_server_set_carrier (second, MB_CARRIER_UDP);
  g_assert_false (mb_server_listen (second, "127.0.0.1", mb_server_get_port (f->server), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  check_works (f);
}

static void
test_stop_and_again (ServerFixture *f,
                     gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  guint16 port = mb_server_get_port (f->server);

  check_works (f);
  mb_server_stop (f->server);
  g_assert_cmpuint (mb_server_get_port (f->server), ==, 0);
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 0);
  mb_server_listen (f->server, "127.0.0.1", port, &error);
  g_assert_no_error (error);
  check_works (f);
}

#define ADD(path, data, test) \
  g_test_add ("/mb/server/udp/" path, ServerFixture, data, server_fixture_set_up_udp, test, \
              server_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("read", NULL, test_read);
  ADD ("golden", NULL, test_golden);
  ADD ("huge", NULL, test_huge);
  ADD ("many", NULL, test_many);
  ADD ("eviction", NULL, test_eviction);
  ADD ("idle", NULL, test_idle);
  ADD ("delay", NULL, test_delay);
  ADD ("flood", NULL, test_flood);
  ADD ("port-in-use", NULL, test_port_in_use);
  ADD ("stop-and-again", NULL, test_stop_and_again);
  for (guint i = 0; i < G_N_ELEMENTS (bad_ones); i++)
    {
      g_autofree char *path = g_strconcat ("/mb/server/udp/bad/", bad_ones[i].path, NULL);

      g_test_add (path, ServerFixture, GUINT_TO_POINTER (i), server_fixture_set_up_udp, test_bad,
                  server_fixture_tear_down);
    }
  return g_test_run ();
}
