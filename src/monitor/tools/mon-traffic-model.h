/* mon-traffic-model.h: the traffic log as a list for views: rows on demand, appended in batches.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-field.h"
#include "monitor/document/mon-address.h"
#include "monitor/store/mon-traffic-log.h"

G_BEGIN_DECLS

/**
 * MonTrafficItem:
 *
 * One row; holds a sequence number and reads the log. Texts are made when asked for.
 */
#define MON_TYPE_TRAFFIC_ITEM (mon_traffic_item_get_type ())
G_DECLARE_FINAL_TYPE (MonTrafficItem, mon_traffic_item, MON, TRAFFIC_ITEM, GObject)

guint64       mon_traffic_item_get_sequence       (MonTrafficItem *self);
gint64        mon_traffic_item_get_time_us        (MonTrafficItem *self);
/* "14:02:30.083", local time. */
char         *mon_traffic_item_dup_time_text      (MonTrafficItem *self);
/* "Read Holding Registers", "Connected", "Late reply". */
char         *mon_traffic_item_dup_function_text  (MonTrafficItem *self);
/* "0–16", "4 = 720", or what went wrong: "Illegal data address". */
char         *mon_traffic_item_dup_summary        (MonTrafficItem *self,
                                                   MonNotation     notation);
/* "4.3 ms", or "". */
char         *mon_traffic_item_dup_rtt_text       (MonTrafficItem *self);
gint32        mon_traffic_item_get_rtt_us         (MonTrafficItem *self);
gboolean      mon_traffic_item_is_error           (MonTrafficItem *self);
gboolean      mon_traffic_item_is_write           (MonTrafficItem *self);
guint32       mon_traffic_item_get_device         (MonTrafficItem *self);
/* (nullable): the ADU as sent or received. */
GBytes       *mon_traffic_item_dup_adu            (MonTrafficItem *self,
                                                   MbDirection     direction);
/* (nullable) (transfer full): its dissection, the response tied to its request. */
MbDissection *mon_traffic_item_dup_dissection     (MonTrafficItem *self,
                                                   MbDirection     direction);

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

/* Only this device, 0: all. */
void     mon_traffic_model_set_device      (MonTrafficModel *self,
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
