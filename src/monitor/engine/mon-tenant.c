/* mon-tenant.c: keeps what runs on the engine for one session as its root says, until it leaves.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-tenant.h"

#include "monitor/engine/mon-station.h"

struct _MonTenant
{
  MonCore        *core;
  MonLine        *line;
  MonDelivery    *delivery;
  MonProjectSpec *root;
  /* Handle of a connection → MonStation. */
  GHashTable     *stations;
  /* Number of a job → MonErrand, which frees itself at its end. */
  GHashTable     *errands;
  MonGuard        guard;
  gboolean        is_paused;

  gboolean        is_closing;
  MbTimer         close_timer;
  MbTurnHook      close_hook;
};

static void
changed_cb (gpointer user_data)
{
  MonTenant *tenant = user_data;

  mon_line_tell_changed (tenant->line);
}

static MonPoller *
find_poller (MonTenant *tenant,
             guint32    device)
{
  GHashTableIter iter;
  gpointer station;

  g_hash_table_iter_init (&iter, tenant->stations);
  while (g_hash_table_iter_next (&iter, NULL, &station))
    {
      MonPoller *poller = mon_station_find_poller (station, device);

      if (poller != NULL)
        return poller;
    }
  return NULL;
}

static void
errand_ended_cb (MonJobEnd *end,
                 gpointer   user_data)
{
  MonTenant *tenant = user_data;

  g_hash_table_remove (tenant->errands, GUINT_TO_POINTER (end->job));
  mon_line_tell_job_ended (tenant->line, end);
  if (tenant->is_closing && g_hash_table_size (tenant->errands) == 0)
    mb_turn_hook_request (&tenant->close_hook);
}

/* Errands take themselves out of the table when they end, which may be at once. */
static void
cancel_errands (MonTenant *tenant,
                gboolean   also_on_way)
{
  g_autoptr (GList) errands = g_hash_table_get_values (tenant->errands);

  for (GList *node = errands; node != NULL; node = node->next)
    if (also_on_way || !mon_errand_is_on_way (node->data))
      mon_errand_cancel (node->data);
}

static void
close_stations (MonTenant *tenant)
{
  GHashTableIter iter;
  gpointer station;

  g_hash_table_iter_init (&iter, tenant->stations);
  while (g_hash_table_iter_next (&iter, NULL, &station))
    {
      g_hash_table_iter_steal (&iter);
      mon_station_close (station);
    }
}

/* The last of the turns: every job has had its end. */
static void
close_cb (gpointer user_data)
{
  MonTenant *tenant = user_data;

  close_stations (tenant);
  mb_timer_disarm (&tenant->close_timer);
  mon_delivery_end (tenant->delivery);
  mon_line_tell_closed (tenant->line);
  mon_core_remove_tenant (tenant->core, tenant);

  mon_delivery_free (tenant->delivery);
  g_hash_table_unref (tenant->stations);
  g_hash_table_unref (tenant->errands);
  mon_project_spec_unref (tenant->root);
  mon_line_unref (tenant->line);
  g_free (tenant);
}

static void
close_timer_cb (gpointer user_data)
{
  cancel_errands (user_data, TRUE);
}

static MonConnectionSpec *
find_connection (const MonProjectSpec *root,
                 guint32               handle)
{
  for (guint i = 0; i < root->connections->len; i++)
    {
      MonConnectionSpec *spec = g_ptr_array_index (root->connections, i);

      if (spec->handle == handle)
        return spec;
    }
  return NULL;
}

static void
close_gone_stations (MonTenant            *tenant,
                     const MonProjectSpec *root)
{
  GHashTableIter iter;
  gpointer handle;
  gpointer station;

  g_hash_table_iter_init (&iter, tenant->stations);
  while (g_hash_table_iter_next (&iter, &handle, &station))
    if (find_connection (root, GPOINTER_TO_UINT (handle)) == NULL)
      {
        g_hash_table_iter_steal (&iter);
        mon_station_close (station);
      }
}

