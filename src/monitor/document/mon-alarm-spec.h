/* mon-alarm-spec.h: one alarm of a tag: what is wrong, from when on, and how much it matters.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of one tag: who needs more has put several things into one tag. */
#define MON_ALARMS_MAX 32

/**
 * MonAlarmKind:
 * @MON_ALARM_LOW_LOW: far too low
 * @MON_ALARM_LOW: too low
 * @MON_ALARM_HIGH: too high
 * @MON_ALARM_HIGH_HIGH: far too high
 * @MON_ALARM_STATE: a bool or a whole number that has a certain value
 * @MON_ALARM_RATE: it changes too fast
 * @MON_ALARM_STALE: there is no value that could be trusted
 *
 * What an alarm looks at.
 */
typedef enum
{
  MON_ALARM_LOW_LOW,
  MON_ALARM_LOW,
  MON_ALARM_HIGH,
  MON_ALARM_HIGH_HIGH,
  MON_ALARM_STATE,
  MON_ALARM_RATE,
  MON_ALARM_STALE,
} MonAlarmKind;

#define MON_N_ALARM_KINDS 7

/**
 * MonAlarmPriority:
 * @MON_ALARM_PRIORITY_LOW: when there is time
 * @MON_ALARM_PRIORITY_MEDIUM: soon
 * @MON_ALARM_PRIORITY_HIGH: now
 * @MON_ALARM_PRIORITY_CRITICAL: before anything else
 *
 * How soon somebody has to do something; a greater one comes first.
 */
typedef enum
{
  MON_ALARM_PRIORITY_LOW,
  MON_ALARM_PRIORITY_MEDIUM,
  MON_ALARM_PRIORITY_HIGH,
  MON_ALARM_PRIORITY_CRITICAL,
} MonAlarmPriority;

#define MON_N_ALARM_PRIORITIES 4

/**
 * MonAlarmDirection:
 * @MON_ALARM_BOTH: up and down
 * @MON_ALARM_UP: up
 * @MON_ALARM_DOWN: down
 *
 * Which way a value must not change too fast.
 */
typedef enum
{
  MON_ALARM_BOTH,
  MON_ALARM_UP,
  MON_ALARM_DOWN,
} MonAlarmDirection;

#define MON_N_ALARM_DIRECTIONS 3

/* An on-delay of the kind: none, but for stale alarms three periods of the tag. */
#define MON_ALARM_DELAY_OF_KIND (-1)

/* Nobody waits longer than a day. */
#define MON_ALARM_MAX_DELAY_MS 86400000
#define MON_ALARM_MIN_WINDOW_MS 100

/**
 * MonAlarmSpec:
 * @id: identity in files
 * @handle: identity in this process
 * @kind: what it looks at
 * @limit: of the limits: the first value that is wrong, as shown (after scale and offset); of a
 *   rate: the least change within the window that is wrong, above 0
 * @hysteresis: of the limits and a rate: how far the value has to come back behind @limit, 0 or
 *   more
 * @value: of a state: the value that is wrong, 0 or 1 for a bool
 * @window_ms: of a rate: the time for the change, %MON_ALARM_MIN_WINDOW_MS to
 *   %MON_ALARM_MAX_DELAY_MS
 * @direction: of a rate: which way
 * @on_delay_ms: how long it has to be wrong before there is an alarm, or %MON_ALARM_DELAY_OF_KIND
 * @off_delay_ms: how long it has to be right again before the alarm ends
 * @priority: how soon somebody has to act
 * @is_latched: whether the alarm stays, also when all is right again, until somebody resets it
 * @text: what to tell people, or "": words made of the kind
 * @extra: (nullable): members of the file that this version does not know
 *
 * One alarm of a tag.
 */
typedef struct _MonAlarmSpec MonAlarmSpec;
struct _MonAlarmSpec
{
  char              *id;
  guint32            handle;
  MonAlarmKind       kind;
  double             limit;
  double             hysteresis;
  gint64             value;
  guint              window_ms;
  MonAlarmDirection  direction;
  int                on_delay_ms;
  guint              off_delay_ms;
  MonAlarmPriority   priority;
  gboolean           is_latched;
  char              *text;
  char              *extra;
};

MonAlarmSpec *mon_alarm_spec_new       (void);
MonAlarmSpec *mon_alarm_spec_edit      (const MonAlarmSpec *spec);
MonAlarmSpec *mon_alarm_spec_ref       (MonAlarmSpec       *spec);
void          mon_alarm_spec_unref     (MonAlarmSpec       *spec);
GPtrArray    *mon_alarm_spec_new_array (void);

/* "high-high", "critical", "up": as in files. */
const char   *mon_alarm_kind_name      (MonAlarmKind        kind);
const char   *mon_alarm_priority_name  (MonAlarmPriority    priority);
const char   *mon_alarm_direction_name (MonAlarmDirection   direction);
gboolean      mon_alarm_kind_is_limit  (MonAlarmKind        kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonAlarmSpec, mon_alarm_spec_unref)

G_END_DECLS
