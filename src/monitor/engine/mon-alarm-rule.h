/* mon-alarm-rule.h: what a sample means for an alarm: wrong, right, or nothing at all; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-alarm-spec.h"
#include "monitor/engine/mon-rate.h"
#include "monitor/store/mon-sample.h"

G_BEGIN_DECLS

/**
 * MonFinding:
 * @MON_FINDING_NONE: nothing can be said, so the alarm stays as it is
 * @MON_FINDING_RIGHT: all is right
 * @MON_FINDING_WRONG: it is wrong
 * @MON_FINDING_LONG_WRONG: it is wrong, and has been for as long as the on-delay
 *
 * What a sample means for an alarm.
 */
typedef enum
{
  MON_FINDING_NONE,
  MON_FINDING_RIGHT,
  MON_FINDING_WRONG,
  MON_FINDING_LONG_WRONG,
} MonFinding;

/**
 * MonAlarmRule:
 *
 * - A limit: the value is wrong when it is on the limit or beyond. While there is an alarm it is
 *   right again only when it is on the other side of the limit by more than the hysteresis.
 * - A state: the value is the one that is wrong.
 * - A rate: it has risen or fallen by the limit or more within the window, and is right again when
 *   the change is less than that by more than the hysteresis.
 * - For these, what is no number (no value, whatever the quality, and NaN) says nothing.
 * - Stale: it is wrong that there is no value, or NaN.
 * - While polling is paused nothing is said of anything.
 *
 * All members are private.
 */
typedef struct
{
  MonAlarmKind       kind;
  MonAlarmDirection  direction;
  double             limit;
  double             back;
  gint64             value;
  gboolean           waits_for_stale;
  double             change;
  MonRate           *rate;
} MonAlarmRule;

void       mon_alarm_rule_init  (MonAlarmRule       *rule,
                                 const MonAlarmSpec *spec);
void       mon_alarm_rule_clear (MonAlarmRule       *rule);
MonFinding mon_alarm_rule_judge (MonAlarmRule       *rule,
                                 const MonSample    *sample,
                                 gboolean            is_alarm,
                                 gint64              now_us);

/* Whether there is a number or a text that something can be said of. */
gboolean   mon_alarm_is_usable  (const MonSample    *sample);

G_END_DECLS
