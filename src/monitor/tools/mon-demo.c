/* mon-demo.c: makes projects that need no configuring: the demo plant, a device by its address.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-demo.h"

#include <glib/gi18n-lib.h>

#include "monitor/engine/mon-sim.h"

/* Fast enough to see a curve move, slow enough to read numbers. */
#define FAST_PERIOD_MS 250

#define N_CONNECT_REGISTERS 10

/* What an operator of a boiler house looks at first; tags of the first device. */
static const char *const plotted_names[] = {
  "Supply temperature",
  "Return temperature",
  "Burner modulation",
  "System pressure",
};

static MonDeviceSpec *
first_device (MonProjectSpec *root)
{
  MonConnectionSpec *connection = g_ptr_array_index (root->connections, 0);

  return g_ptr_array_index (connection->devices, 0);
}

static void
poll_faster (MonDeviceSpec *device)
{
  for (guint i = 0; i < device->tags->len; i++)
    {
      MonTagSpec *tag = g_ptr_array_index (device->tags, i);

      if (tag->table == MB_TABLE_HOLDING_REGISTERS)
        tag->period_ms = FAST_PERIOD_MS;
    }
}

static const MonTagSpec *
find_tag (const MonDeviceSpec *device,
          const char          *name)
{
  for (guint i = 0; i < device->tags->len; i++)
    {
      const MonTagSpec *tag = g_ptr_array_index (device->tags, i);

      if (g_str_equal (tag->name, name))
        return tag;
    }
  g_assert_not_reached ();
}

static MonPlotSpec *
make_plot (const MonDeviceSpec *device)
{
  MonPlotSpec *plot = mon_plot_spec_new ();

  for (guint i = 0; i < G_N_ELEMENTS (plotted_names); i++)
    g_ptr_array_add (plot->tag_ids, g_strdup (find_tag (device, plotted_names[i])->id));
  return plot;
}

/* What no register of the boiler says. */
static void
add_difference (MonDeviceSpec *device)
{
  const MonTagSpec *supply_tag = find_tag (device, plotted_names[0]);
  const MonTagSpec *return_tag = find_tag (device, plotted_names[1]);
  g_autofree char *text = g_strdup_printf ("{%s} − {%s}", supply_tag->id, return_tag->id);
  MonTagSpec *tag = mon_tag_spec_new ();

  g_free (tag->name);
  tag->name = g_strdup ("Temperature difference");
  tag->expression = mon_expression_parse (text, NULL, NULL);
  g_free (tag->unit);
  tag->unit = g_strdup ("K");
  tag->decimals = 1;
  g_ptr_array_add (device->tags, tag);
}

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MonProjectSpec) root = mon_sim_start_demo_finish (MON_ENGINE (source), result, &error);

  if (root == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  poll_faster (first_device (root));
  add_difference (first_device (root));
  g_ptr_array_add (root->plots, make_plot (first_device (root)));
  g_task_return_pointer (task, mon_project_new_for_root (root, _("Demo plant")), g_object_unref);
}

/**
 * mon_demo_start_async:
 * @engine: an engine
 * @callback: called when the plant runs
 * @user_data: for @callback
 *
 * Starts the demo plant on real sockets of the loopback interface.
 */
void
mon_demo_start_async (MonEngine           *engine,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task = g_task_new (engine, NULL, callback, user_data);

  g_task_set_source_tag (task, mon_demo_start_async);
  mon_sim_start_demo_async (engine, started_cb, task);
}

/**
 * mon_demo_start_finish:
 * @result: the result given to the callback
 * @error: return location for an error of GIO
 *
 * Returns: (transfer full): a project with a connection to each device of the plant
 */
MonProject *
mon_demo_start_finish (GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mon_demo_new_connect_project:
 * @host: name or address
 * @port: port
 * @unit: unit identifier
 *
 * Makes a project to look at a device of which nothing is known: its first holding registers.
 *
 * Returns: (transfer full): a project
 */
MonProject *
mon_demo_new_connect_project (const char *host,
                              guint16     port,
                              guint8      unit)
{
  g_autoptr (MonProjectSpec) root = mon_project_spec_new ();
  MonConnectionSpec *connection = mon_connection_spec_new ();
  MonDeviceSpec *device = mon_device_spec_new ();
  g_autofree char *title = NULL;

  g_free (connection->host);
  connection->host = g_strdup (host);
  connection->port = port;
  device->unit = unit;
  for (guint16 address = 0; address < N_CONNECT_REGISTERS; address++)
    {
      MonTagSpec *tag = mon_tag_spec_new ();

      tag->table = MB_TABLE_HOLDING_REGISTERS;
      tag->address = address;
      g_free (tag->name);
      tag->name = mon_tag_spec_default_name (tag->table, address);
      g_ptr_array_add (device->tags, tag);
    }
  g_ptr_array_add (connection->devices, device);
  g_ptr_array_add (root->connections, connection);
  title = mon_device_spec_dup_label (device, connection);
  return mon_project_new_for_root (root, title);
}
