/* test-client-rtu.c: a client over a serial line in a stream: no identifiers, no wrong values.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-crc.h"
#include "modbus/mb-error.h"
#include "client-fixture.h"
#include "hex.h"

/* Reading one register at 0 of unit 1, and its answers. */
#define REQUEST "010300000001840a"
#define REPLY "0103020007f986"
#define OTHER_REPLY "0103020008b982"

/* Puts a frame with its right checksum. */
static void
put_frame (ClientFixture *f,
           const char    *hex)
{
  g_autoptr (GBytes) bytes = hex_bytes (hex);
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);
  guint16 crc = mb_crc (data, len);
  guint8 end[2] = { crc & 0xff, crc >> 8 };

  fake_port_put (f->fake, data, len);
  fake_port_put (f->fake, end, 2);
}

static void
receive_frame (ClientFixture *f,
               const char    *hex)
{
  client_fixture_run (f);
  put_frame (f, hex);
  client_fixture_run (f);
}

static void
keep_value_cb (ClientFixture    *f,
               const MbExchange *exchange)
{
  f->token = exchange->response != NULL && !exchange->response->is_exception
             ? mb_response_get_register (exchange->response, 0) : 0;
}

static void
set_up (ClientFixture *f,
        gconstpointer  data)
{
  client_fixture_set_up_rtu (f, data);
  f->reaction = keep_value_cb;
}

static void
expect_answer (ClientFixture *f,
               guint          value)
{
  client_fixture_expect (f, "answer:0");
  g_assert_cmpuint (f->token, ==, value);
}

/* 720 to register 4. */
static MbRequest
write_register (void)
{
  static const guint8 value[] = { 0x02, 0xd0 };

  return mb_request_write (MB_FUNCTION_WRITE_SINGLE_REGISTER, 4, 1, value, sizeof value);
}

/* A link as good as new: asks once and gets the answer. */
static void
check_works (ClientFixture *f)
{
  g_autofree char *sent = NULL;

  client_fixture_run (f);
  g_free (fake_port_take_hex (f->fake));
  g_assert_cmpuint (client_fixture_read (f, 0, 1), !=, 0);
  client_fixture_run (f);
  sent = fake_port_take_hex (f->fake);
  g_assert_cmpstr (sent, ==, REQUEST);
  client_fixture_receive (f, REPLY);
  expect_answer (f, 7);
}

static void
test_answer (ClientFixture *f,
             gconstpointer  data)
{
  check_works (f);
  check_works (f);
  g_assert_cmpuint (mb_client_get_counters (f->client)->answers, ==, 2);
}

static void
test_exception (ClientFixture *f,
                gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  receive_frame (f, "01 83 02");
  client_fixture_expect (f, "exception:0");
  check_works (f);
}

/* Whatever window is set: without identifiers only one reply can be waited for. */
static void
test_window (ClientFixture *f,
             gconstpointer  data)
{
  mb_client_set_window (f->client, 16);
  g_assert_cmpuint (mb_client_get_free (f->client), ==, 1);
  g_assert_cmpuint (client_fixture_read (f, 0, 1), !=, 0);
  g_assert_cmpuint (mb_client_get_free (f->client), ==, 0);
  g_assert_cmpuint (client_fixture_read (f, 1, 1), ==, 0);
  client_fixture_receive (f, REPLY);
  expect_answer (f, 7);
  g_assert_cmpuint (mb_client_get_free (f->client), ==, 1);
}

/* What belongs to a request that timed out never becomes the value of the next. */
static void
test_late (ClientFixture *f,
           gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "timeout:0 CLOSED");
  g_assert_nonnull (strstr (f->reason, "late reply"));
  g_assert_true (f->fake->is_closed);
  client_fixture_reopen (f);
  check_works (f);
}

