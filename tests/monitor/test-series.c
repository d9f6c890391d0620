/* test-series.c: columns, statistics and searches in a history equal a naive scan of the same
 * samples, whatever was appended.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-history.h"

#include <float.h>
#include <math.h>

#define SECOND G_GINT64_CONSTANT (1000000)
#define START (1700000000 * SECOND)
#define TAG 3

/* A history and what it should have: samples with their series times, as a naive scan takes them,
 * and the time of the last one appended, which may have been no more than the rest of a gap. */
typedef struct
{
  MonHistory *history;
  MonSeries  *series;
  GArray     *samples;
  gint64      newest_us;
} Fixture;

typedef struct
{
  const char  *name;
  MbValueKind  kind;
  int          bits;
  guint        gaps;       /* per mille of samples */
  guint        odd;        /* per mille of values that are no finite number */
  guint        jumps;      /* per mille of long pauses */
  guint        steps_back; /* per mille of clocks set back */
  gsize        limit;
} Recipe;

static const Recipe recipes[] = {
  { "bool", MB_VALUE_BOOL, 1, 5, 0, 0, 0, G_MAXSIZE },
  { "int16", MB_VALUE_INT, 16, 5, 0, 0, 0, G_MAXSIZE },
  { "int32", MB_VALUE_INT, 32, 0, 0, 1, 0, G_MAXSIZE },
  { "int64", MB_VALUE_INT, 64, 5, 0, 0, 1, G_MAXSIZE },
  { "uint16", MB_VALUE_UINT, 16, 0, 0, 0, 0, G_MAXSIZE },
  { "uint32", MB_VALUE_UINT, 32, 5, 0, 0, 0, G_MAXSIZE },
  { "uint64", MB_VALUE_UINT, 64, 0, 0, 0, 1, G_MAXSIZE },
  { "float32", MB_VALUE_FLOAT32, 0, 0, 0, 0, 0, G_MAXSIZE },
  { "float32-gaps", MB_VALUE_FLOAT32, 0, 100, 0, 0, 1, G_MAXSIZE },
  { "float32-odd", MB_VALUE_FLOAT32, 0, 5, 50, 0, 0, G_MAXSIZE },
  { "float64", MB_VALUE_FLOAT64, 0, 1, 0, 1, 1, G_MAXSIZE },
  { "float64-odd", MB_VALUE_FLOAT64, 0, 0, 2, 0, 0, G_MAXSIZE },
  { "flapping", MB_VALUE_UINT, 16, 500, 0, 0, 0, G_MAXSIZE },
  { "limit", MB_VALUE_FLOAT32, 0, 5, 0, 1, 1, 60000 },
  { "mixed", MB_VALUE_NONE, 0, 20, 5, 1, 1, G_MAXSIZE },
};

static gboolean
chance (guint per_mille)
{
  return (guint) g_test_rand_int_range (0, 1000) < per_mille;
}

static guint64
random_bits (int n_bits)
{
  guint64 bits = ((guint64) (guint32) g_test_rand_int () << 32) | (guint32) g_test_rand_int ();

  return bits >> (64 - n_bits);
}

static double
random_number (const Recipe *recipe)
{
  static const double odd[] = { NAN, INFINITY, -INFINITY };

  if (chance (recipe->odd))
    return odd[g_test_rand_int_range (0, G_N_ELEMENTS (odd))];
  return g_test_rand_double_range (-1000, 1000);
}

static MbValue
random_value (const Recipe *recipe)
{
  static const MbValueKind kinds[] = { MB_VALUE_BOOL, MB_VALUE_INT, MB_VALUE_UINT,
                                       MB_VALUE_FLOAT32, MB_VALUE_FLOAT64 };
  static MbValueKind mixed = MB_VALUE_BOOL;
  int bits = recipe->bits > 0 ? recipe->bits : 1 + g_test_rand_int_range (0, 64);
  MbValue value = { .kind = recipe->kind };

  if (recipe->kind == MB_VALUE_NONE)
    {
      if (chance (3))
        mixed = kinds[g_test_rand_int_range (0, G_N_ELEMENTS (kinds))];
      value.kind = mixed;
    }

  if (value.kind == MB_VALUE_BOOL)
    value.b = chance (500);
  else if (value.kind == MB_VALUE_INT)
    value.i = (gint64) (random_bits (bits) << (64 - bits)) >> (64 - bits);
  else if (value.kind == MB_VALUE_UINT)
    value.u = random_bits (bits);
  else if (value.kind == MB_VALUE_FLOAT32)
    value.f = (float) random_number (recipe);
  else
    value.f = random_number (recipe);
  return value;
}

