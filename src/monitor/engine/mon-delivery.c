/* mon-delivery.c: judges a turn's samples over time and gives the batch to each sink in order.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-delivery.h"

#include "monitor/engine/mon-alarms.h"
#include "monitor/engine/mon-evaluator.h"

struct _MonDelivery
{
  MbClock      *clock;
  MonBatch     *batch;
  MonEvaluator *evaluator;
  MonAlarms    *alarms;
  GPtrArray    *dead;
  /* Of MonSink, in the order in which they get the batch. */
  GPtrArray    *sinks;
  MbTurnHook    hook;
  MbTimer       due_timer;
};

static void
arm_due_timer (MonDelivery *delivery)
{
  gint64 next_us = MIN (mon_evaluator_get_next_us (delivery->evaluator),
                        mon_alarms_get_next_us (delivery->alarms));

  if (next_us == G_MAXINT64)
    mb_timer_disarm (&delivery->due_timer);
  else
    mb_timer_arm (&delivery->due_timer, next_us);
}

/* Of what was read, has become stale and was computed: with the links as they are by now. */
static void
watch_alarms (MonDelivery *delivery,
              gint64       now_us,
              gint64       wall_us)
{
  const MonBatch *batch = delivery->batch;

  for (guint i = 0; i < batch->links->len; i++)
    {
      const MonBatchLink *link = &g_array_index (batch->links, MonBatchLink, i);

      mon_alarms_put_link (delivery->alarms, link->handle, &link->state, wall_us);
    }
  mon_alarms_observe (delivery->alarms, (const MonSample *) batch->samples->data,
                      batch->samples->len, now_us, wall_us);
  mon_alarms_run (delivery->alarms, now_us, wall_us);
}

static void
deliver_cb (gpointer user_data)
{
  MonDelivery *delivery = user_data;
  MonBatch *batch = delivery->batch;
  gint64 now_us = mb_clock_get_time_us (delivery->clock);
  gint64 wall_us = mb_clock_get_wall_us (delivery->clock);

  mon_evaluator_observe (delivery->evaluator, (const MonSample *) batch->samples->data,
                         batch->samples->len, now_us);
  mon_evaluator_run (delivery->evaluator, now_us, wall_us, batch->samples);
  watch_alarms (delivery, now_us, wall_us);
  arm_due_timer (delivery);
  if (mon_batch_is_empty (batch))
    return;
  mon_batch_seal (batch);
  for (guint i = 0; i < delivery->sinks->len; i++)
    mon_sink_take (g_ptr_array_index (delivery->sinks, i), batch);
  mon_batch_clear (batch);
}

static void
due_cb (gpointer user_data)
{
  MonDelivery *delivery = user_data;

  mb_turn_hook_request (&delivery->hook);
}

/**
 * mon_delivery_new:
 * @clock: the engine's clock
 *
 * Returns: (transfer full): a new delivery without sinks
 */
MonDelivery *
mon_delivery_new (MbClock *clock)
{
  MonDelivery *delivery = g_new0 (MonDelivery, 1);

  delivery->clock = mb_clock_ref (clock);
  delivery->batch = mon_batch_new ();
  delivery->evaluator = mon_evaluator_new ();
  delivery->alarms = mon_alarms_new (delivery->batch->alarm_events,
                                     delivery->batch->alarm_statuses);
  delivery->dead = mon_dead_spec_new_array ();
  delivery->sinks = g_ptr_array_new_with_free_func ((GDestroyNotify) mon_sink_free);
  mb_turn_hook_init (&delivery->hook, mb_clock_get_turn (clock), MB_TURN_DELIVER, deliver_cb,
                     delivery);
  mb_timer_init (&delivery->due_timer, clock, due_cb, delivery);
  return delivery;
}

/**
 * mon_delivery_free:
 * @delivery: (transfer full): a delivery
 *
 * Frees it, its sinks and what was not delivered.
 */
void
mon_delivery_free (MonDelivery *delivery)
{
  mb_turn_hook_clear (&delivery->hook);
  mb_timer_disarm (&delivery->due_timer);
  g_ptr_array_unref (delivery->sinks);
  mon_alarms_free (delivery->alarms);
  mon_evaluator_free (delivery->evaluator);
  g_ptr_array_unref (delivery->dead);
  mon_batch_free (delivery->batch);
  mb_clock_unref (delivery->clock);
  g_free (delivery);
}

