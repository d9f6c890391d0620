/* test-value.c: values out of registers and back, in every type and order, and as text.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "modbus/mb-error.h"
#include "modbus/mb-value.h"

typedef struct
{
  MbType      type;
  MbOrder     order;
  guint16     registers[MB_VALUE_MAX_REGISTERS];
  const char *text;
} Case;

/* Known pairs of bytes and number, not made by this code. */
static const Case cases[] = {
  { MB_TYPE_BOOL, MB_ORDER_ABCD, { 0x0000 }, "0" },
  { MB_TYPE_BOOL, MB_ORDER_ABCD, { 0x0001 }, "1" },
  { MB_TYPE_BOOL, MB_ORDER_BADC, { 0x0100 }, "1" },
  { MB_TYPE_UINT16, MB_ORDER_ABCD, { 0xffff }, "65535" },
  { MB_TYPE_UINT16, MB_ORDER_CDAB, { 0x1234 }, "4660" },
  { MB_TYPE_UINT16, MB_ORDER_BADC, { 0x3412 }, "4660" },
  { MB_TYPE_UINT16, MB_ORDER_DCBA, { 0x3412 }, "4660" },
  { MB_TYPE_INT16, MB_ORDER_ABCD, { 0xffff }, "-1" },
  { MB_TYPE_INT16, MB_ORDER_ABCD, { 0x8000 }, "-32768" },
  { MB_TYPE_INT16, MB_ORDER_DCBA, { 0xff7f }, "32767" },
  { MB_TYPE_UINT32, MB_ORDER_ABCD, { 0x1234, 0x5678 }, "305419896" },
  { MB_TYPE_UINT32, MB_ORDER_CDAB, { 0x5678, 0x1234 }, "305419896" },
  { MB_TYPE_UINT32, MB_ORDER_BADC, { 0x3412, 0x7856 }, "305419896" },
  { MB_TYPE_UINT32, MB_ORDER_DCBA, { 0x7856, 0x3412 }, "305419896" },
  { MB_TYPE_UINT32, MB_ORDER_ABCD, { 0xffff, 0xffff }, "4294967295" },
  { MB_TYPE_INT32, MB_ORDER_ABCD, { 0xf8a4, 0x32eb }, "-123456789" },
  { MB_TYPE_INT32, MB_ORDER_CDAB, { 0x32eb, 0xf8a4 }, "-123456789" },
  { MB_TYPE_INT32, MB_ORDER_ABCD, { 0x8000, 0x0000 }, "-2147483648" },
  { MB_TYPE_FLOAT32, MB_ORDER_ABCD, { 0x42f6, 0xe979 }, "123.456" },
  { MB_TYPE_FLOAT32, MB_ORDER_CDAB, { 0xe979, 0x42f6 }, "123.456" },
  { MB_TYPE_FLOAT32, MB_ORDER_BADC, { 0xf642, 0x79e9 }, "123.456" },
  { MB_TYPE_FLOAT32, MB_ORDER_DCBA, { 0x79e9, 0xf642 }, "123.456" },
  { MB_TYPE_FLOAT32, MB_ORDER_ABCD, { 0x3f80, 0x0000 }, "1" },
  { MB_TYPE_FLOAT32, MB_ORDER_ABCD, { 0x8000, 0x0000 }, "-0.0" },
  { MB_TYPE_FLOAT32, MB_ORDER_ABCD, { 0x7f80, 0x0000 }, "inf" },
  { MB_TYPE_FLOAT32, MB_ORDER_ABCD, { 0xff80, 0x0000 }, "-inf" },
  { MB_TYPE_FLOAT32, MB_ORDER_ABCD, { 0x7fc0, 0x0000 }, "nan" },
  { MB_TYPE_FLOAT32, MB_ORDER_ABCD, { 0x7f7f, 0xffff }, "3.4028235e+38" },
  { MB_TYPE_FLOAT32, MB_ORDER_ABCD, { 0x0000, 0x0001 }, "1e-45" },
  { MB_TYPE_FLOAT32, MB_ORDER_ABCD, { 0x4b7f, 0xffff }, "16777215" },
  { MB_TYPE_FLOAT32, MB_ORDER_ABCD, { 0x579a, 0x9d36 }, "3.4e+14" },
  { MB_TYPE_UINT8H, MB_ORDER_ABCD, { 0x12fe }, "18" },
  { MB_TYPE_UINT8L, MB_ORDER_ABCD, { 0x12fe }, "254" },
  { MB_TYPE_INT8H, MB_ORDER_CDAB, { 0x80fe }, "-128" },
  { MB_TYPE_INT8L, MB_ORDER_CDAB, { 0x80fe }, "-2" },
  { MB_TYPE_UINT8H, MB_ORDER_BADC, { 0x12fe }, "254" },
  { MB_TYPE_UINT8L, MB_ORDER_DCBA, { 0x12fe }, "18" },
  { MB_TYPE_UINT64, MB_ORDER_ABCD, { 0xffff, 0xffff, 0xffff, 0xffff }, "18446744073709551615" },
  { MB_TYPE_UINT64, MB_ORDER_ABCD, { 0x0123, 0x4567, 0x89ab, 0xcdef }, "81985529216486895" },
  { MB_TYPE_UINT64, MB_ORDER_CDAB, { 0xcdef, 0x89ab, 0x4567, 0x0123 }, "81985529216486895" },
  { MB_TYPE_UINT64, MB_ORDER_BADC, { 0x2301, 0x6745, 0xab89, 0xefcd }, "81985529216486895" },
  { MB_TYPE_UINT64, MB_ORDER_DCBA, { 0xefcd, 0xab89, 0x6745, 0x2301 }, "81985529216486895" },
  { MB_TYPE_INT64, MB_ORDER_ABCD, { 0xffff, 0xfee0, 0x8e04, 0xfb35 }, "-1234567890123" },
  { MB_TYPE_INT64, MB_ORDER_CDAB, { 0xfb35, 0x8e04, 0xfee0, 0xffff }, "-1234567890123" },
  { MB_TYPE_INT64, MB_ORDER_ABCD, { 0x8000, 0, 0, 0 }, "-9223372036854775808" },
  { MB_TYPE_FLOAT64, MB_ORDER_ABCD, { 0x405e, 0xdd2f, 0x1a9f, 0xbe77 }, "123.456" },
  { MB_TYPE_FLOAT64, MB_ORDER_CDAB, { 0xbe77, 0x1a9f, 0xdd2f, 0x405e }, "123.456" },
  { MB_TYPE_FLOAT64, MB_ORDER_BADC, { 0x5e40, 0x2fdd, 0x9f1a, 0x77be }, "123.456" },
  { MB_TYPE_FLOAT64, MB_ORDER_DCBA, { 0x77be, 0x9f1a, 0x2fdd, 0x5e40 }, "123.456" },
  { MB_TYPE_FLOAT64, MB_ORDER_ABCD, { 0x8000, 0, 0, 0 }, "-0.0" },
  { MB_TYPE_FLOAT64, MB_ORDER_ABCD, { 0xfff0, 0, 0, 0 }, "-inf" },
  { MB_TYPE_FLOAT64, MB_ORDER_ABCD, { 0x7ff8, 0, 0, 0 }, "nan" },
  { MB_TYPE_FLOAT64, MB_ORDER_ABCD, { 0, 0, 0, 1 }, "5e-324" },
  { MB_TYPE_BCD16, MB_ORDER_ABCD, { 0x1234 }, "1234" },
  { MB_TYPE_BCD16, MB_ORDER_DCBA, { 0x9999 }, "9999" },
  { MB_TYPE_BCD16, MB_ORDER_BADC, { 0x3412 }, "1234" },
  { MB_TYPE_BCD32, MB_ORDER_ABCD, { 0x1234, 0x5678 }, "12345678" },
  { MB_TYPE_BCD32, MB_ORDER_CDAB, { 0x5678, 0x1234 }, "12345678" },
  { MB_TYPE_BCD32, MB_ORDER_ABCD, { 0x0000, 0x0042 }, "42" },
  { MB_TYPE_TIME32, MB_ORDER_ABCD, { 0x6741, 0x0000 }, "1732313088" },
  { MB_TYPE_TIME32, MB_ORDER_ABCD, { 0xffff, 0xffff }, "4294967295" },
  { MB_TYPE_TIME64, MB_ORDER_ABCD, { 0xffff, 0xffff, 0xffff, 0xffff }, "-1" },
  { MB_TYPE_TIME64, MB_ORDER_CDAB, { 0x0000, 0x6741, 0x0000, 0x0000 }, "1732313088" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  guint n = mb_type_n_registers (c->type);
  MbValue value, again;
  guint16 registers[MB_VALUE_MAX_REGISTERS];
  char text[MB_NUMBER_TEXT_SIZE];
  g_autoptr (GError) error = NULL;

  mb_value_decode (&value, c->type, c->order, c->registers);
  g_assert_cmpuint (mb_value_format (&value, text, sizeof text), ==, strlen (c->text));
  g_assert_cmpstr (text, ==, c->text);
  g_assert_cmpint (value.kind, ==, mb_type_kind (c->type));

  mb_value_encode (&value, c->type, c->order, registers, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    g_assert_cmphex (registers[i], ==, c->registers[i] & mb_type_mask (c->type, c->order));

  mb_value_parse (&again, c->type, c->text, &error);
  g_assert_no_error (error);
  g_assert_true (mb_value_equal (&again, &value));
}

static void
test_bool_of_any_register (void)
{
  static const guint16 registers[] = { 0x8000 };
  MbValue value;

  mb_value_decode (&value, MB_TYPE_BOOL, MB_ORDER_ABCD, registers);
  g_assert_cmpint (value.kind, ==, MB_VALUE_BOOL);
  g_assert_cmpint (value.b, ==, 1);
}

/* BCD has no digit above 9: such a register is no number. */
static void
test_bcd_without_a_number (void)
{
  static const guint16 registers[][2] = {
    { 0x000a, 0x0000 }, { 0x00a0, 0x0000 }, { 0x0a00, 0x0000 }, { 0xa000, 0x0000 },
    { 0xffff, 0xffff }, { 0x0000, 0x000f }, { 0x1234, 0xf678 },
  };
  MbValue value;

  for (guint i = 0; i < G_N_ELEMENTS (registers); i++)
    {
      mb_value_decode (&value, MB_TYPE_BCD32, MB_ORDER_ABCD, registers[i]);
      g_assert_cmpint (value.kind, ==, MB_VALUE_NONE);
    }
  for (guint i = 0; i < 5; i++)
    {
      mb_value_decode (&value, MB_TYPE_BCD16, MB_ORDER_ABCD, registers[i]);
      g_assert_cmpint (value.kind, ==, MB_VALUE_NONE);
    }
}

/* Registers as a value and back are the same registers, NaNs and halves included. */
static void
check_registers (MbType         type,
                 MbOrder        order,
                 const guint16 *registers)
{
  guint16 again[MB_VALUE_MAX_REGISTERS];
  MbValue value, value_again;
  g_autoptr (GError) error = NULL;

  mb_value_decode (&value, type, order, registers);
  if (value.kind == MB_VALUE_NONE)
    {
      g_assert_true (type == MB_TYPE_BCD16 || type == MB_TYPE_BCD32);
      return;
    }
  mb_value_encode (&value, type, order, again, &error);
  g_assert_no_error (error);
  for (guint i = 0; type != MB_TYPE_BOOL && i < mb_type_n_registers (type); i++)
    g_assert_cmphex (again[i], ==, registers[i] & mb_type_mask (type, order));
  mb_value_decode (&value_again, type, order, again);
  g_assert_true (mb_value_equal (&value, &value_again));
}

static void
test_round_trip (void)
{
  /* Ends of integers, 0 and -0, infinities, NaNs quiet and signalling with a payload, in 16, 32
   * and 64 bits. */
  static const guint16 words[] = {
    0x0000, 0x0001, 0x7fff, 0x8000, 0x8001, 0xffff, 0x00ff, 0xff00, 0x0080, 0x7f80, 0xff80, 0x7fc0,
    0x7f81, 0xffc0, 0x7ff0, 0xfff0, 0x7ff8, 0x7ff4, 0xfff8, 0x9999, 0x1234,
  };
  const guint n = G_N_ELEMENTS (words);

  for (guint i = 0; i < MB_TYPE_STRING * MB_N_ORDERS; i++)
    {
      MbType type = (MbType) (i / MB_N_ORDERS);
      MbOrder order = (MbOrder) (i % MB_N_ORDERS);

      for (guint j = 0; j < n * n * n; j++)
        {
          guint16 registers[] = {
            words[j % n], words[j / n % n], words[j / n / n], words[(j * 7) % n],
          };

          check_registers (type, order, registers);
        }
      for (guint j = 0; j < 2000; j++)
        {
          guint16 registers[MB_VALUE_MAX_REGISTERS];

          for (guint k = 0; k < MB_VALUE_MAX_REGISTERS; k++)
            registers[k] = (guint16) g_test_rand_int ();
          check_registers (type, order, registers);
        }
    }
}

/* Every whole number that a small type has, there and back. */
static void
test_round_trip_of_numbers (void)
{
  for (guint i = 0; i < MB_TYPE_STRING; i++)
    {
      MbType type = (MbType) i;
      gint64 min;
      guint64 max;

      if (!mb_type_get_range (type, &min, &max))
        continue;
      for (gint64 number = MAX (min, -40000); number <= (gint64) MIN (max, 40000); number++)
        {
          MbValue value = { .kind = MB_VALUE_INT, .i = number };
          MbOrder order = (MbOrder) (number & 3);
          guint16 registers[MB_VALUE_MAX_REGISTERS];
          MbValue again;

          g_assert_true (mb_value_encode (&value, type, order, registers, NULL));
          mb_value_decode (&again, type, order, registers);
          g_assert_true (mb_value_equal (&again, &value));
        }
    }
}

static gboolean
encode (double      number,
        MbType      type,
        gint64     *out_number,
        const char *part_of_error)
{
  MbValue value = { .kind = MB_VALUE_FLOAT64, .f = number };
  guint16 registers[MB_VALUE_MAX_REGISTERS];
  g_autoptr (GError) error = NULL;

  if (!mb_value_encode (&value, type, MB_ORDER_ABCD, registers, &error))
    {
      g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
      if (part_of_error == NULL || strstr (error->message, part_of_error) == NULL)
        g_error ("unexpected: %s", error->message);
      return FALSE;
    }
  mb_value_decode (&value, type, MB_ORDER_ABCD, registers);
  *out_number = value.kind == MB_VALUE_INT ? value.i : (gint64) mb_value_to_double (&value);
  return TRUE;
}

static void
test_rounding_and_range (void)
{
  gint64 number = 0;

  g_assert_true (encode (12.4, MB_TYPE_UINT16, &number, NULL));
  g_assert_cmpint (number, ==, 12);
  g_assert_true (encode (12.5, MB_TYPE_UINT16, &number, NULL));
  g_assert_cmpint (number, ==, 13);
  g_assert_true (encode (-12.5, MB_TYPE_INT16, &number, NULL));
  g_assert_cmpint (number, ==, -13);
  g_assert_true (encode (-0.4, MB_TYPE_UINT16, &number, NULL));
  g_assert_cmpint (number, ==, 0);
  g_assert_true (encode (65535.4, MB_TYPE_UINT16, &number, NULL));
  g_assert_cmpint (number, ==, 65535);
  g_assert_true (encode (-2147483648.0, MB_TYPE_INT32, &number, NULL));
  g_assert_cmpint (number, ==, G_MININT32);

  g_assert_false (encode (65535.5, MB_TYPE_UINT16, &number, "from 0 to 65535"));
  g_assert_false (encode (-0.5, MB_TYPE_UINT16, &number, "-0.5 does not fit uint16"));
  g_assert_false (encode (32768, MB_TYPE_INT16, &number, "from -32768 to 32767"));
  g_assert_false (encode (-32769, MB_TYPE_INT16, &number, "from -32768 to 32767"));
  g_assert_false (encode (4294967296.0, MB_TYPE_UINT32, &number, "to 4294967295"));
  g_assert_false (encode (2, MB_TYPE_BOOL, &number, "from 0 to 1"));
  g_assert_false (encode (NAN, MB_TYPE_INT32, &number, "nan does not fit"));
  g_assert_false (encode (INFINITY, MB_TYPE_UINT32, &number, "inf does not fit"));
  g_assert_false (encode (1e300, MB_TYPE_UINT32, &number, "1e+300"));
  g_assert_false (encode (3.5e38, MB_TYPE_FLOAT32, &number, "3.4028235e+38"));

  g_assert_true (encode (254.6, MB_TYPE_UINT8L, &number, NULL));
  g_assert_cmpint (number, ==, 255);
  g_assert_false (encode (255.5, MB_TYPE_UINT8H, &number, "255.5 does not fit uint8h"));
  g_assert_false (encode (-129, MB_TYPE_INT8L, &number, "from -128 to 127"));
  g_assert_true (encode (-128.4, MB_TYPE_INT8H, &number, NULL));
  g_assert_cmpint (number, ==, -128);
  g_assert_true (encode (9999.4, MB_TYPE_BCD16, &number, NULL));
  g_assert_cmpint (number, ==, 9999);
  g_assert_false (encode (9999.5, MB_TYPE_BCD16, &number, "from 0 to 9999"));
  g_assert_false (encode (-1, MB_TYPE_BCD32, &number, "from 0 to 99999999"));
  g_assert_true (encode (-9223372036854775808.0, MB_TYPE_INT64, &number, NULL));
  g_assert_true (number == G_MININT64);
  g_assert_false (encode (9223372036854775808.0, MB_TYPE_INT64, &number, "9223372036854775807"));
  g_assert_false (encode (18446744073709551616.0, MB_TYPE_UINT64, &number, "18446744073709551615"));
  g_assert_false (encode (-1, MB_TYPE_TIME32, &number, "from 0 to 4294967295"));
}

static void
test_encode_kinds (void)
{
  MbValue value = { .kind = MB_VALUE_INT, .i = G_MININT64 };
  guint16 registers[MB_VALUE_MAX_REGISTERS] = { 0x1111, 0x2222 };

  g_assert_false (mb_value_encode (&value, MB_TYPE_INT32, MB_ORDER_ABCD, registers, NULL));
  value = (MbValue) { .kind = MB_VALUE_UINT, .u = G_MAXUINT64 };
  g_assert_false (mb_value_encode (&value, MB_TYPE_INT32, MB_ORDER_ABCD, registers, NULL));
  value = (MbValue) { .kind = MB_VALUE_NONE };
  g_assert_false (mb_value_encode (&value, MB_TYPE_FLOAT32, MB_ORDER_ABCD, registers, NULL));
  value = (MbValue) { .kind = MB_VALUE_TEXT, .text = "1" };
  g_assert_false (mb_value_encode (&value, MB_TYPE_UINT16, MB_ORDER_ABCD, registers, NULL));
  g_assert_false (mb_value_encode (&value, MB_TYPE_FLOAT64, MB_ORDER_ABCD, registers, NULL));
  g_assert_cmphex (registers[0], ==, 0x1111);

  value = (MbValue) { .kind = MB_VALUE_INT, .i = -2 };
  g_assert_true (mb_value_encode (&value, MB_TYPE_FLOAT32, MB_ORDER_ABCD, registers, NULL));
  g_assert_cmphex (registers[0], ==, 0xc000);
  value = (MbValue) { .kind = MB_VALUE_BOOL, .b = TRUE };
  g_assert_true (mb_value_encode (&value, MB_TYPE_UINT16, MB_ORDER_ABCD, registers, NULL));
  g_assert_cmphex (registers[0], ==, 1);
}

static void
test_equal (void)
{
  MbValue five_i = { .kind = MB_VALUE_INT, .i = 5 };
  MbValue five_u = { .kind = MB_VALUE_UINT, .u = 5 };
  MbValue minus = { .kind = MB_VALUE_INT, .i = -1 };
  MbValue max = { .kind = MB_VALUE_UINT, .u = G_MAXUINT64 };
  MbValue five_f = { .kind = MB_VALUE_FLOAT32, .f = 5 };
  MbValue nan_f = { .kind = MB_VALUE_FLOAT32, .f = NAN };
  MbValue zero = { .kind = MB_VALUE_FLOAT32, .f = 0.0 };
  MbValue minus_zero = { .kind = MB_VALUE_FLOAT32, .f = -0.0 };
  MbValue none = { .kind = MB_VALUE_NONE };
  const char five[] = "5";
  MbValue text = { .kind = MB_VALUE_TEXT, .text = "5" };
  MbValue same_text = { .kind = MB_VALUE_TEXT, .text = five };
  MbValue other_text = { .kind = MB_VALUE_TEXT, .text = "5 " };

  g_assert_true (mb_value_equal (&text, &same_text));
  g_assert_false (mb_value_equal (&text, &other_text));
  g_assert_false (mb_value_equal (&text, &five_i));
  g_assert_false (mb_value_equal (&five_i, &text));
  g_assert_false (mb_value_equal (&text, &five_f));
  g_assert_false (mb_value_equal (&none, &text));
  g_assert_true (mb_value_equal (&five_i, &five_u));
  g_assert_false (mb_value_equal (&minus, &max));
  g_assert_false (mb_value_equal (&five_i, &five_f));
  g_assert_false (mb_value_equal (&five_f, &five_i));
  g_assert_true (mb_value_equal (&nan_f, &nan_f));
  g_assert_false (mb_value_equal (&nan_f, &zero));
  g_assert_false (mb_value_equal (&zero, &minus_zero));
  g_assert_true (mb_value_equal (&none, &none));
  g_assert_false (mb_value_equal (&none, &zero));
}

static void
test_parse (void)
{
  static const struct
  {
    MbType      type;
    const char *text;
    const char *value;
  } good[] = {
    { MB_TYPE_UINT16, "0xFFFF", "65535" },
    { MB_TYPE_UINT16, "  42\t", "42" },
    { MB_TYPE_UINT16, "+7", "7" },
    { MB_TYPE_UINT16, "-0", "0" },
    { MB_TYPE_UINT16, "007", "7" },
    { MB_TYPE_INT16, "-0x8000", "-32768" },
    { MB_TYPE_INT32, "-2147483648", "-2147483648" },
    { MB_TYPE_UINT32, "0xffffffff", "4294967295" },
    { MB_TYPE_FLOAT32, "0.1", "0.1" },
    { MB_TYPE_FLOAT32, ".5", "0.5" },
    { MB_TYPE_FLOAT32, "1e-3", "0.001" },
    { MB_TYPE_FLOAT32, "NaN", "nan" },
    { MB_TYPE_FLOAT32, "-inf", "-inf" },
    { MB_TYPE_FLOAT32, "-0", "-0.0" },
    { MB_TYPE_FLOAT32, "-0.0", "-0.0" },
    { MB_TYPE_FLOAT32, "0e5", "0" },
    { MB_TYPE_FLOAT32, "0.000", "0" },
    { MB_TYPE_FLOAT32, "0x0p9", "0" },
    { MB_TYPE_FLOAT32, "1e-45", "1e-45" },
    { MB_TYPE_FLOAT32, "0x10", "16" },
    { MB_TYPE_FLOAT32, "123456789", "123456792" },
    { MB_TYPE_FLOAT64, "123456789", "123456789" },
    { MB_TYPE_FLOAT64, "5e-324", "5e-324" },
    { MB_TYPE_FLOAT64, "-inf", "-inf" },
    { MB_TYPE_UINT64, "0xffffffffffffffff", "18446744073709551615" },
    { MB_TYPE_INT64, "-9223372036854775808", "-9223372036854775808" },
    { MB_TYPE_INT64, "-0x8000000000000000", "-9223372036854775808" },
    { MB_TYPE_UINT8H, "0xff", "255" },
    { MB_TYPE_INT8L, "-128", "-128" },
    { MB_TYPE_BCD16, "9999", "9999" },
    { MB_TYPE_TIME32, "4294967295", "4294967295" },
    { MB_TYPE_TIME64, "-1", "-1" },
    { MB_TYPE_BOOL, "ON", "1" },
    { MB_TYPE_BOOL, "false", "0" },
  };
  MbValue value;
  char text[MB_NUMBER_TEXT_SIZE];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      mb_value_parse (&value, good[i].type, good[i].text, &error);
      g_assert_no_error (error);
      g_assert_cmpint (value.kind, ==, mb_type_kind (good[i].type));
      mb_value_format (&value, text, sizeof text);
      g_assert_cmpstr (text, ==, good[i].value);
    }
}

static void
test_parse_refused (void)
{
  static const struct
  {
    MbType      type;
    const char *text;
    const char *part;
  } bad[] = {
    { MB_TYPE_UINT16, "", "not a whole number" },
    { MB_TYPE_UINT16, " ", "not a whole number" },
    { MB_TYPE_UINT16, "-", "not a whole number" },
    { MB_TYPE_UINT16, "0x", "not a whole number" },
    { MB_TYPE_UINT16, "--1", "not a whole number" },
    { MB_TYPE_UINT16, "0x-1", "not a whole number" },
    { MB_TYPE_UINT16, "12a", "not a whole number" },
    { MB_TYPE_UINT16, "1 2", "not a whole number" },
    { MB_TYPE_UINT16, "1.5", "not a whole number" },
    { MB_TYPE_UINT16, "1e3", "not a whole number" },
    { MB_TYPE_UINT16, "on", "not a whole number" },
    { MB_TYPE_UINT16, "-1", "from 0 to 65535" },
    { MB_TYPE_UINT16, "65536", "from 0 to 65535" },
    { MB_TYPE_INT16, "0xffff", "from -32768 to 32767" },
    { MB_TYPE_UINT32, "4294967296", "to 4294967295" },
    { MB_TYPE_UINT32, "18446744073709551616", "to 4294967295" },
    { MB_TYPE_INT32, "-99999999999999999999", "-2147483648" },
    { MB_TYPE_INT32, "-9223372036854775809", "-2147483648" },
    { MB_TYPE_FLOAT32, "", "not a number" },
    { MB_TYPE_FLOAT32, "1,5", "not a number" },
    { MB_TYPE_FLOAT32, "1.5x", "not a number" },
    { MB_TYPE_FLOAT32, "nan(1)", "not a number" },
    { MB_TYPE_FLOAT32, "3.5e38", "3.4028235e+38" },
    { MB_TYPE_FLOAT32, "-1e400", "does not fit" },
    { MB_TYPE_FLOAT32, "1e-46", "closer to 0" },
    { MB_TYPE_FLOAT32, "-0.00000001e-40", "closer to 0" },
    { MB_TYPE_FLOAT32, "1e-400", "closer to 0" },
    { MB_TYPE_FLOAT32, "0x1p-151", "closer to 0" },
    { MB_TYPE_FLOAT64, "-1e-400", "closer to 0" },
    { MB_TYPE_FLOAT64, "1e400", "does not fit float64" },
    { MB_TYPE_FLOAT64, "-1e400", "further from 0 than any number" },
    { MB_TYPE_UINT64, "18446744073709551616", "from 0 to 18446744073709551615" },
    { MB_TYPE_UINT64, "-1", "from 0 to 18446744073709551615" },
    { MB_TYPE_INT64, "9223372036854775808", "-9223372036854775808 to 9223372036854775807" },
    { MB_TYPE_INT64, "-9223372036854775809", "to 9223372036854775807" },
    { MB_TYPE_UINT8L, "256", "from 0 to 255" },
    { MB_TYPE_INT8H, "128", "from -128 to 127" },
    { MB_TYPE_BCD16, "10000", "from 0 to 9999" },
    { MB_TYPE_BCD32, "100000000", "from 0 to 99999999" },
    { MB_TYPE_TIME32, "2024-11-22", "not a whole number for time32" },
    { MB_TYPE_BOOL, "2", "neither on nor off" },
    { MB_TYPE_BOOL, "", "neither on nor off" },
  };
  g_autofree char *longest = g_strnfill (10000, '1');
  MbValue value = { .kind = MB_VALUE_NONE };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("“%s”", bad[i].text);
      g_assert_false (mb_value_parse (&value, bad[i].type, bad[i].text, &error));
      g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
      if (strstr (error->message, bad[i].part) == NULL)
        g_error ("“%s” does not say “%s”", error->message, bad[i].part);
    }
  g_assert_false (mb_value_parse (&value, MB_TYPE_FLOAT32, longest, NULL));
  g_assert_false (mb_value_parse (&value, MB_TYPE_STRING, "\xff", NULL));
  g_assert_cmpint (value.kind, ==, MB_VALUE_NONE);
}

