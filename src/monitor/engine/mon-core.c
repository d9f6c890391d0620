/* mon-core.c: holds together what lives on the engine's context, and takes it down in order.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-core.h"

#include "monitor/engine/mon-tenant.h"

typedef struct
{
  MonCoreFunc stop;
  gpointer    user_data;
} Part;

struct _MonCore
{
  MbClock     *clock;
  MonLinks    *links;
  /* Of MonTenant; each frees itself. */
  GPtrArray   *tenants;
  /* Of Part. */
  GArray      *parts;
  gboolean     is_stopping;
  MonCoreFunc  stopped;
  gpointer     user_data;
  MbTurnHook   stop_hook;
};

/* After the tenants, whose devices the simulators may be. */
static void
stop_parts (MonCore *core)
{
  for (guint i = core->parts->len; i > 0; i--)
    {
      Part *part = &g_array_index (core->parts, Part, i - 1);

      part->stop (part->user_data);
    }
  g_array_set_size (core->parts, 0);
}

static void
stop_cb (gpointer user_data)
{
  MonCore *core = user_data;

  if (core->tenants->len > 0)
    return;
  stop_parts (core);
  if (core->stopped != NULL)
    core->stopped (core->user_data);
}

/* Nothing of what did not happen meanwhile is held against a device. */
static void
stalled_cb (gint64   stall_us,
            gpointer user_data)
{
  MonCore *core = user_data;

  g_debug ("stopped for %.1f s", (double) stall_us / G_USEC_PER_SEC);
  mon_links_note_stall (core->links, stall_us);
}

/**
 * mon_core_new:
 * @clock: the clock of the engine's context
 *
 * Returns: (transfer full): an empty core
 */
MonCore *
mon_core_new (MbClock *clock)
{
  MonCore *core = g_new0 (MonCore, 1);

  core->clock = mb_clock_ref (clock);
  core->links = mon_links_new (clock);
  core->tenants = g_ptr_array_new ();
  core->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  mb_turn_hook_init (&core->stop_hook, mb_clock_get_turn (clock), MB_TURN_CLOSE, stop_cb, core);
  mb_clock_set_stall_func (clock, stalled_cb, core);
  return core;
}

/**
 * mon_core_free:
 * @core: (transfer full): a core that has stopped
 *
 * Frees it.
 */
void
mon_core_free (MonCore *core)
{
  g_assert (core->tenants->len == 0 && core->parts->len == 0);
  mb_clock_set_stall_func (core->clock, NULL, NULL);
  mb_turn_hook_clear (&core->stop_hook);
  g_ptr_array_unref (core->tenants);
  g_array_unref (core->parts);
  mon_links_free (core->links);
  mb_clock_unref (core->clock);
  g_free (core);
}

/**
 * mon_core_get_links:
 * @core: a core
 *
 * Returns: (transfer none): its links
 */
MonLinks *
mon_core_get_links (MonCore *core)
{
  return core->links;
}

/**
 * mon_core_get_clock:
 * @core: a core
 *
 * Returns: (transfer none): its clock
 */
MbClock *
mon_core_get_clock (MonCore *core)
{
  return core->clock;
}

/**
 * mon_core_add_tenant:
 * @core: a core
 * @tenant: a tenant
 *
 * Notes that a session has come.
 */
void
mon_core_add_tenant (MonCore   *core,
                     MonTenant *tenant)
{
  g_ptr_array_add (core->tenants, tenant);
}

/**
 * mon_core_remove_tenant:
 * @core: a core
 * @tenant: a tenant
 *
 * Notes that a session has left.
 */
void
mon_core_remove_tenant (MonCore   *core,
                        MonTenant *tenant)
{
  g_ptr_array_remove (core->tenants, tenant);
  if (core->is_stopping)
    mb_turn_hook_request (&core->stop_hook);
}

/**
 * mon_core_add_part:
 * @core: a core
 * @stop: ends and frees it, when the tenants have gone
 * @user_data: for @stop
 *
 * Adds something that lives as long as the engine.
 */
void
mon_core_add_part (MonCore     *core,
                   MonCoreFunc  stop,
                   gpointer     user_data)
{
  Part part = { .stop = stop, .user_data = user_data };

  g_array_append_val (core->parts, part);
}

/**
 * mon_core_stop:
 * @core: a core
 * @stopped: (nullable): called when nothing is left
 * @user_data: for @stopped
 *
 * Ends everything in order: tenants, with their links, then simulators. Bounded by the wait for
 * writes on their way.
 */
void
mon_core_stop (MonCore     *core,
               MonCoreFunc  stopped,
               gpointer     user_data)
{
  core->stopped = stopped;
  core->user_data = user_data;
  core->is_stopping = TRUE;
  for (guint i = core->tenants->len; i > 0; i--)
    mon_tenant_close (g_ptr_array_index (core->tenants, i - 1));
  mb_turn_hook_request (&core->stop_hook);
}

/**
 * mon_core_abandon:
 * @core: a core
 * @stopped: (nullable): called when nothing is left
 * @user_data: for @stopped
 *
 * Ends everything by the end of this turn: nobody waits any more.
 */
void
mon_core_abandon (MonCore     *core,
                  MonCoreFunc  stopped,
                  gpointer     user_data)
{
  mon_core_stop (core, stopped, user_data);
  for (guint i = core->tenants->len; i > 0; i--)
    mon_tenant_abandon (g_ptr_array_index (core->tenants, i - 1));
}
