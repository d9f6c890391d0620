/* mon-history-series.c: reads a history, holding its lock only while it takes hold of chunks.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-columns.h"
#include "monitor/store/mon-history-private.h"
#include "monitor/store/mon-tally.h"
#include "monitor/store/mon-track-view.h"

/* Takes hold of what a span of a tag needs. */
static void
view_init (MonHistory   *history,
           MonTrackView *view,
           guint32       tag,
           gint64        from_us,
           gint64        to_us)
{
  static const MonTrack nothing;
  const MonTrack *track;

  g_mutex_lock (&history->lock);
  track = mon_handle_map_lookup (&history->tracks, tag);
  mon_track_view_init (view, track != NULL ? track : &nothing, from_us, to_us);
  g_mutex_unlock (&history->lock);
}

static MonSeries *
history_ref (MonSeries *series)
{
  return (MonSeries *) mon_history_ref ((MonHistory *) series);
}

static void
history_unref (MonSeries *series)
{
  mon_history_unref ((MonHistory *) series);
}

static guint64
history_get_serial (MonSeries *series,
                    guint32    tag)
{
  MonHistory *history = (MonHistory *) series;
  const MonTrack *track;
  guint64 serial = 0;

  g_mutex_lock (&history->lock);
  track = mon_handle_map_lookup (&history->tracks, tag);
  if (track != NULL)
    serial = track->serial;
  g_mutex_unlock (&history->lock);

  return serial;
}

static gboolean
history_get_span (MonSeries *series,
                  guint32    tag,
                  gint64    *out_first_us,
                  gint64    *out_last_us)
{
  MonHistory *history = (MonHistory *) series;
  const MonTrack *track;
  gboolean has_points;

  g_mutex_lock (&history->lock);
  track = mon_handle_map_lookup (&history->tracks, tag);
  has_points = track != NULL && track->open != NULL;
  if (has_points)
    {
      *out_first_us = track->n_pages > 0 ? mon_track_get_oldest (track) : track->open->base_us;
      *out_last_us = track->open->last_us;
    }
  g_mutex_unlock (&history->lock);

  return has_points;
}

static gboolean
history_get_columns (MonSeries     *series,
                     const MonGrid *grid,
                     MonCurve      *curves,
                     guint          n_curves)
{
  for (guint i = 0; i < n_curves; i++)
    {
      g_auto (MonTrackView) view;

      view_init ((MonHistory *) series, &view, curves[i].tag, mon_grid_get_start (grid, 0),
                 mon_grid_get_start (grid, grid->n_columns));
      mon_columns_fill (&view, grid, &curves[i]);
    }
  return TRUE;
}

static gboolean
history_get_points (MonSeries *series,
                    guint32    tag,
                    gint64     from_us,
                    gint64     to_us,
                    GArray    *points)
{
  g_auto (MonTrackView) view;
  MonPoint point;
  MbValue value;

  view_init ((MonHistory *) series, &view, tag, from_us, to_us);
  if (mon_track_view_find (&view, from_us, MON_FIND_BEFORE, &point))
    g_array_append_val (points, point);

  for (guint i = 0; i < view.n_entries; i++)
    {
      const MonTrackEntry *entry = mon_track_view_get (&view, i);
      MonChunkReader reader;

      if (entry->last_us < from_us)
        continue;
      mon_chunk_reader_init (&reader, entry->chunk, from_us);
      while (mon_chunk_reader_next (&reader, &point, &value))
        {
          g_array_append_val (points, point);
          if (point.time_us > to_us)
            return TRUE;
        }
    }
  return TRUE;
}

static guint
history_get_samples (MonSeries *series,
                     guint32    tag,
                     gint64     from_us,
                     gint64     to_us,
                     MonSample *samples,
                     guint      n_samples)
{
  g_auto (MonTrackView) view;
  guint n = 0;

  /* The chunks after the first one are wanted only when that ends too soon. */
  view_init ((MonHistory *) series, &view, tag, from_us, from_us);
  for (guint i = 0; i < view.n_entries; i++)
    {
      const MonTrackEntry *entry = mon_track_view_get (&view, i);
      MonChunkReader reader;
      MonPoint point;
      MbValue value;

      if (entry->last_us < from_us)
        continue;
      mon_chunk_reader_init (&reader, entry->chunk, from_us);
      while (n < n_samples && mon_chunk_reader_next (&reader, &point, &value)
             && point.time_us <= to_us)
        samples[n++] = (MonSample) {
          .tag = tag,
          .quality = (guint8) point.quality,
          .detail = point.detail,
          .time_us = point.time_us,
          .value = value,
        };
    }
  return n;
}

static gboolean
history_find (MonSeries *series,
              guint32    tag,
              gint64     time_us,
              MonFind    find,
              MonPoint  *out_point)
{
  g_auto (MonTrackView) view;

  view_init ((MonHistory *) series, &view, tag, time_us, time_us);
  return mon_track_view_find (&view, time_us, find, out_point);
}

static gboolean
history_get_statistics (MonSeries     *series,
                        guint32        tag,
                        gint64         from_us,
                        gint64         to_us,
                        MonStatistics *out_statistics)
{
  MonHistory *history = (MonHistory *) series;
  g_auto (MonTrackView) view;
  gint64 newest_us;

  g_mutex_lock (&history->lock);
  newest_us = history->steps.newest_us;
  g_mutex_unlock (&history->lock);

  to_us = MAX (MIN (to_us, newest_us), from_us);
  view_init (history, &view, tag, from_us, to_us);
  mon_tally_take (&view, from_us, to_us, out_statistics);
  return TRUE;
}

static gint64
history_get_now (MonSeries *series,
                 gint64     wall_us)
{
  MonHistory *history = (MonHistory *) series;
  gint64 now_us;

  g_mutex_lock (&history->lock);
  now_us = mon_clock_steps_get_now (&history->steps, wall_us);
  g_mutex_unlock (&history->lock);

  return now_us;
}

static gint64
history_to_wall (MonSeries *series,
                 gint64     time_us)
{
  MonHistory *history = (MonHistory *) series;
  gint64 wall_us;

  g_mutex_lock (&history->lock);
  wall_us = mon_clock_steps_to_wall (&history->steps, time_us);
  g_mutex_unlock (&history->lock);

  return wall_us;
}

const MonSeriesClass mon_history_series_class = {
  .ref = history_ref,
  .unref = history_unref,
  .get_serial = history_get_serial,
  .get_span = history_get_span,
  .get_columns = history_get_columns,
  .get_points = history_get_points,
  .get_samples = history_get_samples,
  .find = history_find,
  .get_statistics = history_get_statistics,
  .get_now = history_get_now,
  .to_wall = history_to_wall,
};