static MonSample
random_sample (const Recipe *recipe,
               gint64        time_us)
{
  MonSample sample = { .tag = TAG, .time_us = time_us };

  if (chance (recipe->gaps))
    {
      sample.quality = (guint8) g_test_rand_int_range (MON_QUALITY_STALE, MON_QUALITY_PAUSED + 1);
      sample.detail = (guint8) g_test_rand_int_range (0, 3);
      return sample;
    }
  sample.quality = chance (20) ? MON_QUALITY_LATE : MON_QUALITY_GOOD;
  sample.value = random_value (recipe);
  return sample;
}

/* What goes on with a gap for the same reason adds nothing. */
static void
keep (GArray          *samples,
      const MonSample *sample)
{
  const MonSample *last = samples->len > 0
                          ? &g_array_index (samples, MonSample, samples->len - 1) : NULL;

  if (last != NULL && !mon_quality_has_value (sample->quality)
      && last->quality == sample->quality && last->detail == sample->detail)
    return;
  g_array_append_val (samples, *sample);
}

/* Fills a history, and finds in it what was appended, in order, with the wall times it had. */
static void
set_up (Fixture      *f,
        const Recipe *recipe,
        guint         n_samples)
{
  g_autoptr (GArray) appended = g_array_new (FALSE, FALSE, sizeof (MonSample));
  gint64 wall_us = START;
  const MonSample *sample;
  MonSampleWalk walk;
  gint64 last_us = G_MININT64;
  guint i;

  f->history = mon_history_new (recipe->limit);
  f->series = mon_history_get_series (f->history);
  f->samples = g_array_new (FALSE, FALSE, sizeof (MonSample));

  for (guint k = 0; k < n_samples; k++)
    {
      MonSample next;

      wall_us += g_test_rand_int_range (1, 200000);
      if (chance (recipe->jumps))
        wall_us += g_test_rand_int_range (1, 20000) * SECOND;
      if (chance (recipe->steps_back))
        wall_us -= g_test_rand_int_range (2, 4000) * SECOND;
      next = random_sample (recipe, wall_us);
      mon_history_append (f->history, &next, 1);
      keep (appended, &next);
    }

  f->newest_us = mon_series_get_now (f->series, wall_us);

  mon_sample_walk_init (&walk, f->series, TAG, G_MININT64, G_MAXINT64);
  while (mon_sample_walk_next (&walk, &sample))
    g_array_append_val (f->samples, *sample);
  g_assert_cmpuint (f->samples->len, ==, mon_history_get_n_samples (f->history, TAG));
  if (recipe->limit == G_MAXSIZE)
    g_assert_cmpuint (f->samples->len, ==, appended->len);
  else
    g_assert_cmpuint (mon_history_get_bytes (f->history), <=, recipe->limit);

  i = appended->len - f->samples->len;
  for (guint k = 0; k < f->samples->len; k++, i++)
    {
      const MonSample *found = &g_array_index (f->samples, MonSample, k);
      const MonSample *put = &g_array_index (appended, MonSample, i);

      g_assert_cmpint (found->time_us, >, last_us);
      last_us = found->time_us;
      g_assert_cmpint (mon_series_to_wall (f->series, found->time_us), ==, put->time_us);
      g_assert_cmpint (found->quality, ==, put->quality);
      g_assert_cmpint (found->detail, ==, put->detail);
      g_assert_cmpint (found->value.kind, ==, put->value.kind);
      g_assert_true (mb_value_equal (&found->value, &put->value)
                     || (isnan (put->value.f) && isnan (found->value.f)));
    }
}

static void
tear_down (Fixture *f)
{
  mon_history_unref (f->history);
  g_array_unref (f->samples);
}

static const MonSample *
sample_at (Fixture *f,
           guint    index)
{
  return &g_array_index (f->samples, MonSample, index);
}

