/* mon-batch.c: collects what a turn produces in arrays that are used again and again.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-batch.h"

static void
batch_dead_clear (gpointer data)
{
  g_array_unref (((MonBatchDead *) data)->ranges);
}

static void
batch_link_clear (gpointer data)
{
  mon_link_state_clear (&((MonBatchLink *) data)->state);
}

static void
clear_samples (MonBatch *batch)
{
  for (guint i = 0; i < batch->samples->len; i++)
    mon_sample_clear (&g_array_index (batch->samples, MonSample, i));
  g_array_set_size (batch->samples, 0);
}

static MonBatchLink *
find_link (MonBatch *batch,
           guint32   handle)
{
  for (guint i = 0; i < batch->links->len; i++)
    {
      MonBatchLink *link = &g_array_index (batch->links, MonBatchLink, i);

      if (link->handle == handle)
        return link;
    }
  return NULL;
}

static MonBatchDevice *
find_device (MonBatch *batch,
             guint32   handle)
{
  for (guint i = 0; i < batch->devices->len; i++)
    {
      MonBatchDevice *device = &g_array_index (batch->devices, MonBatchDevice, i);

      if (device->handle == handle)
        return device;
    }
  return NULL;
}

/* Bytes move when the array grows, so until mon_batch_seal() records hold offsets. */
static const guint8 *
keep_bytes (MonBatch     *batch,
            const guint8 *bytes,
            gsize         len)
{
  gsize offset = batch->bytes->len;

  if (len > 0)
    g_byte_array_append (batch->bytes, bytes, (guint) len);
  return GSIZE_TO_POINTER (offset);
}

/**
 * mon_batch_new:
 *
 * Returns: (transfer full): a new batch, empty
 */
MonBatch *
mon_batch_new (void)
{
  MonBatch *batch = g_new0 (MonBatch, 1);

  batch->samples = g_array_new (FALSE, FALSE, sizeof (MonSample));
  batch->records = g_array_new (FALSE, FALSE, sizeof (MonTrafficRecord));
  batch->links = g_array_new (FALSE, FALSE, sizeof (MonBatchLink));
  g_array_set_clear_func (batch->links, batch_link_clear);
  batch->devices = g_array_new (FALSE, FALSE, sizeof (MonBatchDevice));
  batch->alarm_events = g_array_new (FALSE, FALSE, sizeof (MonAlarmEvent));
  batch->alarm_statuses = g_array_new (FALSE, FALSE, sizeof (MonAlarmStatus));
  batch->dead = g_array_new (FALSE, FALSE, sizeof (MonBatchDead));
  g_array_set_clear_func (batch->dead, batch_dead_clear);
  batch->gone = g_array_new (FALSE, FALSE, sizeof (guint32));
  batch->bytes = g_byte_array_new ();
  return batch;
}

/**
 * mon_batch_free:
 * @batch: (transfer full): a batch
 *
 * Frees the batch and what is in it.
 */
void
mon_batch_free (MonBatch *batch)
{
  g_clear_pointer (&batch->root, mon_project_spec_unref);
  clear_samples (batch);
  g_array_unref (batch->samples);
  g_array_unref (batch->records);
  g_array_unref (batch->links);
  g_array_unref (batch->devices);
  g_array_unref (batch->alarm_events);
  g_array_unref (batch->alarm_statuses);
  g_array_unref (batch->dead);
  g_array_unref (batch->gone);
  g_byte_array_unref (batch->bytes);
  g_free (batch);
}

/**
 * mon_batch_clear:
 * @batch: a batch
 *
 * Makes it empty; its memory stays for the next turn.
 */
void
mon_batch_clear (MonBatch *batch)
{
  g_clear_pointer (&batch->root, mon_project_spec_unref);
  clear_samples (batch);
  g_array_set_size (batch->records, 0);
  g_array_set_size (batch->links, 0);
  g_array_set_size (batch->devices, 0);
  g_array_set_size (batch->alarm_events, 0);
  g_array_set_size (batch->alarm_statuses, 0);
  g_array_set_size (batch->dead, 0);
  g_array_set_size (batch->gone, 0);
  g_byte_array_set_size (batch->bytes, 0);
}

/**
 * mon_batch_is_empty:
 * @batch: a batch
 *
 * Returns: whether there is nothing in it
 */
gboolean
mon_batch_is_empty (const MonBatch *batch)
{
  return batch->root == NULL && batch->samples->len == 0 && batch->records->len == 0
         && batch->links->len == 0 && batch->devices->len == 0 && batch->dead->len == 0
         && batch->gone->len == 0
         && batch->alarm_events->len == 0 && batch->alarm_statuses->len == 0;
}

/**
 * mon_batch_add_samples:
 * @batch: a batch
 * @n_samples: how many
 *
 * Makes room for samples.
 *
 * Returns: (array length=n_samples): where to write them, good until the next call
 */
MonSample *
mon_batch_add_samples (MonBatch *batch,
                       guint     n_samples)
{
  guint at = batch->samples->len;

  g_array_set_size (batch->samples, at + n_samples);
  return &g_array_index (batch->samples, MonSample, at);
}

