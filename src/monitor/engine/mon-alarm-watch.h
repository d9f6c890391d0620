/* mon-alarm-watch.h: the alarms of one tag, the worst first, and what is kept of each.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"
#include "monitor/document/mon-tag-index.h"
#include "monitor/engine/mon-alarm.h"

G_BEGIN_DECLS

typedef struct _MonAlarmWatch MonAlarmWatch;
typedef struct _MonAlarmEntry MonAlarmEntry;

/**
 * MonAlarmEntry:
 * @spec: the alarm
 * @watch: the tag
 * @lesser: (nullable): the alarm that this one stands for while it is active
 * @alarm: where it stands
 * @rule: what judges
 * @timer: in the heap of what is due
 * @serial: of the event that raised it last, 0: none
 * @group: serial of the first event that belongs to that
 * @raised_us: wall time of that
 * @held_since_us: wall time from which on it is held
 * @shelf_us: wall time until which the root said last that it is shelved, 0: it did not
 * @value: what raised it
 * @is_dirty: whether its status has to be told
 * @is_adopted: whether it goes on as part of another root
 *
 * One alarm at work.
 */
struct _MonAlarmEntry
{
  MonAlarmSpec  *spec;
  MonAlarmWatch *watch;
  MonAlarmEntry *lesser;
  MonAlarm       alarm;
  MonAlarmRule   rule;
  MbTimer        timer;
  guint64        serial;
  guint64        group;
  gint64         raised_us;
  gint64         held_since_us;
  gint64         shelf_us;
  MbValue        value;
  gboolean       is_dirty;
  gboolean       is_adopted;
};

/**
 * MonAlarmWatch:
 * @tag: handle of the tag
 * @connection: handle of its connection
 * @period_ms: how often it is read
 * @quality: of its latest sample
 * @value: its latest number
 * @n_entries: number of @entries
 * @entries: its alarms: each comes before the one that it stands for
 *
 * One tag with alarms.
 */
struct _MonAlarmWatch
{
  guint32       tag;
  guint32       connection;
  guint         period_ms;
  guint8        quality;
  MbValue       value;
  guint         n_entries;
  MonAlarmEntry entries[];
};

MonAlarmWatch *mon_alarm_watch_new    (const MonTagPlace *place);
void           mon_alarm_watch_free   (MonAlarmWatch     *watch);
void           mon_alarm_entry_adopt  (MonAlarmEntry     *entry,
                                       MonAlarmEntry     *before);

G_END_DECLS