/* Whether a sample is a finite value, and if not, why there is a gap. */
static gboolean
is_number (const MonSample *sample,
           double          *out_number,
           MonQuality      *out_quality)
{
  *out_quality = sample->quality;
  if (!mon_quality_has_value (sample->quality))
    return FALSE;
  *out_number = mb_value_to_double (&sample->value);
  *out_quality = MON_QUALITY_NOT_AVAILABLE;
  return isfinite (*out_number);
}

/* Index of the first sample that is not before a time. */
static guint
index_of (Fixture *f,
          gint64   time_us)
{
  guint i = 0;

  while (i < f->samples->len && sample_at (f, i)->time_us < time_us)
    i++;
  return i;
}

/* ---- columns ---- */

/* @i is the first sample of the column; returns the one behind it. */
static guint
assert_column (Fixture         *f,
               const MonColumn *column,
               gint64           from_us,
               gint64           to_us,
               guint            i)
{
  MonColumn expected = { .min = INFINITY, .max = -INFINITY };
  gboolean was_number = FALSE;
  MonQuality quality;
  double number;

  if (i > 0)
    was_number = is_number (sample_at (f, i - 1), &number, &quality);
  /* A gap that comes from the left and does not end just where the column begins. */
  if (i > 0 && !was_number
      && (i == f->samples->len || sample_at (f, i)->time_us > from_us))
    {
      expected.flags |= MON_COLUMN_GAP;
      expected.quality = (guint8) quality;
      expected.detail = sample_at (f, i - 1)->detail;
    }

  for (; i < f->samples->len && sample_at (f, i)->time_us < to_us; i++)
    {
      const MonSample *sample = sample_at (f, i);

      if (is_number (sample, &number, &quality))
        {
          if (expected.n_values == 0)
            expected.first = number;
          if (expected.n_values == 0 && !was_number)
            expected.flags |= MON_COLUMN_OPENS;
          expected.last = number;
          expected.min = MIN (expected.min, number);
          expected.max = MAX (expected.max, number);
          expected.n_values++;
          was_number = TRUE;
        }
      else
        {
          expected.flags |= MON_COLUMN_GAP;
          expected.quality = (guint8) quality;
          expected.detail = mon_quality_has_value (sample->quality) ? 0 : sample->detail;
          was_number = FALSE;
        }
    }

  g_assert_cmpuint (column->n_values, ==, expected.n_values);
  g_assert_cmphex (column->flags, ==, expected.flags);
  if (expected.n_values > 0)
    {
      g_assert_cmpfloat (column->min, ==, expected.min);
      g_assert_cmpfloat (column->max, ==, expected.max);
      g_assert_cmpfloat (column->first, ==, expected.first);
      g_assert_cmpfloat (column->last, ==, expected.last);
    }
  if ((expected.flags & MON_COLUMN_GAP) != 0)
    {
      g_assert_cmpint (column->quality, ==, expected.quality);
      g_assert_cmpint (column->detail, ==, expected.detail);
    }
  return i;
}

static void
assert_side (Fixture        *f,
             gboolean        has_point,
             const MonPoint *point,
             guint           index)
{
  g_assert_cmpint (has_point, ==, index < f->samples->len);
  if (!has_point)
    return;
  g_assert_cmpint (point->time_us, ==, sample_at (f, index)->time_us);
  g_assert_cmpint (point->quality, ==, sample_at (f, index)->quality);
  g_assert_cmpint (point->detail, ==, sample_at (f, index)->detail);
}

static void
assert_columns (Fixture *f,
                gint64   from_us,
                gint64   to_us,
                gint64   width_us)
{
  g_autofree MonColumn *columns = NULL;
  MonCurve curve = { .tag = TAG };
  MonGrid grid;
  guint64 n_values = 0;
  guint i;

  mon_grid_init (&grid, from_us, to_us, width_us);
  g_assert_cmpint (mon_grid_get_start (&grid, 0), <=, from_us);
  g_assert_cmpint (mon_grid_get_start (&grid, grid.n_columns), >=, to_us);
  curve.columns = columns = g_new (MonColumn, grid.n_columns);
  g_assert_true (mon_series_get_columns (f->series, &grid, &curve, 1));

  i = index_of (f, mon_grid_get_start (&grid, 0));
  assert_side (f, curve.has_before, &curve.before, i - 1);
  for (guint k = 0; k < grid.n_columns; k++)
    {
      i = assert_column (f, &columns[k], mon_grid_get_start (&grid, k),
                         mon_grid_get_start (&grid, k + 1), i);
      n_values += columns[k].n_values;
    }
  assert_side (f, curve.has_after, &curve.after, i);
  g_assert_cmpuint (curve.n_values, ==, n_values);
}

