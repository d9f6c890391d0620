/* test-recording.c: what is read from a recording is what was recorded, whoever made the file.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "monitor/store/mon-recording-reader.h"
#include "monitor/tools/mon-export-csv.h"

#include "recording-fixture.h"

#define ANY_TIME G_MININT64, G_MAXINT64

static MonRecordingReader *
open_reader (RecordingFixture *f)
{
  g_autoptr (GError) error = NULL;
  MonRecordingReader *reader = mon_recording_reader_new (f->path, &error);

  g_assert_no_error (error);
  g_assert_true (mon_recording_reader_begin (reader, &error));
  g_assert_no_error (error);
  return reader;
}

static gboolean
keep_cb (const MonReaderSample *sample,
         gpointer               user_data)
{
  GString *text = user_data;
  char value[MB_NUMBER_TEXT_SIZE];

  mb_value_format (&sample->value, value, sizeof value);
  g_string_append_printf (text, "%s%s %d %s", text->len > 0 ? "; " : "", sample->tag->spec->name,
                          (int) ((sample->time_us - RECORDING_START_US) / 1000), value);
  for (guint i = 0; i < sample->n_raw; i++)
    g_string_append_printf (text, "%c%04x", i == 0 ? '/' : ',', sample->raw[i]);
  if (sample->quality != MON_QUALITY_GOOD)
    g_string_append_printf (text, " %s %u %s", mon_quality_name (sample->quality), sample->detail,
                            sample->reason != NULL ? sample->reason : "-");
  return TRUE;
}

static char *
read_tag (MonRecordingReader *reader,
          guint               number,
          gint64              from_us,
          gint64              to_us)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  mon_recording_reader_walk_tag (reader, mon_recording_reader_get_tag (reader, number), from_us,
                                 to_us, keep_cb, text, &error);
  g_assert_no_error (error);
  return g_string_free (text, FALSE);
}

static void
assert_tag (RecordingFixture *f,
            guint             number,
            gint64            from_us,
            gint64            to_us,
            const char       *expected)
{
  g_autoptr (MonRecordingReader) reader = open_reader (f);
  g_autofree char *text = read_tag (reader, number, from_us, to_us);

  g_assert_cmpstr (text, ==, expected);
}

/* All of it, in the order of time. */
static char *
read_all (RecordingFixture *f)
{
  g_autoptr (MonRecordingReader) reader = open_reader (f);
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (mon_recording_reader_walk (reader, keep_cb, text, &error));
  g_assert_no_error (error);
  return g_string_free (text, FALSE);
}

typedef struct
{
  guint    n;
  MbValue  values[16];
} Values;

static gboolean
keep_value_cb (const MonReaderSample *sample,
               gpointer               user_data)
{
  Values *values = user_data;

  g_assert_cmpuint (values->n, <, G_N_ELEMENTS (values->values));
  values->values[values->n++] = sample->value;
  return TRUE;
}

/* Bit by bit what was recorded. */
static void
test_lossless (RecordingFixture *f,
               gconstpointer     data)
{
  const MonTagSpec *tags[] = {
    recording_add_tag (f, "u", 0, MB_TYPE_UINT64), recording_add_tag (f, "i", 4, MB_TYPE_INT64),
    recording_add_tag (f, "s", 8, MB_TYPE_FLOAT32), recording_add_tag (f, "d", 12, MB_TYPE_FLOAT64),
  };
  const struct { guint tag; MbValue value; } cases[] = {
    { 0, { .kind = MB_VALUE_UINT, .u = G_MAXUINT64 } },
    { 0, { .kind = MB_VALUE_UINT, .u = (guint64) G_MAXINT64 + 1 } },
    { 0, { .kind = MB_VALUE_UINT, .u = 0 } },
    { 1, { .kind = MB_VALUE_INT, .i = G_MININT64 } },
    { 1, { .kind = MB_VALUE_INT, .i = -1 } },
    { 2, { .kind = MB_VALUE_FLOAT32, .f = 0.1f } },
    { 2, { .kind = MB_VALUE_FLOAT32, .f = -0.0f } },
    { 2, { .kind = MB_VALUE_FLOAT32, .f = 3.0f } },
    { 3, { .kind = MB_VALUE_FLOAT64, .f = 5e-324 } },
    { 3, { .kind = MB_VALUE_FLOAT64, .f = -0.0 } },
    { 3, { .kind = MB_VALUE_FLOAT64, .f = INFINITY } },
    /* Not what values of this tag usually are. */
    { 3, { .kind = MB_VALUE_INT, .i = 9007199254740993 } },
    { 3, { .kind = MB_VALUE_BOOL, .b = TRUE } },
  };
  g_autoptr (MonRecordingReader) reader = NULL;
  guint next[G_N_ELEMENTS (tags)] = { 0 };
  Values values[G_N_ELEMENTS (tags)] = { 0 };

  recording_start (f);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      recording_put (f, tags[cases[i].tag], MON_QUALITY_GOOD, 0, cases[i].value);
      recording_advance (f, 500);
    }
  recording_stop (f);

  reader = open_reader (f);
  g_assert_cmpuint (mon_recording_reader_get_n_tags (reader), ==, G_N_ELEMENTS (tags));
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    g_assert_true (mon_recording_reader_walk_tag (reader, mon_recording_reader_get_tag (reader, i),
                                                  ANY_TIME, keep_value_cb, &values[i], NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const MbValue *value = &values[cases[i].tag].values[next[cases[i].tag]++];

      g_assert_cmpint (value->kind, ==, cases[i].value.kind);
      g_assert_cmpmem (&value->u, sizeof value->u, &cases[i].value.u, sizeof value->u);
    }
}

