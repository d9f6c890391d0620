/* mon-recording-records.h: writes events, writes and traffic into a recording.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-recording-catalog.h"
#include "monitor/store/mon-traffic-log.h"

G_BEGIN_DECLS

typedef struct _MonRecordingRecords MonRecordingRecords;

/* @has_traffic: keeps all exchanges; else events and writes only. */
MonRecordingRecords *mon_recording_records_new  (sqlite3                 *db,
                                                 gint64                   origin_us,
                                                 MonRecordingCatalog     *catalog,
                                                 gboolean                 has_traffic,
                                                 GError                 **error);
void                 mon_recording_records_free (MonRecordingRecords     *records);
/* Inside a transaction. */
gboolean             mon_recording_records_put  (MonRecordingRecords     *records,
                                                 const MonTrafficRecord  *record,
                                                 GError                 **error);
gboolean             mon_recording_records_put_event
                                                (MonRecordingRecords     *records,
                                                 gint64                   time_us,
                                                 const char              *kind,
                                                 gint64                   connection,
                                                 const char              *text,
                                                 GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonRecordingRecords, mon_recording_records_free)

G_END_DECLS
