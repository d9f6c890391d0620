/* mon-recording-tags.h: the tags and states of a recording, as its samples refer to them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-spec.h"
#include "monitor/store/mon-recording-schema.h"
#include "monitor/store/mon-sample.h"

G_BEGIN_DECLS

/**
 * MonReaderTag:
 * @row: its row, by which it is asked for
 * @connection: row of its connection
 * @device: row of its device
 * @device_name: what the device was called
 * @unit: unit identifier of that
 * @spec: how it was read; @spec->expression is %NULL also of a computed tag
 * @is_computed: whether it lies in no table
 * @kind: kind of its values
 *
 * A tag of a recording.
 */
typedef struct
{
  gint64       row;
  gint64       connection;
  gint64       device;
  const char  *device_name;
  guint8       unit;
  MonTagSpec  *spec;
  gboolean     is_computed;
  MbValueKind  kind;
} MonReaderTag;

/**
 * MonReaderState:
 * @quality: a quality
 * @detail: as in #MonSample
 * @kind: kind of the value, %MB_VALUE_NONE for that of the tag
 * @reason: (nullable): why there is no value
 *
 * How a sample is.
 */
typedef struct
{
  MonQuality   quality;
  guint8       detail;
  MbValueKind  kind;
  char        *reason;
} MonReaderState;

typedef struct _MonRecordingTags MonRecordingTags;

/* Whatever the file says, what comes of it can be used. */
MonRecordingTags     *mon_recording_tags_new        (sqlite3                 *db,
                                                     GError                 **error);
void                  mon_recording_tags_free       (MonRecordingTags        *tags);
guint                 mon_recording_tags_get_n      (const MonRecordingTags  *tags);
const MonReaderTag   *mon_recording_tags_get        (const MonRecordingTags  *tags,
                                                     guint                    number);
const MonReaderTag   *mon_recording_tags_find       (const MonRecordingTags  *tags,
                                                     gint64                   row);
const MonReaderState *mon_recording_tags_find_state (const MonRecordingTags  *tags,
                                                     gint64                   row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonRecordingTags, mon_recording_tags_free)

G_END_DECLS
