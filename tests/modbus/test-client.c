/* test-client.c: requests and their one end each, over a fake port and virtual time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "client-fixture.h"

#define READ_1 "000100000006010300000001"
#define READ_2 "000200000006010300000001"
#define REPLY_1 "0001000000050103020007"
#define REPLY_2 "0002000000050103020008"

static void
expect_sent (ClientFixture *f,
             const char    *hex)
{
  g_autofree char *sent = NULL;

  client_fixture_run (f);
  sent = fake_port_take_hex (f->fake);
  g_assert_cmpstr (sent, ==, hex);
}

static void
test_answer (ClientFixture *f,
             gconstpointer  data)
{
  g_assert_cmpuint (client_fixture_read (f, 0, 1), !=, 0);
  g_assert_cmpuint (f->fake->writes->len, ==, 0);
  g_assert_cmpuint (client_fixture_read (f, 0, 1), ==, 0);
  expect_sent (f, READ_1);
  client_fixture_receive (f, REPLY_1);
  client_fixture_expect (f, "answer:1");
  g_assert_cmpuint (f->n_ready, ==, 1);
  client_fixture_advance (f, 5000);
  client_fixture_expect (f, "");
  g_assert_cmpuint (mb_client_get_counters (f->client)->answers, ==, 1);
}

static void
check_values (ClientFixture    *f,
              const MbExchange *exchange)
{
  g_assert_cmpint (exchange->verdict, ==, MB_VERDICT_ANSWER);
  g_assert_cmpuint (exchange->response->quantity, ==, 2);
  g_assert_cmpuint (mb_response_get_register (exchange->response, 0), ==, 0x1234);
  g_assert_cmpuint (mb_response_get_register (exchange->response, 1), ==, 0xabcd);
  g_assert_cmpint (exchange->sent_us, !=, 0);
  g_assert_cmpint (exchange->ended_us - exchange->sent_us, ==, 250 * 1000);
  g_assert_cmpint (exchange->ended_wall_us, ==, mb_clock_get_wall_us (f->clock));
  g_assert_cmpuint (exchange->response_len, ==, 13);
}

static void
test_values (ClientFixture *f,
             gconstpointer  data)
{
  f->reaction = check_values;
  client_fixture_read (f, 0, 2);
  client_fixture_advance (f, 250);
  client_fixture_receive (f, "00010000000701030412 34abcd");
  client_fixture_expect (f, "answer:1");
  g_assert_cmpuint (f->n_reactions, ==, 1);
}

static void
test_split (ClientFixture *f,
            gconstpointer  data)
{
  g_autofree char *hex = g_strdup (REPLY_1);

  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  for (gsize i = 0; i < strlen (REPLY_1); i += 2)
    {
      char byte[3] = { REPLY_1[i], REPLY_1[i + 1], '\0' };

      client_fixture_expect (f, "");
      client_fixture_receive (f, byte);
    }
  client_fixture_expect (f, "answer:1");
}

static void
test_window_one_write (ClientFixture *f,
                       gconstpointer  data)
{
  mb_client_set_window (f->client, 16);
  for (guint i = 0; i < 16; i++)
    g_assert_cmpuint (client_fixture_read (f, 0, 1), !=, 0);
  g_assert_cmpuint (client_fixture_read (f, 0, 1), ==, 0);
  g_assert_cmpuint (mb_client_get_waiting (f->client), ==, 16);
  client_fixture_run (f);
  g_assert_cmpuint (f->fake->writes->len, ==, 1);
  g_assert_cmpuint (g_bytes_get_size (f->fake->writes->pdata[0]), ==, 16 * 12);
}

static void
test_out_of_order (ClientFixture *f,
                   gconstpointer  data)
{
  mb_client_set_window (f->client, 3);
  for (guint i = 0; i < 3; i++)
    client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "0003000000050103020009" REPLY_2 REPLY_1);
  client_fixture_expect (f, "answer:3 answer:2 answer:1");
}

static void
test_timeout_then_late (ClientFixture *f,
                        gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_advance (f, 999);
  client_fixture_expect (f, "");
  client_fixture_advance (f, 1);
  client_fixture_expect (f, "timeout:1");
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_1 REPLY_2);
  client_fixture_expect (f, "late:1 answer:2");
  client_fixture_receive (f, REPLY_1);
  client_fixture_expect (f, "duplicate:1");
  g_assert_cmpuint (mb_client_get_counters (f->client)->late, ==, 1);
  g_assert_cmpuint (mb_client_get_counters (f->client)->duplicates, ==, 1);
}

/* A reply that is there when the deadline comes is a reply in time. */
static void
test_read_before_judging (ClientFixture *f,
                          gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  fake_port_put_hex (f->fake, REPLY_1);
  mb_clock_advance (f->clock, 3000 * 1000);
  client_fixture_expect (f, "answer:1");
}

