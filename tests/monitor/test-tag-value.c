/* test-tag-value.c: registers of a tag as the value that it shows, and back.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "modbus/mb-error.h"
#include "monitor/document/mon-tag-value.h"

static double
decode (const MonTagSpec *tag,
        guint16           word)
{
  guint16 registers[MB_VALUE_MAX_REGISTERS] = { word };
  MbValue value;

  g_assert_cmpint (mon_tag_value_decode (tag, registers, &value, NULL), ==, MON_LACK_NONE);
  return mb_value_to_double (&value);
}

/* A number as a person would write it, not what multiplying makes of it. */
static void
test_scale (void)
{
  g_autoptr (MonTagSpec) tag = mon_tag_spec_new ();

  tag->scale = 0.1;
  g_assert_cmpfloat (decode (tag, 3), ==, 0.3);
  g_assert_cmpfloat (decode (tag, 332), ==, 33.2);
  tag->scale = 0.001;
  g_assert_cmpfloat (decode (tag, 4711), ==, 4.711);
  tag->scale = -0.01;
  g_assert_cmpfloat (decode (tag, 7), ==, -0.07);
  tag->scale = 0.5;
  tag->offset = -40;
  g_assert_cmpfloat (decode (tag, 81), ==, 0.5);
  tag->scale = 3;
  g_assert_cmpfloat (decode (tag, 10), ==, -10);
  tag->scale = 0.3;
  tag->offset = 0;
  g_assert_cmpfloat (decode (tag, 1), ==, 0.3);
}

static void
assert_encoded (MonTagSpec *tag,
                double      number,
                guint16     expected)
{
  MbValue value = { .kind = MB_VALUE_FLOAT64, .f = number };
  guint16 registers[MB_VALUE_MAX_REGISTERS];
  g_autoptr (GError) error = NULL;

  mon_tag_value_encode (tag, &value, registers, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (registers[0], ==, expected);
}

/* To the nearest, never cut. */
static void
test_rounding (void)
{
  g_autoptr (MonTagSpec) tag = mon_tag_spec_new ();
  MbValue value = { .kind = MB_VALUE_FLOAT64, .f = 6553.56 };
  guint16 registers[MB_VALUE_MAX_REGISTERS];
  g_autoptr (GError) error = NULL;

  tag->scale = 0.1;
  assert_encoded (tag, 72.04, 720);
  assert_encoded (tag, 72.06, 721);
  assert_encoded (tag, 21.45, 215);
  assert_encoded (tag, 0.3, 3);
  assert_encoded (tag, 6553.54, 65535);
  g_assert_false (mon_tag_value_encode (tag, &value, registers, &error));
  g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
  tag->offset = -10;
  assert_encoded (tag, 72.04, 820);
}

static void
assert_all_come_back (MonTagSpec *tag)
{
  for (guint word = 0; word <= G_MAXUINT16; word++)
    {
      guint16 registers[] = { (guint16) word };
      guint16 again[MB_VALUE_MAX_REGISTERS];
      MbValue value;

      mon_tag_value_decode (tag, registers, &value, NULL);
      g_assert_true (mon_tag_value_encode (tag, &value, again, NULL));
      g_assert_cmphex (again[0], ==, word & mon_tag_value_mask (tag));
    }
}

/* Every register, by way of what it shows, is the same register. */
static void
test_exact_inverse (void)
{
  static const double scales[] = { 1, 0.1, 0.01, 1e-3, 1e-9, -0.1, 0.3, 1.0 / 3, 7, 1e6, 0.0625 };
  static const double offsets[] = { 0, -40, 0.05, 273.15, 1e5 };
  static const MbType types[] = { MB_TYPE_UINT16, MB_TYPE_INT16, MB_TYPE_UINT8H, MB_TYPE_INT8L };
  g_autoptr (MonTagSpec) tag = mon_tag_spec_new ();

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      tag->scale = scales[i];
      tag->offset = offsets[i % G_N_ELEMENTS (offsets)];
      tag->type = types[i % G_N_ELEMENTS (types)];
      tag->order = (MbOrder) (i % MB_N_ORDERS);
      assert_all_come_back (tag);
    }
}

/* Numbers of 64 bits are not touched when there is nothing to scale. */
static void
test_wide (void)
{
  static const guint16 registers[] = { 0xffff, 0xffff, 0xffff, 0xfffe };
  g_autoptr (MonTagSpec) tag = mon_tag_spec_new ();
  guint16 again[MB_VALUE_MAX_REGISTERS];
  MbValue value;

  tag->type = MB_TYPE_UINT64;
  mon_tag_value_decode (tag, registers, &value, NULL);
  g_assert_cmpint (value.kind, ==, MB_VALUE_UINT);
  g_assert_true (value.u == G_MAXUINT64 - 1);
  g_assert_true (mon_tag_value_encode (tag, &value, again, NULL));
  g_assert_cmpmem (again, sizeof again, registers, sizeof registers);
}

