/* mon-recording-parts.h: names of the files of a recording that is split by size or day; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MonRecordingSplit:
 * @MON_RECORDING_WHOLE: one file
 * @MON_RECORDING_BY_SIZE: another file when this one has so many bytes: NAME.EXT, NAME-2.EXT, …
 * @MON_RECORDING_BY_DAY: one file for each day where the program runs: NAME-2026-11-22.EXT
 *
 * How a recording is split.
 */
typedef enum
{
  MON_RECORDING_WHOLE,
  MON_RECORDING_BY_SIZE,
  MON_RECORDING_BY_DAY,
} MonRecordingSplit;

/* The first part, or where parts of that name are already, the last of them. */
char *mon_recording_parts_first (const char        *path,
                                 MonRecordingSplit  split,
                                 gint64             wall_us);
/* What comes after @part; for days the one of @wall_us, which may be @part itself. */
char *mon_recording_parts_next  (const char        *path,
                                 const char        *part,
                                 MonRecordingSplit  split,
                                 gint64             wall_us);

G_END_DECLS
