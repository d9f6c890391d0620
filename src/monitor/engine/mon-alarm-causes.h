/* mon-alarm-causes.h: which alarms belong together: those of a lost link, those of one moment; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-alarm-log.h"

G_BEGIN_DECLS

/* What comes within that of the one before belongs to it… */
#define MON_ALARM_STORM_GAP_US G_USEC_PER_SEC
/* …but what began longer ago is hardly its cause. */
#define MON_ALARM_STORM_MAX_US (60 * G_USEC_PER_SEC)

/**
 * MonAlarmTide:
 * @MON_ALARM_TIDE_NONE: nothing new
 * @MON_ALARM_TIDE_LOST: the link is down, which may be the cause of what follows
 * @MON_ALARM_TIDE_BACK: it is up again
 *
 * What the state of a link means for alarms.
 */
typedef enum
{
  MON_ALARM_TIDE_NONE,
  MON_ALARM_TIDE_LOST,
  MON_ALARM_TIDE_BACK,
} MonAlarmTide;

/**
 * MonAlarmCauses:
 *
 * A stale alarm belongs to the loss of the link of its tag for as long as that is down. Any other
 * belongs to what was raised just before it, or is the first itself. Embedded in its owner; all
 * members are private.
 */
typedef struct
{
  GHashTable *links;
  guint64     storm;
  gint64      storm_began_us;
  gint64      storm_last_us;
} MonAlarmCauses;

void         mon_alarm_causes_init      (MonAlarmCauses *causes);
void         mon_alarm_causes_clear     (MonAlarmCauses *causes);

MonAlarmTide mon_alarm_causes_put_link  (MonAlarmCauses *causes,
                                         guint32         connection,
                                         MonLinkPhase    phase,
                                         MonLinkCause    cause);
void         mon_alarm_causes_retain    (MonAlarmCauses *causes,
                                         GHashTable     *connections);
/* Whether the link is down and nobody was told. */
gboolean     mon_alarm_causes_is_untold (MonAlarmCauses *causes,
                                         guint32         connection);
/* @serial of the event that tells that the link is lost. */
void         mon_alarm_causes_set_loss  (MonAlarmCauses *causes,
                                         guint32         connection,
                                         guint64         serial);
guint64      mon_alarm_causes_get_loss  (MonAlarmCauses *causes,
                                         guint32         connection);
MonLinkCause mon_alarm_causes_get_cause (MonAlarmCauses *causes,
                                         guint32         connection);
guint64      mon_alarm_causes_join      (MonAlarmCauses *causes,
                                         guint64         serial,
                                         gint64          now_us);

G_END_DECLS