static void
test_no_value (RecordingFixture *f,
               gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "x", 0, MB_TYPE_FLOAT32);

  recording_start (f);
  recording_put (f, tag, MON_QUALITY_GOOD, 0, (MbValue) { .kind = MB_VALUE_FLOAT32, .f = NAN });
  recording_advance (f, 500);
  recording_put (f, tag, MON_QUALITY_EXCEPTION, 2, (MbValue) { .kind = MB_VALUE_NONE });
  recording_advance (f, 500);
  recording_put (f, tag, MON_QUALITY_LATE, 0, (MbValue) { .kind = MB_VALUE_FLOAT32, .f = 2 });
  recording_stop (f);
  assert_tag (f, 0, ANY_TIME, "x 0 nan/7fc0,0000; x 500  exception 2 Illegal data address; "
              "x 1000 2/4000,0000 late 0 -");
}

/* Many segments of several levels: the samples of each tag, and all in the order of time. */
static void
test_walks (RecordingFixture *f,
            gconstpointer     data)
{
  const MonTagSpec *a = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);
  const MonTagSpec *b = recording_add_tag (f, "b", 1, MB_TYPE_UINT16);
  g_autoptr (GString) of_a = g_string_new (NULL);
  g_autoptr (GString) of_both = g_string_new (NULL);
  g_autofree char *all = NULL;

  recording_start (f);
  for (guint i = 0; i < 300; i++)
    {
      const char *separator = i > 0 ? "; " : "";

      recording_put_uint (f, b, i);
      if (i % 3 == 0)
        recording_put_uint (f, a, i);
      if (i % 3 == 0)
        g_string_append_printf (of_a, "%sa %u %u/%04x", separator, i * 500, i, i);
      if (i % 3 == 0)
        g_string_append_printf (of_both, "%sa %u %u/%04x", separator, i * 500, i, i);
      g_string_append_printf (of_both, "; b %u %u/%04x", i * 500, i, i);
      recording_advance (f, 500);
    }
  /* Also while it is being recorded. */
  assert_tag (f, 0, ANY_TIME, of_a->str);
  recording_stop (f);
  assert_tag (f, 0, ANY_TIME, of_a->str);
  assert_tag (f, 0, RECORDING_START_US + 130 * G_USEC_PER_SEC,
              RECORDING_START_US + 133 * G_USEC_PER_SEC, "a 130500 261/0105; a 132000 264/0108");
  assert_tag (f, 0, RECORDING_START_US + 132 * G_USEC_PER_SEC,
              RECORDING_START_US + 132 * G_USEC_PER_SEC, "a 132000 264/0108");
  assert_tag (f, 1, RECORDING_START_US + 1000 * G_USEC_PER_SEC, G_MAXINT64, "");
  all = read_all (f);
  g_assert_cmpstr (all, ==, of_both->str);
}

