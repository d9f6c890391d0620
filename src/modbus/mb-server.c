/* mb-server.c: the listener of a server and the list of its peers.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-server.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-error.h"
#include "modbus/mb-port.h"
#include "modbus/mb-server-peer.h"

#define LISTEN_BACKLOG 128

/* Connections taken at one dispatch, so that a flood of them does not starve the served. */
#define ACCEPTS_PER_TURN 64

/* How often peers are looked at. */
#define CHECK_US (5 * G_USEC_PER_SEC)

struct _MbServer
{
  guint         n_refs;
  MbServerCore  core;
  guint         max_peers;
  GPtrArray    *peers;
  MbTimer       check_timer;
  GSocket      *socket;
  GSource      *source;
};

static void
peer_closed_cb (MbServerPeer *peer,
                gpointer      user_data)
{
  MbServer *self = user_data;

  g_ptr_array_remove_fast (self->peers, peer);
  if (self->peers->len == 0)
    mb_timer_disarm (&self->check_timer);
}

static void
check_cb (gpointer user_data)
{
  MbServer *self = user_data;
  gint64 now_us = mb_clock_get_time_us (self->core.clock);

  for (guint i = 0; i < self->peers->len; i++)
    mb_server_peer_check (g_ptr_array_index (self->peers, i), now_us);
  if (self->peers->len > 0)
    mb_timer_arm (&self->check_timer, now_us + CHECK_US);
}

/* The one that was idle longest goes (Messaging on TCP/IP V1.0b, 4.2.1.1). */
static void
evict_peer (MbServer *self)
{
  guint oldest = 0;

  for (guint i = 1; i < self->peers->len; i++)
    if (mb_server_peer_get_active_us (g_ptr_array_index (self->peers, i)) <
        mb_server_peer_get_active_us (g_ptr_array_index (self->peers, oldest)))
      oldest = i;
  if (oldest < self->peers->len)
    g_ptr_array_remove_index_fast (self->peers, oldest);
}

static void
add_peer (MbServer *self,
          GSocket  *socket)
{
  g_autoptr (MbPort) port = mb_port_new_socket (socket);
  g_autoptr (GSocketAddress) remote = g_socket_get_remote_address (socket, NULL);
  g_autofree char *name = NULL;

  if (remote == NULL)
    return;
  name = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (remote));
  if (self->peers->len >= self->max_peers)
    evict_peer (self);
  g_socket_set_keepalive (socket, TRUE);
  g_ptr_array_add (self->peers, mb_server_peer_new (&self->core, port, name, peer_closed_cb,
                                                    self));
  if (!mb_timer_is_armed (&self->check_timer))
    mb_timer_arm (&self->check_timer, mb_clock_get_time_us (self->core.clock) + CHECK_US);
}

static gboolean
accept_cb (GSocket      *listener,
           GIOCondition  condition,
           gpointer      user_data)
{
  g_autoptr (MbServer) self = mb_server_ref (user_data);
  g_autoptr (MbTurn) turn = mb_turn_ref (mb_clock_get_turn (self->core.clock));

  mb_turn_enter (turn);
  for (guint i = 0; i < ACCEPTS_PER_TURN; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSocket) socket = g_socket_accept (listener, NULL, &error);

      if (socket != NULL)
        {
          add_peer (self, socket);
          continue;
        }
      /* Out of descriptors: the listener would be ready for ever. */
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES))
        evict_peer (self);
      break;
    }
  mb_turn_leave (turn);
  return G_SOURCE_CONTINUE;
}

/* Explains why an address cannot be had. */
static void
explain_bind (GError     **error,
              const char  *address,
              guint16      port)
{
  if (error == NULL || *error == NULL)
    return;
  if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    {
      g_clear_error (error);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE,
                   _("Port %u of %s is in use by another program; choose another port"), port,
                   address);
    }
  else if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    {
      g_clear_error (error);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   _("Port %u of %s needs rights that this program does not have; choose one "
                     "above 1023"), port, address);
    }
  else
    g_prefix_error (error, _("Cannot listen on port %u of %s: "), port, address);
}

static GSocket *
open_listener (const char  *address,
               guint16      port,
               GError     **error)
{
  g_autoptr (GSocketAddress) socket_address = NULL;
  g_autoptr (GSocket) socket = NULL;

  if (g_str_equal (address, "localhost"))
    address = "127.0.0.1";
  socket_address = g_inet_socket_address_new_from_string (address, port);
  if (socket_address == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is not an address to listen on; give one of this machine, such as "
                     "127.0.0.1 or ::1"), address);
      return NULL;
    }

  socket = g_socket_new (g_socket_address_get_family (socket_address), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, LISTEN_BACKLOG);
  if (!g_socket_bind (socket, socket_address, TRUE, error) || !g_socket_listen (socket, error))
    {
      explain_bind (error, address, port);
      return NULL;
    }
  return g_steal_pointer (&socket);
}

