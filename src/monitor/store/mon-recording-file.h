/* mon-recording-file.h: opens the file of a recording to write into it, and looks after it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-recording-schema.h"

G_BEGIN_DECLS

/**
 * MonRecordingFound:
 * @is_new: the file was made; nothing else counts then
 * @n_samples: how many samples it has
 * @last_us: wall time until which it was recorded, or 0
 * @ended_badly: the program that recorded was killed, or the computer stopped
 *
 * What was there when a recording was opened.
 */
typedef struct
{
  gboolean is_new;
  gint64   n_samples;
  gint64   last_us;
  gboolean ended_badly;
} MonRecordingFound;

/**
 * MonRecordingFile:
 *
 * The one connection that writes to a recording. It keeps others from recording into the same file
 * and none from reading it.
 */
typedef struct _MonRecordingFile MonRecordingFile;

/* @wall_us: the wall time now. @is_fast: what was committed in the last second may be lost when the
 * power fails, not when the program does. */
MonRecordingFile *mon_recording_file_open       (const char        *path,
                                                 gboolean           is_fast,
                                                 gint64             wall_us,
                                                 MonRecordingFound *out_found,
                                                 GError           **error);
void              mon_recording_file_free       (MonRecordingFile  *file);
sqlite3          *mon_recording_file_get_db     (MonRecordingFile  *file);
gint64            mon_recording_file_get_origin (MonRecordingFile  *file);
/* Whether the name still leads to it: else what is written goes nowhere. */
gboolean          mon_recording_file_check      (MonRecordingFile  *file,
                                                 GError           **error);
/* The end of its recording: all of it is in one file. */
void              mon_recording_file_seal       (MonRecordingFile  *file);
/* How large it is with what was committed. */
gint64            mon_recording_file_get_size   (MonRecordingFile  *file);
/* Gives a damaged recording another name; gives that. */
char             *mon_recording_file_move_aside (const char        *path,
                                                 GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonRecordingFile, mon_recording_file_free)

G_END_DECLS
