/* mon-recording-reader-private.h: what the rooms that read a recording share.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-recording-reader.h"

G_BEGIN_DECLS

struct _MonRecordingReader
{
  sqlite3          *db;
  gint64            origin_us;
  gboolean          is_reading;
  MonRecordingTags *tags; /* from the last begin */
  gboolean          has_words;
  sqlite3_stmt     *find_words;
};

gboolean mon_recording_reader_read_row (MonRecordingReader *reader,
                                        sqlite3_stmt       *row,
                                        gboolean            has_words,
                                        MonReaderSample    *sample);

G_END_DECLS
