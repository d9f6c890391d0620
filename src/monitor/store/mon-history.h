/* mon-history.h: the recent past of every tag in memory: the engine appends, anyone reads.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-sample.h"

G_BEGIN_DECLS

/**
 * MonHistory:
 *
 * Thread-safe. Chunks that grow from 16 to 1,024 samples; the oldest full chunks go when the byte
 * limit is reached, never the one that a tag is just filling. Samples without a value are kept
 * where quality or detail change: the first begins a gap, the rest of the gap adds nothing.
 */
typedef struct _MonHistory MonHistory;

/**
 * MonPoint:
 * @time_us: wall time
 * @value: the value as a double; NaN when @quality has none
 * @quality: its quality
 *
 * A point of a curve. Without a value (@quality says why) it begins a gap that lasts until the next
 * point with one.
 */
typedef struct
{
  gint64     time_us;
  double     value;
  MonQuality quality;
} MonPoint;

MonHistory *mon_history_new          (gsize             limit_bytes);
MonHistory *mon_history_ref          (MonHistory       *history);
void        mon_history_unref        (MonHistory       *history);

/* Times of one tag must not fall; one that does is put at the last time. */
void        mon_history_append       (MonHistory       *history,
                                      const MonSample  *samples,
                                      guint             n_samples);
void        mon_history_forget       (MonHistory       *history,
                                      guint32           tag);

/* Appends to @points (of MonPoint) all points from @from_us to @to_us, with one more on each side
 * where there is one, so that a line reaches both edges. */
void        mon_history_get_points   (MonHistory       *history,
                                      guint32           tag,
                                      gint64            from_us,
                                      gint64            to_us,
                                      GArray           *points);
guint64     mon_history_get_n_samples (MonHistory      *history,
                                      guint32           tag);
/* Rises with every append to the tag: cheap test for "anything new?". */
guint64     mon_history_get_serial   (MonHistory       *history,
                                      guint32           tag);
gsize       mon_history_get_bytes    (MonHistory       *history);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonHistory, mon_history_unref)

G_END_DECLS
