/* mon-sink.c: puts each batch where it belongs in the stores.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-sink.h"

typedef struct
{
  void (*take) (gpointer        store,
                const MonBatch *batch);
  void (*end)  (gpointer        store);
  void (*free) (gpointer        store);
} MonSinkClass;

struct _MonSink
{
  const MonSinkClass *klass;
  gpointer            store;
};

typedef struct
{
  MonSinkFunc func;
  gpointer    user_data;
} Notify;

static void
history_take (gpointer        store,
              const MonBatch *batch)
{
  mon_history_append (store, (const MonSample *) batch->samples->data, batch->samples->len);
}

static void
history_free (gpointer store)
{
  mon_history_unref (store);
}

static const MonSinkClass history_class = {
  .take = history_take,
  .free = history_free,
};

static void
traffic_take (gpointer        store,
              const MonBatch *batch)
{
  for (guint i = 0; i < batch->records->len; i++)
    mon_traffic_log_append (store, &g_array_index (batch->records, MonTrafficRecord, i));
}

static void
traffic_free (gpointer store)
{
  mon_traffic_log_unref (store);
}

static const MonSinkClass traffic_class = {
  .take = traffic_take,
  .free = traffic_free,
};

static void
board_take (gpointer        store,
            const MonBatch *batch)
{
  /* First: what went and came back in one turn is there. */
  for (guint i = 0; i < batch->gone->len; i++)
    mon_board_forget (store, g_array_index (batch->gone, guint32, i));
  mon_board_put_samples (store, (const MonSample *) batch->samples->data, batch->samples->len);
  for (guint i = 0; i < batch->links->len; i++)
    {
      const MonBatchLink *link = &g_array_index (batch->links, MonBatchLink, i);

      mon_board_put_link (store, link->handle, &link->state);
    }
  for (guint i = 0; i < batch->devices->len; i++)
    {
      const MonBatchDevice *device = &g_array_index (batch->devices, MonBatchDevice, i);

      mon_board_put_device (store, device->handle, &device->state);
    }
}

static void
board_free (gpointer store)
{
  mon_board_unref (store);
}

static const MonSinkClass board_class = {
  .take = board_take,
  .free = board_free,
};

static void
alarms_take (gpointer        store,
             const MonBatch *batch)
{
  if (batch->alarm_events->len == 0 && batch->alarm_statuses->len == 0)
    return;
  mon_alarm_log_put (store, (const MonAlarmEvent *) batch->alarm_events->data,
                     batch->alarm_events->len,
                     (const MonAlarmStatus *) batch->alarm_statuses->data,
                     batch->alarm_statuses->len);
}

static void
alarms_free (gpointer store)
{
  mon_alarm_log_unref (store);
}

static const MonSinkClass alarms_class = {
  .take = alarms_take,
  .free = alarms_free,
};

static void
findings_take (gpointer        store,
               const MonBatch *batch)
{
  for (guint i = 0; i < batch->dead->len; i++)
    {
      const MonBatchDead *dead = &g_array_index (batch->dead, MonBatchDead, i);

      mon_findings_put (store, dead->handle, dead->ranges);
    }
}

static void
findings_free (gpointer store)
{
  mon_findings_unref (store);
}

static const MonSinkClass findings_class = {
  .take = findings_take,
  .free = findings_free,
};

static void
queue_take (gpointer        store,
            const MonBatch *batch)
{
  if (batch->root != NULL)
    mon_queue_push_notice (store, mon_project_spec_ref (batch->root), sizeof (MonProjectSpec),
                           (GDestroyNotify) mon_project_spec_unref);
  if (batch->samples->len > 0)
    mon_queue_push_samples (store, (const MonSample *) batch->samples->data,
                            batch->samples->len);
}

static void
queue_end (gpointer store)
{
  mon_queue_end (store);
}

static void
queue_free (gpointer store)
{
  mon_queue_unref (store);
}

static const MonSinkClass queue_class = {
  .take = queue_take,
  .end = queue_end,
  .free = queue_free,
};

static void
recorder_take (gpointer        store,
               const MonBatch *batch)
{
  gboolean has_traffic = mon_parcel_queue_has_traffic (store);
  MonParcel *parcel;

  if (batch->root == NULL && batch->samples->len == 0 && batch->links->len == 0
      && batch->records->len == 0)
    return;
  parcel = mon_parcel_queue_begin (store, batch->root);
  for (guint i = 0; i < batch->links->len; i++)
    {
      const MonBatchLink *link = &g_array_index (batch->links, MonBatchLink, i);

      mon_parcel_add_link (parcel, link->handle, link->state.reason);
    }
  mon_parcel_add_samples (parcel, (const MonSample *) batch->samples->data, batch->samples->len);
  for (guint i = 0; i < batch->records->len; i++)
    {
      const MonTrafficRecord *record = &g_array_index (batch->records, MonTrafficRecord, i);

      if (has_traffic || record->is_write || record->kind >= MON_TRAFFIC_LINK_UP)
        mon_parcel_add_record (parcel, record);
    }
  mon_parcel_queue_end (store);
}

