/* mon-backlog.h: what waits in a queue, within its limits, with marks for what had to go.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-queue.h"

G_BEGIN_DECLS

/**
 * MonBacklog:
 *
 * The list inside a queue; not thread-safe. Embedded in its owner, zeroed at first but for
 * @limit_bytes. What has to go is moved to a list of its caller's, to be freed without the lock.
 */
typedef struct
{
  GQueue  entries;
  gsize   limit_bytes;
  gsize   n_bytes;
  guint   n_notices;
  guint64 n_lost;
} MonBacklog;

void          mon_backlog_add_samples (MonBacklog      *backlog,
                                       const MonSample *samples,
                                       guint            n_samples,
                                       GQueue          *gone);
void          mon_backlog_add_notice  (MonBacklog      *backlog,
                                       MonQueueItem    *notice,
                                       GQueue          *gone);
MonQueueItem *mon_backlog_take        (MonBacklog      *backlog);
MonQueueItem *mon_backlog_new_notice  (gpointer         notice,
                                       gsize            size_bytes,
                                       GDestroyNotify   destroy);
void          mon_backlog_free_item   (MonQueueItem    *item);
void          mon_backlog_free_gone   (GQueue          *gone);

G_END_DECLS
