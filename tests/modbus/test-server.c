/* test-server.c: the server over loopback: golden session, order of checks, limits.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <sys/resource.h>
#include <unistd.h>

#include "golden-session.h"
#include "hex.h"
#include "server-fixture.h"

static void
expect_bytes (GSocket *socket,
              GBytes  *bytes)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);
  g_autofree char *want = hex_text (data, len);
  g_autofree char *got = server_fixture_receive (socket, len);

  g_assert_cmpstr (got, ==, want);
}

static void
expect_end (ServerFixture *f)
{
  g_autofree char *got = server_fixture_receive (f->socket, 1);

  g_assert_cmpstr (got, ==, "end");
}

static void
test_golden (ServerFixture *f,
             gconstpointer  data)
{
  g_autoptr (GoldenSession) golden = golden_session_load ();

  server_fixture_send (f->socket, g_bytes_get_data (golden->all_requests, NULL),
                       GOLDEN_REQUESTS_SIZE);
  expect_bytes (f->socket, golden->all_responses);
}

/* The stream cut in two at each byte, and then into single bytes. */
static void
test_golden_split (ServerFixture *f,
                   gconstpointer  data)
{
  g_autoptr (GoldenSession) golden = golden_session_load ();
  const guint8 *bytes = g_bytes_get_data (golden->all_requests, NULL);

  for (gsize cut = 1; cut < GOLDEN_REQUESTS_SIZE; cut++)
    {
      g_autoptr (GSocket) socket = server_fixture_connect (f);

      /* What the session leaves behind is what it needs at its start, but for one register. */
      mb_datastore_set (f->store, MB_TABLE_HOLDING_REGISTERS, 1, 17);
      server_fixture_send (socket, bytes, cut);
      server_fixture_run ();
      server_fixture_send (socket, bytes + cut, GOLDEN_REQUESTS_SIZE - cut);
      expect_bytes (socket, golden->all_responses);
    }
  for (gsize i = 0; i < GOLDEN_REQUESTS_SIZE; i++)
    {
      server_fixture_send (f->socket, bytes + i, 1);
      g_main_context_iteration (NULL, FALSE);
    }
  expect_bytes (f->socket, golden->all_responses);
}

