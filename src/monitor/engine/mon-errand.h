/* mon-errand.h: one job at work on the engine: its request, its reading back, its one end.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-job.h"
#include "monitor/engine/mon-poller.h"

G_BEGIN_DECLS

/**
 * MonWish:
 * @job: number of the job, unique in its session
 * @device: handle of the device
 * @pdu: what to send, exactly
 * @is_armed: it is its own arming
 * @is_broadcast: to all units, of which none answers; not by default
 * @read_back: (nullable): the tag to read after a confirmed write, or of which @pdu is the read
 *
 * What a job asks of the engine.
 */
typedef struct
{
  guint32     job;
  guint32     device;
  GBytes     *pdu;
  gboolean    is_armed;
  gboolean    is_broadcast;
  MonTagSpec *read_back;
} MonWish;

typedef struct _MonErrand MonErrand;

/* Called once; @end is given away, the errand is gone. */
typedef void (*MonErrandFunc) (MonJobEnd *end,
                               gpointer   user_data);

MonWish   *mon_wish_new             (guint32           job,
                                     guint32           device,
                                     GBytes           *pdu,
                                     gboolean          is_armed,
                                     const MonTagSpec *read_back);
void       mon_wish_free            (MonWish          *wish);

MonErrand *mon_errand_new           (MbClock          *clock,
                                     MonPoller        *poller,
                                     const MonGuard   *guard,
                                     MonWish          *wish,
                                     MonErrandFunc     ended,
                                     gpointer          user_data);
void       mon_errand_start         (MonErrand        *errand);
void       mon_errand_cancel        (MonErrand        *errand);
/* Whether its bytes may be on their way to the device, so that its outcome is worth a wait. */
gboolean   mon_errand_is_on_way     (MonErrand        *errand);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonWish, mon_wish_free)

G_END_DECLS
