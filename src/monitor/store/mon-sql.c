/* mon-sql.c: statements for SQLite, with its failures as errors that say what to do.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-sql.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (mon-recording-error-quark, mon_recording_error)

/**
 * mon_sql_set_system_error:
 * @saved_errno: what the system said
 * @error: return location
 *
 * Says what is wrong with a file.
 */
void
mon_sql_set_system_error (int      saved_errno,
                          GError **error)
{
  switch (saved_errno)
    {
    case ENOSPC:
    case EDQUOT:
      g_set_error_literal (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_FULL,
                           _("The disk is full; make room on it."));
      break;
    case EFBIG:
      g_set_error_literal (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_FULL,
                           _("The file may not grow any more; raise the limit, or record into "
                             "another file."));
      break;
    case EROFS:
    case EACCES:
    case EPERM:
      g_set_error (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_READ_ONLY,
                   /* Translators: what the system says. */
                   _("The recording cannot be written: %s; record to another place."),
                   g_strerror (saved_errno));
      break;
    case ENOENT:
    case ENOTDIR:
      g_set_error (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_GONE, "%s",
                   g_strerror (saved_errno));
      break;
    default:
      g_set_error (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_IO,
                   _("The recording cannot be read or written: %s; check the medium."),
                   g_strerror (saved_errno));
    }
}

static gboolean
is_told_by_system (int code,
                   int system_errno)
{
  return system_errno != 0 && (code == SQLITE_IOERR || code == SQLITE_CANTOPEN ||
                               code == SQLITE_PERM || code == SQLITE_FULL);
}

/**
 * mon_sql_set_error:
 * @db: a connection of which a call has just failed
 * @error: return location
 *
 * Says what is wrong.
 */
void
mon_sql_set_error (sqlite3  *db,
                   GError  **error)
{
  int code = sqlite3_errcode (db) & 0xff;
  int system_errno = sqlite3_system_errno (db);

  if (is_told_by_system (code, system_errno))
    {
      mon_sql_set_system_error (system_errno, error);
      return;
    }
  switch (code)
    {
    case SQLITE_FULL:
      mon_sql_set_system_error (ENOSPC, error);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error_literal (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_IN_USE,
                           _("The recording is in use by another program; close it there."));
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      mon_sql_set_system_error (EROFS, error);
      break;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      g_set_error_literal (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_DAMAGED,
                           _("The recording is damaged."));
      break;
    default:
      g_set_error (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_IO,
                   _("The recording cannot be read or written: %s; check the medium."),
                   sqlite3_errmsg (db));
    }
}

/**
 * mon_sql_run:
 * @db: a connection
 * @sql: statements without rows
 * @error: return location for an error
 *
 * Returns: whether all of them could be done
 */
gboolean
mon_sql_run (sqlite3     *db,
             const char  *sql,
             GError     **error)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  mon_sql_set_error (db, error);
  return FALSE;
}

/**
 * mon_sql_prepare:
 * @db: a connection
 * @sql: one statement, to be used many times
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the statement
 */
sqlite3_stmt *
mon_sql_prepare (sqlite3     *db,
                 const char  *sql,
                 GError     **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v3 (db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
    mon_sql_set_error (db, error);
  return statement;
}

/**
 * mon_sql_finish:
 * @statement: a statement without rows
 * @error: return location for an error
 *
 * Runs it.
 *
 * Returns: whether it could be done
 */
gboolean
mon_sql_finish (sqlite3_stmt  *statement,
                GError       **error)
{
  gboolean is_done = sqlite3_step (statement) == SQLITE_DONE;

  if (!is_done)
    mon_sql_set_error (sqlite3_db_handle (statement), error);
  sqlite3_reset (statement);
  return is_done;
}

/**
 * mon_sql_next:
 * @statement: a statement with rows
 * @error: return location for an error
 *
 * Goes to the next row.
 *
 * Returns: whether there is one
 */
gboolean
mon_sql_next (sqlite3_stmt  *statement,
              GError       **error)
{
  int result = sqlite3_step (statement);

  if (result != SQLITE_ROW && result != SQLITE_DONE)
    mon_sql_set_error (sqlite3_db_handle (statement), error);
  return result == SQLITE_ROW;
}

/**
 * mon_sql_get_int:
 * @db: a connection
 * @sql: a query
 * @out_number: (out): the first column of its first row; 0 for none
 * @error: return location for an error
 *
 * Returns: whether the query could be done
 */
gboolean
mon_sql_get_int (sqlite3     *db,
                 const char  *sql,
                 gint64      *out_number,
                 GError     **error)
{
  g_autoptr (sqlite3_stmt) statement = mon_sql_prepare (db, sql, error);
  int result;

  *out_number = 0;
  if (statement == NULL)
    return FALSE;
  result = sqlite3_step (statement);
  if (result == SQLITE_ROW)
    *out_number = sqlite3_column_int64 (statement, 0);
  else if (result != SQLITE_DONE)
    mon_sql_set_error (db, error);
  return result == SQLITE_ROW || result == SQLITE_DONE;
}

/**
 * mon_sql_bind_text:
 * @statement: a statement
 * @column: number of its parameter, from 1
 * @text: (nullable): a text, borrowed until the statement is run
 *
 * Puts a text in, or NULL.
 */
void
mon_sql_bind_text (sqlite3_stmt *statement,
                   int           column,
                   const char   *text)
{
  sqlite3_bind_text (statement, column, text, -1, SQLITE_STATIC);
}

/**
 * mon_sql_bind_id:
 * @statement: a statement
 * @column: number of its parameter, from 1
 * @id: a row, or -1
 *
 * Puts the number of a row in, or NULL.
 */
void
mon_sql_bind_id (sqlite3_stmt *statement,
                 int           column,
                 gint64        id)
{
  if (id < 0)
    sqlite3_bind_null (statement, column);
  else
    sqlite3_bind_int64 (statement, column, id);
}
