/* mon-poll-list.h: the blocks of a device with their schedule, made anew when its plan is another.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-poll-block.h"
#include "monitor/engine/mon-schedule.h"

G_BEGIN_DECLS

/**
 * MonPollList:
 * @blocks: (array length=n_blocks): what is asked for
 * @n_blocks: how many
 * @schedule: when they are due
 * @dead: what the device refuses
 * @is_outdated: @dead has changed since the blocks were made
 *
 * The blocks of a poller, embedded. The other members are private.
 */
typedef struct
{
  MonPollBlock   *blocks;
  guint           n_blocks;
  MonSchedule    *schedule;
  MonDeadSet     *dead;
  gboolean        is_outdated;

  MonReadPlan    *plan;
  MonDeviceSpec  *device;
  gpointer        poller;
  MonRequestFunc  done;
  guint64         missed_before;
  guint32         share;
} MonPollList;

void          mon_poll_list_init           (MonPollList       *list,
                                            gpointer           poller,
                                            MonDeviceSpec     *device,
                                            MonRequestFunc     done,
                                            gint64             now_us,
                                            guint32            share);
void          mon_poll_list_clear          (MonPollList       *list);
/* The blocks are made anew if need be. FALSE when that has to wait for what is in flight. */
gboolean      mon_poll_list_is_ready       (MonPollList       *list,
                                            gboolean           is_on_way,
                                            gint64             now_us);
/* A block that is to be asked again, or for its next part, by now. */
MonPollBlock *mon_poll_list_find_more      (MonPollList       *list,
                                            gint64             now_us);
gint64        mon_poll_list_get_next_us    (MonPollList       *list,
                                            gboolean           is_on_way);
void          mon_poll_list_give_back      (MonPollList       *list,
                                            MonPollBlock      *block);
void          mon_poll_list_hasten_skipped (MonPollList       *list,
                                            gint64             now_us);
void          mon_poll_list_pause          (MonPollList       *list,
                                            gint64             time_us,
                                            MonBatch          *batch);
void          mon_poll_list_swap_dead      (MonPollList       *list,
                                            MonPollList       *other,
                                            gint64             now_us);
void          mon_poll_list_recall         (MonPollList       *list,
                                            const GPtrArray   *dead,
                                            gint64             now_us);
/* Of MonDeadRange. */
GArray       *mon_poll_list_dup_dead       (const MonPollList *list);
guint64       mon_poll_list_get_missed     (const MonPollList *list);

G_END_DECLS
