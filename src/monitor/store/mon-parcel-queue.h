/* mon-parcel-queue.h: parcels on their way from the engine to the recorder, bounded in bytes.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-parcel.h"

G_BEGIN_DECLS

/* What may wait for a disk that is full, slow or gone: half a minute of 50,000 samples a second. */
#define MON_PARCEL_QUEUE_LIMIT_BYTES ((gsize) 64 << 20)

/**
 * MonParcelQueue:
 *
 * Thread-safe FIFO with one producer, which never waits, and one consumer, which takes all there is
 * and puts back what it could not write. What it has taken counts until it says what became of
 * it. When there is too much, the oldest parcels go, and the next one knows how much was lost.
 */
typedef struct _MonParcelQueue MonParcelQueue;

MonParcelQueue *mon_parcel_queue_new        (gsize           limit_bytes,
                                             gboolean        has_traffic);
MonParcelQueue *mon_parcel_queue_ref        (MonParcelQueue *queue);
void            mon_parcel_queue_unref      (MonParcelQueue *queue);

/* The producer. Between begin and end the parcel may be filled; the lock is held. */
gboolean        mon_parcel_queue_has_traffic (MonParcelQueue *queue);
MonParcel      *mon_parcel_queue_begin      (MonParcelQueue *queue,
                                             MonProjectSpec *root);
void            mon_parcel_queue_end        (MonParcelQueue *queue);
void            mon_parcel_queue_close      (MonParcelQueue *queue);

/* The consumer. */
gboolean        mon_parcel_queue_take       (MonParcelQueue *queue,
                                             GQueue         *parcels);
void            mon_parcel_queue_put_back   (MonParcelQueue *queue,
                                             GQueue         *parcels);
void            mon_parcel_queue_settle     (MonParcelQueue *queue,
                                             GQueue         *parcels);
void            mon_parcel_queue_set_patient
                                            (MonParcelQueue *queue,
                                             gboolean        is_patient);
gboolean        mon_parcel_queue_is_closed  (MonParcelQueue *queue);
/* Ready once much waits, and once it is closed. */
GSource        *mon_parcel_queue_create_source
                                            (MonParcelQueue *queue);

/* Any thread. */
gsize           mon_parcel_queue_get_bytes  (MonParcelQueue *queue);
guint64         mon_parcel_queue_get_n_lost (MonParcelQueue *queue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonParcelQueue, mon_parcel_queue_unref)

G_END_DECLS
