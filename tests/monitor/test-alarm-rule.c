/* test-alarm-rule.c: which samples are wrong: limits with hysteresis, states, rates, and no value.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "monitor/engine/mon-alarm-rule.h"

static MonAlarmRule
make (MonAlarmKind kind,
      double       limit,
      double       hysteresis)
{
  g_autoptr (MonAlarmSpec) spec = mon_alarm_spec_new ();
  MonAlarmRule rule;

  spec->kind = kind;
  spec->limit = limit;
  spec->hysteresis = hysteresis;
  mon_alarm_rule_init (&rule, spec);
  return rule;
}

static MonSample
number (double value)
{
  return (MonSample) {
    .quality = MON_QUALITY_GOOD,
    .value = { .kind = MB_VALUE_FLOAT64, .f = value },
  };
}

static MonFinding
judge (MonAlarmRule *rule,
       double        value,
       gboolean      is_alarm)
{
  MonSample sample = number (value);

  return mon_alarm_rule_judge (rule, &sample, is_alarm, 0);
}

typedef struct
{
  MonAlarmKind kind;
  double       limit;
  double       hysteresis;
  double       value;
  gboolean     is_alarm;
  MonFinding   finding;
} LimitCase;

/* A value exactly on the limit, and just beside it; without and with an alarm. */
static const LimitCase limit_cases[] = {
  { MON_ALARM_HIGH, 85, 2, 84.9, FALSE, MON_FINDING_RIGHT },
  { MON_ALARM_HIGH, 85, 2, 85, FALSE, MON_FINDING_WRONG },
  { MON_ALARM_HIGH, 85, 2, INFINITY, FALSE, MON_FINDING_WRONG },
  { MON_ALARM_HIGH, 85, 2, 83.1, TRUE, MON_FINDING_WRONG },
  { MON_ALARM_HIGH, 85, 2, 83, TRUE, MON_FINDING_WRONG },
  { MON_ALARM_HIGH, 85, 2, 82.9, TRUE, MON_FINDING_RIGHT },
  { MON_ALARM_HIGH, 85, 0, 85, TRUE, MON_FINDING_WRONG },
  { MON_ALARM_HIGH, 85, 0, 84.9, TRUE, MON_FINDING_RIGHT },
  { MON_ALARM_HIGH_HIGH, 95, 1, 95, FALSE, MON_FINDING_WRONG },
  { MON_ALARM_HIGH_HIGH, 95, 1, 94, TRUE, MON_FINDING_WRONG },
  { MON_ALARM_HIGH_HIGH, 95, 1, 93.9, TRUE, MON_FINDING_RIGHT },
  { MON_ALARM_LOW, -5, 2, -4.9, FALSE, MON_FINDING_RIGHT },
  { MON_ALARM_LOW, -5, 2, -5, FALSE, MON_FINDING_WRONG },
  { MON_ALARM_LOW, -5, 2, -INFINITY, FALSE, MON_FINDING_WRONG },
  { MON_ALARM_LOW, -5, 2, -3, TRUE, MON_FINDING_WRONG },
  { MON_ALARM_LOW, -5, 2, -2.9, TRUE, MON_FINDING_RIGHT },
  { MON_ALARM_LOW, 0, 0, -0.0, FALSE, MON_FINDING_WRONG },
  { MON_ALARM_LOW, 0, 0, 0.1, TRUE, MON_FINDING_RIGHT },
  { MON_ALARM_LOW_LOW, 1, 0.5, 1, FALSE, MON_FINDING_WRONG },
  { MON_ALARM_LOW_LOW, 1, 0.5, 1.5, TRUE, MON_FINDING_WRONG },
  { MON_ALARM_LOW_LOW, 1, 0.5, 1.6, TRUE, MON_FINDING_RIGHT },
};

static void
test_limits (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (limit_cases); i++)
    {
      const LimitCase *c = &limit_cases[i];
      MonAlarmRule rule = make (c->kind, c->limit, c->hysteresis);

      g_test_message ("%s %g ± %g: %g", mon_alarm_kind_name (c->kind), c->limit, c->hysteresis,
                      c->value);
      g_assert_cmpint (judge (&rule, c->value, c->is_alarm), ==, c->finding);
    }
}

