/* mb-server.c: the listener of a server and the list of its peers.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-server.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-datagram-hub.h"
#include "modbus/mb-listener.h"
#include "modbus/mb-port.h"
#include "modbus/mb-server-door.h"
#include "modbus/mb-server-peer.h"
#include "modbus/mb-x509.h"

/* How often peers are looked at. */
#define CHECK_US (5 * G_USEC_PER_SEC)

struct _MbServer
{
  guint          n_refs;
  MbServerCore   core;
  guint          max_peers;
  GPtrArray     *peers;
  MbTimer        check_timer;
  /* NULL when it does not listen; then one of the two takes what comes. */
  GSocket       *socket;
  MbListener    *listener;
  MbDatagramHub *hub;
  /* NULL without TLS. */
  MbServerDoor  *door;
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

static guint
count_connections (MbServer *self)
{
  return self->peers->len + (self->door != NULL ? mb_server_door_get_n_waiting (self->door) : 0);
}

/* The one that was idle longest goes (Messaging on TCP/IP V1.0b, 4.2.1.1); before all of them,
 * those who have not shown yet who they are. Returns whether there was one. */
static gboolean
evict_peer (MbServer *self)
{
  guint oldest = 0;

  if (self->door != NULL && mb_server_door_get_n_waiting (self->door) > 0)
    {
      mb_server_door_evict (self->door);
      return TRUE;
    }
  for (guint i = 1; i < self->peers->len; i++)
    if (mb_server_peer_get_active_us (g_ptr_array_index (self->peers, i)) <
        mb_server_peer_get_active_us (g_ptr_array_index (self->peers, oldest)))
      oldest = i;
  if (oldest >= self->peers->len)
    return FALSE;
  g_ptr_array_remove_index_fast (self->peers, oldest);
  return TRUE;
}

/* A client has connected, and come in, or a first datagram of it has come. */
static void
add_peer (MbPort     *port,
          const char *name,
          gpointer    user_data)
{
  MbServer *self = user_data;

  if (count_connections (self) >= self->max_peers)
    evict_peer (self);
  g_ptr_array_add (self->peers, mb_server_peer_new (&self->core, port, name, peer_closed_cb,
                                                    self));
  if (!mb_timer_is_armed (&self->check_timer))
    mb_timer_arm (&self->check_timer, mb_clock_get_time_us (self->core.clock) + CHECK_US);
}

static void
accepted_cb (GSocket  *socket,
             gpointer  user_data)
{
  MbServer *self = user_data;
  g_autoptr (GSocketAddress) remote = g_socket_get_remote_address (socket, NULL);
  g_autoptr (MbPort) port = NULL;
  g_autofree char *name = NULL;

  if (remote == NULL)
    return;
  name = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (remote));
  g_socket_set_keepalive (socket, TRUE);
  if (self->door != NULL)
    {
      if (count_connections (self) >= self->max_peers)
        evict_peer (self);
      mb_server_door_take (self->door, socket, name);
      return;
    }
  port = mb_port_new_socket (socket);
  mb_port_set_carrier (port, self->core.carrier);
  add_peer (port, name, self);
}

static gboolean
make_room_cb (gpointer user_data)
{
  return evict_peer (user_data);
}

static const MbListenerEvents listener_events = {
  .accepted = accepted_cb,
  .make_room = make_room_cb,
};

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
  g_clear_pointer (&self->door, mb_server_door_free);
  g_clear_pointer (&self->core.rules, mb_role_rules_unref);
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
 * mb_server_set_carrier:
 * @self: a server that does not listen
 * @carrier: %MB_CARRIER_TCP, %MB_CARRIER_RTU_TCP or %MB_CARRIER_UDP
 *
 * Sets what carries Modbus, %MB_CARRIER_TCP unless set; for %MB_CARRIER_TLS see
 * mb_server_set_tls().
 *
 * On %MB_CARRIER_RTU_TCP it is a device, or several, on a serial line: a frame with a wrong
 * checksum gets no answer (V1.1b3, 7), and unit 0 is everybody: what writes is carried out by unit
 * 0 if that is one of its own, else by each unit from 1 to 247 (serial line V1.02, 2.1 and 2.2),
 * and nobody answers.
 *
 * On %MB_CARRIER_UDP an address that sends counts as connected until it has said nothing for a
 * minute; the limit of connections holds for them.
 */
void
mb_server_set_carrier (MbServer  *self,
                       MbCarrier  carrier)
{
  g_return_if_fail (self->socket == NULL);
  g_return_if_fail (carrier != MB_CARRIER_TLS);

  self->core.carrier = carrier;
}

/**
 * mb_server_set_tls:
 * @self: a server that does not listen
 * @credentials: who it is and whom it trusts, loaded for a server
 * @rules: (nullable): what the roles of clients may do; %NULL: every client that comes in may all
 * @error: return location for %G_IO_ERROR_NOT_SUPPORTED
 *
 * Makes it a server of Modbus/TCP Security: the ADUs of Modbus TCP inside TLS, with clients that
 * show a certificate. One whose role does not allow a request gets exception 1 for it and nothing
 * more (Modbus/TCP Security v36, 8.4); without a role nothing is allowed when there are rules.
 *
 * Returns: %FALSE with @error when there are rules and this program cannot read roles: it must not
 *   start as if all were allowed
 */
gboolean
mb_server_set_tls (MbServer       *self,
                   MbCredentials  *credentials,
                   MbRoleRules    *rules,
                   GError        **error)
{
  g_return_val_if_fail (self->socket == NULL, FALSE);

  if (rules != NULL && !mb_x509_is_built_in ())
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("This program was built without GnuTLS, so it cannot read the roles "
                             "of clients, and does not serve by rules for them"));
      return FALSE;
    }
  g_clear_pointer (&self->door, mb_server_door_free);
  g_clear_pointer (&self->core.rules, mb_role_rules_unref);
  self->door = mb_server_door_new (self->core.clock, credentials, add_peer, self);
  self->core.rules = rules != NULL ? mb_role_rules_ref (rules) : NULL;
  self->core.carrier = MB_CARRIER_TLS;
  return TRUE;
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
  gboolean is_stream = self->core.carrier != MB_CARRIER_UDP;

  g_return_val_if_fail (self->socket == NULL, FALSE);

  self->socket = mb_listener_bind (is_stream ? G_SOCKET_TYPE_STREAM : G_SOCKET_TYPE_DATAGRAM,
                                   address, port, error);
  if (self->socket == NULL)
    return FALSE;
  if (is_stream)
    self->listener = mb_listener_new (self->core.clock, self->socket, &listener_events, self);
  else
    self->hub = mb_datagram_hub_new (self->core.clock, self->socket, add_peer, self);
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
  return self->socket != NULL ? mb_listener_get_port (self->socket) : 0;
}

/**
 * mb_server_get_counters:
 * @self: a server
 *
 * Gets what was counted since the server was made.
 *
 * Returns: (transfer none): the counters, which go on counting
 */
const MbServerCounters *
mb_server_get_counters (MbServer *self)
{
  return &self->core.counters;
}

/**
 * mb_server_get_n_peers:
 * @self: a server
 *
 * Returns: how many clients are connected, those in a handshake among them
 */
guint
mb_server_get_n_peers (MbServer *self)
{
  return count_connections (self);
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
  g_clear_pointer (&self->listener, mb_listener_close);
  g_clear_pointer (&self->hub, mb_datagram_hub_close);
  g_clear_object (&self->socket);
  mb_timer_disarm (&self->check_timer);
  if (self->door != NULL)
    mb_server_door_send_all_away (self->door);
  g_ptr_array_set_size (self->peers, 0);
}
