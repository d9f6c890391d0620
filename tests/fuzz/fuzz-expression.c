/* fuzz-expression.c: any text is an expression that runs, or is refused at a place inside it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "monitor/document/mon-expression.h"
#include "fuzz.h"

/* One byte makes the value of an input: a kind, and an edge of it. */
static MbValue
make_value (guint8 choice)
{
  static const gint64 integers[] = { 0, 1, -1, 5, -7, G_MININT64, G_MAXINT64, 63 };
  static const double doubles[] = { 0.0, -0.0, 0.5, -2.5, NAN, INFINITY, 1e308, 0x1p63 };

  switch (choice / 8 % 4)
    {
    case 0:
      return (MbValue) { .kind = MB_VALUE_BOOL, .b = choice % 2 };
    case 1:
      return (MbValue) { .kind = MB_VALUE_INT, .i = integers[choice % 8] };
    case 2:
      return (MbValue) { .kind = MB_VALUE_UINT, .u = (guint64) integers[choice % 8] };
    default:
      return (MbValue) { .kind = MB_VALUE_FLOAT64, .f = doubles[choice % 8] };
    }
}

static void
to_id_cb (const MonReference *reference,
          MonReference       *out_reference,
          gpointer            user_data)
{
  guint *n = user_data;

  out_reference->is_id = TRUE;
  out_reference->text = g_strdup_printf ("}%u", (*n)++);
}

/* Names that look like words, and one that does not. */
static void
to_name_cb (const MonReference *reference,
            MonReference       *out_reference,
            gpointer            user_data)
{
  static const char *const names[] = { "a%u", "and %u", "0x%u", "it's %u" };
  guint *n = user_data;
  g_autofree char *number = g_strdup_printf ("%u", (*n)++);
  g_auto (GStrv) parts = g_strsplit (names[*n % G_N_ELEMENTS (names)], "%u", 2);

  out_reference->is_id = FALSE;
  out_reference->text = g_strjoinv (number, parts);
}

static MonFault
run (const MonExpression *expression,
     const guint8        *choices,
     MbValue             *out_value)
{
  MonExpressionStack stack;
  MbValue inputs[MON_EXPRESSION_MAX_REFERENCES];
  MonFault fault;

  for (guint i = 0; i < mon_expression_get_n_inputs (expression); i++)
    inputs[i] = make_value ((guint8) (choices[i % 4] + i / 4));
  fault = mon_expression_evaluate (expression, inputs, &stack, out_value);
  g_assert_true ((fault == MON_FAULT_NONE) == (out_value->kind != MB_VALUE_NONE));
  if (fault == MON_FAULT_NONE && mon_expression_is_logical (expression))
    g_assert_cmpint (out_value->kind, ==, MB_VALUE_BOOL);
  return fault;
}

/* With its tags named in another way it is the same expression. */
static void
check_expression (const MonExpression *expression,
                  MonReferenceFunc     func,
                  const guint8        *choices)
{
  guint n = 0;
  g_autoptr (MonExpression) other = mon_expression_rewrite (expression, func, &n);
  MbValue value, other_value;

  g_assert_cmpuint (n, ==, mon_expression_get_n_inputs (expression));
  g_assert_cmpuint (n, ==, mon_expression_get_n_inputs (other));
  g_assert_cmpint (run (expression, choices, &value), ==, run (other, choices, &other_value));
  g_assert_cmpint (value.kind, ==, other_value.kind);
  if (value.kind != MB_VALUE_NONE && !isnan (mb_value_to_double (&value)))
    g_assert_true (mb_value_equal (&value, &other_value));
  for (guint i = 0; i < n; i++)
    {
      MonExpressionSpot spot;

      mon_expression_find_input (expression, i, &spot);
      g_assert_cmpuint (spot.offset, <, strlen (mon_expression_get_text (expression)));
    }
}

/* Input: four bytes that make the values of the inputs, then the text. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (MonExpression) expression = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  MonExpressionSpot spot = { G_MAXSIZE, 0 };
  guint8 choices[4];

  fuzz_begin ();
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    choices[i] = fuzz_take (&data, &size);
  text = g_strndup ((const char *) data, size);

  expression = mon_expression_parse (text, &spot, &error);
  if (expression != NULL)
    {
      g_assert_no_error (error);
      g_assert_cmpstr (mon_expression_get_text (expression), ==, text);
      check_expression (expression, to_id_cb, choices);
      check_expression (expression, to_name_cb, choices);
      return 0;
    }
  g_assert_true (error != NULL && error->domain == MON_EXPRESSION_ERROR);
  g_assert_cmpuint (spot.offset, <=, strlen (text));
  g_assert_cmpuint (spot.column, ==, g_utf8_strlen (text, (gssize) spot.offset) + 1);
  return 0;
}
