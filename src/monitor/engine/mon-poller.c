/* mon-poller.c: gives a link the reads of one device when they are due, and takes their ends.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-poller.h"

#include "monitor/engine/mon-poll-round.h"
#include "monitor/engine/mon-sampler.h"

/* A block whose next round is further away is asked as soon as there is a link again. */
#define CATCH_UP_US (5 * G_USEC_PER_SEC)

struct _MonPoller
{
  MonPollSource      source;
  guint              n_refs;
  MbClock           *clock;
  /* NULL when closed. */
  MonDelivery       *delivery;
  MonLink           *link;
  MonConnectionSpec *connection;
  MonDeviceSpec     *device;
  MonPollList        list;
  MonHealth          health;
  MbTimer            timer;
  gboolean           is_paused;
  /* Somebody wants to know as soon as there is a link. */
  gboolean           is_awaited;
  guint              n_on_way;
};

static void
put_state (MonPoller *poller)
{
  MonDeviceState state = {
    .latency_us = poller->health.latency_us,
    .recent_timeouts = mon_health_get_timeouts (&poller->health,
                                                mb_clock_get_time_us (poller->clock)),
    .failures = poller->health.failures,
    .answered_us = poller->health.answered_us,
    .missed = mon_poll_list_get_missed (&poller->list),
    .hint = poller->health.hint & ~poller->device->quirks,
  };

  mon_batch_put_device (mon_delivery_get_batch (poller->delivery), poller->device->handle, &state);
}

static void
arm_timer (MonPoller *poller)
{
  gint64 next_us = mon_poll_list_get_next_us (&poller->list, poller->n_on_way > 0);

  if (next_us == G_MAXINT64)
    mb_timer_disarm (&poller->timer);
  else
    mb_timer_arm (&poller->timer, next_us);
}

static void
timer_cb (gpointer user_data)
{
  MonPoller *poller = user_data;

  mon_link_pump (poller->link);
}

/* The samples of a block, or of a part of it. Returns whether it is to be asked for more. */
static gboolean
take_end (MonPoller        *poller,
          MonPollBlock     *block,
          const MbExchange *exchange)
{
  gint64 now_us = mb_clock_get_time_us (poller->clock);

  if (!mon_health_is_demoted (&poller->health)
      && mon_poll_block_is_worth (block, exchange, now_us))
    return TRUE;
  if (mon_poll_block_take (block, exchange, poller->connection->retries, now_us,
                           mon_delivery_get_batch (poller->delivery)))
    return TRUE;
  if (mon_poll_block_learn (block, exchange, poller->list.dead, now_us))
    {
      poller->list.is_outdated = TRUE;
      mon_poller_tell_dead (poller);
    }
  return FALSE;
}

static void
request_done_cb (MonRequest       *request,
                 const MbExchange *exchange)
{
  MonPollBlock *block = request->user_data;
  g_autoptr (MonPoller) poller = block->poller;

  poller->n_on_way--;
  if (poller->delivery == NULL)
    return;
  mon_poller_observe (poller, exchange);
  if (!mon_health_is_demoted (&poller->health))
    mon_poll_list_hasten_skipped (&poller->list, mb_clock_get_time_us (poller->clock));
  if (!poller->is_paused && take_end (poller, block, exchange))
    {
      block->wants_more = TRUE;
      mon_link_pump (poller->link);
      return;
    }
  mon_poll_block_stop (block);
  mon_poll_list_give_back (&poller->list, block);
  if (poller->list.is_outdated)
    mon_link_pump (poller->link);
  if (!poller->is_paused)
    arm_timer (poller);
}

static MonRequest *
ask_block (MonPoller    *poller,
           MonPollBlock *block)
{
  block->wants_more = FALSE;
  block->was_skipped = FALSE;
  block->asked_us = mb_clock_get_time_us (poller->clock);
  block->request.timeout_ms = poller->connection->timeout_ms;
  poller->n_on_way++;
  mon_poller_ref (poller);
  return &block->request;
}

static gboolean
is_due_cb (MonPollSource *source,
           gint64         now_us)
{
  MonPoller *poller = (MonPoller *) source;

  return !poller->is_paused
         && mon_poll_list_get_next_us (&poller->list, poller->n_on_way > 0) <= now_us;
}

/* A block that is due, or NULL. */
static MonPollBlock *
take_due_block (MonPoller *poller,
                gint64     now_us,
                gboolean   has_link)
{
  MonPollRound round = {
    .list = &poller->list,
    .health = &poller->health,
    .link = poller->link,
    .batch = mon_delivery_get_batch (poller->delivery),
  };

  if (!mon_poll_list_is_ready (&poller->list, poller->n_on_way > 0, now_us))
    return NULL;
  return has_link && mon_health_is_demoted (&poller->health)
         ? mon_poll_round_take_probe (&round, now_us, poller->n_on_way == 0)
         : mon_poll_round_take (&round, now_us, has_link);
}

