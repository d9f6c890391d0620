/* mon-recording-catalog.h: the rows of a recording that say what samples are of, and how they are.
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
 * MonRecordedTag:
 * @row: its row
 * @spec: how it is read
 * @kind: the kind that its values have, unless their state says another one
 *
 * A tag as samples refer to it.
 */
typedef struct
{
  gint64       row;
  MonTagSpec  *spec;
  MbValueKind  kind;
} MonRecordedTag;

/**
 * MonRecordingCatalog:
 *
 * Knows connections, devices, tags and states by what the engine calls them. What it knows of the
 * project outlives the file, its rows do not: after mon_recording_catalog_attach() all are looked
 * for, or made, anew.
 */
typedef struct _MonRecordingCatalog MonRecordingCatalog;

MonRecordingCatalog  *mon_recording_catalog_new        (void);
void                  mon_recording_catalog_free       (MonRecordingCatalog  *catalog);
/* NULL: no file. */
gboolean              mon_recording_catalog_attach     (MonRecordingCatalog  *catalog,
                                                        sqlite3              *db,
                                                        GError              **error);
gboolean              mon_recording_catalog_set_root   (MonRecordingCatalog  *catalog,
                                                        MonProjectSpec       *root,
                                                        GError              **error);
MonProjectSpec       *mon_recording_catalog_get_root   (MonRecordingCatalog  *catalog);
void                  mon_recording_catalog_set_link   (MonRecordingCatalog  *catalog,
                                                        guint32               connection,
                                                        const char           *reason);
/* NULL for tags that are not in the root. */
const MonRecordedTag *mon_recording_catalog_find_tag   (MonRecordingCatalog  *catalog,
                                                        guint32               handle);
/* Rows of handles, -1 for those that are not in the root. */
gint64                mon_recording_catalog_find_connection
                                                       (MonRecordingCatalog  *catalog,
                                                        guint32               handle);
gint64                mon_recording_catalog_find_device (MonRecordingCatalog *catalog,
                                                        guint32               handle);
/* The row of the state of a sample; -1 for an error. */
gint64                mon_recording_catalog_find_state (MonRecordingCatalog  *catalog,
                                                        const MonRecordedTag *tag,
                                                        const MonSample      *sample,
                                                        GError              **error);
gint64                mon_recording_catalog_find_reason (MonRecordingCatalog *catalog,
                                                        const char           *text,
                                                        GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonRecordingCatalog, mon_recording_catalog_free)

G_END_DECLS
