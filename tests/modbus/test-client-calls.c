/* test-client-calls.c: asynchronous calls: golden session, queue, cancelling, errors in words.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-client-table-calls.h"
#include "modbus/mb-error.h"

#include "client-fixture.h"
#include "golden-calls.h"
#include "golden-session.h"
#include "hex.h"

static void
test_golden (ClientFixture *f,
             gconstpointer  data)
{
  g_autoptr (GoldenSession) golden = golden_session_load ();
  g_auto (Calls) calls = { .client = f->client };
  gsize len;
  const guint8 *bytes;

  mb_client_set_window (f->client, 16);
  golden_calls_start (&calls);
  client_fixture_run (f);
  g_assert_cmpuint (f->fake->writes->len, ==, 1);
  g_assert_true (g_bytes_equal (f->fake->writes->pdata[0], golden->all_requests));

  bytes = g_bytes_get_data (golden->all_responses, &len);
  fake_port_put (f->fake, bytes, len);
  client_fixture_run (f);
  golden_calls_expect (&calls);
}

/* The responses cut in two at each byte. */
static void
test_golden_split (ClientFixture *f,
                   gconstpointer  data)
{
  g_autoptr (GoldenSession) golden = golden_session_load ();
  gsize len;
  const guint8 *bytes = g_bytes_get_data (golden->all_responses, &len);

  mb_client_set_window (f->client, 16);
  for (gsize cut = 1; cut < len; cut++)
    {
      g_auto (Calls) calls = { .client = f->client };

      mb_client_set_next_transaction (f->client, 1);
      golden_calls_start (&calls);
      client_fixture_run (f);
      fake_port_put (f->fake, bytes, cut);
      client_fixture_run (f);
      g_assert_cmpuint (calls.n_done, <, GOLDEN_N_EXCHANGES);
      fake_port_put (f->fake, bytes + cut, len - cut);
      client_fixture_run (f);
      golden_calls_expect (&calls);
    }
}

/* With a window of 1 the calls go one after another, in their order. */
static void
test_queue (ClientFixture *f,
            gconstpointer  data)
{
  g_autoptr (GoldenSession) golden = golden_session_load ();
  g_auto (Calls) calls = { .client = f->client };

  golden_calls_start (&calls);
  for (guint i = 0; i < GOLDEN_N_EXCHANGES; i++)
    {
      gsize len;
      const guint8 *bytes = g_bytes_get_data (golden->responses[i], &len);

      client_fixture_run (f);
      g_assert_cmpuint (calls.n_done, ==, i);
      g_assert_cmpuint (f->fake->writes->len, ==, i + 1);
      g_assert_true (g_bytes_equal (f->fake->writes->pdata[i], golden->requests[i]));
      fake_port_put (f->fake, bytes, len);
    }
  client_fixture_run (f);
  golden_calls_expect (&calls);
}

static void
count_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  guint *n_by_code = user_data;

  g_assert_null (mb_client_call_finish (NULL, result, &error));
  g_assert_true (error->domain == MB_ERROR);
  n_by_code[error->code]++;
}

/* One is in flight, as many as the limit wait, one is too many; the close ends them all. */
static void
test_queue_limit (ClientFixture *f,
                  gconstpointer  data)
{
  guint n_by_code[MB_ERROR_UNSUPPORTED + 1] = { 0 };

  for (guint i = 0; i < MB_CLIENT_MAX_CALLS + 2; i++)
    mb_client_read_async (f->client, 0, MB_TABLE_COILS, 1, 1, 1000, NULL, count_cb, n_by_code);
  client_fixture_run (f);
  g_assert_cmpuint (n_by_code[MB_ERROR_BUSY], ==, 1);
  mb_client_close (f->client);
  client_fixture_run (f);
  g_assert_cmpuint (n_by_code[MB_ERROR_CLOSED], ==, 1);
  g_assert_cmpuint (n_by_code[MB_ERROR_NOT_SENT], ==, MB_CLIENT_MAX_CALLS);
}

