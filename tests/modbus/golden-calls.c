/* golden-calls.c: the calls of the golden session, made through the client's asynchronous calls.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "golden-calls.h"

#include "golden-session.h"

typedef struct
{
  Calls *calls;
  guint  index;
} Ticket;

void
calls_clear (Calls *calls)
{
  for (guint i = 0; i < G_N_ELEMENTS (calls->responses); i++)
    {
      g_clear_pointer (&calls->responses[i], mb_response_free);
      g_clear_error (&calls->errors[i]);
    }
}

static Ticket *
ticket_new (Calls *calls)
{
  Ticket *ticket = g_new0 (Ticket, 1);

  ticket->calls = calls;
  ticket->index = calls->next++;
  return ticket;
}

static void
call_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autofree Ticket *ticket = user_data;
  Calls *calls = ticket->calls;
  guint i = ticket->index;

  g_assert_null (source);
  g_assert_true (calls->responses[i] == NULL && calls->errors[i] == NULL);
  calls->responses[i] = mb_client_call_finish (calls->client, result, &calls->errors[i]);
  g_assert_true ((calls->responses[i] == NULL) != (calls->errors[i] == NULL));
  calls->n_done++;
}

void
calls_read_at (Calls        *calls,
               MbTable       table,
               guint16       address,
               guint16       quantity,
               GCancellable *cancellable)
{
  mb_client_read_async (calls->client, calls->unit, table, address, quantity, 1000, cancellable,
                        call_cb, ticket_new (calls));
}

void
calls_read (Calls        *calls,
            MbTable       table,
            guint16       quantity,
            GCancellable *cancellable)
{
  calls_read_at (calls, table, 1, quantity, cancellable);
}

void
calls_write_register (Calls   *calls,
                      guint16  address,
                      guint16  value)
{
  mb_client_write_registers_async (calls->client, calls->unit, address, &value, 1, 1000, NULL,
                                   call_cb, ticket_new (calls));
}

void
calls_pdu (Calls        *calls,
           const guint8 *pdu,
           gsize         len)
{
  g_autoptr (GBytes) bytes = g_bytes_new (pdu, len);

  mb_client_call_pdu_async (calls->client, calls->unit, bytes, 1000, NULL, call_cb,
                            ticket_new (calls));
}

static void
write_coils (Calls    *calls,
             gboolean  on,
             guint     n)
{
  gboolean bits[8];

  for (guint i = 0; i < n; i++)
    bits[i] = on;
  mb_client_write_coils_async (calls->client, calls->unit, 1, bits, n, 1000, NULL, call_cb,
                               ticket_new (calls));
}

static void
write_registers (Calls   *calls,
                 guint16  value,
                 guint    n)
{
  guint16 registers[8];

  for (guint i = 0; i < n; i++)
    registers[i] = value;
  mb_client_write_registers_async (calls->client, calls->unit, 1, registers, n, 1000, NULL, call_cb,
                                   ticket_new (calls));
}

void
golden_calls_start (Calls *calls)
{
  static const guint8 twenties[16] = { 0, 20, 0, 20, 0, 20, 0, 20, 0, 20, 0, 20, 0, 20, 0, 20 };
  MbRequest read_write = mb_request_read_write (1, 8, 1, 8, twenties);

  write_coils (calls, TRUE, 1);
  calls_read (calls, MB_TABLE_COILS, 1, NULL);
  write_coils (calls, TRUE, 8);
  calls_read (calls, MB_TABLE_COILS, 8, NULL);
  write_coils (calls, FALSE, 8);
  calls_read (calls, MB_TABLE_DISCRETE_INPUTS, 8, NULL);
  write_registers (calls, 10, 1);
  calls_read (calls, MB_TABLE_HOLDING_REGISTERS, 1, NULL);
  write_registers (calls, 10, 8);
  calls_read (calls, MB_TABLE_INPUT_REGISTERS, 8, NULL);
  mb_client_call_async (calls->client, calls->unit, &read_write, 1000, NULL, call_cb,
                        ticket_new (calls));
  calls_read (calls, MB_TABLE_INPUT_REGISTERS, 8, NULL);
}

static void
expect_bits (const MbResponse *response,
             guint             n,
             gboolean          value)
{
  g_assert_cmpuint (response->quantity, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (mb_response_get_bit (response, i), ==, value);
}

static void
expect_registers (const MbResponse *response,
                  guint             n,
                  guint16           value)
{
  g_assert_cmpuint (response->quantity, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (mb_response_get_register (response, i), ==, value);
}

void
golden_calls_expect (const Calls *calls)
{
  g_assert_cmpuint (calls->n_done, >=, GOLDEN_N_EXCHANGES);
  for (guint i = 0; i < GOLDEN_N_EXCHANGES; i++)
    {
      g_assert_no_error (calls->errors[i]);
      g_assert_false (calls->responses[i]->is_exception);
    }
  expect_bits (calls->responses[0], 1, TRUE);
  expect_bits (calls->responses[1], 1, TRUE);
  g_assert_cmpuint (calls->responses[2]->quantity, ==, 8);
  expect_bits (calls->responses[3], 8, TRUE);
  g_assert_cmpuint (calls->responses[4]->quantity, ==, 8);
  expect_bits (calls->responses[5], 8, TRUE);
  expect_registers (calls->responses[6], 1, 10);
  expect_registers (calls->responses[7], 1, 10);
  g_assert_cmpuint (calls->responses[8]->quantity, ==, 8);
  expect_registers (calls->responses[9], 8, 17);
  expect_registers (calls->responses[10], 8, 20);
  expect_registers (calls->responses[11], 8, 17);
}
