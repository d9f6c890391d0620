/* sim-server.c: puts the devices of a plant behind one listener, by unit identifier.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "simulator/sim-server.h"

#include "modbus/mb-device.h"
#include "modbus/mb-server.h"
#include "simulator/sim-device.h"
#include "simulator/sim-memory.h"

#define N_UNITS 256

struct _SimServer
{
  guint        n_refs;
  MbClock     *clock;
  gint64       start_us;
  MbServer    *server;
  SimLog      *log;
  /* By unit identifier; NULL where nobody answers. */
  SimDevice   *devices[N_UNITS];
  /* Instead of devices: memories (MbDevice), and by unit identifier the one that answers. */
  GPtrArray   *memories;
  MbDevice    *memory_of[N_UNITS];
};

static gboolean
accept_unit (guint8    unit,
             guint    *out_delay_ms,
             gpointer  user_data)
{
  SimServer *self = user_data;

  if (self->devices[unit] == NULL)
    return FALSE;
  *out_delay_ms = sim_device_get_unit (self->devices[unit])->reply_delay_ms;
  return TRUE;
}

static guint8
execute (guint8           unit,
         const MbRequest *request,
         MbResponse      *out_response,
         guint8          *data,
         gpointer         user_data)
{
  SimServer *self = user_data;
  gint64 now_us = mb_clock_get_time_us (self->clock);

  return sim_device_execute (self->devices[unit],
                             (double) (now_us - self->start_us) / G_USEC_PER_SEC, request,
                             out_response, data);
}

static gboolean
settle (guint8           unit,
        const MbRequest *request,
        guint8           exception,
        gpointer         user_data)
{
  return sim_device_settle (((SimServer *) user_data)->devices[unit], request, exception);
}

static gboolean
accept_memory_unit (guint8    unit,
                    guint    *out_delay_ms,
                    gpointer  user_data)
{
  return ((SimServer *) user_data)->memory_of[unit] != NULL;
}

static guint8
execute_on_memory (guint8           unit,
                   const MbRequest *request,
                   MbResponse      *out_response,
                   guint8          *data,
                   gpointer         user_data)
{
  return mb_device_execute (((SimServer *) user_data)->memory_of[unit], request, out_response,
                            data);
}

static gboolean
settle_on_memory (guint8           unit,
                  const MbRequest *request,
                  guint8           exception,
                  gpointer         user_data)
{
  return mb_device_settle (((SimServer *) user_data)->memory_of[unit], request, exception);
}

static const MbBackend plant_backend = {
  .accept = accept_unit,
  .execute = execute,
  .settle = settle,
};

static const MbBackend memory_backend = {
  .accept = accept_memory_unit,
  .execute = execute_on_memory,
  .settle = settle_on_memory,
};

static SimServer *
server_alloc (MbClock         *clock,
              const MbBackend *backend)
{
  SimServer *self = g_new0 (SimServer, 1);

  self->n_refs = 1;
  self->clock = mb_clock_ref (clock);
  self->start_us = mb_clock_get_time_us (clock);
  self->server = mb_server_new (clock, backend, self);
  return self;
}

/**
 * sim_server_new:
 * @clock: the clock, whose turn and context carry the simulator
 * @plant: the devices; static, or outliving the server
 *
 * Makes a server for all devices of a plant but those that refuse connections. Their time starts
 * now. It belongs to the thread of @clock and never waits.
 *
 * Returns: (transfer full): a new server
 */
SimServer *
sim_server_new (MbClock        *clock,
                const SimPlant *plant)
{
  SimServer *self = server_alloc (clock, &plant_backend);

  for (guint i = 0; i < plant->n_units; i++)
    {
      const SimUnit *unit = &plant->units[i];

      if (unit->refuses)
        continue;
      g_assert (self->devices[unit->unit] == NULL);
      self->devices[unit->unit] = sim_device_new (unit);
    }
  return self;
}

/**
 * sim_server_new_memories:
 * @clock: the clock, whose turn and context carry the simulator
 * @memories: (array length=n_memories): which units answer, and what they hold; not needed after
 *   this call. A unit belongs to one of them
 * @n_memories: how many
 *
 * Makes a server for devices without a life of their own: they hold what is written to them.
 *
 * Returns: (transfer full): a new server
 */
