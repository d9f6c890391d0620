/* mb-handshake.h: from a connected socket to a port over TLS, for clients and for servers.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"
#include "modbus/mb-credentials.h"
#include "modbus/mb-port.h"

G_BEGIN_DECLS

/**
 * MbHandshake:
 *
 * One handshake over a connected stream socket, done by a worker thread of GIO; its turn is held
 * until it is over. TLS is 1.2 or newer (Modbus/TCP Security v36, 10.1). For mb-dial and
 * mb-server-door.
 */
typedef struct _MbHandshake MbHandshake;

/* The one end of a handshake, inside a turn: an open @port (borrowed: take a reference), or @error,
 * a sentence. The handshake is gone when it returns. */
typedef void (*MbHandshakeFunc) (MbPort       *port,
                                 const GError *error,
                                 gpointer      user_data);

/* Begins a handshake as a client, to whom @base belongs from here on. @host is what the server was
 * reached by, for which its certificate must be unless @credentials name another; @place is for
 * words. */
MbHandshake *mb_handshake_start_client (MbClock           *clock,
                                        GSocketConnection *base,
                                        MbCredentials     *credentials,
                                        const char        *host,
                                        const char        *place,
                                        MbHandshakeFunc    done,
                                        gpointer           user_data);
/* Begins a handshake as a server, to which a client has to show a certificate (v36, 8.2). */
MbHandshake *mb_handshake_start_server (MbClock           *clock,
                                        GSocketConnection *base,
                                        MbCredentials     *credentials,
                                        const char        *place,
                                        MbHandshakeFunc    done,
                                        gpointer           user_data);
/* Ends it without a call of done, and closes the connection. */
void         mb_handshake_cancel       (MbHandshake       *handshake);

G_END_DECLS
