/* sim-log.h: the steps of a server's answers as lines of JSON.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-server.h"

G_BEGIN_DECLS

typedef struct _SimLog SimLog;

/* @line has no newline and is gone when this returns. */
typedef void (*SimLogFunc) (const char *line,
                            gpointer    user_data);

SimLog *sim_log_new  (SimLogFunc          func,
                      gpointer            user_data);
void    sim_log_free (SimLog             *log);
/* An MbServerObserver; its user data is the log. */
void    sim_log_take (const MbServerStep *step,
                      gpointer            user_data);

G_END_DECLS
