/* test-client-hostile.c: replies that are late, doubled, made up, cut, wrong, or no replies at all.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "client-fixture.h"
#include "hex.h"

/* Each of them answers "holding register 0 of unit 1" with a value of its own. */
#define REPLY_1 "0001000000050103020007"
#define REPLY_2 "0002000000050103020008"
#define REPLY_3 "0003000000050103020009"
#define POISON_1 "000100000005010302dead"
#define POISON_2 "000200000005010302dead"

static GArray *values;

static void
note_value (ClientFixture    *f,
            const MbExchange *exchange)
{
  guint16 value = exchange->response != NULL && !exchange->response->is_exception
                  ? mb_response_get_register (exchange->response, 0) : 0;

  g_array_append_val (values, value);
}

static void
set_up (ClientFixture *f,
        gconstpointer  data)
{
  client_fixture_set_up (f, data);
  values = g_array_new (FALSE, FALSE, sizeof (guint16));
  f->reaction = note_value;
}

static void
tear_down (ClientFixture *f,
           gconstpointer  data)
{
  client_fixture_tear_down (f, data);
  g_clear_pointer (&values, g_array_unref);
}

/* What each request in turn came to: 0 for no value. */
static void
expect_values (guint n,
               ...)
{
  va_list args;

  g_assert_cmpuint (values->len, ==, n);
  va_start (args, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmphex (g_array_index (values, guint16, i), ==, va_arg (args, guint));
  va_end (args);
}

/* 1.3 and 1.5 times its time-out later, with other data: the next request gets its own. */
static void
test_late_reply (ClientFixture *f,
                 gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_advance (f, 1000);
  client_fixture_read (f, 0, 1);
  client_fixture_advance (f, 300);
  client_fixture_receive (f, POISON_1);
  client_fixture_receive (f, REPLY_2);
  client_fixture_expect (f, "timeout:1 late:1 answer:2");
  client_fixture_read (f, 0, 1);
  client_fixture_advance (f, 1500);
  client_fixture_receive (f, "000300000005010302dead");
  client_fixture_expect (f, "timeout:3 late:3");
  expect_values (3, 0, 8, 0);
  g_assert_cmpuint (mb_client_get_counters (f->client)->late, ==, 2);
}

static void
test_wrong_then_right (ClientFixture *f,
                       gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "777700000005010302dead" REPLY_1);
  client_fixture_expect (f, "transaction:30583 answer:1");
  expect_values (1, 7);
  g_assert_cmpuint (mb_client_get_counters (f->client)->by_breach[MB_BREACH_TRANSACTION], ==, 1);
}

static void
test_wrong_only (ClientFixture *f,
                 gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "777700000005010302dead");
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "transaction:30583 timeout:1");
  expect_values (1, 0);
}

static void
test_duplicate (ClientFixture *f,
                gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_1 POISON_1);
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, POISON_1 REPLY_2 POISON_1 POISON_2);
  client_fixture_expect (f, "answer:1 duplicate:1 duplicate:1 answer:2 duplicate:1 duplicate:2");
  expect_values (2, 7, 8);
}

/* Replies to the next requests, guessed, right after the connect and between. */
static void
test_unasked (ClientFixture *f,
              gconstpointer  data)
{
  client_fixture_receive (f, POISON_1 POISON_2);
  client_fixture_expect (f, "unasked:1 unasked:2");
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_1 POISON_2);
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_2);
  client_fixture_expect (f, "answer:1 unasked:2 answer:2");
  expect_values (2, 7, 8);
}

/* A length that no header has: the link is given up, and nothing is made room for. */
static void
test_bad_length (ClientFixture *f,
                 gconstpointer  data)
{
  g_autofree char *header = g_strdup_printf ("00010000%04x0103", GPOINTER_TO_UINT (data));

  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, header);
  client_fixture_expect (f, "breach:1 CLOSED");
  g_assert_cmpint (f->breach, ==, MB_BREACH_FRAMING);
  g_assert_cmpuint (mb_client_get_counters (f->client)->by_breach[MB_BREACH_FRAMING], ==, 1);
  client_fixture_reopen (f);
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_2);
  client_fixture_expect (f, "answer:2");
}

