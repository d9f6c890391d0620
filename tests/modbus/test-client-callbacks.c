/* test-client-callbacks.c: callbacks that submit, cancel, close and drop the client.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "client-fixture.h"

#define N_ADUS 16

/* How the replies of all sixteen come to be read: by the socket's source, or in the last moment,
 * when their deadline has come and is about to be judged. */
typedef enum
{
  BY_SOURCE,
  AT_DEADLINE,
} Way;

static Way way;

/* What a test is given: where to act, and the way. */
#define CASE(at, way) GUINT_TO_POINTER ((at) | (way) << 8)

/* At which of the sixteen ADUs of a segment the callback acts, and what it then does. */
static guint act_at;
static guint32 tokens[N_ADUS];

static void
submit_sixteen (ClientFixture *f)
{
  mb_client_set_window (f->client, 16);
  for (guint i = 0; i < N_ADUS; i++)
    tokens[i] = client_fixture_read (f, 0, 1);
  client_fixture_run (f);
}

static void
take_case (gconstpointer data)
{
  act_at = GPOINTER_TO_UINT (data) & 0xff;
  way = (Way) (GPOINTER_TO_UINT (data) >> 8);
}

/* The replies of all sixteen in one segment, and beneath them nothing that could still be read. */
static void
receive_sixteen (ClientFixture *f)
{
  g_autoptr (GString) hex = g_string_new (NULL);

  for (guint i = 0; i < N_ADUS; i++)
    g_string_append_printf (hex, "%04x000000050103020007", i + 1);
  if (way == BY_SOURCE)
    {
      client_fixture_receive (f, hex->str);
      return;
    }
  fake_port_put_hex (f->fake, hex->str);
  mb_clock_advance (f->clock, 1000 * 1000);
  client_fixture_run (f);
}

static guint
count_words (const char *log,
             const char *word)
{
  g_auto (GStrv) parts = g_strsplit (log, word, -1);

  return g_strv_length (parts) - 1;
}

static void
submit_cb (ClientFixture    *f,
           const MbExchange *exchange)
{
  if (f->n_reactions != act_at)
    return;
  /* The slot that is being settled is not free yet, and nothing else is but what was answered. */
  g_assert_cmpuint (mb_client_get_free (f->client), ==, act_at - 1);
  while (mb_client_get_free (f->client) > 0)
    g_assert_cmpuint (client_fixture_read (f, 0, 1), !=, 0);
  g_assert_cmpuint (client_fixture_read (f, 0, 1), ==, 0);
}

static void
test_submit (ClientFixture *f,
             gconstpointer  data)
{
  take_case (data);
  f->reaction = submit_cb;
  submit_sixteen (f);
  g_ptr_array_set_size (f->fake->writes, 0);
  receive_sixteen (f);
  g_assert_cmpuint (count_words (f->log->str, "answer:"), ==, N_ADUS);
  g_assert_cmpuint (mb_client_get_waiting (f->client), ==, act_at - 1);
  /* All that was submitted in the turn goes out in one write. */
  g_assert_cmpuint (f->fake->writes->len, ==, act_at > 1 ? 1 : 0);
  client_fixture_advance (f, 1000);
  g_assert_cmpuint (count_words (f->log->str, "timeout:"), ==, act_at - 1);
}

static void
cancel_cb (ClientFixture    *f,
           const MbExchange *exchange)
{
  if (f->n_reactions != act_at)
    return;
  g_assert_false (mb_client_cancel (f->client, tokens[act_at - 1]));
  for (guint i = act_at; i < N_ADUS; i++)
    g_assert_true (mb_client_cancel (f->client, tokens[i]));
}

/* Cancelled wins over a reply that is in the buffer already. */
static void
test_cancel (ClientFixture *f,
             gconstpointer  data)
{
  take_case (data);
  f->reaction = cancel_cb;
  submit_sixteen (f);
  receive_sixteen (f);
  g_assert_cmpuint (count_words (f->log->str, "answer:"), ==, act_at);
  g_assert_cmpuint (count_words (f->log->str, "cancelled:"), ==, N_ADUS - act_at);
  g_assert_cmpuint (count_words (f->log->str, "late:"), ==, N_ADUS - act_at);
  g_assert_cmpuint (mb_client_get_free (f->client), ==, 16);
}

