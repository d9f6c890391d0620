/* mon-alarm-teller.h: tells what happens to alarms, in order, and what belongs together; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-project-spec.h"
#include "monitor/engine/mon-alarm-causes.h"
#include "monitor/engine/mon-alarm-watch.h"

G_BEGIN_DECLS

/**
 * MonAlarmMoment:
 * @now_us: monotonic time
 * @wall_us: wall time
 *
 * The two times of a moment.
 */
typedef struct
{
  gint64 now_us;
  gint64 wall_us;
} MonAlarmMoment;

/**
 * MonAlarmTeller:
 *
 * Fills the array of events as they happen, and that of statuses when it is flushed: each alarm
 * once. Embedded in its owner; all members are private.
 */
typedef struct
{
  GArray         *events;
  GArray         *statuses;
  GPtrArray      *marked;  /* of MonAlarmEntry */
  MonAlarmCauses  causes;
  guint64         serial;
} MonAlarmTeller;

void mon_alarm_teller_init     (MonAlarmTeller       *teller,
                                GArray               *events,
                                GArray               *statuses);
void mon_alarm_teller_clear    (MonAlarmTeller       *teller);

void mon_alarm_teller_tell     (MonAlarmTeller       *teller,
                                MonAlarmEntry        *entry,
                                MonAlarmChange        change,
                                MonAlarmMoment        moment);
void mon_alarm_teller_add      (MonAlarmTeller       *teller,
                                MonAlarmEntry        *entry,
                                MonAlarmAction        action,
                                gint64                wall_us);
void mon_alarm_teller_remove   (MonAlarmTeller       *teller,
                                MonAlarmEntry        *entry,
                                gint64                wall_us);
void mon_alarm_teller_put_link (MonAlarmTeller       *teller,
                                guint32               connection,
                                const MonLinkState   *state,
                                gint64                wall_us);
void mon_alarm_teller_settle   (MonAlarmTeller       *teller,
                                guint32               connection,
                                gint64                wall_us);
/* Forgets the links that are not in @root. */
void mon_alarm_teller_retain   (MonAlarmTeller       *teller,
                                const MonProjectSpec *root);
void mon_alarm_teller_mark     (MonAlarmTeller       *teller,
                                MonAlarmEntry        *entry);
void mon_alarm_teller_flush    (MonAlarmTeller       *teller);

G_END_DECLS
