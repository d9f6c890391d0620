/* test-recorder-faults.c: disks that are full, broken, locked or gone cost nothing that memory has.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "faulty-vfs.h"
#include "recording-fixture.h"

#define N_SAMPLES "SELECT count (*), count (DISTINCT value) FROM sample"
#define GAPS \
  "SELECT (ends - begins) / 1000000, lost, text FROM gap JOIN reason ON reason.id = reason"

static void
assert_phase (RecordingFixture *f,
              MonRecorderPhase  phase,
              const char       *reason)
{
  g_auto (MonRecorderStatus) status = { 0, };

  mon_recorder_get_status (f->recorder, &status);
  g_assert_cmpint (status.phase, ==, phase);
  if (reason == NULL)
    g_assert_null (status.reason);
  else
    g_assert_nonnull (strstr (status.reason, reason));
}

static guint64
get_lost (RecordingFixture *f)
{
  g_auto (MonRecorderStatus) status = { 0, };

  mon_recorder_get_status (f->recorder, &status);
  return status.n_lost;
}

typedef struct
{
  int         number;
  const char *reason;
} DiskFault;

static const DiskFault full = { ENOSPC, "The disk is full" };
static const DiskFault broken = { EIO, "cannot be read or written" };

/* While the disk fails what comes waits; it is tried again after ten seconds, and not before. */
static void
test_disk (RecordingFixture *f,
           gconstpointer     data)
{
  const DiskFault *fault = data;
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);
  guint n_calls;

  recording_start (f);
  recording_put_uint (f, tag, 0);
  recording_advance (f, 500);
  faulty_vfs = (FaultyVfs) { .errno_of_writes = fault->number };
  for (guint i = 1; i <= 25; i++)
    {
      recording_put_uint (f, tag, i);
      recording_advance (f, 500);
      assert_phase (f, MON_RECORDER_FAILING, fault->reason);
    }
  n_calls = faulty_vfs.n_calls;
  recording_advance (f, 500);
  g_assert_cmpuint (faulty_vfs.n_calls, ==, n_calls);
  faulty_vfs.errno_of_writes = 0;
  recording_advance (f, 10000);
  assert_phase (f, MON_RECORDER_RECORDING, NULL);
  recording_expect (f, N_SAMPLES, "26 26");
  recording_expect (f, GAPS, "");
  recording_expect (f, "PRAGMA integrity_check", "ok");
  recording_stop (f);
  recording_expect (f, "SELECT count (*) FROM session WHERE ended IS NOT NULL", "1");
}

/* Each call in turn fails once: all samples are there all the same. */
static void
test_each_call (RecordingFixture *f,
                gconstpointer     data)
{
  const DiskFault *fault = data;
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);
  guint n = 0;

  recording_start (f);
  for (gint n_left = 0; n_left < 60; n_left++)
    {
      g_autofree char *expected = NULL;

      faulty_vfs = (FaultyVfs) { .errno_of_writes = fault->number, .n_left = n_left };
      for (guint i = 0; i < 5; i++)
        {
          recording_put_uint (f, tag, n++);
          recording_advance (f, 500);
        }
      faulty_vfs.errno_of_writes = 0;
      recording_advance (f, 10500);
      assert_phase (f, MON_RECORDER_RECORDING, NULL);
      expected = g_strdup_printf ("%u %u", n, n);
      recording_expect (f, N_SAMPLES, expected);
    }
  recording_stop (f);
  recording_expect (f, "PRAGMA integrity_check", "ok");
  recording_expect (f, "SELECT sum (n) FROM segment", "300");
}

