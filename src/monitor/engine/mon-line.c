/* mon-line.c: carries a session's wishes down to the engine.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-line-private.h"

#include "monitor/engine/mon-core.h"
#include "monitor/engine/mon-tenant.h"

typedef struct _Order Order;

typedef void (*OrderFunc) (MonTenant *tenant,
                           Order     *order);

/* A message down. */
struct _Order
{
  MonLine        *line;
  OrderFunc       apply;
  gpointer        payload;
  GDestroyNotify  free_payload;
  gint64          number;
};

static void
order_free (gpointer data)
{
  Order *order = data;

  if (order->payload != NULL && order->free_payload != NULL)
    order->free_payload (order->payload);
  mon_line_unref (order->line);
  g_free (order);
}

static void
order_run (gpointer data)
{
  Order *order = data;

  if (order->line->tenant != NULL)
    order->apply (order->line->tenant, order);
  order_free (order);
}

/* The payload is given away in any case. */
static void
send_order (MonLine        *line,
            OrderFunc       apply,
            gpointer        payload,
            GDestroyNotify  free_payload,
            gint64          number)
{
  Order *order = g_new (Order, 1);

  *order = (Order) {
    .line = mon_line_ref (line),
    .apply = apply,
    .payload = payload,
    .free_payload = free_payload,
    .number = number,
  };
  if (!mon_mailbox_post (line->down, order_run, order, order_free))
    order_free (order);
}

/* A job that the engine does not take any more has its end too. */
static void
tell_not_sent (MonLine *line,
               guint32  job)
{
  MonJobEnd *end = mon_job_end_new ();

  end->job = job;
  end->outcome = MON_OUTCOME_NOT_SENT;
  mon_line_tell_job_ended (line, end);
}

static void
job_run (gpointer data)
{
  Order *order = data;
  MonWish *wish = g_steal_pointer (&order->payload);

  if (order->line->tenant != NULL)
    mon_tenant_start_job (order->line->tenant, wish);
  else
    {
      tell_not_sent (order->line, wish->job);
      mon_wish_free (wish);
    }
  order_free (order);
}

static void
job_drop (gpointer data)
{
  Order *order = data;

  tell_not_sent (order->line, ((MonWish *) order->payload)->job);
  order_free (order);
}

static void
open_run (gpointer data)
{
  Order *order = data;
  MonLine *line = order->line;

  line->tenant = mon_tenant_new (line->core, line, order->payload);
  order_free (order);
}

static void
open_drop (gpointer data)
{
  Order *order = data;

  mon_line_tell_closed (order->line);
  order_free (order);
}

static void
apply_root (MonTenant *tenant,
            Order     *order)
{
  mon_tenant_set_root (tenant, order->payload);
}

static void
apply_sink (MonTenant *tenant,
            Order     *order)
{
  mon_tenant_add_sink (tenant, g_steal_pointer (&order->payload));
}

static void
apply_cancel (MonTenant *tenant,
              Order     *order)
{
  mon_tenant_cancel_job (tenant, (guint32) order->number);
}

static void
apply_arm (MonTenant *tenant,
           Order     *order)
{
  mon_tenant_arm (tenant, order->number);
}

static void
apply_paused (MonTenant *tenant,
              Order     *order)
{
  mon_tenant_set_paused (tenant, order->number != 0);
}

static void
apply_retry (MonTenant *tenant,
             Order     *order)
{
  mon_tenant_retry_now (tenant, (guint32) order->number);
}

static void
apply_alarms (MonTenant *tenant,
              Order     *order)
{
  const GArray *wishes = order->payload;

  mon_tenant_apply_to_alarms (tenant, (const MonAlarmWish *) wishes->data, wishes->len);
}

static void
apply_close (MonTenant *tenant,
             Order     *order)
{
  mon_tenant_close (tenant);
}

/**
 * mon_line_open:
 * @engine: the engine
 * @sinks: (element-type MonSink) (transfer full): where batches go, in order
 * @events: what to tell, copied
 * @user_data: for the functions of @events
 *
 * Takes a place on the engine: begins with an empty root. Events come on the thread-default context
 * of the caller.
 *
 * Returns: (transfer full): the line, ended by mon_line_hang_up()
 */
MonLine *
mon_line_open (MonEngine           *engine,
               GPtrArray           *sinks,
               const MonLineEvents *events,
               gpointer             user_data)
{
  MonLine *line = g_new0 (MonLine, 1);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  Order *order = g_new0 (Order, 1);

  g_atomic_ref_count_init (&line->n_refs);
  line->down = mon_mailbox_ref (mon_engine_get_mailbox (engine));
  line->up = mon_mailbox_new (context, NULL);
  line->events = *events;
  line->user_data = user_data;
  line->core = mon_engine_get_core (engine);
  *order = (Order) {
    .line = mon_line_ref (line),
    .payload = sinks,
    .free_payload = (GDestroyNotify) g_ptr_array_unref,
  };
  if (!mon_mailbox_post (line->down, open_run, order, open_drop))
    open_drop (order);
  return line;
}

