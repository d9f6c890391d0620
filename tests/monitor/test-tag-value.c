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
  return g_test_run ();
}
