/* test-history.c: the recent past: classes of storage, gaps, spans with an edge on each side,
 * limits.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-history.h"

#include <malloc.h>
#include <math.h>

#define SECOND G_GINT64_CONSTANT (1000000)
#define START (1700000000 * SECOND)
#define NO_LIMIT ((gsize) 1 << 40)

static void
append (MonHistory *history,
        guint32     tag,
        gint64      time_us,
        MbValue     value)
{
  MonSample sample = {
    .tag = tag,
    .quality = MON_QUALITY_GOOD,
    .time_us = time_us,
    .value = value,
  };

  mon_history_append (history, &sample, 1);
}

static void
append_bad (MonHistory *history,
            guint32     tag,
            gint64      time_us,
            MonQuality  quality,
            guint8      detail)
{
  MonSample sample = { .tag = tag, .quality = quality, .detail = detail, .time_us = time_us };

  mon_history_append (history, &sample, 1);
}

static MbValue
number (double f)
{
  return (MbValue) { .kind = MB_VALUE_FLOAT32, .f = f };
}

static GArray *
get (MonHistory *history,
     guint32     tag,
     gint64      from_us,
     gint64      to_us)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (MonPoint));

  mon_series_get_points (mon_history_get_series (history), tag, from_us, to_us, points);
  return points;
}

/* Points as text: "TIME:VALUE" with the time in seconds after START, "TIME!quality" for a gap. */
static void
assert_points (MonHistory *history,
               gint64      from_s,
               gint64      to_s,
               const char *expected)
{
  g_autoptr (GArray) points = get (history, 1, START + from_s * SECOND, START + to_s * SECOND);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < points->len; i++)
    {
      const MonPoint *point = &g_array_index (points, MonPoint, i);

      g_string_append_printf (text, "%s%d", i > 0 ? " " : "",
                              (int) ((point->time_us - START) / SECOND));
      if (mon_quality_has_value (point->quality))
        g_string_append_printf (text, ":%g%s", point->value,
                                point->quality == MON_QUALITY_LATE ? "late" : "");
      else
        g_string_append_printf (text, "!%s", mon_quality_name (point->quality));
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_empty (void)
{
  g_autoptr (MonHistory) history = mon_history_new (NO_LIMIT);

  assert_points (history, 0, 10, "");
  g_assert_cmpuint (mon_series_get_serial (mon_history_get_series (history), 1), ==, 0);
  g_assert_cmpuint (mon_history_get_n_samples (history, 1), ==, 0);
  g_assert_cmpuint (mon_history_get_bytes (history), ==, 0);
  mon_history_forget (history, 1);
}

static void
test_edges (void)
{
  g_autoptr (MonHistory) history = mon_history_new (NO_LIMIT);

  for (int i = 0; i < 10; i++)
    append (history, 1, START + 10 * i * SECOND, number (i));

  assert_points (history, 0, 90, "0:0 10:1 20:2 30:3 40:4 50:5 60:6 70:7 80:8 90:9");
  assert_points (history, 25, 45, "20:2 30:3 40:4 50:5");
  assert_points (history, 20, 40, "10:1 20:2 30:3 40:4 50:5");
  assert_points (history, 31, 32, "30:3 40:4");
  assert_points (history, -20, -10, "0:0");
  assert_points (history, 95, 99, "90:9");
  assert_points (history, 85, 200, "80:8 90:9");
}

/* The same over many chunks: every span gives exactly what a plain search gives. */
static void
test_spans (void)
{
  g_autoptr (MonHistory) history = mon_history_new (NO_LIMIT);
  const int n = 5000;

  for (int i = 0; i < n; i++)
    append (history, 1, START + i * SECOND, number (i));

  for (int round = 0; round < 2000; round++)
    {
      int from = g_test_rand_int_range (-10, n + 10);
      int to = from + g_test_rand_int_range (0, 100);
      int first = CLAMP (from - 1, 0, n - 1);
      int last = CLAMP (to + 1, 0, n - 1);
      g_autoptr (GArray) points = get (history, 1, START + from * SECOND, START + to * SECOND);

      g_assert_cmpint (points->len, ==, last - first + 1);
      for (int i = first; i <= last; i++)
        g_assert_cmpfloat (g_array_index (points, MonPoint, i - first).value, ==, i);
    }
}

static void
test_gaps (void)
{
  g_autoptr (MonHistory) history = mon_history_new (NO_LIMIT);
  MonSample late = { .tag = 1, .quality = MON_QUALITY_LATE, .time_us = START + 7 * SECOND };

  append_bad (history, 1, START, MON_QUALITY_LINK_DOWN, 0);
  append_bad (history, 1, START + SECOND, MON_QUALITY_LINK_DOWN, 0);
  append (history, 1, START + 2 * SECOND, number (2));
  append_bad (history, 1, START + 3 * SECOND, MON_QUALITY_TIMEOUT, 0);
  append_bad (history, 1, START + 4 * SECOND, MON_QUALITY_TIMEOUT, 0);
  append_bad (history, 1, START + 5 * SECOND, MON_QUALITY_STALE, 0);
  append (history, 1, START + 6 * SECOND, number (6));
  late.value = number (7);
  mon_history_append (history, &late, 1);
  append (history, 1, START + 8 * SECOND, number (8));
  append_bad (history, 1, START + 9 * SECOND, MON_QUALITY_EXCEPTION, 2);
  append_bad (history, 1, START + 10 * SECOND, MON_QUALITY_EXCEPTION, 4);

  assert_points (history, 0, 20,
                 "0!link-down 2:2 3!timeout 5!stale 6:6 7:7late 8:8 9!exception 10!exception");
  g_assert_cmpuint (mon_history_get_n_samples (history, 1), ==, 9);
  g_assert_cmpuint (mon_series_get_serial (mon_history_get_series (history), 1), ==, 11);
  assert_points (history, 4, 4, "3!timeout 5!stale");
  assert_points (history, 9, 9, "8:8 9!exception 10!exception");
}

/* A device that fails every other time fills runs, not only values. */
static void
test_flapping (void)
{
  g_autoptr (MonHistory) history = mon_history_new (NO_LIMIT);
  g_autoptr (GArray) points = NULL;

  for (int i = 0; i < 10000; i++)
    if (i % 2 == 0)
      append (history, 1, START + i * SECOND, number (i));
    else
      append_bad (history, 1, START + i * SECOND, MON_QUALITY_TIMEOUT, 0);

  points = get (history, 1, START, START + 10000 * SECOND);
  g_assert_cmpuint (points->len, ==, 10000);
  for (guint i = 0; i < points->len; i++)
    {
      const MonPoint *point = &g_array_index (points, MonPoint, i);

      g_assert_cmpint (point->time_us, ==, START + i * SECOND);
      g_assert_cmpint (point->quality, ==, i % 2 == 0 ? MON_QUALITY_GOOD : MON_QUALITY_TIMEOUT);
      g_assert_true (i % 2 == 0 ? point->value == i : isnan (point->value));
    }
}

static void
test_lossless (void)
{
  const MbValue values[] = {
    { .kind = MB_VALUE_BOOL, .b = TRUE },
    { .kind = MB_VALUE_BOOL, .b = FALSE },
    { .kind = MB_VALUE_INT, .i = -1 },
    { .kind = MB_VALUE_INT, .i = G_MININT32 },
    { .kind = MB_VALUE_INT, .i = G_MININT32 - (gint64) 1 },
    { .kind = MB_VALUE_INT, .i = G_MAXINT32 },
    { .kind = MB_VALUE_INT, .i = G_MININT64 },
    { .kind = MB_VALUE_UINT, .u = G_MAXUINT32 },
    { .kind = MB_VALUE_UINT, .u = G_MAXUINT32 + (guint64) 1 },
    { .kind = MB_VALUE_FLOAT32, .f = (double) 0.1f },
    { .kind = MB_VALUE_FLOAT32, .f = INFINITY },
    { .kind = MB_VALUE_FLOAT64, .f = 0.1 },
    { .kind = MB_VALUE_FLOAT64, .f = -1e300 },
  };
  g_autoptr (MonHistory) history = mon_history_new (NO_LIMIT);
  g_autoptr (GArray) points = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    append (history, 1, START + i, values[i]);
  append (history, 1, START + 1000, number (NAN));

  points = get (history, 1, START, START + 1000);
  g_assert_cmpuint (points->len, ==, G_N_ELEMENTS (values) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_assert_cmpfloat (g_array_index (points, MonPoint, i).value,
                       ==, mb_value_to_double (&values[i]));
  g_assert_true (isnan (g_array_index (points, MonPoint, points->len - 1).value));
}

static void
test_time (void)
{
  g_autoptr (MonHistory) history = mon_history_new (NO_LIMIT);

  append (history, 1, START, number (0));
  append (history, 1, START + 5000 * SECOND, number (1));  /* more than 32 bits of microseconds */
  append (history, 1, START + 100 * SECOND, number (2));   /* the clock was set back */
  append (history, 1, START + 400000 * SECOND, number (3));
  assert_points (history, 0, 1000000, "0:0 5000:1 5000:2 400000:3");

  append_bad (history, 1, START + 400001 * SECOND, MON_QUALITY_PAUSED, 0);
  append_bad (history, 1, START + 900000 * SECOND, MON_QUALITY_PAUSED, 0);
  append (history, 1, START + 900001 * SECOND, number (4));
  assert_points (history, 400000, 1000000, "5000:2 400000:3 400001!paused 900001:4");
}

static void
test_limit (void)
{
  const gsize limit = 200000;
  g_autoptr (MonHistory) history = mon_history_new (limit);
  g_autoptr (GArray) points = NULL;
  guint64 n_samples;

  for (int i = 0; i < 100000; i++)
    {
      append (history, 1 + i % 3, START + i * SECOND, number (i));
      g_assert_cmpuint (mon_history_get_bytes (history), <=, limit);
    }

  n_samples = mon_history_get_n_samples (history, 1);
  g_assert_cmpuint (n_samples, >, limit / 3 / 12 / 2);
  points = get (history, 1, 0, G_MAXINT64);
  g_assert_cmpuint (points->len, ==, n_samples);
  g_assert_cmpfloat (g_array_index (points, MonPoint, points->len - 1).value, ==, 99999);
  for (guint i = 1; i < points->len; i++)
    g_assert_cmpint (g_array_index (points, MonPoint, i).time_us, ==,
                     g_array_index (points, MonPoint, i - 1).time_us + 3 * SECOND);
}

/* Who is slow keeps its past while others are fast; who is alone has all of the memory. */
static void
test_fair (void)
{
  const gsize limit = 400000;
  g_autoptr (MonHistory) history = mon_history_new (limit);
  guint64 n_alone, n_fast;

  for (int i = 0; i < 100000; i++)
    append (history, 1, START + i * SECOND, number (i));
  n_alone = mon_history_get_n_samples (history, 1);
  g_assert_cmpuint (n_alone, >, limit / 12);

  for (int i = 100000; i < 300000; i++)
    {
      append (history, 1, START + i * SECOND, number (i));
      append (history, 2, START + i * SECOND, number (i));
      if (i % 100 == 0)
        append (history, 3, START + i * SECOND, number (i));
      g_assert_cmpuint (mon_history_get_bytes (history), <=, limit);
    }
  n_fast = mon_history_get_n_samples (history, 1);
  g_assert_cmpuint (mon_history_get_n_samples (history, 3), ==, 2000);
  g_assert_cmpuint (n_fast, <, n_alone / 2);
  g_assert_cmpfloat_with_epsilon (mon_history_get_n_samples (history, 2), n_fast, 2 * 1024);
}

/* One tag has a limit of its own, and all limits can be changed. */
static void
test_tag_limit (void)
{
  g_autoptr (MonHistory) history = mon_history_new (NO_LIMIT);
  g_autoptr (GArray) points = NULL;
  guint64 n_left;

  mon_history_set_limits (history, NO_LIMIT, 100000);
  for (int i = 0; i < 50000; i++)
    for (guint32 tag = 1; tag <= 3; tag++)
      append (history, tag, START + i * SECOND, number (i));
  g_assert_cmpuint (mon_history_get_bytes (history), <=, 300000);
  for (guint32 tag = 1; tag <= 3; tag++)
    g_assert_cmpuint (mon_history_get_n_samples (history, tag), >, 100000 / 12);

  mon_history_set_limits (history, 150000, 100000);
  g_assert_cmpuint (mon_history_get_bytes (history), <=, 150000);
  mon_history_set_limits (history, NO_LIMIT, 30000);
  g_assert_cmpuint (mon_history_get_bytes (history), <=, 90000);

  n_left = mon_history_get_n_samples (history, 1);
  points = get (history, 1, 0, G_MAXINT64);
  g_assert_cmpuint (points->len, ==, n_left);
  g_assert_cmpfloat (g_array_index (points, MonPoint, n_left - 1).value, ==, 49999);
}

static void
test_many_tags (void)
{
  const gsize limit = 4000000;
  g_autoptr (MonHistory) history = mon_history_new (limit);

  for (int i = 0; i < 200; i++)
    for (guint32 tag = 1; tag <= 5000; tag++)
      append (history, tag, START + i * SECOND, number (i));

  g_assert_cmpuint (mon_history_get_bytes (history), <=, limit);
  for (guint32 tag = 1; tag <= 5000; tag++)
    g_assert_cmpuint (mon_history_get_n_samples (history, tag), >=, 16);
}

static void
test_forget (void)
{
  g_autoptr (MonHistory) history = mon_history_new (NO_LIMIT);

  for (int i = 0; i < 5000; i++)
    {
      append (history, 1, START + i * SECOND, number (i));
      append (history, 2, START + i * SECOND, number (i));
      if (i % 100 == 0)
        append_bad (history, 2, START + i * SECOND, MON_QUALITY_TIMEOUT, 0);
    }
  mon_history_forget (history, 1);
  assert_points (history, 0, 10000, "");
  g_assert_cmpuint (mon_history_get_n_samples (history, 2), ==, 5050);
  mon_history_forget (history, 2);
  g_assert_cmpuint (mon_history_get_bytes (history), ==, 0);

  append (history, 1, START + 6000 * SECOND, number (1));
  assert_points (history, 0, 10000, "6000:1");
}

/* By the allocator's own account, which a sanitizer does not keep; else as the history counts. */
static gsize
bytes_in_use (MonHistory *history)
{
#if defined (__GLIBC__) && !defined (__SANITIZE_ADDRESS__)
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
#else
  return mon_history_get_bytes (history);
#endif
}

/* The promise of performance.md: 12 bytes for values that fit 32 bits, 20 for those of 64. What the
 * history counts is what malloc has given, all but nothing. */
static void
test_bytes (void)
{
  const struct
  {
    MbValueKind kind;
    guint       step;
    double      limit;
  } cases[] = {
    { MB_VALUE_BOOL, 1, 12 },
    { MB_VALUE_UINT, 1, 12 },
    { MB_VALUE_INT, 100000, 12 },
    { MB_VALUE_FLOAT32, 1, 12 },
    { MB_VALUE_FLOAT64, 1, 20 },
  };
  const int n = 20000, n_tags = 10;

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MonHistory) history = mon_history_new (NO_LIMIT);
      gsize before = bytes_in_use (history), counted;
      double per_sample;

      for (int i = 0; i < n; i++)
        for (int tag = 1; tag <= n_tags; tag++)
          {
            MbValue value = { .kind = cases[k].kind };

            if (value.kind == MB_VALUE_BOOL)
              value.b = i % 2;
            else if (value.kind == MB_VALUE_UINT || value.kind == MB_VALUE_INT)
              value.i = i * cases[k].step;
            else
              value.f = i;
            append (history, (guint32) tag, START + i * SECOND / 10, value);
          }

      counted = mon_history_get_bytes (history);
      per_sample = (double) (bytes_in_use (history) - before) / n / n_tags;
      g_test_message ("kind %u: %.2f bytes a sample, %.2f counted", cases[k].kind, per_sample,
                      (double) counted / n / n_tags);
      g_assert_cmpfloat (per_sample, <=, cases[k].limit);
      g_assert_cmpfloat_with_epsilon (per_sample, (double) counted / n / n_tags,
                                      0.01 * cases[k].limit);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/history/empty", test_empty);
  g_test_add_func ("/mon/history/edges", test_edges);
  g_test_add_func ("/mon/history/spans", test_spans);
  g_test_add_func ("/mon/history/gaps", test_gaps);
  g_test_add_func ("/mon/history/flapping", test_flapping);
  g_test_add_func ("/mon/history/lossless", test_lossless);
  g_test_add_func ("/mon/history/time", test_time);
  g_test_add_func ("/mon/history/limit", test_limit);
  g_test_add_func ("/mon/history/fair", test_fair);
  g_test_add_func ("/mon/history/tag-limit", test_tag_limit);
  g_test_add_func ("/mon/history/many-tags", test_many_tags);
  g_test_add_func ("/mon/history/forget", test_forget);
  g_test_add_func ("/mon/history/bytes", test_bytes);
  return g_test_run ();
}
