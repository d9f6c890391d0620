/* test-function.c: the tables of function codes and of data, against V1.1b3.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-function.h"

static void
test_known (void)
{
  static const struct
  {
    guint8      code;
    const char *name;
    MbTable     table;
    gboolean    reads;
    gboolean    writes;
    guint       max_quantity;
    guint       max_write_quantity;
  } cases[] = {
    { 1, "Read Coils", MB_TABLE_COILS, TRUE, FALSE, 2000, 0 },
    { 2, "Read Discrete Inputs", MB_TABLE_DISCRETE_INPUTS, TRUE, FALSE, 2000, 0 },
    { 3, "Read Holding Registers", MB_TABLE_HOLDING_REGISTERS, TRUE, FALSE, 125, 0 },
    { 4, "Read Input Registers", MB_TABLE_INPUT_REGISTERS, TRUE, FALSE, 125, 0 },
    { 5, "Write Single Coil", MB_TABLE_COILS, FALSE, TRUE, 1, 1 },
    { 6, "Write Single Register", MB_TABLE_HOLDING_REGISTERS, FALSE, TRUE, 1, 1 },
    { 15, "Write Multiple Coils", MB_TABLE_COILS, FALSE, TRUE, 1968, 1968 },
    { 16, "Write Multiple Registers", MB_TABLE_HOLDING_REGISTERS, FALSE, TRUE, 123, 123 },
    { 7, "Read Exception Status", 0, FALSE, FALSE, 0, 0 },
    { 8, "Diagnostics", 0, FALSE, TRUE, 0, 0 },
    { 11, "Get Comm Event Counter", 0, FALSE, FALSE, 0, 0 },
    { 12, "Get Comm Event Log", 0, FALSE, FALSE, 0, 0 },
    { 17, "Report Server ID", 0, FALSE, FALSE, 0, 0 },
    { 20, "Read File Record", 0, FALSE, FALSE, 0, 0 },
    { 21, "Write File Record", 0, FALSE, TRUE, 0, 0 },
    { 22, "Mask Write Register", MB_TABLE_HOLDING_REGISTERS, FALSE, TRUE, 1, 1 },
    { 23, "Read/Write Multiple Registers", MB_TABLE_HOLDING_REGISTERS, TRUE, TRUE, 125, 121 },
    { 24, "Read FIFO Queue", MB_TABLE_HOLDING_REGISTERS, TRUE, FALSE, 0, 0 },
    { 43, "Encapsulated Interface Transport", 0, FALSE, TRUE, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const MbFunctionInfo *info = mb_function_lookup (cases[i].code);

      g_assert_nonnull (info);
      g_assert_cmpuint (info->code, ==, cases[i].code);
      g_assert_cmpstr (info->name, ==, cases[i].name);
      g_assert_cmpint (info->table, ==, cases[i].table);
      g_assert_cmpint (info->reads, ==, cases[i].reads);
      g_assert_cmpint (info->writes, ==, cases[i].writes);
      g_assert_cmpint (info->single, ==, cases[i].max_quantity == 1);
      g_assert_cmpint (info->has_table, ==, cases[i].code <= 6 || cases[i].max_quantity > 0 ||
                                            cases[i].code == 24);
      g_assert_cmpuint (info->max_quantity, ==, cases[i].max_quantity);
      g_assert_cmpuint (info->max_write_quantity, ==, cases[i].max_write_quantity);
      g_assert_cmpint (mb_function_writes (cases[i].code), ==, cases[i].writes);
    }
}

static void
test_unknown (void)
{
  g_assert_null (mb_function_lookup (0));
  g_assert_null (mb_function_lookup (99));
  for (guint code = 128; code < 256; code++)
    g_assert_null (mb_function_lookup ((guint8) code));
  g_assert_true (mb_function_writes (99));
}

static void
test_tables (void)
{
  static const char *const names[] = { "coils", "discrete", "input", "holding" };
  static const guint8 functions[] = { 1, 2, 4, 3 };
  MbTable table = MB_TABLE_COILS;

  for (guint i = 0; i < MB_N_TABLES; i++)
    {
      gboolean is_bits = i < 2;

      g_assert_cmpstr (mb_table_name ((MbTable) i), ==, names[i]);
      g_assert_true (mb_table_from_name (names[i], &table));
      g_assert_cmpuint (table, ==, i);
      g_assert_cmpint (mb_table_is_bits (table), ==, is_bits);
      g_assert_cmpint (mb_table_is_writable (table), ==, i == 0 || i == 3);
      g_assert_cmpuint (mb_table_read_function (table), ==, functions[i]);
      g_assert_cmpuint (mb_table_max_read (table), ==, is_bits ? 2000 : 125);
    }
  g_assert_false (mb_table_from_name ("Coils", &table));
  g_assert_false (mb_table_from_name ("", &table));

  g_assert_cmpuint (mb_table_n_bytes (MB_TABLE_COILS, 1), ==, 1);
  g_assert_cmpuint (mb_table_n_bytes (MB_TABLE_COILS, 8), ==, 1);
  g_assert_cmpuint (mb_table_n_bytes (MB_TABLE_DISCRETE_INPUTS, 9), ==, 2);
  g_assert_cmpuint (mb_table_n_bytes (MB_TABLE_HOLDING_REGISTERS, 125), ==, 250);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/function/known", test_known);
  g_test_add_func ("/mb/function/unknown", test_unknown);
  g_test_add_func ("/mb/function/tables", test_tables);
  return g_test_run ();
}
