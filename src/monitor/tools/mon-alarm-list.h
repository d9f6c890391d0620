/* mon-alarm-list.h: the alarms that somebody has to know of, as a list for views.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-project-spec.h"
#include "monitor/tools/mon-alarm-item.h"

G_BEGIN_DECLS

/**
 * MonAlarmOrder:
 * @MON_ALARM_BY_PRIORITY: the highest priority first, of one priority the latest
 * @MON_ALARM_BY_TIME: the latest first
 *
 * In which order. What is shelved or suppressed comes last in both.
 */
typedef enum
{
  MON_ALARM_BY_PRIORITY,
  MON_ALARM_BY_TIME,
} MonAlarmOrder;

/**
 * MonAlarmList:
 *
 * Main thread. Every alarm that is not normal is a row of its own, but those that belong together
 * are one row, which has them as its members. A row is the same object as long as its alarm is not
 * normal, whatever else changes.
 */
typedef struct _MonAlarmList MonAlarmList;

MonAlarmList *mon_alarm_list_new           (MonAlarmLog    *log);
void          mon_alarm_list_free          (MonAlarmList   *list);
void          mon_alarm_list_set_root      (MonAlarmList   *list,
                                            MonProjectSpec *root);
/* Takes in what the log has got since; its owner calls it at most every 100 ms. */
void          mon_alarm_list_update        (MonAlarmList   *list);
void          mon_alarm_list_set_order     (MonAlarmList   *list,
                                            MonAlarmOrder   order);
/* (transfer none): of MonAlarmItem. */
GListModel   *mon_alarm_list_get_model     (MonAlarmList   *list);
/* Those of all rows and members that are not shelved or suppressed. */
guint         mon_alarm_list_get_n_active  (MonAlarmList   *list);
guint         mon_alarm_list_get_n_unacked (MonAlarmList   *list);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonAlarmList, mon_alarm_list_free)

G_END_DECLS
