/* mon-recording-rows.h: finds the row that says just this, or adds it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-spec.h"
#include "monitor/store/mon-sample.h"
#include "monitor/store/mon-sql.h"

G_BEGIN_DECLS

/**
 * MonRecordingRows:
 *
 * Connections, devices, tags, states and reasons of one recording that is open for writing.
 */
typedef struct _MonRecordingRows MonRecordingRows;

MonRecordingRows *mon_recording_rows_new        (sqlite3                  *db,
                                                 GError                  **error);
void              mon_recording_rows_free       (MonRecordingRows         *rows);

gint64            mon_recording_rows_connection (MonRecordingRows         *rows,
                                                 const MonConnectionSpec  *spec,
                                                 GError                  **error);
gint64            mon_recording_rows_device     (MonRecordingRows         *rows,
                                                 gint64                    connection,
                                                 const MonDeviceSpec      *spec,
                                                 const char               *label,
                                                 GError                  **error);
gint64            mon_recording_rows_tag        (MonRecordingRows         *rows,
                                                 gint64                    device,
                                                 const MonTagSpec         *spec,
                                                 GError                  **error);
gint64            mon_recording_rows_reason     (MonRecordingRows         *rows,
                                                 const char               *text,
                                                 GError                  **error);
gint64            mon_recording_rows_state      (MonRecordingRows         *rows,
                                                 MonQuality                quality,
                                                 guint8                    detail,
                                                 MbValueKind               kind,
                                                 const char               *reason,
                                                 GError                  **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonRecordingRows, mon_recording_rows_free)

G_END_DECLS