/* Some span of what there is or a little beside it, often just between two samples. */
static void
random_span (Fixture *f,
             gint64  *out_from_us,
             gint64  *out_to_us)
{
  guint n = f->samples->len;
  gint64 a = sample_at (f, (guint) g_test_rand_int_range (0, (gint32) n))->time_us;
  gint64 b = sample_at (f, (guint) g_test_rand_int_range (0, (gint32) n))->time_us;

  if (chance (300))
    a -= g_test_rand_int_range (-300000, 300000);
  if (chance (300))
    b += g_test_rand_int_range (-300000, 300000);
  if (chance (50))
    a -= 5000 * SECOND;
  if (chance (50))
    b += 5000 * SECOND;
  *out_from_us = MIN (a, b);
  *out_to_us = MAX (a, b) + 1;
}

static void
test_columns (gconstpointer data)
{
  const Recipe *recipe = data;

  for (guint round = 0; round < 4; round++)
    {
      Fixture f;

      set_up (&f, recipe, round == 0 ? 300 : 20000);
      for (guint i = 0; i < 40; i++)
        {
          gint64 from_us, to_us;

          random_span (&f, &from_us, &to_us);
          assert_columns (&f, from_us, to_us,
                          (to_us - from_us) / g_test_rand_int_range (1, 3000) + 1);
        }
      tear_down (&f);
    }
}

/* A view that moves on by whole columns has the same columns in it, and shows each value once. */
static void
test_absolute (void)
{
  Fixture f;
  MonColumn before[100], after[100];
  MonCurve curve = { .tag = TAG, .columns = before };
  MonGrid grid;

  set_up (&f, &recipes[8], 5000);
  mon_grid_init (&grid, START + 17, START + 99 * SECOND, SECOND);
  mon_series_get_columns (f.series, &grid, &curve, 1);
  for (guint moved = 1; moved < 90; moved++)
    {
      grid.first++;
      curve.columns = after;
      mon_series_get_columns (f.series, &grid, &curve, 1);
      for (guint i = 0; i + moved < grid.n_columns; i++)
        g_assert_cmpmem (&after[i], sizeof *after, &before[i + moved], sizeof *before);
    }
  tear_down (&f);
}

/* Several curves of one query; one of them without samples. */
static void
test_curves (void)
{
  g_autoptr (MonHistory) history = mon_history_new (G_MAXSIZE);
  MonColumn columns[3][10];
  MonCurve curves[3];
  MonGrid grid;

  for (guint i = 0; i < 100; i++)
    for (guint tag = 1; tag <= 2; tag++)
      {
        MonSample sample = {
          .tag = tag,
          .time_us = START + i * SECOND / 10,
          .value = { .kind = MB_VALUE_UINT, .u = tag * i },
        };

        mon_history_append (history, &sample, 1);
      }
  for (guint i = 0; i < 3; i++)
    curves[i] = (MonCurve) { .tag = i + 1, .columns = columns[i] };
  mon_grid_init (&grid, START, START + 10 * SECOND, SECOND);
  g_assert_cmpuint (grid.n_columns, ==, 10);
  mon_series_get_columns (mon_history_get_series (history), &grid, curves, 3);

  for (guint k = 0; k < 10; k++)
    {
      g_assert_cmpfloat (columns[0][k].min, ==, k * 10);
      g_assert_cmpfloat (columns[1][k].max, ==, 2 * (k * 10 + 9));
      g_assert_cmpuint (columns[2][k].n_values, ==, 0);
      g_assert_cmphex (columns[2][k].flags, ==, 0);
    }
  g_assert_cmpuint (curves[0].n_values, ==, 100);
  g_assert_cmpuint (curves[2].n_values, ==, 0);
  g_assert_false (curves[2].has_before || curves[2].has_after);
}

