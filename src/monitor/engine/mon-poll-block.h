/* mon-poll-block.h: one read that a poller repeats: its tries, its search for what is refused, and
 * the samples that come of them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-batch.h"
#include "monitor/engine/mon-bisect.h"
#include "monitor/engine/mon-lanes.h"
#include "monitor/engine/mon-retry.h"

G_BEGIN_DECLS

/* How long a block whose search found nothing is only polled as it is. */
#define MON_POLL_BLOCK_SEARCH_PAUSE_US (60 * G_USEC_PER_SEC)

/**
 * MonPollBlock:
 * @poller: whose it is
 * @block: what to read
 * @request: the request, whose user data are the block
 * @due_us: monotonic time of the tick that is being served
 * @retry: the tries of this tick
 * @wants_more: to be asked again, or for its next part, in its turn; still in flight for the
 *   schedule
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
  gboolean            wants_more;
  gint64              asked_us;
  gboolean            was_skipped;
  MonQuality          kept_quality;
  guint8              kept_detail;
  /* What the request is for: the block, or during a search a part of it. */
  MonReadBlock        part;
  MonBisect          *bisect;
  gint64              no_search_before_us;
} MonPollBlock;

void     mon_poll_block_init     (MonPollBlock        *self,
                                  gpointer             poller,
                                  const MonReadBlock  *block,
                                  const MonDeviceSpec *device,
                                  MonRequestFunc       done);
void     mon_poll_block_stop     (MonPollBlock       *self);
void     mon_poll_block_start    (MonPollBlock       *self,
                                  guint               n_retries);
gboolean mon_poll_block_is_worth (MonPollBlock       *self,
                                  const MbExchange   *exchange,
                                  gint64              now_us);
/* Whether another part of it is to be asked. */
gboolean mon_poll_block_take     (MonPollBlock       *self,
                                  const MbExchange   *exchange,
                                  guint               n_retries,
                                  gint64              now_us,
                                  MonBatch           *batch);
/* Whether something was learned of the device. */
gboolean mon_poll_block_learn    (MonPollBlock       *self,
                                  const MbExchange   *exchange,
                                  MonDeadSet         *dead,
                                  gint64              now_us);
void     mon_poll_block_without  (MonPollBlock       *self,
                                  MonQuality          quality,
                                  guint8              detail,
                                  gint64              time_us,
                                  MonBatch           *batch);

G_END_DECLS
