/* mb-dial.h: one try to reach an endpoint: look its name up, connect, and explain what failed.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"
#include "modbus/mb-endpoint.h"
#include "modbus/mb-port.h"

G_BEGIN_DECLS

typedef struct _MbDial MbDial;

/* The one end of a try, inside a turn: an open @port (borrowed: take a reference), or @error, a
 * sentence with cause, place and what to check. The dial is gone when it returns. */
typedef void (*MbDialFunc) (MbPort       *port,
                            const GError *error,
                            gpointer      user_data);

/* Begins to connect. */
MbDial *mb_dial_start  (MbClock          *clock,
                        const MbEndpoint *endpoint,
                        guint             attempt,
                        MbDialFunc        done,
                        gpointer          user_data);
/* Ends it without a call of done. */
void    mb_dial_cancel (MbDial           *dial);

G_END_DECLS
