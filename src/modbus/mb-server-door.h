/* mb-server-door.h: where clients of a server with TLS wait until their handshake is done.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"
#include "modbus/mb-credentials.h"
#include "modbus/mb-port.h"

G_BEGIN_DECLS

/* How long a client may take from its connect to the end of its handshake. */
#define MB_SERVER_DOOR_PATIENCE_MS 10000

/* How long it may take when others wait for it to be done. */
#define MB_SERVER_DOOR_HURRY_MS 1000

/* Handshakes at once. Each has a thread of GIO's pool, where ten run at the same time: the rest is
 * left to others, such as looking up names. */
#define MB_SERVER_DOOR_MAX_SHAKING 8

/**
 * MbServerDoor:
 *
 * Takes sockets and gives ports over TLS, or nothing: a client that has not shown in time that it
 * may come in is sent away. A thread is taken only for who has sent the whole of its first message,
 * so that clients that say nothing, however many, hold up nobody. For mb-server.
 */
typedef struct _MbServerDoor MbServerDoor;

/* A client has come in, inside a turn. @port and @name are borrowed. */
typedef void (*MbServerDoorFunc) (MbPort     *port,
                                  const char *name,
                                  gpointer    user_data);

/* A door where nobody waits. */
MbServerDoor *mb_server_door_new           (MbClock          *clock,
                                            MbCredentials    *credentials,
                                            MbServerDoorFunc  entered,
                                            gpointer          user_data);
/* Sends everybody away who waits, and frees it. */
void          mb_server_door_free          (MbServerDoor     *door);
/* Lets a client wait for its handshake: a socket that was accepted, and its address. */
void          mb_server_door_take          (MbServerDoor     *door,
                                            GSocket          *socket,
                                            const char       *name);
/* How many wait. */
guint         mb_server_door_get_n_waiting (MbServerDoor     *door);
/* Sends everybody away who waits. */
void          mb_server_door_send_all_away (MbServerDoor     *door);
/* Sends the one away who has waited longest. */
void          mb_server_door_evict         (MbServerDoor     *door);

G_END_DECLS
