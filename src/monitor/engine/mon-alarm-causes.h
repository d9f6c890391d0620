/* mon-alarm-causes.h: which alarms belong together: of a lost link, or of one moment; pure.
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
 * MonAlarmCauses:
 *
 * A stale alarm belongs to the loss of the link of its tag until a value comes again: one that is
 * up for a moment, time and again, is lost once, and one that nobody misses is not lost. Any other
 * belongs to what was raised just before it, or is the first itself. Embedded in its owner; all
 * members are private.
 */
typedef struct
{
  GHashTable *links;
  guint       n_lost;
  guint64     storm;
  gint64      storm_began_us;
  gint64      storm_last_us;
} MonAlarmCauses;

void         mon_alarm_causes_init      (MonAlarmCauses *causes);
void         mon_alarm_causes_clear     (MonAlarmCauses *causes);

void         mon_alarm_causes_put_link  (MonAlarmCauses     *causes,
                                         guint32             connection,
                                         const MonLinkState *state,
                                         gint64              wall_us);
void         mon_alarm_causes_retain    (MonAlarmCauses *causes,
                                         GHashTable     *connections);
gboolean     mon_alarm_causes_find_untold
                                        (MonAlarmCauses *causes,
                                         guint32         connection,
                                         MonLinkCause   *out_cause,
                                         gint64         *out_lost_us);
/* @serial of the event that tells that the link is lost. */
void         mon_alarm_causes_set_loss  (MonAlarmCauses *causes,
                                         guint32         connection,
                                         guint64         serial);
guint64      mon_alarm_causes_settle    (MonAlarmCauses *causes,
                                         guint32         connection,
                                         MonLinkCause   *out_cause);
guint64      mon_alarm_causes_get_loss  (MonAlarmCauses *causes,
                                         guint32         connection);
guint64      mon_alarm_causes_join      (MonAlarmCauses *causes,
                                         guint64         serial,
                                         gint64          now_us);

G_END_DECLS