/* The reader sees one moment, though the recorder goes on and merges what is read. */
static void
test_moment (RecordingFixture *f,
             gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);
  g_autoptr (MonRecordingReader) reader = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  recording_start (f);
  for (guint i = 0; i < 40; i++)
    {
      recording_put_uint (f, tag, i);
      recording_advance (f, 500);
      if (i == 14)
        {
          reader = open_reader (f);
          before = read_tag (reader, 0, ANY_TIME);
        }
    }
  after = read_tag (reader, 0, ANY_TIME);
  g_assert_cmpstr (before, ==, after);
  g_assert_true (g_str_has_suffix (before, "; a 7000 14/000e"));
  g_assert_true (mon_recording_reader_begin (reader, NULL));
  g_free (after);
  after = read_tag (reader, 0, ANY_TIME);
  g_assert_true (g_str_has_suffix (after, "; a 19500 39/0027"));
  mon_recording_reader_end (reader);
  recording_stop (f);
}

static void
test_columns (RecordingFixture *f,
              gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);
  g_autoptr (MonRecordingReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  MonReaderColumn columns[4];
  MonGrid grid;

  recording_start (f);
  for (guint i = 0; i < 100; i++)
    {
      if (i == 55)
        recording_put (f, tag, MON_QUALITY_TIMEOUT, 0, (MbValue) { .kind = MB_VALUE_NONE });
      else
        recording_put_uint (f, tag, (i * 7) % 50);
      recording_advance (f, 100);
    }
  recording_stop (f);

  reader = open_reader (f);
  mon_grid_init (&grid, RECORDING_START_US, RECORDING_START_US + 20 * G_USEC_PER_SEC,
                 5 * G_USEC_PER_SEC);
  g_assert_cmpuint (grid.n_columns, ==, 4);
  mon_recording_reader_get_columns (reader, mon_recording_reader_get_tag (reader, 0), &grid,
                                    columns, &error);
  g_assert_no_error (error);
  for (guint k = 0; k < 2; k++)
    {
      double sum = 0;
      guint n = 0;

      for (guint i = k * 50; i < k * 50 + 50; i++)
        if (i != 55)
          {
            sum += (i * 7) % 50;
            n++;
          }
      g_assert_cmpuint (columns[k].column.n_values, ==, n);
      g_assert_cmpfloat (columns[k].column.min, ==, 0);
      g_assert_cmpfloat (columns[k].column.max, ==, 49);
      g_assert_cmpfloat (columns[k].column.first, ==, 0);
      g_assert_cmpfloat (columns[k].column.last, ==, 43);
      g_assert_cmpfloat_with_epsilon (columns[k].mean, sum / n, 1e-9);
      g_assert_cmpint (columns[k].column.flags, ==, k == 1 ? MON_COLUMN_GAP : 0);
    }
  g_assert_cmpint (columns[1].column.quality, ==, MON_QUALITY_TIMEOUT);
  g_assert_cmpuint (columns[2].column.n_values, ==, 0);
  g_assert_true (isnan (columns[3].mean));
}

typedef struct
{
  const char *name;
  const char *sql;
  int         code;
} Hostile;

/* Files that somebody made to look like ours, or that a later version made. */
static const Hostile hostile[] = {
  { "trigger", "CREATE TRIGGER t AFTER INSERT ON sample BEGIN DELETE FROM sample; END",
    MON_RECORDING_ERROR_FOREIGN },
  { "view", "CREATE VIEW v AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) "
    "SELECT x FROM r", MON_RECORDING_ERROR_FOREIGN },
  { "table", "CREATE TABLE other (x)", MON_RECORDING_ERROR_FOREIGN },
  { "missing", "DROP TABLE gap", MON_RECORDING_ERROR_FOREIGN },
  { "swapped", "DROP VIEW samples; DROP TABLE sample; CREATE VIEW sample AS WITH RECURSIVE r(x) AS "
    "(SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x AS id, 1 AS tag, 0 AS time, 0 AS value, "
    "0 AS state FROM r", MON_RECORDING_ERROR_FOREIGN },
  { "newer", "PRAGMA user_version = 99", MON_RECORDING_ERROR_NEWER },
  { "other-program", "PRAGMA application_id = 1", MON_RECORDING_ERROR_FOREIGN },
};