/* More than memory may take: the oldest go, and the recording says how many, when, and why. */
static void
test_gap (RecordingFixture *f,
          gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT64);
  g_autoptr (GError) error = NULL;
  guint64 n_lost;
  g_autofree char *n_there = NULL;
  g_autofree char *gap = NULL;
  g_autofree char *expected = NULL;

  f->recorder = mon_recorder_new (&f->options, 512 * 1024, f->clock, &error);
  g_assert_no_error (error);
  recording_put_uint (f, tag, 0);
  recording_advance (f, 500);
  faulty_vfs = (FaultyVfs) { .errno_of_writes = ENOSPC };
  for (guint i = 1; i < 40000; i++)
    {
      recording_put_uint (f, tag, i);
      recording_advance (f, 1);
      g_assert_cmpuint (mon_parcel_queue_get_bytes (mon_recorder_get_queue (f->recorder)), <=,
                        512 * 1024);
    }
  n_lost = get_lost (f);
  g_assert_cmpuint (n_lost, >, 20000);
  faulty_vfs.errno_of_writes = 0;
  recording_advance (f, 10000);
  assert_phase (f, MON_RECORDER_RECORDING, NULL);
  g_assert_cmpuint (get_lost (f), ==, n_lost);
  n_there = recording_query (f->path, "SELECT count (*) FROM sample");
  g_assert_cmpuint (g_ascii_strtoull (n_there, NULL, 10), ==, 40000 - n_lost);
  gap = recording_query (f->path, "SELECT lost, (ends - begins) / 1000, text FROM gap JOIN reason "
                         "ON reason.id = reason");
  expected = g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " The disk is full; make "
                              "room on it.", n_lost, n_lost - 1);
  g_assert_cmpstr (gap, ==, expected);
  recording_stop (f);
}

/* The disk is still full when all ends: it is told, and what was committed stays. */
static void
test_full_at_end (RecordingFixture *f,
                  gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);

  recording_start (f);
  recording_put_uint (f, tag, 0);
  recording_advance (f, 500);
  faulty_vfs = (FaultyVfs) { .errno_of_writes = ENOSPC };
  recording_put_uint (f, tag, 1);
  recording_put_uint (f, tag, 2);
  mon_recorder_finish (f->recorder);
  assert_phase (f, MON_RECORDER_ENDED, "The disk is full");
  g_assert_cmpuint (get_lost (f), ==, 2);
  recording_stop (f);
  faulty_vfs.errno_of_writes = 0;
  recording_expect (f, N_SAMPLES, "1 1");
  recording_expect (f, "SELECT count (*) FROM session WHERE ended IS NULL", "1");
}

/* Somebody else holds the file for half a minute; nobody waits for him. */
static void
test_locked (RecordingFixture *f,
             gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);
  g_autoptr (GError) error = NULL;
  sqlite3 *other = NULL;

  recording_start (f);
  recording_put_uint (f, tag, 0);
  recording_advance (f, 500);
  g_assert_cmpint (sqlite3_open (f->path, &other), ==, SQLITE_OK);
  g_assert_true (mon_sql_run (other, "BEGIN IMMEDIATE", &error));
  for (guint i = 1; i <= 30; i++)
    {
      recording_put_uint (f, tag, i);
      /* The first try waits for the lock, for a second of real time. */
      if (i <= 2 || i == 30)
        recording_advance (f, 500);
      assert_phase (f, MON_RECORDER_FAILING, "in use by another program");
    }
  sqlite3_close (other);
  recording_advance (f, 1000);
  assert_phase (f, MON_RECORDER_RECORDING, NULL);
  recording_expect (f, N_SAMPLES, "31 31");
  recording_stop (f);
}

/* The file is removed, or another one put there: what went into it is lost, and is told. */
static void
test_removed (RecordingFixture *f,
              gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);

  recording_start (f);
  for (guint i = 0; i < 4; i++)
    {
      recording_put_uint (f, tag, i);
      recording_advance (f, 500);
    }
  g_assert_cmpint (g_unlink (f->path), ==, 0);
  for (guint i = 4; i < 6; i++)
    {
      recording_put_uint (f, tag, i);
      recording_advance (f, 500);
    }
  recording_stop (f);
  recording_expect (f, "SELECT value FROM sample ORDER BY id", "4; 5");
  recording_expect (f, GAPS, "2 4 The file of the recording was removed or replaced.");
  recording_expect (f, "PRAGMA integrity_check", "ok");
}

static void
test_folder_removed (RecordingFixture *f,
                     gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);
  g_autofree char *away = g_strconcat (f->folder, ".away", NULL);

  recording_start (f);
  recording_put_uint (f, tag, 0);
  recording_advance (f, 500);
  g_assert_cmpint (g_rename (f->folder, away), ==, 0);
  recording_put_uint (f, tag, 1);
  recording_advance (f, 500);
  assert_phase (f, MON_RECORDER_FAILING, "No such file or directory");
  g_assert_cmpint (g_rename (away, f->folder), ==, 0);
  recording_put_uint (f, tag, 2);
  recording_advance (f, 10000);
  assert_phase (f, MON_RECORDER_RECORDING, NULL);
  recording_stop (f);
  recording_expect (f, "SELECT value FROM sample ORDER BY id", "0; 1; 2");
}

