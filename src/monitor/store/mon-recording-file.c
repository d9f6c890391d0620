/* mon-recording-file.c: opens the file of a recording to write into it, and looks after it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recording-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where the number that tells whose database it is lies (SQLite's file format, 1.3). */
#define MAGIC "SQLite format 3"
#define HEADER_BYTES 100
#define APPLICATION_ID_OFFSET 68

/* How long a program that reads may keep us waiting; the queue bears much more. */
#define BUSY_MS 1000

/* More damaged recordings of one name than that nobody keeps. */
#define MAX_ASIDE 1000

struct _MonRecordingFile
{
  char    *path;
  sqlite3 *db;
  /* Holds the lock of who records. Closed after @db: closing any descriptor of a file drops the
   * locks that SQLite has on it. */
  int      fd;
  dev_t    device;
  ino_t    inode;
  gint64   origin_us;
};

static void
set_foreign (GError **error)
{
  g_set_error_literal (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_FOREIGN,
                       _("The file is not a recording of Coilscope; give another name."));
}

/* Nothing is written before it is known whose file it is. */
static gboolean
check_header (MonRecordingFile  *file,
              gboolean          *out_is_new,
              GError           **error)
{
  guint8 header[HEADER_BYTES];
  struct stat status;
  gssize len;
  guint32 id;

  if (fstat (file->fd, &status) != 0)
    {
      mon_sql_set_system_error (errno, error);
      return FALSE;
    }
  if (!S_ISREG (status.st_mode))
    {
      set_foreign (error);
      return FALSE;
    }
  file->device = status.st_dev;
  file->inode = status.st_ino;
  *out_is_new = status.st_size == 0;
  if (*out_is_new)
    return TRUE;

  len = pread (file->fd, header, sizeof header, 0);
  if (len < 0)
    {
      mon_sql_set_system_error (errno, error);
      return FALSE;
    }
  if (len < HEADER_BYTES || memcmp (header, MAGIC, sizeof MAGIC) != 0)
    {
      set_foreign (error);
      return FALSE;
    }
  memcpy (&id, header + APPLICATION_ID_OFFSET, sizeof id);
  if (GUINT32_FROM_BE (id) == MON_RECORDING_APPLICATION_ID)
    return TRUE;
  set_foreign (error);
  return FALSE;
}

