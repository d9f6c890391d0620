/* mon-recording-run.h: a recording from its start to its end, over files that fail, fill and end.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-recording-parts.h"
#include "monitor/store/mon-recording-writer.h"

G_BEGIN_DECLS

/**
 * MonRecordingOptions:
 * @path: the file
 * @project: (nullable): what the project is called, for the file
 * @is_fast: what was committed last may be lost when the power fails
 * @has_traffic: all exchanges, not only those that write
 * @split: into which files
 * @split_bytes: for %MON_RECORDING_BY_SIZE
 *
 * What is to be recorded where.
 */
typedef struct
{
  const char        *path;
  const char        *project;
  gboolean           is_fast;
  gboolean           has_traffic;
  MonRecordingSplit  split;
  gint64             split_bytes;
} MonRecordingOptions;

/**
 * MonRecordingRun:
 *
 * Writes parcels, and after a failure goes on where it was possible last. Not thread-safe; it may
 * block for as long as the medium does.
 */
typedef struct _MonRecordingRun MonRecordingRun;

MonRecordingRun         *mon_recording_run_new           (const MonRecordingOptions  *options,
                                                          gint64                      wall_us,
                                                          GError                    **error);
/* Ends the session if that can be written. */
void                     mon_recording_run_free          (MonRecordingRun            *run,
                                                          gint64                      wall_us);
/* All of @parcels (of MonParcel) or none. */
gboolean                 mon_recording_run_write         (MonRecordingRun            *run,
                                                          const GQueue               *parcels,
                                                          gint64                      wall_us,
                                                          GError                    **error);
/* The file it is in now. */
const char              *mon_recording_run_get_path      (MonRecordingRun            *run);
/* What was there when it was opened first. */
const MonRecordingFound *mon_recording_run_get_found     (MonRecordingRun            *run);
/* Samples that are safe, in whatever file. */
guint64                  mon_recording_run_get_n_samples (MonRecordingRun            *run);
/* What a damaged file is called now, the last one; NULL: there was none. */
const char              *mon_recording_run_get_aside     (MonRecordingRun            *run);

G_END_DECLS