static const struct
{
  const char *path;
  const char *request;
  const char *reply;
} replies[] = {
  { "unit-is-echoed", "123400000006 ff 03 0000 0001", "1234 0000 0005 ff 03 02 0011" },
  { "last-address", "000100000006 01 04 ffff 0001", "0001 0000 0005 01 04 02 0011" },
  { "beyond-last", "000100000006 01 04 ffff 0002", "0001 0000 0003 01 84 02" },
  { "beyond-block", "000100000006 01 03 03e7 0002", "0001 0000 0003 01 83 02" },
  { "quantity-0", "000100000006 01 03 0000 0000", "0001 0000 0003 01 83 03" },
  { "quantity-126", "000100000006 01 03 0000 007e", "0001 0000 0003 01 83 03" },
  { "quantity-before-address", "000100000006 01 03 ffff 007e", "0001 0000 0003 01 83 03" },
  { "coil-value-before-address", "000100000006 01 05 ffff 1234", "0001 0000 0003 01 85 03" },
  { "function-0", "000100000002 01 00", "0001 0000 0003 01 80 01" },
  { "function-unknown", "000100000004 01 63 0102", "0001 0000 0003 01 e3 01" },
  { "function-80", "000100000006 01 80 0000 0001", "0001 0000 0003 01 80 01" },
  { "function-ff", "000100000006 01 ff 0000 0001", "0001 0000 0003 01 ff 01" },
  { "short", "000100000003 01 03 00", "0001 0000 0003 01 83 03" },
  { "long", "000100000007 01 03 0000 0001 00", "0001 0000 0003 01 83 03" },
  { "byte-count", "00010000000a 01 10 0000 0001 03 000102", "0001 0000 0003 01 90 03" },
  { "write-outside", "000100000006 01 06 03e8 0001", "0001 0000 0003 01 86 02" },
  { "23-write-outside", "00010000000d 01 17 0000 0001 03e8 0001 02 ffff",
    "0001 0000 0003 01 97 02" },
  { "23-read-outside", "00010000000d 01 17 03e8 0001 0000 0001 02 ffff",
    "0001 0000 0003 01 97 02" },
  { "mask-outside", "000100000008 01 16 03e8 00f2 0025", "0001 0000 0003 01 96 02" },
  { "status-long", "000100000003 01 07 00", "0001 0000 0003 01 87 03" },
  { "subfunction-unknown", "000100000006 01 08 0013 0000", "0001 0000 0003 01 88 01" },
  { "subfunction-data", "000100000006 01 08 000b 0001", "0001 0000 0003 01 88 03" },
  { "no-files", "00010000000a 01 14 07 06 0001 0000 0001", "0001 0000 0003 01 94 01" },
  { "file-type", "00010000000a 01 14 07 05 0001 0000 0001", "0001 0000 0003 01 94 02" },
  { "file-count", "00010000000a 01 14 06 06 0001 0000 0001", "0001 0000 0003 01 94 03" },
  { "queue-outside", "000100000004 01 18 03e8", "0001 0000 0003 01 98 02" },
  { "mei-unknown", "000100000004 01 2b 0f 00", "0001 0000 0003 01 ab 01" },
  { "mei-canopen", "000100000004 01 2b 0d 00", "0001 0000 0003 01 ab 01" },
  { "object-unknown", "000100000005 01 2b 0e 04 07", "0001 0000 0003 01 ab 02" },
  { "object-before-read-code", "000100000005 01 2b 0e 05 07", "0001 0000 0003 01 ab 02" },
  { "read-code", "000100000005 01 2b 0e 05 00", "0001 0000 0003 01 ab 03" },
  { "status", "000100000002 01 07", "0001 0000 0003 01 07 ff" },
  { "query-data", "000100000006 01 08 0000 a537", "0001 0000 0006 01 08 0000 a537" },
  { "foreign-is-skipped", "0009 0001 0006 01 03 0000 0001 000100000006 01 03 0000 0001",
    "0001 0000 0005 01 03 02 0011" },
};

static void
test_reply (ServerFixture *f,
            gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) want = hex_bytes (replies[i].reply);

  server_fixture_send_hex (f, replies[i].request);
  expect_bytes (f->socket, want);
  /* Nothing was written, and the server goes on. */
  server_fixture_send_hex (f, "000200000006 01 03 0000 0001");
  server_fixture_expect (f, "0002000000050103020011");
}

/* A device that only listens sends nothing, not even that a function is unknown. */
static void
test_listen_only (ServerFixture *f,
                  gconstpointer  data)
{
  server_fixture_send_hex (f, "000100000006 01 08 0004 0000" "000200000006 01 06 0000 0001"
                              "000300000002 01 63" "000400000006 01 08 0001 0000"
                              "000500000006 01 03 0000 0001");
  server_fixture_expect (f, "0005000000050103020011");
}

static const char *broken[] = {
  "0001 0000 0000 01", "0001 0000 0001 01", "0001 0000 00ff 01 03", "0001 0000 ffff",
  "0001 0007 0002 0103 0001 0007", "47 45 54 20 2f 20 48 54 54 50",
};

static void
test_broken (ServerFixture *f,
             gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      server_fixture_send_hex (f, broken[i]);
      if (i == 4)
        server_fixture_send_hex (f, "0002 0103");
      expect_end (f);
      g_object_unref (f->socket);
      f->socket = server_fixture_connect (f);
      g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 1);
    }
}

static void
test_silent_unit (ServerFixture *f,
                  gconstpointer  data)
{
  f->silent_unit = 9;
  server_fixture_send_hex (f, "000100000006 09 03 0000 0001" "000200000006 01 03 0000 0001");
  server_fixture_expect (f, "0002000000050103020011");
}

