/* mon-sink.h: where batches go: history, traffic log, board, recorder, queues.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-batch.h"
#include "monitor/store/mon-findings.h"
#include "monitor/store/mon-history.h"
#include "monitor/store/mon-parcel-queue.h"
#include "monitor/store/mon-queue.h"

G_BEGIN_DECLS

/**
 * MonSink:
 *
 * Takes batches on the engine's thread, in order, and then one end.
 */
typedef struct _MonSink MonSink;

typedef void (*MonSinkFunc) (gpointer user_data);

MonSink *mon_sink_new_history (MonHistory     *history);
MonSink *mon_sink_new_traffic (MonTrafficLog  *log);
MonSink *mon_sink_new_board   (MonBoard       *board);
MonSink *mon_sink_new_findings (MonFindings   *findings);
MonSink *mon_sink_new_queue   (MonQueue       *queue);
MonSink *mon_sink_new_recorder (MonParcelQueue *queue);
MonSink *mon_sink_new_alarms  (MonAlarmLog    *log);
/* Calls @func after each batch, when the sinks before it have it. */
MonSink *mon_sink_new_notify  (MonSinkFunc     func,
                               gpointer        user_data);
void     mon_sink_free        (MonSink        *sink);

void     mon_sink_take        (MonSink        *sink,
                               const MonBatch *batch);
void     mon_sink_end         (MonSink        *sink);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonSink, mon_sink_free)

G_END_DECLS