static void
close_cb (ClientFixture    *f,
          const MbExchange *exchange)
{
  if (f->n_reactions != act_at)
    return;
  mb_client_close (f->client);
  mb_client_close (f->client);
  g_assert_false (mb_client_is_open (f->client));
  g_assert_cmpuint (client_fixture_read (f, 0, 1), ==, 0);
}

static void
test_close (ClientFixture *f,
            gconstpointer  data)
{
  take_case (data);
  f->reaction = close_cb;
  submit_sixteen (f);
  receive_sixteen (f);
  g_assert_cmpuint (count_words (f->log->str, "answer:"), ==, act_at);
  g_assert_cmpuint (count_words (f->log->str, "closed:"), ==, N_ADUS - act_at);
  g_assert_cmpuint (count_words (f->log->str, "CLOSED"), ==, 1);
  g_assert_true (g_str_has_suffix (f->log->str, "CLOSED "));
  g_assert_true (f->fake->is_closed);
}

static void
reopen_cb (ClientFixture    *f,
           const MbExchange *exchange)
{
  if (f->n_reactions == act_at)
    mb_client_close (f->client);
}

/* Closed inside of it and open again after it: what is left of the old segment is nobody's. */
static void
test_reopen (ClientFixture *f,
             gconstpointer  data)
{
  take_case (data);
  f->reaction = reopen_cb;
  submit_sixteen (f);
  receive_sixteen (f);
  f->reaction = NULL;
  client_fixture_reopen (f);
  g_string_truncate (f->log, 0);
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "0011000000050103020007");
  client_fixture_expect (f, "answer:17");
  g_assert_cmpuint (mb_client_get_counters (f->client)->answers, ==, act_at + 1);
  g_assert_cmpuint (mb_client_get_counters (f->client)->unasked, ==, 0);
}

static void
unref_cb (ClientFixture    *f,
          const MbExchange *exchange)
{
  if (f->n_reactions == act_at)
    g_clear_pointer (&f->client, mb_client_unref);
}

/* What was accepted ends all the same. */
static void
test_unref (ClientFixture *f,
            gconstpointer  data)
{
  take_case (data);
  f->reaction = unref_cb;
  submit_sixteen (f);
  receive_sixteen (f);
  g_assert_cmpuint (count_words (f->log->str, "answer:"), ==, N_ADUS);
  g_assert_true (f->fake->is_closed);
}

static void
detach_cb (ClientFixture    *f,
           const MbExchange *exchange)
{
  if (f->n_reactions != act_at)
    return;
  mb_client_detach (f->client);
  g_clear_pointer (&f->client, mb_client_unref);
}

static void
test_detach (ClientFixture *f,
             gconstpointer  data)
{
  take_case (data);
  f->reaction = detach_cb;
  submit_sixteen (f);
  receive_sixteen (f);
  g_assert_cmpuint (count_words (f->log->str, "answer:"), ==, act_at);
  g_assert_cmpuint (count_words (f->log->str, "closed:"), ==, N_ADUS - act_at);
  g_assert_cmpuint (count_words (f->log->str, "CLOSED"), ==, 0);
  g_assert_true (f->fake->is_closed);
}

/* A client whose requests never end by themselves is dropped: their deadline frees it. */
static void
test_unref_waiting (ClientFixture *f,
                    gconstpointer  data)
{
  submit_sixteen (f);
  g_clear_pointer (&f->client, mb_client_unref);
  g_assert_false (f->fake->is_closed);
  client_fixture_advance (f, 1000);
  g_assert_cmpuint (count_words (f->log->str, "timeout:"), ==, N_ADUS);
  g_assert_true (f->fake->is_closed);
}

static void
resubmit_cb (ClientFixture    *f,
             const MbExchange *exchange)
{
  if (f->n_reactions < 200000 && mb_client_get_free (f->client) > 0)
    client_fixture_read (f, 0, 1);
}

