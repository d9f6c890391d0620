/* mon-batch.h: what one turn of the engine produced for one session: samples, traffic, states.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client.h"
#include "monitor/document/mon-spec.h"
#include "monitor/store/mon-alarm-log.h"
#include "monitor/store/mon-board.h"
#include "monitor/store/mon-traffic-log.h"

G_BEGIN_DECLS

typedef struct
{
  guint32      handle;
  MonLinkState state;
} MonBatchLink;

typedef struct
{
  guint32        handle;
  MonDeviceState state;
} MonBatchDevice;

typedef struct
{
  guint32  handle;
  GArray  *ranges;
} MonBatchDead;

/**
 * MonBatch:
 * @root: (nullable): a root that holds from the first of @samples on
 * @samples: of MonSample
 * @records: of MonTrafficRecord, complete after mon_batch_seal()
 * @links: of MonBatchLink
 * @devices: of MonBatchDevice
 * @alarm_events: of MonAlarmEvent
 * @alarm_statuses: of MonAlarmStatus: where alarms stand after these, each once
 * @dead: of MonBatchDead: all that a device is known to refuse now, of MonDeadRange
 * @gone: of guint32: handles that are no longer in the project
 *
 * Read by the sinks; used again for the next turn, so nothing is allocated for a usual batch.
 */
typedef struct _MonBatch MonBatch;
struct _MonBatch
{
  MonProjectSpec *root;
  GArray         *samples;
  GArray         *records;
  GArray         *links;
  GArray         *devices;
  GArray         *alarm_events;
  GArray         *alarm_statuses;
  GArray         *dead;
  GArray         *gone;

  /*< private >*/
  GByteArray     *bytes;
};

MonBatch  *mon_batch_new          (void);
void       mon_batch_free         (MonBatch               *batch);
void       mon_batch_clear        (MonBatch               *batch);
gboolean   mon_batch_is_empty     (const MonBatch         *batch);

MonSample *mon_batch_add_samples  (MonBatch               *batch,
                                   guint                   n_samples);
void       mon_batch_add_record   (MonBatch               *batch,
                                   const MonTrafficRecord *record);
void       mon_batch_add_exchange (MonBatch               *batch,
                                   guint32                 link,
                                   guint32                 device,
                                   const MbExchange       *exchange);
void       mon_batch_put_link     (MonBatch               *batch,
                                   guint32                 handle,
                                   const MonLinkState     *state);
void       mon_batch_put_device   (MonBatch               *batch,
                                   guint32                 handle,
                                   const MonDeviceState   *state);
void       mon_batch_put_dead     (MonBatch               *batch,
                                   guint32                 handle,
                                   GArray                 *ranges);
void       mon_batch_put_root     (MonBatch               *batch,
                                   MonProjectSpec         *root);
void       mon_batch_add_gone     (MonBatch               *batch,
                                   guint32                 handle);
void       mon_batch_seal         (MonBatch               *batch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonBatch, mon_batch_free)

G_END_DECLS
