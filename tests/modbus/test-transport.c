/* test-transport.c: one link: bounds of a turn, holding, partial sends, ends and their reasons.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-error.h"
#include "modbus/mb-transport.h"

#include "fake-port.h"
#include "hex.h"

#define ADU "000100000006010300000001"
#define ADU_SIZE 12

typedef struct
{
  MbTurn      *turn;
  MbClock     *clock;
  FakePort    *fake;
  MbTransport *transport;
  guint        n_adus;
  guint        n_foreign;
  guint        hold_after;
  gboolean     is_closed;
  GError      *reason;
  gsize        n_observed[2];
} Fixture;

static void
adu_cb (MbTransport    *transport,
        const MbAdu    *adu,
        MbFramerResult  result,
        gpointer        user_data)
{
  Fixture *f = user_data;

  g_assert_true (mb_turn_is_inside (f->turn));
  if (result == MB_FRAMER_FOREIGN)
    f->n_foreign++;
  else
    f->n_adus++;
  if (f->hold_after != 0 && f->n_adus % f->hold_after == 0)
    mb_transport_set_reading (transport, FALSE);
}

static void
closed_cb (MbTransport  *transport,
           const GError *reason,
           gpointer      user_data)
{
  Fixture *f = user_data;

  g_assert_false (f->is_closed);
  g_assert_false (mb_transport_is_open (transport));
  f->is_closed = TRUE;
  f->reason = reason != NULL ? g_error_copy (reason) : NULL;
  g_clear_pointer (&f->transport, mb_transport_unref);
}

static void
received_cb (const guint8 *bytes,
             gsize         len,
             gpointer      user_data)
{
  ((Fixture *) user_data)->n_observed[0] += len;
}

static void
sent_cb (const guint8 *bytes,
         gsize         len,
         gpointer      user_data)
{
  ((Fixture *) user_data)->n_observed[1] += len;
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  static const MbTransportEvents events = { .adu = adu_cb, .closed = closed_cb };
  static const MbObserver observer = { .received = received_cb, .sent = sent_cb };

  f->turn = mb_turn_new (NULL);
  f->clock = mb_clock_new_virtual (f->turn, G_GINT64_CONSTANT (1700000000000000));
  f->fake = fake_port_new ();
  f->transport = mb_transport_new (f->clock, f->fake->port, MB_DIRECTION_REQUEST, &events, f);
  mb_transport_set_observer (f->transport, &observer, f);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_clear_pointer (&f->transport, mb_transport_unref);
  g_assert_true (f->fake->is_closed);
  g_clear_error (&f->reason);
  fake_port_free (f->fake);
  mb_clock_unref (f->clock);
  mb_turn_unref (f->turn);
}

static void
run (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
put_many (Fixture *f,
          guint    n)
{
  for (guint i = 0; i < n; i++)
    fake_port_put_hex (f->fake, ADU);
}

/* A flood on one link leaves the turn to others after 64 KiB. */
static void
test_bounded_turn (Fixture       *f,
                   gconstpointer  data)
{
  guint n = 10 * MB_TRANSPORT_TURN_BYTES / ADU_SIZE;

  put_many (f, n);
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (f->n_adus, >=, MB_TRANSPORT_TURN_BYTES / ADU_SIZE - 1);
  g_assert_cmpuint (f->n_adus, <=, (MB_TRANSPORT_TURN_BYTES + MB_FRAMER_BUFFER_SIZE) / ADU_SIZE);
  run ();
  g_assert_cmpuint (f->n_adus, ==, n);
  g_assert_cmpuint (f->n_observed[0], ==, n * ADU_SIZE);
}

/* Reading that is stopped at each third ADU loses none, wherever the buffer ends. */
static void
test_hold (Fixture       *f,
           gconstpointer  data)
{
  guint n = 3 * MB_FRAMER_BUFFER_SIZE / ADU_SIZE / 3 * 3;

  f->hold_after = 3;
  put_many (f, n);
  for (guint done = 3; done <= n; done += 3)
    {
      run ();
      g_assert_cmpuint (f->n_adus, ==, done);
      mb_transport_set_reading (f->transport, TRUE);
      g_assert_cmpuint (f->n_adus, ==, done);
    }
  run ();
  g_assert_cmpuint (f->n_adus, ==, n);
  g_assert_true (mb_transport_is_open (f->transport));
}

