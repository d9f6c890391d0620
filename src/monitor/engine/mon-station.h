/* mon-station.h: one connection of one session on the engine: its link and the pollers on it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-links.h"
#include "monitor/engine/mon-poller.h"

G_BEGIN_DECLS

typedef struct _MonStation MonStation;

MonStation *mon_station_new         (MonLinks          *links,
                                     MonDelivery       *delivery,
                                     MonConnectionSpec *spec,
                                     gboolean           paused);
void        mon_station_close       (MonStation        *station);

/* What has not changed, by equal pointers, goes on untouched. */
void        mon_station_update      (MonStation        *station,
                                     MonConnectionSpec *spec);
MonPoller  *mon_station_find_poller (MonStation        *station,
                                     guint32            device);
void        mon_station_set_paused  (MonStation        *station,
                                     gboolean           paused);
void        mon_station_stop        (MonStation        *station);
void        mon_station_retry_now   (MonStation        *station);

G_END_DECLS
