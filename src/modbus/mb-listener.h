/* mb-listener.h: a port of this machine: bound, and where connections come in.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-clock.h"

G_BEGIN_DECLS

/**
 * MbListenerEvents:
 * @accepted: somebody has connected; @socket is borrowed
 * @make_room: there is no file descriptor left for who has connected: closes something, and returns
 *   whether it did
 *
 * What a listener tells, inside a turn.
 */
typedef struct
{
  void     (*accepted)  (GSocket  *socket,
                         gpointer  user_data);
  gboolean (*make_room) (gpointer  user_data);
} MbListenerEvents;

/**
 * MbListener:
 *
 * Accepts connections at a socket until it is closed. When no file descriptor is left it asks for
 * room, and pauses when there is none. For mb-server.
 */
typedef struct _MbListener MbListener;

/* Makes a bound socket that does not block, for streams one that listens; @port may be 0 for any
 * that is free. NULL with an error of G_IO_ERROR that says what to do. */
GSocket    *mb_listener_bind     (GSocketType              type,
                                  const char              *address,
                                  guint16                  port,
                                  GError                 **error);
/* The port that a socket of mb_listener_bind() has. */
guint16     mb_listener_get_port (GSocket                 *socket);

/* Begins to accept connections; @events must be static, @user_data must outlive the listener. */
MbListener *mb_listener_new      (MbClock                 *clock,
                                  GSocket                 *socket,
                                  const MbListenerEvents  *events,
                                  gpointer                 user_data);
/* Closes its socket and frees the listener; nothing is told any more. */
void        mb_listener_close    (MbListener              *listener);

G_END_DECLS
