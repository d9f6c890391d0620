/* test-address.c: the four notations of an address, at the edges where they change.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-address.h"

#include <string.h>

typedef struct
{
  MbTable     table;
  guint16     address;
  const char *protocol;
  const char *hex;
  const char *number;
  const char *modicon;
} Case;

static const Case cases[] = {
  { MB_TABLE_COILS, 0, "0", "0x0000", "1", "00001" },
  { MB_TABLE_COILS, 9998, "9998", "0x270E", "9999", "09999" },
  { MB_TABLE_COILS, 9999, "9999", "0x270F", "10000", "010000" },
  { MB_TABLE_COILS, 65535, "65535", "0xFFFF", "65536", "065536" },
  { MB_TABLE_DISCRETE_INPUTS, 0, "0", "0x0000", "1", "10001" },
  { MB_TABLE_DISCRETE_INPUTS, 65535, "65535", "0xFFFF", "65536", "165536" },
  { MB_TABLE_INPUT_REGISTERS, 0, "0", "0x0000", "1", "30001" },
  { MB_TABLE_INPUT_REGISTERS, 9999, "9999", "0x270F", "10000", "310000" },
  { MB_TABLE_HOLDING_REGISTERS, 0, "0", "0x0000", "1", "40001" },
  { MB_TABLE_HOLDING_REGISTERS, 107, "107", "0x006B", "108", "40108" },
  { MB_TABLE_HOLDING_REGISTERS, 9998, "9998", "0x270E", "9999", "49999" },
  { MB_TABLE_HOLDING_REGISTERS, 9999, "9999", "0x270F", "10000", "410000" },
  { MB_TABLE_HOLDING_REGISTERS, 65535, "65535", "0xFFFF", "65536", "465536" },
};

static void
assert_format (const Case  *c,
               MonNotation  notation,
               const char  *expected)
{
  char buffer[16];
  gsize len = mon_address_format (c->table, c->address, notation, buffer, sizeof buffer);

  g_assert_cmpstr (buffer, ==, expected);
  g_assert_cmpuint (len, ==, strlen (expected));
}

static void
test_format (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      assert_format (&cases[i], MON_NOTATION_PROTOCOL, cases[i].protocol);
      assert_format (&cases[i], MON_NOTATION_HEX, cases[i].hex);
      assert_format (&cases[i], MON_NOTATION_NUMBER, cases[i].number);
      assert_format (&cases[i], MON_NOTATION_MODICON, cases[i].modicon);
    }
}

static void
test_short_buffer (void)
{
  char buffer[4] = "xxx";
  gsize len = mon_address_format (MB_TABLE_HOLDING_REGISTERS, 107, MON_NOTATION_MODICON, buffer, 4);

  g_assert_cmpuint (len, ==, 5);
  g_assert_cmpstr (buffer, ==, "401");
}

static void
test_describe (void)
{
  g_autofree char *text = mon_address_describe (MB_TABLE_HOLDING_REGISTERS, 107);

  g_assert_cmpstr (text, ==, "holding 107 = 0x006B, number 108, Modicon 40108");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/address/format", test_format);
  g_test_add_func ("/mon/address/short-buffer", test_short_buffer);
  g_test_add_func ("/mon/address/describe", test_describe);
  return g_test_run ();
}