static MonRequest *
take_cb (MonPollSource *source,
         gint64         now_us,
         gboolean       has_link)
{
  MonPoller *poller = (MonPoller *) source;
  gboolean is_demoted = has_link && mon_health_is_demoted (&poller->health);
  gboolean is_failing = poller->health.failures > 0 && poller->n_on_way > 0;
  MonPollBlock *block;

  /* A device that fails may hold one place of the link's window, so that others get the rest. */
  if (poller->is_paused || (is_failing && !is_demoted))
    return NULL;
  block = is_failing ? NULL : mon_poll_list_find_more (&poller->list, now_us);
  if (block != NULL)
    return ask_block (poller, block);
  block = take_due_block (poller, now_us, has_link);
  if (block == NULL)
    {
      arm_timer (poller);
      return NULL;
    }
  mon_poll_block_start (block, poller->connection->retries);
  return ask_block (poller, block);
}

static void
restart_cb (MonPollSource *source)
{
  MonPoller *poller = (MonPoller *) source;
  gint64 now_us = mb_clock_get_time_us (poller->clock);

  mon_health_forgive (&poller->health);
  mon_dead_set_hasten (poller->list.dead, now_us);
  mon_schedule_catch_up (poller->list.schedule, poller->is_awaited ? 0 : CATCH_UP_US, now_us);
  poller->is_awaited = FALSE;
}

/**
 * mon_poller_new:
 * @clock: the engine's clock
 * @delivery: where samples, traffic and states go; it must live until mon_poller_close()
 * @link: the link of the connection
 * @connection: the connection
 * @device: the device
 * @share: when its reads are due, see mon_schedule_new()
 * @paused: whether it starts paused
 *
 * Begins to poll a device.
 *
 * Returns: (transfer full): the poller, ended by mon_poller_close()
 */
MonPoller *
mon_poller_new (MbClock           *clock,
                MonDelivery       *delivery,
                MonLink           *link,
                MonConnectionSpec *connection,
                MonDeviceSpec     *device,
                guint32            share,
                gboolean           paused)
{
  MonPoller *poller = g_new0 (MonPoller, 1);

  poller->source = (MonPollSource) {
    .is_due = is_due_cb,
    .take = take_cb,
    .restart = restart_cb,
  };
  poller->n_refs = 1;
  poller->clock = mb_clock_ref (clock);
  poller->delivery = delivery;
  poller->link = mon_link_ref (link);
  poller->connection = mon_connection_spec_ref (connection);
  poller->device = mon_device_spec_ref (device);
  poller->is_paused = paused;
  mon_health_init (&poller->health);
  mb_timer_init (&poller->timer, clock, timer_cb, poller);
  mon_poll_list_init (&poller->list, poller, device, request_done_cb,
                      mb_clock_get_time_us (clock), share);
  mon_link_add_source (link, &poller->source);
  if (paused)
    mon_poll_list_pause (&poller->list, mon_link_stamp (link), mon_delivery_get_batch (delivery));
  put_state (poller);
  return poller;
}

/**
 * mon_poller_ref:
 * @poller: a poller
 *
 * Returns: (transfer full): @poller
 */
MonPoller *
mon_poller_ref (MonPoller *poller)
{
  poller->n_refs++;
  return poller;
}

/**
 * mon_poller_unref:
 * @poller: (transfer full): a poller
 *
 * Drops a reference. Each read on its way holds one; the first one is dropped by
 * mon_poller_close().
 */
void
mon_poller_unref (MonPoller *poller)
{
  if (--poller->n_refs > 0)
    return;
  mb_timer_disarm (&poller->timer);
  mon_poll_list_clear (&poller->list);
  mon_device_spec_unref (poller->device);
  mon_connection_spec_unref (poller->connection);
  mon_link_unref (poller->link);
  mb_clock_unref (poller->clock);
  g_free (poller);
}

/**
 * mon_poller_close:
 * @poller: (transfer full): a poller
 *
 * Ends the polling. Reads on their way are cancelled; what becomes of them is not heard any more.
 */
void
mon_poller_close (MonPoller *poller)
{
  mon_link_remove_source (poller->link, &poller->source);
  mb_timer_disarm (&poller->timer);
  poller->delivery = NULL;
  for (guint i = 0; i < poller->list.n_blocks; i++)
    mon_link_cancel (poller->link, &poller->list.blocks[i].request);
  mon_poller_unref (poller);
}

/**
 * mon_poller_take_health:
 * @poller: a new poller
 * @before: the poller of the same device until now
 *
 * Takes over what is known of the device, whose node was edited.
 */
void
mon_poller_take_health (MonPoller *poller,
                        MonPoller *before)
{
  poller->health = before->health;
  if (poller->device->unit == before->device->unit)
    mon_poll_list_swap_dead (&poller->list, &before->list,
                             mb_clock_get_time_us (poller->clock));
  put_state (poller);
}

