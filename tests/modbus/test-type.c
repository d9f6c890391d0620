/* test-type.c: names, sizes and ranges of types, and names of byte orders.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-type.h"

static const struct
{
  const char *name;
  guint       n_registers;
  const char *range;
} types[] = {
  { "bool", 1, "0 to 1" },
  { "uint8h", 1, "0 to 255" },
  { "uint8l", 1, "0 to 255" },
  { "int8h", 1, "-128 to 127" },
  { "int8l", 1, "-128 to 127" },
  { "uint16", 1, "0 to 65535" },
  { "int16", 1, "-32768 to 32767" },
  { "uint32", 2, "0 to 4294967295" },
  { "int32", 2, "-2147483648 to 2147483647" },
  { "uint64", 4, "0 to 18446744073709551615" },
  { "int64", 4, "-9223372036854775808 to 9223372036854775807" },
  { "float32", 2, NULL },
  { "float64", 4, NULL },
  { "bcd16", 1, "0 to 9999" },
  { "bcd32", 2, "0 to 99999999" },
  { "time32", 2, "0 to 4294967295" },
  { "time64", 4, "-9223372036854775808 to 9223372036854775807" },
};

static void
test_types (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (types), ==, MB_TYPE_STRING);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *name = mb_type_dup_name ((MbType) i, types[i].n_registers);
      MbType type = MB_TYPE_STRING;
      guint n_registers = 0;
      gint64 min;
      guint64 max;

      g_assert_cmpstr (mb_type_name ((MbType) i), ==, types[i].name);
      g_assert_cmpstr (name, ==, types[i].name);
      g_assert_true (mb_type_from_name (types[i].name, &type, &n_registers));
      g_assert_cmpuint (type, ==, i);
      g_assert_cmpuint (n_registers, ==, types[i].n_registers);
      g_assert_cmpuint (mb_type_n_registers (type), ==, n_registers);
      g_assert_true (mb_type_get_range (type, &min, &max) == (types[i].range != NULL));
      if (types[i].range != NULL)
        {
          g_autofree char *range = g_strdup_printf ("%" G_GINT64_FORMAT " to %" G_GUINT64_FORMAT,
                                                    min, max);

          g_assert_cmpstr (range, ==, types[i].range);
        }
    }
}

static void
test_strings (void)
{
  static const char *const bad[] = {
    "string", "string:", "string:0", "string:126", "string:-1", "string:+1", "string: 1",
    "string:1 ", "string:x", "string:99999999999999999999", "String:1", "strings:1", "",
    "float", "UINT16", "uint8", " uint16",
  };
  g_autofree char *name = mb_type_dup_name (MB_TYPE_STRING, 125);
  MbType type = MB_TYPE_BOOL;
  guint n_registers = 7;
  gint64 min;
  guint64 max;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (mb_type_from_name (bad[i], &type, &n_registers));
  g_assert_cmpint (type, ==, MB_TYPE_BOOL);
  g_assert_cmpuint (n_registers, ==, 7);

  g_assert_true (mb_type_from_name ("string:1", &type, &n_registers));
  g_assert_cmpuint (n_registers, ==, 1);
  g_assert_cmpstr (name, ==, "string:125");
  g_assert_true (mb_type_from_name (name, &type, &n_registers));
  g_assert_cmpint (type, ==, MB_TYPE_STRING);
  g_assert_cmpuint (n_registers, ==, 125);
  g_assert_cmpuint (mb_type_n_registers (type), ==, 0);
  g_assert_cmpint (mb_type_kind (type), ==, MB_VALUE_TEXT);
  g_assert_false (mb_type_get_range (type, &min, &max));
}

static void
test_masks (void)
{
  static const struct
  {
    MbType  type;
    guint16 masks[MB_N_ORDERS];
  } masks[] = {
    { MB_TYPE_UINT8H, { 0xff00, 0xff00, 0x00ff, 0x00ff } },
    { MB_TYPE_INT8H, { 0xff00, 0xff00, 0x00ff, 0x00ff } },
    { MB_TYPE_UINT8L, { 0x00ff, 0x00ff, 0xff00, 0xff00 } },
    { MB_TYPE_INT8L, { 0x00ff, 0x00ff, 0xff00, 0xff00 } },
    { MB_TYPE_BOOL, { 0xffff, 0xffff, 0xffff, 0xffff } },
    { MB_TYPE_UINT16, { 0xffff, 0xffff, 0xffff, 0xffff } },
    { MB_TYPE_FLOAT64, { 0xffff, 0xffff, 0xffff, 0xffff } },
    { MB_TYPE_STRING, { 0xffff, 0xffff, 0xffff, 0xffff } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (masks); i++)
    for (guint order = 0; order < MB_N_ORDERS; order++)
      g_assert_cmphex (mb_type_mask (masks[i].type, (MbOrder) order), ==, masks[i].masks[order]);
}

static void
test_orders (void)
{
  static const char *const names[][2] = {
    { "ABCD", "ABCDEFGH" }, { "CDAB", "GHEFCDAB" }, { "BADC", "BADCFEHG" }, { "DCBA", "HGFEDCBA" },
  };
  MbOrder order = MB_ORDER_ABCD;

  g_assert_cmpuint (G_N_ELEMENTS (names), ==, MB_N_ORDERS);
  for (guint i = 0; i < MB_N_ORDERS; i++)
    {
      g_assert_cmpstr (mb_order_name ((MbOrder) i), ==, names[i][0]);
      g_assert_cmpstr (mb_order_wide_name ((MbOrder) i), ==, names[i][1]);
      for (guint j = 0; j < 2; j++)
        {
          g_assert_true (mb_order_from_name (names[i][j], &order));
          g_assert_cmpuint (order, ==, i);
        }
    }
  g_assert_false (mb_order_from_name ("abcd", &order));
  g_assert_false (mb_order_from_name ("ABCDEF", &order));
  g_assert_false (mb_order_from_name ("", &order));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/type/types", test_types);
  g_test_add_func ("/mb/type/strings", test_strings);
  g_test_add_func ("/mb/type/masks", test_masks);
  g_test_add_func ("/mb/type/orders", test_orders);
  return g_test_run ();
}