static void
test_delay (ServerFixture *f,
            gconstpointer  data)
{
  f->delay_ms = 480;
  for (guint i = 0; i < MB_SERVER_MAX_DELAYED; i++)
    server_fixture_send_hex (f, "000100000006 01 03 0000 0001");
  server_fixture_send_hex (f, "000200000006 01 03 0000 0001");
  server_fixture_expect (f, "000200000003018306");
  mb_clock_advance (f->clock, 479 * 1000);
  server_fixture_run ();
  g_assert_cmpint (g_socket_get_available_bytes (f->socket), <=, 0);
  mb_clock_advance (f->clock, 1000);
  for (guint i = 0; i < MB_SERVER_MAX_DELAYED; i++)
    server_fixture_expect (f, "0001000000050103020011");
}

/* Replies that wait for a peer that goes are dropped with it. */
static void
test_delay_then_gone (ServerFixture *f,
                      gconstpointer  data)
{
  f->delay_ms = 480;
  server_fixture_send_hex (f, "000100000006 01 03 0000 0001");
  server_fixture_run ();
  g_socket_close (f->socket, NULL);
  server_fixture_run ();
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 0);
  mb_clock_advance (f->clock, 1000 * 1000);
}

static void
test_half_request (ServerFixture *f,
                   gconstpointer  data)
{
  g_autoptr (GSocket) idle = server_fixture_connect (f);

  server_fixture_send_hex (f, "0001000000");
  server_fixture_run ();
  mb_clock_advance (f->clock, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 2);
  mb_clock_advance (f->clock, 20 * G_USEC_PER_SEC);
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 1);
  expect_end (f);
}

/* Sends requests until the system takes no more; each is answered by 259 bytes. */
static gsize
flood (GSocket *socket)
{
  g_autoptr (GBytes) request = hex_bytes ("000100000006 01 03 0000 007d");
  g_autoptr (GByteArray) many = g_byte_array_new ();
  gsize n_total = 0;

  for (guint i = 0; i < 1000; i++)
    g_byte_array_append (many, g_bytes_get_data (request, NULL), g_bytes_get_size (request));
  for (guint n_full = 0; n_full < 3; )
    {
      gsize start = n_total % many->len;
      gssize n = g_socket_send (socket, (const char *) many->data + start, many->len - start,
                                NULL, NULL);

      n_total += MAX (n, 0);
      if (n < 0)
        n_full++;
      server_fixture_run ();
      g_assert_cmpuint (n_total, <, 64 * 1024 * 1024);
    }
  return n_total / 12;
}

static void
test_no_reader (ServerFixture *f,
                gconstpointer  data)
{
  flood (f->socket);
  mb_clock_advance (f->clock, 20 * G_USEC_PER_SEC);
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 1);
  mb_clock_advance (f->clock, 20 * G_USEC_PER_SEC);
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 0);
}

