/* test-client-quirks.c: what devices do wrong: refused and named, or allowed by name; broadcasts.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "client-fixture.h"

/* Request 1 asks for holding register 0 of unit 1. */
#define REPLY_1 "0001000000050103020007"
#define SWAPPED_1 "0100000000050103020007"
#define SWAPPED_2 "0200000000050103020008"
#define CONSTANT "abcd000000050103020009"
#define SHORT_EXCEPTION "000100000002018302"

static guint32
read_with (ClientFixture *f,
           guint8         unit,
           MbQuirks       quirks)
{
  const MbSubmitOptions options = { .unit = unit, .timeout_ms = 1000, .quirks = quirks };
  const MbRequest request = mb_request_read (MB_TABLE_HOLDING_REGISTERS, 0, 1);

  return client_fixture_submit (f, &options, &request);
}

static guint32
broadcast (ClientFixture *f,
           MbQuirks       quirks)
{
  const MbSubmitOptions options = {
    .timeout_ms = 1000,
    .quirks = quirks,
    .is_broadcast = TRUE,
  };
  const guint8 value[] = { 0x12, 0x34 };
  const MbRequest request = mb_request_write (6, 0, 1, value, sizeof value);

  return client_fixture_submit (f, &options, &request);
}

static guint64
count_of (ClientFixture *f,
          MbBreach       breach)
{
  return mb_client_get_counters (f->client)->by_breach[breach];
}

/* What is wrong without a quirk, what it is then called, and which quirk the device would need. */
static const struct
{
  const char *path;
  const char *reply;
  const char *log;
  MbBreach    breach;
  MbQuirks    hint;
  MbQuirks    quirk;
  const char *allowed_log;
} habits[] = {
  { "transaction-swapped", SWAPPED_1, "transaction:256 timeout:1", MB_BREACH_TRANSACTION,
    MB_QUIRK_ANY_TRANSACTION, MB_QUIRK_ANY_TRANSACTION, "answer:1" },
  { "transaction-0", "0000000000050103020007", "transaction:0 timeout:1", MB_BREACH_TRANSACTION,
    MB_QUIRK_ANY_TRANSACTION, MB_QUIRK_ANY_TRANSACTION, "answer:1" },
  { "transaction-once", CONSTANT, "transaction:43981 timeout:1", MB_BREACH_TRANSACTION,
    MB_QUIRKS_NONE, MB_QUIRK_ANY_TRANSACTION, "answer:1" },
  { "transaction-of-other-reply", "0100000000050104020007", "transaction:256 timeout:1",
    MB_BREACH_TRANSACTION, MB_QUIRKS_NONE, MB_QUIRK_ANY_TRANSACTION, "breach:1 CLOSED" },
  { "short-exception", SHORT_EXCEPTION, "breach:1", MB_BREACH_EXCEPTION,
    MB_QUIRK_SHORT_EXCEPTION, MB_QUIRK_SHORT_EXCEPTION, "exception:1" },
  { "unit-0", "0001000000050003020007", "breach:1", MB_BREACH_UNIT,
    MB_QUIRK_UNIT_0, MB_QUIRK_UNIT_0, "answer:1" },
  { "unit-255", "000100000005ff03020007", "breach:1", MB_BREACH_UNIT,
    MB_QUIRK_UNIT_255, MB_QUIRK_UNIT_255, "answer:1" },
  { "unit-0-exception", "000100000003008302", "breach:1", MB_BREACH_UNIT,
    MB_QUIRK_UNIT_0, MB_QUIRK_UNIT_0, "exception:1" },
  { "unit-0-and-more", "000100000005000302 00", "timeout:1 CLOSED", MB_BREACH_NONE,
    MB_QUIRKS_NONE, MB_QUIRK_UNIT_0, "timeout:1 CLOSED" },
  { "unit-0-of-other-reply", "0001000000050004020007", "breach:1", MB_BREACH_UNIT,
    MB_QUIRKS_NONE, MB_QUIRK_UNIT_0, "breach:1" },
  { "unit-2", "0001000000050203020007", "breach:1", MB_BREACH_UNIT,
    MB_QUIRKS_NONE, MB_QUIRK_UNIT_0 | MB_QUIRK_UNIT_255, "breach:1" },
};