static void
test_grid (void)
{
  MonGrid grid;

  mon_grid_init (&grid, -25, 5, 10);
  g_assert_cmpint (grid.first, ==, -3);
  g_assert_cmpuint (grid.n_columns, ==, 4);
  mon_grid_init (&grid, 20, 40, 10);
  g_assert_cmpint (grid.first, ==, 2);
  g_assert_cmpuint (grid.n_columns, ==, 2);
  mon_grid_init (&grid, 20, 20, 10);
  g_assert_cmpuint (grid.n_columns, ==, 0);
}

/* A gap ends where the next value is: a column that begins there has none of it. */
static void
test_gap_end (void)
{
  g_autoptr (MonHistory) history = mon_history_new (G_MAXSIZE);
  MonSample gap = { .tag = TAG, .time_us = START - 1, .quality = MON_QUALITY_BREACH, .detail = 2 };
  MonSample value = { .tag = TAG, .time_us = START, .value = { .kind = MB_VALUE_BOOL } };
  MonColumn columns[2];
  MonCurve curve = { .tag = TAG, .columns = columns };
  MonGrid grid = { .first = START / SECOND, .width_us = SECOND, .n_columns = 2 };

  mon_history_append (history, &gap, 1);
  mon_history_append (history, &value, 1);
  mon_series_get_columns (mon_history_get_series (history), &grid, &curve, 1);
  g_assert_cmphex (columns[0].flags, ==, MON_COLUMN_OPENS);
  g_assert_cmphex (columns[1].flags, ==, 0);

  grid.first--;
  mon_series_get_columns (mon_history_get_series (history), &grid, &curve, 1);
  g_assert_cmphex (columns[0].flags, ==, MON_COLUMN_GAP);
  g_assert_cmpint (columns[0].quality, ==, MON_QUALITY_BREACH);
  g_assert_cmpint (columns[0].detail, ==, 2);
  g_assert_cmphex (columns[1].flags, ==, MON_COLUMN_OPENS);
}

/* ---- statistics ---- */

static void
assert_near (double found,
             double expected,
             double scale)
{
  if (isnan (expected))
    g_assert_true (isnan (found));
  else
    g_assert_cmpfloat_with_epsilon (found, expected, 1e-9 * scale + 1e-300);
}

/* The naive way: each sample once for the means, once more for the distances from them. */
static void
assert_statistics (Fixture *f,
                   gint64   from_us,
                   gint64   to_us)
{
  MonStatistics found;
  long double sum = 0, sum_s = 0, squares = 0, squares_s = 0, products = 0, area = 0;
  double min = NAN, max = NAN, scale = 0, number, n, mean, deviation, spread_s;
  gint64 end_us = MIN (to_us, f->newest_us), held_us = 0, gap_us = 0, on_us = 0;
  guint64 n_values = 0;
  MonQuality quality;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < f->samples->len; i++)
      {
        const MonSample *sample = sample_at (f, i);
        gint64 next_us = i + 1 < f->samples->len ? sample[1].time_us : G_MAXINT64;
        gint64 span_us = MIN (next_us, end_us) - MAX (sample->time_us, from_us);
        gboolean is_value = is_number (sample, &number, &quality);

        if (pass == 0 && span_us > 0)
          {
            held_us += is_value ? span_us : 0;
            gap_us += is_value ? 0 : span_us;
            on_us += is_value && number != 0 ? span_us : 0;
            area += is_value ? (long double) number * span_us : 0;
            scale = is_value ? MAX (scale, fabs (number)) : scale;
          }
        if (!is_value || sample->time_us < from_us || sample->time_us > end_us)
          continue;
        if (pass == 0)
          {
            n_values++;
            sum += number;
            sum_s += (sample->time_us - from_us) / 1e6L;
            min = fmin (min, number);
            max = fmax (max, number);
            scale = MAX (scale, fabs (number));
          }
        else
          {
            long double d = number - sum / n_values;
            long double s = (sample->time_us - from_us) / 1e6L - sum_s / n_values;

            squares += d * d;
            squares_s += s * s;
            products += d * s;
          }
      }

  mon_series_get_statistics (f->series, TAG, from_us, to_us, &found);
  n = (double) n_values;
  mean = n > 0 ? (double) (sum / n_values) : NAN;
  deviation = n > 1 ? (double) sqrtl (squares / (n_values - 1)) : NAN;
  spread_s = n > 1 ? (double) sqrtl (squares_s / n_values) : NAN;

  g_assert_cmpuint (found.n_values, ==, n_values);
  g_assert_cmpint (found.held_us, ==, held_us);
  g_assert_cmpint (found.gap_us, ==, gap_us);
  g_assert_cmpint (found.on_us, ==, on_us);
  g_assert_true (isnan (min) ? isnan (found.min) : found.min == min);
  g_assert_true (isnan (max) ? isnan (found.max) : found.max == max);
  assert_near (found.mean, mean, scale);
  assert_near (found.deviation, deviation, scale);
  assert_near (found.slope, n > 1 ? (double) (products / squares_s) : NAN, scale / spread_s);
  assert_near (found.time_mean, held_us > 0 ? (double) (area / held_us) : NAN, scale);
}

