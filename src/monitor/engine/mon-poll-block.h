/* mon-poll-block.h: one read that a poller repeats: its tries, and the samples that come of them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-batch.h"
#include "monitor/engine/mon-lanes.h"
#include "monitor/engine/mon-read-plan.h"
#include "monitor/engine/mon-retry.h"

G_BEGIN_DECLS

/**
 * MonPollBlock:
 * @poller: whose it is
 * @block: what to read
 * @request: the request, whose user data are the block
 * @due_us: monotonic time of the tick that is being served
 * @retry: the tries of this tick
 * @wants_retry: failed, and to be asked again in its turn; still in flight for the schedule
 * @asked_us: monotonic time of its last try, 0 before the first
 * @was_skipped: its last tick passed without a try, since the device did not answer
 *
 * A block of a poller, embedded. The other members are private.
 */
typedef struct
{
  gpointer            poller;
  const MonReadBlock *block;
  MonRequest          request;
  gint64              due_us;
  MonRetry            retry;
  gboolean            wants_retry;
  gint64              asked_us;
  gboolean            was_skipped;
  MonQuality          kept_quality;
  guint8              kept_detail;
} MonPollBlock;

void     mon_poll_block_init     (MonPollBlock        *self,
                                  gpointer             poller,
                                  const MonReadBlock  *block,
                                  const MonDeviceSpec *device,
                                  MonRequestFunc       done);
gboolean mon_poll_block_is_worth (MonPollBlock       *self,
                                  const MbExchange   *exchange,
                                  gint64              now_us);
void     mon_poll_block_take     (MonPollBlock       *self,
                                  const MbExchange   *exchange,
                                  MonBatch           *batch);
void     mon_poll_block_without  (MonPollBlock       *self,
                                  MonQuality          quality,
                                  guint8              detail,
                                  gint64              time_us,
                                  MonBatch           *batch);

G_END_DECLS
