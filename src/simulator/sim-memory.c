/* sim-memory.c: a device without a life of its own: it holds what is written to it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "simulator/sim-memory.h"

#include "modbus/mb-file-group.h"
#include "simulator/sim-identity.h"

/* Files of the memory; with older devices those above may not work (V1.1b3, 6.14). */
#define N_FILES 10

/* What the memory calls itself when it answers for all units. */
#define MEMORY_SERVER_ID 1

/* How many items from the first one on lie side by side. */
static guint
count_run (const SimItem *items,
           guint          n_items)
{
  guint n = 1;

  while (n < n_items && items[n].table == items[0].table &&
         items[n].address == items[0].address + n)
    n++;
  return n;
}

static void
add_items (MbDatastore   *store,
           const SimItem *items,
           guint          n_items)
{
  guint n_run;

  for (guint first = 0; first < n_items; first += n_run)
    {
      n_run = count_run (items + first, n_items - first);
      mb_datastore_add_block (store, items[first].table, items[first].address, n_run, 0);
      for (guint i = first; i < first + n_run; i++)
        {
          mb_datastore_set (store, items[i].table, items[i].address, items[i].value);
          if (items[i].is_locked)
            mb_datastore_lock (store, items[i].table, items[i].address, 1);
        }
    }
}

/**
 * sim_memory_make_device:
 * @memory: what it holds
 *
 * Makes a device for all units of a memory. Items that are not there answer exception 2.
 *
 * Returns: (transfer full): a new device
 */
MbDevice *
sim_memory_make_device (const SimMemory *memory)
{
  MbDevice *device = mb_device_new ();
  MbDatastore *store = mb_device_get_store (device);

  if (memory->items != NULL)
    add_items (store, memory->items, memory->n_items);
  for (guint table = 0; memory->items == NULL && table < MB_N_TABLES; table++)
    mb_datastore_add_block (store, table, 0, MB_TABLE_SIZE,
                            mb_table_is_bits (table) ? memory->bit : memory->reg);
  for (guint16 file = 1; file <= N_FILES; file++)
    mb_file_store_add (mb_device_get_files (device), file, MB_FILE_N_RECORDS);
  sim_identity_fill (mb_device_get_identification (device),
                     memory->n_units > 0 ? memory->units[0] : MEMORY_SERVER_ID, "Memory");
  return device;
}