/**
 * mon_delivery_add_sink:
 * @delivery: a delivery
 * @sink: (transfer full): a sink
 *
 * Adds a sink behind the others; it gets every batch from this turn's on.
 */
void
mon_delivery_add_sink (MonDelivery *delivery,
                       MonSink     *sink)
{
  g_ptr_array_add (delivery->sinks, sink);
}

/**
 * mon_delivery_get_batch:
 * @delivery: a delivery
 *
 * Gets the batch of this turn for filling.
 *
 * Returns: (transfer none): the batch
 */
MonBatch *
mon_delivery_get_batch (MonDelivery *delivery)
{
  mb_turn_hook_request (&delivery->hook);
  return delivery->batch;
}

/**
 * mon_delivery_set_root:
 * @delivery: a delivery
 * @root: a root
 *
 * Puts a root before the samples of this turn, computes what it says to, and watches its alarms.
 */
void
mon_delivery_set_root (MonDelivery    *delivery,
                       MonProjectSpec *root)
{
  mon_batch_put_root (mon_delivery_get_batch (delivery), root);
  mon_evaluator_set_root (delivery->evaluator, root);
  mon_alarms_set_root (delivery->alarms, root, mb_clock_get_time_us (delivery->clock),
                       mb_clock_get_wall_us (delivery->clock));
  g_ptr_array_ref (root->dead);
  g_ptr_array_unref (delivery->dead);
  delivery->dead = root->dead;
}

/**
 * mon_delivery_apply:
 * @delivery: a delivery
 * @wishes: (array length=n_wishes): what somebody wants to be done with alarms
 * @n_wishes: their number
 *
 * Acknowledges alarms, or resets them.
 */
void
mon_delivery_apply (MonDelivery        *delivery,
                    const MonAlarmWish *wishes,
                    guint               n_wishes)
{
  gint64 wall_us = mb_clock_get_wall_us (delivery->clock);

  for (guint i = 0; i < n_wishes; i++)
    mon_alarms_apply (delivery->alarms, &wishes[i], wall_us);
  mb_turn_hook_request (&delivery->hook);
}

/**
 * mon_delivery_get_dead:
 * @delivery: a delivery
 *
 * Gives what the project remembers of its devices.
 *
 * Returns: (transfer none) (element-type MonDeadSpec): what devices were found to refuse
 */
GPtrArray *
mon_delivery_get_dead (MonDelivery *delivery)
{
  return delivery->dead;
}

/**
 * mon_delivery_watch:
 * @delivery: a delivery
 * @tag: handle of a tag
 * @period_ms: how often it is polled
 *
 * Begins to judge the age of a tag, from now on.
 */
void
mon_delivery_watch (MonDelivery *delivery,
                    guint32      tag,
                    guint        period_ms)
{
  mon_evaluator_watch (delivery->evaluator, tag, (gint64) period_ms * 1000,
                       mb_clock_get_time_us (delivery->clock));
  mb_turn_hook_request (&delivery->hook);
}

/**
 * mon_delivery_forget:
 * @delivery: a delivery
 * @tag: handle of a tag
 *
 * Ends that.
 */
void
mon_delivery_forget (MonDelivery *delivery,
                     guint32      tag)
{
  mon_evaluator_forget (delivery->evaluator, tag);
}

/**
 * mon_delivery_set_paused:
 * @delivery: a delivery
 * @paused: whether nothing is polled
 *
 * While nothing is polled nothing becomes stale.
 */
void
mon_delivery_set_paused (MonDelivery *delivery,
                         gboolean     paused)
{
  mon_evaluator_set_paused (delivery->evaluator, paused, mb_clock_get_time_us (delivery->clock));
  mb_turn_hook_request (&delivery->hook);
}

/**
 * mon_delivery_end:
 * @delivery: a delivery
 *
 * Gives out the last batch and tells every sink that there will be no more. Nothing may be added
 * afterwards.
 */
void
mon_delivery_end (MonDelivery *delivery)
{
  deliver_cb (delivery);
  mb_turn_hook_clear (&delivery->hook);
  mb_timer_disarm (&delivery->due_timer);
  for (guint i = 0; i < delivery->sinks->len; i++)
    mon_sink_end (g_ptr_array_index (delivery->sinks, i));
  g_ptr_array_set_size (delivery->sinks, 0);
}
