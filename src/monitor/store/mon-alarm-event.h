/* mon-alarm-event.h: what happened to an alarm, as it is told, kept and recorded.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-alarm-spec.h"
#include "monitor/store/mon-sample.h"

G_BEGIN_DECLS

/**
 * MonAlarmState:
 * @MON_ALARM_NORMAL: nothing is wrong, and nobody has to be told of anything
 * @MON_ALARM_UNACKED: it is wrong, and nobody has said yet that he has seen it
 * @MON_ALARM_ACKED: it is wrong, and somebody knows
 * @MON_ALARM_RETURNED: it was wrong and is right again, but nobody has seen it yet
 * @MON_ALARM_LATCHED_UNACKED: the same for an alarm that stays until it is reset
 * @MON_ALARM_LATCHED_ACKED: it is right again and somebody knows; waits for the reset
 * @MON_ALARM_SHELVED: somebody does not want to hear of it for a time
 * @MON_ALARM_SUPPRESSED: it is wrong, but a worse alarm of the same tag stands for it; what it was
 *   before, acknowledged or not, it is again afterwards
 *
 * Where an alarm stands. These are the states that operators know from ISA-18.2 and IEC 62682,
 * there called normal, unacknowledged alarm, acknowledged alarm, returned-to-normal unacknowledged,
 * latched unacknowledged, latched acknowledged, shelved, and suppressed by design. An alarm that is
 * out of service is not in the project.
 */
typedef enum
{
  MON_ALARM_NORMAL,
  MON_ALARM_UNACKED,
  MON_ALARM_ACKED,
  MON_ALARM_RETURNED,
  MON_ALARM_LATCHED_UNACKED,
  MON_ALARM_LATCHED_ACKED,
  MON_ALARM_SHELVED,
  MON_ALARM_SUPPRESSED,
} MonAlarmState;

/**
 * MonAlarmAction:
 * @MON_ALARM_EVENT_RAISED: it has become wrong, for longer than the on-delay
 * @MON_ALARM_EVENT_CLEARED: it has become right again, for longer than the off-delay
 * @MON_ALARM_EVENT_ACKNOWLEDGED: somebody has seen it
 * @MON_ALARM_EVENT_RESET: somebody has ended what was latched
 * @MON_ALARM_EVENT_SHELVED: somebody does not want to hear of it for a time
 * @MON_ALARM_EVENT_UNSHELVED: that time is over, or somebody has ended it
 * @MON_ALARM_EVENT_REMOVED: it is no longer in the project
 * @MON_ALARM_EVENT_LINK_LOST: no alarm, but the cause of those that follow: a connection was lost;
 *   its time is when that was, which is before those of events that come before it
 * @MON_ALARM_EVENT_LINK_BACK: values come over that connection again
 *
 * What happened.
 */
typedef enum
{
  MON_ALARM_EVENT_RAISED,
  MON_ALARM_EVENT_CLEARED,
  MON_ALARM_EVENT_ACKNOWLEDGED,
  MON_ALARM_EVENT_RESET,
  MON_ALARM_EVENT_SHELVED,
  MON_ALARM_EVENT_UNSHELVED,
  MON_ALARM_EVENT_REMOVED,
  MON_ALARM_EVENT_LINK_LOST,
  MON_ALARM_EVENT_LINK_BACK,
} MonAlarmAction;

/**
 * MonAlarmEvent:
 * @serial: its number within the session, from 1 on; it is the order, which times are not when the
 *   clock is set back
 * @time_us: wall time
 * @group: serial of the event that came first of those that belong together: the loss of the link,
 *   or the first alarm of a storm; its own when it is the first or alone
 * @alarm: handle of the alarm; 0 for a connection
 * @tag: handle of its tag, or 0
 * @connection: handle of the connection of the tag
 * @action: a #MonAlarmAction
 * @state: the #MonAlarmState that it has come to
 * @kind: the #MonAlarmKind of the alarm
 * @priority: its #MonAlarmPriority
 * @quality: the #MonQuality of the latest sample of the tag
 * @cause: of a lost link: the #MonLinkCause
 * @value: the latest number of the tag, also when it is old; without a text; of a rate the change
 *   within the window
 * @limit: of the alarm, as it was then; 0 when the kind has none
 * @until_us: of a shelving: wall time at which it is to end
 *
 * What happened to an alarm. A plain value without pointers. Names are those of the root that was
 * given out before.
 */
typedef struct
{
  guint64 serial;
  gint64  time_us;
  guint64 group;
  guint32 alarm;
  guint32 tag;
  guint32 connection;
  guint8  action;
  guint8  state;
  guint8  kind;
  guint8  priority;
  guint8  quality;
  guint8  cause;
  MbValue value;
  double  limit;
  gint64  until_us;
} MonAlarmEvent;

/* "unacknowledged", "raised", …: as in files. */
const char *mon_alarm_state_name  (MonAlarmState  state);
const char *mon_alarm_action_name (MonAlarmAction action);

G_END_DECLS