static void
test_statistics (gconstpointer data)
{
  const Recipe *recipe = data;

  for (guint round = 0; round < 4; round++)
    {
      Fixture f;

      set_up (&f, recipe, round == 0 ? 300 : 20000);
      for (guint i = 0; i < 100; i++)
        {
          gint64 from_us, to_us;

          random_span (&f, &from_us, &to_us);
          assert_statistics (&f, from_us, to_us);
        }
      assert_statistics (&f, START - SECOND, G_MAXINT64);
      tear_down (&f);
    }
}

static void
put (MonHistory *history,
     gint64      time_us,
     MbValue     value,
     MonQuality  quality)
{
  MonSample sample = {
    .tag = TAG, .time_us = time_us, .value = value, .quality = (guint8) quality,
  };

  mon_history_append (history, &sample, 1);
}

/* By hand: a pump, what it was for how long, and a span that ends in the middle of it all. */
static void
test_state (void)
{
  const MbValue on = { .kind = MB_VALUE_BOOL, .b = TRUE }, off = { .kind = MB_VALUE_BOOL };
  const MbValue none = { .kind = MB_VALUE_NONE };
  g_autoptr (MonHistory) history = mon_history_new (G_MAXSIZE);
  MonSeries *series = mon_history_get_series (history);
  MonStatistics found;

  mon_series_get_statistics (series, TAG, START, START + SECOND, &found);
  g_assert_cmpuint (found.n_values, ==, 0);
  g_assert_cmpint (found.held_us, ==, 0);
  g_assert_true (isnan (found.mean) && isnan (found.min) && isnan (found.time_mean));

  put (history, START, off, MON_QUALITY_GOOD);
  put (history, START + 10 * SECOND, on, MON_QUALITY_GOOD);
  put (history, START + 30 * SECOND, none, MON_QUALITY_TIMEOUT);
  put (history, START + 35 * SECOND, on, MON_QUALITY_LATE);
  put (history, START + 50 * SECOND, off, MON_QUALITY_GOOD);

  mon_series_get_statistics (series, TAG, START + 5 * SECOND, START + 40 * SECOND, &found);
  g_assert_cmpuint (found.n_values, ==, 2);
  g_assert_cmpint (found.on_us, ==, 25 * SECOND);
  g_assert_cmpint (found.held_us, ==, 30 * SECOND);
  g_assert_cmpint (found.gap_us, ==, 5 * SECOND);
  g_assert_cmpfloat (found.mean, ==, 1);
  g_assert_cmpfloat_with_epsilon (found.time_mean, 25.0 / 30, 1e-12);

  /* Nobody knows what will be: nothing is held beyond the newest sample. */
  mon_series_get_statistics (series, TAG, START - 100 * SECOND, START + 1000 * SECOND, &found);
  g_assert_cmpint (found.on_us, ==, 35 * SECOND);
  g_assert_cmpint (found.held_us, ==, 45 * SECOND);
  mon_series_get_statistics (series, TAG, START + 60 * SECOND, START + 70 * SECOND, &found);
  g_assert_cmpuint (found.n_values, ==, 0);
  g_assert_cmpint (found.held_us, ==, 0);
}

