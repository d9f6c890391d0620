/* mon-delivery.h: the end of a turn for one session: its batch, judged, goes into the sinks.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"
#include "monitor/engine/mon-alarms.h"
#include "monitor/engine/mon-batch.h"
#include "monitor/engine/mon-sink.h"

G_BEGIN_DECLS

typedef struct _MonDelivery MonDelivery;

MonDelivery *mon_delivery_new        (MbClock     *clock);
void         mon_delivery_free       (MonDelivery *delivery);

void         mon_delivery_add_sink   (MonDelivery *delivery,
                                      MonSink     *sink);
/* The batch of this turn, to be filled; it goes to the sinks when the turn ends. */
MonBatch    *mon_delivery_get_batch  (MonDelivery *delivery);
/* Puts the root into the batch; from now on its tags are computed and its alarms watched. */
void         mon_delivery_set_root   (MonDelivery    *delivery,
                                      MonProjectSpec *root);
void         mon_delivery_apply      (MonDelivery        *delivery,
                                      const MonAlarmWish *wishes,
                                      guint               n_wishes);
/* What the devices of the root are known to refuse, of MonDeadSpec. */
GPtrArray   *mon_delivery_get_dead   (MonDelivery *delivery);
void         mon_delivery_watch      (MonDelivery *delivery,
                                      guint32      tag,
                                      guint        period_ms);
void         mon_delivery_forget     (MonDelivery *delivery,
                                      guint32      tag);
void         mon_delivery_set_paused (MonDelivery *delivery,
                                      gboolean     paused);
/* Delivers what is there, then tells every sink that this was all. */
void         mon_delivery_end        (MonDelivery *delivery);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonDelivery, mon_delivery_free)

G_END_DECLS