static void
queue (Fixture    *f,
       const char *hex)
{
  g_autoptr (GBytes) bytes = hex_bytes (hex);

  mb_transport_queue (f->transport, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_partial_send (Fixture       *f,
                   gconstpointer  data)
{
  g_autofree char *sent = NULL;
  MbOutbox *outbox = mb_transport_get_outbox (f->transport);

  f->fake->send_limit = 3;
  queue (f, "0102");
  queue (f, "030405");
  g_assert_cmpuint (outbox->n_sent, ==, 0);
  run ();
  g_assert_cmpuint (outbox->n_sent, ==, 3);
  queue (f, "06070809");
  mb_outbox_cut (outbox, 5, 2);
  run ();
  g_assert_cmpuint (outbox->n_sent, ==, 3);
  f->fake->send_limit = 100;
  run ();
  g_assert_cmpuint (outbox->n_sent, ==, 7);
  g_assert_cmpuint (outbox->n_queued, ==, 7);
  g_assert_cmpuint (f->fake->writes->len, ==, 2);
  sent = fake_port_take_hex (f->fake);
  g_assert_cmpstr (sent, ==, "01020304050809");
  g_assert_cmpuint (f->n_observed[1], ==, 7);
  /* Nothing is left that would wake the context. */
  g_assert_false (g_main_context_iteration (NULL, FALSE));
}

static void
test_ends (Fixture       *f,
           gconstpointer  data)
{
  static const struct
  {
    const char *bytes;
    const char *text;
    guint       n_adus;
  } ends[] = {
    { ADU, NULL, 1 },
    { ADU "000200", "3 bytes of its beginning came", 1 },
    { ADU "00020000000601", "7 of 12 bytes came", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      Fixture one = { NULL };

      set_up (&one, NULL);
      fake_port_put_hex (one.fake, ends[i].bytes);
      one.fake->is_at_end = TRUE;
      run ();
      g_assert_true (one.is_closed);
      g_assert_cmpuint (one.n_adus, ==, ends[i].n_adus);
      g_assert_true ((one.reason == NULL) == (ends[i].text == NULL));
      if (one.reason != NULL)
        g_assert_nonnull (strstr (one.reason->message, ends[i].text));
      tear_down (&one, NULL);
    }
}

static void
test_foreign (Fixture       *f,
              gconstpointer  data)
{
  fake_port_put_hex (f->fake, "000100090003010300" ADU "000200090003010300");
  run ();
  g_assert_cmpuint (f->n_foreign, ==, 2);
  g_assert_cmpuint (f->n_adus, ==, 1);
  g_assert_false (f->is_closed);
  fake_port_put_hex (f->fake, "000300090003010300");
  run ();
  g_assert_true (f->is_closed);
  g_assert_error (f->reason, MB_ERROR, MB_ERROR_BREACH);
}

/* Four megabytes of noise: closed at the first header, and no more of it is read. */
static void
test_garbage (Fixture       *f,
              gconstpointer  data)
{
  g_autofree guint8 *noise = g_malloc (4 * 1024 * 1024);

  for (gsize i = 0; i < 4 * 1024 * 1024; i++)
    noise[i] = 0x80 | (guint8) g_test_rand_int ();
  fake_port_put (f->fake, noise, 4 * 1024 * 1024);
  run ();
  g_assert_true (f->is_closed);
  g_assert_error (f->reason, MB_ERROR, MB_ERROR_BREACH);
  g_assert_cmpuint (f->n_observed[0], <=, MB_FRAMER_BUFFER_SIZE);
}

static void
test_error (Fixture       *f,
            gconstpointer  data)
{
  fake_port_put_hex (f->fake, ADU);
  f->fake->receive_error = G_IO_ERROR_CONNECTION_CLOSED;
  run ();
  g_assert_cmpuint (f->n_adus, ==, 1);
  g_assert_error (f->reason, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
}

#define ADD(path, test) \
  g_test_add ("/mb/transport/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("bounded-turn", test_bounded_turn);
  ADD ("hold", test_hold);
  ADD ("partial-send", test_partial_send);
  ADD ("ends", test_ends);
  ADD ("foreign", test_foreign);
  ADD ("garbage", test_garbage);
  ADD ("error", test_error);
  return g_test_run ();
}