/* A straight line, far from zero. */
static void
test_slope (void)
{
  g_autoptr (MonHistory) history = mon_history_new (G_MAXSIZE);
  MonStatistics found;

  for (int i = 0; i <= 10000; i++)
    put (history, START + i * SECOND / 4,
         (MbValue) { .kind = MB_VALUE_FLOAT64, .f = 1e9 - 0.5 * i }, MON_QUALITY_GOOD);
  mon_series_get_statistics (mon_history_get_series (history), TAG, START, START + 2500 * SECOND,
                             &found);
  g_assert_cmpuint (found.n_values, ==, 10001);
  g_assert_cmpfloat_with_epsilon (found.slope, -2, 1e-9);
  g_assert_cmpfloat_with_epsilon (found.mean, 1e9 - 2500, 1e-6);
  g_assert_cmpfloat_with_epsilon (found.deviation, 0.5 * sqrt (10001.0 * 10002 / 12), 1e-6);
}

/* ---- searches ---- */

static void
assert_find (Fixture *f,
             gint64   time_us,
             MonFind  find)
{
  guint n = f->samples->len, i = index_of (f, time_us);
  gboolean is_at = i < n && sample_at (f, i)->time_us == time_us;
  MonPoint point;

  /* Below zero it becomes greater than any index: not there. */
  switch (find)
    {
    case MON_FIND_BEFORE:
      i--;
      break;
    case MON_FIND_AT_OR_BEFORE:
      i -= is_at ? 0 : 1;
      break;
    case MON_FIND_AT_OR_AFTER:
      break;
    case MON_FIND_AFTER:
      i += is_at ? 1 : 0;
      break;
    case MON_FIND_NEAREST:
      if (i == n || (i > 0 && time_us - sample_at (f, i - 1)->time_us
                              <= sample_at (f, i)->time_us - time_us))
        i--;
      break;
    }
  assert_side (f, mon_series_find (f->series, TAG, time_us, find, &point), &point, i);
}

static void
test_find (gconstpointer data)
{
  gint64 first_us, last_us;
  Fixture f;

  set_up (&f, data, 8000);
  g_assert_true (mon_series_get_span (f.series, TAG, &first_us, &last_us));
  g_assert_cmpint (first_us, ==, sample_at (&f, 0)->time_us);
  g_assert_cmpint (last_us, ==, sample_at (&f, f.samples->len - 1)->time_us);

  for (guint i = 0; i < 300; i++)
    for (guint find = 0; find <= MON_FIND_NEAREST; find++)
      {
        gint64 from_us, to_us;

        random_span (&f, &from_us, &to_us);
        assert_find (&f, from_us, find);
        assert_find (&f, to_us, find);
      }
  tear_down (&f);
}

/* From point to point, both ways: every one once. */
static void
test_step (gconstpointer data)
{
  MonPoint point;
  Fixture f;
  guint n;

  set_up (&f, data, 3000);
  n = 0;
  for (gint64 at_us = G_MININT64;
       mon_series_find (f.series, TAG, at_us, MON_FIND_AFTER, &point); at_us = point.time_us)
    g_assert_cmpint (point.time_us, ==, sample_at (&f, n++)->time_us);
  g_assert_cmpuint (n, ==, f.samples->len);
  for (gint64 at_us = G_MAXINT64;
       mon_series_find (f.series, TAG, at_us, MON_FIND_BEFORE, &point); at_us = point.time_us)
    g_assert_cmpint (point.time_us, ==, sample_at (&f, --n)->time_us);
  g_assert_cmpuint (n, ==, 0);
  tear_down (&f);
}

static void
add_tests (const char   *name,
           const Recipe *recipe,
           void        (*test) (gconstpointer))
{
  g_autofree char *path = g_strdup_printf ("/mon/series/%s/%s", name, recipe->name);

  g_test_add_data_func (path, recipe, test);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++)
    {
      add_tests ("columns", &recipes[i], test_columns);
      add_tests ("statistics", &recipes[i], test_statistics);
      add_tests ("find", &recipes[i], test_find);
      add_tests ("step", &recipes[i], test_step);
    }
  g_test_add_func ("/mon/series/absolute", test_absolute);
  g_test_add_func ("/mon/series/curves", test_curves);
  g_test_add_func ("/mon/series/grid", test_grid);
  g_test_add_func ("/mon/series/gap-end", test_gap_end);
  g_test_add_func ("/mon/series/state", test_state);
  g_test_add_func ("/mon/series/slope", test_slope);

  return g_test_run ();
}