/**
 * mon_batch_add_record:
 * @batch: a batch
 * @record: a record, whose bytes are copied
 *
 * Adds a row of traffic.
 */
void
mon_batch_add_record (MonBatch               *batch,
                      const MonTrafficRecord *record)
{
  MonTrafficRecord copy = *record;

  copy.request = keep_bytes (batch, record->request, record->request_len);
  copy.response = keep_bytes (batch, record->response, record->response_len);
  g_array_append_val (batch->records, copy);
}

/**
 * mon_batch_add_exchange:
 * @batch: a batch
 * @link: handle of the connection
 * @device: handle of the device
 * @exchange: an exchange that has ended
 *
 * Adds the row of traffic of an exchange, unless nothing of it was ever sent. The time of the row
 * plus its round trip is the time of the samples that were taken from it.
 */
void
mon_batch_add_exchange (MonBatch         *batch,
                        guint32           link,
                        guint32           device,
                        const MbExchange *exchange)
{
  gint64 took_us = exchange->ended_us - exchange->sent_us;
  MonTrafficRecord record = {
    .kind = MON_TRAFFIC_EXCHANGE,
    .verdict = (guint8) exchange->verdict,
    .is_write = (guint8) mb_request_writes (&exchange->request),
    .carrier = (guint8) exchange->carrier,
    .link = link,
    .device = device,
    .time_us = exchange->ended_wall_us - took_us,
    .rtt_us = -1,
    .request = exchange->request_adu,
    .request_len = (guint16) exchange->request_len,
    .response = exchange->response_adu,
    .response_len = (guint16) exchange->response_len,
  };

  if (exchange->verdict == MB_VERDICT_NOT_SENT || exchange->sent_us == 0)
    return;
  if (exchange->verdict == MB_VERDICT_EXCEPTION)
    record.detail = exchange->response->exception;
  else if (exchange->verdict == MB_VERDICT_BREACH)
    record.detail = (guint8) exchange->breach;
  if (exchange->response_adu != NULL)
    record.rtt_us = (gint32) CLAMP (took_us, 0, G_MAXINT32);
  mon_batch_add_record (batch, &record);
}

/**
 * mon_batch_put_link:
 * @batch: a batch
 * @handle: handle of the connection
 * @state: its state, copied
 *
 * Tells the state of a connection; the last one of a turn counts.
 */
void
mon_batch_put_link (MonBatch           *batch,
                    guint32             handle,
                    const MonLinkState *state)
{
  MonBatchLink *link = find_link (batch, handle);

  if (link == NULL)
    {
      g_array_set_size (batch->links, batch->links->len + 1);
      link = &g_array_index (batch->links, MonBatchLink, batch->links->len - 1);
      *link = (MonBatchLink) { .handle = handle };
    }
  mon_link_state_clear (&link->state);
  link->state = *state;
  link->state.reason = g_strdup (state->reason);
}

/**
 * mon_batch_put_device:
 * @batch: a batch
 * @handle: handle of the device
 * @state: its state
 *
 * Tells the state of a device; the last one of a turn counts.
 */
void
mon_batch_put_device (MonBatch             *batch,
                      guint32               handle,
                      const MonDeviceState *state)
{
  MonBatchDevice *device = find_device (batch, handle);

  if (device == NULL)
    {
      g_array_set_size (batch->devices, batch->devices->len + 1);
      device = &g_array_index (batch->devices, MonBatchDevice, batch->devices->len - 1);
    }
  *device = (MonBatchDevice) { .handle = handle, .state = *state };
}

/**
 * mon_batch_put_dead:
 * @batch: a batch
 * @handle: handle of the device
 * @ranges: (transfer full) (element-type MonDeadRange): all that it is known to refuse
 *
 * Tells what was learned of a device.
 */
void
mon_batch_put_dead (MonBatch *batch,
                    guint32   handle,
                    GArray   *ranges)
{
  MonBatchDead dead = { .handle = handle, .ranges = ranges };

  g_array_append_val (batch->dead, dead);
}

/**
 * mon_batch_put_root:
 * @batch: a batch
 * @root: the new root
 *
 * Puts a root before the first of the samples that belong to it.
 */
void
mon_batch_put_root (MonBatch       *batch,
                    MonProjectSpec *root)
{
  mon_project_spec_ref (root);
  g_clear_pointer (&batch->root, mon_project_spec_unref);
  batch->root = root;
}

/**
 * mon_batch_add_gone:
 * @batch: a batch
 * @handle: of a tag, a device or a connection
 *
 * Tells that something is no longer in the project.
 */
void
mon_batch_add_gone (MonBatch *batch,
                    guint32   handle)
{
  g_array_append_val (batch->gone, handle);
}

/**
 * mon_batch_seal:
 * @batch: a batch
 *
 * Completes the records: their bytes move no more until mon_batch_clear().
 */
void
mon_batch_seal (MonBatch *batch)
{
  for (guint i = 0; i < batch->records->len; i++)
    {
      MonTrafficRecord *record = &g_array_index (batch->records, MonTrafficRecord, i);

      record->request = batch->bytes->data + GPOINTER_TO_SIZE (record->request);
      record->response = batch->bytes->data + GPOINTER_TO_SIZE (record->response);
    }
}
