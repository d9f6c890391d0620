/* test-address.c: addresses in every notation, there and back, and what can be meant by one.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-address.h"

#include <string.h>

#include "modbus/mb-error.h"

typedef struct
{
  MbTable     table;
  guint16     address;
  const char *protocol;
  const char *hex;
  const char *number;
  const char *modicon;
  const char *modicon_long;
  const char *iec;
} Case;

static const Case cases[] = {
  { MB_TABLE_COILS, 0, "0", "0x0000", "1", "00001",
    "000001", "%M0" },
  { MB_TABLE_COILS, 9998, "9998", "0x270E", "9999", "09999",
    "009999", "%M9998" },
  { MB_TABLE_COILS, 9999, "9999", "0x270F", "10000", "010000",
    "010000", "%M9999" },
  { MB_TABLE_COILS, 65535, "65535", "0xFFFF", "65536", "065536",
    "065536", "%M65535" },
  { MB_TABLE_DISCRETE_INPUTS, 0, "0", "0x0000", "1", "10001",
    "100001", "%I0" },
  { MB_TABLE_DISCRETE_INPUTS, 65535, "65535", "0xFFFF", "65536", "165536",
    "165536", "%I65535" },
  { MB_TABLE_INPUT_REGISTERS, 0, "0", "0x0000", "1", "30001",
    "300001", "%IW0" },
  { MB_TABLE_INPUT_REGISTERS, 9999, "9999", "0x270F", "10000", "310000",
    "310000", "%IW9999" },
  { MB_TABLE_HOLDING_REGISTERS, 0, "0", "0x0000", "1", "40001",
    "400001", "%MW0" },
  { MB_TABLE_HOLDING_REGISTERS, 107, "107", "0x006B", "108", "40108",
    "400108", "%MW107" },
  { MB_TABLE_HOLDING_REGISTERS, 9998, "9998", "0x270E", "9999", "49999",
    "409999", "%MW9998" },
  { MB_TABLE_HOLDING_REGISTERS, 9999, "9999", "0x270F", "10000", "410000",
    "410000", "%MW9999" },
  { MB_TABLE_HOLDING_REGISTERS, 65535, "65535", "0xFFFF", "65536", "465536",
    "465536", "%MW65535" },
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
      assert_format (&cases[i], MON_NOTATION_MODICON_LONG, cases[i].modicon_long);
      assert_format (&cases[i], MON_NOTATION_IEC, cases[i].iec);
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

  g_assert_cmpstr (text, ==, "holding 107 = 0x006B, number 108, Modicon 40108, %MW107");
}

/* Every address of every table in every notation, there and back. */
static void
test_round_trip (void)
{
  for (guint i = 0; i < MB_N_TABLES * MON_N_NOTATIONS; i++)
    {
      MbTable table = (MbTable) (i / MON_N_NOTATIONS);
      MonNotation notation = (MonNotation) (i % MON_N_NOTATIONS);

      for (guint address = 0; address < MON_ADDRESS_N_ITEMS; address++)
        {
          char text[16];
          MonAddress again;
          MonAddress readings[MON_ADDRESS_MAX_READINGS];
          guint n_readings;
          gboolean is_found = FALSE;

          mon_address_format (table, (guint16) address, notation, text, sizeof text);
          g_assert_true (mon_address_parse (text, notation, (int) table, &again, NULL));
          g_assert_cmpint (again.table, ==, table);
          g_assert_cmpuint (again.address, ==, address);

          /* What it means is always among what it can mean. */
          n_readings = mon_address_find_readings (text, (int) table, readings);
          for (guint j = 0; j < n_readings; j++)
            is_found |= readings[j].address == address;
          g_assert_true (is_found);
        }
    }
}

static void
assert_guess (const char *text,
              int         table,
              int         expected_table,
              guint       expected_address)
{
  MonAddress address;
  g_autoptr (GError) error = NULL;

  mon_address_guess (text, table, &address, &error);
  g_assert_no_error (error);
  g_assert_cmpint (address.table, ==, expected_table);
  g_assert_cmpuint (address.address, ==, expected_address);
}