/* Cut at each byte: the rest that comes after the time-out has no link to come over. */
static void
test_stall (ClientFixture *f,
            gconstpointer  data)
{
  g_autoptr (GBytes) reply = hex_bytes (REPLY);
  gsize len;
  const guint8 *bytes = g_bytes_get_data (reply, &len);

  mb_client_set_max_silence (f->client, 0);
  for (gsize cut = 0; cut < len; cut++)
    {
      client_fixture_read (f, 0, 1);
      client_fixture_run (f);
      fake_port_put (f->fake, bytes, cut);
      client_fixture_advance (f, 999);
      client_fixture_expect (f, "");
      client_fixture_advance (f, 1);
      client_fixture_expect (f, "timeout:0 CLOSED");
      client_fixture_reopen (f);
    }
  check_works (f);
}

/* One byte after another is an answer, when the last one comes in time. */
static void
test_dribble (ClientFixture *f,
              gconstpointer  data)
{
  guint step_ms = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) reply = hex_bytes (REPLY);
  gsize len;
  const guint8 *bytes = g_bytes_get_data (reply, &len);

  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  for (gsize i = 0; i < len && !f->fake->is_closed; i++)
    {
      client_fixture_advance (f, step_ms);
      if (!f->fake->is_closed)
        fake_port_put (f->fake, bytes + i, 1);
      client_fixture_run (f);
    }
  client_fixture_expect (f, step_ms * len < 1000 ? "answer:0" : "timeout:0 CLOSED");
}

static void
test_duplicate (ClientFixture *f,
                gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY REPLY);
  client_fixture_expect (f, "answer:0 duplicate:0");
  client_fixture_receive (f, REPLY);
  client_fixture_expect (f, "duplicate:0");
  client_fixture_receive (f, OTHER_REPLY);
  client_fixture_expect (f, "unasked:0");
  check_works (f);
  g_assert_cmpuint (mb_client_get_counters (f->client)->duplicates, ==, 2);
  g_assert_cmpuint (mb_client_get_counters (f->client)->unasked, ==, 1);
}

/* What is there already when a request leaves is not its reply, read or not. */
static void
test_there_before (ClientFixture *f,
                   gconstpointer  data)
{
  check_works (f);
  fake_port_put_hex (f->fake, OTHER_REPLY);
  client_fixture_read (f, 0, 1);
  client_fixture_expect (f, "unasked:0");
  client_fixture_receive (f, REPLY);
  expect_answer (f, 7);
}

static void
test_unasked (ClientFixture *f,
              gconstpointer  data)
{
  client_fixture_receive (f, REPLY REPLY);
  client_fixture_expect (f, "unasked:0 unasked:0");
  check_works (f);
}

/* Whatever is wrong with a reply that has a right checksum: no value, and as the right one may
 * still come, no link. */
static const struct
{
  const char *name;
  const char *reply;
  MbBreach    breach;
} wrong_replies[] = {
  { "unit", "02 03 02 0007", MB_BREACH_UNIT },
  { "function", "01 04 02 0007", MB_BREACH_FUNCTION },
  { "fewer", "01 03 00", MB_BREACH_BYTE_COUNT },
  { "more", "01 03 04 0007 0008", MB_BREACH_BYTE_COUNT },
  { "odd", "01 03 01 00", MB_BREACH_BYTE_COUNT },
  { "echo", "01 06 0000 0007", MB_BREACH_FUNCTION },
};

static void
test_breach (ClientFixture *f,
             gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);

  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  put_frame (f, wrong_replies[i].reply);
  fake_port_put_hex (f->fake, REPLY);
  client_fixture_expect (f, "breach:0 CLOSED");
  g_assert_cmpint (f->breach, ==, wrong_replies[i].breach);
  g_assert_cmpuint (mb_client_get_counters (f->client)->by_breach[f->breach], ==, 1);
  client_fixture_reopen (f);
  check_works (f);
}

