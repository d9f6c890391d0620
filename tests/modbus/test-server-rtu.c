/* test-server-rtu.c: the server as devices on a serial line in a stream: checksums, silence,
 * broadcast.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-crc.h"
#include "golden-session.h"
#include "hex.h"
#include "server-fixture.h"

static void
append_frame (GByteArray   *stream,
              const guint8 *bytes,
              gsize         len)
{
  guint16 crc = mb_crc (bytes, len);
  guint8 end[2] = { crc & 0xff, crc >> 8 };

  g_byte_array_append (stream, bytes, (guint) len);
  g_byte_array_append (stream, end, 2);
}

static GByteArray *
make_frame (const char *hex)
{
  GByteArray *frame = g_byte_array_new ();
  g_autoptr (GBytes) bytes = hex_bytes (hex);

  append_frame (frame, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return frame;
}

static void
send_frame (ServerFixture *f,
            const char    *hex)
{
  g_autoptr (GByteArray) frame = make_frame (hex);

  server_fixture_send (f->socket, frame->data, frame->len);
}

static void
expect_frame (ServerFixture *f,
              const char    *hex)
{
  g_autoptr (GByteArray) frame = make_frame (hex);
  g_autofree char *want = hex_text (frame->data, frame->len);

  server_fixture_expect (f, want);
}

static guint
damaged_of (ServerFixture *f)
{
  return (guint) mb_server_get_counters (f->server)->damaged;
}

/* A silence in virtual time, then a request that has its answer. */
static void
check_works (ServerFixture *f)
{
  server_fixture_run ();
  mb_clock_advance (f->clock, 50 * 1000);
  send_frame (f, "01 03 0000 0001");
  expect_frame (f, "01 03 02 0011");
}

static void
test_read (ServerFixture *f,
           gconstpointer  data)
{
  server_fixture_send_hex (f, "010300000001840a");
  server_fixture_expect (f, "01030200117848");
  check_works (f);
}

static const struct
{
  const char *path;
  const char *request;
  const char *reply;
} replies[] = {
  { "unit-is-echoed", "ff 03 0000 0001", "ff 03 02 0011" },
  { "coils", "01 01 0000 000a", "01 01 02 ff03" },
  { "write-coil", "01 05 0001 ff00", "01 05 0001 ff00" },
  { "write-register", "01 06 0001 0007", "01 06 0001 0007" },
  { "write-registers", "01 10 0001 0002 04 000a 0102", "01 10 0001 0002" },
  { "write-coils", "01 0f 0013 000a 02 cd01", "01 0f 0013 000a" },
  { "read-write", "01 17 0000 0001 0008 0001 02 ffff", "01 17 02 0011" },
  { "mask", "01 16 0004 00f2 0025", "01 16 0004 00f2 0025" },
  { "beyond-block", "01 03 03e7 0002", "01 83 02" },
  { "quantity-0", "01 03 0000 0000", "01 83 03" },
  { "function-unknown", "01 63 0102", "01 e3 01" },
  { "function-0", "01 00", "01 80 01" },
  { "function-80", "01 80 0000 0001", "01 80 01" },
  { "status", "01 07", "01 07 ff" },
  { "query-data", "01 08 0000 a537", "01 08 0000 a537" },
  { "query-more-data", "01 08 0000 a537 0001 0002", "01 08 0000 a537 0001 0002" },
  { "subfunction-unknown", "01 08 0013 0000", "01 88 01" },
  { "mei-unknown", "01 2b 0f 00", "01 ab 01" },
};

static void
test_reply (ServerFixture *f,
            gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);

  send_frame (f, replies[i].request);
  expect_frame (f, replies[i].reply);
  check_works (f);
  g_assert_cmpuint (damaged_of (f), ==, 0);
}

static gsize
count_bytes (const guint8 *adu)
{
  return 6 + (gsize) (adu[4] << 8 | adu[5]);
}

/* The golden session's PDUs as frames in one piece, of unit 1: unit 0 is nobody's to answer. */
static GByteArray *
make_golden (GBytes *adus)
{
  GByteArray *stream = g_byte_array_new ();
  gsize len;
  const guint8 *bytes = g_bytes_get_data (adus, &len);

  for (gsize i = 0; i < len; i += count_bytes (bytes + i))
    {
      gsize n = count_bytes (bytes + i) - 6;
      g_autofree guint8 *frame = g_memdup2 (bytes + i + 6, n);

      frame[0] = 1;
      append_frame (stream, frame, n);
    }
  return stream;
}

static void
test_golden (ServerFixture *f,
             gconstpointer  data)
{
  g_autoptr (GoldenSession) golden = golden_session_load ();
  g_autoptr (GBytes) all_requests = g_bytes_new_from_bytes (golden->all_requests, 0,
                                                            GOLDEN_REQUESTS_SIZE);
  g_autoptr (GByteArray) requests = make_golden (all_requests);
  g_autoptr (GByteArray) responses = make_golden (golden->all_responses);
  g_autofree char *want = hex_text (responses->data, responses->len);
  gsize step = GPOINTER_TO_SIZE (data);

  for (gsize i = 0; i < requests->len; i += step)
    {
      server_fixture_send (f->socket, requests->data + i, MIN (step, requests->len - i));
      g_main_context_iteration (NULL, FALSE);
    }
  server_fixture_expect (f, want);
}

