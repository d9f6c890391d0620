/* mb-datagram-hub.h: one datagram socket for many: a port for each address that sends to it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"
#include "modbus/mb-port.h"

G_BEGIN_DECLS

/* Datagrams of one address that wait to be received; what comes beyond them is lost, as datagrams
 * may be. A client has 16 requests in flight at most (Messaging on TCP/IP V1.0b, 4.4.1.2). */
#define MB_DATAGRAM_HUB_MAX_WAITING 64

/**
 * MbDatagramHub:
 *
 * Gives each address that sends to its socket a port, for as long as somebody keeps that. For
 * mb-server.
 */
typedef struct _MbDatagramHub MbDatagramHub;

/* Something came from an address that has no port, inside a turn. @port and @name are borrowed: who
 * takes no reference does not hear of it until something comes again. */
typedef void (*MbDatagramHubFunc) (MbPort     *port,
                                   const char *name,
                                   gpointer    user_data);

/* Begins to take what comes to a bound socket that does not block. */
MbDatagramHub *mb_datagram_hub_new   (MbClock           *clock,
                                      GSocket           *socket,
                                      MbDatagramHubFunc  opened,
                                      gpointer           user_data);
/* Closes the socket and frees the hub; ports that somebody still keeps are dead. */
void           mb_datagram_hub_close (MbDatagramHub     *hub);

G_END_DECLS