static void
test_write_echo (ClientFixture *f,
                 gconstpointer  data)
{
  static const MbSubmitOptions options = { .unit = 1, .timeout_ms = 1000 };
  MbRequest request = write_register ();

  client_fixture_submit (f, &options, &request);
  receive_frame (f, "01 06 0004 02d1");
  client_fixture_expect (f, "breach:0 CLOSED");
  g_assert_cmpint (f->breach, ==, MB_BREACH_ECHO);
  client_fixture_reopen (f);
  client_fixture_submit (f, &options, &request);
  receive_frame (f, "01 06 0004 02d0");
  client_fixture_expect (f, "answer:0");
}

/* A wrong checksum is dropped, and with it what follows without a silence; after one the right
 * reply counts. */
static void
test_crc_then_right (ClientFixture *f,
                     gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "0103020007f987");
  client_fixture_expect (f, "damaged:0");
  client_fixture_advance (f, 10);
  client_fixture_receive (f, OTHER_REPLY);
  client_fixture_advance (f, 49);
  client_fixture_receive (f, OTHER_REPLY);
  client_fixture_expect (f, "");
  client_fixture_advance (f, 50);
  client_fixture_receive (f, REPLY);
  expect_answer (f, 7);
  g_assert_cmpuint (mb_client_get_counters (f->client)->by_breach[MB_BREACH_CRC], ==, 1);
  check_works (f);
}

/* When nothing better comes, that is how it ends, and the reason says what came. */
static void
test_crc_only (ClientFixture *f,
               gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "0103020007f987" REPLY);
  client_fixture_expect (f, "damaged:0");
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "breach:0 CLOSED");
  g_assert_cmpint (f->breach, ==, MB_BREACH_CRC);
  g_assert_nonnull (strstr (f->reason, "0103020007f987"));
  client_fixture_reopen (f);
  check_works (f);
}

static void
test_other_protocol (ClientFixture *f,
                     gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "0001000000050103020007");
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "damaged:0 breach:0 CLOSED");
  g_assert_nonnull (strstr (f->reason, "Modbus TCP"));
}

/* Four megabytes of noise: one frame is refused, and all is read and dropped. */
static void
test_noise (ClientFixture *f,
            gconstpointer  data)
{
  client_fixture_run (f);
  for (guint i = 0; i < 4 * 1024 * 1024 / 4; i++)
    {
      guint32 noise = g_test_rand_int () | 0x80808080;

      g_byte_array_append (f->fake->input, (const guint8 *) &noise, 4);
    }
  client_fixture_expect (f, "damaged:0");
  g_assert_cmpuint (f->fake->input->len, ==, 0);
  client_fixture_advance (f, 1000);
  check_works (f);
}

/* The third failure in a row is not hurried over: its reason is one that has a back-off. */
static void
test_silence (ClientFixture *f,
              gconstpointer  data)
{
  static const char *reasons[] = { "late reply", "late reply", "No reply for", "late reply" };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      client_fixture_read (f, 0, 1);
      client_fixture_advance (f, 1000);
      client_fixture_expect (f, "timeout:0 CLOSED");
      g_assert_nonnull (strstr (f->reason, reasons[i]));
      client_fixture_reopen (f);
    }
  check_works (f);
  client_fixture_read (f, 0, 1);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "timeout:0 CLOSED");
  g_assert_nonnull (strstr (f->reason, "late reply"));
}

static void
test_wrong_in_a_row (ClientFixture *f,
                     gconstpointer  data)
{
  for (guint i = 0; i < 3; i++)
    {
      client_fixture_read (f, 0, 1);
      receive_frame (f, "02 03 02 0007");
      client_fixture_expect (f, "breach:0 CLOSED");
      g_assert_true ((strstr (f->reason, "3 replies in a row") != NULL) == (i == 2));
      client_fixture_reopen (f);
    }
  check_works (f);
}

static void
test_cancel (ClientFixture *f,
             gconstpointer  data)
{
  guint32 token = client_fixture_read (f, 0, 1);

  g_assert_true (mb_client_cancel (f->client, token));
  client_fixture_expect (f, "not-sent:0");
  check_works (f);
  token = client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  g_assert_true (mb_client_cancel (f->client, token));
  client_fixture_expect (f, "cancelled:0 CLOSED");
  client_fixture_reopen (f);
  check_works (f);
}