/* A double has no room for the last bits of these; the comparison is exact all the same. */
static void
test_great_integers (void)
{
  static const guint64 limit = G_GUINT64_CONSTANT (1) << 60;
  MonAlarmRule high = make (MON_ALARM_HIGH, (double) limit, 0);
  MonAlarmRule low = make (MON_ALARM_LOW, -(double) limit, 0);
  MonSample sample = { .quality = MON_QUALITY_GOOD, .value = { .kind = MB_VALUE_UINT } };

  for (int i = -1; i <= 1; i++)
    {
      sample.value = (MbValue) { .kind = MB_VALUE_UINT, .u = limit + (guint64) (gint64) i };
      g_assert_cmpint (mon_alarm_rule_judge (&high, &sample, FALSE, 0), ==,
                       i < 0 ? MON_FINDING_RIGHT : MON_FINDING_WRONG);
      sample.value = (MbValue) { .kind = MB_VALUE_INT, .i = -(gint64) limit + i };
      g_assert_cmpint (mon_alarm_rule_judge (&low, &sample, FALSE, 0), ==,
                       i > 0 ? MON_FINDING_RIGHT : MON_FINDING_WRONG);
    }
  sample.value = (MbValue) { .kind = MB_VALUE_UINT, .u = G_MAXUINT64 };
  g_assert_cmpint (mon_alarm_rule_judge (&high, &sample, FALSE, 0), ==, MON_FINDING_WRONG);
  high = make (MON_ALARM_HIGH, 18446744073709551616.0, 0);
  g_assert_cmpint (mon_alarm_rule_judge (&high, &sample, FALSE, 0), ==, MON_FINDING_RIGHT);
  high = make (MON_ALARM_HIGH, 9223372036854775808.0, 0);
  sample.value = (MbValue) { .kind = MB_VALUE_INT, .i = G_MAXINT64 };
  g_assert_cmpint (mon_alarm_rule_judge (&high, &sample, FALSE, 0), ==, MON_FINDING_RIGHT);
  sample.value = (MbValue) { .kind = MB_VALUE_UINT, .u = (guint64) G_MAXINT64 + 1 };
  g_assert_cmpint (mon_alarm_rule_judge (&high, &sample, FALSE, 0), ==, MON_FINDING_WRONG);
}

/* Nothing that is no number raises a limit alarm, or clears it; a stale alarm sees it. */
static void
test_no_value (void)
{
  static const MonQuality bad[] = {
    MON_QUALITY_STALE, MON_QUALITY_TIMEOUT, MON_QUALITY_EXCEPTION, MON_QUALITY_BREACH,
    MON_QUALITY_LINK_DOWN, MON_QUALITY_NOT_AVAILABLE,
  };
  static const MonAlarmKind kinds[] = {
    MON_ALARM_LOW_LOW, MON_ALARM_LOW, MON_ALARM_HIGH, MON_ALARM_HIGH_HIGH, MON_ALARM_STATE,
    MON_ALARM_RATE,
  };
  MonAlarmRule stale = make (MON_ALARM_STALE, 0, 0);

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint is_alarm = 0; is_alarm <= 1; is_alarm++)
      {
        MonAlarmRule rule = make (kinds[k], 1, 0);

        for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
          {
            MonSample sample = { .quality = bad[i], .value = { .kind = MB_VALUE_NONE } };

            g_assert_cmpint (mon_alarm_rule_judge (&rule, &sample, is_alarm, 0), ==,
                             MON_FINDING_NONE);
            g_assert_cmpint (mon_alarm_rule_judge (&stale, &sample, is_alarm, 0), ==,
                             bad[i] == MON_QUALITY_STALE ? MON_FINDING_LONG_WRONG
                                                         : MON_FINDING_WRONG);
          }
        g_assert_cmpint (judge (&rule, NAN, is_alarm), ==, MON_FINDING_NONE);
        g_assert_cmpint (judge (&stale, NAN, is_alarm), ==, MON_FINDING_WRONG);
        g_assert_cmpint (judge (&stale, 1, is_alarm), ==, MON_FINDING_RIGHT);
        mon_alarm_rule_clear (&rule);
      }
}

static void
test_paused (void)
{
  MonSample sample = { .quality = MON_QUALITY_PAUSED, .value = { .kind = MB_VALUE_NONE } };

  for (guint kind = 0; kind < MON_N_ALARM_KINDS; kind++)
    {
      MonAlarmRule rule = make ((MonAlarmKind) kind, 1, 0);

      g_assert_cmpint (mon_alarm_rule_judge (&rule, &sample, FALSE, 0), ==, MON_FINDING_NONE);
      mon_alarm_rule_clear (&rule);
    }
}