static void
test_format (void)
{
  static const struct
  {
    double      number;
    const char *text;
  } doubles[] = {
    { 0.1, "0.1" },
    { 1.0 / 3, "0.3333333333333333" },
    { 0.1 + 0.2, "0.30000000000000004" },
    { 123456789012345.0, "123456789012345" },
    { 999999999999999.0, "999999999999999" },
    { -1e14, "-100000000000000" },
    { 1e15, "1e+15" },
    { 5e-324, "5e-324" },
    { 2.2250738585072009e-308, "2.225073858507201e-308" },
    { DBL_MAX, "1.7976931348623157e+308" },
    { 0.0, "0" },
    { -0.0, "-0.0" },
  };
  char text[MB_NUMBER_TEXT_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (doubles); i++)
    {
      mb_double_format (doubles[i].number, text, sizeof text);
      g_assert_cmpstr (text, ==, doubles[i].text);
    }
  mb_float_format (0.1f, text, sizeof text);
  g_assert_cmpstr (text, ==, "0.1");
  mb_float_format (1234567.0f, text, sizeof text);
  g_assert_cmpstr (text, ==, "1234567");
  mb_float_format (8.5e-5f, text, sizeof text);
  g_assert_cmpstr (text, ==, "8.5e-05");
  mb_float_format (123456792.0f, text, sizeof text);
  g_assert_cmpstr (text, ==, "123456792");
  mb_float_format (2e9f, text, sizeof text);
  g_assert_cmpstr (text, ==, "2e+09");
  g_assert_cmpuint (mb_double_format (123456, text, 4), ==, 6);
  g_assert_cmpstr (text, ==, "123");
}

