/* mon-sim.c: starts simulated devices where the engine runs, and describes them as a project.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-sim.h"

#include <glib/gi18n-lib.h>

#include "simulator/sim-demo.h"
#include "simulator/sim-server.h"

#define LOOPBACK "127.0.0.1"

/* One device: a server, or for one that refuses a socket that is bound but does not listen, so
 * that nobody else gets its port meanwhile. */
typedef struct
{
  SimPlant   plant;
  SimServer *server;
  GSocket   *closed_socket;
  guint16    port;
} Host;

typedef struct
{
  GTask          *task;
  MonCore        *core;
  MonMailbox     *replies;
  /* One of the two, by the engine. */
  MonProjectSpec *root;
  GError         *error;
} Start;

static void
host_clear (gpointer data)
{
  Host *host = data;

  if (host->server != NULL)
    sim_server_stop (host->server);
  g_clear_pointer (&host->server, sim_server_unref);
  g_clear_object (&host->closed_socket);
}

static void
hosts_stop (gpointer data)
{
  g_array_unref (data);
}

static gboolean
take_closed_port (Host    *host,
                  GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  host->closed_socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, error);
  if (host->closed_socket == NULL || !g_socket_bind (host->closed_socket, address, FALSE, error))
    return FALSE;
  bound = g_socket_get_local_address (host->closed_socket, error);
  if (bound == NULL)
    return FALSE;
  host->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return TRUE;
}

static gboolean
start_host (MonCore  *core,
            Host     *host,
            GError  **error)
{
  if (host->plant.units[0].refuses)
    return take_closed_port (host, error);
  host->server = sim_server_new (mon_core_get_clock (core), &host->plant);
  if (!sim_server_listen (host->server, LOOPBACK, 0, error))
    return FALSE;
  host->port = sim_server_get_port (host->server);
  return TRUE;
}

static MonTagSpec *
tag_of_point (const SimPoint *point)
{
  MonTagSpec *tag = mon_tag_spec_new ();

  g_free (tag->name);
  g_free (tag->unit);
  tag->name = g_strdup (point->name);
  tag->unit = g_strdup (point->quantity != NULL ? point->quantity : "");
  tag->table = point->table;
  tag->address = point->address;
  tag->type = mb_table_is_bits (point->table) ? MB_TYPE_BOOL : point->type;
  tag->order = point->order;
  tag->scale = point->scale != 0.0 ? point->scale : 1.0;
  tag->decimals = (int) point->decimals;
  return tag;
}

static MonConnectionSpec *
connection_of_host (const Host *host)
{
  const SimUnit *unit = &host->plant.units[0];
  MonConnectionSpec *connection = mon_connection_spec_new ();
  MonDeviceSpec *device = mon_device_spec_new ();

  g_free (connection->name);
  g_free (connection->host);
  connection->name = g_strdup (unit->name);
  connection->host = g_strdup (LOOPBACK);
  connection->port = host->port;
  g_free (device->name);
  device->name = g_strdup (unit->name);
  device->unit = unit->unit;
  for (guint i = 0; i < unit->n_points; i++)
    g_ptr_array_add (device->tags, tag_of_point (&unit->points[i]));
  g_ptr_array_add (connection->devices, device);
  return connection;
}

static GArray *
start_plant (MonCore         *core,
             const SimPlant  *plant,
             GError         **error)
{
  g_autoptr (GArray) hosts = g_array_sized_new (FALSE, TRUE, sizeof (Host), plant->n_units);

  g_array_set_clear_func (hosts, host_clear);
  for (guint i = 0; i < plant->n_units; i++)
    {
      Host *host;

      /* The servers keep a pointer to their plant, so the array must not move: it was made large
       * enough. */
      g_array_set_size (hosts, i + 1);
      host = &g_array_index (hosts, Host, i);
      host->plant = (SimPlant) { .name = plant->name, .units = &plant->units[i], .n_units = 1 };
      if (!start_host (core, host, error))
        return NULL;
    }
  return g_steal_pointer (&hosts);
}

static void
started_reply (gpointer data)
{
  Start *start = data;
  g_autoptr (GTask) task = g_steal_pointer (&start->task);

  if (start->error != NULL)
    g_task_return_error (task, g_steal_pointer (&start->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&start->root),
                           (GDestroyNotify) mon_project_spec_unref);
  mon_mailbox_close (start->replies);
  mon_mailbox_unref (start->replies);
  g_free (start);
}

static void
start_message (gpointer data)
{
  Start *start = data;
  GArray *hosts = start_plant (start->core, sim_demo_get_plant (), &start->error);

  if (hosts != NULL)
    {
      start->root = mon_project_spec_new ();
      for (guint i = 0; i < hosts->len; i++)
        g_ptr_array_add (start->root->connections,
                         connection_of_host (&g_array_index (hosts, Host, i)));
      mon_core_add_part (start->core, hosts_stop, hosts);
    }
  mon_mailbox_post (start->replies, started_reply, start, NULL);
}

static void
start_drop (gpointer data)
{
  Start *start = data;

  start->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED,
                                      _("The engine has been stopped"));
  mon_mailbox_post (start->replies, started_reply, start, NULL);
}

/**
 * mon_sim_start_demo_async:
 * @engine: an engine
 * @callback: called when all devices listen
 * @user_data: for @callback
 *
 * Starts the demo plant. Each device gets a server and a port of its own on the loopback interface:
 * requests on one link go one after another, and a slow device must not hold up the others.
 */
void
mon_sim_start_demo_async (MonEngine           *engine,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  Start *start = g_new0 (Start, 1);

  start->task = g_task_new (engine, NULL, callback, user_data);
  g_task_set_source_tag (start->task, mon_sim_start_demo_async);
  start->core = mon_engine_get_core (engine);
  start->replies = mon_mailbox_new (context, NULL);
  if (!mon_mailbox_post (mon_engine_get_mailbox (engine), start_message, start, start_drop))
    start_drop (start);
}

/**
 * mon_sim_start_demo_finish:
 * @engine: the engine
 * @result: the result given to the callback
 * @error: return location for an error of GIO: no port was to be had
 *
 * Returns: (transfer full): a new root with a connection for each device, which nobody else has
 *   yet; %NULL on error
 */
MonProjectSpec *
mon_sim_start_demo_finish (MonEngine     *engine,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, engine), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