/**
 * mon_line_hang_up:
 * @line: (transfer full): a line
 *
 * Leaves: the tenant closes, and nothing is told any more.
 */
void
mon_line_hang_up (MonLine *line)
{
  mon_line_close (line);
  mon_mailbox_close (line->up);
  mon_line_unref (line);
}

/**
 * mon_line_listen:
 * @line: a line
 *
 * Asks to be told of the next change; called before one looks at the stores.
 */
void
mon_line_listen (MonLine *line)
{
  g_atomic_int_set (&line->is_told, FALSE);
}

/**
 * mon_line_set_root:
 * @line: a line
 * @root: what is to be watched from now on
 *
 * Makes @root the current one on the engine.
 */
void
mon_line_set_root (MonLine        *line,
                   MonProjectSpec *root)
{
  send_order (line, apply_root, mon_project_spec_ref (root),
              (GDestroyNotify) mon_project_spec_unref, 0);
}

/**
 * mon_line_add_sink:
 * @line: a line
 * @sink: (transfer full): where batches go, too
 *
 * Adds a sink behind the others.
 */
void
mon_line_add_sink (MonLine *line,
                   MonSink *sink)
{
  send_order (line, apply_sink, sink, (GDestroyNotify) mon_sink_free, 0);
}

/**
 * mon_line_start_job:
 * @line: a line
 * @wish: (transfer full): what is wanted
 *
 * Starts a job. It has exactly one end, told by an event, after this returned.
 */
void
mon_line_start_job (MonLine *line,
                    MonWish *wish)
{
  Order *order = g_new0 (Order, 1);

  *order = (Order) {
    .line = mon_line_ref (line),
    .payload = wish,
    .free_payload = (GDestroyNotify) mon_wish_free,
  };
  if (!mon_mailbox_post (line->down, job_run, order, job_drop))
    job_drop (order);
}

/**
 * mon_line_cancel_job:
 * @line: a line
 * @job: number of a job
 *
 * Ends a job as soon as can be; one that has ended is left alone.
 */
void
mon_line_cancel_job (MonLine *line,
                     guint32  job)
{
  send_order (line, apply_cancel, NULL, NULL, job);
}

/**
 * mon_line_arm:
 * @line: a line
 * @until_us: monotonic time, 0 to lock
 *
 * Allows writing until then.
 */
void
mon_line_arm (MonLine *line,
              gint64   until_us)
{
  send_order (line, apply_arm, NULL, NULL, until_us);
}

/**
 * mon_line_set_paused:
 * @line: a line
 * @paused: whether to poll no more for now
 *
 * Pauses all polls of the session, or goes on.
 */
void
mon_line_set_paused (MonLine  *line,
                     gboolean  paused)
{
  send_order (line, apply_paused, NULL, NULL, paused);
}

/**
 * mon_line_retry_now:
 * @line: a line
 * @device: handle of a device, 0 for all
 *
 * Ends waits for the next try.
 */
void
mon_line_retry_now (MonLine *line,
                    guint32  device)
{
  send_order (line, apply_retry, NULL, NULL, device);
}

/**
 * mon_line_apply_to_alarms:
 * @line: a line
 * @wishes: (transfer full) (element-type MonAlarmWish): what is to be done
 *
 * Acknowledges alarms, or resets them.
 */
void
mon_line_apply_to_alarms (MonLine *line,
                          GArray  *wishes)
{
  send_order (line, apply_alarms, wishes, (GDestroyNotify) g_array_unref, 0);
}

/**
 * mon_line_close:
 * @line: a line
 *
 * Ends the work on the engine; told by the closed event.
 */
void
mon_line_close (MonLine *line)
{
  send_order (line, apply_close, NULL, NULL, 0);
}

/**
 * mon_line_ref:
 * @line: a line
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @line
 */
MonLine *
mon_line_ref (MonLine *line)
{
  g_atomic_ref_count_inc (&line->n_refs);
  return line;
}

/**
 * mon_line_unref:
 * @line: (transfer full): a line
 *
 * Drops a reference. Any thread.
 */
void
mon_line_unref (MonLine *line)
{
  if (!g_atomic_ref_count_dec (&line->n_refs))
    return;
  mon_mailbox_unref (line->down);
  mon_mailbox_unref (line->up);
  g_free (line);
}
