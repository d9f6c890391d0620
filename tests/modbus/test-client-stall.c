/* test-client-stall.c: what happens to requests while this program itself is stopped.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "client-fixture.h"

#define REPLY_1 "0001000000050103020007"
#define REPLY_2 "0002000000050103020008"

static void
stop (ClientFixture *f,
      guint          seconds)
{
  client_fixture_run (f);
  mb_clock_leap (f->clock, (gint64) seconds * G_USEC_PER_SEC);
  client_fixture_run (f);
}

/* The reply came while nobody could look: it is read before the deadline is judged. */
static void
test_reply_was_there (ClientFixture *f,
                      gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  fake_port_put_hex (f->fake, REPLY_1);
  mb_clock_leap (f->clock, 30 * G_USEC_PER_SEC);
  client_fixture_expect (f, "answer:1");
  g_assert_true (f->is_stalled);
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_2);
  client_fixture_expect (f, "answer:2");
  g_assert_false (f->is_stalled);
}

/* A reply that stands in the socket is no stall while we are on time. */
static void
test_read_on_time (ClientFixture *f,
                   gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  fake_port_put_hex (f->fake, REPLY_1);
  mb_clock_advance (f->clock, 3 * G_USEC_PER_SEC);
  client_fixture_expect (f, "answer:1");
  g_assert_false (f->is_stalled);
}

/* The same in a segment with half of the next one. */
static void
test_half_was_there (ClientFixture *f,
                     gconstpointer  data)
{
  mb_client_set_window (f->client, 2);
  client_fixture_read (f, 0, 1);
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  fake_port_put_hex (f->fake, REPLY_1 "000200000005");
  mb_clock_leap (f->clock, 30 * G_USEC_PER_SEC);
  client_fixture_expect (f, "answer:1 timeout:2 CLOSED");
  g_assert_true (f->is_stalled);
}

/* The other side went away meanwhile. */
static void
test_closed_meanwhile (ClientFixture *f,
                       gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  f->fake->is_at_end = TRUE;
  mb_clock_leap (f->clock, 30 * G_USEC_PER_SEC);
  client_fixture_expect (f, "closed:1 CLOSED");
  g_assert_nonnull (f->reason);
}

/* Time-outs of ours are not the link's silence, however many there are. */
static void
test_no_reply (ClientFixture *f,
               gconstpointer  data)
{
  mb_client_set_window (f->client, 16);
  for (guint i = 0; i < 16; i++)
    client_fixture_read (f, 0, 1);
  stop (f, 30);
  g_assert_true (f->is_stalled);
  g_assert_true (mb_client_is_open (f->client));
  g_assert_cmpuint (mb_client_get_counters (f->client)->timeouts, ==, 16);
  g_string_truncate (f->log, 0);
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "0011000000050103020008");
  client_fixture_expect (f, "answer:17");
  g_assert_false (f->is_stalled);
  for (guint i = 0; i < 2; i++)
    {
      client_fixture_read (f, 0, 1);
      client_fixture_advance (f, 1000);
    }
  client_fixture_expect (f, "timeout:18 timeout:19");
}

/* The link may have gone meanwhile: the first request afterwards decides. */
static void
test_link_is_checked (ClientFixture *f,
                      gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  stop (f, 30);
  client_fixture_expect (f, "timeout:1");
  client_fixture_read (f, 0, 1);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "timeout:2 CLOSED");
  /* By ending the link, not by anything held against the device. */
  g_assert_true (f->is_stalled);
  g_assert_cmpstr (f->reason, ==, "No reply since this program was stopped for a while");
  /* A new link is as good as any. */
  client_fixture_reopen (f);
  client_fixture_read (f, 0, 1);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "timeout:3");
}

/* What was not sent before is not sent late either. */
static void
test_unsent (ClientFixture *f,
             gconstpointer  data)
{
  f->fake->send_limit = 0;
  client_fixture_read (f, 0, 1);
  stop (f, 30);
  client_fixture_expect (f, "not-sent:1");
  f->fake->send_limit = 100;
  client_fixture_run (f);
  g_assert_cmpuint (f->fake->writes->len, ==, 0);
}

#define ADD(path, test) \
  g_test_add ("/mb/client/stall/" path, ClientFixture, NULL, client_fixture_set_up, test, \
              client_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("reply-was-there", test_reply_was_there);
  ADD ("read-on-time", test_read_on_time);
  ADD ("half-was-there", test_half_was_there);
  ADD ("closed-meanwhile", test_closed_meanwhile);
  ADD ("no-reply", test_no_reply);
  ADD ("link-is-checked", test_link_is_checked);
  ADD ("unsent", test_unsent);
  return g_test_run ();
}
