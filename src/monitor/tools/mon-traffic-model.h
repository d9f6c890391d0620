/* mon-traffic-model.h: the traffic log as a list for views: rows on demand, appended in batches.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "monitor/tools/mon-traffic-item.h"

G_BEGIN_DECLS

/**
 * MonTrafficModel:
 *
 * Main thread. A GListModel of MonTrafficItem. Grows by at most one items-changed in 100 ms; a
 * change of what is shown is two signals: all gone, then all there.
 * Property "paused": the log goes on, the list stands still.
 */
#define MON_TYPE_TRAFFIC_MODEL (mon_traffic_model_get_type ())
G_DECLARE_FINAL_TYPE (MonTrafficModel, mon_traffic_model, MON, TRAFFIC_MODEL, GObject)

MonTrafficModel *mon_traffic_model_new     (MonTrafficLog   *log);
/* Takes in what the log has got since; its owner calls it at most every 100 ms. */
void     mon_traffic_model_update          (MonTrafficModel *self,
                                            gint64           now_us);

/* Only this device, with what happened to its connection; 0, 0: all. */
void     mon_traffic_model_set_device      (MonTrafficModel *self,
                                            guint32          connection,
                                            guint32          device);
void     mon_traffic_model_set_errors_only (MonTrafficModel *self,
                                            gboolean         errors_only);
void     mon_traffic_model_set_paused      (MonTrafficModel *self,
                                            gboolean         paused);
gboolean mon_traffic_model_get_paused      (MonTrafficModel *self);
/* Exchanges seen in all and in the last second. */
guint64  mon_traffic_model_get_total       (MonTrafficModel *self);
guint    mon_traffic_model_get_rate        (MonTrafficModel *self);
void     mon_traffic_model_clear           (MonTrafficModel *self);
/* Rows dropped at the front by the last items-changed, for a view that keeps its scroll offset. */
guint    mon_traffic_model_get_dropped     (MonTrafficModel *self);

G_END_DECLS