/* One that was just made and cannot be used does not stay behind. */
static gboolean
open_descriptor (MonRecordingFile  *file,
                 gboolean          *out_is_new,
                 GError           **error)
{
  file->fd = open (file->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0666);
  if (file->fd < 0)
    {
      if (errno == EISDIR || errno == ENXIO)
        set_foreign (error);
      else
        mon_sql_set_system_error (errno, error);
      return FALSE;
    }
  if (flock (file->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    {
      g_set_error_literal (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_IN_USE,
                           _("Another program is recording into this file; give another name."));
      return FALSE;
    }
  return check_header (file, out_is_new, error);
}

/* The tables come with the old kind of journal, so that a file is either empty or has a header. */
static gboolean
fill_new (MonRecordingFile  *file,
          gint64             wall_us,
          GError           **error)
{
  g_autofree char *values = NULL;

  file->origin_us = wall_us - wall_us % G_USEC_PER_SEC;
  values = g_strdup_printf ("INSERT INTO recording VALUES ('origin', %" G_GINT64_FORMAT "), "
                            "('program', 'Coilscope " PACKAGE_VERSION "'); COMMIT",
                            file->origin_us);
  if (mon_sql_run (file->db, "PRAGMA journal_mode = DELETE; BEGIN IMMEDIATE", error)
      && mon_recording_schema_create (file->db, error)
      && mon_sql_run (file->db, values, error))
    return TRUE;
  sqlite3_exec (file->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

static gboolean
look_around (MonRecordingFile   *file,
             MonRecordingFound  *found,
             GError            **error)
{
  gint64 last, open_sessions;

  if (!mon_recording_schema_check (file->db, error)
      || !mon_sql_get_int (file->db, "SELECT value FROM recording WHERE key = 'origin'",
                           &file->origin_us, error)
      || !mon_sql_get_int (file->db, "SELECT coalesce (max (id), 0) FROM sample",
                           &found->n_samples, error)
      || !mon_sql_get_int (file->db, "SELECT count (*) FROM session WHERE ended IS NULL",
                           &open_sessions, error)
      || !mon_sql_get_int (file->db,
                           "SELECT max (coalesce ((SELECT ends FROM segment ORDER BY id DESC "
                           "LIMIT 1), 0), coalesce ((SELECT coalesce (ended, started) FROM session "
                           "ORDER BY id DESC LIMIT 1), 0))", &last, error))
    return FALSE;
  found->ended_badly = open_sessions > 0;
  found->last_us = file->origin_us + last;
  return TRUE;
}

static gboolean
open_database (MonRecordingFile  *file,
               gboolean           is_fast,
               GError           **error)
{
  g_autofree char *pragmas = g_strdup_printf ("PRAGMA synchronous = %s; "
                                              "PRAGMA temp_store = MEMORY; "
                                              "PRAGMA cache_size = -8192; "
                                              "PRAGMA journal_size_limit = 67108864",
                                              is_fast ? "NORMAL" : "FULL");

  if (sqlite3_open_v2 (file->path, &file->db,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
                       NULL) != SQLITE_OK)
    {
      mon_sql_set_error (file->db, error);
      return FALSE;
    }
  sqlite3_extended_result_codes (file->db, 1);
  sqlite3_busy_timeout (file->db, BUSY_MS);
  mon_recording_schema_harden (file->db);
  return mon_sql_run (file->db, pragmas, error);
}

/**
 * mon_recording_file_open:
 * @path: name of the file, which is made when there is none
 * @is_fast: whether to leave it to the system when a commit reaches the medium
 * @wall_us: the wall time now
 * @out_found: (out caller-allocates): what was there
 * @error: return location for a #MonRecordingError
 *
 * Opens a recording for writing. A file that is something else is not touched.
 *
 * Returns: (transfer full) (nullable): the file
 */
MonRecordingFile *
mon_recording_file_open (const char         *path,
                         gboolean            is_fast,
                         gint64              wall_us,
                         MonRecordingFound  *out_found,
                         GError            **error)
{
  g_autoptr (MonRecordingFile) file = g_new0 (MonRecordingFile, 1);

  *out_found = (MonRecordingFound) { 0, };
  file->path = g_strdup (path);
  file->fd = -1;
  if (!open_descriptor (file, &out_found->is_new, error))
    return NULL;
  if (open_database (file, is_fast, error)
      && (out_found->is_new ? fill_new (file, wall_us, error)
                            : look_around (file, out_found, error))
      && mon_sql_run (file->db, "PRAGMA journal_mode = WAL", error))
    return g_steal_pointer (&file);

  /* One that was just made and came to nothing does not stay behind. */
  if (out_found->is_new)
    g_unlink (path);
  return NULL;
}

/**
 * mon_recording_file_free:
 * @file: (transfer full): a file
 *
 * Closes it.
 */
void
mon_recording_file_free (MonRecordingFile *file)
{
  sqlite3_close_v2 (file->db);
  if (file->fd >= 0)
    close (file->fd);
  g_free (file->path);
  g_free (file);
}

/**
 * mon_recording_file_get_db:
 * @file: a file
 *
 * Returns: (transfer none): its connection
 */
sqlite3 *
mon_recording_file_get_db (MonRecordingFile *file)
{
  return file->db;
}

/**
 * mon_recording_file_get_origin:
 * @file: a file
 *
 * Returns: the wall time that its times count from
 */
gint64
mon_recording_file_get_origin (MonRecordingFile *file)
{
  return file->origin_us;
}

/**
 * mon_recording_file_check:
 * @file: a file
 * @error: return location for %MON_RECORDING_ERROR_GONE
 *
 * Looks whether there still is that file under its name.
 *
 * Returns: whether there is
 */
gboolean
mon_recording_file_check (MonRecordingFile  *file,
                          GError           **error)
{
  struct stat status;

  if (stat (file->path, &status) == 0 && status.st_dev == file->device
      && status.st_ino == file->inode)
    return TRUE;
  g_set_error_literal (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_GONE,
                       _("The file of the recording was removed or replaced."));
  return FALSE;
}

/**
 * mon_recording_file_get_size:
 * @file: a file
 *
 * Returns: its size in bytes with all that was committed, 0 when that cannot be told
 */
gint64
mon_recording_file_get_size (MonRecordingFile *file)
{
  gint64 n_pages = 0, page_size = 0;

  if (!mon_sql_get_int (file->db, "PRAGMA page_count", &n_pages, NULL)
      || !mon_sql_get_int (file->db, "PRAGMA page_size", &page_size, NULL))
    return 0;
  return n_pages * page_size;
}

/**
 * mon_recording_file_seal:
 * @file: a file of which nothing is to be committed any more
 *
 * Takes in what SQLite keeps beside it. When somebody is just reading it stays there.
 */
void
mon_recording_file_seal (MonRecordingFile *file)
{
  sqlite3_busy_timeout (file->db, 0);
  mon_sql_run (file->db, "PRAGMA journal_mode = DELETE", NULL);
}

/* What SQLite keeps beside a file goes with it: parts of the recording are there. */
static void
move_companion (const char *path,
                const char *aside,
                const char *suffix)
{
  g_autofree char *from = g_strconcat (path, suffix, NULL);
  g_autofree char *to = g_strconcat (aside, suffix, NULL);

  g_rename (from, to);
}

/**
 * mon_recording_file_move_aside:
 * @path: name of a damaged recording that nobody has open
 * @error: return location for an error
 *
 * Renames it, so that its name is free and nothing of it is lost.
 *
 * Returns: (transfer full) (nullable): what it is called now
 */
char *
mon_recording_file_move_aside (const char  *path,
                               GError     **error)
{
  for (guint i = 1; i <= MAX_ASIDE; i++)
    {
      g_autofree char *aside = g_strdup_printf ("%s.damaged-%u", path, i);

      if (g_file_test (aside, G_FILE_TEST_EXISTS))
        continue;
      move_companion (path, aside, "-wal");
      move_companion (path, aside, "-shm");
      if (g_rename (path, aside) == 0)
        return g_steal_pointer (&aside);
      mon_sql_set_system_error (errno, error);
      return NULL;
    }
  g_set_error_literal (error, MON_RECORDING_ERROR, MON_RECORDING_ERROR_IO,
                       _("There are too many damaged recordings; remove them."));
  return NULL;
}
