/* mb-function.c: the table of function codes and the four tables of data.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-function.h"

/* One row for each function code known here, at its own index. A code without a row is opaque:
 * its bytes are carried and shown, never judged. Limits: V1.1b3, 6 under the clause of the row. */
const MbFunctionInfo mb_functions[MB_EXCEPTION_BIT] = {
  [1] = { 1, "Read Coils", "6.1", MB_TABLE_COILS,
          TRUE, FALSE, FALSE, 2000, 0, MB_SHAPE_RANGE, MB_SHAPE_DATA, TRUE },
  [2] = { 2, "Read Discrete Inputs", "6.2", MB_TABLE_DISCRETE_INPUTS,
          TRUE, FALSE, FALSE, 2000, 0, MB_SHAPE_RANGE, MB_SHAPE_DATA, TRUE },
  [3] = { 3, "Read Holding Registers", "6.3", MB_TABLE_HOLDING_REGISTERS,
          TRUE, FALSE, FALSE, 125, 0, MB_SHAPE_RANGE, MB_SHAPE_DATA, TRUE },
  [4] = { 4, "Read Input Registers", "6.4", MB_TABLE_INPUT_REGISTERS,
          TRUE, FALSE, FALSE, 125, 0, MB_SHAPE_RANGE, MB_SHAPE_DATA, TRUE },
  [5] = { 5, "Write Single Coil", "6.5", MB_TABLE_COILS,
          FALSE, TRUE, TRUE, 1, 1, MB_SHAPE_SINGLE, MB_SHAPE_SINGLE, TRUE },
  [6] = { 6, "Write Single Register", "6.6", MB_TABLE_HOLDING_REGISTERS,
          FALSE, TRUE, TRUE, 1, 1, MB_SHAPE_SINGLE, MB_SHAPE_SINGLE, TRUE },
  [7] = { 7, "Read Exception Status", "6.7", 0,
          FALSE, FALSE, FALSE, 0, 0, MB_SHAPE_NOTHING, MB_SHAPE_STATUS, FALSE },
  [8] = { 8, "Diagnostics", "6.8", 0,
          FALSE, TRUE, FALSE, 0, 0, MB_SHAPE_DIAGNOSTICS, MB_SHAPE_DIAGNOSTICS, FALSE },
  [11] = { 11, "Get Comm Event Counter", "6.9", 0,
           FALSE, FALSE, FALSE, 0, 0, MB_SHAPE_NOTHING, MB_SHAPE_EVENT_COUNTER, FALSE },
  [12] = { 12, "Get Comm Event Log", "6.10", 0,
           FALSE, FALSE, FALSE, 0, 0, MB_SHAPE_NOTHING, MB_SHAPE_EVENT_LOG, FALSE },
  [15] = { 15, "Write Multiple Coils", "6.11", MB_TABLE_COILS,
           FALSE, TRUE, FALSE, 1968, 1968, MB_SHAPE_WRITE, MB_SHAPE_RANGE, TRUE },
  [16] = { 16, "Write Multiple Registers", "6.12", MB_TABLE_HOLDING_REGISTERS,
           FALSE, TRUE, FALSE, 123, 123, MB_SHAPE_WRITE, MB_SHAPE_RANGE, TRUE },
  [17] = { 17, "Report Server ID", "6.13", 0,
           FALSE, FALSE, FALSE, 0, 0, MB_SHAPE_NOTHING, MB_SHAPE_BYTES, FALSE },
  [20] = { 20, "Read File Record", "6.14", 0,
           FALSE, FALSE, FALSE, 0, 0, MB_SHAPE_FILE_READ, MB_SHAPE_FILE_DATA, FALSE },
  [21] = { 21, "Write File Record", "6.15", 0,
           FALSE, TRUE, FALSE, 0, 0, MB_SHAPE_FILE_WRITE, MB_SHAPE_FILE_WRITE, FALSE },
  [22] = { 22, "Mask Write Register", "6.16", MB_TABLE_HOLDING_REGISTERS,
           FALSE, TRUE, TRUE, 1, 1, MB_SHAPE_MASK, MB_SHAPE_MASK, TRUE },
  [23] = { 23, "Read/Write Multiple Registers", "6.17", MB_TABLE_HOLDING_REGISTERS,
           TRUE, TRUE, FALSE, 125, 121, MB_SHAPE_READ_WRITE, MB_SHAPE_DATA, TRUE },
  [24] = { 24, "Read FIFO Queue", "6.18", MB_TABLE_HOLDING_REGISTERS,
           TRUE, FALSE, FALSE, 0, 0, MB_SHAPE_POINTER, MB_SHAPE_QUEUE, TRUE },
  [43] = { 43, "Encapsulated Interface Transport", "6.19", 0,
           FALSE, TRUE, FALSE, 0, 0, MB_SHAPE_MEI, MB_SHAPE_MEI, FALSE },
};

