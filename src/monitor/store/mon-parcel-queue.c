/* mon-parcel-queue.c: parcels on their way from the engine to the recorder, bounded in bytes.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-parcel-queue.h"

/* Turns share a parcel up to this size: small enough to lose one at a time. */
#define PARCEL_BYTES (64 * 1024)

/* The consumer is woken when so much waits, before its second is over. */
#define HURRY_BYTES ((gsize) 8 << 20)

struct _MonParcelQueue
{
  gatomicrefcount  ref_count;
  GMutex           lock;
  GQueue           parcels; /* of MonParcel, oldest first */
  gsize            limit_bytes;
  gsize            waiting_bytes;
  gsize            taken_bytes;
  guint64          n_lost;
  gboolean         has_traffic;
  gboolean         is_closed;
  gboolean         is_patient;
  GMainContext    *context; /* of the consumer's source, once it has looked */
};

typedef struct
{
  GSource         source;
  MonParcelQueue *queue;
} QueueSource;

/**
 * mon_parcel_queue_new:
 * @limit_bytes: most memory that may wait
 * @has_traffic: whether all exchanges are wanted, or only those that write
 *
 * Returns: (transfer full): an empty queue
 */
MonParcelQueue *
mon_parcel_queue_new (gsize    limit_bytes,
                      gboolean has_traffic)
{
  MonParcelQueue *queue = g_new0 (MonParcelQueue, 1);

  g_atomic_ref_count_init (&queue->ref_count);
  g_mutex_init (&queue->lock);
  queue->limit_bytes = limit_bytes;
  queue->has_traffic = has_traffic;
  return queue;
}

/**
 * mon_parcel_queue_ref:
 * @queue: a queue
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @queue
 */
MonParcelQueue *
mon_parcel_queue_ref (MonParcelQueue *queue)
{
  g_atomic_ref_count_inc (&queue->ref_count);
  return queue;
}

static void
free_parcels (GQueue *parcels)
{
  GList *link;

  while ((link = g_queue_pop_head_link (parcels)) != NULL)
    mon_parcel_free (link->data);
}

/**
 * mon_parcel_queue_unref:
 * @queue: (transfer full): a queue
 *
 * Drops a reference; with the last one goes what nobody took. Any thread.
 */
void
mon_parcel_queue_unref (MonParcelQueue *queue)
{
  if (!g_atomic_ref_count_dec (&queue->ref_count))
    return;
  free_parcels (&queue->parcels);
  g_clear_pointer (&queue->context, g_main_context_unref);
  g_mutex_clear (&queue->lock);
  g_free (queue);
}

/**
 * mon_parcel_queue_has_traffic:
 * @queue: a queue
 *
 * Returns: whether all exchanges are wanted
 */
gboolean
mon_parcel_queue_has_traffic (MonParcelQueue *queue)
{
  return queue->has_traffic;
}

/* The later of two states of a connection is in the parcel that stays; the root and whatever that
 * does not say is still needed. */
static void
bequeath (MonParcel *lost,
          MonParcel *heir)
{
  if (heir->root == NULL)
    heir->root = g_steal_pointer (&lost->root);
  for (guint i = lost->links->len; i > 0; i--)
    {
      MonParcelLink *link = &g_array_index (lost->links, MonParcelLink, i - 1);
      gboolean is_known = FALSE;

      for (guint j = 0; j < heir->links->len && !is_known; j++)
        {
          const MonParcelLink *other = &g_array_index (heir->links, MonParcelLink, j);

          is_known = other->connection == link->connection && other->at == 0;
        }
      if (is_known)
        continue;
      link->at = 0;
      g_array_insert_val (heir->links, 0, *link);
      link->reason = NULL;
    }
}

static void
count_lost (MonParcel *lost,
            MonParcel *heir)
{
  gint64 from_us = lost->lost_from_us;
  gint64 to_us = lost->lost_to_us;

  if (lost->samples->len > 0)
    {
      if (from_us == 0)
        from_us = g_array_index (lost->samples, MonSample, 0).time_us;
      to_us = g_array_index (lost->samples, MonSample, lost->samples->len - 1).time_us;
    }
  heir->n_lost += lost->n_lost + lost->samples->len + lost->records->len;
  if (from_us != 0)
    heir->lost_from_us = from_us;
  if (heir->lost_to_us == 0)
    heir->lost_to_us = to_us;
}