/* On a serial line nobody answers a broadcast; when a gateway does, that is not the next one's. */
static void
test_broadcast (ClientFixture *f,
                gconstpointer  data)
{
  static const MbSubmitOptions options = { .unit = 0, .timeout_ms = 1000, .is_broadcast = TRUE };
  MbRequest request = write_register ();

  client_fixture_submit (f, &options, &request);
  client_fixture_expect (f, "sent:0");
  client_fixture_read (f, 0, 1);
  receive_frame (f, "00 06 0004 02d0");
  client_fixture_expect (f, "unasked:0");
  client_fixture_receive (f, REPLY);
  expect_answer (f, 7);
}

/* Return Query Data repeats what was sent, even when that has a right checksum inside. */
static void
test_return_query (ClientFixture *f,
                   gconstpointer  data)
{
  static const MbSubmitOptions options = { .unit = 1, .timeout_ms = 1000 };
  /* The checksum of 01 08 00 00 a5 37 is da 8d. */
  static const guint8 pdu[] = { 8, 0, 0, 0xa5, 0x37, 0xda, 0x8d, 1, 2, 3, 4 };
  MbRequest request = mb_request_raw (pdu, sizeof pdu);
  g_autofree char *sent = NULL;

  client_fixture_submit (f, &options, &request);
  client_fixture_run (f);
  sent = fake_port_take_hex (f->fake);
  client_fixture_receive (f, sent);
  client_fixture_expect (f, "answer:0");
}

static void
test_closed_inside (ClientFixture *f,
                    gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "010302");
  f->fake->is_at_end = TRUE;
  client_fixture_expect (f, "closed:0 CLOSED");
  g_assert_nonnull (strstr (f->reason, "3 of 7 bytes"));
}

static void
add_data (const char    *path,
          gconstpointer  data,
          void         (*test) (ClientFixture *f,
                                gconstpointer  data))
{
  g_test_add (path, ClientFixture, data, set_up, test, client_fixture_tear_down);
}

static void
add (const char  *path,
     void       (*test) (ClientFixture *f,
                         gconstpointer  data))
{
  add_data (path, NULL, test);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("/mb/client/rtu/answer", test_answer);
  add ("/mb/client/rtu/exception", test_exception);
  add ("/mb/client/rtu/window", test_window);
  add ("/mb/client/rtu/late", test_late);
  add ("/mb/client/rtu/stall", test_stall);
  add_data ("/mb/client/rtu/dribble-10-ms", GUINT_TO_POINTER (10), test_dribble);
  add_data ("/mb/client/rtu/dribble-300-ms", GUINT_TO_POINTER (300), test_dribble);
  add ("/mb/client/rtu/duplicate", test_duplicate);
  add ("/mb/client/rtu/there-before", test_there_before);
  add ("/mb/client/rtu/unasked", test_unasked);
  for (guint i = 0; i < G_N_ELEMENTS (wrong_replies); i++)
    {
      g_autofree char *path = g_strconcat ("/mb/client/rtu/breach/", wrong_replies[i].name, NULL);

      add_data (path, GUINT_TO_POINTER (i), test_breach);
    }
  add ("/mb/client/rtu/write-echo", test_write_echo);
  add ("/mb/client/rtu/crc-then-right", test_crc_then_right);
  add ("/mb/client/rtu/crc-only", test_crc_only);
  add ("/mb/client/rtu/other-protocol", test_other_protocol);
  add ("/mb/client/rtu/noise", test_noise);
  add ("/mb/client/rtu/silence", test_silence);
  add ("/mb/client/rtu/wrong-in-a-row", test_wrong_in_a_row);
  add ("/mb/client/rtu/cancel", test_cancel);
  add ("/mb/client/rtu/broadcast", test_broadcast);
  add ("/mb/client/rtu/return-query", test_return_query);
  add ("/mb/client/rtu/closed-inside", test_closed_inside);
  return g_test_run ();
}
