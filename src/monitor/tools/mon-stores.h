/* mon-stores.h: what one session keeps in memory, and the engine's way into it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-sink.h"

G_BEGIN_DECLS

/* Limits of one session. */
#define MON_STORES_HISTORY_BYTES ((gsize) 256 << 20)
#define MON_STORES_TRAFFIC_BYTES ((gsize) 256 << 20)

typedef struct
{
  MonHistory    *history;
  MonTrafficLog *log;
  MonBoard      *board;
  MonAlarmLog   *alarms;
  MonFindings   *findings;
} MonStores;

void       mon_stores_init       (MonStores *stores);
void       mon_stores_clear      (MonStores *stores);
GPtrArray *mon_stores_make_sinks (MonStores *stores);

G_END_DECLS
