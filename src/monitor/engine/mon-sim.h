/* mon-sim.h: a plant of simulated devices on the engine's context, and the connections to it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-spec.h"
#include "monitor/engine/mon-engine.h"

G_BEGIN_DECLS

/* Gives each device of the demo plant a server of its own on a free port of 127.0.0.1, so that a
 * slow one does not hold up the others. They run until the engine stops. */
void            mon_sim_start_demo_async  (MonEngine            *engine,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
/* A root with one connection for each device, named like it. */
MonProjectSpec *mon_sim_start_demo_finish (MonEngine            *engine,
                                           GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
