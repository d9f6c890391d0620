/* mon-demo.h: the demo plant as a project, with its simulator running on the engine.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-project.h"
#include "monitor/engine/mon-engine.h"

G_BEGIN_DECLS

/* Starts the simulator on 127.0.0.1 with a free port and makes a project of connections to it, the
 * one that refuses going to a closed port; some tags are on the plot. The simulator ends with the
 * engine. */
void        mon_demo_start_async  (MonEngine            *engine,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
MonProject *mon_demo_start_finish (GAsyncResult         *result,
                                   GError              **error);

/* A project with one device, whose holding registers 0 to 9 are watched. */
MonProject *mon_demo_new_connect_project (const char *host,
                                          guint16     port,
                                          guint8      unit);

G_END_DECLS
