/* mon-queue.c: batches on their way from the engine to one consumer, in order and bounded in bytes.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-queue.h"

#include "monitor/store/mon-backlog.h"

struct _MonQueue
{
  gatomicrefcount ref_count;
  GMutex          lock;
  MonBacklog      backlog;
  gboolean        is_ended;
  GMainContext   *context;  /* of the consumer's source, once it has looked */
};

typedef struct
{
  GSource   source;
  MonQueue *queue;
} QueueSource;

/* Only then: while something waits the source is ready anyhow. */
static void
wake_when_empty (MonQueue *queue)
{
  if (queue->backlog.entries.length == 0 && queue->context != NULL)
    g_main_context_wakeup (queue->context);
}

static gboolean
queue_source_check (GSource *source)
{
  MonQueue *queue = ((QueueSource *) source)->queue;
  GMainContext *context = g_source_get_context (source);
  gboolean is_ready;

  g_mutex_lock (&queue->lock);
  if (queue->context != context)
    {
      g_clear_pointer (&queue->context, g_main_context_unref);
      queue->context = g_main_context_ref (context);
    }
  is_ready = queue->backlog.entries.length > 0 || queue->is_ended;
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
  MonQueue *queue = ((QueueSource *) source)->queue;
  MonQueueFunc func = (MonQueueFunc) (void (*) (void)) callback;

  g_return_val_if_fail (func != NULL, G_SOURCE_REMOVE);

  return func (queue, user_data) && !mon_queue_is_ended (queue);
}

static void
queue_source_finalize (GSource *source)
{
  MonQueue *queue = ((QueueSource *) source)->queue;

  mon_queue_unref (queue);
}

static GSourceFuncs queue_source_funcs = {
  .prepare = queue_source_prepare,
  .check = queue_source_check,
  .dispatch = queue_source_dispatch,
  .finalize = queue_source_finalize,
};

/**
 * mon_queue_new:
 * @limit_bytes: most memory that may wait
 *
 * Makes an empty queue.
 *
 * Returns: (transfer full): the queue
 */
MonQueue *
mon_queue_new (gsize limit_bytes)
{
  MonQueue *queue = g_new0 (MonQueue, 1);

  g_atomic_ref_count_init (&queue->ref_count);
  g_mutex_init (&queue->lock);
  queue->backlog.limit_bytes = limit_bytes;

  return queue;
}

/**
 * mon_queue_ref:
 * @queue: a queue
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @queue
 */
MonQueue *
mon_queue_ref (MonQueue *queue)
{
  g_atomic_ref_count_inc (&queue->ref_count);
  return queue;
}

/**
 * mon_queue_unref:
 * @queue: (transfer full): a queue
 *
 * Drops a reference; with the last one go the items that nobody took. Any thread.
 */
void
mon_queue_unref (MonQueue *queue)
{
  if (!g_atomic_ref_count_dec (&queue->ref_count))
    return;

  mon_backlog_free_gone (&queue->backlog.entries);
  g_clear_pointer (&queue->context, g_main_context_unref);
  g_mutex_clear (&queue->lock);
  g_free (queue);
}

/**
 * mon_queue_push_samples:
 * @queue: a queue
 * @samples: (array length=n_samples): samples of one turn, in the order of time; copied
 * @n_samples: how many
 *
 * Appends samples. When that passes the limit, the oldest ones go, and a mark in their place says
 * so. Nothing is taken any more after mon_queue_end(). The producer's thread; never waits but for
 * the short lock.
 */
void
mon_queue_push_samples (MonQueue        *queue,
                        const MonSample *samples,
                        guint            n_samples)
{
  GQueue gone = G_QUEUE_INIT;

  if (n_samples == 0)
    return;

  g_mutex_lock (&queue->lock);
  if (!queue->is_ended)
    {
      wake_when_empty (queue);
      mon_backlog_add_samples (&queue->backlog, samples, n_samples, &gone);
    }
  g_mutex_unlock (&queue->lock);

  mon_backlog_free_gone (&gone);
}