/* The header's length and the byte count differ: refused, and nobody guesses where the next one
 * begins. */
static void
test_length_off (ClientFixture *f,
                 gconstpointer  data)
{
  int off = GPOINTER_TO_INT (data);
  g_autofree char *reply = g_strdup_printf ("00010000%04x0103020007", 5 + off);

  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, reply);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, off < 0 ? "breach:1" : "timeout:1 CLOSED");
  expect_values (1, 0);
  if (off > 0)
    return;
  /* One byte of the reply is left over, which makes a header of the next one that cannot be. */
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_2);
  client_fixture_advance (f, 1000);
  g_assert_false (mb_client_is_open (f->client));
  expect_values (2, 0, 0);
}

/* What a reply must not be, by what was asked: its request and what answers it, both as PDUs. */
static const struct
{
  const char *path;
  const char *request;
  const char *reply;
  MbBreach    breach;
} wrong[] = {
  { "registers-more", "0300000002", "0306000100020003", MB_BREACH_BYTE_COUNT },
  { "registers-less", "0300000002", "03020001", MB_BREACH_BYTE_COUNT },
  { "registers-odd", "0300000002", "0303000100", MB_BREACH_BYTE_COUNT },
  { "registers-count-too-large", "0300000002", "03ff00010002", MB_BREACH_BYTE_COUNT },
  { "registers-count-too-small", "0300000002", "030200010002", MB_BREACH_BYTE_COUNT },
  { "registers-none", "0300000002", "0300", MB_BREACH_BYTE_COUNT },
  { "registers-bare", "0300000002", "03", MB_BREACH_LENGTH },
  { "input-more", "0400000001", "040400010002", MB_BREACH_BYTE_COUNT },
  { "coils-more", "0100000009", "0103ff01ff", MB_BREACH_BYTE_COUNT },
  { "coils-less", "0100000009", "0101ff", MB_BREACH_BYTE_COUNT },
  { "coils-count-too-large", "0100000009", "0104ff01", MB_BREACH_BYTE_COUNT },
  { "discrete-less", "0200000009", "0201ff", MB_BREACH_BYTE_COUNT },
  { "function-3-by-4", "0300000001", "04020001", MB_BREACH_FUNCTION },
  { "function-6-by-16", "0600000001", "1000000001", MB_BREACH_FUNCTION },
  { "function-5-by-15", "050000ff00", "0f00000001", MB_BREACH_FUNCTION },
  { "function-0", "0300000001", "00020001", MB_BREACH_FUNCTION },
  { "exception-of-other", "0300000001", "8402", MB_BREACH_FUNCTION },
  { "exception-of-0", "0300000001", "8002", MB_BREACH_FUNCTION },
  { "exception-3-bytes", "0300000001", "830200", MB_BREACH_EXCEPTION },
  { "exception-0-bytes", "0300000001", "83", MB_BREACH_EXCEPTION },
  { "coil-echo-value", "050007ff00", "0500070000", MB_BREACH_ECHO },
  { "coil-echo-address", "050007ff00", "050008ff00", MB_BREACH_ECHO },
  { "register-echo-value", "0600071234", "0600071235", MB_BREACH_ECHO },
  { "register-echo-address", "0600071234", "0600081234", MB_BREACH_ECHO },
  { "register-echo-long", "0600071234", "060007123400", MB_BREACH_LENGTH },
  { "coils-echo-quantity", "0f0007000301" "05", "0f00070002", MB_BREACH_ECHO },
  { "coils-echo-address", "0f0007000301" "05", "0f00060003", MB_BREACH_ECHO },
  { "registers-echo-quantity", "10000700010200ff", "1000070002", MB_BREACH_ECHO },
  { "registers-echo-address", "10000700010200ff", "1000080001", MB_BREACH_ECHO },
  { "mask-echo", "16000400f20025", "16000400f20024", MB_BREACH_ECHO },
  { "read-write-less", "170000000200000001020000", "17020001", MB_BREACH_BYTE_COUNT },
};

