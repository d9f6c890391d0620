/* mon-recording-query.c: finds the samples of one tag of a recording, and sums them up by columns.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "monitor/store/mon-recording-reader-private.h"

/* A row of sample by its id, in @get: whether it lies before @tag at @time. */
static gboolean
lies_before (sqlite3_stmt *get,
             gint64        id,
             gint64        tag,
             gint64        time)
{
  gboolean is_before = FALSE;

  sqlite3_bind_int64 (get, 1, id);
  if (sqlite3_step (get) == SQLITE_ROW)
    {
      gint64 here = sqlite3_column_int64 (get, 0);

      is_before = here < tag || (here == tag && sqlite3_column_int64 (get, 1) < time);
    }
  sqlite3_reset (get);
  return is_before;
}

/* The first id of a segment that lies not before @tag at @time; O(log n). */
static gint64
find_first (sqlite3_stmt *get,
            gint64        first,
            gint64        n,
            gint64        tag,
            gint64        time)
{
  gint64 low = first;
  gint64 high = first + n;

  while (low < high)
    {
      gint64 middle = low + (high - low) / 2;

      if (lies_before (get, middle, tag, time))
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

typedef struct
{
  MonRecordingReader *reader;
  sqlite3_stmt       *get;
  sqlite3_stmt       *rows;
  const MonReaderTag *tag;
  gint64              from;
  gint64              to;
  gboolean            has_words;
  MonReaderFunc       func;
  gpointer            user_data;
} TagWalk;

/* Gives FALSE when enough is read, or for an error. */
static gboolean
walk_segment (TagWalk  *walk,
              gint64    first,
              gint64    n,
              GError  **error)
{
  gint64 id = find_first (walk->get, first, n, walk->tag->row, walk->from);
  MonReaderSample sample = { .segment = first };
  GError *failure = NULL;
  gboolean goes_on = TRUE;

  sqlite3_bind_int64 (walk->rows, 1, id);
  sqlite3_bind_int64 (walk->rows, 2, first + n);
  while (goes_on && mon_sql_next (walk->rows, &failure))
    {
      if (sqlite3_column_int64 (walk->rows, 0) != walk->tag->row
          || sqlite3_column_int64 (walk->rows, 1) > walk->to)
        break;
      if (mon_recording_reader_read_row (walk->reader, walk->rows, walk->has_words, &sample))
        goes_on = walk->func (&sample, walk->user_data);
    }
  sqlite3_reset (walk->rows);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return goes_on && failure == NULL;
}

static gboolean
walk_segments (TagWalk  *walk,
               GError  **error)
{
  g_autoptr (sqlite3_stmt) segments = NULL;
  g_autoptr (sqlite3_stmt) get = NULL;
  g_autoptr (sqlite3_stmt) rows = NULL;
  sqlite3 *db = walk->reader->db;
  GError *failure = NULL;

  segments = mon_sql_prepare (db, "SELECT id, n FROM segment WHERE begins <= ?2 AND ends >= ?1 "
                              "ORDER BY id", error);
  if (segments == NULL)
    return FALSE;
  walk->get = get = mon_sql_prepare (db, "SELECT tag, time FROM sample WHERE id = ?", error);
  if (get == NULL)
    return FALSE;
  walk->rows = rows = mon_sql_prepare (db, "SELECT tag, time, value, state FROM sample "
                                       "WHERE id >= ?1 AND id < ?2 ORDER BY id", error);
  if (rows == NULL)
    return FALSE;
  sqlite3_bind_int64 (segments, 1, walk->from);
  sqlite3_bind_int64 (segments, 2, walk->to);
  while (mon_sql_next (segments, &failure))
    if (!walk_segment (walk, sqlite3_column_int64 (segments, 0),
                       sqlite3_column_int64 (segments, 1), &failure))
      break;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* Times in the file: those that cannot be told there lie beyond everything. */
static gint64
to_file_time (MonRecordingReader *reader,
              gint64              time_us)
{
  if (time_us < G_MININT64 / 2 || time_us > G_MAXINT64 / 2)
    return time_us;
  return time_us - reader->origin_us;
}

/**
 * mon_recording_reader_walk_tag:
 * @reader: a reader after a begin
 * @tag: a tag of it
 * @from_us: wall time of the first sample
 * @to_us: wall time of the last one
 * @func: called for each sample; ends the walk by %FALSE
 * @user_data: for @func
 * @error: return location for an error
 *
 * Goes over the samples of one tag, in the order in which they came. Costs by their number, and a
 * few steps for each segment.
 *
 * Returns: %FALSE for an error
 */
gboolean
mon_recording_reader_walk_tag (MonRecordingReader  *reader,
                               const MonReaderTag  *tag,
                               gint64               from_us,
                               gint64               to_us,
                               MonReaderFunc        func,
                               gpointer             user_data,
                               GError             **error)
{
  TagWalk walk = {
    .reader = reader,
    .tag = tag,
    .from = to_file_time (reader, from_us),
    .to = to_file_time (reader, to_us),
    .has_words = TRUE,
    .func = func,
    .user_data = user_data,
  };

  return walk_segments (&walk, error);
}

typedef struct
{
  const MonGrid   *grid;
  gint64           start_us;
  MonReaderColumn *columns;
} Filling;

static void
add_value (MonReaderColumn *column,
           double           value)
{
  MonColumn *bounds = &column->column;

  if (bounds->n_values == 0)
    {
      bounds->min = bounds->max = bounds->first = value;
      column->mean = 0;
    }
  bounds->min = MIN (bounds->min, value);
  bounds->max = MAX (bounds->max, value);
  bounds->last = value;
  bounds->n_values++;
  column->mean += (value - column->mean) / bounds->n_values;
}

static gboolean
fill_cb (const MonReaderSample *sample,
         gpointer               user_data)
{
  const Filling *filling = user_data;
  gint64 number = (sample->time_us - filling->start_us) / filling->grid->width_us;
  double value = mb_value_to_double (&sample->value);
  MonReaderColumn *column;

  if (number < 0 || number >= filling->grid->n_columns)
    return TRUE;
  column = &filling->columns[number];
  if (mon_quality_has_value (sample->quality) && isfinite (value))
    {
      add_value (column, value);
      return TRUE;
    }
  column->column.flags |= MON_COLUMN_GAP;
  column->column.quality = (guint8) (mon_quality_has_value (sample->quality)
                                     ? MON_QUALITY_NOT_AVAILABLE : sample->quality);
  column->column.detail = sample->detail;
  return TRUE;
}

/**
 * mon_recording_reader_get_columns:
 * @reader: a reader after a begin
 * @tag: a tag of it
 * @grid: the columns; they count from wall time
 * @columns: (array): where to put the answers, as many as the grid has
 * @error: return location for an error
 *
 * Puts a tag into columns of time by the least, greatest, first, last and mean value of each. A
 * column in which a sample without a value came has %MON_COLUMN_GAP.
 *
 * Returns: %FALSE for an error
 */
gboolean
mon_recording_reader_get_columns (MonRecordingReader  *reader,
                                  const MonReaderTag  *tag,
                                  const MonGrid       *grid,
                                  MonReaderColumn     *columns,
                                  GError             **error)
{
  Filling filling = { grid, mon_grid_get_start (grid, 0), columns };
  TagWalk walk = {
    .reader = reader,
    .tag = tag,
    .from = to_file_time (reader, filling.start_us),
    .to = to_file_time (reader, mon_grid_get_start (grid, grid->n_columns) - 1),
    .func = fill_cb,
    .user_data = &filling,
  };

  for (guint i = 0; i < grid->n_columns; i++)
    columns[i] = (MonReaderColumn) { .mean = NAN };
  return walk_segments (&walk, error);
}