SimServer *
sim_server_new_memories (MbClock         *clock,
                         const SimMemory *memories,
                         guint            n_memories)
{
  SimServer *self = server_alloc (clock, &memory_backend);

  self->memories = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_device_free);
  for (guint m = 0; m < n_memories; m++)
    {
      MbDevice *device = sim_memory_make_device (&memories[m]);

      g_ptr_array_add (self->memories, device);
      for (guint i = 0; memories[m].units == NULL && i < N_UNITS; i++)
        self->memory_of[i] = device;
      for (guint i = 0; i < memories[m].n_units; i++)
        self->memory_of[memories[m].units[i]] = device;
    }
  return self;
}

/**
 * sim_server_ref:
 * @self: a server
 *
 * Takes a reference, on the thread of the server.
 *
 * Returns: (transfer full): @self
 */
SimServer *
sim_server_ref (SimServer *self)
{
  self->n_refs++;
  return self;
}

/**
 * sim_server_unref:
 * @self: (transfer full): a server
 *
 * Drops a reference; the last one stops the server.
 */
void
sim_server_unref (SimServer *self)
{
  if (--self->n_refs > 0)
    return;
  mb_server_stop (self->server);
  mb_server_unref (self->server);
  for (guint i = 0; i < N_UNITS; i++)
    g_clear_pointer (&self->devices[i], sim_device_free);
  g_clear_pointer (&self->memories, g_ptr_array_unref);
  g_clear_pointer (&self->log, sim_log_free);
  mb_clock_unref (self->clock);
  g_free (self);
}

/**
 * sim_server_set_log:
 * @self: a server
 * @func: (nullable): takes each line
 * @user_data: for @func
 *
 * Tells the steps of each answer as JSON lines, see sim_log_new().
 */
void
sim_server_set_log (SimServer  *self,
                    SimLogFunc  func,
                    gpointer    user_data)
{
  mb_server_set_observer (self->server, NULL, NULL);
  g_clear_pointer (&self->log, sim_log_free);
  if (func == NULL)
    return;
  self->log = sim_log_new (func, user_data);
  mb_server_set_observer (self->server, sim_log_take, self->log);
}

/**
 * sim_server_set_carrier:
 * @self: a server that does not listen
 * @carrier: what carries Modbus
 *
 * Sets that, see mb_server_set_carrier().
 */
void
sim_server_set_carrier (SimServer *self,
                        MbCarrier  carrier)
{
  mb_server_set_carrier (self->server, carrier);
}

/**
 * sim_server_set_tls:
 * @self: a server that does not listen
 * @credentials: who it is and whom it trusts, loaded for a server
 * @rules: (nullable): what the roles of clients may do; %NULL: all may all
 * @error: return location for %G_IO_ERROR_NOT_SUPPORTED
 *
 * Makes it a server of Modbus/TCP Security, see mb_server_set_tls().
 *
 * Returns: %FALSE with @error when there are rules and this program cannot read roles
 */
gboolean
sim_server_set_tls (SimServer      *self,
                    MbCredentials  *credentials,
                    MbRoleRules    *rules,
                    GError        **error)
{
  return mb_server_set_tls (self->server, credentials, rules, error);
}

/**
 * sim_server_get_server:
 * @self: a server
 *
 * Gets the server of the protocol floor below, to look on and to set limits.
 *
 * Returns: (transfer none): the server, as long as @self
 */
MbServer *
sim_server_get_server (SimServer *self)
{
  return self->server;
}

/**
 * sim_server_listen:
 * @self: a server that does not listen
 * @address: an address of this machine
 * @port: the port, or 0 for any that is free
 * @error: return location for an error
 *
 * Binds and listens, see mb_server_listen().
 *
 * Returns: %FALSE with @error when the port is not to be had
 */
gboolean
sim_server_listen (SimServer   *self,
                   const char  *address,
                   guint16      port,
                   GError     **error)
{
  return mb_server_listen (self->server, address, port, error);
}

/**
 * sim_server_get_port:
 * @self: a server
 *
 * Returns: the port it listens on, 0 when it does not
 */
guint16
sim_server_get_port (SimServer *self)
{
  return mb_server_get_port (self->server);
}

/**
 * sim_server_stop:
 * @self: a server
 *
 * Closes the listener and every connection. The devices keep their values, and their time goes on.
 */
void
sim_server_stop (SimServer *self)
{
  mb_server_stop (self->server);
}
