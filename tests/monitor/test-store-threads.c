/* test-store-threads.c: one writer and several readers at once on board, history and traffic log.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-board.h"
#include "monitor/store/mon-history.h"
#include "monitor/store/mon-traffic-log.h"

#include <math.h>
#include <string.h>

#define N_TAGS 50
#define N_ROUNDS 20000
#define N_READERS 3

typedef struct
{
  MonBoard      *board;
  MonHistory    *history;
  MonTrafficLog *log;
  gint           is_done;  /* atomic */
} Stores;

static void
write_round (Stores *stores,
             int     round)
{
  MonSample samples[N_TAGS];
  guint8 bytes[40];
  MonTrafficRecord record = {
    .time_us = round,
    .link = (guint32) round,
    .request_len = 12,
    .response_len = sizeof bytes,
    .request = bytes,
    .response = bytes,
  };

  for (guint32 i = 0; i < N_TAGS; i++)
    {
      gboolean is_bad = round % 50 == 49;

      samples[i] = (MonSample) {
        .tag = i + 1,
        .time_us = round,
        .quality = is_bad ? MON_QUALITY_TIMEOUT : MON_QUALITY_GOOD,
        .value = { .kind = is_bad ? MB_VALUE_NONE : MB_VALUE_UINT, .u = (guint64) round },
      };
    }
  mon_history_append (stores->history, samples, N_TAGS);
  mon_board_put_samples (stores->board, samples, N_TAGS);
  mon_board_put_link (stores->board, 1000, &(MonLinkState) { .reason = (char *) "why" });
  if (round % 500 == 0)
    {
      mon_history_forget (stores->history, 7);
      mon_board_forget (stores->board, 7);
    }

  memset (bytes, round & 0xff, sizeof bytes);
  for (guint i = 0; i < 20; i++)
    mon_traffic_log_append (stores->log, &record);
}

static void
read_points (Stores  *stores,
             guint32  tag)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (MonPoint));

  mon_series_get_points (mon_history_get_series (stores->history), tag, G_MININT64, G_MAXINT64,
                         points);
  for (guint i = 0; i < points->len; i++)
    {
      const MonPoint *point = &g_array_index (points, MonPoint, i);

      if (mon_quality_has_value (point->quality))
        g_assert_cmpfloat (point->value, ==, point->time_us);
      else
        g_assert_cmpint (point->time_us % 50, ==, 49);
      g_assert_true (i == 0 || point->time_us == point[-1].time_us + 1);
    }
}

/* Each value is its time, so that of a column is known but for what is gone or not there yet. */
static void
read_columns (Stores  *stores,
              guint32  tag)
{
  MonColumn columns[64];
  MonCurve curve = { .tag = tag, .columns = columns };
  MonGrid grid;
  guint64 n_values = 0;

  mon_grid_init (&grid, 0, N_ROUNDS, N_ROUNDS / 50 + g_random_int_range (0, 1000));
  mon_series_get_columns (mon_history_get_series (stores->history), &grid, &curve, 1);
  for (guint i = 0; i < grid.n_columns; i++)
    {
      gint64 start = mon_grid_get_start (&grid, i);

      n_values += columns[i].n_values;
      if (columns[i].n_values == 0)
        continue;
      g_assert_cmpfloat (columns[i].min, ==, columns[i].first);
      g_assert_cmpfloat (columns[i].max, ==, columns[i].last);
      g_assert_cmpfloat (columns[i].first, >=, start);
      g_assert_cmpfloat (columns[i].last, <, start + grid.width_us);
      g_assert_cmpuint (columns[i].n_values, ==,
                        columns[i].last - columns[i].first + 1
                        - floor ((columns[i].last + 1) / 50) + floor (columns[i].first / 50));
    }
  g_assert_cmpuint (curve.n_values, ==, n_values);
}

/* On a straight line the mean is in the middle, but for what a gap takes from one side. */
static void
read_statistics (Stores  *stores,
                 guint32  tag)
{
  gint64 from = g_random_int_range (0, N_ROUNDS);
  MonStatistics found;

  mon_series_get_statistics (mon_history_get_series (stores->history), tag, from, G_MAXINT64,
                             &found);
  if (found.n_values < 2)
    return;
  g_assert_cmpfloat (found.min, >=, from);
  g_assert_cmpfloat_with_epsilon (found.mean, (found.min + found.max) / 2, 1);
  g_assert_cmpfloat_with_epsilon (found.slope, 1e6, 1);
  g_assert_cmpint (found.on_us, <=, found.held_us);
}

static void
read_history (Stores *stores)
{
  guint32 tag = (guint32) g_random_int_range (1, N_TAGS + 1);
  MonPoint point;

  read_points (stores, tag);
  read_columns (stores, tag);
  read_statistics (stores, tag);
  if (mon_series_find (mon_history_get_series (stores->history), tag,
                       g_random_int_range (0, N_ROUNDS), MON_FIND_NEAREST, &point)
      && mon_quality_has_value (point.quality))
    g_assert_cmpfloat (point.value, ==, point.time_us);
}

static void
read_log (Stores *stores)
{
  guint64 first, end;

  mon_traffic_log_get_range (stores->log, &first, &end);
  for (guint64 i = first; i < end; i += 97)
    {
      MonTrafficRecord record;
      g_autoptr (MonTrafficSlab) slab = mon_traffic_log_get (stores->log, i, &record);

      if (slab == NULL)
        continue;
      g_assert_cmpuint (record.link, ==, i / 20);
      g_assert_cmpuint (record.request[0], ==, record.link & 0xff);
      g_assert_cmpuint (record.response[record.response_len - 1], ==, record.link & 0xff);
    }
}

static void
read_board (Stores *stores)
{
  g_autoptr (GArray) handles = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_auto (MonLinkState) link = { 0 };

  mon_board_take_dirty (stores->board, handles);
  for (guint i = 0; i < handles->len; i++)
    {
      guint32 handle = g_array_index (handles, guint32, i);
      MonTagState state;

      if (handle <= N_TAGS && mon_board_get_tag (stores->board, handle, &state))
        g_assert_true (state.sample.value.kind == MB_VALUE_NONE
                       || (gint64) state.sample.value.u == state.sample.time_us);
    }
  if (mon_board_get_link (stores->board, 1000, &link))
    g_assert_cmpstr (link.reason, ==, "why");
}

static gpointer
reader_thread (gpointer data)
{
  Stores *stores = data;

  while (!g_atomic_int_get (&stores->is_done))
    {
      read_history (stores);
      read_log (stores);
      read_board (stores);
    }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (MonBoard) board = mon_board_new ();
  g_autoptr (MonHistory) history = mon_history_new (400000);
  g_autoptr (MonTrafficLog) log = mon_traffic_log_new (0);
  Stores stores = { .board = board, .history = history, .log = log };
  GThread *threads[N_READERS];

  for (guint i = 0; i < N_READERS; i++)
    threads[i] = g_thread_new ("reader", reader_thread, &stores);
  for (int round = 0; round < N_ROUNDS; round++)
    write_round (&stores, round);
  g_atomic_int_set (&stores.is_done, TRUE);
  for (guint i = 0; i < N_READERS; i++)
    g_thread_join (threads[i]);

  read_history (&stores);
  read_log (&stores);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/store/threads", test_threads);
  return g_test_run ();
}