/* With a delay of its own a stale alarm counts that. */
static void
test_stale_delay (void)
{
  g_autoptr (MonAlarmSpec) spec = mon_alarm_spec_new ();
  MonSample sample = { .quality = MON_QUALITY_STALE, .value = { .kind = MB_VALUE_NONE } };
  MonAlarmRule rule;

  spec->kind = MON_ALARM_STALE;
  spec->on_delay_ms = 0;
  mon_alarm_rule_init (&rule, spec);
  g_assert_cmpint (mon_alarm_rule_judge (&rule, &sample, FALSE, 0), ==, MON_FINDING_WRONG);
}

static void
test_late_and_text (void)
{
  MonAlarmRule high = make (MON_ALARM_HIGH, 1, 0);
  MonAlarmRule stale = make (MON_ALARM_STALE, 0, 0);
  MonSample late = number (1);
  MonSample text = { .quality = MON_QUALITY_GOOD,
                     .value = { .kind = MB_VALUE_TEXT, .text = "x" } };

  late.quality = MON_QUALITY_LATE;
  g_assert_cmpint (mon_alarm_rule_judge (&high, &late, FALSE, 0), ==, MON_FINDING_WRONG);
  g_assert_cmpint (mon_alarm_rule_judge (&high, &text, FALSE, 0), ==, MON_FINDING_NONE);
  g_assert_cmpint (mon_alarm_rule_judge (&stale, &text, FALSE, 0), ==, MON_FINDING_RIGHT);
}

static void
test_state (void)
{
  static const struct
  {
    gint64     wanted;
    MbValue    value;
    MonFinding finding;
  } cases[] = {
    { 1, { .kind = MB_VALUE_BOOL, .b = TRUE }, MON_FINDING_WRONG },
    { 1, { .kind = MB_VALUE_BOOL, .b = 4 }, MON_FINDING_WRONG },
    { 1, { .kind = MB_VALUE_BOOL, .b = FALSE }, MON_FINDING_RIGHT },
    { 0, { .kind = MB_VALUE_BOOL, .b = FALSE }, MON_FINDING_WRONG },
    { 3, { .kind = MB_VALUE_UINT, .u = 3 }, MON_FINDING_WRONG },
    { 3, { .kind = MB_VALUE_UINT, .u = 4 }, MON_FINDING_RIGHT },
    { -1, { .kind = MB_VALUE_UINT, .u = G_MAXUINT64 }, MON_FINDING_RIGHT },
    { -1, { .kind = MB_VALUE_INT, .i = -1 }, MON_FINDING_WRONG },
    { 3, { .kind = MB_VALUE_FLOAT32, .f = 3 }, MON_FINDING_WRONG },
    { 3, { .kind = MB_VALUE_FLOAT64, .f = 3.5 }, MON_FINDING_RIGHT },
    { 3, { .kind = MB_VALUE_FLOAT64, .f = INFINITY }, MON_FINDING_RIGHT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MonAlarmSpec) spec = mon_alarm_spec_new ();
      MonSample sample = { .quality = MON_QUALITY_GOOD, .value = cases[i].value };
      MonAlarmRule rule;

      spec->value = cases[i].wanted;
      mon_alarm_rule_init (&rule, spec);
      g_assert_cmpint (mon_alarm_rule_judge (&rule, &sample, FALSE, 0), ==, cases[i].finding);
    }
}

static MonFinding
judge_at (MonAlarmRule *rule,
          double        value,
          gboolean      is_alarm,
          gint64        ms)
{
  MonSample sample = number (value);

  return mon_alarm_rule_judge (rule, &sample, is_alarm, ms * 1000);
}

/* Five within a minute; what is older has been forgotten. */
static void
test_rate (void)
{
  MonAlarmRule rule = make (MON_ALARM_RATE, 5, 1);

  g_assert_cmpint (judge_at (&rule, 20, FALSE, 1000), ==, MON_FINDING_RIGHT);
  g_assert_cmpint (judge_at (&rule, 24.9, FALSE, 31000), ==, MON_FINDING_RIGHT);
  g_assert_cmpint (judge_at (&rule, 25, FALSE, 61000), ==, MON_FINDING_WRONG);
  g_assert_cmpfloat (rule.change, ==, 5);
  g_assert_cmpint (judge_at (&rule, 24, TRUE, 61000), ==, MON_FINDING_WRONG);
  g_assert_cmpint (judge_at (&rule, 23.9, TRUE, 61000), ==, MON_FINDING_RIGHT);
  g_assert_cmpint (judge_at (&rule, 19, FALSE, 62000), ==, MON_FINDING_WRONG);
  g_assert_cmpint (judge_at (&rule, 40, FALSE, 600000), ==, MON_FINDING_RIGHT);
  g_assert_cmpint (judge_at (&rule, INFINITY, FALSE, 600001), ==, MON_FINDING_WRONG);
  g_assert_cmpint (judge_at (&rule, INFINITY, FALSE, 800000), ==, MON_FINDING_RIGHT);
  g_assert_cmpint (judge_at (&rule, INFINITY, FALSE, 800001), ==, MON_FINDING_RIGHT);
  mon_alarm_rule_clear (&rule);
}

