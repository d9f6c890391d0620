/* test-expression.c: the language of expressions: what comes out, what is refused and where.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-expression.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const char *name;
  MbValue     value;
} Tag;

static const Tag tags[] = {
  { "five", { .kind = MB_VALUE_UINT, .u = 5 } },
  { "minus", { .kind = MB_VALUE_INT, .i = -7 } },
  { "on", { .kind = MB_VALUE_BOOL, .b = TRUE } },
  { "off", { .kind = MB_VALUE_BOOL, .b = FALSE } },
  { "half", { .kind = MB_VALUE_FLOAT32, .f = 0.5 } },
  { "tenth", { .kind = MB_VALUE_FLOAT32, .f = 0.1f } },
  { "most", { .kind = MB_VALUE_UINT, .u = G_MAXUINT64 } },
  { "least", { .kind = MB_VALUE_INT, .i = G_MININT64 } },
  { "nan", { .kind = MB_VALUE_FLOAT32, .f = NAN } },
  { "inf", { .kind = MB_VALUE_FLOAT64, .f = INFINITY } },
  { "Boiler/Supply temperature", { .kind = MB_VALUE_FLOAT64, .f = 71.5 } },
  { "it's", { .kind = MB_VALUE_INT, .i = 3 } },
  { "größe_2", { .kind = MB_VALUE_INT, .i = 2 } },
  { "a}b", { .kind = MB_VALUE_INT, .i = 9 } },
};

static MbValue
value_of (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (g_str_equal (tags[i].name, name))
      return tags[i].value;
  g_error ("no tag “%s”", name);
}

static MonExpression *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  MonExpression *expression = mon_expression_parse (text, NULL, &error);

  if (expression == NULL)
    g_error ("%s: %s", text, error->message);
  return expression;
}

/* From MON_FAULT_NO_TAG on. */
static const char *const fault_names[] = {
  "no-tag", "circle", "division", "not-whole", "range", "root", "nan", "text",
};

/* "i 5", "u 18446744073709551615", "f 2.5", "f32 0.1", "b 1", "! division". */
static char *
run (const char *text)
{
  g_autoptr (MonExpression) expression = parse (text);
  MbValue inputs[MON_EXPRESSION_MAX_REFERENCES];
  MonExpressionStack stack;
  MbValue value;
  char number[MB_NUMBER_TEXT_SIZE];
  static const char *const kinds[] = { "none", "b", "i", "u", "f32", "f" };
  MonFault fault;

  for (guint i = 0; i < mon_expression_get_n_inputs (expression); i++)
    inputs[i] = value_of (mon_expression_get_input (expression, i)->text);
  fault = mon_expression_evaluate (expression, inputs, &stack, &value);
  if (fault != MON_FAULT_NONE)
    {
      g_assert_cmpint (value.kind, ==, MB_VALUE_NONE);
      return g_strdup_printf ("! %s", fault_names[fault - MON_FAULT_NO_TAG]);
    }
  g_assert_true (!mon_expression_is_logical (expression) || value.kind == MB_VALUE_BOOL);
  mb_value_format (&value, number, sizeof number);
  return g_strdup_printf ("%s %s", kinds[value.kind], number);
}