/* Around all identifiers three times, with one of them never answered: it is never given out again,
 * and its reply is late whenever it comes. */
static void
test_wrap (ClientFixture *f,
           gconstpointer  data)
{
  guint n_total = 0;

  mb_client_set_window (f->client, 2);
  mb_client_set_next_transaction (f->client, 65530);
  client_fixture_read (f, 0, 1);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "timeout:65530");
  g_ptr_array_set_size (f->fake->writes, 0);

  while (n_total < 3 * 65536)
    {
      g_autofree char *sent = NULL;
      g_autofree char *reply = NULL;

      client_fixture_read (f, 0, 1);
      client_fixture_run (f);
      sent = fake_port_take_hex (f->fake);
      g_assert_false (g_str_has_prefix (sent, "fffa"));
      reply = g_strdup_printf ("%.4s000000050103020007", sent);
      client_fixture_receive (f, reply);
      g_string_truncate (f->log, 0);
      n_total++;
    }
  g_assert_cmpuint (mb_client_get_counters (f->client)->answers, ==, n_total);
  client_fixture_receive (f, "fffa000000050103020007");
  client_fixture_expect (f, "late:65530");
}

/* What waits is skipped too. */
static void
test_wrap_in_flight (ClientFixture *f,
                     gconstpointer  data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  mb_client_set_window (f->client, 2);
  mb_client_set_next_transaction (f->client, 7);
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  first = fake_port_take_hex (f->fake);
  mb_client_set_next_transaction (f->client, 7);
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  second = fake_port_take_hex (f->fake);
  g_assert_true (g_str_has_prefix (first, "0007"));
  g_assert_true (g_str_has_prefix (second, "0008"));
}

/* More than 64 requests without their replies: the link is given up. */
static void
test_retired_limit (ClientFixture *f,
                    gconstpointer  data)
{
  mb_client_set_max_silence (f->client, 0);
  for (guint i = 0; i < 64; i++)
    {
      client_fixture_read (f, 0, 1);
      client_fixture_advance (f, 1000);
    }
  g_assert_true (mb_client_is_open (f->client));
  client_fixture_read (f, 0, 1);
  client_fixture_advance (f, 1000);
  g_assert_false (mb_client_is_open (f->client));
  g_assert_cmpuint (count_words (f->log->str, "timeout:"), ==, 65);
  g_assert_nonnull (f->reason);
}

static void
test_ready (ClientFixture *f,
            gconstpointer  data)
{
  f->reaction = resubmit_cb;
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "0001000000050103020007");
  g_assert_cmpuint (f->n_ready, ==, 1);
  mb_client_set_window (f->client, 2);
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "0002000000050103020007");
  /* It was not full before. */
  g_assert_cmpuint (f->n_ready, ==, 1);
}

#define ADD(path, test) \
  g_test_add ("/mb/client/" path, ClientFixture, NULL, client_fixture_set_up, test, \
              client_fixture_tear_down)

static void
add_at_each (const char *name,
             void      (*test) (ClientFixture *f,
                                gconstpointer  data))
{
  for (guint i = 1; i <= N_ADUS; i++)
    {
      g_autofree char *path = g_strdup_printf ("/mb/client/callback/%s/%u", name, i);
      g_autofree char *late = g_strdup_printf ("/mb/client/callback-at-deadline/%s/%u", name, i);

      g_test_add (path, ClientFixture, CASE (i, BY_SOURCE), client_fixture_set_up, test,
                  client_fixture_tear_down);
      g_test_add (late, ClientFixture, CASE (i, AT_DEADLINE), client_fixture_set_up, test,
                  client_fixture_tear_down);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_at_each ("submit", test_submit);
  add_at_each ("cancel", test_cancel);
  add_at_each ("close", test_close);
  add_at_each ("reopen", test_reopen);
  add_at_each ("unref", test_unref);
  add_at_each ("detach", test_detach);
  ADD ("unref-waiting", test_unref_waiting);
  ADD ("wrap", test_wrap);
  ADD ("wrap-in-flight", test_wrap_in_flight);
  ADD ("retired-limit", test_retired_limit);
  ADD ("ready", test_ready);
  return g_test_run ();
}