static void
test_rate_direction (void)
{
  for (guint direction = MON_ALARM_UP; direction <= MON_ALARM_DOWN; direction++)
    {
      MonAlarmRule rule = make (MON_ALARM_RATE, 5, 0);

      rule.direction = (MonAlarmDirection) direction;
      g_assert_cmpint (judge_at (&rule, 20, FALSE, 1), ==, MON_FINDING_RIGHT);
      g_assert_cmpint (judge_at (&rule, 25, FALSE, 2), ==,
                       direction == MON_ALARM_UP ? MON_FINDING_WRONG : MON_FINDING_RIGHT);
      mon_alarm_rule_clear (&rule);
      rule = make (MON_ALARM_RATE, 5, 0);
      rule.direction = (MonAlarmDirection) direction;
      g_assert_cmpint (judge_at (&rule, 25, FALSE, 1), ==, MON_FINDING_RIGHT);
      g_assert_cmpint (judge_at (&rule, 20, FALSE, 2), ==,
                       direction == MON_ALARM_UP ? MON_FINDING_RIGHT : MON_FINDING_WRONG);
      mon_alarm_rule_clear (&rule);
    }
}

/* Against a list of all there was: nothing of the window is forgotten, and nothing older than a
 * sixteenth more than that counts. */
static void
test_rate_random (void)
{
  for (guint round = 0; round < 100; round++)
    {
      gint64 window = g_test_rand_int_range (MON_RATE_PARTS, 2000);
      gint64 part = (window + MON_RATE_PARTS - 1) / MON_RATE_PARTS;
      gint64 now = g_test_rand_int_range (0, 1000);
      gint64 times[300];
      double values[300];
      MonRate rate;

      mon_rate_init (&rate, window);
      for (guint i = 0; i < G_N_ELEMENTS (times); i++)
        {
          double least[2], greatest[2], risen, fallen;

          now += g_test_rand_int_range (0, g_test_rand_int_range (0, 30) == 0 ? 3000 : 40);
          times[i] = now;
          values[i] = least[0] = least[1] = greatest[0] = greatest[1] =
            g_test_rand_int_range (-100, 100);
          for (guint k = 0; k < i; k++)
            {
              if (times[k] >= now - window)
                least[0] = MIN (least[0], values[k]), greatest[0] = MAX (greatest[0], values[k]);
              if (times[k] >= now - (MON_RATE_PARTS + 1) * part)
                least[1] = MIN (least[1], values[k]), greatest[1] = MAX (greatest[1], values[k]);
            }
          mon_rate_take (&rate, now, values[i], &risen, &fallen);
          g_assert_cmpfloat (risen, >=, values[i] - least[0]);
          g_assert_cmpfloat (risen, <=, values[i] - least[1]);
          g_assert_cmpfloat (fallen, >=, greatest[0] - values[i]);
          g_assert_cmpfloat (fallen, <=, greatest[1] - values[i]);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mon/alarm-rule/limits", test_limits);
  g_test_add_func ("/mon/alarm-rule/great-integers", test_great_integers);
  g_test_add_func ("/mon/alarm-rule/no-value", test_no_value);
  g_test_add_func ("/mon/alarm-rule/paused", test_paused);
  g_test_add_func ("/mon/alarm-rule/stale-delay", test_stale_delay);
  g_test_add_func ("/mon/alarm-rule/late-and-text", test_late_and_text);
  g_test_add_func ("/mon/alarm-rule/state", test_state);
  g_test_add_func ("/mon/alarm-rule/rate", test_rate);
  g_test_add_func ("/mon/alarm-rule/rate-direction", test_rate_direction);
  g_test_add_func ("/mon/alarm-rule/rate-random", test_rate_random);

  return g_test_run ();
}
