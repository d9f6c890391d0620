/* bench-history.c: what the history costs to fill, to keep and to read: one figure a line.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "modbus/mb-clock.h"
#include "monitor/store/mon-history.h"

#define SECOND G_USEC_PER_SEC
#define START (G_GINT64_CONSTANT (1700000000) * SECOND)
#define N_TURN 100
#define N_COLUMNS 2000
#define N_CURVES 8
#define N_ROUNDS 101
#define NO_LIMIT ((gsize) 1 << 40)

/* What one query reads. */
typedef struct
{
  MonSeries     *series;
  gint64         from_us;
  gint64         to_us;
  MonGrid        grid;
  MonCurve       curves[N_CURVES];
  MonStatistics  statistics;
  MonPoint       point;
  guint          round;
} Query;

typedef void (*QueryFunc) (Query *query);

/* What the program holds, by the allocator's own account. */
static gsize
bytes_in_use (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

/* What the program holds, by the system's account. */
static gsize
bytes_resident (void)
{
  g_autofree char *text = NULL;
  gsize n_pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%*s %zu", &n_pages);
  return n_pages * (gsize) sysconf (_SC_PAGESIZE);
}

static void
report (const char *name,
        const char *of,
        double      value,
        const char *unit)
{
  g_print ("%s%s%s %.3f %s\n", name, of[0] != '\0' ? "-" : "", of, value, unit);
}

/* A curve with noise on it, in 16 bits. */
static guint16
next_number (guint32 *noise,
             guint    i)
{
  *noise = *noise * 1664525 + 1013904223;
  return (guint16) (i % 20000 + (*noise >> 18));
}

static MbValue
make_value (MbValueKind kind,
            guint16     number)
{
  MbValue value = { .kind = kind };

  if (kind == MB_VALUE_BOOL)
    value.b = number & 1;
  else if (kind == MB_VALUE_INT)
    value.i = number * 40000 - 800000000;
  else if (kind == MB_VALUE_UINT)
    value.u = number;
  else
    value.f = kind == MB_VALUE_FLOAT32 ? number : number * 0.1;
  return value;
}

/* Fills with turns of N_TURN samples, tag after tag; a failed one in each @gap_every. */
static double
fill (MonHistory  *history,
      MbValueKind  kind,
      guint        n_tags,
      guint        n_samples,
      guint        gap_every)
{
  MonSample samples[N_TURN] = { 0 };
  gint64 spent_us = 0;
  guint32 noise = 1;

  for (guint n = 0; n < n_samples; n += N_TURN)
    {
      gint64 start_us;

      for (guint i = 0; i < N_TURN; i++)
        {
          gboolean is_bad = gap_every > 0 && (n + i) % gap_every == gap_every - 1;

          samples[i].tag = 1 + (n + i) % n_tags;
          samples[i].time_us = START + (gint64) ((n + i) / n_tags) * 100000 + (noise >> 18);
          samples[i].quality = is_bad ? MON_QUALITY_TIMEOUT : MON_QUALITY_GOOD;
          samples[i].value = make_value (is_bad ? MB_VALUE_NONE : kind,
                                         next_number (&noise, n + i));
        }
      start_us = mb_wall_time_us ();
      mon_history_append (history, samples, N_TURN);
      spent_us += mb_wall_time_us () - start_us;
    }
  return (double) spent_us * 1000 / n_samples;
}

static void
bench_fill (const char  *of,
            MbValueKind  kind,
            guint        n_tags,
            guint        n_samples)
{
  gsize bytes = bytes_in_use (), resident = bytes_resident ();
  g_autoptr (MonHistory) history = mon_history_new (NO_LIMIT);

  report ("history-append", of, fill (history, kind, n_tags, n_samples, 0), "ns/sample");
  report ("history-memory", of, (double) (bytes_in_use () - bytes) / n_samples, "bytes/sample");
  report ("history-resident", of, (double) (bytes_resident () - resident) / n_samples,
          "bytes/sample");
  report ("history-counted", of, (double) mon_history_get_bytes (history) / n_samples,
          "bytes/sample");
}

static void
query_columns (Query *query)
{
  mon_series_get_columns (query->series, &query->grid, query->curves, 1);
}

static void
query_all_columns (Query *query)
{
  mon_series_get_columns (query->series, &query->grid, query->curves, N_CURVES);
}

static void
query_statistics (Query *query)
{
  mon_series_get_statistics (query->series, 1, query->from_us + SECOND / 3,
                             query->to_us - SECOND / 3, &query->statistics);
}

static void
query_find (Query *query)
{
  gint64 part = (query->to_us - query->from_us) / N_ROUNDS * query->round++;

  mon_series_find (query->series, 1, query->from_us + part, MON_FIND_NEAREST, &query->point);
}

static int
compare (const void *a,
         const void *b)
{
  const gint64 *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

/* The median, and the least of all rounds, which other work on the machine has spared. */
static void
bench_query (const char *name,
             const char *of,
             QueryFunc   func,
             Query      *query)
{
  g_autofree char *least = NULL;
  gint64 spent_us[N_ROUNDS];

  query->round = 0;
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      gint64 start_us = mb_wall_time_us ();

      func (query);
      spent_us[i] = mb_wall_time_us () - start_us;
    }
  qsort (spent_us, N_ROUNDS, sizeof *spent_us, compare);
  report (name, of, (double) spent_us[N_ROUNDS / 2] / 1000, "ms");
  least = g_strconcat (name, "-least", NULL);
  report (least, of, (double) spent_us[0] / 1000, "ms");
}

static void
bench_read (const char  *of,
            MbValueKind  kind,
            guint        n_samples,
            guint        gap_every)
{
  g_autoptr (MonHistory) history = mon_history_new (NO_LIMIT);
  g_autofree MonColumn *columns = g_new (MonColumn, N_COLUMNS);
  Query query = { .series = mon_history_get_series (history) };
  gint64 width_us;

  fill (history, kind, 1, n_samples, gap_every);
  mon_series_get_span (query.series, 1, &query.from_us, &query.to_us);
  width_us = (query.to_us - query.from_us) / N_COLUMNS + 1;
  mon_grid_init (&query.grid, query.from_us, query.to_us, width_us);
  query.grid.n_columns = N_COLUMNS;
  query.curves[0] = (MonCurve) { .tag = 1, .columns = columns };

  bench_query ("history-columns", of, query_columns, &query);
  bench_query ("history-statistics", of, query_statistics, &query);
  bench_query ("history-find", of, query_find, &query);
}

/* What a frame of a plot reads. */
static void
bench_curves (void)
{
  const guint n_samples = 1000000;
  g_autoptr (MonHistory) history = mon_history_new (NO_LIMIT);
  g_autofree MonColumn *columns = g_new (MonColumn, N_COLUMNS * N_CURVES);
  Query query = { .series = mon_history_get_series (history) };

  fill (history, MB_VALUE_FLOAT64, N_CURVES, n_samples * N_CURVES, 0);
  mon_series_get_span (query.series, 1, &query.from_us, &query.to_us);
  mon_grid_init (&query.grid, query.from_us, query.to_us,
                 (query.to_us - query.from_us) / N_COLUMNS + 1);
  query.grid.n_columns = N_COLUMNS;
  for (guint i = 0; i < N_CURVES; i++)
    query.curves[i] = (MonCurve) { .tag = i + 1, .columns = columns + i * N_COLUMNS };
  bench_query ("history-columns", "8-of-1000000", query_all_columns, &query);
}

int
main (void)
{
  /* The first to be filled is measured with the memory of the process still small. */
  bench_fill ("float32", MB_VALUE_FLOAT32, 1000, 10000000);
  bench_fill ("float64", MB_VALUE_FLOAT64, 1000, 10000000);
  bench_fill ("uint16", MB_VALUE_UINT, 1000, 10000000);
  bench_fill ("int32", MB_VALUE_INT, 1000, 10000000);
  bench_fill ("bool", MB_VALUE_BOOL, 1000, 10000000);
  bench_fill ("one-tag", MB_VALUE_FLOAT32, 1, 10000000);

  bench_read ("1000000", MB_VALUE_FLOAT32, 1000000, 0);
  bench_read ("1000000-float64", MB_VALUE_FLOAT64, 1000000, 0);
  bench_read ("1000000-gaps", MB_VALUE_FLOAT32, 1000000, 500);
  bench_read ("10000000", MB_VALUE_FLOAT32, 10000000, 0);
  bench_curves ();
  return 0;
}
