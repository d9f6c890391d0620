/* libmodbus-client.c: the same reads by libmodbus, which has one in flight at a time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <modbus.h>

#include "bench-load.h"

int
main (int   argc,
      char *argv[])
{
  static BenchLoad load;
  g_autoptr (GPtrArray) links = g_ptr_array_new ();
  guint16 values[MODBUS_MAX_READ_REGISTERS];
  BenchMeter meter;

  bench_load_init (&load, argc, argv);
  if (load.window != 1)
    bench_fail ("libmodbus has no window but 1");
  for (guint i = 0; i < load.n_connections; i++)
    {
      g_ptr_array_add (links, modbus_new_tcp ("127.0.0.1", load.port));
      modbus_set_slave (links->pdata[i], 1);
      if (modbus_connect (links->pdata[i]) != 0)
        bench_fail ("cannot connect to port %u", load.port);
    }

  bench_meter_start (&meter);
  for (guint i = 0; i < load.n; i++)
    {
      modbus_t *link = links->pdata[i % load.n_connections];
      guint16 address = bench_load_take (&load);

      if (modbus_read_registers (link, address, (int) load.quantity, values) !=
          (int) load.quantity)
        bench_fail ("no answer");
      for (guint j = 0; j < load.quantity; j++)
        values[j] = GUINT16_TO_BE (values[j]);
      bench_load_check (&load, address, (const guint8 *) values, 2 * load.quantity);
    }
  bench_meter_report (&meter, load.n);
  return 0;
}