static void
test_string (void)
{
  static const guint16 registers[] = { 0x6241, 0x0063 };
  g_autoptr (MonTagSpec) tag = mon_tag_spec_new ();
  char text[MB_TEXT_SIZE];
  guint16 again[2];
  MbValue value;
  g_autoptr (GError) error = NULL;

  tag->type = MB_TYPE_STRING;
  tag->length = 2;
  tag->order = MB_ORDER_BADC;
  g_assert_cmpint (mon_tag_value_decode (tag, registers, &value, text), ==, MON_LACK_NONE);
  g_assert_cmpint (value.kind, ==, MB_VALUE_TEXT);
  g_assert_cmpstr (value.text, ==, "Abc");
  g_assert_true (mon_tag_value_encode (tag, &value, again, NULL));
  g_assert_cmpmem (again, sizeof again, registers, sizeof registers);
  value.text = "Abcde";
  g_assert_false (mon_tag_value_encode (tag, &value, again, &error));
  g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
}

static void
test_bcd (void)
{
  static const guint16 registers[] = { 0x00a0 };
  g_autoptr (MonTagSpec) tag = mon_tag_spec_new ();
  MbValue value;

  tag->type = MB_TYPE_BCD16;
  tag->scale = 0.1;
  g_assert_cmpint (mon_tag_value_decode (tag, registers, &value, NULL), ==, MON_LACK_BCD);
  g_assert_cmpint (value.kind, ==, MB_VALUE_NONE);
  g_assert_cmpfloat (decode (tag, 0x1234), ==, 123.4);
  assert_encoded (tag, 123.4, 0x1234);
}

static MonSentinels *
marks (const char *text,
       gint64      number)
{
  MonSentinels *sentinels = mon_sentinels_new ();
  MonSentinel sentinel = { .number = { .kind = MB_VALUE_INT, .i = number } };

  mon_sentinels_add (sentinels, &sentinel);
  g_assert_true (mon_sentinel_parse (&sentinel, text));
  mon_sentinels_add (sentinels, &sentinel);
  return sentinels;
}

static void
assert_lack (const MonTagSpec *tag,
             guint16           first,
             guint16           second,
             MonLack           expected)
{
  const guint16 registers[] = { first, second };
  MbValue value;

  g_assert_cmpint (mon_tag_value_decode (tag, registers, &value, NULL), ==, expected);
  g_assert_true ((value.kind == MB_VALUE_NONE) == (expected != MON_LACK_NONE));
}

/* By the number before the scale, or by its bits. */
static void
test_sentinels (void)
{
  g_autoptr (MonTagSpec) tag = mon_tag_spec_new ();

  tag->type = MB_TYPE_INT16;
  tag->scale = 0.1;
  tag->sentinels = marks ("0x8000", 9999);
  assert_lack (tag, 0x8000, 0, MON_LACK_SENTINEL);
  assert_lack (tag, 9999, 0, MON_LACK_SENTINEL);
  assert_lack (tag, 0x7fff, 0, MON_LACK_NONE);
  assert_lack (tag, 999, 0, MON_LACK_NONE);
  tag->order = MB_ORDER_BADC;
  assert_lack (tag, 0x0080, 0, MON_LACK_SENTINEL);
  assert_lack (tag, 0x8000, 0, MON_LACK_NONE);

  tag->order = MB_ORDER_CDAB;
  tag->type = MB_TYPE_UINT32;
  g_clear_pointer (&tag->sentinels, mon_sentinels_unref);
  tag->sentinels = marks ("0xFFFF0001", 65536);
  assert_lack (tag, 0x0001, 0xffff, MON_LACK_SENTINEL);
  assert_lack (tag, 0x0000, 0x0001, MON_LACK_SENTINEL);
  assert_lack (tag, 0xffff, 0x0001, MON_LACK_NONE);

  tag->order = MB_ORDER_ABCD;
  tag->type = MB_TYPE_FLOAT32;
  g_clear_pointer (&tag->sentinels, mon_sentinels_unref);
  tag->sentinels = marks ("NaN", -9999);
  assert_lack (tag, 0x7fc0, 0x0000, MON_LACK_SENTINEL);
  assert_lack (tag, 0xffc0, 0x1234, MON_LACK_SENTINEL);
  assert_lack (tag, 0xc61c, 0x3c00, MON_LACK_SENTINEL);
  assert_lack (tag, 0x7f80, 0x0000, MON_LACK_NONE);

  /* A mark that is no BCD is a mark all the same. */
  tag->type = MB_TYPE_BCD16;
  g_clear_pointer (&tag->sentinels, mon_sentinels_unref);
  tag->sentinels = marks ("0xFFFF", 9999);
  assert_lack (tag, 0xffff, 0, MON_LACK_SENTINEL);
  assert_lack (tag, 0x9999, 0, MON_LACK_SENTINEL);
  assert_lack (tag, 0xfff1, 0, MON_LACK_BCD);

  tag->type = MB_TYPE_UINT8L;
  g_clear_pointer (&tag->sentinels, mon_sentinels_unref);
  tag->sentinels = marks ("0xff", 7);
  assert_lack (tag, 0x12ff, 0, MON_LACK_SENTINEL);
  assert_lack (tag, 0xff07, 0, MON_LACK_SENTINEL);
  assert_lack (tag, 0xff12, 0, MON_LACK_NONE);
}

