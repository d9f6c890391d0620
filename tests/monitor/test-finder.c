/* test-finder.c: types, orders and scales found from what a display shows, as devices have them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-finder.h"

#include <math.h>

#include "modbus/mb-error.h"

static const struct
{
  const char *seen;
  guint       n_registers;
  guint16     registers[MB_VALUE_MAX_REGISTERS];
  /* What comes first. */
  const char *text;
} cases[] = {
  /* Heating: tenths of degrees, below zero as well. */
  { "71.8", 1, { 718 }, "uint16 × 0.1 = 71.8" },
  { "-20.0", 1, { 0xff38 }, "int16 × 0.1 = -20" },
  { "71", 1, { 71 }, "uint16 = 71" },
  { "1480", 1, { 1480 }, "uint16 = 1480" },
  /* SunSpec inverters: whole numbers with a scale factor register, 32-bit energy counters. */
  { "234.5", 1, { 2345 }, "uint16 × 0.1 = 234.5" },
  { "49.98", 1, { 4998 }, "uint16 × 0.01 = 49.98" },
  { "-0.987", 1, { 0xfc25 }, "int16 × 0.001 = -0.987" },
  { "12345678", 2, { 0x00bc, 0x614e }, "uint32 = 12345678" },
  { "12345.678", 2, { 0x00bc, 0x614e }, "uint32 × 0.001 = 12345.678" },
  { "12345.7", 2, { 0x00bc, 0x614e }, "uint32 × 0.001 = 12345.678" },
  { "2300", 1, { 230 }, "uint16 × 10 = 2300" },
  /* SunSpec models with floats, Eastron meters. */
  { "230.2", 2, { 0x4366, 0x3333 }, "float32 = 230.2" },
  { "123.456", 2, { 0x42f6, 0xe979 }, "float32 = 123.456" },
  { "0.95", 2, { 0x3f73, 0x3333 }, "float32 = 0.95" },
  { "-1.5", 2, { 0xbfc0, 0x0000 }, "float32 = -1.5" },
  /* Low word first, as PLCs of Modicon and meters of Carlo Gavazzi. */
  { "123.456", 2, { 0xe979, 0x42f6 }, "float32 CDAB = 123.456" },
  { "230.1", 2, { 0x08fd, 0x0000 }, "uint32 CDAB × 0.1 = 230.1" },
  { "-230.1", 2, { 0xf703, 0xffff }, "int32 CDAB × 0.1 = -230.1" },
  /* Gateways that swap bytes, and little-endian controllers. */
  { "123.46", 2, { 0xf642, 0x79e9 }, "float32 BADC = 123.456" },
  { "123.46", 2, { 0x79e9, 0xf642 }, "float32 DCBA = 123.456" },
  { "4660", 1, { 0x3412 }, "uint16 BADC = 4660" },
  /* Watts in the register, kilowatts on the display. */
  { "12.3", 2, { 0x4640, 0xe400 }, "float32 × 0.001 = 12.345" },
  /* Counters of 64 bits. */
  { "123.456", 4, { 0x405e, 0xdd2f, 0x1a9f, 0xbe77 }, "float64 = 123.456" },
  { "123.456", 4, { 0xbe77, 0x1a9f, 0xdd2f, 0x405e }, "float64 GHEFCDAB = 123.456" },
  { "123456789012", 4, { 0x0000, 0x001c, 0xbe99, 0x1a14 }, "uint64 = 123456789012" },
  { "123456789.01", 4, { 0x0000, 0x001c, 0xbe99, 0x1a14 }, "uint64 × 0.001 = 123456789.012" },
  /* Old controllers count in BCD. */
  { "1234", 1, { 0x1234 }, "bcd16 = 1234" },
  { "12345678", 2, { 0x5678, 0x1234 }, "bcd32 CDAB = 12345678" },
  { "12.34", 1, { 0x1234 }, "bcd16 × 0.01 = 12.34" },
  /* Two values in one register. */
  { "254", 1, { 0x12fe }, "uint8l = 254" },
  { "18", 1, { 0x12fe }, "uint8h = 18" },
  /* A display that cuts off. */
  { "71.8", 2, { 0x428f, 0xbe77 }, "float32 = 71.872" },
  { "0", 1, { 0 }, "uint16 = 0" },
  { "0.0", 2, { 0, 0 }, "float32 = 0" },
};

