/* mon-schedule.h: when each block of a device is due; ticks that cannot be kept are dropped and
 * counted.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MonSchedule:
 *
 * Pure: knows no clock and sends nothing. Due times lie on a grid of their period, so a slow answer
 * does not shift later ticks.
 */
typedef struct _MonSchedule MonSchedule;

#define MON_SCHEDULE_NONE G_MAXUINT

/* @periods_us: one for each block. All are due at @start_us; @share of 2^32 parts of a period
 * later their grids begin. Devices with shares of their own are not all due at once, for ever. */
MonSchedule *mon_schedule_new           (const gint64 *periods_us,
                                         guint         n_blocks,
                                         gint64        start_us,
                                         guint32       share);
void         mon_schedule_free          (MonSchedule  *schedule);

/* The longest due block that is not in flight, or MON_SCHEDULE_NONE; marks it in flight and gives
 * the time at which it was due. Ticks passed in the meantime count as missed. */
guint        mon_schedule_take          (MonSchedule  *schedule,
                                         gint64        now_us,
                                         gint64       *out_due_us);
/* Ends the flight of a block, however it went. */
void         mon_schedule_give_back     (MonSchedule  *schedule,
                                         guint         block);
/* When mon_schedule_take() will next have something, G_MAXINT64 if nothing waits. */
gint64       mon_schedule_get_next_us   (MonSchedule  *schedule);
guint64      mon_schedule_get_missed    (MonSchedule  *schedule);
/* Everything is due at @now_us, as at the start (after a pause). */
void         mon_schedule_restart       (MonSchedule  *schedule,
                                         gint64        now_us);
/* Due at @now_us, unless it is due earlier; later ticks stay where they are. */
void         mon_schedule_hasten        (MonSchedule  *schedule,
                                         guint         block,
                                         gint64        now_us);
/* The same for all whose next tick is more than @within_us away. */
void         mon_schedule_catch_up      (MonSchedule  *schedule,
                                         gint64        within_us,
                                         gint64        now_us);
/* A block in the place of one of another schedule is due when that was, and not in flight. */
void         mon_schedule_take_over     (MonSchedule       *schedule,
                                         guint              block,
                                         const MonSchedule *from,
                                         guint              from_block);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonSchedule, mon_schedule_free)

G_END_DECLS