/* A peer that reads late gets every reply all the same. */
static void
test_slow_reader (ServerFixture *f,
                  gconstpointer  data)
{
  gsize n_left = flood (f->socket) * 259;
  gint64 end_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  char buffer[8192];

  while (n_left > 0)
    {
      gssize n = g_socket_receive (f->socket, buffer, MIN (n_left, sizeof buffer), NULL, NULL);

      n_left -= MAX (n, 0);
      if (n < 0)
        g_main_context_iteration (NULL, FALSE);
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
}

static void
test_eviction (ServerFixture *f,
               gconstpointer  data)
{
  g_autoptr (GSocket) idle = NULL;
  g_autoptr (GSocket) third = NULL;
  g_autofree char *got = NULL;

  mb_server_set_max_peers (f->server, 2);
  mb_clock_advance (f->clock, 1000);
  idle = server_fixture_connect (f);
  mb_clock_advance (f->clock, 1000);
  server_fixture_send_hex (f, "000100000006 01 03 0000 0001");
  server_fixture_expect (f, "0001000000050103020011");
  third = server_fixture_connect (f);
  got = server_fixture_receive (idle, 1);
  g_assert_cmpstr (got, ==, "end");
  server_fixture_send_hex (f, "000100000006 01 03 0000 0001");
  server_fixture_expect (f, "0001000000050103020011");
}

/* Connections that go without reading their replies leave nothing behind. */
static void
test_churn (ServerFixture *f,
            gconstpointer  data)
{
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (GSocket) socket = server_fixture_connect (f);

      server_fixture_send (socket, (const guint8 *) "\0\1\0\0\0\6\1\3\0\0\0\1", 12);
      g_socket_close (socket, NULL);
    }
  server_fixture_run ();
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 1);
  server_fixture_send_hex (f, "000100000006 01 03 0000 0001");
  server_fixture_expect (f, "0001000000050103020011");
}

/* Leaves the process no descriptor but those it has; returns how it was. */
static struct rlimit
take_descriptors (void)
{
  struct rlimit before, limit;
  int next = dup (0);

  g_assert_cmpint (next, >=, 0);
  close (next);
  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = (rlim_t) next;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  return before;
}

/* Out of descriptors, with nobody who could go: it does not spin, and takes who waits when there is
 * one again. */
static void
test_no_descriptors (ServerFixture *f,
                     gconstpointer  data)
{
  struct rlimit before;
  guint n_dispatches = 0;

  g_socket_close (f->socket, NULL);
  server_fixture_run ();
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 0);
  g_clear_object (&f->socket);

  f->socket = server_fixture_connect_now (f);
  before = take_descriptors ();
  for (guint i = 0; i < 1000; i++)
    n_dispatches += g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (n_dispatches, <=, 2);
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 0);
  mb_clock_advance (f->clock, 200 * 1000);
  for (guint i = 0; i < 1000; i++)
    n_dispatches += g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (n_dispatches, <=, 4);

  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &before), ==, 0);
  mb_clock_advance (f->clock, 200 * 1000);
  server_fixture_send_hex (f, "000100000006010300000001");
  server_fixture_expect (f, "0001000000050103020011");
}

/* With somebody who could go, the one who was idle longest makes room. */
static void
test_make_room (ServerFixture *f,
                gconstpointer  data)
{
  g_autoptr (GSocket) second = server_fixture_connect_now (f);
  g_autofree char *got = NULL;
  struct rlimit before = take_descriptors ();

  server_fixture_run ();
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &before), ==, 0);
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 1);
  expect_end (f);
  server_fixture_send (second, (const guint8 *) "\0\1\0\0\0\6\1\3\0\0\0\1", 12);
  got = server_fixture_receive (second, 11);
  g_assert_cmpstr (got, ==, "0001000000050103020011");
}

