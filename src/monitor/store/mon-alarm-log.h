/* mon-alarm-log.h: what happened to alarms, where each stands now, and what belongs together.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-alarm-event.h"
#include "monitor/store/mon-board.h"

G_BEGIN_DECLS

/* Events that are kept: some days of a plant in order, or all of a bad hour; 1 MiB at most. */
#define MON_ALARM_LOG_MAX_EVENTS 10000

/* Groups that are remembered; alarms of older ones stand alone. */
#define MON_ALARM_LOG_MAX_GROUPS 1000

/* From so many on, alarms that came together are a storm; fewer are just that. */
#define MON_ALARM_STORM_MIN 10

/**
 * MonAlarmLog:
 *
 * Thread-safe with short locks: the engine writes; anyone reads events and groups, and one reader
 * takes what has changed. Bounded by the limits above and the number of alarms, not by time.
 */
typedef struct _MonAlarmLog MonAlarmLog;

/**
 * MonAlarmStatus:
 * @alarm: handle of the alarm
 * @tag: handle of its tag
 * @connection: handle of the connection of the tag
 * @occurrence: which time it is that there is an alarm, for acknowledging that and no later one
 * @state: a #MonAlarmState
 * @kind: a #MonAlarmKind
 * @priority: a #MonAlarmPriority
 * @quality: the #MonQuality of the latest sample
 * @is_active: whether it is wrong now
 * @needs_ack: whether somebody has to say that he has seen it
 * @is_held: whether nothing can be said of it now, so that it stays as it was
 * @is_gone: whether it is no longer in the project
 * @serial: of the event that raised it, 0 if none did: the order of time
 * @group: serial of the event that came first of those that belong together with that
 * @raised_us: wall time of that event
 * @held_since_us: wall time from which on it is held
 * @shelved_until_us: wall time at which it comes from the shelf
 * @value: the number that raised it; of a rate the change; none of a stale alarm
 * @limit: of the alarm, or 0
 *
 * Where an alarm stands.
 */
typedef struct
{
  guint32 alarm;
  guint32 tag;
  guint32 connection;
  guint32 occurrence;
  guint8  state;
  guint8  kind;
  guint8  priority;
  guint8  quality;
  guint8  is_active;
  guint8  needs_ack;
  guint8  is_held;
  guint8  is_gone;
  guint64 serial;
  guint64 group;
  gint64  raised_us;
  gint64  held_since_us;
  gint64  shelved_until_us;
  MbValue value;
  double  limit;
} MonAlarmStatus;

/**
 * MonAlarmGroup:
 * @number: serial of the first event
 * @first: the first event, which may be the cause: a lost link or an alarm
 * @n_alarms: how many alarms were raised together, also when they are no longer
 * @last_us: wall time of the last of them
 *
 * Alarms that belong together, because a link was lost or because they came within a moment.
 */
typedef struct
{
  guint64       number;
  MonAlarmEvent first;
  guint         n_alarms;
  gint64        last_us;
} MonAlarmGroup;

MonAlarmLog *mon_alarm_log_new          (guint                 max_events);
MonAlarmLog *mon_alarm_log_ref          (MonAlarmLog          *log);
void         mon_alarm_log_unref        (MonAlarmLog          *log);

/* Writer. */
void         mon_alarm_log_put          (MonAlarmLog          *log,
                                         const MonAlarmEvent  *events,
                                         guint                 n_events,
                                         const MonAlarmStatus *statuses,
                                         guint                 n_statuses);

/* Readers. */
guint64      mon_alarm_log_read         (MonAlarmLog          *log,
                                         guint64               from,
                                         GArray               *events);
gboolean     mon_alarm_log_get_group    (MonAlarmLog          *log,
                                         guint64               number,
                                         MonAlarmGroup        *out_group);
gboolean     mon_alarm_group_is_storm   (const MonAlarmGroup  *group);
void         mon_alarm_log_take_changed (MonAlarmLog          *log,
                                         GArray               *statuses);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonAlarmLog, mon_alarm_log_unref)

G_END_DECLS
