/* bench-record.c: what a recording costs: one figure a line, as "name value unit".
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "modbus/mb-clock.h"
#include "monitor/document/mon-tag-value.h"
#include "monitor/store/mon-parcel-queue.h"
#include "monitor/store/mon-recording-reader.h"
#include "monitor/store/mon-recording-run.h"

#define N_DEVICES 10
#define N_TURN 100
#define START_US G_GINT64_CONSTANT (1700000000000000)
#define NO_LIMIT ((gsize) 1 << 40)

typedef struct
{
  char            *folder;
  char            *path;
  MonProjectSpec  *root;
  MonTagSpec      *tags[N_DEVICES * N_TURN];
  MonParcelQueue  *queue;
  MonRecordingRun *run;
  gint64           time_us;
  guint            n_turns;
} Bench;

static void
report (const char *name,
        double      value,
        const char *unit)
{
  g_print ("%s %.3f %s\n", name, value, unit);
}

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC;
}

static void
make_project (Bench  *bench,
              MbType  type)
{
  MonConnectionSpec *connection = mon_connection_spec_new ();

  bench->root = mon_project_spec_new ();
  g_ptr_array_add (bench->root->connections, connection);
  for (guint i = 0; i < N_DEVICES; i++)
    {
      MonDeviceSpec *device = mon_device_spec_new ();

      device->unit = (guint8) (i + 1);
      g_ptr_array_add (connection->devices, device);
      for (guint k = 0; k < N_TURN; k++)
        {
          MonTagSpec *tag = mon_tag_spec_new ();

          tag->table = MB_TABLE_HOLDING_REGISTERS;
          tag->address = (guint16) (2 * k);
          tag->type = type;
          g_ptr_array_add (device->tags, tag);
          bench->tags[i * N_TURN + k] = tag;
        }
    }
}

static void
bench_init (Bench                *bench,
            MbType                type)
{
  MonRecordingOptions options = { 0, };
  g_autoptr (GError) error = NULL;

  *bench = (Bench) { .time_us = START_US };
  bench->folder = g_dir_make_tmp ("bench-record-XXXXXX", &error);
  g_assert_no_error (error);
  bench->path = g_build_filename (bench->folder, "bench.db", NULL);
  make_project (bench, type);
  bench->queue = mon_parcel_queue_new (NO_LIMIT, FALSE);
  options.path = bench->path;
  bench->run = mon_recording_run_new (&options, START_US, &error);
  g_assert_no_error (error);
}

static void
bench_clear (Bench *bench)
{
  mon_parcel_queue_unref (bench->queue);
  mon_project_spec_unref (bench->root);
  g_unlink (bench->path);
  g_rmdir (bench->folder);
  g_free (bench->path);
  g_free (bench->folder);
}

/* The tags of one device, as one poll brings them: each a curve of its own. */
static void
put_turn (Bench *bench)
{
  MonSample samples[N_TURN];
  guint device = bench->n_turns % N_DEVICES;
  MonParcel *parcel;

  memset (samples, 0, sizeof samples);
  for (guint k = 0; k < N_TURN; k++)
    {
      const MonTagSpec *tag = bench->tags[device * N_TURN + k];
      MonSample *sample = &samples[k];

      sample->tag = tag->handle;
      sample->time_us = bench->time_us;
      sample->value.kind = mb_type_kind (tag->type);
      if (sample->value.kind == MB_VALUE_FLOAT32)
        sample->value.f = (float) (bench->n_turns * 0.37 + k);
      else
        sample->value.u = (bench->n_turns * 7 + k) & 0xffff;
      sample->n_raw = (guint8) mon_tag_spec_n_items (tag);
      mon_tag_value_encode (tag, &sample->value, sample->raw, NULL);
    }
  parcel = mon_parcel_queue_begin (bench->queue, bench->n_turns == 0 ? bench->root : NULL);
  mon_parcel_add_samples (parcel, samples, N_TURN);
  mon_parcel_queue_end (bench->queue);
  bench->n_turns++;
  bench->time_us += 1000;
}

