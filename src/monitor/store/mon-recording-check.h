/* mon-recording-check.h: looks in another thread whether a recording that ended badly is sound.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MonRecordingCheck MonRecordingCheck;

/* Reads the whole file, while others read and write it. */
MonRecordingCheck *mon_recording_check_start      (const char        *path);
/* Ends it, wherever it is. */
void               mon_recording_check_free       (MonRecordingCheck *check);
/* What was found, NULL: nothing, or nothing yet. Any thread. */
char              *mon_recording_check_dup_damage (MonRecordingCheck *check);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonRecordingCheck, mon_recording_check_free)

G_END_DECLS
