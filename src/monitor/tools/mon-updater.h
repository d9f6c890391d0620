/* mon-updater.h: takes over what changed on the board, at a pace that a main loop can bear.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"
#include "monitor/engine/mon-line.h"
#include "monitor/tools/mon-views.h"

G_BEGIN_DECLS

/**
 * MonUpdater:
 *
 * Main thread. Tells at most every 100 ms that views were brought up to date, and once a second
 * without news, for ages and countdowns. Hangs on no frame clock: an unseen window has none.
 */
typedef struct _MonUpdater MonUpdater;

typedef void (*MonUpdaterFunc) (gpointer user_data);

MonUpdater *mon_updater_new    (MbClock        *clock,
                                MonBoard       *board,
                                MonViews       *views,
                                MonUpdaterFunc  updated,
                                gpointer        user_data);
void        mon_updater_free   (MonUpdater     *updater);
void        mon_updater_start  (MonUpdater     *updater,
                                MonLine        *line);
void        mon_updater_stop   (MonUpdater     *updater);
/* There is something new on the board. */
void        mon_updater_notify (MonUpdater     *updater);

G_END_DECLS