/* Gives the time that the commit took, and adds its processor time to @cpu. What is committed comes
 * from a queue, as from an engine. */
static double
commit (Bench  *bench,
        guint   n_samples,
        double *cpu)
{
  GQueue parcels = G_QUEUE_INIT;
  g_autoptr (GError) error = NULL;
  gint64 start_us;
  double before;

  for (guint i = 0; i < n_samples / N_TURN; i++)
    put_turn (bench);
  mon_parcel_queue_take (bench->queue, &parcels);
  before = cpu_seconds ();
  start_us = mb_wall_time_us ();
  mon_recording_run_write (bench->run, &parcels, bench->time_us, &error);
  g_assert_no_error (error);
  start_us = mb_wall_time_us () - start_us;
  *cpu += cpu_seconds () - before;
  mon_parcel_queue_settle (bench->queue, &parcels);
  return (double) start_us / G_USEC_PER_SEC;
}

static gboolean
count_cb (const MonReaderSample *sample,
          gpointer               user_data)
{
  (*(guint *) user_data)++;
  return TRUE;
}

static void
read_back (Bench      *bench,
           const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MonRecordingReader) reader = mon_recording_reader_new (bench->path, &error);
  g_autofree MonReaderColumn *columns = g_new (MonReaderColumn, 2000);
  g_autofree char *columns_name = g_strdup_printf ("record-%s-columns", name);
  g_autofree char *walk_name = g_strdup_printf ("record-%s-read", name);
  gint64 start_us;
  MonGrid grid;
  guint n = 0;

  g_assert_no_error (error);
  mon_recording_reader_begin (reader, &error);
  mon_grid_init (&grid, START_US, bench->time_us, (bench->time_us - START_US) / 1990);
  start_us = mb_wall_time_us ();
  mon_recording_reader_get_columns (reader, mon_recording_reader_get_tag (reader, 500), &grid,
                                    columns, &error);
  g_assert_no_error (error);
  report (columns_name, (double) (mb_wall_time_us () - start_us) / 1000, "ms");
  start_us = mb_wall_time_us ();
  mon_recording_reader_walk_tag (reader, mon_recording_reader_get_tag (reader, 500), G_MININT64,
                                 G_MAXINT64, count_cb, &n, &error);
  g_assert_no_error (error);
  report (walk_name, (double) (mb_wall_time_us () - start_us) * 1000 / MAX (n, 1), "ns/sample");
}

static void
measure (const char *name,
         MbType      type,
         guint       n_samples,
         guint       n_each)
{
  g_autofree char *rate_name = g_strdup_printf ("record-%s-rate", name);
  g_autofree char *cpu_name = g_strdup_printf ("record-%s-cpu", name);
  g_autofree char *longest_name = g_strdup_printf ("record-%s-longest-commit", name);
  g_autofree char *size_name = g_strdup_printf ("record-%s-size", name);
  Bench bench;
  double spent = 0, longest = 0, cpu = 0;
  struct stat status;

  bench_init (&bench, type);
  for (guint n = 0; n < n_samples; n += n_each)
    {
      double took = commit (&bench, n_each, &cpu);

      spent += took;
      longest = MAX (longest, took);
    }
  mon_recording_run_free (bench.run, bench.time_us);
  g_assert_cmpint (stat (bench.path, &status), ==, 0);
  report (rate_name, n_samples / spent, "samples/s");
  report (cpu_name, cpu * 1e9 / n_samples, "ns/sample");
  report (longest_name, longest * 1000, "ms");
  report (size_name, (double) status.st_size / n_samples, "bytes/sample");
  read_back (&bench, name);
  bench_clear (&bench);
}

int
main (void)
{
  /* As fast as it goes, in commits of what comes in half a second at 200,000 samples a second; and
   * a few at a time, which are merged again and again. */
  measure ("float32", MB_TYPE_FLOAT32, 4000000, 100000);
  measure ("uint16", MB_TYPE_UINT16, 4000000, 100000);
  measure ("few", MB_TYPE_FLOAT32, 1000000, 1000);
  return 0;
}
