/* test-json.c: the JSON writer: separators, escapes, numbers, indentation.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "modbus/mb-json.h"

static void
test_line (void)
{
  g_autoptr (MbJson) json = mb_json_new (FALSE);

  mb_json_begin_object (json);
  mb_json_key (json, "a");
  mb_json_int (json, -1);
  mb_json_key (json, "b");
  mb_json_begin_array (json);
  mb_json_uint (json, G_MAXUINT64);
  mb_json_bool (json, TRUE);
  mb_json_null (json);
  mb_json_begin_object (json);
  mb_json_end_object (json);
  mb_json_begin_array (json);
  mb_json_end_array (json);
  mb_json_end_array (json);
  mb_json_key (json, "c");
  mb_json_raw (json, "{\"x\":1}");
  mb_json_key (json, "d");
  mb_json_hex (json, (const guint8 *) "\xff\x00", 2);
  mb_json_end_object (json);
  g_assert_cmpstr (mb_json_get_text (json), ==,
                   "{\"a\":-1,\"b\":[18446744073709551615,true,null,{},[]],\"c\":{\"x\":1},"
                   "\"d\":\"ff00\"}");

  mb_json_reset (json);
  mb_json_begin_array (json);
  mb_json_end_array (json);
  g_assert_cmpstr (mb_json_get_text (json), ==, "[]");
}

static void
test_pretty (void)
{
  g_autoptr (MbJson) json = mb_json_new (TRUE);

  mb_json_begin_object (json);
  mb_json_key (json, "a");
  mb_json_begin_array (json);
  mb_json_int (json, 1);
  mb_json_int (json, 2);
  mb_json_end_array (json);
  mb_json_key (json, "b");
  mb_json_begin_object (json);
  mb_json_end_object (json);
  mb_json_end_object (json);
  g_assert_cmpstr (mb_json_get_text (json), ==,
                   "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}");
}

static void
assert_string (const char *text,
               const char *expected)
{
  g_autoptr (MbJson) json = mb_json_new (FALSE);

  mb_json_string (json, text);
  g_assert_cmpstr (mb_json_get_text (json), ==, expected);
}

static void
test_strings (void)
{
  assert_string ("", "\"\"");
  assert_string ("a\"b\\c/d", "\"a\\\"b\\\\c/d\"");
  assert_string ("\b\f\n\r\t\x01\x1f\x7f", "\"\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\"");
  assert_string ("21 °C", "\"21 °C\"");
  assert_string ("a\xff" "b", "\"a\xef\xbf\xbd" "b\"");
  assert_string ("\xc3", "\"\xef\xbf\xbd\"");
}

static void
test_numbers (void)
{
  g_autoptr (MbJson) json = mb_json_new (FALSE);
  MbValue value = { .kind = MB_VALUE_BOOL, .b = TRUE };

  mb_json_begin_array (json);
  mb_json_double (json, 0.1);
  mb_json_double (json, NAN);
  mb_json_double (json, INFINITY);
  mb_json_double (json, -INFINITY);
  mb_json_float (json, 123.456f);
  mb_json_float (json, 100);
  mb_json_int (json, G_MININT64);
  mb_json_value (json, &value);
  value = (MbValue) { .kind = MB_VALUE_FLOAT32, .f = 0.1f };
  mb_json_value (json, &value);
  value = (MbValue) { .kind = MB_VALUE_FLOAT32, .f = NAN };
  mb_json_value (json, &value);
  value = (MbValue) { .kind = MB_VALUE_NONE };
  mb_json_value (json, &value);
  mb_json_end_array (json);
  g_assert_cmpstr (mb_json_get_text (json), ==,
                   "[0.1,\"nan\",\"inf\",\"-inf\",123.456,100,-9223372036854775808,1,0.1,\"nan\","
                   "null]");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/json/line", test_line);
  g_test_add_func ("/mb/json/pretty", test_pretty);
  g_test_add_func ("/mb/json/strings", test_strings);
  g_test_add_func ("/mb/json/numbers", test_numbers);
  return g_test_run ();
}
