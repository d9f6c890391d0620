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

/**
 * MbDial:
 *
 * One try. mb-connector.h makes as many as it takes; who wants just one port calls this. It ends by
 * one call of its function, or by mb_dial_cancel(), and is gone then.
 */
typedef struct _MbDial MbDial;

/* The one end of a try, inside a turn: an open @port (borrowed: take a reference), or @error, a
 * sentence with cause, place and what to check. The dial is gone when it returns. */
typedef void (*MbDialFunc) (MbPort       *port,
                            const GError *error,
                            gpointer      user_data);

/* Begins to connect, within the time-out of @endpoint, which is copied. All addresses of a name are
 * tried; for datagrams it is the one with the number @attempt, counted around. Holds the turn, also
 * after a cancel, until everything that was begun has come back. */
MbDial *mb_dial_start  (MbClock          *clock,
                        const MbEndpoint *endpoint,
                        guint             attempt,
                        MbDialFunc        done,
                        gpointer          user_data);
/* Ends it without a call of @done; what it had opened is closed. */
void    mb_dial_cancel (MbDial           *dial);

G_END_DECLS