/* Refused, however well it is framed; the connection is sound and the next one is answered. */
static void
test_wrong (ClientFixture *f,
            gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) pdu = hex_bytes (wrong[i].request);
  const MbSubmitOptions options = { .unit = 1, .timeout_ms = 1000 };
  g_autofree char *reply = g_strdup_printf ("00010000%04x01%s",
                                            (guint) strlen (wrong[i].reply) / 2 + 1,
                                            wrong[i].reply);
  gsize len;
  const guint8 *bytes = g_bytes_get_data (pdu, &len);
  MbRequest request;

  g_assert_cmpuint (mb_request_parse (&request, bytes, len), ==, 0);
  client_fixture_submit (f, &options, &request);
  client_fixture_receive (f, reply);
  client_fixture_expect (f, "breach:1");
  g_assert_cmpstr (mb_breach_name (f->breach), ==, mb_breach_name (wrong[i].breach));
  g_assert_cmpuint (mb_client_get_counters (f->client)->by_breach[wrong[i].breach], ==, 1);
  g_assert_true (mb_client_is_open (f->client));
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_2);
  client_fixture_expect (f, "answer:2");
}

static guint8 last_exception;

static void
note_exception (ClientFixture    *f,
                const MbExchange *exchange)
{
  g_assert_true (exchange->response->is_exception);
  last_exception = exchange->response->exception;
}

/* Whatever its code: the device has answered, and is asked on. */
static void
test_exceptions (ClientFixture *f,
                 gconstpointer  data)
{
  f->reaction = note_exception;
  for (guint code = 0; code < 256; code++)
    {
      g_autofree char *reply = g_strdup_printf ("%04x000000030183%02x", code + 1, code);
      g_autofree char *word = g_strdup_printf ("exception:%u", code + 1);

      client_fixture_read (f, 0, 1);
      client_fixture_receive (f, reply);
      client_fixture_expect (f, word);
      g_assert_cmpuint (last_exception, ==, code);
    }
  g_assert_cmpuint (mb_client_get_counters (f->client)->exceptions, ==, 256);
}

/* One ADU of another protocol is passed over; with a second one in a row the stream is lost. */
static void
test_foreign (ClientFixture *f,
              gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "00011234000501030200ff" REPLY_1);
  client_fixture_expect (f, "foreign:1 answer:1");
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "00021234000501030200ff" "00021234000501030200ff");
  client_fixture_expect (f, "foreign:2 breach:2 CLOSED");
  g_assert_cmpuint (mb_client_get_counters (f->client)->by_breach[MB_BREACH_PROTOCOL], ==, 2);
  g_assert_cmpuint (mb_client_get_counters (f->client)->by_breach[MB_BREACH_FRAMING], ==, 1);
  expect_values (2, 7, 0);
}

/* Megabytes of noise: the first header that cannot be ends it, and the rest is not even read. */
static void
test_flood (ClientFixture *f,
            gconstpointer  data)
{
  const gsize size = 4 << 20;
  g_autoptr (GRand) rand = g_rand_new_with_seed (4711);
  g_autofree guint8 *noise = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    noise[i] = (guint8) g_rand_int (rand);
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  fake_port_put (f->fake, noise, size);
  client_fixture_expect (f, "breach:1 CLOSED");
  g_assert_true (f->fake->is_closed);
  g_assert_cmpuint (f->fake->input->len, >=, size - MB_TRANSPORT_TURN_BYTES);
}