static void
test_strays (ClientFixture *f,
             gconstpointer  data)
{
  client_fixture_receive (f, REPLY_2);
  client_fixture_expect (f, "unasked:2");
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_1 REPLY_1 REPLY_2 "00011234000501030200ff");
  client_fixture_expect (f, "answer:1 duplicate:1 unasked:2 foreign:1");
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_2);
  client_fixture_expect (f, "answer:2");
}

/* A reply to what is still in our own queue answers nothing. */
static void
test_guessed (ClientFixture *f,
              gconstpointer  data)
{
  f->fake->send_limit = 0;
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_1);
  client_fixture_expect (f, "unasked:1");
  f->fake->send_limit = 100;
  expect_sent (f, READ_1);
  client_fixture_receive (f, REPLY_1);
  client_fixture_expect (f, "answer:1");
}

static const struct
{
  const char *path;
  const char *reply;
  MbBreach    breach;
} breaches[] = {
  { "unit", "0001000000050203020007", MB_BREACH_UNIT },
  { "function", "0001000000050104020007", MB_BREACH_FUNCTION },
  { "exception-of-other", "000100000003018402", MB_BREACH_FUNCTION },
  { "byte-count-small", "00010000000501030100 07", MB_BREACH_BYTE_COUNT },
  { "byte-count-large", "0001000000050103040007", MB_BREACH_BYTE_COUNT },
  { "more-registers", "00010000000701030400070008", MB_BREACH_BYTE_COUNT },
  { "exception-long", "00010000000401830200", MB_BREACH_EXCEPTION },
  { "exception-short", "0001000000020183", MB_BREACH_EXCEPTION },
};

static void
test_breach (ClientFixture *f,
             gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);

  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, breaches[i].reply);
  client_fixture_expect (f, "breach:1");
  g_assert_cmpint (f->breach, ==, breaches[i].breach);
  g_assert_true (mb_client_is_open (f->client));
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_2);
  client_fixture_expect (f, "answer:2");
}

static void
test_exception (ClientFixture *f,
                gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "000100000003018302");
  client_fixture_expect (f, "exception:1");
  g_assert_cmpuint (mb_client_get_counters (f->client)->exceptions, ==, 1);
}

static void
test_framing (ClientFixture *f,
              gconstpointer  data)
{
  mb_client_set_window (f->client, 2);
  client_fixture_read (f, 0, 1);
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  fake_port_put (f->fake, "HTTP/1.1 400 Bad Request\r\n", 26);
  client_fixture_expect (f, "breach:1 breach:2 CLOSED");
  g_assert_nonnull (strstr (f->reason, "HTTP"));
  g_assert_cmpint (f->breach, ==, MB_BREACH_FRAMING);
  g_assert_true (f->fake->is_closed);
  g_assert_cmpuint (mb_client_get_free (f->client), ==, 0);
}

static void
test_cancel_before_sent (ClientFixture *f,
                         gconstpointer  data)
{
  guint32 token;

  mb_client_set_window (f->client, 3);
  client_fixture_read (f, 0, 1);
  token = client_fixture_read (f, 5, 1);
  client_fixture_read (f, 0, 1);
  g_assert_true (mb_client_cancel (f->client, token));
  g_assert_false (mb_client_cancel (f->client, token));
  client_fixture_expect (f, "not-sent:2");
  expect_sent (f, READ_1 "000300000006010300000001");
  client_fixture_receive (f, "0003000000050103020009" REPLY_1 REPLY_2);
  client_fixture_expect (f, "answer:3 answer:1 duplicate:2");
}

static void
test_cancel_after_sent (ClientFixture *f,
                        gconstpointer  data)
{
  guint32 token = client_fixture_read (f, 0, 1);

  client_fixture_run (f);
  g_assert_true (mb_client_cancel (f->client, token));
  client_fixture_expect (f, "cancelled:1");
  client_fixture_receive (f, REPLY_1);
  client_fixture_expect (f, "late:1");
}