#define ANY MON_ADDRESS_ANY_TABLE
#define COILS MB_TABLE_COILS
#define HOLDING MB_TABLE_HOLDING_REGISTERS

static void
test_sure (void)
{
  assert_guess ("0x006B", HOLDING, HOLDING, 107);
  assert_guess ("0x6b", HOLDING, HOLDING, 107);
  assert_guess ("6Bh", HOLDING, HOLDING, 107);
  assert_guess ("10H", COILS, COILS, 16);
  assert_guess ("0xFFFF", COILS, COILS, 65535);
  assert_guess (" %MW107\t", ANY, HOLDING, 107);
  assert_guess ("%mw0", HOLDING, HOLDING, 0);
  assert_guess ("%M65535", ANY, COILS, 65535);
  assert_guess ("%I5", ANY, MB_TABLE_DISCRETE_INPUTS, 5);
  assert_guess ("%IW007", ANY, MB_TABLE_INPUT_REGISTERS, 7);
  assert_guess ("400108", ANY, HOLDING, 107);
  assert_guess ("465536", HOLDING, HOLDING, 65535);
  assert_guess ("300001", ANY, MB_TABLE_INPUT_REGISTERS, 0);
  assert_guess ("100001", ANY, MB_TABLE_DISCRETE_INPUTS, 0);
  assert_guess ("000001", ANY, COILS, 0);
  assert_guess ("00001", ANY, COILS, 0);
  assert_guess ("09999", COILS, COILS, 9998);
  assert_guess ("065536", COILS, COILS, 65535);
  /* From 1 on nobody counts a 0; from 0 on nobody gets to 65536. */
  assert_guess ("0", HOLDING, HOLDING, 0);
  assert_guess ("65536", HOLDING, HOLDING, 65535);
}

static void
assert_refused (const char *text,
                int         table,
                const char *expected)
{
  MonAddress address = { .address = 4711 };
  g_autoptr (GError) error = NULL;

  g_assert_false (mon_address_guess (text, table, &address, &error));
  g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, expected);
  g_assert_cmpuint (address.address, ==, 4711);
}

static void
test_ambiguous (void)
{
  assert_refused ("40108", HOLDING,
                  "“40108” can mean address 40108, counted from 0, number 40108, counted from 1 "
                  "(address 40107) or Modicon 40108 (holding 107); choose the notation.");
  assert_refused (" 40108", ANY,
                  "“40108” can mean address 40108, counted from 0, number 40108, counted from 1 "
                  "(address 40107) or Modicon 40108 (holding 107); choose the notation.");
  assert_refused ("40108", COILS,
                  "“40108” can mean address 40108, counted from 0 or number 40108, counted from 1 "
                  "(address 40107); choose the notation.");
  assert_refused ("5", HOLDING,
                  "“5” can mean address 5, counted from 0 or number 5, counted from 1 (address 4); "
                  "choose the notation.");
  assert_refused ("20001", HOLDING,
                  "“20001” can mean address 20001, counted from 0 or number 20001, counted from 1 "
                  "(address 20000); choose the notation.");
  assert_refused ("0x6B", ANY, "“0x6B” does not say in which table it is; choose one.");
  assert_refused ("65536", ANY, "“65536” does not say in which table it is; choose one.");
  assert_refused ("%IW5", HOLDING, "“%IW5” is in the table input, not in holding.");
  assert_refused ("400001", COILS, "“400001” is in the table holding, not in coils.");
}

