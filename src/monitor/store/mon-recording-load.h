/* mon-recording-load.h: brings the samples of one tag of a recording into memory, on series time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-history.h"
#include "monitor/store/mon-recording-reader.h"

G_BEGIN_DECLS

/**
 * MonRecordingTimes:
 *
 * How the wall time of a recording becomes a time that runs on, and where nothing was recorded.
 * Immutable.
 */
typedef struct _MonRecordingTimes MonRecordingTimes;

/* @reader after a begin. */
MonRecordingTimes *mon_recording_times_new      (MonRecordingReader       *reader,
                                                 GError                  **error);
void               mon_recording_times_free     (MonRecordingTimes        *times);
/* FALSE when there are no samples. */
gboolean           mon_recording_times_get_span (const MonRecordingTimes  *times,
                                                 gint64                   *out_first_us,
                                                 gint64                   *out_last_us);
gint64             mon_recording_times_to_wall  (const MonRecordingTimes  *times,
                                                 gint64                    time_us);

/* As far as they can be read; waits for the medium. */
MonHistory        *mon_recording_load           (MonRecordingReader       *reader,
                                                 const MonReaderTag       *tag,
                                                 const MonRecordingTimes  *times,
                                                 gsize                     limit_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonRecordingTimes, mon_recording_times_free)

G_END_DECLS
