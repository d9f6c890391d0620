/* mb-listener.c: binds ports, and takes who connects, as long as there are file descriptors.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-listener.h"

#include <glib/gi18n-lib.h>

#define LISTEN_BACKLOG 128

/* Connections taken at one dispatch, so that a flood of them does not starve the served. */
#define ACCEPTS_PER_TURN 64

/* How long nobody is accepted when the system cannot. */
#define PAUSE_US (200 * 1000)

struct _MbListener
{
  guint                   n_refs;
  MbClock                *clock;
  /* NULL once closed. */
  GSocket                *socket;
  const MbListenerEvents *events;
  gpointer                user_data;
  /* NULL in a pause. */
  GSource                *source;
  MbTimer                 pause_timer;
};

static void
listener_unref (MbListener *listener)
{
  if (--listener->n_refs > 0)
    return;
  mb_clock_unref (listener->clock);
  g_free (listener);
}

static void
drop_source (MbListener *listener)
{
  if (listener->source != NULL)
    g_source_destroy (listener->source);
  g_clear_pointer (&listener->source, g_source_unref);
}

/* Without a descriptor for who has connected the listener would be ready for ever, and nothing else
 * would get its turn. Those who connect wait with the system meanwhile. */
static void
pause_accepting (MbListener *listener)
{
  drop_source (listener);
  mb_timer_arm (&listener->pause_timer, mb_clock_get_time_us (listener->clock) + PAUSE_US);
}

/* Returns whether there may be more. */
static gboolean
accept_one (MbListener *listener)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_accept (listener->socket, NULL, &error);

  if (socket != NULL)
    {
      listener->events->accepted (socket, listener->user_data);
      return TRUE;
    }
  /* Without a descriptor the system does not say whether anybody waits. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK) ||
      !g_socket_condition_check (listener->socket, G_IO_IN))
    return FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES) &&
      listener->events->make_room (listener->user_data))
    return TRUE;
  g_debug ("Cannot accept: %s", error->message);
  pause_accepting (listener);
  return FALSE;
}

static gboolean
accept_cb (GSocket      *socket,
           GIOCondition  condition,
           gpointer      user_data)
{
  MbListener *listener = user_data;
  g_autoptr (MbTurn) turn = mb_turn_ref (mb_clock_get_turn (listener->clock));

  listener->n_refs++;
  mb_turn_enter (turn);
  for (guint i = 0; i < ACCEPTS_PER_TURN && listener->socket != NULL; i++)
    if (!accept_one (listener))
      break;
  mb_turn_leave (turn);
  listener_unref (listener);
  return G_SOURCE_CONTINUE;
}

static void
watch (MbListener *listener)
{
  listener->source = g_socket_create_source (listener->socket, G_IO_IN, NULL);
  g_source_set_can_recurse (listener->source, TRUE);
  g_source_set_callback (listener->source, G_SOURCE_FUNC (accept_cb), listener, NULL);
  g_source_attach (listener->source,
                   mb_turn_get_context (mb_clock_get_turn (listener->clock)));
}

static void
pause_cb (gpointer user_data)
{
  watch (user_data);
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

/**
 * mb_listener_bind:
 * @type: %G_SOCKET_TYPE_STREAM, or %G_SOCKET_TYPE_DATAGRAM
 * @address: an address of this machine, IPv4 or IPv6 without brackets, or "localhost"
 * @port: the port, or 0 for any that is free
 * @error: return location for an error of %G_IO_ERROR
 *
 * Makes a socket that does not block, binds it, and for streams listens.
 *
 * Returns: (transfer full) (nullable): the socket; %NULL with @error, a sentence that says what to
 *   do, when the port is not to be had
 */
GSocket *
mb_listener_bind (GSocketType   type,
                  const char   *address,
                  guint16       port,
                  GError      **error)
{
  gboolean is_stream = type == G_SOCKET_TYPE_STREAM;
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

  socket = g_socket_new (g_socket_address_get_family (socket_address), type,
                         G_SOCKET_PROTOCOL_DEFAULT, error);
  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, LISTEN_BACKLOG);
  /* Of datagrams two programs could share a port that may be used again. */
  if (!g_socket_bind (socket, socket_address, is_stream, error) ||
      (is_stream && !g_socket_listen (socket, error)))
    {
      explain_bind (error, address, port);
      return NULL;
    }
  return g_steal_pointer (&socket);
}

/**
 * mb_listener_get_port:
 * @socket: a socket of mb_listener_bind()
 *
 * Returns: the port that it has
 */
guint16
mb_listener_get_port (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  return address != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

/**
 * mb_listener_new:
 * @clock: the clock, whose turn and context carry the listener
 * @socket: a socket that listens
 * @events: whom to tell of connections; static
 * @user_data: for the functions of @events; it must outlive the listener
 *
 * Begins to accept connections. When there is no file descriptor for one and no room can be made,
 * it pauses for a fifth of a second, so that nobody has to wait for it.
 *
 * Returns: (transfer full): a listener, ended by mb_listener_close()
 */
MbListener *
mb_listener_new (MbClock                *clock,
                 GSocket                *socket,
                 const MbListenerEvents *events,
                 gpointer                user_data)
{
  MbListener *listener = g_new0 (MbListener, 1);

  listener->n_refs = 1;
  listener->clock = mb_clock_ref (clock);
  listener->socket = g_object_ref (socket);
  listener->events = events;
  listener->user_data = user_data;
  mb_timer_init (&listener->pause_timer, clock, pause_cb, listener);
  watch (listener);
  return listener;
}

/**
 * mb_listener_close:
 * @listener: (transfer full): a listener
 *
 * Closes its socket; nothing is told any more. May be called from its events.
 */
void
mb_listener_close (MbListener *listener)
{
  mb_timer_disarm (&listener->pause_timer);
  drop_source (listener);
  g_socket_close (listener->socket, NULL);
  g_clear_object (&listener->socket);
  listener_unref (listener);
}