static void
test_no_address (void)
{
  static const char *const wrong[] = {
    "", " ", "x", "-1", "+1", "1.5", "1 2", "65537", "400000", "465537", "200001", "600001",
    "70000", "0x", "0x10000", "h", "0xg", "10000h", "%", "%MW", "%MW65536", "%QW5", "%MX5",
    "%MW-1", "%IW1.5", "MW5", "4x0001", "99999999999999999999",
    "1234567890123456789012345678901234567890",
  };
  static const char *const doubles[] = { "%MD5", "%mf10" };
  MonAddress address;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("“%s”", wrong[i]);
      g_assert_false (mon_address_guess (wrong[i], HOLDING, &address, &error));
      g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "is no address"));
    }
  for (guint i = 0; i < G_N_ELEMENTS (doubles); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mon_address_guess (doubles[i], HOLDING, &address, &error));
      g_assert_nonnull (strstr (error->message, "is two registers"));
    }
}

/* With the notation chosen there is no doubt any more. */
static void
test_chosen (void)
{
  MonAddress address;
  g_autoptr (GError) error = NULL;

  g_assert_true (mon_address_parse ("40108", MON_NOTATION_PROTOCOL, HOLDING, &address, NULL));
  g_assert_cmpuint (address.address, ==, 40108);
  g_assert_true (mon_address_parse ("40108", MON_NOTATION_NUMBER, HOLDING, &address, NULL));
  g_assert_cmpuint (address.address, ==, 40107);
  g_assert_true (mon_address_parse ("40108", MON_NOTATION_MODICON, ANY, &address, NULL));
  g_assert_cmpuint (address.address, ==, 107);
  g_assert_true (mon_address_parse ("400108", MON_NOTATION_MODICON, ANY, &address, NULL));
  g_assert_cmpint (address.notation, ==, MON_NOTATION_MODICON_LONG);
  g_assert_true (mon_address_parse ("00108", MON_NOTATION_PROTOCOL, ANY, &address, NULL));
  g_assert_cmpint (address.table, ==, ANY);

  g_assert_false (mon_address_parse ("40108", MON_NOTATION_MODICON_LONG, ANY, &address, NULL));
  g_assert_false (mon_address_parse ("107", MON_NOTATION_MODICON, ANY, &address, NULL));
  g_assert_false (mon_address_parse ("40108", MON_NOTATION_IEC, ANY, &address, NULL));
  g_assert_false (mon_address_parse ("0", MON_NOTATION_NUMBER, HOLDING, &address, NULL));
  g_assert_false (mon_address_parse ("40108", MON_NOTATION_MODICON, COILS, &address, &error));
  g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
}

static void
test_count (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mon_address_check_count (0, 65536, NULL));
  g_assert_true (mon_address_check_count (65535, 1, NULL));
  g_assert_false (mon_address_check_count (0, 65537, NULL));
  g_assert_false (mon_address_check_count (5, 0, NULL));
  g_assert_false (mon_address_check_count (5, G_MAXUINT, NULL));
  g_assert_false (mon_address_check_count (65535, 2, &error));
  g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==,
                   "A table ends at address 65535: from 65535 on there are 1 to 1 items, not 2.");
}

/* What is shown of a long text ends behind a whole character. */
static void
test_long_text (void)
{
  for (guint n = 1; n < 20; n++)
    {
      g_autofree char *start = g_strnfill (n, 'x');
      g_autofree char *text = g_strconcat (start, "äöüäöüäöü", NULL);
      g_autoptr (GError) error = NULL;
      MonAddress address;

      g_assert_false (mon_address_guess (text, MON_ADDRESS_ANY_TABLE, &address, &error));
      g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/address/format", test_format);
  g_test_add_func ("/mon/address/short-buffer", test_short_buffer);
  g_test_add_func ("/mon/address/describe", test_describe);
  g_test_add_func ("/mon/address/round-trip", test_round_trip);
  g_test_add_func ("/mon/address/sure", test_sure);
  g_test_add_func ("/mon/address/ambiguous", test_ambiguous);
  g_test_add_func ("/mon/address/no-address", test_no_address);
  g_test_add_func ("/mon/address/chosen", test_chosen);
  g_test_add_func ("/mon/address/count", test_count);
  g_test_add_func ("/mon/address/long-text", test_long_text);
  return g_test_run ();
}
