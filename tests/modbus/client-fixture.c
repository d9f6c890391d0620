/* client-fixture.c: a client over a fake port and virtual time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "client-fixture.h"

#include "modbus/mb-crc.h"

static const char *verdict_names[] = {
  [MB_VERDICT_ANSWER] = "answer",
  [MB_VERDICT_EXCEPTION] = "exception",
  [MB_VERDICT_TIMEOUT] = "timeout",
  [MB_VERDICT_BREACH] = "breach",
  [MB_VERDICT_CLOSED] = "closed",
  [MB_VERDICT_CANCELLED] = "cancelled",
  [MB_VERDICT_NOT_SENT] = "not-sent",
  [MB_VERDICT_SENT] = "sent",
};

static const char *stray_names[] = {
  [MB_STRAY_LATE] = "late",
  [MB_STRAY_DUPLICATE] = "duplicate",
  [MB_STRAY_UNASKED] = "unasked",
  [MB_STRAY_FOREIGN] = "foreign",
  [MB_STRAY_TRANSACTION] = "transaction",
  [MB_STRAY_DAMAGED] = "damaged",
};

static void
stray_cb (MbClient     *client,
          MbStray       kind,
          const MbAdu  *adu,
          gint64        wall_us,
          gpointer      user_data)
{
  ClientFixture *f = user_data;

  g_assert_true (mb_turn_is_inside (f->turn));
  g_string_append_printf (f->log, "%s:%u ", stray_names[kind], adu->transaction);
}

static void
closed_cb (MbClient     *client,
           const GError *reason,
           gpointer      user_data)
{
  ClientFixture *f = user_data;

  g_assert_true (mb_turn_is_inside (f->turn));
  g_assert_cmpuint (mb_client_get_waiting (client), ==, 0);
  g_free (f->reason);
  f->reason = reason != NULL ? g_strdup (reason->message) : NULL;
  g_string_append (f->log, "CLOSED ");
}

static void
ready_cb (MbClient *client,
          gpointer  user_data)
{
  ClientFixture *f = user_data;

  g_assert_cmpuint (mb_client_get_free (client), >, 0);
  f->n_ready++;
}

/* What was lent out belongs to the exchange. */
static void
check_bytes (ClientFixture    *f,
             const MbExchange *exchange)
{
  if (f->carrier == MB_CARRIER_RTU_TCP)
    {
      g_assert_cmpuint (exchange->transaction, ==, 0);
      g_assert_cmpuint (exchange->request_adu[0], ==, exchange->unit);
      g_assert_cmpuint (mb_crc (exchange->request_adu, exchange->request_len), ==, 0);
      return;
    }
  g_assert_cmpuint (exchange->request_len, >=, 8);
  g_assert_cmpuint (exchange->request_adu[0] << 8 | exchange->request_adu[1], ==,
                    exchange->transaction);
}

static void
done_cb (MbClient         *client,
         const MbExchange *exchange,
         gpointer          user_data)
{
  ClientFixture *f = user_data;

  g_assert_true (mb_turn_is_inside (f->turn));
  check_bytes (f, exchange);
  g_assert_cmpint (exchange->carrier, ==, f->carrier);
  g_assert_true ((exchange->response != NULL) == (exchange->verdict <= MB_VERDICT_EXCEPTION));
  g_assert_true ((exchange->breach != MB_BREACH_NONE) ==
                 (exchange->verdict == MB_VERDICT_BREACH));
  f->breach = exchange->breach;
  f->hint = exchange->hint;
  f->is_stalled = exchange->is_stalled;
  g_string_append_printf (f->log, "%s:%u ", verdict_names[exchange->verdict],
                          exchange->transaction);
  if (f->reaction != NULL)
    {
      f->n_reactions++;
      f->reaction (f, exchange);
    }
  /* What was lent out must still be the same. */
  check_bytes (f, exchange);
}

static const MbClientEvents events = {
  .stray = stray_cb,
  .closed = closed_cb,
  .ready = ready_cb,
};

void
client_fixture_set_up (ClientFixture *f,
                       gconstpointer  data)
{
  f->turn = mb_turn_new (NULL);
  f->clock = mb_clock_new_virtual (f->turn, G_GINT64_CONSTANT (1700000000000000));
  f->client = mb_client_new (f->clock, &events, f);
  f->fake = fake_port_new_for (f->carrier);
  f->log = g_string_new (NULL);
  mb_client_set_next_transaction (f->client, 1);
  mb_client_open (f->client, f->fake->port);
}

void
client_fixture_set_up_rtu (ClientFixture *f,
                           gconstpointer  data)
{
  f->carrier = MB_CARRIER_RTU_TCP;
  client_fixture_set_up (f, data);
}

void
client_fixture_set_up_udp (ClientFixture *f,
                           gconstpointer  data)
{
  f->carrier = MB_CARRIER_UDP;
  client_fixture_set_up (f, data);
}

void
client_fixture_tear_down (ClientFixture *f,
                          gconstpointer  data)
{
  f->reaction = NULL;
  if (f->client != NULL)
    {
      mb_client_detach (f->client);
      client_fixture_run (f);
      mb_client_unref (f->client);
    }
  fake_port_free (f->fake);
  mb_clock_unref (f->clock);
  mb_turn_unref (f->turn);
  g_string_free (f->log, TRUE);
  g_free (f->reason);
}

guint32
client_fixture_read (ClientFixture *f,
                     guint16        address,
                     guint16        quantity)
{
  MbRequest request = mb_request_read (MB_TABLE_HOLDING_REGISTERS, address, quantity);

  return mb_client_submit (f->client, 1, &request, 1000, done_cb, f);
}

guint32
client_fixture_submit (ClientFixture         *f,
                       const MbSubmitOptions *options,
                       const MbRequest       *request)
{
  return mb_client_submit_full (f->client, options, request, done_cb, f);
}

void
client_fixture_run (ClientFixture *f)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
client_fixture_advance (ClientFixture *f,
                        guint          ms)
{
  client_fixture_run (f);
  mb_clock_advance (f->clock, (gint64) ms * 1000);
  client_fixture_run (f);
}

void
client_fixture_receive (ClientFixture *f,
                        const char    *hex)
{
  client_fixture_run (f);
  fake_port_put_hex (f->fake, hex);
  client_fixture_run (f);
}

void
client_fixture_expect (ClientFixture *f,
                       const char    *log)
{
  client_fixture_run (f);
  g_assert_cmpstr (g_strchomp (f->log->str), ==, log);
  g_string_truncate (f->log, 0);
}

void
client_fixture_reopen (ClientFixture *f)
{
  client_fixture_run (f);
  g_assert_true (f->fake->is_closed);
  fake_port_free (f->fake);
  f->fake = fake_port_new_for (f->carrier);
  mb_client_open (f->client, f->fake->port);
}
