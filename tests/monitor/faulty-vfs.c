/* faulty-vfs.c: a disk for SQLite that fails when it is told to.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "faulty-vfs.h"

#include <errno.h>
#include <string.h>

FaultyVfs faulty_vfs;

/* The file of the system's own VFS lies behind. */
typedef struct
{
  sqlite3_file       base;
  sqlite3_io_methods methods;
  sqlite3_file      *real;
} File;

static sqlite3_vfs *system_vfs;
static sqlite3_vfs vfs;

/* SQLITE_OK, or what becomes of the call. */
static int
judge (void)
{
  faulty_vfs.n_calls++;
  if (faulty_vfs.errno_of_writes == 0 || faulty_vfs.n_left-- > 0)
    return SQLITE_OK;
  return faulty_vfs.errno_of_writes == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

#define REAL(file) (((File *) (file))->real)

static int
file_close (sqlite3_file *file)
{
  return REAL (file)->pMethods->xClose (REAL (file));
}

static int
file_read (sqlite3_file  *file,
           void          *buffer,
           int            amount,
           sqlite3_int64  offset)
{
  return REAL (file)->pMethods->xRead (REAL (file), buffer, amount, offset);
}

static int
file_write (sqlite3_file  *file,
            const void    *buffer,
            int            amount,
            sqlite3_int64  offset)
{
  int code = judge ();

  return code != SQLITE_OK ? code
                           : REAL (file)->pMethods->xWrite (REAL (file), buffer, amount, offset);
}

static int
file_truncate (sqlite3_file  *file,
               sqlite3_int64  size)
{
  return REAL (file)->pMethods->xTruncate (REAL (file), size);
}

static int
file_sync (sqlite3_file *file,
           int           flags)
{
  int code = judge ();

  if (code != SQLITE_OK)
    return code == SQLITE_FULL ? code : SQLITE_IOERR_FSYNC;
  return REAL (file)->pMethods->xSync (REAL (file), flags);
}

static int
file_size (sqlite3_file  *file,
           sqlite3_int64 *size)
{
  return REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
file_lock (sqlite3_file *file,
           int           level)
{
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
file_unlock (sqlite3_file *file,
             int           level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
file_check_reserved (sqlite3_file *file,
                     int          *result)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), result);
}

static int
file_control (sqlite3_file *file,
              int           operation,
              void         *argument)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), operation, argument);
}

static int
file_sector_size (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
file_characteristics (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

static int
file_shm_map (sqlite3_file  *file,
              int            page,
              int            size,
              int            extends,
              void volatile **map)
{
  return REAL (file)->pMethods->xShmMap (REAL (file), page, size, extends, map);
}

static int
file_shm_lock (sqlite3_file *file,
               int           offset,
               int           n,
               int           flags)
{
  return REAL (file)->pMethods->xShmLock (REAL (file), offset, n, flags);
}

static void
file_shm_barrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
file_shm_unmap (sqlite3_file *file,
                int           deletes)
{
  return REAL (file)->pMethods->xShmUnmap (REAL (file), deletes);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = file_lock,
  .xUnlock = file_unlock,
  .xCheckReservedLock = file_check_reserved,
  .xFileControl = file_control,
  .xSectorSize = file_sector_size,
  .xDeviceCharacteristics = file_characteristics,
  .xShmMap = file_shm_map,
  .xShmLock = file_shm_lock,
  .xShmBarrier = file_shm_barrier,
  .xShmUnmap = file_shm_unmap,
};

static int
vfs_open (sqlite3_vfs      *self,
          sqlite3_filename  name,
          sqlite3_file     *file,
          int               flags,
          int              *out_flags)
{
  File *wrapper = (File *) file;
  int code;

  memset (wrapper, 0, sizeof *wrapper);
  wrapper->real = (sqlite3_file *) (wrapper + 1);
  code = system_vfs->xOpen (system_vfs, name, wrapper->real, flags, out_flags);
  wrapper->base.pMethods = wrapper->real->pMethods != NULL ? &methods : NULL;
  return code;
}

/* Makes it the default for all files opened after. */
void
faulty_vfs_install (void)
{
  system_vfs = sqlite3_vfs_find (NULL);
  vfs = *system_vfs;
  vfs.zName = "faulty";
  vfs.szOsFile += (int) sizeof (File);
  vfs.xOpen = vfs_open;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}