static void
test_bits (void)
{
  g_autoptr (MonTagSpec) tag = mon_tag_spec_new ();
  MbValue value = { .kind = MB_VALUE_INT, .i = 9 };
  guint16 registers[MB_VALUE_MAX_REGISTERS];
  g_autoptr (GError) error = NULL;

  tag->first_bit = 4;
  tag->n_bits = 4;
  g_assert_cmpfloat (decode (tag, 0x12a5), ==, 10);
  g_assert_cmphex (mon_tag_value_mask (tag), ==, 0x00f0);
  assert_encoded (tag, 9.4, 0x0090);
  tag->type = MB_TYPE_INT16;
  g_assert_cmpfloat (decode (tag, 0x12a5), ==, -6);
  g_assert_cmpfloat (decode (tag, 0x1275), ==, 7);
  assert_encoded (tag, -6, 0x00a0);
  g_assert_false (mon_tag_value_encode (tag, &value, registers, &error));
  g_assert_cmpstr (error->message, ==, "9 does not fit 4 bits: give a number from -8 to 7.");

  tag->order = MB_ORDER_BADC;
  g_assert_cmpfloat (decode (tag, 0x7512), ==, 7);
  g_assert_cmphex (mon_tag_value_mask (tag), ==, 0xf000);
  assert_encoded (tag, 7, 0x7000);

  tag->order = MB_ORDER_ABCD;
  tag->type = MB_TYPE_BOOL;
  tag->first_bit = 15;
  tag->n_bits = 1;
  g_assert_cmpfloat (decode (tag, 0x8000), ==, 1);
  g_assert_cmpfloat (decode (tag, 0x7fff), ==, 0);
  assert_encoded (tag, 1, 0x8000);
  assert_encoded (tag, 0, 0x0000);
}

/* Every part of a register, in both orders and with a sign or not, there and back. */
static void
test_bits_inverse (void)
{
  g_autoptr (MonTagSpec) tag = mon_tag_spec_new ();

  for (guint i = 0; i < 16 * 16 * 4; i++)
    {
      tag->first_bit = (guint8) (i % 16);
      tag->n_bits = (guint8) (i / 16 % 16 + 1);
      tag->type = i / 256 % 2 == 0 ? MB_TYPE_UINT16 : MB_TYPE_INT16;
      tag->order = i / 512 == 0 ? MB_ORDER_ABCD : MB_ORDER_BADC;
      if (tag->first_bit + tag->n_bits > 16)
        continue;
      for (guint word = 0; word <= G_MAXUINT16; word += 13)
        {
          guint16 registers[] = { (guint16) word };
          guint16 again;
          MbValue value;

          mon_tag_value_decode (tag, registers, &value, NULL);
          g_assert_true (mon_tag_value_encode (tag, &value, &again, NULL));
          g_assert_cmphex (again, ==, word & mon_tag_value_mask (tag));
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/tag-value/scale", test_scale);
  g_test_add_func ("/mon/tag-value/rounding", test_rounding);
  g_test_add_func ("/mon/tag-value/exact-inverse", test_exact_inverse);
  g_test_add_func ("/mon/tag-value/wide", test_wide);
  g_test_add_func ("/mon/tag-value/string", test_string);
  g_test_add_func ("/mon/tag-value/bcd", test_bcd);
  g_test_add_func ("/mon/tag-value/sentinels", test_sentinels);
  g_test_add_func ("/mon/tag-value/bits", test_bits);
  g_test_add_func ("/mon/tag-value/bits-inverse", test_bits_inverse);
  return g_test_run ();
}
