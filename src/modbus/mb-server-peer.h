/* mb-server-peer.h: one client of a server: its requests, its replies, its limits.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-port.h"
#include "modbus/mb-server.h"

G_BEGIN_DECLS

/**
 * MbServerCore:
 * @clock: the server's
 * @carrier: what carries Modbus
 * @counters: what all peers count
 * @backend, @backend_data: what answers
 * @observer, @observer_data: (nullable): told of each step
 * @changed, @changed_data: (nullable): told of each write
 * @rules: (nullable): what roles may do; %NULL: every client may all
 *
 * What peers need of their server.
 */
typedef struct
{
  MbClock            *clock;
  MbCarrier           carrier;
  MbServerCounters    counters;
  const MbBackend    *backend;
  gpointer            backend_data;
  MbServerObserver    observer;
  gpointer            observer_data;
  MbServerChangeFunc  changed;
  gpointer            changed_data;
  MbRoleRules        *rules;
} MbServerCore;

/**
 * MbServerPeer:
 *
 * Lives as long as one connection; its server owns it. For mb-server.
 */
typedef struct _MbServerPeer MbServerPeer;

/* The last call of a peer, inside a turn; it has closed its link and is to be freed. */
typedef void (*MbServerPeerClosed) (MbServerPeer *peer,
                                    gpointer      user_data);

/* Begins to serve a client; @core must outlive the peer, @name is its address for observers. */
MbServerPeer *mb_server_peer_new           (MbServerCore       *core,
                                            MbPort             *port,
                                            const char         *name,
                                            MbServerPeerClosed  closed,
                                            gpointer            user_data);
/* Closes the link, without a call of closed, and drops the replies that wait. */
void          mb_server_peer_free          (MbServerPeer       *self);
/* To be called every few seconds: closes a peer that sends half a request or reads no replies, and
 * one without a connection that has gone silent. */
void          mb_server_peer_check         (MbServerPeer       *self,
                                            gint64              now_us);
/* Closes the link; the closed callback follows. */
void          mb_server_peer_close         (MbServerPeer       *self);
/* Monotonic time of its last whole request, or of its connecting. */
gint64        mb_server_peer_get_active_us (MbServerPeer       *self);

G_END_DECLS