static void
recorder_end (gpointer store)
{
  mon_parcel_queue_close (store);
}

static void
recorder_free (gpointer store)
{
  mon_parcel_queue_unref (store);
}

static const MonSinkClass recorder_class = {
  .take = recorder_take,
  .end = recorder_end,
  .free = recorder_free,
};

static void
notify_take (gpointer        store,
             const MonBatch *batch)
{
  Notify *notify = store;

  notify->func (notify->user_data);
}

static const MonSinkClass notify_class = {
  .take = notify_take,
  .free = g_free,
};

static MonSink *
sink_new (const MonSinkClass *klass,
          gpointer            store)
{
  MonSink *sink = g_new (MonSink, 1);

  *sink = (MonSink) { .klass = klass, .store = store };
  return sink;
}

/**
 * mon_sink_new_history:
 * @history: a history, of which it takes a reference
 *
 * Returns: (transfer full): a sink for samples
 */
MonSink *
mon_sink_new_history (MonHistory *history)
{
  return sink_new (&history_class, mon_history_ref (history));
}

/**
 * mon_sink_new_traffic:
 * @log: a log, of which it takes a reference
 *
 * Returns: (transfer full): a sink for records of traffic
 */
MonSink *
mon_sink_new_traffic (MonTrafficLog *log)
{
  return sink_new (&traffic_class, mon_traffic_log_ref (log));
}

/**
 * mon_sink_new_board:
 * @board: a board, of which it takes a reference
 *
 * Returns: (transfer full): a sink for samples and states
 */
MonSink *
mon_sink_new_board (MonBoard *board)
{
  return sink_new (&board_class, mon_board_ref (board));
}

/**
 * mon_sink_new_findings:
 * @findings: findings, of which it takes a reference
 *
 * Returns: (transfer full): a sink for what is learned of devices
 */
MonSink *
mon_sink_new_findings (MonFindings *findings)
{
  return sink_new (&findings_class, mon_findings_ref (findings));
}

/**
 * mon_sink_new_queue:
 * @queue: a queue, of which it takes a reference
 *
 * Returns: (transfer full): a sink for samples and, as notices, the roots they belong to
 */
MonSink *
mon_sink_new_queue (MonQueue *queue)
{
  return sink_new (&queue_class, mon_queue_ref (queue));
}

/**
 * mon_sink_new_recorder:
 * @queue: the queue of a recorder, of which it takes a reference
 *
 * Returns: (transfer full): a sink for samples, states of connections and traffic
 */
MonSink *
mon_sink_new_recorder (MonParcelQueue *queue)
{
  return sink_new (&recorder_class, mon_parcel_queue_ref (queue));
}

/**
 * mon_sink_new_alarms:
 * @log: a log, of which it takes a reference
 *
 * Returns: (transfer full): a sink for events and statuses of alarms
 */
MonSink *
mon_sink_new_alarms (MonAlarmLog *log)
{
  return sink_new (&alarms_class, mon_alarm_log_ref (log));
}

/**
 * mon_sink_new_notify:
 * @func: called on the engine's thread, inside a turn
 * @user_data: for @func
 *
 * Returns: (transfer full): a sink that only tells that there was a batch
 */
MonSink *
mon_sink_new_notify (MonSinkFunc func,
                     gpointer    user_data)
{
  Notify *notify = g_new (Notify, 1);

  *notify = (Notify) { .func = func, .user_data = user_data };
  return sink_new (&notify_class, notify);
}

/**
 * mon_sink_free:
 * @sink: (transfer full): a sink
 *
 * Frees it and drops its reference on the store.
 */
void
mon_sink_free (MonSink *sink)
{
  sink->klass->free (sink->store);
  g_free (sink);
}

/**
 * mon_sink_take:
 * @sink: a sink
 * @batch: a sealed batch, good until this returns
 *
 * Hands a batch over.
 */
void
mon_sink_take (MonSink        *sink,
               const MonBatch *batch)
{
  sink->klass->take (sink->store, batch);
}

/**
 * mon_sink_end:
 * @sink: a sink
 *
 * Tells that there will be no more batches.
 */
void
mon_sink_end (MonSink *sink)
{
  if (sink->klass->end != NULL)
    sink->klass->end (sink->store);
}