/* Many small ADUs that nobody asked for, without end: others get their turn between. */
static void
test_flood_of_replies (ClientFixture *f,
                       gconstpointer  data)
{
  g_autoptr (GString) poison = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  gsize len;

  for (guint i = 0; i < 1000; i++)
    g_string_append (poison, "777700000005010302dead");
  bytes = hex_bytes (poison->str);
  len = g_bytes_get_size (bytes);
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  for (guint i = 0; i < 100; i++)
    fake_port_put (f->fake, g_bytes_get_data (bytes, NULL), len);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (f->fake->input->len, >=, 100 * len - MB_TRANSPORT_TURN_BYTES - 8192);
  client_fixture_run (f);
  g_string_truncate (f->log, 0);
  client_fixture_receive (f, REPLY_1);
  client_fixture_expect (f, "answer:1");
  g_assert_cmpuint (mb_client_get_counters (f->client)->by_breach[MB_BREACH_TRANSACTION], ==,
                    100000);
}

/* The reply is cut at each byte by the end of the link: half of it is thrown away. */
static void
test_cut (ClientFixture *f,
          gconstpointer  data)
{
  gboolean is_reset = GPOINTER_TO_INT (data);
  g_autoptr (GBytes) reply = hex_bytes (REPLY_1);
  gsize len = g_bytes_get_size (reply);

  for (gsize cut = 0; cut <= len; cut++)
    {
      mb_client_set_next_transaction (f->client, 1);
      client_fixture_read (f, 0, 1);
      client_fixture_run (f);
      if (cut > 0)
        fake_port_put (f->fake, g_bytes_get_data (reply, NULL), cut);
      f->fake->is_at_end = !is_reset;
      f->fake->receive_error = is_reset ? G_IO_ERROR_CONNECTION_CLOSED : 0;
      client_fixture_expect (f, cut < len ? "closed:1 CLOSED" : "answer:1 CLOSED");
      g_assert_cmpint (f->reason != NULL, ==, cut < len || is_reset);
      client_fixture_reopen (f);
      /* What the new link says is understood from its first byte. */
      client_fixture_read (f, 0, 1);
      client_fixture_receive (f, REPLY_2);
      client_fixture_expect (f, "answer:2");
    }
}

/* Byte by byte, slowly: what counts is the time since the request. */
static void
dribble (ClientFixture *f,
         guint          ms)
{
  g_autoptr (GBytes) reply = hex_bytes (REPLY_1);

  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  for (gsize i = 0; i < g_bytes_get_size (reply) && mb_client_is_open (f->client); i++)
    {
      client_fixture_advance (f, ms);
      if (!mb_client_is_open (f->client))
        return;
      fake_port_put (f->fake, (const guint8 *) g_bytes_get_data (reply, NULL) + i, 1);
      client_fixture_run (f);
    }
}

static void
test_dribble (ClientFixture *f,
              gconstpointer  data)
{
  dribble (f, 10);
  client_fixture_expect (f, "answer:1");
}

static void
test_slow_dribble (ClientFixture *f,
                   gconstpointer  data)
{
  gint64 start_us = mb_clock_get_time_us (f->clock);

  dribble (f, 300);
  client_fixture_expect (f, "timeout:1 CLOSED");
  g_assert_cmpint (mb_clock_get_time_us (f->clock) - start_us, ==, 1200 * 1000);
}

/* A reply that stops half-way: its place in the stream is lost, so the rest has nowhere to go. */
static void
test_rest_after_timeout (ClientFixture *f,
                         gconstpointer  data)
{
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, "0001000000050103");
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "timeout:1 CLOSED");
  g_assert_true (f->fake->is_closed);
  client_fixture_reopen (f);
  client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_2);
  client_fixture_expect (f, "answer:2");
  expect_values (2, 0, 8);
}

/* Newest first, several in a segment, cut in the middle. */
static void
test_out_of_order (ClientFixture *f,
                   gconstpointer  data)
{
  mb_client_set_window (f->client, 3);
  for (guint i = 0; i < 3; i++)
    client_fixture_read (f, 0, 1);
  client_fixture_receive (f, REPLY_3 "00020000000501");
  client_fixture_receive (f, "03020008" REPLY_1);
  client_fixture_expect (f, "answer:3 answer:2 answer:1");
  expect_values (3, 9, 8, 7);
}