static void
test_refused (ClientFixture *f,
              gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);

  read_with (f, 1, MB_QUIRKS_NONE);
  client_fixture_receive (f, habits[i].reply);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, habits[i].log);
  g_assert_cmpuint (f->hint, ==, habits[i].hint);
  for (guint breach = MB_BREACH_UNIT; breach < MB_N_BREACHES; breach++)
    g_assert_cmpuint (count_of (f, (MbBreach) breach), ==, breach == habits[i].breach);
}

static void
test_allowed (ClientFixture *f,
              gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);

  read_with (f, 1, habits[i].quirk);
  client_fixture_receive (f, habits[i].reply);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, habits[i].allowed_log);
  g_assert_cmpuint (f->hint, ==, MB_QUIRKS_NONE);
}

/* An identifier that comes again and again, whatever was asked. */
static void
test_constant (ClientFixture *f,
               gconstpointer  data)
{
  read_with (f, 1, MB_QUIRKS_NONE);
  client_fixture_receive (f, CONSTANT);
  client_fixture_advance (f, 1000);
  g_assert_cmpuint (f->hint, ==, MB_QUIRKS_NONE);
  read_with (f, 1, MB_QUIRKS_NONE);
  client_fixture_receive (f, CONSTANT);
  client_fixture_advance (f, 1000);
  g_assert_cmpuint (f->hint, ==, MB_QUIRK_ANY_TRANSACTION);
  client_fixture_expect (f, "transaction:43981 timeout:1 transaction:43981 timeout:2");
}

/* Only one request is in flight, whatever the window is. */
static void
test_any_window (ClientFixture *f,
                 gconstpointer  data)
{
  mb_client_set_window (f->client, 16);
  g_assert_cmpuint (read_with (f, 1, MB_QUIRK_ANY_TRANSACTION), !=, 0);
  g_assert_cmpuint (mb_client_get_free (f->client), ==, 0);
  g_assert_cmpuint (read_with (f, 1, MB_QUIRKS_NONE), ==, 0);
  client_fixture_receive (f, SWAPPED_1);
  client_fixture_expect (f, "answer:1");
  g_assert_cmpuint (f->n_ready, ==, 1);
  g_assert_cmpuint (mb_client_get_free (f->client), ==, 16);

  g_assert_cmpuint (read_with (f, 1, MB_QUIRKS_NONE), !=, 0);
  g_assert_cmpuint (mb_client_get_free (f->client), ==, 15);
  g_assert_cmpuint (read_with (f, 1, MB_QUIRK_ANY_TRANSACTION), ==, 0);
  client_fixture_receive (f, SWAPPED_2);
  client_fixture_expect (f, "transaction:512");
  client_fixture_receive (f, "0002000000050103020008");
  client_fixture_expect (f, "answer:2");
}

/* The reply to a request that was given up must not be taken for the next one's. */
static void
test_any_timeout (ClientFixture *f,
                  gconstpointer  data)
{
  read_with (f, 1, MB_QUIRK_ANY_TRANSACTION);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "timeout:1 CLOSED");
  g_assert_nonnull (strstr (f->reason, "late reply"));
  client_fixture_reopen (f);
  read_with (f, 1, MB_QUIRK_ANY_TRANSACTION);
  client_fixture_receive (f, SWAPPED_2);
  client_fixture_expect (f, "answer:2");
}

static void
test_any_cancel (ClientFixture *f,
                 gconstpointer  data)
{
  guint32 token = read_with (f, 1, MB_QUIRK_ANY_TRANSACTION);

  g_assert_true (mb_client_cancel (f->client, token));
  client_fixture_expect (f, "not-sent:1");
  token = read_with (f, 1, MB_QUIRK_ANY_TRANSACTION);
  client_fixture_run (f);
  g_assert_true (mb_client_cancel (f->client, token));
  client_fixture_expect (f, "cancelled:2 CLOSED");
  g_assert_true (f->fake->is_closed);
}

/* A device with the quirk shares its link with one without: each reply finds its own. */
static void
test_any_neighbour (ClientFixture *f,
                    gconstpointer  data)
{
  read_with (f, 2, MB_QUIRKS_NONE);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "timeout:1");
  read_with (f, 1, MB_QUIRK_ANY_TRANSACTION);
  client_fixture_receive (f, "0001000000050203020001");
  client_fixture_expect (f, "late:1");
  client_fixture_receive (f, CONSTANT);
  client_fixture_expect (f, "answer:2");
}

