/* mon-recording-samples.h: writes samples into a recording so that those of one tag lie together.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-recording-catalog.h"

G_BEGIN_DECLS

/**
 * MonRecordingSamples:
 *
 * What is added waits, borrowed, for mon_recording_samples_flush(), which makes one segment of it:
 * sorted by tag, then time. Sixteen segments of one level become one of the next, until that is so
 * large that finding a tag in it costs nothing against reading it: every sample is written a few
 * times at most, and only at low rates.
 */
typedef struct _MonRecordingSamples MonRecordingSamples;

MonRecordingSamples *mon_recording_samples_new   (sqlite3              *db,
                                                  gint64                origin_us,
                                                  GError              **error);
void                 mon_recording_samples_free  (MonRecordingSamples  *samples);
/* @sample stays where it is until the flush. */
void                 mon_recording_samples_add   (MonRecordingSamples  *samples,
                                                  const MonRecordedTag *tag,
                                                  gint64                state,
                                                  const MonSample      *sample);
/* Inside a transaction. */
gboolean             mon_recording_samples_flush (MonRecordingSamples  *samples,
                                                  GError              **error);
/* A transaction of its own; does one merge at most, and says whether there was one to do. */
gboolean             mon_recording_samples_merge (MonRecordingSamples  *samples,
                                                  gboolean             *out_was_merged,
                                                  GError              **error);
/* How many were flushed since the beginning of the file. */
guint64              mon_recording_samples_get_n (MonRecordingSamples  *samples);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonRecordingSamples, mon_recording_samples_free)

G_END_DECLS
