/* bench-server.c: the public server with 65,536 holding registers; register i holds i.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "bench-listen.h"
#include "bench-load.h"
#include "modbus/mb-datastore.h"
#include "modbus/mb-server.h"

static gboolean
accept_unit (guint8    unit,
             guint    *out_delay_ms,
             gpointer  user_data)
{
  return TRUE;
}

static guint8
execute (guint8           unit,
         const MbRequest *request,
         MbResponse      *out_response,
         guint8          *data,
         gpointer         user_data)
{
  return mb_datastore_execute (user_data, request, out_response, data);
}

static const MbBackend backend = {
  .accept = accept_unit,
  .execute = execute,
};

int
main (int   argc,
      char *argv[])
{
  guint16 port = bench_parse_port (argc, argv);
  g_autoptr (MbTurn) turn = mb_turn_new (NULL);
  g_autoptr (MbClock) clock = mb_clock_new (turn);
  g_autoptr (MbDatastore) store = mb_datastore_new ();
  g_autoptr (MbServer) server = mb_server_new (clock, &backend, store);
  g_autoptr (GError) error = NULL;

  mb_datastore_add_block (store, MB_TABLE_HOLDING_REGISTERS, 0, MB_TABLE_SIZE, 0);
  for (guint i = 0; i < MB_TABLE_SIZE; i++)
    mb_datastore_set (store, MB_TABLE_HOLDING_REGISTERS, (guint16) i, (guint16) i);
  if (!mb_server_listen (server, "127.0.0.1", port, &error))
    bench_fail ("%s", error->message);
  bench_end_by_signal ();
  bench_print_ready (mb_server_get_port (server));
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}