/* Gives what has to go, to be freed without the lock. */
static void
keep_limit (MonParcelQueue *queue,
            GQueue         *gone)
{
  while (queue->waiting_bytes + queue->taken_bytes > queue->limit_bytes
         && queue->parcels.length > 1)
    {
      MonParcel *lost = g_queue_pop_head_link (&queue->parcels)->data;
      MonParcel *heir = queue->parcels.head->data;

      queue->waiting_bytes -= lost->n_bytes;
      queue->n_lost += lost->samples->len + lost->records->len;
      count_lost (lost, heir);
      bequeath (lost, heir);
      g_queue_push_tail_link (gone, &lost->link);
    }
}

/**
 * mon_parcel_queue_begin:
 * @queue: a queue
 * @root: (nullable): a root that holds from now on
 *
 * Gives a parcel to be filled, until mon_parcel_queue_end(). The producer's thread.
 *
 * Returns: (transfer none): the parcel
 */
MonParcel *
mon_parcel_queue_begin (MonParcelQueue *queue,
                        MonProjectSpec *root)
{
  MonParcel *parcel;

  g_mutex_lock (&queue->lock);
  parcel = queue->parcels.tail != NULL ? queue->parcels.tail->data : NULL;
  if (parcel == NULL || parcel->n_bytes > PARCEL_BYTES || parcel->attempt != 0 || root != NULL)
    {
      parcel = mon_parcel_new ();
      g_queue_push_tail_link (&queue->parcels, &parcel->link);
    }
  else
    queue->waiting_bytes -= parcel->n_bytes;
  if (root != NULL)
    mon_parcel_set_root (parcel, root);
  return parcel;
}

/**
 * mon_parcel_queue_end:
 * @queue: a queue
 *
 * Ends the filling.
 */
void
mon_parcel_queue_end (MonParcelQueue *queue)
{
  MonParcel *parcel = queue->parcels.tail->data;
  GQueue gone = G_QUEUE_INIT;
  gsize before = queue->waiting_bytes;

  queue->waiting_bytes += parcel->n_bytes;
  keep_limit (queue, &gone);
  if (before < HURRY_BYTES && queue->waiting_bytes >= HURRY_BYTES && queue->context != NULL)
    g_main_context_wakeup (queue->context);
  g_mutex_unlock (&queue->lock);

  free_parcels (&gone);
}

/**
 * mon_parcel_queue_close:
 * @queue: a queue
 *
 * Says that nothing more will come. The producer's thread.
 */
void
mon_parcel_queue_close (MonParcelQueue *queue)
{
  g_mutex_lock (&queue->lock);
  queue->is_closed = TRUE;
  if (queue->context != NULL)
    g_main_context_wakeup (queue->context);
  g_mutex_unlock (&queue->lock);
}

/**
 * mon_parcel_queue_take:
 * @queue: a queue
 * @parcels: an empty list, which gets all that waits
 *
 * Takes what there is; mon_parcel_queue_put_back() or mon_parcel_queue_settle() tell what became of
 * it. The consumer's thread.
 *
 * Returns: whether there was any
 */
gboolean
mon_parcel_queue_take (MonParcelQueue *queue,
                       GQueue         *parcels)
{
  g_mutex_lock (&queue->lock);
  *parcels = queue->parcels;
  g_queue_init (&queue->parcels);
  queue->taken_bytes += queue->waiting_bytes;
  queue->waiting_bytes = 0;
  g_mutex_unlock (&queue->lock);

  return parcels->length > 0;
}

/**
 * mon_parcel_queue_put_back:
 * @queue: a queue
 * @parcels: what was taken; empty afterwards
 *
 * It comes first again, or goes when there is too much.
 */
void
mon_parcel_queue_put_back (MonParcelQueue *queue,
                           GQueue         *parcels)
{
  GQueue gone = G_QUEUE_INIT;
  GList *link;

  g_mutex_lock (&queue->lock);
  while ((link = g_queue_pop_tail_link (parcels)) != NULL)
    g_queue_push_head_link (&queue->parcels, link);
  queue->waiting_bytes += queue->taken_bytes;
  queue->taken_bytes = 0;
  keep_limit (queue, &gone);
  g_mutex_unlock (&queue->lock);

  free_parcels (&gone);
}