/* All that is asked over a link without identifiers. */
static void
test_any_client (ClientFixture *f,
                 gconstpointer  data)
{
  mb_client_set_window (f->client, 16);
  mb_client_set_quirks (f->client, MB_QUIRK_ANY_TRANSACTION);
  g_assert_cmpuint (mb_client_get_free (f->client), ==, 1);
  client_fixture_read (f, 0, 1);
  g_assert_cmpuint (mb_client_get_free (f->client), ==, 0);
  client_fixture_receive (f, CONSTANT);
  client_fixture_expect (f, "answer:1");
  client_fixture_receive (f, CONSTANT);
  client_fixture_expect (f, "unasked:43981");
  client_fixture_read (f, 0, 1);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "timeout:2 CLOSED");
}

/* A reply before its request has left answers nothing, with this quirk neither. */
static void
test_any_guessed (ClientFixture *f,
                  gconstpointer  data)
{
  f->fake->send_limit = 0;
  read_with (f, 1, MB_QUIRK_ANY_TRANSACTION);
  client_fixture_receive (f, CONSTANT);
  client_fixture_expect (f, "unasked:43981");
}

/* The last byte comes in a segment of its own. */
static void
test_short_exception_split (ClientFixture *f,
                            gconstpointer  data)
{
  read_with (f, 1, MB_QUIRK_SHORT_EXCEPTION);
  client_fixture_receive (f, "0001000000020183");
  client_fixture_expect (f, "");
  client_fixture_receive (f, "02");
  client_fixture_expect (f, "exception:1");
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "0002000000050103020008");
  client_fixture_expect (f, "answer:2");
}

/* It never comes: the place in the stream is not known. */
static void
test_short_exception_cut (ClientFixture *f,
                          gconstpointer  data)
{
  read_with (f, 1, MB_QUIRK_SHORT_EXCEPTION);
  client_fixture_receive (f, "0001000000020183");
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "timeout:1 CLOSED");
}

/* With more than one byte behind it nobody can say which is the code. */
static void
test_short_exception_more (ClientFixture *f,
                           gconstpointer  data)
{
  read_with (f, 1, MB_QUIRK_SHORT_EXCEPTION);
  client_fixture_receive (f, "0001000000020183" "0300");
  client_fixture_expect (f, "breach:1");
  g_assert_cmpint (f->breach, ==, MB_BREACH_EXCEPTION);
}

/* The exception that a device with the quirk sends is not one of another device's. */
static void
test_short_exception_neighbour (ClientFixture *f,
                                gconstpointer  data)
{
  mb_client_set_window (f->client, 2);
  read_with (f, 1, MB_QUIRKS_NONE);
  read_with (f, 2, MB_QUIRK_SHORT_EXCEPTION);
  client_fixture_receive (f, SHORT_EXCEPTION);
  client_fixture_expect (f, "breach:1");
  g_assert_cmpuint (f->hint, ==, MB_QUIRK_SHORT_EXCEPTION);
  client_fixture_receive (f, "000200000002028302");
  client_fixture_expect (f, "exception:2");
  /* With nobody left who has it, such an ADU ends where it says. */
  read_with (f, 1, MB_QUIRKS_NONE);
  client_fixture_receive (f, "0003000000020183");
  client_fixture_expect (f, "breach:3");
}

static void
test_broadcast (ClientFixture *f,
                gconstpointer  data)
{
  g_autofree char *sent = NULL;

  g_assert_cmpuint (broadcast (f, MB_QUIRKS_NONE), !=, 0);
  client_fixture_expect (f, "sent:1");
  sent = fake_port_take_hex (f->fake);
  g_assert_cmpstr (sent, ==, "000100000006000600001234");
  g_assert_cmpuint (mb_client_get_counters (f->client)->broadcasts, ==, 1);
  /* Somebody answers all the same: that is nobody's fault. */
  client_fixture_receive (f, "000100000006000600001234");
  client_fixture_expect (f, "unasked:1");
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "000100000006000600001234" "0002000000050103020008");
  client_fixture_expect (f, "unasked:1 answer:2");
  g_assert_cmpuint (count_of (f, MB_BREACH_TRANSACTION), ==, 0);
  client_fixture_advance (f, 5000);
  client_fixture_expect (f, "");
}