static const struct
{
  const char *text;
  const char *result;
} value_cases[] = {
  /* Numbers and constants. */
  { "42", "i 42" },
  { " \t42\n", "i 42" },
  { "0", "i 0" },
  { "007", "i 7" },
  { "0.5", "f 0.5" },
  { ".5", "f 0.5" },
  { "1e3", "f 1000" },
  { "1.5E-1", "f 0.15" },
  { "0x2a", "i 42" },
  { "0XFF", "i 255" },
  { "0b101010", "i 42" },
  { "0xffffffffffffffff", "u 18446744073709551615" },
  { "9223372036854775807", "i 9223372036854775807" },
  { "9223372036854775808", "u 9223372036854775808" },
  { "18446744073709551615", "u 18446744073709551615" },
  { "18446744073709551616", "f 1.8446744073709552e+19" },
  { "-9223372036854775808", "i -9223372036854775808" },
  { "true", "b 1" },
  { "false", "b 0" },
  { "pi", "f 3.141592653589793" },

  /* Tags, by every way to refer to them. */
  { "five", "i 5" },
  { "minus", "i -7" },
  { "on", "b 1" },
  { "half", "f32 0.5" },
  { "tenth", "f32 0.1" },
  { "most", "u 18446744073709551615" },
  { "nan", "f32 nan" },
  { "größe_2", "i 2" },
  { "'five'", "i 5" },
  { "'Boiler/Supply temperature' - 1", "f 70.5" },
  { "'it''s' * 2", "i 6" },
  { "{five} + 'five' + five", "i 15" },
  { "{a}}b}", "i 9" },

  /* Precedence, from the tightest to the loosest. */
  { "-five + 3", "i -2" },
  { "-minus", "i 7" },
  { "+five", "i 5" },
  { "- - 5", "i 5" },
  { "-~5", "i 6" },
  { "1 + 2 * 3", "i 7" },
  { "(1 + 2) * 3", "i 9" },
  { "-7 % 4", "i 1" },
  { "1 << 2 + 1", "i 8" },
  { "5 & 1 << 2", "i 4" },
  { "6 ^ 3 & 1", "i 7" },
  { "1 | 6 ^ 3", "i 5" },
  { "1 | 2 == 3", "b 1" },
  { "5 & 4 == 4", "b 1" },
  { "not 1 == 2", "b 1" },
  { "(not 1) == 2", "b 0" },
  { "not not 5", "b 1" },
  { "false and false or true", "b 1" },
  { "true or false and false", "b 1" },
  { "(true or false) and false", "b 0" },
  { "1 < 2 and 3 > 2", "b 1" },
  { "(1 < 2) == true", "b 1" },

  /* From the left. */
  { "10 - 4 - 3", "i 3" },
  { "100 ÷ 10 ÷ 5", "f 2" },
  { "100 / (10 / 5)", "f 50" },
  { "7 * 3 % 4", "i 1" },
  { "1 << 3 << 2", "i 32" },
  { "2 × 3 − 4 ÷ 2", "f 4" },

  /* Whole numbers stay exact as long as 64 bits are enough. */
  { "9223372036854775807 + 1", "u 9223372036854775808" },
  { "most + 1", "f 1.8446744073709552e+19" },
  { "most - most", "i 0" },
  { "most - 1", "u 18446744073709551614" },
  { "least - 1", "f -9.223372036854776e+18" },
  { "least + most", "i 9223372036854775807" },
  { "-most", "f -1.8446744073709552e+19" },
  { "-9223372036854775808 * -1", "u 9223372036854775808" },
  { "4294967296 * 4294967295", "u 18446744069414584320" },
  { "4294967296 * 4294967296", "f 1.8446744073709552e+19" },
  { "-4294967296 * 2147483648", "i -9223372036854775808" },
  { "0 * -5", "i 0" },
  { "most * 0", "i 0" },
  { "most % 10", "i 5" },
  { "most == most - 1", "b 0" },
  { "most > least", "b 1" },
  { "least < most", "b 1" },
  { "9007199254740993 == 9007199254740992", "b 0" },
  { "9007199254740993 == 9007199254740992.0", "b 1" },
  { "true + true + on", "i 3" },
  { "3 + 0.0", "f 3" },
  { "6 / 3", "f 2" },
  { "7 / 2", "f 3.5" },

  /* The rest has the sign of the divisor. */
  { "7 % 4", "i 3" },
  { "-1 % 360", "i 359" },
  { "7 % -4", "i -1" },
  { "-7 % -4", "i -3" },
  { "8 % -4", "i 0" },
  { "least % most", "i 9223372036854775807" },
  { "5.5 % 2", "f 1.5" },
  { "-0.5 % 360", "f 359.5" },
  { "0.5 % -2", "f -1.5" },

  /* Comparisons. */
  { "1 == 1.0", "b 1" },
  { "1 != 2", "b 1" },
  { "2 ≠ 2", "b 0" },
  { "1 <= 1", "b 1" },
  { "2 ≤ 1", "b 0" },
  { "1 >= 2", "b 0" },
  { "1 ≥ 1", "b 1" },
  { "1 < 1", "b 0" },
  { "2 > 1", "b 1" },
  { "true == 1", "b 1" },

  /* Bits, as if without end. */
  { "12 & 10", "i 8" },
  { "12 | 10", "i 14" },
  { "12 ^ 10", "i 6" },
  { "~5", "i -6" },
  { "~-6", "i 5" },
  { "~least", "i 9223372036854775807" },
  { "~most", "! range" },
  { "-1 & most", "u 18446744073709551615" },
  { "-1 & 0xff", "i 255" },
  { "most | -1", "i -1" },
  { "most ^ most", "i 0" },
  { "most ^ -1", "! range" },
  { "-1 ^ 1", "i -2" },
  { "0x8000000000000000 & most", "u 9223372036854775808" },
  { "6.0 & 3", "i 2" },
  { "true | 2", "i 3" },
  { "1.5 & 1", "! not-whole" },
  { "1 | 0.5", "! not-whole" },
  { "nan & 1", "! not-whole" },
  { "inf & 1", "! range" },
  { "1e30 | 1", "! range" },
  { "~0.5", "! not-whole" },
  { "18446744073709551615.0 & 1", "! range" },
  { "9223372036854775808.0 & most", "u 9223372036854775808" },
  { "1 << 63", "u 9223372036854775808" },
  { "1 << 64", "! range" },
  { "2 << 63", "! range" },
  { "1 << -1", "! range" },
  { "1 << 0.5", "! not-whole" },
  { "-1 << 63", "i -9223372036854775808" },
  { "-2 << 63", "! range" },
  { "0 << 63", "i 0" },
  { "most >> 63", "i 1" },
  { "-5 >> 1", "i -3" },
  { "-1 >> 63", "i -1" },
  { "least >> 63", "i -1" },
  { "5 >> 0", "i 5" },
  { "5 >> 64", "! range" },

  /* Functions. */
  { "if(1, 2, 3)", "i 2" },
  { "if (0, 2, 3)", "i 3" },
  { "if(half, on, off)", "b 1" },
  { "if(five == 0, 0, 100 / five)", "f 20" },
  { "if(true, 1, 1 / 0)", "i 1" },
  { "if(false, 1 / 0, 2)", "i 2" },
  { "if(nan, 1, 2)", "! nan" },
  { "1 + if(off, 2, if(on, 3, 4)) * 2", "i 7" },
  { "min(3, 1, 2)", "i 1" },
  { "max(3, 1, 2.5)", "i 3" },
  { "max(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)", "i 16" },
  { "min(tenth, 5)", "f32 0.1" },
  { "max(most, 1)", "u 18446744073709551615" },
  { "min(nan, 1)", "f32 nan" },
  { "max(1, nan)", "f32 nan" },
  { "max(1, inf)", "f inf" },
  { "abs(minus)", "i 7" },
  { "abs(least)", "u 9223372036854775808" },
  { "abs(-0.5)", "f 0.5" },
  { "abs(on)", "i 1" },
  { "round(2.5)", "i 3" },
  { "round(-2.5)", "i -3" },
  { "round(0.4999999999999999)", "i 0" },
  { "round(1e30)", "f 1e+30" },
  { "round(5)", "i 5" },
  { "round(most)", "u 18446744073709551615" },
  { "round(9223372036854775808.0)", "u 9223372036854775808" },
  { "round(nan)", "f32 nan" },
  { "round(21.456, 1)", "f 21.5" },
  { "round(-21.456, 2)", "f -21.46" },
  { "round(21.456, 0)", "i 21" },
  { "round(21.456, 15)", "f 21.456" },
  { "round(1e300, 15)", "f 1e+300" },
  { "round(five, 3)", "i 5" },
  { "round(1.5, 16)", "! range" },
  { "round(1.5, -1)", "! range" },
  { "round(1.5, 0.5)", "! not-whole" },
  { "floor(-0.5)", "i -1" },
  { "floor(2.9)", "i 2" },
  { "ceil(-0.5)", "i 0" },
  { "ceil(2.1)", "i 3" },
  { "sqrt(2)", "f 1.4142135623730951" },
  { "sqrt(0)", "f 0" },
  { "sqrt(-1)", "! root" },
  { "sqrt(-0.0)", "f -0.0" },
  { "sqrt(nan)", "f nan" },

  /* Conditions end early, and what comes out is true or false. */
  { "5 and 3", "b 1" },
  { "0 or 3", "b 1" },
  { "0 and 1 / 0", "b 0" },
  { "1 or 1 / 0", "b 1" },
  { "1 and 1 / 0", "! division" },
  { "nan and 1", "! nan" },
  { "1 and nan", "! nan" },
  { "not nan", "! nan" },
  { "0.1 and most", "b 1" },
  { "not 0.0", "b 1" },

  /* Nothing becomes infinite, and NaN goes through. */
  { "1 / 0", "! division" },
  { "0 / 0", "! division" },
  { "1 / -0.0", "! division" },
  { "5 % 0", "! division" },
  { "5.5 % 0", "! division" },
  { "1 / off", "! division" },
  { "1e308 * 10", "! range" },
  { "1e308 + 1e308", "! range" },
  { "-1e308 - 1e308", "! range" },
  { "1e308 / 0.1", "! range" },
  { "nan + 1", "f nan" },
  { "inf - inf", "f nan" },
  { "inf * 2", "f inf" },
  { "1 / inf", "f 0" },
  { "nan == nan", "b 0" },
  { "nan != nan", "b 1" },
  { "nan < 1 or nan >= 1", "b 0" },
  { "-nan", "f32 nan" },
};