static void
test_cancel (ClientFixture *f,
             gconstpointer  data)
{
  g_autoptr (GCancellable) first = g_cancellable_new ();
  g_autoptr (GCancellable) second = g_cancellable_new ();
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_auto (Calls) calls = { .client = f->client };

  g_cancellable_cancel (before);
  calls_read (&calls, MB_TABLE_COILS, 1, first);
  calls_read (&calls, MB_TABLE_COILS, 1, second);
  calls_read (&calls, MB_TABLE_COILS, 1, before);
  calls_read (&calls, MB_TABLE_COILS, 1, NULL);
  g_assert_cmpuint (calls.n_done, ==, 0);
  client_fixture_run (f);
  g_assert_error (calls.errors[2], G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_cancellable_cancel (second);
  client_fixture_run (f);
  g_assert_error (calls.errors[1], G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_cancellable_cancel (first);
  client_fixture_run (f);
  g_assert_error (calls.errors[0], G_IO_ERROR, G_IO_ERROR_CANCELLED);

  fake_port_put_hex (f->fake, "00010000000400010101" "00020000000400010101");
  client_fixture_run (f);
  g_assert_no_error (calls.errors[3]);
  g_assert_cmpuint (calls.n_done, ==, 4);
  g_assert_cmpuint (mb_client_get_counters (f->client)->late, ==, 1);
}

static void
test_errors (ClientFixture *f,
             gconstpointer  data)
{
  g_auto (Calls) calls = { .client = f->client };

  calls_read (&calls, MB_TABLE_HOLDING_REGISTERS, 126, NULL);
  calls_read (&calls, MB_TABLE_HOLDING_REGISTERS, 4, NULL);
  client_fixture_run (f);
  fake_port_put_hex (f->fake, "000100000003008302");
  calls_read (&calls, MB_TABLE_HOLDING_REGISTERS, 4, NULL);
  client_fixture_run (f);
  fake_port_put_hex (f->fake, "000200000003018302");
  calls_read (&calls, MB_TABLE_HOLDING_REGISTERS, 4, NULL);
  client_fixture_advance (f, 1000);
  calls_read (&calls, MB_TABLE_HOLDING_REGISTERS, 4, NULL);
  calls_read (&calls, MB_TABLE_HOLDING_REGISTERS, 4, NULL);
  client_fixture_run (f);
  f->fake->is_at_end = TRUE;
  client_fixture_run (f);
  calls_read (&calls, MB_TABLE_HOLDING_REGISTERS, 4, NULL);
  client_fixture_run (f);

  g_assert_error (calls.errors[0], MB_ERROR, MB_ERROR_INVALID);
  g_assert_error (calls.errors[1], MB_EXCEPTION, 2);
  g_assert_cmpstr (calls.errors[1]->message, ==,
                   "Read Holding Registers at 1–4 of unit 0: Illegal Data Address (exception 2); "
                   "the device does not have these addresses; check for a shift by one");
  g_assert_error (calls.errors[2], MB_ERROR, MB_ERROR_BREACH);
  g_assert_error (calls.errors[3], MB_ERROR, MB_ERROR_TIMEOUT);
  g_assert_cmpstr (calls.errors[3]->message, ==,
                   "Read Holding Registers at 1–4 of unit 0: no answer within 1.0 s; check the "
                   "unit id, or allow more time");
  g_assert_error (calls.errors[4], MB_ERROR, MB_ERROR_CLOSED);
  g_assert_error (calls.errors[5], MB_ERROR, MB_ERROR_NOT_SENT);
  g_assert_error (calls.errors[6], MB_ERROR, MB_ERROR_NOT_SENT);
  g_assert_cmpuint (calls.n_done, ==, 7);
}

#define ADD(path, test) \
  g_test_add ("/mb/client-calls/" path, ClientFixture, NULL, client_fixture_set_up, test, \
              client_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("golden", test_golden);
  ADD ("golden-split", test_golden_split);
  ADD ("queue", test_queue);
  ADD ("queue-limit", test_queue_limit);
  ADD ("cancel", test_cancel);
  ADD ("errors", test_errors);
  return g_test_run ();
}