/**
 * mon_tenant_new:
 * @core: the core of the engine
 * @line: the line to the session
 * @sinks: (element-type MonSink): where batches go; taken out of the array
 *
 * Makes room for a session, with nothing to watch yet.
 *
 * Returns: (transfer full): the tenant, which frees itself after mon_tenant_close()
 */
MonTenant *
mon_tenant_new (MonCore   *core,
                MonLine   *line,
                GPtrArray *sinks)
{
  MbClock *clock = mon_core_get_clock (core);
  MonTenant *tenant = g_new0 (MonTenant, 1);

  tenant->core = core;
  tenant->line = mon_line_ref (line);
  tenant->root = mon_project_spec_new ();
  tenant->stations = g_hash_table_new (NULL, NULL);
  tenant->errands = g_hash_table_new (NULL, NULL);
  tenant->delivery = mon_delivery_new (clock);
  while (sinks->len > 0)
    mon_delivery_add_sink (tenant->delivery, g_ptr_array_steal_index (sinks, 0));
  mon_delivery_add_sink (tenant->delivery, mon_sink_new_notify (changed_cb, tenant));
  mb_timer_init (&tenant->close_timer, clock, close_timer_cb, tenant);
  mb_turn_hook_init (&tenant->close_hook, mb_clock_get_turn (clock), MB_TURN_CLOSE, close_cb,
                     tenant);
  mon_core_add_tenant (core, tenant);
  return tenant;
}

/**
 * mon_tenant_set_root:
 * @tenant: a tenant
 * @root: what is to be watched
 *
 * Takes over a root. What is the same node as before goes on untouched: socket, schedule and what
 * is on its way.
 */
void
mon_tenant_set_root (MonTenant      *tenant,
                     MonProjectSpec *root)
{
  if (tenant->is_closing)
    return;
  mon_delivery_set_root (tenant->delivery, root);
  close_gone_stations (tenant, root);
  for (guint i = 0; i < root->connections->len; i++)
    {
      MonConnectionSpec *spec = g_ptr_array_index (root->connections, i);
      MonStation *station = g_hash_table_lookup (tenant->stations,
                                                 GUINT_TO_POINTER (spec->handle));

      if (station != NULL)
        mon_station_update (station, spec);
      else
        g_hash_table_insert (tenant->stations, GUINT_TO_POINTER (spec->handle),
                             mon_station_new (mon_core_get_links (tenant->core),
                                              tenant->delivery, spec, tenant->is_paused));
    }
  mon_project_spec_ref (root);
  mon_project_spec_unref (tenant->root);
  tenant->root = root;
}

/**
 * mon_tenant_add_sink:
 * @tenant: a tenant
 * @sink: (transfer full): a sink
 *
 * Adds a sink, which gets the current root first.
 */
void
mon_tenant_add_sink (MonTenant *tenant,
                     MonSink   *sink)
{
  if (tenant->is_closing)
    {
      mon_sink_end (sink);
      mon_sink_free (sink);
      return;
    }
  mon_delivery_add_sink (tenant->delivery, sink);
  mon_batch_put_root (mon_delivery_get_batch (tenant->delivery), tenant->root);
}

/**
 * mon_tenant_start_job:
 * @tenant: a tenant
 * @wish: (transfer full): what is wanted
 *
 * Starts a job. Its end is told by the line, exactly once.
 */
void
mon_tenant_start_job (MonTenant *tenant,
                      MonWish   *wish)
{
  MonPoller *poller = find_poller (tenant, wish->device);
  MbClock *clock = mon_core_get_clock (tenant->core);
  MonErrand *errand;

  if (poller == NULL || tenant->is_closing)
    {
      MonJobEnd *end = mon_job_end_new ();

      end->job = wish->job;
      end->outcome = MON_OUTCOME_NOT_SENT;
      mon_wish_free (wish);
      mon_line_tell_job_ended (tenant->line, end);
      return;
    }
  errand = mon_errand_new (clock, poller, &tenant->guard, wish, errand_ended_cb, tenant);
  g_hash_table_insert (tenant->errands, GUINT_TO_POINTER (wish->job), errand);
  mon_errand_start (errand);
}

