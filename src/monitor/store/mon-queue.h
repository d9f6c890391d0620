/* mon-queue.h: batches on their way from the engine to one consumer, in order and bounded in bytes.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-sample.h"

G_BEGIN_DECLS

/* Notices that can wait; beyond, the oldest go and are counted as lost. */
#define MON_QUEUE_MAX_NOTICES 1000

/**
 * MonQueue:
 *
 * Thread-safe FIFO with one producer, which never waits, and one consumer. When the bytes that wait
 * pass the limit, the oldest samples go, and a mark in their place says how many and of what time.
 */
typedef struct _MonQueue MonQueue;

typedef enum
{
  MON_QUEUE_SAMPLES,
  MON_QUEUE_NOTICE,
  MON_QUEUE_LOST,
} MonQueueKind;

/**
 * MonQueueItem:
 * @kind: which members count
 * @n_samples: number of @samples
 * @samples: (array length=n_samples): of one turn or several, in order
 * @notice: what else has its place between samples: a root before its first sample, an event
 * @n_lost: how many samples (and notices beyond the limit) are missing here
 * @from_us: wall time of the first lost sample, 0 when only notices were lost
 * @to_us: wall time of the last lost sample
 *
 * One step of the queue, owned by the consumer once taken.
 */
typedef struct
{
  MonQueueKind     kind;
  guint            n_samples;
  const MonSample *samples;
  gpointer         notice;
  guint64          n_lost;
  gint64           from_us;
  gint64           to_us;
} MonQueueItem;

/* FALSE ends the source. */
typedef gboolean (*MonQueueFunc) (MonQueue *queue,
                                  gpointer  user_data);

MonQueue     *mon_queue_new           (gsize             limit_bytes);
MonQueue     *mon_queue_ref           (MonQueue         *queue);
void          mon_queue_unref         (MonQueue         *queue);

/* The producer's side. Never blocks but for the short lock. */
void          mon_queue_push_samples  (MonQueue         *queue,
                                       const MonSample  *samples,
                                       guint             n_samples);
void          mon_queue_push_notice   (MonQueue         *queue,
                                       gpointer          notice,
                                       gsize             size_bytes,
                                       GDestroyNotify    destroy);
void          mon_queue_end           (MonQueue         *queue);

/* The consumer's side. mon_queue_pop() gives NULL when nothing waits. */
MonQueueItem *mon_queue_pop           (MonQueue         *queue);
void          mon_queue_item_free     (MonQueueItem     *item);
/* TRUE once mon_queue_end() was called and everything was taken. */
gboolean      mon_queue_is_ended      (MonQueue         *queue);
/* Ready while something waits, and once more at the end; its callback is a MonQueueFunc. One at a
 * time, attached to the consumer's context. */
GSource      *mon_queue_create_source (MonQueue         *queue);
gsize         mon_queue_get_bytes     (MonQueue         *queue);
guint64       mon_queue_get_n_lost    (MonQueue         *queue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonQueue, mon_queue_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonQueueItem, mon_queue_item_free)

G_END_DECLS
