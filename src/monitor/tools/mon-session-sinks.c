/* mon-session-sinks.c: who else gets what a session brings forth, and how much of it stays.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-session-private.h"

/**
 * mon_session_add_queue:
 * @self: a session
 * @queue: a queue, of which it takes a reference
 *
 * Puts every sample from now on into @queue, too; the root they belong to comes before the first.
 */
void
mon_session_add_queue (MonSession *self,
                       MonQueue   *queue)
{
  g_return_if_fail (MON_IS_SESSION (self));

  mon_line_add_sink (self->line, mon_sink_new_queue (queue));
}

/**
 * mon_session_add_recording:
 * @self: a session
 * @queue: the queue of a recorder, of which it takes a reference
 *
 * Records samples, writes and events from now on, and all exchanges if the recorder wants them.
 */
void
mon_session_add_recording (MonSession     *self,
                           MonParcelQueue *queue)
{
  g_return_if_fail (MON_IS_SESSION (self));

  mon_line_add_sink (self->line, mon_sink_new_recorder (queue));
}

/**
 * mon_session_set_limits:
 * @self: a session
 * @history_bytes: most memory for samples
 * @traffic_bytes: most memory for traffic, at least two slabs of 1 MiB
 *
 * Sets how much of the past is kept in memory.
 */
void
mon_session_set_limits (MonSession *self,
                        gsize       history_bytes,
                        gsize       traffic_bytes)
{
  g_return_if_fail (MON_IS_SESSION (self));

  mon_history_set_limits (self->stores.history, history_bytes, G_MAXSIZE);
  mon_traffic_log_set_limit (self->stores.log, traffic_bytes);
}