/**
 * mon_poller_recall:
 * @poller: a poller of a device that was not polled yet
 *
 * Begins with what the project remembers of dead addresses, and does not search for them again.
 */
void
mon_poller_recall (MonPoller *poller)
{
  mon_poll_list_recall (&poller->list, mon_delivery_get_dead (poller->delivery),
                        mb_clock_get_time_us (poller->clock));
}

/**
 * mon_poller_tell_dead:
 * @poller: a poller
 *
 * Tells what is known of dead addresses, for the project to remember.
 */
void
mon_poller_tell_dead (MonPoller *poller)
{
  mon_batch_put_dead (mon_delivery_get_batch (poller->delivery), poller->device->handle,
                      mon_poll_list_dup_dead (&poller->list));
}

/**
 * mon_poller_get_device:
 * @poller: a poller
 *
 * Returns: (transfer none): the device that it polls
 */
const MonDeviceSpec *
mon_poller_get_device (MonPoller *poller)
{
  return poller->device;
}

/**
 * mon_poller_get_connection:
 * @poller: a poller
 *
 * Returns: (transfer none): the connection of its device
 */
const MonConnectionSpec *
mon_poller_get_connection (MonPoller *poller)
{
  return poller->connection;
}

/**
 * mon_poller_get_link:
 * @poller: a poller
 *
 * Returns: (transfer none): the link over which it polls
 */
MonLink *
mon_poller_get_link (MonPoller *poller)
{
  return poller->link;
}

/**
 * mon_poller_set_connection:
 * @poller: a poller
 * @connection: the connection as it is now, to the same endpoint
 *
 * Takes over time-out and retries, from the next read on.
 */
void
mon_poller_set_connection (MonPoller         *poller,
                           MonConnectionSpec *connection)
{
  mon_connection_spec_ref (connection);
  mon_connection_spec_unref (poller->connection);
  poller->connection = connection;
}

/**
 * mon_poller_set_paused:
 * @poller: a poller
 * @paused: whether to poll no more for now
 *
 * Pauses: each tag gets one sample that says so. Afterwards everything is due at once.
 */
void
mon_poller_set_paused (MonPoller *poller,
                       gboolean   paused)
{
  if (poller->is_paused == paused)
    return;
  poller->is_paused = paused;
  if (paused)
    {
      mb_timer_disarm (&poller->timer);
      mon_poll_list_pause (&poller->list, mon_link_stamp (poller->link),
                           mon_delivery_get_batch (poller->delivery));
    }
  if (!paused)
    mon_schedule_restart (poller->list.schedule, mb_clock_get_time_us (poller->clock));
  mon_link_pump (poller->link);
}

/**
 * mon_poller_stop:
 * @poller: a poller
 *
 * Polls no more, without a word: its session closes.
 */
void
mon_poller_stop (MonPoller *poller)
{
  poller->is_paused = TRUE;
  mb_timer_disarm (&poller->timer);
}

/**
 * mon_poller_retry_now:
 * @poller: a poller
 *
 * Asks a device that did not answer again at once, when there is no link as soon as there is one,
 * and for what it refused.
 */
void
mon_poller_retry_now (MonPoller *poller)
{
  MonLinkState state;

  mon_link_get_state (poller->link, &state);
  poller->is_awaited = state.phase != MON_LINK_CONNECTED;
  mon_health_forgive (&poller->health);
  mon_dead_set_hasten (poller->list.dead, mb_clock_get_time_us (poller->clock));
  mon_link_pump (poller->link);
}

/**
 * mon_poller_observe:
 * @poller: a poller
 * @exchange: an exchange with its device that has ended
 *
 * Counts an exchange for the health of the device and puts it into the traffic. A closed poller
 * does nothing.
 */
void
mon_poller_observe (MonPoller        *poller,
                    const MbExchange *exchange)
{
  if (poller->delivery == NULL)
    return;
  mon_health_observe (&poller->health, exchange, mb_clock_get_time_us (poller->clock));
  mon_batch_add_exchange (mon_delivery_get_batch (poller->delivery), poller->connection->handle,
                          poller->device->handle, exchange);
  put_state (poller);
}

/**
 * mon_poller_take_tag:
 * @poller: a poller
 * @tag: a tag of its device
 * @exchange: the end of a read of exactly this tag
 *
 * Makes a sample of a read that was not a poll. A closed poller does nothing.
 */
void
mon_poller_take_tag (MonPoller        *poller,
                     const MonTagSpec *tag,
                     const MbExchange *exchange)
{
  if (poller->delivery == NULL)
    return;
  mon_sampler_take_tag (tag, exchange,
                        mon_batch_add_samples (mon_delivery_get_batch (poller->delivery), 1));
}