/* A page in the middle is garbage: it is kept under another name, and another file begun. */
static void
test_damaged (RecordingFixture *f,
              gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);
  g_autofree char *aside = g_strconcat (f->path, ".damaged-1", NULL);
  g_autofree char *bytes = NULL;
  g_autofree char *kept = NULL;
  g_auto (MonRecorderStatus) status = { 0, };
  gsize len, kept_len;

  recording_start (f);
  recording_put_uint (f, tag, 0);
  recording_stop (f);
  g_assert_true (g_file_get_contents (f->path, &bytes, &len, NULL));
  memset (bytes + 100, 0xa5, 3000);
  g_assert_true (g_file_set_contents (f->path, bytes, (gssize) len, NULL));

  recording_start (f);
  recording_put_uint (f, tag, 1);
  recording_advance (f, 500);
  mon_recorder_get_status (f->recorder, &status);
  g_assert_cmpstr (status.aside, ==, aside);
  recording_stop (f);
  recording_expect (f, "SELECT value FROM sample", "1");
  g_assert_true (g_file_get_contents (aside, &kept, &kept_len, NULL));
  g_assert_cmpmem (kept, kept_len, bytes, len);
}

/* What the name of the test says, as who is not root sees it. */
static void
test_read_only (RecordingFixture *f,
                gconstpointer     data)
{
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_free (f->path);
      f->path = g_strdup ("/proc/coilscope.db");
      f->options.path = f->path;
    }
  else
    g_assert_cmpint (g_chmod (f->folder, 0555), ==, 0);
  g_assert_null (mon_recorder_new (&f->options, MON_PARCEL_QUEUE_LIMIT_BYTES, f->clock, &error));
  g_assert_nonnull (error);
  g_assert_true (error->code == MON_RECORDING_ERROR_READ_ONLY
                 || error->code == MON_RECORDING_ERROR_GONE);
  g_chmod (f->folder, 0755);
}

/* Killed: the session has no end, and the next one marks what is missing. */
static void
test_crash (RecordingFixture *f,
            gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);

  recording_start (f);
  recording_put_uint (f, tag, 0);
  recording_advance (f, 500);
  /* As if it had never ended. */
  recording_stop (f);
  g_free (recording_query (f->path, "UPDATE session SET ended = NULL"));
  recording_advance (f, 60000);

  recording_start (f);
  g_assert_true (mon_recorder_get_found (f->recorder)->ended_badly);
  g_assert_cmpint (mon_recorder_get_found (f->recorder)->n_samples, ==, 1);
  recording_put_uint (f, tag, 1);
  recording_advance (f, 500);
  recording_stop (f);
  recording_expect (f, GAPS, "60 - The program that recorded was killed, or the power failed");
  recording_expect (f, "SELECT ended FROM session", "0; 61000000");

  recording_advance (f, 3600000);
  recording_start (f);
  g_assert_false (mon_recorder_get_found (f->recorder)->ended_badly);
  recording_put_uint (f, tag, 2);
  recording_stop (f);
  recording_expect (f, "SELECT text FROM gap JOIN reason ON reason.id = reason WHERE gap.id = 2",
                    "Not recorded");
  /* The tag is still the same one. */
  recording_expect (f, "SELECT count (*) FROM tag", "1");
}

/* It can be opened, and yet a page of it is garbage: that is found meanwhile, and told. */
static void
test_damage_found (RecordingFixture *f,
                   gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT64);
  g_autofree char *bytes = NULL;
  gboolean is_told = FALSE;
  gsize len;

  recording_start (f);
  for (guint i = 0; i < 20000; i++)
    {
      recording_put_uint (f, tag, i);
      mb_clock_advance (f->clock, 10);
    }
  recording_stop (f);
  g_free (recording_query (f->path, "UPDATE session SET ended = NULL"));
  g_assert_true (g_file_get_contents (f->path, &bytes, &len, NULL));
  memset (bytes + len / 4096 / 2 * 4096, 0xa5, 4096);
  g_assert_true (g_file_set_contents (f->path, bytes, (gssize) len, NULL));

  recording_start (f);
  while (!is_told)
    {
      g_auto (MonRecorderStatus) status = { 0, };

      mon_recorder_get_status (f->recorder, &status);
      is_told = status.damage != NULL;
      g_thread_yield ();
    }
  recording_stop (f);
}

