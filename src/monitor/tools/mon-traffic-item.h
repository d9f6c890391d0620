/* mon-traffic-item.h: one row of the traffic list, read out of the log and put into words.
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

MonTrafficItem *mon_traffic_item_new              (MonTrafficLog  *log,
                                                   guint64         sequence);
gboolean      mon_traffic_record_is_error         (const MonTrafficRecord *record);

guint64       mon_traffic_item_get_sequence       (MonTrafficItem *self);
gint64        mon_traffic_item_get_time_us        (MonTrafficItem *self);
/* "14:02:30.083", local time. */
char         *mon_traffic_item_dup_time_text      (MonTrafficItem *self);
/* "Read Holding Registers", "Connected", "Late reply". */
char         *mon_traffic_item_dup_function_text  (MonTrafficItem *self);
/* "0–16", "4 = 720", or what went wrong: "Illegal data address". */
char         *mon_traffic_item_dup_summary        (MonTrafficItem *self,
                                                   MonNotation     notation);
/* "4.3 ms", "41 µs", or "". */
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

G_END_DECLS
