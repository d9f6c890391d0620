/* bench-client.c: what a read through the public client costs, with windows and connections.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "bench-load.h"
#include "modbus/mb-client.h"

typedef struct
{
  BenchLoad load;
  guint     n_done;
} Bench;

static void
done_cb (MbClient         *client,
         const MbExchange *exchange,
         gpointer          user_data)
{
  Bench *bench = user_data;

  if (exchange->verdict != MB_VERDICT_ANSWER)
    bench_fail ("a read ended with verdict %d", exchange->verdict);
  bench_load_check (&bench->load, exchange->request.address, exchange->response->data,
                    exchange->response->data_len);
  bench->n_done++;
}

static void
ready_cb (MbClient *client,
          gpointer  user_data)
{
  Bench *bench = user_data;

  while (bench->load.n_asked < bench->load.n && mb_client_get_free (client) > 0)
    {
      MbRequest request = mb_request_read (MB_TABLE_HOLDING_REGISTERS,
                                           bench_load_take (&bench->load),
                                           (guint16) bench->load.quantity);

      if (mb_client_submit (client, 1, &request, BENCH_PATIENCE_MS, done_cb, bench) == 0)
        bench_fail ("a request was not taken");
    }
}

static void
closed_cb (MbClient     *client,
           const GError *reason,
           gpointer      user_data)
{
  bench_fail ("the link was lost: %s", reason != NULL ? reason->message : "closed");
}

static const MbClientEvents events = {
  .ready = ready_cb,
  .closed = closed_cb,
};

static MbClient *
open_client (Bench   *bench,
             MbClock *clock)
{
  g_autoptr (GSocketClient) socket_client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (MbPort) port = NULL;
  MbClient *client = mb_client_new (clock, &events, bench);

  g_socket_client_set_enable_proxy (socket_client, FALSE);
  connection = g_socket_client_connect_to_host (socket_client, "127.0.0.1", bench->load.port,
                                                NULL, &error);
  if (connection == NULL)
    bench_fail ("%s", error->message);
  port = mb_port_new_connection (connection);
  mb_client_set_window (client, bench->load.window);
  mb_client_open (client, port);
  return client;
}

int
main (int   argc,
      char *argv[])
{
  static Bench bench;
  g_autoptr (MbTurn) turn = mb_turn_new (NULL);
  g_autoptr (MbClock) clock = mb_clock_new (turn);
  g_autoptr (GPtrArray) clients = g_ptr_array_new ();
  BenchMeter meter;

  bench_load_init (&bench.load, argc, argv);
  for (guint i = 0; i < bench.load.n_connections; i++)
    g_ptr_array_add (clients, open_client (&bench, clock));

  bench_meter_start (&meter);
  for (guint i = 0; i < clients->len; i++)
    ready_cb (g_ptr_array_index (clients, i), &bench);
  while (bench.n_done < bench.load.n)
    g_main_context_iteration (NULL, TRUE);
  bench_meter_report (&meter, bench.n_done);

  for (guint i = 0; i < clients->len; i++)
    {
      mb_client_detach (g_ptr_array_index (clients, i));
      mb_client_unref (g_ptr_array_index (clients, i));
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return 0;
}
