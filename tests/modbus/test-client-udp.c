/* test-client-udp.c: a client over datagrams: each request its own, lost ones, late and bad ones.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-error.h"
#include "client-fixture.h"
#include "hex.h"

#define REPLY_1 "0001 0000 0005 01 03 02 0007"
#define REPLY_2 "0002 0000 0005 01 03 02 0008"
#define REPLY_3 "0003 0000 0005 01 03 02 0009"

static void
test_answer (ClientFixture *f,
             gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_1);
  client_fixture_expect (f, "answer:1");
}

/* However many leave in one turn, each is a datagram. */
static void
test_each_its_own (ClientFixture *f,
                   gconstpointer  data)
{
  mb_client_set_window (f->client, 4);
  for (guint i = 0; i < 4; i++)
    client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  g_assert_cmpuint (f->fake->writes->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (g_bytes_get_size (g_ptr_array_index (f->fake->writes, i)), ==, 12);
  client_fixture_receive (f, REPLY_3);
  client_fixture_receive (f, REPLY_1);
  client_fixture_expect (f, "answer:3 answer:1");
}

/* One that is cancelled before it leaves is cut out whole. */
static void
test_cancel (ClientFixture *f,
             gconstpointer  data)
{
  guint32 token;

  mb_client_set_window (f->client, 4);
  client_fixture_read (f, 0, 1);
  token = client_fixture_read (f, 1, 1);
  client_fixture_read (f, 2, 1);
  g_assert_true (mb_client_cancel (f->client, token));
  client_fixture_expect (f, "not-sent:2");
  g_assert_cmpuint (f->fake->writes->len, ==, 2);
  g_assert_cmpuint (g_bytes_get_size (g_ptr_array_index (f->fake->writes, 1)), ==, 12);
}

/* A lost datagram is a time-out, and the link stays; late and double replies are told by their
 * identifiers. */
static void
test_lost (ClientFixture *f,
           gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "timeout:1");
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_1);
  client_fixture_receive (f, REPLY_2);
  client_fixture_receive (f, REPLY_2);
  client_fixture_expect (f, "late:1 answer:2 duplicate:2");
}

/* Nobody there: after three the name is looked up again. */
static void
test_silence (ClientFixture *f,
              gconstpointer  data)
{
  for (guint i = 0; i < 3; i++)
    {
      client_fixture_read (f, 0, 1);
      client_fixture_advance (f, 1000);
    }
  client_fixture_expect (f, "timeout:1 timeout:2 timeout:3 CLOSED");
  g_assert_nonnull (strstr (f->reason, "No reply for 3.0 s"));
}

static const char *damaged[] = {
  "", "00", REPLY_1 "00", "0001 0000 0005 01 03 02 00", REPLY_1 REPLY_1, "0001 0000 00ff 01 03 02",
};

/* A datagram of the wrong size is dropped for itself alone, and the right one still counts. */
static void
test_damaged (ClientFixture *f,
              gconstpointer  data)
{
  const char *datagram = damaged[GPOINTER_TO_UINT (data)];

  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  fake_port_put_hex (f->fake, datagram);
  fake_port_put_hex (f->fake, REPLY_1);
  client_fixture_run (f);
  g_assert_nonnull (strstr (f->log->str, "damaged:"));
  g_assert_nonnull (strstr (f->log->str, "answer:1"));
  g_string_truncate (f->log, 0);
  g_assert_cmpuint (mb_client_get_counters (f->client)->by_breach[MB_BREACH_DATAGRAM], ==, 1);
  g_assert_true (mb_client_is_open (f->client));
}

/* Of the request that it has the identifier of it is the end, when nothing else comes. */
static void
test_damaged_only (ClientFixture *f,
                   gconstpointer  data)
{
  mb_client_set_window (f->client, 2);
  client_fixture_read (f, 0, 1);
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_2 "00");
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "damaged:2 timeout:1 breach:2");
  g_assert_cmpint (f->breach, ==, MB_BREACH_DATAGRAM);
  g_assert_true (mb_client_is_open (f->client));
}

static void
test_foreign (ClientFixture *f,
              gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  for (guint i = 0; i < 3; i++)
    client_fixture_receive (f, "0001 0009 0005 01 03 02 0007");
  client_fixture_receive (f, REPLY_1);
  client_fixture_expect (f, "foreign:1 foreign:1 foreign:1 answer:1");
}

/* A flood of empty datagrams leaves the turn to others, and costs no request its reply. */
static void
test_empty_flood (ClientFixture *f,
                  gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  for (guint i = 0; i < 3 * MB_TRANSPORT_TURN_BYTES; i++)
    fake_port_put (f->fake, NULL, 0);
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (f->fake->datagrams.length, >=, 2 * MB_TRANSPORT_TURN_BYTES);
  client_fixture_receive (f, REPLY_1);
  g_assert_true (g_str_has_suffix (f->log->str, "answer:1 "));
}

static void
test_refused (ClientFixture *f,
              gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  f->fake->receive_error = G_IO_ERROR_CONNECTION_REFUSED;
  client_fixture_expect (f, "closed:1 CLOSED");
}

/* What the system does not take is given up at its time, and the others behind it leave. */
static void
test_full (ClientFixture *f,
           gconstpointer  data)
{
  mb_client_set_window (f->client, 4);
  f->fake->send_limit = 12;
  client_fixture_read (f, 0, 1);
  client_fixture_read (f, 0, 1);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "timeout:1 not-sent:2");
  f->fake->send_limit = 100;
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_3);
  client_fixture_expect (f, "answer:3");
  g_assert_cmpuint (f->fake->writes->len, ==, 2);
}

static void
add_data (const char    *path,
          gconstpointer  data,
          void         (*test) (ClientFixture *f,
                                gconstpointer  data))
{
  g_test_add (path, ClientFixture, data, client_fixture_set_up_udp, test,
              client_fixture_tear_down);
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
  add ("/mb/client/udp/answer", test_answer);
  add ("/mb/client/udp/each-its-own", test_each_its_own);
  add ("/mb/client/udp/cancel", test_cancel);
  add ("/mb/client/udp/lost", test_lost);
  add ("/mb/client/udp/silence", test_silence);
  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mb/client/udp/damaged/%u", i);

      add_data (path, GUINT_TO_POINTER (i), test_damaged);
    }
  add ("/mb/client/udp/damaged-only", test_damaged_only);
  add ("/mb/client/udp/foreign", test_foreign);
  add ("/mb/client/udp/empty-flood", test_empty_flood);
  add ("/mb/client/udp/refused", test_refused);
  add ("/mb/client/udp/full", test_full);
  return g_test_run ();
}
