/* bench-expression.c: what computed values cost: one figure a line, as "name value unit".
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-clock.h"
#include "monitor/engine/mon-formulas.h"

/* The best of some rounds counts: what else the machine does only makes them longer. */
#define N_ROUNDS 20
#define N_RUNS 200000
#define N_PARSES 10000
#define N_TAGS 100000
#define N_COMPUTED 10000
#define N_TURN 100
#define N_TURNS 10000

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
  gint64 evaluate_us = G_MAXINT64, parse_us = G_MAXINT64;
  guint n_faults = 0;

  for (guint i = 0; i < mon_expression_get_n_inputs (expression); i++)
    inputs[i] = make_input (mon_expression_get_input (expression, i));
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      gint64 start_us = mb_wall_time_us ();
      gint64 then_us;

      for (guint i = 0; i < N_RUNS; i++)
        n_faults += mon_expression_evaluate (expression, inputs, &stack, &value) != MON_FAULT_NONE;
      then_us = mb_wall_time_us ();
      for (guint i = 0; i < N_PARSES; i++)
        mon_expression_unref (mon_expression_parse (which->text, NULL, NULL));
      evaluate_us = MIN (evaluate_us, then_us - start_us);
      parse_us = MIN (parse_us, mb_wall_time_us () - then_us);
    }
  g_assert_cmpuint (n_faults, ==, 0);
  report ("evaluate", which->name, evaluate_us * 1000.0 / N_RUNS, "ns");
  report ("parse", which->name, parse_us * 1000.0 / N_PARSES, "ns");
}

static MonProjectSpec *
make_project (void)
{
  MonProjectSpec *root = mon_project_spec_new ();
  MonConnectionSpec *connection = mon_connection_spec_new ();
  MonDeviceSpec *device = mon_device_spec_new ();

  for (guint i = 0; i < N_TAGS; i++)
    g_ptr_array_add (device->tags, mon_tag_spec_new ());
  for (guint i = 0; i < N_COMPUTED; i++)
    {
      const MonTagSpec *a = device->tags->pdata[2 * i];
      const MonTagSpec *b = device->tags->pdata[2 * i + 1];
      g_autofree char *text = g_strdup_printf ("({%s} - {%s}) * 0.5", a->id, b->id);
      MonTagSpec *tag = mon_tag_spec_new ();

      tag->expression = mon_expression_parse (text, NULL, NULL);
      g_ptr_array_add (device->tags, tag);
    }
  g_ptr_array_add (connection->devices, device);
  g_ptr_array_add (root->connections, connection);
  return root;
}

/* Turns in which so many tags of the first half, which are all needed, or of the second half, which
 * nobody needs, have a sample. */
static void
bench_turns (MonFormulas   *formulas,
             MonDeviceSpec *device,
             guint          first,
             const char    *name)
{
  g_autoptr (GArray) computed = g_array_new (FALSE, FALSE, sizeof (MonSample));
  MonSample samples[N_TURN] = { 0 };
  guint64 n_computed = 0;
  gint64 start_us = mb_wall_time_us ();

  for (guint turn = 0; turn < N_TURNS; turn++)
    {
      for (guint i = 0; i < N_TURN; i++)
        {
          guint number = first + (turn * N_TURN + i) % (2 * N_COMPUTED);
          const MonTagSpec *tag = device->tags->pdata[number];

          samples[i].tag = tag->handle;
          samples[i].time_us = turn;
          samples[i].value = (MbValue) { .kind = MB_VALUE_UINT, .u = turn };
        }
      mon_formulas_observe (formulas, samples, N_TURN);
      g_array_set_size (computed, 0);
      mon_formulas_run (formulas, turn, computed);
      n_computed += computed->len;
    }
  report ("turn", name, (mb_wall_time_us () - start_us) * 1000.0 / N_TURNS / N_TURN, "ns/sample");
  g_assert_cmpuint (n_computed, ==, first == 0 ? N_TURNS * N_TURN / 2 : 0);
}

static void
bench_formulas (void)
{
  g_autoptr (MonProjectSpec) root = make_project ();
  g_autoptr (MonFormulas) formulas = mon_formulas_new ();
  MonConnectionSpec *connection = root->connections->pdata[0];
  MonDeviceSpec *device = connection->devices->pdata[0];
  gint64 start_us = mb_wall_time_us ();

  mon_formulas_set_root (formulas, root);
  report ("root", "100000-tags", (mb_wall_time_us () - start_us) / 1000.0, "ms");
  bench_turns (formulas, device, 0, "needed");
  bench_turns (formulas, device, N_TAGS / 2, "not-needed");
}

int
main (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    bench_case (&cases[i]);
  bench_formulas ();
  return 0;
}
