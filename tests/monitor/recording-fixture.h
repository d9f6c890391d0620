/* recording-fixture.h: a recorder on virtual time, samples to put into it, and what is in its file.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-recorder.h"

G_BEGIN_DECLS

#define RECORDING_START_US (G_GINT64_CONSTANT (1795269750) * G_USEC_PER_SEC)

/**
 * RecordingFixture:
 * @folder: a new folder
 * @path: a file in it, which is not there yet
 * @root: one connection, "Boiler house", with one device, "PLC" of unit 1; for its tags there is
 *   recording_add_tag()
 * @options: @path and nothing else
 * @recorder: (nullable): made by recording_start()
 *
 * Time moves by recording_advance() only.
 */
typedef struct
{
  char                *folder;
  char                *path;
  MbTurn              *turn;
  MbClock             *clock;
  MonProjectSpec      *root;
  MonRecordingOptions  options;
  MonRecorder         *recorder;
  gboolean             has_root;
} RecordingFixture;

void           recording_set_up    (RecordingFixture *f,
                                    gconstpointer     data);
void           recording_tear_down (RecordingFixture *f,
                                    gconstpointer     data);

/* Before the first sample. */
MonTagSpec    *recording_add_tag   (RecordingFixture *f,
                                    const char       *name,
                                    guint16           address,
                                    MbType            type);
void           recording_start     (RecordingFixture *f);
void           recording_stop      (RecordingFixture *f);
void           recording_advance   (RecordingFixture *f,
                                    guint             ms);

/* One sample at the time that it is now. */
void           recording_put       (RecordingFixture *f,
                                    const MonTagSpec *tag,
                                    MonQuality        quality,
                                    guint8            detail,
                                    MbValue           value);
/* The same of an unsigned number. */
void           recording_put_uint  (RecordingFixture *f,
                                    const MonTagSpec *tag,
                                    guint64           number);

/* What a query gives, columns separated by blanks and rows by "; ". */
char          *recording_query     (const char       *path,
                                    const char       *sql);
void           recording_expect    (RecordingFixture *f,
                                    const char       *sql,
                                    const char       *expected);

G_END_DECLS