/* A wrong checksum gets no answer, and takes with it what follows without a silence. */
static void
test_crc (ServerFixture *f,
          gconstpointer  data)
{
  server_fixture_send_hex (f, "010300000001840b");
  send_frame (f, "01 03 0000 0001");
  server_fixture_run ();
  send_frame (f, "01 03 0000 0001");
  server_fixture_run ();
  g_assert_cmpuint (damaged_of (f), ==, 1);
  g_assert_cmpuint (mb_server_get_counters (f->server)->requests, ==, 0);
  check_works (f);
  g_assert_cmpuint (mb_server_get_n_peers (f->server), ==, 1);
}

/* Half a frame spoils the one after it, and no more. */
static void
test_half (ServerFixture *f,
           gconstpointer  data)
{
  server_fixture_send_hex (f, "0110000000020400");
  server_fixture_run ();
  mb_clock_advance (f->clock, 10 * G_USEC_PER_SEC);
  send_frame (f, "01 03 0000 0001");
  server_fixture_run ();
  g_assert_cmpuint (damaged_of (f), ==, 1);
  check_works (f);
}

static void
test_mbap (ServerFixture *f,
           gconstpointer  data)
{
  server_fixture_send_hex (f, "000100000006010300000001");
  server_fixture_run ();
  g_assert_cmpuint (damaged_of (f), ==, 1);
  check_works (f);
}

static guint16
get_register (ServerFixture *f,
              guint16        address)
{
  return mb_datastore_get (f->store, MB_TABLE_HOLDING_REGISTERS, address);
}

/* What is sent to unit 0 is carried out if it writes, and never answered. */
static void
test_broadcast (ServerFixture *f,
                gconstpointer  data)
{
  send_frame (f, "00 06 0005 02d0");
  send_frame (f, "00 03 0000 0001");
  send_frame (f, "00 06 ffff 0001");
  send_frame (f, "00 63");
  check_works (f);
  g_assert_cmpuint (get_register (f, 5), ==, 720);
  g_assert_cmpuint (damaged_of (f), ==, 0);
}

/* Without a unit 0 of its own, all units are meant. */
static void
test_broadcast_all (ServerFixture *f,
                    gconstpointer  data)
{
  f->silent_unit = 0;
  send_frame (f, "00 06 0005 02d0");
  check_works (f);
  g_assert_cmpuint (get_register (f, 5), ==, 720);
}

static void
test_silent_unit (ServerFixture *f,
                  gconstpointer  data)
{
  f->silent_unit = 7;
  send_frame (f, "07 03 0000 0001");
  check_works (f);
}

static void
step_cb (const MbServerStep *step,
         gpointer            user_data)
{
  GString *text = user_data;
  g_autofree char *adu = step->adu != NULL ? hex_text (step->adu, step->adu_len) : NULL;

  g_assert_cmpint (step->carrier, ==, MB_CARRIER_RTU_TCP);
  g_assert_cmpuint (step->transaction, ==, 0);
  g_string_append_printf (text, "%d:%u%s%s ", step->kind, step->unit, adu != NULL ? ":" : "",
                          adu != NULL ? adu : "");
}

static void
test_steps (ServerFixture *f,
            gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new (NULL);

  mb_server_set_observer (f->server, step_cb, text);
  check_works (f);
  send_frame (f, "00 06 0005 02d0");
  server_fixture_run ();
  mb_server_set_observer (f->server, NULL, NULL);
  g_assert_cmpstr (text->str, ==,
                   "0:1:010300000001840a 1:1 2:1 4:1 5:1:01030200117848 "
                   "0:0:0006000502d098e6 1:0 2:0 3:0 ");
}

#define ADD(path, data, test) \
  g_test_add ("/mb/server/rtu/" path, ServerFixture, data, server_fixture_set_up_rtu, test, \
              server_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("read", NULL, test_read);
  ADD ("golden", GSIZE_TO_POINTER (100000), test_golden);
  ADD ("golden-byte-by-byte", GSIZE_TO_POINTER (1), test_golden);
  ADD ("golden-in-sevens", GSIZE_TO_POINTER (7), test_golden);
  ADD ("crc", NULL, test_crc);
  ADD ("half", NULL, test_half);
  ADD ("mbap", NULL, test_mbap);
  ADD ("broadcast", NULL, test_broadcast);
  ADD ("broadcast-all", NULL, test_broadcast_all);
  ADD ("silent-unit", NULL, test_silent_unit);
  ADD ("steps", NULL, test_steps);
  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autofree char *path = g_strconcat ("/mb/server/rtu/reply/", replies[i].path, NULL);

      g_test_add (path, ServerFixture, GUINT_TO_POINTER (i), server_fixture_set_up_rtu, test_reply,
                  server_fixture_tear_down);
    }
  return g_test_run ();
}
