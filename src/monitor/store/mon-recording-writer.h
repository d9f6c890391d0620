/* mon-recording-writer.h: parcels in, rows of a recording out, one transaction after the other.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-parcel.h"
#include "monitor/store/mon-recording-catalog.h"
#include "monitor/store/mon-recording-file.h"

G_BEGIN_DECLS

/**
 * MonRecordingWriter:
 *
 * Writes into one file. After an error it can only be freed: what was not committed is not there,
 * and comes again with another writer.
 */
typedef struct _MonRecordingWriter MonRecordingWriter;

/* @catalog outlives it. Takes @file in any case. */
MonRecordingWriter *mon_recording_writer_new           (MonRecordingFile     *file,
                                                        MonRecordingCatalog  *catalog,
                                                        gboolean              has_traffic,
                                                        GError              **error);
void                mon_recording_writer_free          (MonRecordingWriter   *writer);
MonRecordingFile   *mon_recording_writer_get_file      (MonRecordingWriter   *writer);
guint64             mon_recording_writer_get_n_samples (MonRecordingWriter   *writer);

/* Between begin and commit. */
gboolean            mon_recording_writer_begin         (MonRecordingWriter   *writer,
                                                        GError              **error);
gboolean            mon_recording_writer_commit        (MonRecordingWriter   *writer,
                                                        GError              **error);
/* @parcel must be there until the commit. */
gboolean            mon_recording_writer_put_parcel    (MonRecordingWriter   *writer,
                                                        const MonParcel      *parcel,
                                                        GError              **error);
/* A program begins to record, or ends to. Sessions that have no end get one. */
gboolean            mon_recording_writer_begin_session (MonRecordingWriter   *writer,
                                                        gint64                wall_us,
                                                        const char           *project,
                                                        GError              **error);
gboolean            mon_recording_writer_end_session   (MonRecordingWriter   *writer,
                                                        gint64                wall_us,
                                                        GError              **error);
/* @n_lost -1: not known. */
gboolean            mon_recording_writer_put_gap       (MonRecordingWriter   *writer,
                                                        gint64                from_us,
                                                        gint64                to_us,
                                                        gint64                n_lost,
                                                        const char           *reason,
                                                        GError              **error);
gboolean            mon_recording_writer_set           (MonRecordingWriter   *writer,
                                                        const char           *key,
                                                        const char           *text,
                                                        GError              **error);

/* Outside of a transaction: brings the file into order, for as long as a commit can wait. */
gboolean            mon_recording_writer_tidy          (MonRecordingWriter   *writer,
                                                        GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonRecordingWriter, mon_recording_writer_free)

G_END_DECLS