/* The other side does not read: what waits is bounded by the window, and can be taken back. */
static void
test_never_reads (ClientFixture *f,
                  gconstpointer  data)
{
  g_autofree char *sent = NULL;
  guint32 tokens[16];

  mb_client_set_window (f->client, 16);
  f->fake->send_limit = 6;
  for (guint i = 0; i < 16; i++)
    tokens[i] = client_fixture_read (f, 0, 1);
  g_assert_cmpuint (client_fixture_read (f, 0, 1), ==, 0);
  client_fixture_run (f);
  for (guint i = 1; i < 16; i++)
    g_assert_true (mb_client_cancel (f->client, tokens[i]));
  client_fixture_run (f);
  g_string_truncate (f->log, 0);
  client_fixture_advance (f, 1000);
  client_fixture_expect (f, "timeout:1");
  g_assert_cmpuint (mb_client_get_free (f->client), ==, 16);
  /* Half of a request is on its way: the rest of it goes out before anything else. */
  f->fake->send_limit = 100;
  client_fixture_read (f, 0, 1);
  client_fixture_run (f);
  sent = fake_port_take_hex (f->fake);
  g_assert_cmpstr (sent, ==, "000100000006010300000001" "001100000006010300000001");
}

static void
add (const char    *path,
     gconstpointer  data,
     void         (*test) (ClientFixture *f,
                           gconstpointer  data))
{
  g_test_add (path, ClientFixture, data, set_up, test, tear_down);
}

static void
add_numbered (const char *path,
              const int  *numbers,
              guint       n_numbers,
              void      (*test) (ClientFixture *f,
                                 gconstpointer  data))
{
  for (guint i = 0; i < n_numbers; i++)
    {
      g_autofree char *full = g_strdup_printf ("%s/%d", path, numbers[i]);

      add (full, GINT_TO_POINTER (numbers[i]), test);
    }
}

int
main (int   argc,
      char *argv[])
{
  static const int bad_lengths[] = { 0, 1, 255, 256, 257, 258, 259, 260, 65535 };
  static const int offs[] = { -1, 1, 4 };

  g_test_init (&argc, &argv, NULL);
  add ("/mb/client/late-reply", NULL, test_late_reply);
  add ("/mb/client/wrong-then-right", NULL, test_wrong_then_right);
  add ("/mb/client/wrong-only", NULL, test_wrong_only);
  add ("/mb/client/duplicate-reply", NULL, test_duplicate);
  add ("/mb/client/unasked", NULL, test_unasked);
  add_numbered ("/mb/client/bad-length", bad_lengths, G_N_ELEMENTS (bad_lengths),
                test_bad_length);
  add_numbered ("/mb/client/length-off", offs, G_N_ELEMENTS (offs), test_length_off);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *path = g_strconcat ("/mb/client/wrong/", wrong[i].path, NULL);

      add (path, GUINT_TO_POINTER (i), test_wrong);
    }
  add ("/mb/client/exceptions", NULL, test_exceptions);
  add ("/mb/client/foreign", NULL, test_foreign);
  add ("/mb/client/flood", NULL, test_flood);
  add ("/mb/client/flood-of-replies", NULL, test_flood_of_replies);
  add ("/mb/client/cut/fin", GINT_TO_POINTER (FALSE), test_cut);
  add ("/mb/client/cut/rst", GINT_TO_POINTER (TRUE), test_cut);
  add ("/mb/client/dribble", NULL, test_dribble);
  add ("/mb/client/slow-dribble", NULL, test_slow_dribble);
  add ("/mb/client/rest-after-timeout", NULL, test_rest_after_timeout);
  add ("/mb/client/newest-first", NULL, test_out_of_order);
  add ("/mb/client/never-reads", NULL, test_never_reads);
  return g_test_run ();
}
