/* mon-alarm.h: where one alarm stands: delays, acknowledgement, latch, shelf; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-alarm-rule.h"
#include "monitor/store/mon-alarm-event.h"

G_BEGIN_DECLS

/* No time at which something happens by itself. */
#define MON_ALARM_NEVER G_MAXINT64

/**
 * MonAlarmChange:
 * @MON_ALARM_SAME: nothing that anybody has to be told of
 * @MON_ALARM_RAISED: there is an alarm now
 * @MON_ALARM_CLEARED: what was wrong is right again
 * @MON_ALARM_UNSHELVED: the time on the shelf is over
 *
 * What came of a step.
 */
typedef enum
{
  MON_ALARM_SAME,
  MON_ALARM_RAISED,
  MON_ALARM_CLEARED,
  MON_ALARM_UNSHELVED,
} MonAlarmChange;

/**
 * MonAlarm:
 * @on_delay_us: how long it has to be wrong
 * @off_delay_us: how long it has to be right again
 * @is_latching: whether it stays until it is reset
 * @is_active: whether there is an alarm: what is wrong has been so for @on_delay_us
 * @needs_ack: whether somebody has to say that he has seen it
 * @is_latched: whether it stays, although all may be right again
 * @is_shelved: whether nobody wants to hear of it
 * @is_superseded: whether a worse one of the same tag stands for it
 * @is_held: whether nothing could be said of the latest sample
 * @occurrence: how often there was an alarm; tells which one somebody has seen
 * @due_us: when the delay that runs is over
 * @shelved_until_us: when the time on the shelf is over
 *
 * One alarm in a few words of memory. Time is monotonic and comes with the calls, so that nobody
 * who sets the clock changes a delay. The rules beyond those of the states:
 *
 * - A delay runs without a break or not at all: back within it, it is as if nothing had been.
 * - While nothing can be said (%MON_FINDING_NONE) it is held: no delay ends, but time passes; what
 *   is known next decides at once.
 * - An alarm that nobody wants to hear of goes on silently. When it comes from the shelf, what is
 *   wrong then is a new alarm, and what was before is forgotten.
 * - One that a worse alarm stands for keeps what it is, acknowledged or not.
 *
 * Embedded in its owner; change it by the functions only.
 */
typedef struct
{
  gint64   on_delay_us;
  gint64   off_delay_us;
  gint64   due_us;
  gint64   shelved_until_us;
  guint32  occurrence;
  guint    is_latching : 1;
  guint    is_active : 1;
  guint    needs_ack : 1;
  guint    is_latched : 1;
  guint    is_shelved : 1;
  guint    is_superseded : 1;
  guint    is_held : 1;
} MonAlarm;

void           mon_alarm_init           (MonAlarm           *alarm,
                                         const MonAlarmSpec *spec,
                                         guint               period_ms);
void           mon_alarm_adopt          (MonAlarm           *alarm,
                                         const MonAlarm     *before);

MonAlarmChange mon_alarm_feed           (MonAlarm           *alarm,
                                         MonFinding          finding,
                                         gint64              now_us);
MonAlarmChange mon_alarm_run            (MonAlarm           *alarm,
                                         gint64              now_us);
gint64         mon_alarm_get_next_us    (const MonAlarm     *alarm);
MonAlarmState  mon_alarm_get_state      (const MonAlarm     *alarm);

/* What people do. FALSE when there was nothing to be done. */
gboolean       mon_alarm_acknowledge    (MonAlarm           *alarm,
                                         guint32             occurrence);
gboolean       mon_alarm_reset          (MonAlarm           *alarm);
gboolean       mon_alarm_shelve         (MonAlarm           *alarm,
                                         gint64              until_us);
gboolean       mon_alarm_unshelve       (MonAlarm           *alarm);
gboolean       mon_alarm_set_superseded (MonAlarm           *alarm,
                                         gboolean            is_superseded);

G_END_DECLS
