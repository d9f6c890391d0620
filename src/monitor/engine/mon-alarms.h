/* mon-alarms.h: all alarms of a root over samples and time; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-project-spec.h"
#include "monitor/store/mon-alarm-log.h"

G_BEGIN_DECLS

/* What a file says may be a slip or a clock that was wrong. */
#define MON_ALARM_MAX_SHELF_US (7 * 24 * 3600 * (gint64) G_USEC_PER_SEC)

/**
 * MonAlarmWish:
 * @alarm: handle of an alarm
 * @occurrence: which time was seen, 0: any
 * @is_reset: whether to end what is latched; else to acknowledge
 *
 * What somebody wants to be done with an alarm.
 */
typedef struct
{
  guint32  alarm;
  guint32  occurrence;
  gboolean is_reset;
} MonAlarmWish;

/**
 * MonAlarms:
 *
 * Watches the tags of a root that have alarms. What happens goes at once, in its order, into the
 * array of events; where alarms stand goes into that of statuses by mon_alarms_run(), each once.
 * Whoever owns the arrays empties them.
 *
 * - Of one tag the worst is judged first; while high-high is active and not shelved, high is
 *   suppressed, and so is low by low-low.
 * - A stale alarm that comes after the link was lost, and before there are values again, belongs to
 *   the loss of the link; others that come within a moment belong to the first of them.
 * - What is shelved is said by the root; how long is counted by the monotonic time from then on, so
 *   that a clock that is set makes it neither longer nor shorter.
 * - An alarm is known by its id when the root is replaced, so that one that was loaded anew finds
 *   it where it was.
 *
 * Nothing is allocated for a sample. Pure: time comes with the calls.
 */
typedef struct _MonAlarms MonAlarms;

MonAlarms *mon_alarms_new         (GArray             *events,
                                   GArray             *statuses);
void       mon_alarms_free        (MonAlarms          *alarms);

void       mon_alarms_set_root    (MonAlarms          *alarms,
                                   MonProjectSpec     *root,
                                   gint64              now_us,
                                   gint64              wall_us);
void       mon_alarms_put_link    (MonAlarms          *alarms,
                                   guint32             connection,
                                   const MonLinkState *state,
                                   gint64              wall_us);
void       mon_alarms_apply       (MonAlarms          *alarms,
                                   const MonAlarmWish *wish,
                                   gint64              wall_us);
void       mon_alarms_observe     (MonAlarms          *alarms,
                                   const MonSample    *samples,
                                   guint               n_samples,
                                   gint64              now_us,
                                   gint64              wall_us);
void       mon_alarms_run         (MonAlarms          *alarms,
                                   gint64              now_us,
                                   gint64              wall_us);
gint64     mon_alarms_get_next_us (MonAlarms          *alarms);
guint      mon_alarms_get_n       (const MonAlarms    *alarms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonAlarms, mon_alarms_free)

G_END_DECLS