static void
test_hostile (RecordingFixture *f,
              gconstpointer     data)
{
  const Hostile *file = data;
  g_autoptr (MonRecordingReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *now = NULL;
  gsize len_before, len_now;
  sqlite3 *db = NULL;

  recording_start (f);
  recording_put_uint (f, recording_add_tag (f, "a", 0, MB_TYPE_UINT16), 1);
  recording_stop (f);
  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_true (mon_sql_run (db, file->sql, &error));
  g_assert_no_error (error);
  sqlite3_close (db);
  g_assert_true (g_file_get_contents (f->path, &before, &len_before, NULL));

  reader = mon_recording_reader_new (f->path, &error);
  g_assert_null (reader);
  g_assert_error (error, MON_RECORDING_ERROR, file->code);
  g_clear_error (&error);
  g_assert_null (mon_recorder_new (&f->options, MON_PARCEL_QUEUE_LIMIT_BYTES, f->clock, &error));
  g_assert_error (error, MON_RECORDING_ERROR, file->code);
  g_assert_true (g_file_get_contents (f->path, &now, &len_now, NULL));
  g_assert_cmpmem (before, len_before, now, len_now);
}

/* Whatever bytes are turned: an error or some samples, and no more than that. */
static void
test_flips (RecordingFixture *f,
            gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "a", 0, MB_TYPE_UINT16);
  g_autofree char *bytes = NULL;
  gsize len;

  recording_start (f);
  for (guint i = 0; i < 2000; i++)
    {
      recording_put_uint (f, tag, i);
      mb_clock_advance (f->clock, 1000);
    }
  recording_stop (f);
  g_assert_true (g_file_get_contents (f->path, &bytes, &len, NULL));
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *copy = g_memdup2 (bytes, len);
      g_autoptr (MonRecordingReader) reader = NULL;
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint k = 0; k <= i % 8; k++)
        copy[g_test_rand_int_range (100, (gint32) len)] ^=
          (char) (1 << g_test_rand_int_range (0, 8));
      g_assert_true (g_file_set_contents (f->path, copy,
                                          (gssize) (i % 5 == 0 ? len * 2 / 3 : len), NULL));
      reader = mon_recording_reader_new (f->path, NULL);
      if (reader != NULL && mon_recording_reader_begin (reader, NULL))
        {
          mon_recording_reader_walk (reader, keep_cb, text, NULL);
          for (guint k = 0; k < mon_recording_reader_get_n_tags (reader); k++)
            mon_recording_reader_walk_tag (reader, mon_recording_reader_get_tag (reader, k),
                                           ANY_TIME, keep_cb, text, NULL);
        }
    }
}

static void
test_spreadsheet (RecordingFixture *f,
                  gconstpointer     data)
{
  MonTagSpec *tag = recording_add_tag (f, "@a", 0, MB_TYPE_FLOAT64);
  g_autoptr (MonExportCsv) csv = mon_export_csv_new (MON_CSV_SPREADSHEET);
  MonReaderTag read = { .device_name = "-d\"", .spec = tag };
  const MonReaderSample sample = {
    .tag = &read, .time_us = RECORDING_START_US + 1500, .quality = MON_QUALITY_GOOD,
    .value = { .kind = MB_VALUE_FLOAT64, .f = -1.5 },
  };

  g_assert_cmpstr (mon_export_csv_get_header (csv), ==,
                   "\xef\xbb\xbf" "time,device,tag,table,address,value,raw,quality,reason\r\n");
  g_assert_cmpstr (mon_export_csv_format (csv, &sample), ==,
                   "2026-11-21 14:02:30.001,\"'-d\"\"\",\"'@a\",holding,0,-1.5,,good,\r\n");
}

#define ADD(path, data, func) \
  g_test_add ("/mon/recording/" path, RecordingFixture, data, recording_set_up, func, \
              recording_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("lossless", NULL, test_lossless);
  ADD ("no-value", NULL, test_no_value);
  ADD ("walks", NULL, test_walks);
  ADD ("moment", NULL, test_moment);
  ADD ("columns", NULL, test_columns);
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mon/recording/hostile/%s", hostile[i].name);

      g_test_add (path, RecordingFixture, &hostile[i], recording_set_up, test_hostile,
                  recording_tear_down);
    }
  ADD ("flips", NULL, test_flips);
  ADD ("spreadsheet", NULL, test_spreadsheet);

  return g_test_run ();
}
