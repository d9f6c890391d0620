/* mb-tls-port.h: a port over a connection whose TLS handshake is done.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-port.h"
#include "modbus/mb-turn.h"

G_BEGIN_DECLS

/* Makes a port whose carrier is TLS over @connection, which nobody else uses from here on, and the
 * @socket below it; @peer is its certificate, or NULL. Holds the turn from its close until the
 * socket is gone. */
MbPort *mb_tls_port_new (MbTurn         *turn,
                         GTlsConnection *connection,
                         GSocket        *socket,
                         MbCertificate  *peer);

G_END_DECLS
