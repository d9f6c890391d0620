/* mb-tls-port.h: a port over a connection whose TLS handshake is done.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-port.h"
#include "modbus/mb-turn.h"

G_BEGIN_DECLS

/* Its carrier is TLS. @peer may be NULL; nothing else is to use @connection from here on. */
MbPort *mb_tls_port_new (MbTurn         *turn,
                         GTlsConnection *connection,
                         GSocket        *socket,
                         MbCertificate  *peer);

G_END_DECLS