static void
test_values (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (value_cases); i++)
    {
      g_autofree char *result = run (value_cases[i].text);

      if (!g_str_equal (result, value_cases[i].result))
        g_error ("%s is %s, not %s", value_cases[i].text, result, value_cases[i].result);
    }
}

static const struct
{
  const char *text;
  guint       offset;
  guint       column;
  const char *message;
} refused_cases[] = {
  { "", 0, 1, "expected a value, not the end" },
  { "   ", 3, 4, "expected a value, not the end" },
  { "1 +", 3, 4, "expected a value, not the end" },
  { "1 + * 2", 4, 5, "expected a value, not “*”" },
  { "× 2", 0, 1, "expected a value, not “×”" },
  { "1 × ÷ 2", 5, 5, "expected a value, not “÷”" },
  { "größe größe", 8, 7, "expected an operator, not “größe”" },
  { "1 2", 2, 3, "expected an operator, not “2”" },
  { "1)", 1, 2, "expected an operator, not “)”" },
  { "a, b", 1, 2, "expected an operator, not “,”" },
  { "(1 + 2", 6, 7, "expected “)”, not the end" },
  { "(1 2)", 3, 4, "expected “)”, not “2”" },
  { "()", 1, 2, "expected a value, not “)”" },
  { "1 and", 5, 6, "expected a value, not the end" },
  { "and 1", 0, 1, "expected a value, not “and”" },
  { "1 not 2", 2, 3, "expected an operator, not “not”" },
  { "1 + not 2", 4, 5, "“not” needs parentheses around it here" },
  { "1 == not 2", 5, 6, "“not” needs parentheses around it here" },
  { "-not 2", 1, 2, "“not” needs parentheses around it here" },
  { "a < b < c", 6, 7,
    "a comparison of a comparison needs parentheses; “a < b < c” is written “a < b and b < c”" },
  { "a == b != c", 7, 8,
    "a comparison of a comparison needs parentheses; “a < b < c” is written “a < b and b < c”" },
  { "a = b", 2, 3, "expected “==” to compare" },
  { "!a", 0, 1, "expected “not”, or “!=” to compare" },
  { "a && b", 3, 4, "expected a value, not “&”" },
  { "\"a\"", 0, 1, "expected names in single quotes: 'Name'" },
  { "a ? b", 2, 3, "this sign means nothing here" },
  { "ü + €", 5, 5, "this sign means nothing here" },
  { "'Supply", 0, 1, "the quote is not closed" },
  { "1 + {abc", 4, 5, "the brace is not closed" },
  { "'it''", 0, 1, "the quote is not closed" },
  { "''", 0, 1, "nothing is named between these" },
  { "{}", 0, 1, "nothing is named between these" },
  { "12kW", 2, 3, "does not belong to a number" },
  { "1.", 1, 2, "does not belong to a number" },
  { "1.2.3", 3, 4, "does not belong to a number" },
  { "1e", 1, 2, "does not belong to a number" },
  { "0b12", 3, 4, "does not belong to a number" },
  { "0x", 2, 3, "expected hex digits" },
  { "0x-1", 2, 3, "expected hex digits" },
  { "0b2", 2, 3, "expected the digits 0 and 1" },
  { "0x10000000000000000", 0, 1, "the number has more than 64 bits" },
  { "1e400", 0, 1, "the number is out of range" },
  { "foo(1)", 0, 1,
    "no such function: there are if, min, max, abs, round, floor, ceil and sqrt" },
  { "2 * pi(1)", 4, 5,
    "no such function: there are if, min, max, abs, round, floor, ceil and sqrt" },
  { "abs()", 4, 5, "“abs” takes one value" },
  { "abs(1, 2)", 5, 6, "“abs” takes one value" },
  { "abs(1", 5, 6, "expected “)”, not the end" },
  { "min(1)", 5, 6, "“min” takes 2 to 16 values" },
  { "min(1 2)", 6, 7, "expected “,”, not “2”" },
  { "max(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17)", 42, 43, "“max” takes 2 to 16 values" },
  { "round(1, 2, 3)", 10, 11, "“round” takes a value and perhaps a number of digits" },
  { "if(1, 2)", 7, 8, "“if” takes a condition and two values" },
  { "if(1, 2, 3, 4)", 10, 11, "“if” takes a condition and two values" },
  { "if(1", 4, 5, "expected “,”, not the end" },
  { "if(1, , 2)", 6, 7, "expected a value, not “,”" },
  { "1 + \xff", 4, 5, "not UTF-8" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused_cases); i++)
    {
      g_autoptr (GError) error = NULL;
      MonExpressionSpot spot;

      if (mon_expression_parse (refused_cases[i].text, &spot, &error) != NULL)
        g_error ("%s was read", refused_cases[i].text);
      g_assert_error (error, MON_EXPRESSION_ERROR, MON_EXPRESSION_ERROR_SYNTAX);
      g_assert_cmpstr (error->message, ==, refused_cases[i].message);
      g_assert_cmpuint (spot.offset, ==, refused_cases[i].offset);
      g_assert_cmpuint (spot.column, ==, refused_cases[i].column);
    }
}