static const struct
{
  const char *name;
  gboolean    is_bits;
  gboolean    is_writable;
  guint8      read_function;
} tables[MB_N_TABLES] = {
  [MB_TABLE_COILS] = { "coils", TRUE, TRUE, MB_FUNCTION_READ_COILS },
  [MB_TABLE_DISCRETE_INPUTS] = { "discrete", TRUE, FALSE, MB_FUNCTION_READ_DISCRETE_INPUTS },
  [MB_TABLE_INPUT_REGISTERS] = { "input", FALSE, FALSE, MB_FUNCTION_READ_INPUT_REGISTERS },
  [MB_TABLE_HOLDING_REGISTERS] = { "holding", FALSE, TRUE, MB_FUNCTION_READ_HOLDING_REGISTERS },
};

/**
 * mb_function_writes:
 * @code: a function code as on the wire, any value
 *
 * Tells whether a request with this code could change something in a device.
 *
 * Returns: %FALSE only when the code is known to do nothing but read; %TRUE for writes, for 8 and
 *   43, of which mb_request_writes() knows more, and for every code that is not known here
 */
gboolean
mb_function_writes (guint8 code)
{
  const MbFunctionInfo *info = mb_function_lookup (code);

  return info == NULL || info->writes;
}

/**
 * mb_table_name:
 * @table: a table
 *
 * Gives the name that command lines and files use for a table.
 *
 * Returns: one of "coils", "discrete", "input", "holding"; static
 */
const char *
mb_table_name (MbTable table)
{
  g_return_val_if_fail ((guint) table < MB_N_TABLES, NULL);

  return tables[table].name;
}

/**
 * mb_table_from_name:
 * @name: a text
 * @out_table: (out): the table
 *
 * Finds a table by its name, see mb_table_name().
 *
 * Returns: %FALSE when no table has that name; @out_table is then unchanged
 */
gboolean
mb_table_from_name (const char *name,
                    MbTable    *out_table)
{
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (out_table != NULL, FALSE);

  for (guint i = 0; i < MB_N_TABLES; i++)
    {
      if (g_str_equal (tables[i].name, name))
        {
          *out_table = (MbTable) i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * mb_table_is_bits:
 * @table: a table
 *
 * Returns: %TRUE when its items are single bits, %FALSE when they are 16-bit registers
 *   (V1.1b3, 4.3)
 */
gboolean
mb_table_is_bits (MbTable table)
{
  g_return_val_if_fail ((guint) table < MB_N_TABLES, FALSE);

  return tables[table].is_bits;
}

/**
 * mb_table_is_writable:
 * @table: a table
 *
 * Returns: whether a client can write its items by the protocol (V1.1b3, 4.3)
 */
gboolean
mb_table_is_writable (MbTable table)
{
  g_return_val_if_fail ((guint) table < MB_N_TABLES, FALSE);

  return tables[table].is_writable;
}

/**
 * mb_table_read_function:
 * @table: a table
 *
 * Returns: the function code that reads it: 1, 2, 3 or 4 (V1.1b3, 6.1 to 6.4)
 */
guint8
mb_table_read_function (MbTable table)
{
  g_return_val_if_fail ((guint) table < MB_N_TABLES, 0);

  return tables[table].read_function;
}

/**
 * mb_table_max_read:
 * @table: a table
 *
 * Returns: the most items that one request reads: 2000 bits or 125 registers (V1.1b3, 6.1 to 6.4)
 */
guint16
mb_table_max_read (MbTable table)
{
  return mb_functions[mb_table_read_function (table)].max_quantity;
}

/**
 * mb_table_n_bytes:
 * @table: a table
 * @quantity: number of items, 0 to 65536
 *
 * Returns: the byte count of that many items on the wire: 8 bits a byte, rounded up, or 2 bytes a
 *   register (V1.1b3, 6.1 and 6.3)
 */
gsize
mb_table_n_bytes (MbTable table,
                  guint   quantity)
{
  return mb_table_is_bits (table) ? (quantity + 7) / 8 : quantity * 2;
}
