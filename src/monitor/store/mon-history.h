/* mon-history.h: the recent past of every tag in memory: the engine appends, anyone reads.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-series.h"

G_BEGIN_DECLS

/**
 * MonHistory:
 *
 * A #MonSeries that is being written. Thread-safe: a lock is held while samples are appended and
 * while a reader takes hold of what it will read, not while it reads. Chunks that grow from 16 to
 * 1,024 samples; when the limit is reached, the tag that has most full chunks gives up its oldest
 * one, so that a fast tag does not cost a slow one its past. The chunk that a tag is just filling
 * never goes. Samples without a value are kept where quality or detail change: the first begins a
 * gap, the rest of the gap adds nothing.
 */
typedef struct _MonHistory MonHistory;

MonHistory *mon_history_new           (gsize             limit_bytes);
MonHistory *mon_history_ref           (MonHistory       *history);
void        mon_history_unref         (MonHistory       *history);
void        mon_history_set_limits    (MonHistory       *history,
                                       gsize             limit_bytes,
                                       gsize             tag_limit_bytes);

void        mon_history_append        (MonHistory       *history,
                                       const MonSample  *samples,
                                       guint             n_samples);
void        mon_history_forget        (MonHistory       *history,
                                       guint32           tag);

MonSeries  *mon_history_get_series    (MonHistory       *history);
guint64     mon_history_get_n_samples (MonHistory       *history,
                                       guint32           tag);
gsize       mon_history_get_bytes     (MonHistory       *history);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonHistory, mon_history_unref)

G_END_DECLS
