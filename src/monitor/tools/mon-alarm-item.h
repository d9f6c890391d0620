/* mon-alarm-item.h: an alarm, or alarms that belong together, as a row for views.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "monitor/document/mon-tag-index.h"
#include "monitor/store/mon-alarm-log.h"

G_BEGIN_DECLS

/**
 * MonAlarmItem:
 *
 * Main thread. Signal "changed": anything below differs from before. Of a group, what it says is of
 * all its members: the highest priority, the latest time, active while one is.
 */
#define MON_TYPE_ALARM_ITEM (mon_alarm_item_get_type ())
G_DECLARE_FINAL_TYPE (MonAlarmItem, mon_alarm_item, MON, ALARM_ITEM, GObject)

/* For the list. */
MonAlarmItem         *mon_alarm_item_new            (void);
MonAlarmItem         *mon_alarm_item_new_group      (void);
void                  mon_alarm_item_set_status     (MonAlarmItem         *self,
                                                     const MonAlarmStatus *status);
void                  mon_alarm_item_set_place      (MonAlarmItem         *self,
                                                     const MonTagPlace    *place,
                                                     MonAlarmSpec         *spec);
void                  mon_alarm_item_set_group      (MonAlarmItem         *self,
                                                     const MonAlarmGroup  *group,
                                                     GPtrArray            *members);

gboolean              mon_alarm_item_is_group       (MonAlarmItem *self);
/* Of a group the priority, times and flags only. */
const MonAlarmStatus *mon_alarm_item_get_status     (MonAlarmItem *self);
/* (transfer none) (nullable): of MonAlarmItem, for groups. */
GListModel           *mon_alarm_item_get_members    (MonAlarmItem *self);
/* How many alarms came together, also those that are over; 1 when it is no group. */
guint                 mon_alarm_item_get_n_alarms   (MonAlarmItem *self);
/* (nullable): as in the project. */
const MonAlarmSpec   *mon_alarm_item_get_spec       (MonAlarmItem *self);
/* "Supply temperature: too high", "50 alarms: connection to Boiler house lost". */
const char           *mon_alarm_item_get_title      (MonAlarmItem *self);
/* "90.5 °C, limit 85 °C", or "". */
const char           *mon_alarm_item_get_value_text (MonAlarmItem *self);
/* "Active, acknowledged". */
const char           *mon_alarm_item_get_state_text (MonAlarmItem *self);

G_END_DECLS