static void
test_split_size (RecordingFixture *f,
                 gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT64);
  g_autofree char *second = g_build_filename (f->folder, "plant-2.db", NULL);
  g_autofree char *third = g_build_filename (f->folder, "plant-3.db", NULL);
  guint64 n = 0;

  f->options.split = MON_RECORDING_BY_SIZE;
  f->options.split_bytes = 1024 * 1024;
  recording_start (f);
  while (!g_file_test (second, G_FILE_TEST_EXISTS))
    {
      for (guint i = 0; i < 1000; i++)
        {
          recording_put_uint (f, tag, n++);
          mb_clock_advance (f->clock, 1);
        }
      recording_advance (f, 500);
      g_assert_cmpuint (n, <, 200000);
    }
  recording_put_uint (f, tag, n++);
  recording_stop (f);
  g_assert_false (g_file_test (third, G_FILE_TEST_EXISTS));
  for (guint i = 0; i < 2; i++)
    {
      const char *path = i == 0 ? f->path : second;
      g_autofree char *check = recording_query (path, "PRAGMA integrity_check");
      g_autofree char *sessions = recording_query (path, "SELECT count (*), count (ended) "
                                                   "FROM session");
      g_autofree char *previous = recording_query (path, "SELECT value FROM recording "
                                                   "WHERE key = 'previous'");

      g_assert_cmpstr (check, ==, "ok");
      g_assert_cmpstr (sessions, ==, "1 1");
      g_assert_cmpstr (previous, ==, i == 0 ? "" : "plant.db");
    }
  /* Another start goes on in the last part. */
  recording_start (f);
  recording_put_uint (f, tag, n++);
  recording_stop (f);
  g_free (f->path);
  f->path = g_steal_pointer (&second);
  recording_expect (f, "SELECT count (*) > 1 FROM sample", "1");
}

static void
test_split_day (RecordingFixture *f,
                gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);
  g_autofree char *first = g_build_filename (f->folder, "plant-2026-11-21.db", NULL);
  g_autofree char *second = g_build_filename (f->folder, "plant-2026-11-22.db", NULL);

  f->options.split = MON_RECORDING_BY_DAY;
  recording_start (f);
  recording_put_uint (f, tag, 1);
  recording_advance (f, 500);
  recording_advance (f, 12 * 3600 * 1000);
  recording_put_uint (f, tag, 2);
  recording_advance (f, 500);
  recording_put_uint (f, tag, 3);
  recording_stop (f);
  g_free (f->path);
  f->path = g_steal_pointer (&first);
  recording_expect (f, "SELECT value FROM sample ORDER BY id", "1; 2");
  g_free (f->path);
  f->path = g_steal_pointer (&second);
  recording_expect (f, "SELECT value FROM sample ORDER BY id", "3");
}

#define ADD(path, data, func) \
  g_test_add ("/mon/recorder-faults/" path, RecordingFixture, data, recording_set_up, func, \
              recording_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  faulty_vfs_install ();

  ADD ("disk-full", &full, test_disk);
  ADD ("input-output", &broken, test_disk);
  ADD ("disk-full-in-turn", &full, test_each_call);
  ADD ("input-output-in-turn", &broken, test_each_call);
  ADD ("gap", NULL, test_gap);
  ADD ("full-at-end", NULL, test_full_at_end);
  ADD ("locked", NULL, test_locked);
  ADD ("removed", NULL, test_removed);
  ADD ("folder-removed", NULL, test_folder_removed);
  ADD ("damaged", NULL, test_damaged);
  ADD ("damage-found", NULL, test_damage_found);
  ADD ("read-only", NULL, test_read_only);
  ADD ("crash", NULL, test_crash);
  ADD ("split-size", NULL, test_split_size);
  ADD ("split-day", NULL, test_split_day);

  return g_test_run ();
}
