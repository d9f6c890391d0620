/* mon-stores.c: makes the stores of a session and the sinks that fill them, in their order.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-stores.h"

/**
 * mon_stores_init:
 * @stores: stores
 *
 * Makes them, empty.
 */
void
mon_stores_init (MonStores *stores)
{
  stores->history = mon_history_new (MON_STORES_HISTORY_BYTES);
  stores->log = mon_traffic_log_new (MON_STORES_TRAFFIC_BYTES);
  stores->board = mon_board_new ();
  stores->alarms = mon_alarm_log_new (MON_ALARM_LOG_MAX_EVENTS);
  stores->findings = mon_findings_new ();
}

/**
 * mon_stores_clear:
 * @stores: stores
 *
 * Drops them; the engine may hold them a little longer.
 */
void
mon_stores_clear (MonStores *stores)
{
  mon_history_unref (stores->history);
  mon_traffic_log_unref (stores->log);
  mon_board_unref (stores->board);
  mon_alarm_log_unref (stores->alarms);
  mon_findings_unref (stores->findings);
}

/**
 * mon_stores_make_sinks:
 * @stores: stores
 *
 * Makes what the engine fills the stores by. Whoever is told by the board that there is something
 * new finds it in history and log already.
 *
 * Returns: (element-type MonSink) (transfer full): the sinks, in their order
 */
GPtrArray *
mon_stores_make_sinks (MonStores *stores)
{
  GPtrArray *sinks = g_ptr_array_new_with_free_func ((GDestroyNotify) mon_sink_free);

  g_ptr_array_add (sinks, mon_sink_new_history (stores->history));
  g_ptr_array_add (sinks, mon_sink_new_traffic (stores->log));
  g_ptr_array_add (sinks, mon_sink_new_board (stores->board));
  g_ptr_array_add (sinks, mon_sink_new_alarms (stores->alarms));
  g_ptr_array_add (sinks, mon_sink_new_findings (stores->findings));
  return sinks;
}
