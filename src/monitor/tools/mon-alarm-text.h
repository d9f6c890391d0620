/* mon-alarm-text.h: how an alarm reads: what is wrong, how far, and where it stands; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-spec.h"
#include "monitor/store/mon-alarm-log.h"

G_BEGIN_DECLS

char *mon_alarm_text_title       (const MonAlarmSpec      *alarm,
                                  const MonTagSpec        *tag);
char *mon_alarm_text_value       (const MonAlarmStatus    *status,
                                  const MonAlarmSpec      *alarm,
                                  const MonTagSpec        *tag);
char *mon_alarm_text_state       (const MonAlarmStatus    *status);
char *mon_alarm_text_group_title (const MonAlarmGroup     *group,
                                  const char              *first_title,
                                  const MonConnectionSpec *connection);
char *mon_alarm_text_group_state (guint                    n_active,
                                  guint                    n_unacked);

G_END_DECLS