static void
test_port_in_use (ServerFixture *f,
                  gconstpointer  data)
{
  static const MbBackend nothing = { NULL };
  g_autoptr (MbServer) other = mb_server_new (f->clock, &nothing, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (mb_server_listen (other, "127.0.0.1", mb_server_get_port (f->server), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_nonnull (strstr (error->message, "in use"));
  g_clear_error (&error);
  g_assert_false (mb_server_listen (other, "plc", 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
step_cb (const MbServerStep *step,
         gpointer            user_data)
{
  static const char *names[] = { "received", "decoded", "validated", "set", "got", "sent" };

  g_assert_true (g_str_has_prefix (step->peer, "127.0.0.1:"));
  g_assert_cmpuint (step->transaction, ==, 7);
  g_string_append_printf (user_data, "%s:%u/%u ", names[step->kind], step->function,
                          step->exception);
}

static void
test_steps (ServerFixture *f,
            gconstpointer  data)
{
  g_autoptr (GString) log = g_string_new (NULL);

  mb_server_set_observer (f->server, step_cb, log);
  server_fixture_send_hex (f, "00070000000d 01 17 0000 0001 0000 0001 02 ffff");
  server_fixture_expect (f, "000700000005011702ffff");
  g_assert_cmpstr (log->str, ==,
                   "received:23/0 decoded:23/0 validated:23/0 set:23/0 got:23/0 sent:23/0 ");
  g_string_truncate (log, 0);
  server_fixture_send_hex (f, "000700000006 01 03 ffff 0001");
  server_fixture_expect (f, "000700000003018302");
  g_assert_cmpstr (log->str, ==, "received:3/0 decoded:3/0 sent:3/2 ");
}

static void
change_cb (const MbServerChange *change,
           gpointer              user_data)
{
  g_assert_true (g_str_has_prefix (change->peer, "127.0.0.1:"));
  g_string_append_printf (user_data, "%u:%u:%s:%u+%u ", change->unit, change->function,
                          mb_table_name (change->table), change->address, change->quantity);
}

/* Each write that was carried out is told, with its own range; reads and refused writes are not. */
static void
test_changes (ServerFixture *f,
              gconstpointer  data)
{
  static const struct
  {
    const char *request;
    const char *reply;
    const char *change;
  } cases[] = {
    { "000700000006 01 05 0003 ff00", "000700000006010500" "03ff00", "1:5:coils:3+1 " },
    { "000700000006 02 06 0004 0001", "000700000006020600040001", "2:6:holding:4+1 " },
    { "000700000008 01 0f 0005 0003 01 05", "000700000006010f00050003", "1:15:coils:5+3 " },
    { "00070000000b 01 10 0006 0002 04 0001 0002", "000700000006011000060002",
      "1:16:holding:6+2 " },
    { "000700000008 01 16 0007 00f2 0025", "0007000000080116000700f20025", "1:22:holding:7+1 " },
    { "00070000000d 01 17 0000 0001 0008 0001 02 ffff", NULL, "1:23:holding:8+1 " },
    { "000700000006 01 03 0000 0001", NULL, "" },
    { "000700000006 01 05 0003 1234", "000700000003018503", "" },
  };
  g_autoptr (GString) log = g_string_new (NULL);

  mb_server_set_change_func (f->server, change_cb, log);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      server_fixture_send_hex (f, cases[i].request);
      if (cases[i].reply != NULL)
        server_fixture_expect (f, cases[i].reply);
      else
        {
          g_autofree char *reply = server_fixture_receive (f->socket, 11);

          g_assert_true (g_str_has_prefix (reply, "00070000"));
        }
      g_assert_cmpstr (log->str, ==, cases[i].change);
      g_string_truncate (log, 0);
    }
}

#define ADD(path, test) \
  g_test_add ("/mb/server/" path, ServerFixture, NULL, server_fixture_set_up, test, \
              server_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("golden", test_golden);
  ADD ("golden-split", test_golden_split);
  ADD ("broken", test_broken);
  ADD ("silent-unit", test_silent_unit);
  ADD ("listen-only", test_listen_only);
  ADD ("delay", test_delay);
  ADD ("delay-then-gone", test_delay_then_gone);
  ADD ("half-request", test_half_request);
  ADD ("no-reader", test_no_reader);
  ADD ("slow-reader", test_slow_reader);
  ADD ("eviction", test_eviction);
  ADD ("churn", test_churn);
  ADD ("no-descriptors", test_no_descriptors);
  ADD ("make-room", test_make_room);
  ADD ("port-in-use", test_port_in_use);
  ADD ("steps", test_steps);
  ADD ("changes", test_changes);
  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autofree char *path = g_strconcat ("/mb/server/reply/", replies[i].path, NULL);

      g_test_add (path, ServerFixture, GUINT_TO_POINTER (i), server_fixture_set_up, test_reply,
                  server_fixture_tear_down);
    }
  return g_test_run ();
}