/**
 * mon_tenant_cancel_job:
 * @tenant: a tenant
 * @job: number of a job
 *
 * Ends a job as soon as can be; one that has ended is left alone.
 */
void
mon_tenant_cancel_job (MonTenant *tenant,
                       guint32    job)
{
  MonErrand *errand = g_hash_table_lookup (tenant->errands, GUINT_TO_POINTER (job));

  if (errand != NULL)
    mon_errand_cancel (errand);
}

/**
 * mon_tenant_arm:
 * @tenant: a tenant
 * @until_us: monotonic time, 0 to lock
 *
 * Allows writing until then.
 */
void
mon_tenant_arm (MonTenant *tenant,
                gint64     until_us)
{
  mon_guard_arm (&tenant->guard, until_us);
}

/**
 * mon_tenant_set_paused:
 * @tenant: a tenant
 * @paused: whether to poll no more for now
 *
 * Pauses all polls, or goes on. Nothing becomes stale meanwhile.
 */
void
mon_tenant_set_paused (MonTenant *tenant,
                       gboolean   paused)
{
  GHashTableIter iter;
  gpointer station;

  if (tenant->is_paused == paused || tenant->is_closing)
    return;
  tenant->is_paused = paused;
  mon_delivery_set_paused (tenant->delivery, paused);
  g_hash_table_iter_init (&iter, tenant->stations);
  while (g_hash_table_iter_next (&iter, NULL, &station))
    mon_station_set_paused (station, paused);
}

/**
 * mon_tenant_retry_now:
 * @tenant: a tenant
 * @device: handle of a device, 0 for all
 *
 * Ends waits for the next try.
 */
void
mon_tenant_retry_now (MonTenant *tenant,
                      guint32    device)
{
  GHashTableIter iter;
  gpointer station;

  g_hash_table_iter_init (&iter, tenant->stations);
  while (g_hash_table_iter_next (&iter, NULL, &station))
    if (device == 0 || mon_station_find_poller (station, device) != NULL)
      mon_station_retry_now (station);
}

/**
 * mon_tenant_apply_to_alarms:
 * @tenant: a tenant
 * @wishes: (array length=n_wishes): what is to be done
 * @n_wishes: their number
 *
 * Acknowledges alarms, or resets them.
 */
void
mon_tenant_apply_to_alarms (MonTenant          *tenant,
                            const MonAlarmWish *wishes,
                            guint               n_wishes)
{
  if (!tenant->is_closing)
    mon_delivery_apply (tenant->delivery, wishes, n_wishes);
}

/**
 * mon_tenant_close:
 * @tenant: a tenant
 *
 * Leaves the engine: locks writing, ends what waits, and gives what is on its way to a device up to
 * %MON_TENANT_CLOSE_WAIT_US for its true outcome. Told by the line when done.
 */
void
mon_tenant_close (MonTenant *tenant)
{
  MbClock *clock = mon_core_get_clock (tenant->core);
  GHashTableIter iter;
  gpointer station;

  if (tenant->is_closing)
    return;
  tenant->is_closing = TRUE;
  g_hash_table_iter_init (&iter, tenant->stations);
  while (g_hash_table_iter_next (&iter, NULL, &station))
    mon_station_stop (station);
  mon_guard_lock (&tenant->guard);
  cancel_errands (tenant, FALSE);
  if (g_hash_table_size (tenant->errands) > 0)
    mb_timer_arm (&tenant->close_timer, mb_clock_get_time_us (clock) + MON_TENANT_CLOSE_WAIT_US);
  else
    mb_turn_hook_request (&tenant->close_hook);
}

/**
 * mon_tenant_abandon:
 * @tenant: a tenant
 *
 * Leaves the engine within this turn: what is on its way ends now, with the outcome that is true
 * now.
 */
void
mon_tenant_abandon (MonTenant *tenant)
{
  mon_tenant_close (tenant);
  cancel_errands (tenant, TRUE);
}
