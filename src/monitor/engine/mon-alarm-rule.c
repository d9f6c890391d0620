/* mon-alarm-rule.c: what a sample means for an alarm: wrong, right, or nothing at all; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-alarm-rule.h"

#include <math.h>

/* Up to here a double holds every whole number. */
#define MAX_EXACT 9007199254740992.0

/* Below 0, 0, or above 0, exactly, also for whole numbers that no double holds. */
static int
compare (const MbValue *value,
         double         limit)
{
  double number = mb_value_to_double (value);

  if (G_LIKELY (number != limit || fabs (limit) < MAX_EXACT))
    return (number > limit) - (number < limit);
  /* Rounding has made them equal; a limit of this size is whole, and may be one beyond the end. */
  if (value->kind == MB_VALUE_INT)
    return limit >= -(double) G_MININT64 || value->i < (gint64) limit ? -1
                                                                      : value->i > (gint64) limit;
  if (value->kind == MB_VALUE_UINT)
    return limit >= (double) G_MAXUINT64 || value->u < (guint64) limit ? -1
                                                                       : value->u > (guint64) limit;
  return 0;
}

static gboolean
is_value (const MbValue *value,
          gint64         wanted)
{
  switch (value->kind)
    {
    case MB_VALUE_BOOL:
      return (value->b != FALSE) == wanted;
    case MB_VALUE_INT:
      return value->i == wanted;
    case MB_VALUE_UINT:
      return wanted >= 0 && value->u == (guint64) wanted;
    case MB_VALUE_FLOAT32:
    case MB_VALUE_FLOAT64:
      return fabs (value->f) <= MAX_EXACT && value->f == (double) wanted;
    case MB_VALUE_NONE:
    case MB_VALUE_TEXT:
      return FALSE;
    }

  g_assert_not_reached ();
}

static double
change_of (const MonAlarmRule *rule,
           double              risen,
           double              fallen)
{
  switch (rule->direction)
    {
    case MON_ALARM_BOTH:
      return MAX (risen, fallen);
    case MON_ALARM_UP:
      return risen;
    case MON_ALARM_DOWN:
      return fallen;
    }

  g_assert_not_reached ();
}

static gboolean
is_too_fast (MonAlarmRule  *rule,
             const MbValue *value,
             gboolean       is_alarm,
             gint64         now_us)
{
  double risen;
  double fallen;

  mon_rate_take (rule->rate, now_us, mb_value_to_double (value), &risen, &fallen);
  rule->change = change_of (rule, risen, fallen);
  return rule->change >= (is_alarm ? rule->back : rule->limit);
}

/**
 * mon_alarm_rule_init:
 * @rule: what to prepare
 * @spec: the alarm
 *
 * Prepares what judges for an alarm; ended by mon_alarm_rule_clear().
 */
void
mon_alarm_rule_init (MonAlarmRule       *rule,
                     const MonAlarmSpec *spec)
{
  gboolean is_low = spec->kind == MON_ALARM_LOW_LOW || spec->kind == MON_ALARM_LOW;

  *rule = (MonAlarmRule) {
    .kind = spec->kind,
    .direction = spec->direction,
    .limit = spec->limit,
    .back = is_low ? spec->limit + spec->hysteresis : spec->limit - spec->hysteresis,
    .value = spec->value,
    .waits_for_stale = spec->on_delay_ms == MON_ALARM_DELAY_OF_KIND,
  };
  if (spec->kind != MON_ALARM_RATE)
    return;
  rule->rate = g_new (MonRate, 1);
  mon_rate_init (rule->rate, (gint64) spec->window_ms * 1000);
}

/**
 * mon_alarm_rule_clear:
 * @rule: a rule
 *
 * Frees what is in it.
 */
void
mon_alarm_rule_clear (MonAlarmRule *rule)
{
  g_clear_pointer (&rule->rate, g_free);
}

/**
 * mon_alarm_is_usable:
 * @sample: a sample
 *
 * Tells whether a sample says what the value is.
 *
 * Returns: %FALSE without a value, and for NaN
 */
gboolean
mon_alarm_is_usable (const MonSample *sample)
{
  if (!mon_quality_has_value (sample->quality))
    return FALSE;
  switch (sample->value.kind)
    {
    case MB_VALUE_NONE:
      return FALSE;
    case MB_VALUE_BOOL:
    case MB_VALUE_INT:
    case MB_VALUE_UINT:
    case MB_VALUE_TEXT:
      return TRUE;
    case MB_VALUE_FLOAT32:
    case MB_VALUE_FLOAT64:
      return !isnan (sample->value.f);
    }

  g_assert_not_reached ();
}

/**
 * mon_alarm_rule_judge:
 * @rule: a rule
 * @sample: a sample of the tag
 * @is_alarm: whether there is an alarm now, which makes it end by the hysteresis only
 * @now_us: monotonic time, never falling
 *
 * Judges a sample. It must be given each, since a rate is known by those before.
 *
 * Returns: what it means
 */
MonFinding
mon_alarm_rule_judge (MonAlarmRule    *rule,
                      const MonSample *sample,
                      gboolean         is_alarm,
                      gint64           now_us)
{
  double limit = is_alarm ? rule->back : rule->limit;
  gboolean is_wrong = FALSE;

  if (sample->quality == MON_QUALITY_PAUSED)
    return MON_FINDING_NONE;
  if (rule->kind == MON_ALARM_STALE && !mon_alarm_is_usable (sample))
    return rule->waits_for_stale && sample->quality == MON_QUALITY_STALE ? MON_FINDING_LONG_WRONG
                                                                         : MON_FINDING_WRONG;
  if (rule->kind == MON_ALARM_STALE)
    return MON_FINDING_RIGHT;
  if (!mon_alarm_is_usable (sample) || sample->value.kind == MB_VALUE_TEXT)
    return MON_FINDING_NONE;

  switch (rule->kind)
    {
    case MON_ALARM_LOW_LOW:
    case MON_ALARM_LOW:
      is_wrong = compare (&sample->value, limit) <= 0;
      break;
    case MON_ALARM_HIGH:
    case MON_ALARM_HIGH_HIGH:
      is_wrong = compare (&sample->value, limit) >= 0;
      break;
    case MON_ALARM_STATE:
      is_wrong = is_value (&sample->value, rule->value);
      break;
    case MON_ALARM_RATE:
      is_wrong = is_too_fast (rule, &sample->value, is_alarm, now_us);
      break;
    case MON_ALARM_STALE:
      g_assert_not_reached ();
    }

  return is_wrong ? MON_FINDING_WRONG : MON_FINDING_RIGHT;
}