/**
 * mb_server_new:
 * @clock: the clock, whose turn and context carry the server
 * @backend: what answers; static, or outliving the server
 * @backend_data: for the functions of @backend
 *
 * Makes a server that does not listen yet. It belongs to the thread of @clock.
 *
 * Returns: (transfer full): a new server
 */
MbServer *
mb_server_new (MbClock         *clock,
               const MbBackend *backend,
               gpointer         backend_data)
{
  MbServer *self = g_new0 (MbServer, 1);

  self->n_refs = 1;
  self->core.clock = mb_clock_ref (clock);
  self->core.backend = backend;
  self->core.backend_data = backend_data;
  self->max_peers = MB_SERVER_MAX_PEERS;
  self->peers = g_ptr_array_new_with_free_func ((GDestroyNotify) mb_server_peer_free);
  mb_timer_init (&self->check_timer, clock, check_cb, self);
  return self;
}

/**
 * mb_server_ref:
 * @self: a server
 *
 * Takes a reference, on the thread of the server.
 *
 * Returns: (transfer full): @self
 */
MbServer *
mb_server_ref (MbServer *self)
{
  self->n_refs++;
  return self;
}

/**
 * mb_server_unref:
 * @self: (transfer full): a server
 *
 * Drops a reference; the last one stops the server.
 */
void
mb_server_unref (MbServer *self)
{
  if (--self->n_refs > 0)
    return;
  mb_server_stop (self);
  g_ptr_array_unref (self->peers);
  mb_clock_unref (self->core.clock);
  g_free (self);
}

/**
 * mb_server_set_observer:
 * @self: a server
 * @observer: (nullable): called for each step of each answer, inside a turn
 * @user_data: for @observer
 *
 * Sets or takes away the one observer.
 */
void
mb_server_set_observer (MbServer         *self,
                        MbServerObserver  observer,
                        gpointer          user_data)
{
  self->core.observer = observer;
  self->core.observer_data = user_data;
}

/**
 * mb_server_set_change_func:
 * @self: a server
 * @func: (nullable): told of each write of coils or holding registers that was carried out
 * @user_data: for @func
 *
 * Sets or takes away who is told what clients write, and which client it was.
 */
void
mb_server_set_change_func (MbServer           *self,
                           MbServerChangeFunc  func,
                           gpointer            user_data)
{
  self->core.changed = func;
  self->core.changed_data = user_data;
}

/**
 * mb_server_set_max_peers:
 * @self: a server
 * @max_peers: connections at once, at least 1
 *
 * Sets the limit for the connections from now on.
 */
void
mb_server_set_max_peers (MbServer *self,
                         guint     max_peers)
{
  g_return_if_fail (max_peers >= 1);

  self->max_peers = max_peers;
}

/**
 * mb_server_listen:
 * @self: a server that does not listen
 * @address: an address of this machine, IPv4 or IPv6 without brackets, or "localhost"
 * @port: the port, or 0 for any that is free
 * @error: return location for an error of %G_IO_ERROR
 *
 * Binds and listens, without waiting.
 *
 * Returns: %FALSE with @error, a sentence that says what to do, when the port is not to be had
 */
gboolean
mb_server_listen (MbServer    *self,
                  const char  *address,
                  guint16      port,
                  GError     **error)
{
  g_return_val_if_fail (self->socket == NULL, FALSE);

  self->socket = open_listener (address, port, error);
  if (self->socket == NULL)
    return FALSE;
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_can_recurse (self->source, TRUE);
  g_source_set_callback (self->source, G_SOURCE_FUNC (accept_cb), self, NULL);
  g_source_attach (self->source, mb_turn_get_context (mb_clock_get_turn (self->core.clock)));
  return TRUE;
}

/**
 * mb_server_get_port:
 * @self: a server
 *
 * Returns: the port it listens on, 0 when it does not
 */
guint16
mb_server_get_port (MbServer *self)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (self->socket == NULL)
    return 0;
  address = g_socket_get_local_address (self->socket, NULL);
  return address == NULL
         ? 0
         : g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

/**
 * mb_server_get_n_peers:
 * @self: a server
 *
 * Returns: how many clients are connected
 */
guint
mb_server_get_n_peers (MbServer *self)
{
  return self->peers->len;
}

/**
 * mb_server_stop:
 * @self: a server
 *
 * Closes the listener and every peer at once; replies that wait are dropped. It may listen again.
 */
void
mb_server_stop (MbServer *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  if (self->socket != NULL)
    g_socket_close (self->socket, NULL);
  g_clear_object (&self->socket);
  mb_timer_disarm (&self->check_timer);
  g_ptr_array_set_size (self->peers, 0);
}