/* Sent means sent: until its last byte is with the system it waits, and can be given up. */
static void
test_broadcast_unsent (ClientFixture *f,
                       gconstpointer  data)
{
  guint32 token;

  f->fake->send_limit = 0;
  broadcast (f, MB_QUIRKS_NONE);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "not-sent:1");
  token = broadcast (f, MB_QUIRKS_NONE);
  client_fixture_run (f);
  g_assert_true (mb_client_cancel (f->client, token));
  client_fixture_expect (f, "not-sent:2");
  f->fake->send_limit = 11;
  broadcast (f, MB_QUIRKS_NONE);
  client_fixture_expect (f, "");
  f->fake->is_at_end = TRUE;
  client_fixture_expect (f, "closed:3 CLOSED");
}

static void
test_broadcast_window (ClientFixture *f,
                       gconstpointer  data)
{
  mb_client_set_window (f->client, 3);
  client_fixture_read (f, 0, 1);
  broadcast (f, MB_QUIRKS_NONE);
  client_fixture_read (f, 0, 1);
  client_fixture_expect (f, "sent:2");
  g_assert_cmpuint (mb_client_get_free (f->client), ==, 1);
  client_fixture_receive (f, REPLY_1 "0003000000050103020007");
  client_fixture_expect (f, "answer:1 answer:3");
}

/* A gateway's answer to a broadcast is not the one that comes next, though any may be. */
static void
test_broadcast_any (ClientFixture *f,
                    gconstpointer  data)
{
  broadcast (f, MB_QUIRK_ANY_TRANSACTION);
  client_fixture_expect (f, "sent:1");
  g_assert_true (mb_client_is_open (f->client));
  read_with (f, 1, MB_QUIRK_ANY_TRANSACTION);
  client_fixture_receive (f, "abcd00000006000600001234" SWAPPED_2);
  client_fixture_expect (f, "transaction:43981 answer:2");
}

static void
test_broadcast_many (ClientFixture *f,
                     gconstpointer  data)
{
  for (guint i = 0; i < 200; i++)
    {
      g_assert_cmpuint (broadcast (f, MB_QUIRKS_NONE), !=, 0);
      client_fixture_run (f);
    }
  g_assert_true (mb_client_is_open (f->client));
  g_assert_cmpuint (mb_client_get_counters (f->client)->broadcasts, ==, 200);
}

static void
test_names (void)
{
  for (guint i = 0; i < MB_N_QUIRKS; i++)
    {
      MbQuirks quirk;

      g_assert_true (mb_quirk_from_name (mb_quirk_name (i), &quirk));
      g_assert_cmpuint (quirk, ==, 1u << i);
      g_assert_false (mb_quirk_from_name ("no-quirk", &quirk));
    }
  g_assert_cmpstr (mb_quirk_name (3), ==, "unit-255");
}

static void
add (const char  *path,
     gconstpointer data,
     void       (*test) (ClientFixture *f,
                         gconstpointer  data))
{
  g_test_add (path, ClientFixture, data, client_fixture_set_up, test, client_fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (habits); i++)
    {
      g_autofree char *refused = g_strconcat ("/mb/client/refused/", habits[i].path, NULL);
      g_autofree char *allowed = g_strconcat ("/mb/client/allowed/", habits[i].path, NULL);

      add (refused, GUINT_TO_POINTER (i), test_refused);
      add (allowed, GUINT_TO_POINTER (i), test_allowed);
    }
  add ("/mb/client/transaction-constant", NULL, test_constant);
  add ("/mb/client/any-transaction/window", NULL, test_any_window);
  add ("/mb/client/any-transaction/timeout", NULL, test_any_timeout);
  add ("/mb/client/any-transaction/cancel", NULL, test_any_cancel);
  add ("/mb/client/any-transaction/neighbour", NULL, test_any_neighbour);
  add ("/mb/client/any-transaction/client", NULL, test_any_client);
  add ("/mb/client/any-transaction/guessed", NULL, test_any_guessed);
  add ("/mb/client/short-exception/split", NULL, test_short_exception_split);
  add ("/mb/client/short-exception/cut", NULL, test_short_exception_cut);
  add ("/mb/client/short-exception/more", NULL, test_short_exception_more);
  add ("/mb/client/short-exception/neighbour", NULL, test_short_exception_neighbour);
  add ("/mb/client/broadcast/sent", NULL, test_broadcast);
  add ("/mb/client/broadcast/unsent", NULL, test_broadcast_unsent);
  add ("/mb/client/broadcast/window", NULL, test_broadcast_window);
  add ("/mb/client/broadcast/any-transaction", NULL, test_broadcast_any);
  add ("/mb/client/broadcast/many", NULL, test_broadcast_many);
  g_test_add_func ("/mb/quirks/names", test_names);
  return g_test_run ();
}
