/* mon-sql.h: statements for SQLite, with its failures as errors that say what to do.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * MonRecordingError:
 * @MON_RECORDING_ERROR_FOREIGN: the file is no recording of ours
 * @MON_RECORDING_ERROR_NEWER: a recording of a later version
 * @MON_RECORDING_ERROR_DAMAGED: it was a recording
 * @MON_RECORDING_ERROR_FULL: no room on the medium, for the file or for the user
 * @MON_RECORDING_ERROR_IN_USE: somebody else holds it
 * @MON_RECORDING_ERROR_READ_ONLY: file, folder or medium cannot be written
 * @MON_RECORDING_ERROR_GONE: there is no file, or no longer the one that was opened
 * @MON_RECORDING_ERROR_IO: reading or writing failed
 *
 * What goes wrong with recordings.
 */
typedef enum
{
  MON_RECORDING_ERROR_FOREIGN,
  MON_RECORDING_ERROR_NEWER,
  MON_RECORDING_ERROR_DAMAGED,
  MON_RECORDING_ERROR_FULL,
  MON_RECORDING_ERROR_IN_USE,
  MON_RECORDING_ERROR_READ_ONLY,
  MON_RECORDING_ERROR_GONE,
  MON_RECORDING_ERROR_IO,
} MonRecordingError;

#define MON_RECORDING_ERROR (mon_recording_error_quark ())
GQuark        mon_recording_error_quark  (void);

void          mon_sql_set_error          (sqlite3       *db,
                                          GError       **error);
void          mon_sql_set_system_error   (int            saved_errno,
                                          GError       **error);
gboolean      mon_sql_run                (sqlite3       *db,
                                          const char    *sql,
                                          GError       **error);
sqlite3_stmt *mon_sql_prepare            (sqlite3       *db,
                                          const char    *sql,
                                          GError       **error);
/* A statement without rows: runs it, and makes it ready for the next time. */
gboolean      mon_sql_finish             (sqlite3_stmt  *statement,
                                          GError       **error);
/* Whether there is a row; reset it when done. @error stays as it is at the end of the rows. */
gboolean      mon_sql_next               (sqlite3_stmt  *statement,
                                          GError       **error);
/* The first column of the first row. */
gboolean      mon_sql_get_int            (sqlite3       *db,
                                          const char    *sql,
                                          gint64        *out_number,
                                          GError       **error);
/* NULL: no text. */
void          mon_sql_bind_text          (sqlite3_stmt  *statement,
                                          int            column,
                                          const char    *text);
/* A number of -1: none. */
void          mon_sql_bind_id            (sqlite3_stmt  *statement,
                                          int            column,
                                          gint64         id);

static inline void
mon_sql_finalize (sqlite3_stmt *statement)
{
  sqlite3_finalize (statement);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, mon_sql_finalize)

G_END_DECLS