static char *
repeat (const char *before,
        const char *piece,
        guint       n,
        const char *after)
{
  GString *text = g_string_new (before);

  for (guint i = 0; i < n; i++)
    g_string_append (text, piece);
  g_string_append (text, after);
  return g_string_free (text, FALSE);
}

/* Takes @text over. */
static void
assert_fits (char *text)
{
  g_autofree char *owned = text;
  g_autoptr (MonExpression) expression = parse (owned);
  MbValue inputs[MON_EXPRESSION_MAX_REFERENCES];
  MonExpressionStack stack;
  MbValue value;

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    inputs[i] = (MbValue) { .kind = MB_VALUE_INT, .i = 1 };
  g_assert_cmpint (mon_expression_evaluate (expression, inputs, &stack, &value), ==,
                   MON_FAULT_NONE);
}

/* Takes @text over. */
static void
assert_too_large (char       *text,
                  const char *message)
{
  g_autofree char *owned = text;
  g_autoptr (GError) error = NULL;
  MonExpressionSpot spot;

  g_assert_null (mon_expression_parse (owned, &spot, &error));
  g_assert_error (error, MON_EXPRESSION_ERROR, MON_EXPRESSION_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpuint (spot.offset, <=, strlen (owned));
}

static void
test_limits (void)
{
  const char *too_deep = "nested too deep: the limit is 64 levels";
  const char *too_long = "too long: the limit is 4,096 bytes, names not counted";
  const char *too_many = "too many references to tags: the limit is 256";
  g_autofree char *long_name = repeat ("'", "x", MON_EXPRESSION_MAX_NAME_BYTES - 2, "'");
  g_autofree char *longer_name = repeat ("'", "x", MON_EXPRESSION_MAX_NAME_BYTES - 1, "'");

  assert_fits (repeat ("", "-", MON_EXPRESSION_MAX_DEPTH, "1"));
  assert_too_large (repeat ("", "-", MON_EXPRESSION_MAX_DEPTH + 1, "1"), too_deep);
  assert_fits (repeat ("", "1+(", MON_EXPRESSION_MAX_DEPTH / 2, "1"
                       "))))))))))))))))))))))))))))))))"));
  assert_too_large (repeat ("", "1+(", MON_EXPRESSION_MAX_DEPTH / 2, "1+1"), too_deep);
  assert_fits (repeat ("", "max(1,", MON_EXPRESSION_MAX_DEPTH, "1"
                       "))))))))))))))))))))))))))))))))"
                       "))))))))))))))))))))))))))))))))"));
  assert_too_large (repeat ("", "(", 100000, ""), too_deep);

  assert_fits (repeat ("1", " ", MON_EXPRESSION_MAX_BYTES - 1, ""));
  assert_too_large (repeat ("1", " ", MON_EXPRESSION_MAX_BYTES, "+"), too_long);
  assert_too_large (repeat ("1", " ", 10000000, ""), too_long);
  assert_fits (g_strdup (long_name));
  assert_too_large (g_strdup (longer_name), "the name is too long");
  assert_fits (repeat (long_name, "+long_name", 100, ""));
  assert_fits (repeat ("", "x", MON_EXPRESSION_MAX_NAME_BYTES - 2, ""));
  assert_too_large (repeat ("", "x", MON_EXPRESSION_MAX_NAME_BYTES - 1, ""),
                    "the name is too long");

  assert_fits (repeat ("a", "+a", MON_EXPRESSION_MAX_REFERENCES - 1, ""));
  assert_too_large (repeat ("a", "+a", MON_EXPRESSION_MAX_REFERENCES, ""), too_many);

  assert_fits (repeat ("1", "+1", (MON_EXPRESSION_MAX_OPERATIONS - 1) / 2, ""));
  assert_too_large (repeat ("1", "+1", MON_EXPRESSION_MAX_OPERATIONS / 2 + 1, ""),
                    "too long: the limit is 1,024 operations");
}

static void
test_inputs (void)
{
  g_autoptr (MonExpression) expression = parse ("größe + 'b c' * größe - {größe}");
  MonExpressionSpot spot;

  g_assert_cmpuint (mon_expression_get_n_inputs (expression), ==, 3);
  g_assert_cmpstr (mon_expression_get_input (expression, 0)->text, ==, "größe");
  g_assert_false (mon_expression_get_input (expression, 0)->is_id);
  g_assert_cmpstr (mon_expression_get_input (expression, 1)->text, ==, "b c");
  g_assert_true (mon_expression_get_input (expression, 2)->is_id);
  mon_expression_find_input (expression, 1, &spot);
  g_assert_cmpuint (spot.offset, ==, 10);
  g_assert_cmpuint (spot.column, ==, 9);
  g_assert_cmpstr (mon_expression_get_text (expression), ==, "größe + 'b c' * größe - {größe}");
}

static void
to_id_cb (const MonReference *reference,
          MonReference       *out_reference,
          gpointer            user_data)
{
  if (reference->is_id)
    return;
  out_reference->is_id = TRUE;
  out_reference->text = g_strdup_printf ("%s}", reference->text);
}

static void
to_name_cb (const MonReference *reference,
            MonReference       *out_reference,
            gpointer            user_data)
{
  out_reference->is_id = FALSE;
  out_reference->text = g_strdup ("it's");
}

static void
to_given_name_cb (const MonReference *reference,
                  MonReference       *out_reference,
                  gpointer            user_data)
{
  out_reference->is_id = FALSE;
  out_reference->text = g_strdup (user_data);
}

/* Words need no quotes, unless they would mean something else. */
static void
test_rewrite_words (void)
{
  const struct
  {
    const char *text;
    const char *name;
    const char *result;
  } cases[] = {
    { "{x}", "größe", "größe" },
    { "max({x}, {x})", "a1", "max(a1, a1)" },
    { "not{x}and{x}or 1", "a", "not'a'and'a'or 1" },
    { "({x}) + -{x}", "a", "(a) + -'a'" },
    { "{x} + 1", "1a", "'1a' + 1" },
    { "{x} + 1", "a b", "'a b' + 1" },
    { "{x} + 1", "and", "'and' + 1" },
    { "{x} + 1", "pi", "'pi' + 1" },
    { "{x} + 1", "min", "min + 1" },
    { "{x} + 1", "  a", "'  a' + 1" },
    { "{x} + 1", "(", "'(' + 1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MonExpression) expression = parse (cases[i].text);
      g_autoptr (MonExpression) named =
        mon_expression_rewrite (expression, to_given_name_cb, (gpointer) cases[i].name);

      g_assert_cmpstr (mon_expression_get_text (named), ==, cases[i].result);
      g_assert_cmpstr (mon_expression_get_input (named, 0)->text, ==, cases[i].name);
    }
}

/* What no name can be is not taken; the longest that can is, even of quotes only. */
static void
test_rewrite_extremes (void)
{
  g_autoptr (MonExpression) expression = parse ("{x} + 1");
  g_autofree char *longest = repeat ("", "'", MON_EXPRESSION_MAX_NAME_BYTES / 2 - 1, "");
  g_autofree char *longer = g_strconcat (longest, "'", NULL);
  g_autoptr (MonExpression) named = mon_expression_rewrite (expression, to_given_name_cb, longest);
  g_autoptr (MonExpression) same = mon_expression_rewrite (expression, to_given_name_cb, longer);
  g_autoptr (MonExpression) empty = mon_expression_rewrite (expression, to_given_name_cb,
                                                            (gpointer) "");

  g_autofree char *word = repeat ("-", "x", MON_EXPRESSION_MAX_NAME_BYTES - 2, "*{x}");
  g_autoptr (MonExpression) long_word = parse (word);
  g_autoptr (MonExpression) quoted = mon_expression_rewrite (long_word, to_id_cb, NULL);

  g_assert_cmpuint (mon_expression_get_n_inputs (quoted), ==, 2);
  g_assert_cmpstr (mon_expression_get_input (named, 0)->text, ==, longest);
  g_assert_cmpstr (mon_expression_get_text (same), ==, "{x} + 1");
  g_assert_cmpstr (mon_expression_get_text (empty), ==, "{x} + 1");
}

/* Only the references change, and those that become the same are one input. */
static void
test_rewrite (void)
{
  g_autoptr (MonExpression) expression = parse (" a  ×('b/c'-{x}) + a");
  g_autoptr (MonExpression) ids = mon_expression_rewrite (expression, to_id_cb, NULL);
  g_autoptr (MonExpression) names = mon_expression_rewrite (ids, to_name_cb, NULL);

  g_assert_cmpstr (mon_expression_get_text (ids), ==, " {a}}}  ×({b/c}}}-{x}) + {a}}}");
  g_assert_cmpstr (mon_expression_get_input (ids, 0)->text, ==, "a}");
  g_assert_cmpstr (mon_expression_get_text (names), ==,
                   " 'it''s'  ×('it''s'-'it''s') + 'it''s'");
  g_assert_cmpuint (mon_expression_get_n_inputs (names), ==, 1);
}

static void
test_logical (void)
{
  const struct
  {
    const char *text;
    gboolean    is_logical;
  } cases[] = {
    { "a", FALSE }, { "a > b", TRUE }, { "a and b", TRUE }, { "not a", TRUE }, { "true", TRUE },
    { "1", FALSE }, { "-true", FALSE }, { "+true", FALSE }, { "(a > 1)", TRUE },
    { "if(a, b > 1, true)", TRUE }, { "if(a > 1, 1, true)", FALSE }, { "a > 1 | 2", TRUE },
    { "(a > 1) | 2", FALSE }, { "max(a > 1, b > 1)", TRUE }, { "max(a > 1, 2)", FALSE },
    { "abs(a > 1)", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MonExpression) expression = parse (cases[i].text);

      g_assert_cmpint (mon_expression_is_logical (expression), ==, cases[i].is_logical);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/expression/values", test_values);
  g_test_add_func ("/mon/expression/refused", test_refused);
  g_test_add_func ("/mon/expression/limits", test_limits);
  g_test_add_func ("/mon/expression/inputs", test_inputs);
  g_test_add_func ("/mon/expression/rewrite", test_rewrite);
  g_test_add_func ("/mon/expression/rewrite-words", test_rewrite_words);
  g_test_add_func ("/mon/expression/rewrite-extremes", test_rewrite_extremes);
  g_test_add_func ("/mon/expression/logical", test_logical);
  return g_test_run ();
}
