/* mon-poll-block.c: one read that a poller repeats: its tries, and the samples that come of them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-poll-block.h"

#include "monitor/engine/mon-sampler.h"

/**
 * mon_poll_block_init:
 * @self: memory for it
 * @poller: whose it is
 * @block: what to read; it must outlive @self
 * @device: whose unit to ask, and with which quirks
 * @done: called at the end of each try, with @self as the request's user data
 *
 * Prepares a block that was not read yet.
 */
void
mon_poll_block_init (MonPollBlock        *self,
                     gpointer             poller,
                     const MonReadBlock  *block,
                     const MonDeviceSpec *device,
                     MonRequestFunc       done)
{
  *self = (MonPollBlock) {
    .poller = poller,
    .block = block,
    .request = {
      .unit = device->unit,
      .quirks = device->quirks,
      .request = mb_request_read (block->table, block->address, block->quantity),
      .done = done,
      .user_data = self,
    },
  };
}

/**
 * mon_poll_block_is_worth:
 * @self: a block
 * @exchange: how its last try ended
 * @now_us: the monotonic time now
 *
 * Decides whether to ask again, and keeps what this try met.
 *
 * Returns: whether to ask again; see mon_retry_is_worth()
 */
gboolean
mon_poll_block_is_worth (MonPollBlock     *self,
                         const MbExchange *exchange,
                         gint64            now_us)
{
  if (!mon_retry_is_worth (&self->retry, exchange, now_us))
    return FALSE;
  self->kept_quality = mon_sampler_quality (exchange);
  self->kept_detail = mon_sampler_detail (exchange);
  return TRUE;
}

/**
 * mon_poll_block_take:
 * @self: a block
 * @exchange: the end of its last try
 * @batch: where the samples go
 *
 * Makes the samples of a tick: by its last try, or by the one before when the last one could not
 * be sent.
 */
void
mon_poll_block_take (MonPollBlock     *self,
                     const MbExchange *exchange,
                     MonBatch         *batch)
{
  gint64 period_us = (gint64) self->block->period_ms * 1000;
  gboolean is_late = exchange->ended_us - self->due_us > period_us;

  if (mon_retry_is_void (&self->retry, exchange))
    mon_poll_block_without (self, self->kept_quality, self->kept_detail, exchange->ended_wall_us,
                            batch);
  else
    mon_sampler_take (self->block, exchange, is_late,
                      mon_batch_add_samples (batch, self->block->n_tags));
}

/**
 * mon_poll_block_without:
 * @self: a block
 * @quality: why there is no value
 * @detail: what goes with @quality, as in #MonSample
 * @time_us: wall time
 * @batch: where the samples go
 *
 * Makes one sample without a value of each tag of the block.
 */
void
mon_poll_block_without (MonPollBlock *self,
                        MonQuality    quality,
                        guint8        detail,
                        gint64        time_us,
                        MonBatch     *batch)
{
  mon_sampler_without (self->block, quality, detail, time_us,
                       mon_batch_add_samples (batch, self->block->n_tags));
}