static void
test_partly_sent (ClientFixture *f,
                  gconstpointer  data)
{
  guint32 token;

  mb_client_set_window (f->client, 2);
  f->fake->send_limit = 5;
  token = client_fixture_read (f, 0, 1);
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  g_assert_true (mb_client_cancel (f->client, token));
  client_fixture_expect (f, "cancelled:1");
  f->fake->is_at_end = TRUE;
  client_fixture_expect (f, "not-sent:2 CLOSED");
}

/* The time-out counts from the sending; what cannot be sent is given up as well. */
static void
test_never_writable (ClientFixture *f,
                     gconstpointer  data)
{
  f->fake->send_limit = 0;
  client_fixture_read (f, 0, 1);
  client_fixture_advance (f, 900);
  f->fake->send_limit = 12;
  client_fixture_advance (f, 900);
  client_fixture_expect (f, "");
  client_fixture_advance (f, 100);
  client_fixture_expect (f, "timeout:1");
  client_fixture_read (f, 0, 1);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "not-sent:2");
  f->fake->send_limit = 100;
  expect_sent (f, READ_1);
}

static void
test_silent (ClientFixture *f,
             gconstpointer  data)
{
  for (guint i = 0; i < 3; i++)
    {
      client_fixture_read (f, 0, 1);
      client_fixture_advance (f, 1000);
    }
  client_fixture_expect (f, "timeout:1 timeout:2 timeout:3 CLOSED");
  g_assert_cmpstr (f->reason, ==, "No reply for 3.0 s");
  client_fixture_reopen (f);
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "0003000000050103020009" "0004000000050103020009");
  client_fixture_expect (f, "transaction:3 answer:4");
}

static void
test_half_reply (ClientFixture *f,
                 gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "000100000005010302");
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "timeout:1 CLOSED");
  g_assert_nonnull (f->reason);
}

static void
test_end_idle (ClientFixture *f,
               gconstpointer  data)
{
  f->fake->is_at_end = TRUE;
  client_fixture_expect (f, "CLOSED");
  g_assert_null (f->reason);
  g_assert_cmpuint (client_fixture_read (f, 0, 1), ==, 0);
}

static void
test_end_waiting (ClientFixture *f,
                  gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  fake_port_put_hex (f->fake, "0001000000");
  f->fake->is_at_end = TRUE;
  client_fixture_expect (f, "closed:1 CLOSED");
  g_assert_nonnull (f->reason);
}

static void
test_answer_then_reset (ClientFixture *f,
                        gconstpointer  data)
{
  mb_client_set_window (f->client, 2);
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  fake_port_put_hex (f->fake, REPLY_1);
  f->fake->send_error = G_IO_ERROR_BROKEN_PIPE;
  client_fixture_read (f, 0, 1);
  client_fixture_expect (f, "answer:1 not-sent:2 CLOSED");
}

#define ADD(path, test) \
  g_test_add ("/mb/client/" path, ClientFixture, NULL, client_fixture_set_up, test, \
              client_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("answer", test_answer);
  ADD ("values", test_values);
  ADD ("split", test_split);
  ADD ("window-one-write", test_window_one_write);
  ADD ("out-of-order", test_out_of_order);
  ADD ("timeout-then-late", test_timeout_then_late);
  ADD ("read-before-judging", test_read_before_judging);
  ADD ("strays", test_strays);
  ADD ("guessed", test_guessed);
  ADD ("exception", test_exception);
  ADD ("framing", test_framing);
  ADD ("cancel-before-sent", test_cancel_before_sent);
  ADD ("cancel-after-sent", test_cancel_after_sent);
  ADD ("partly-sent", test_partly_sent);
  ADD ("never-writable", test_never_writable);
  ADD ("silent", test_silent);
  ADD ("half-reply", test_half_reply);
  ADD ("end-idle", test_end_idle);
  ADD ("end-waiting", test_end_waiting);
  ADD ("answer-then-reset", test_answer_then_reset);
  for (guint i = 0; i < G_N_ELEMENTS (breaches); i++)
    {
      g_autofree char *path = g_strconcat ("/mb/client/breach/", breaches[i].path, NULL);

      g_test_add (path, ClientFixture, GUINT_TO_POINTER (i), client_fixture_set_up, test_breach,
                  client_fixture_tear_down);
    }
  return g_test_run ();
}