/**
 * mon_queue_push_notice:
 * @queue: a queue
 * @notice: (transfer full): what else the consumer must know here
 * @size_bytes: roughly its size, for the limit
 * @destroy: (nullable): frees @notice, in whichever thread the item ends
 *
 * Appends a notice. Samples go before notices do: these are lost only beyond
 * %MON_QUEUE_MAX_NOTICES. The producer's thread.
 */
void
mon_queue_push_notice (MonQueue       *queue,
                       gpointer        notice,
                       gsize           size_bytes,
                       GDestroyNotify  destroy)
{
  MonQueueItem *item = mon_backlog_new_notice (notice, size_bytes, destroy);
  GQueue gone = G_QUEUE_INIT;

  g_mutex_lock (&queue->lock);
  if (!queue->is_ended)
    {
      wake_when_empty (queue);
      mon_backlog_add_notice (&queue->backlog, g_steal_pointer (&item), &gone);
    }
  g_mutex_unlock (&queue->lock);

  g_clear_pointer (&item, mon_backlog_free_item);
  mon_backlog_free_gone (&gone);
}

/**
 * mon_queue_end:
 * @queue: a queue
 *
 * Says that nothing more will come. The producer's thread.
 */
void
mon_queue_end (MonQueue *queue)
{
  g_mutex_lock (&queue->lock);
  queue->is_ended = TRUE;
  if (queue->context != NULL)
    g_main_context_wakeup (queue->context);
  g_mutex_unlock (&queue->lock);
}

/**
 * mon_queue_pop:
 * @queue: a queue
 *
 * Takes the oldest item. The consumer's thread.
 *
 * Returns: (transfer full) (nullable): the item, or %NULL when nothing waits
 */
MonQueueItem *
mon_queue_pop (MonQueue *queue)
{
  MonQueueItem *item;

  g_mutex_lock (&queue->lock);
  item = mon_backlog_take (&queue->backlog);
  g_mutex_unlock (&queue->lock);

  return item;
}

/**
 * mon_queue_item_free:
 * @item: (transfer full): an item from mon_queue_pop()
 *
 * Frees an item and what it holds. A consumer that keeps the notice sets it to %NULL before.
 */
void
mon_queue_item_free (MonQueueItem *item)
{
  mon_backlog_free_item (item);
}

/**
 * mon_queue_is_ended:
 * @queue: a queue
 *
 * Tells whether all is over. Any thread.
 *
 * Returns: %TRUE once mon_queue_end() was called and everything was taken
 */
gboolean
mon_queue_is_ended (MonQueue *queue)
{
  gboolean is_ended;

  g_mutex_lock (&queue->lock);
  is_ended = queue->is_ended && queue->backlog.entries.length == 0;
  g_mutex_unlock (&queue->lock);

  return is_ended;
}

/**
 * mon_queue_create_source:
 * @queue: a queue
 *
 * Makes a source that is ready while something waits, and once more at the end, after which it
 * destroys itself. Its callback is a #MonQueueFunc (set it through G_SOURCE_FUNC()) that takes what
 * it likes.
 *
 * Returns: (transfer full): a source to be attached to the consumer's context
 */
GSource *
mon_queue_create_source (MonQueue *queue)
{
  GSource *source = g_source_new (&queue_source_funcs, sizeof (QueueSource));

  ((QueueSource *) source)->queue = mon_queue_ref (queue);
  g_source_set_static_name (source, "MonQueue");

  return source;
}

/**
 * mon_queue_get_bytes:
 * @queue: a queue
 *
 * Tells how much memory waits. Any thread.
 *
 * Returns: the number of bytes
 */
gsize
mon_queue_get_bytes (MonQueue *queue)
{
  gsize n_bytes;

  g_mutex_lock (&queue->lock);
  n_bytes = queue->backlog.n_bytes;
  g_mutex_unlock (&queue->lock);

  return n_bytes;
}

/**
 * mon_queue_get_n_lost:
 * @queue: a queue
 *
 * Tells how much did not fit since the beginning. Any thread.
 *
 * Returns: the number of samples and notices lost
 */
guint64
mon_queue_get_n_lost (MonQueue *queue)
{
  guint64 n_lost;

  g_mutex_lock (&queue->lock);
  n_lost = queue->backlog.n_lost;
  g_mutex_unlock (&queue->lock);

  return n_lost;
}