/**
 * mon_parcel_queue_settle:
 * @queue: a queue
 * @parcels: what was taken, and is safe now; freed
 *
 * Makes room for more.
 */
void
mon_parcel_queue_settle (MonParcelQueue *queue,
                         GQueue         *parcels)
{
  free_parcels (parcels);
  g_mutex_lock (&queue->lock);
  queue->taken_bytes = 0;
  g_mutex_unlock (&queue->lock);
}

/**
 * mon_parcel_queue_set_patient:
 * @queue: a queue
 * @is_patient: whether the source is not to tell that much waits: nothing can be written now
 *
 * Sets whether there is a hurry. The consumer's thread.
 */
void
mon_parcel_queue_set_patient (MonParcelQueue *queue,
                              gboolean        is_patient)
{
  g_mutex_lock (&queue->lock);
  queue->is_patient = is_patient;
  g_mutex_unlock (&queue->lock);
}

/**
 * mon_parcel_queue_is_closed:
 * @queue: a queue
 *
 * Returns: whether nothing more will come; something may still wait
 */
gboolean
mon_parcel_queue_is_closed (MonParcelQueue *queue)
{
  gboolean is_closed;

  g_mutex_lock (&queue->lock);
  is_closed = queue->is_closed;
  g_mutex_unlock (&queue->lock);

  return is_closed;
}

/**
 * mon_parcel_queue_get_bytes:
 * @queue: a queue
 *
 * Returns: how much memory waits, in bytes
 */
gsize
mon_parcel_queue_get_bytes (MonParcelQueue *queue)
{
  gsize n_bytes;

  g_mutex_lock (&queue->lock);
  n_bytes = queue->waiting_bytes + queue->taken_bytes;
  g_mutex_unlock (&queue->lock);

  return n_bytes;
}

/**
 * mon_parcel_queue_get_n_lost:
 * @queue: a queue
 *
 * Returns: how many samples and records did not fit since the beginning
 */
guint64
mon_parcel_queue_get_n_lost (MonParcelQueue *queue)
{
  guint64 n_lost;

  g_mutex_lock (&queue->lock);
  n_lost = queue->n_lost;
  g_mutex_unlock (&queue->lock);

  return n_lost;
}

static gboolean
queue_source_check (GSource *source)
{
  MonParcelQueue *queue = ((QueueSource *) source)->queue;
  GMainContext *context = g_source_get_context (source);
  gboolean is_ready;

  g_mutex_lock (&queue->lock);
  if (queue->context != context)
    {
      g_clear_pointer (&queue->context, g_main_context_unref);
      queue->context = g_main_context_ref (context);
    }
  is_ready = (queue->waiting_bytes >= HURRY_BYTES && !queue->is_patient) || queue->is_closed;
  g_mutex_unlock (&queue->lock);

  return is_ready;
}

static gboolean
queue_source_prepare (GSource *source,
                      int     *timeout)
{
  *timeout = -1;
  return queue_source_check (source);
}

static gboolean
queue_source_dispatch (GSource     *source,
                       GSourceFunc  callback,
                       gpointer     user_data)
{
  return callback (user_data);
}

static void
queue_source_finalize (GSource *source)
{
  mon_parcel_queue_unref (((QueueSource *) source)->queue);
}

static GSourceFuncs queue_source_funcs = {
  .prepare = queue_source_prepare,
  .check = queue_source_check,
  .dispatch = queue_source_dispatch,
  .finalize = queue_source_finalize,
};

/**
 * mon_parcel_queue_create_source:
 * @queue: a queue
 *
 * Makes a source that is ready while much waits, and from the end on. Its callback is a
 * #GSourceFunc. The consumer's thread.
 *
 * Returns: (transfer full): the source
 */
GSource *
mon_parcel_queue_create_source (MonParcelQueue *queue)
{
  GSource *source = g_source_new (&queue_source_funcs, sizeof (QueueSource));

  ((QueueSource *) source)->queue = mon_parcel_queue_ref (queue);
  g_source_set_static_name (source, "MonParcelQueue");
  return source;
}
