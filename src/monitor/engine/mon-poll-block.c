/* mon-poll-block.c: one read that a poller repeats: its tries, its search for what is refused, and
 * the samples that come of them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-poll-block.h"

#include "monitor/engine/mon-sampler.h"

static void
set_part (MonPollBlock       *self,
          const MonReadBlock *part)
{
  self->part = *part;
  self->request.request = mb_request_read (part->table, part->address, part->quantity);
}

/* How a device refused to read, 0 when it did not. */
static guint8
refusal_of (const MbExchange *exchange)
{
  if (exchange->verdict != MB_VERDICT_EXCEPTION
      || !mon_bisect_is_refusal (exchange->response->exception))
    return 0;
  return exchange->response->exception;
}

/* Makes the samples of tags of the block: by the last try, or by the one before when the last one
 * could not be sent. */
static void
take_samples (MonPollBlock       *self,
              const MonReadBlock *part,
              const MbExchange   *exchange,
              MonBatch           *batch)
{
  gint64 period_us = (gint64) self->block->period_ms * 1000;
  gboolean is_late = exchange->ended_us - self->due_us > period_us;
  MonSample *samples = mon_batch_add_samples (batch, part->n_tags);

  if (mon_retry_is_void (&self->retry, exchange))
    mon_sampler_without (part, self->kept_quality, self->kept_detail, exchange->ended_wall_us,
                         samples);
  else
    mon_sampler_take (part, exchange, is_late, samples);
}

static gboolean
may_search (const MonPollBlock *self,
            guint8              refusal,
            gint64              now_us)
{
  return refusal != 0 && self->block->n_tags > 1 && now_us >= self->no_search_before_us;
}

/* The search has its next part. */
static gboolean
ask_part (MonPollBlock *self,
          guint         n_retries,
          gint64        now_us)
{
  MonReadBlock part;

  if (!mon_bisect_get_next (self->bisect, &part))
    return FALSE;
  set_part (self, &part);
  mon_retry_start (&self->retry, n_retries);
  self->retry.due_us = now_us;
  return TRUE;
}

/**
 * mon_poll_block_init:
 * @self: memory for it
 * @poller: whose it is
 * @block: what to read; it must outlive @self
 * @device: whose unit to ask, and with which quirks
 * @done: called at the end of each try, with @self as the request's user data
 *
 * Prepares a block that was not read yet, ended by mon_poll_block_stop().
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
      .done = done,
      .user_data = self,
    },
  };
  set_part (self, block);
}

/**
 * mon_poll_block_stop:
 * @self: a block
 *
 * Forgets what it is at: its tick is over.
 */
void
mon_poll_block_stop (MonPollBlock *self)
{
  self->wants_more = FALSE;
  g_clear_pointer (&self->bisect, mon_bisect_free);
}

/**
 * mon_poll_block_start:
 * @self: a block that is due
 * @n_retries: how often it may be asked again
 *
 * Begins a tick: the whole block is to be asked for.
 */
void
mon_poll_block_start (MonPollBlock *self,
                      guint         n_retries)
{
  mon_poll_block_stop (self);
  set_part (self, self->block);
  mon_retry_start (&self->retry, n_retries);
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
 * @exchange: the end of the last try of what was asked
 * @n_retries: how often another part may be asked again
 * @now_us: the monotonic time now
 * @batch: where the samples go
 *
 * Makes the samples of a tick, one of each tag. A block of several tags that is refused is read in
 * parts, as #MonBisect says; when a part ends in another way than by an answer or a refusal, so do
 * all that were not asked yet.
 *
 * Returns: whether the next part is to be asked; else the tick is over
 */
gboolean
mon_poll_block_take (MonPollBlock     *self,
                     const MbExchange *exchange,
                     guint             n_retries,
                     gint64            now_us,
                     MonBatch         *batch)
{
  guint8 refusal = refusal_of (exchange);
  MonReadBlock rest;

  if (self->bisect == NULL && may_search (self, refusal, now_us))
    self->bisect = mon_bisect_new (self->block, refusal);
  else if (self->bisect == NULL)
    {
      take_samples (self, self->block, exchange, batch);
      return FALSE;
    }
  else if (refusal == 0 && exchange->verdict != MB_VERDICT_ANSWER)
    {
      if (mon_bisect_get_rest (self->bisect, &rest))
        take_samples (self, &rest, exchange, batch);
      return FALSE;
    }
  else if (mon_bisect_note (self->bisect, refusal))
    take_samples (self, &self->part, exchange, batch);

  if (ask_part (self, n_retries, now_us))
    return TRUE;
  if (mon_bisect_get_rest (self->bisect, &rest))
    take_samples (self, &rest, exchange, batch);
  return FALSE;
}

/* What a search has found, of which a part may be known. One that was not cut off by silence or the
 * end of the link, and has found nothing new, would not the next time. */
static gboolean
learn_found (MonPollBlock     *self,
             const MbExchange *exchange,
             MonDeadSet       *dead,
             gint64            now_us)
{
  guint n_found = mon_bisect_is_credible (self->bisect) ? mon_bisect_get_n_found (self->bisect) : 0;
  gboolean is_said = exchange->verdict == MB_VERDICT_ANSWER
                     || exchange->verdict == MB_VERDICT_EXCEPTION
                     || exchange->verdict == MB_VERDICT_BREACH;
  gboolean is_new = FALSE;

  for (guint i = 0; i < n_found; i++)
    is_new |= mon_dead_set_add (dead, mon_bisect_get_found (self->bisect, i), now_us);
  if (!is_new && is_said)
    self->no_search_before_us = now_us + MON_POLL_BLOCK_SEARCH_PAUSE_US;
  return is_new;
}

/**
 * mon_poll_block_learn:
 * @self: a block whose tick is over
 * @exchange: its last exchange
 * @dead: what is known of dead addresses
 * @now_us: the monotonic time now
 *
 * Takes over what the tick says of dead addresses: what a search has found, a single tag that was
 * refused by exception 2, or one that is answered again.
 *
 * Returns: whether @dead is another set now, so that the plan is, too
 */
gboolean
mon_poll_block_learn (MonPollBlock     *self,
                      const MbExchange *exchange,
                      MonDeadSet       *dead,
                      gint64            now_us)
{
  const MonReadBlock *block = self->block;
  MonDeadRange range = {
    .table = block->table,
    .address = block->address,
    .quantity = block->quantity,
    .exception = MON_EXCEPTION_ADDRESS,
  };

  if (self->bisect != NULL)
    return learn_found (self, exchange, dead, now_us);
  if (exchange->verdict == MB_VERDICT_ANSWER && block->exception != 0)
    return mon_dead_set_note_alive (dead, block->table, block->address, block->quantity);
  if (block->n_tags > 1 || refusal_of (exchange) != MON_EXCEPTION_ADDRESS)
    return FALSE;
  return mon_dead_set_add (dead, &range, now_us);
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
