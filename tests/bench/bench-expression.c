/* bench-expression.c: what computed values cost: one figure a line, as "name value unit".
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-clock.h"
#include "monitor/document/mon-expression.h"

#define N_RUNS 5000000
#define N_PARSES 200000

typedef struct
{
  const char *name;
  const char *text;
} Case;

/* Each of about ten operations, besides what brings their operands. */
static const Case cases[] = {
  { "floating", "(a - b) * 1.5 + (c - d) / 2.5 + a * b - c * 0.1 + d" },
  { "whole", "(i - j) * 3 + (i - 7) * j + i * j - j * 10 + 1" },
  { "bits", "(i & 0xff) << 8 | (i >> 8 & 0xff) ^ j & 15 | ~i & 3 ^ j" },
  { "choice", "if(a > b and c < d or i == 3, max(a, b) - min(c, d), round(a * 2))" },
};

static void
report (const char *what,
        const char *name,
        double      value,
        const char *unit)
{
  g_print ("expression-%s-%s %.1f %s\n", what, name, value, unit);
}

static MbValue
make_input (const MonReference *reference)
{
  if (reference->text[0] >= 'i')
    return (MbValue) { .kind = MB_VALUE_UINT, .u = (guint64) reference->text[0] * 77 };
  return (MbValue) { .kind = MB_VALUE_FLOAT32, .f = reference->text[0] / 4.0 };
}

static void
bench_case (const Case *which)
{
  g_autoptr (MonExpression) expression = mon_expression_parse (which->text, NULL, NULL);
  MonExpressionStack stack;
  MbValue inputs[8];
  MbValue value;
  guint n_faults = 0;
  gint64 start_us;

  for (guint i = 0; i < mon_expression_get_n_inputs (expression); i++)
    inputs[i] = make_input (mon_expression_get_input (expression, i));
  start_us = mb_wall_time_us ();
  for (guint i = 0; i < N_RUNS; i++)
    n_faults += mon_expression_evaluate (expression, inputs, &stack, &value) != MON_FAULT_NONE;
  report ("evaluate", which->name, (mb_wall_time_us () - start_us) * 1000.0 / N_RUNS, "ns");
  g_assert_cmpuint (n_faults, ==, 0);

  start_us = mb_wall_time_us ();
  for (guint i = 0; i < N_PARSES; i++)
    mon_expression_unref (mon_expression_parse (which->text, NULL, NULL));
  report ("parse", which->name, (mb_wall_time_us () - start_us) * 1000.0 / N_PARSES, "ns");
}

int
main (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    bench_case (&cases[i]);
  return 0;
}
