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

typedef struct _MbHandshake MbHandshake;

/* The one end of a handshake, inside a turn: an open @port (borrowed: take a reference), or @error,
 * a sentence. The handshake is gone when it returns. */
typedef void (*MbHandshakeFunc) (MbPort       *port,
                                 const GError *error,
                                 gpointer      user_data);

/* Begins a handshake as a client. @host is what it was reached by, @place what it is called. */
MbHandshake *mb_handshake_start_client (MbClock           *clock,
                                        GSocketConnection *base,
                                        MbCredentials     *credentials,
                                        const char        *host,
                                        const char        *place,
                                        MbHandshakeFunc    done,
                                        gpointer           user_data);
/* Begins a handshake as a server, for clients with a certificate. */
MbHandshake *mb_handshake_start_server (MbClock           *clock,
                                        GSocketConnection *base,
                                        MbCredentials     *credentials,
                                        const char        *place,
                                        MbHandshakeFunc    done,
                                        gpointer           user_data);
/* Ends it without a call of done. */
void         mb_handshake_cancel       (MbHandshake       *handshake);

G_END_DECLS
