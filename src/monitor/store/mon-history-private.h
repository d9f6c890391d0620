/* mon-history-private.h: what a history is, for its writer and its readers.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-clock-steps.h"
#include "monitor/store/mon-handle-map.h"
#include "monitor/store/mon-history.h"
#include "monitor/store/mon-track-heap.h"

G_BEGIN_DECLS

/* Everything below @lock is under it. */
struct _MonHistory
{
  MonSeries       parent;
  gatomicrefcount ref_count;
  GMutex          lock;
  MonHandleMap    tracks;
  MonTrackHeap    heap;
  MonClockSteps   steps;
  gsize           limit_bytes;
  gsize           tag_limit_bytes;
  gsize           n_bytes;
};

extern const MonSeriesClass mon_history_series_class;

G_END_DECLS