static void
test_first (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) found = mon_finder_find (cases[i].registers, cases[i].n_registers,
                                                  cases[i].seen, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      g_assert_cmpuint (found->len, >, 0);
      for (guint j = 0; j < found->len; j++)
        {
          g_autofree char *each = mon_candidate_dup_text (&g_array_index (found, MonCandidate, j));

          g_test_message ("%s: %s, %.2f", cases[i].seen, each,
                          g_array_index (found, MonCandidate, j).cost);
        }
      text = mon_candidate_dup_text (&g_array_index (found, MonCandidate, 0));
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* Where the registers around a value were taken along, it is still found, and said where. */
static void
test_among_others (void)
{
  static const guint16 registers[] = { 0x0017, 0xe979, 0x42f6, 0x0000 };
  g_autoptr (GArray) found = mon_finder_find (registers, 4, "123.46", NULL);
  const MonCandidate *first = &g_array_index (found, MonCandidate, 0);

  g_assert_cmpint (first->type, ==, MB_TYPE_FLOAT32);
  g_assert_cmpint (first->order, ==, MB_ORDER_CDAB);
  g_assert_cmpuint (first->first, ==, 1);
  g_assert_cmpuint (first->n_registers, ==, 2);
  g_assert_cmpint (first->exponent, ==, 0);
  g_assert_cmpfloat (mon_candidate_scale (first), ==, 1);
}

static void
test_nothing (void)
{
  static const guint16 registers[] = { 0x7fc0, 0x0000, 0x1a2b, 0x3c4d };
  static const char *const wrong[] = {
    "", " ", "-", ".", "x", "1,5", "1e3", "nan", "0x10", "1.5 °C", "--1", "1.2.3",
    "11111111111111111111111111111111111111111111111111",
  };
  g_autoptr (GArray) found = mon_finder_find (registers, 4, "98765.4321", NULL);

  for (guint i = 0; i < found->len; i++)
    {
      g_autofree char *each = mon_candidate_dup_text (&g_array_index (found, MonCandidate, i));

      g_test_message ("%s", each);
    }
  g_assert_cmpuint (found->len, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("“%s”", wrong[i]);
      g_assert_null (mon_finder_find (registers, 4, wrong[i], &error));
      g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
    }
}

/* Whatever a device shows, how it is really read is among the candidates, and near the front. */
static void
test_found (void)
{
  static const MbType types[] = { MB_TYPE_INT16, MB_TYPE_UINT32, MB_TYPE_FLOAT32, MB_TYPE_INT64 };

  for (guint i = 0; i < 4000; i++)
    {
      MbType type = types[i % G_N_ELEMENTS (types)];
      MbOrder order = (MbOrder) (i / 4 % MB_N_ORDERS);
      guint n_registers = mb_type_n_registers (type);
      int decimals = type == MB_TYPE_FLOAT32 ? 3 : (int) (i % 4);
      double number = g_test_rand_double_range (-3000, 3000);
      guint16 registers[MB_VALUE_MAX_REGISTERS];
      MbValue value = { .kind = MB_VALUE_FLOAT64 };
      char seen[G_ASCII_DTOSTR_BUF_SIZE];
      char format[8];
      g_autoptr (GArray) found = NULL;
      guint place = G_MAXUINT;

      if (type == MB_TYPE_UINT32)
        number = fabs (number);
      if (type == MB_TYPE_INT16)
        number /= 100;
      value.f = type == MB_TYPE_FLOAT32 ? number : number * pow (10, decimals);
      g_assert_true (mb_value_encode (&value, type, order, registers, NULL));
      mb_value_decode (&value, type, order, registers);
      g_snprintf (format, sizeof format, "%%.%df", decimals);
      g_ascii_formatd (seen, sizeof seen, format,
                       type == MB_TYPE_FLOAT32 ? value.f
                                               : mb_value_to_double (&value) / pow (10, decimals));

      found = mon_finder_find (registers, n_registers, seen, NULL);
      for (guint j = 0; j < found->len && place == G_MAXUINT; j++)
        {
          const MonCandidate *candidate = &g_array_index (found, MonCandidate, j);
          MbValue again;

          mb_value_decode (&again, candidate->type, candidate->order, registers);
          if (candidate->type == type &&
              candidate->exponent == (type == MB_TYPE_FLOAT32 ? 0 : -decimals) &&
              mb_value_to_double (&again) == mb_value_to_double (&value))
            place = j;
        }
      g_assert_cmpuint (place, <, 6);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/finder/first", test_first);
  g_test_add_func ("/mon/finder/among-others", test_among_others);
  g_test_add_func ("/mon/finder/nothing", test_nothing);
  g_test_add_func ("/mon/finder/found", test_found);
  return g_test_run ();
}