static void
test_format_round_trip (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      guint64 bits = (guint64) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();
      guint32 narrow_bits = (guint32) bits;
      char text[MB_NUMBER_TEXT_SIZE];
      double number;
      float narrow;

      memcpy (&number, &bits, sizeof number);
      memcpy (&narrow, &narrow_bits, sizeof narrow);
      g_assert_cmpuint (mb_double_format (number, text, sizeof text), <, sizeof text);
      if (!isnan (number))
        g_assert_true (g_ascii_strtod (text, NULL) == number);
      g_assert_cmpuint (mb_float_format (narrow, text, sizeof text), <, sizeof text);
      if (!isnan (narrow))
        g_assert_true ((float) g_ascii_strtod (text, NULL) == narrow);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mb/value/case/%s-%s-%s",
                                               mb_type_name (cases[i].type),
                                               mb_order_name (cases[i].order), cases[i].text);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/mb/value/bool-of-any-register", test_bool_of_any_register);
  g_test_add_func ("/mb/value/bcd-without-a-number", test_bcd_without_a_number);
  g_test_add_func ("/mb/value/round-trip", test_round_trip);
  g_test_add_func ("/mb/value/round-trip-of-numbers", test_round_trip_of_numbers);
  g_test_add_func ("/mb/value/rounding-and-range", test_rounding_and_range);
  g_test_add_func ("/mb/value/encode-kinds", test_encode_kinds);
  g_test_add_func ("/mb/value/equal", test_equal);
  g_test_add_func ("/mb/value/parse", test_parse);
  g_test_add_func ("/mb/value/parse-refused", test_parse_refused);
  g_test_add_func ("/mb/value/format", test_format);
  g_test_add_func ("/mb/value/format-round-trip", test_format_round_trip);
  return g_test_run ();
}
