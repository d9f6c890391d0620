/* sim-server.h: a plant that answers on a socket, on the main context it is given.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-clock.h"
#include "modbus/mb-server.h"
#include "simulator/sim-log.h"
#include "simulator/sim-spec.h"

G_BEGIN_DECLS

typedef struct _SimServer SimServer;

SimServer *sim_server_new      (MbClock        *clock,
                                const SimPlant *plant);
SimServer *sim_server_new_memories
                               (MbClock         *clock,
                                const SimMemory *memories,
                                guint            n_memories);
SimServer *sim_server_ref      (SimServer      *server);
void       sim_server_unref    (SimServer      *server);
/* A line of JSON for each step of each answer, see sim-log.h. NULL for none. */
void       sim_server_set_log  (SimServer      *server,
                                SimLogFunc      func,
                                gpointer        user_data);
/* Before it listens; TCP unless set. See mb_server_set_carrier(). */
void       sim_server_set_carrier (SimServer   *server,
                                MbCarrier       carrier);
/* The same, for Modbus/TCP Security. See mb_server_set_tls(). */
gboolean   sim_server_set_tls  (SimServer      *server,
                                MbCredentials  *credentials,
                                MbRoleRules    *rules,
                                GError        **error);
/* The server below, for observers and limits. */
MbServer  *sim_server_get_server (SimServer    *server);
/* Binds and listens at once, without waiting; port 0 picks one. Errors are GIO's, in words that
 * name the address. */
gboolean   sim_server_listen   (SimServer      *server,
                                const char     *address,
                                guint16         port,
                                GError        **error);
guint16    sim_server_get_port (SimServer      *server);
/* Closes the listener and every peer. */
void       sim_server_stop     (SimServer      *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimServer, sim_server_unref)

G_END_DECLS
