/* mon-recording-schema.h: what is in the file of a recording.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-sql.h"

G_BEGIN_DECLS

/* A recording is an SQLite database with this application_id ("CoSc") and user_version. Its tables,
 * which any tool for SQLite reads, also while it is being recorded:
 *
 *   recording   key and value: "origin" (microseconds since 1970 UTC), "program", "previous" (name
 *               of the file that this one continues, where a recording is split), "commit" (the
 *               last one, "RUN/NUMBER": whoever was told that it failed sees whether it did)
 *   session     each time that a program recorded: started and ended; ended is NULL while it does,
 *               and when it was killed
 *   connection  host, port and transport
 *   device      a unit of a connection, by the name that it had
 *   tag         how a value is read: one row for each way in which it ever was. bits is "N" or
 *               "FIRST+N" of one register; kind is that of its values: bool, int, uint, float32,
 *               float64 or text; expression is of a computed tag
 *   reason      each text once
 *   state       each combination of quality, detail, kind (NULL: that of the tag) and reason once;
 *               0 is good. Qualities and details are those of mon-sample.h
 *   sample      tag, time, value, state. Lossless: whole numbers above 2^63-1 are text in decimals;
 *               NaN is NULL, with a quality that has a value; infinities are themselves
 *   words       the registers of a sample, high byte first, where encoding its value again would
 *               not give them
 *   segment     samples id to id + n - 1 lie in the order of tag and time, so that the samples of
 *               one tag are found without reading the others; segments follow each other in the
 *               order of arrival, whatever the clock did
 *   gap         no samples from begins to ends, and why; lost: how many there were, when that is
 *               known
 *   event       "link-up", "link-down", "stall", "clock", with a text
 *   write       each request that writes, and its outcome
 *   traffic     each exchange and stray ADU, when wanted: numbers as in mon-traffic-log.h
 *
 * All times are microseconds of wall time after "origin", which takes two bytes less than since
 * 1970; the view "samples" has them as text, with names in place of numbers. Order is kept by ids:
 * they rise, whatever the wall clock did. */
#define MON_RECORDING_APPLICATION_ID 0x436f5363
#define MON_RECORDING_VERSION 1

gboolean mon_recording_schema_create (sqlite3   *db,
                                      GError   **error);
/* Whether the database is of this version and has exactly our tables. */
gboolean mon_recording_schema_check  (sqlite3   *db,
                                      GError   **error);
/* For files that somebody else may have made: no triggers, no views, nothing that writes. */
void     mon_recording_schema_harden (sqlite3   *db);

G_END_DECLS
