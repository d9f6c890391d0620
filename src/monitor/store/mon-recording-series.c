/* mon-recording-series.c: a recording as a series: plots and statistics read it like live history.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recording-series.h"

#include <gio/gio.h>

#include "monitor/store/mon-history-private.h"
#include "monitor/store/mon-recording-load.h"

/* A tag, and its samples when they are in memory. */
typedef struct
{
  const MonReaderTag *tag;
  MonHistory         *history; /* NULL: not loaded */
  gboolean            is_loading;
  guint64             serial;
  guint64             asked; /* when it was asked for last, by a count of questions */
} Slot;

typedef struct
{
  MonSeries           parent;
  gatomicrefcount     ref_count;

  /* Whoever loads has it, and waits for nothing else meanwhile. */
  GMutex              load_lock;
  MonRecordingReader *reader;
  MonRecordingTimes  *times;

  GMutex              lock;
  GHashTable         *slots; /* handle → Slot */
  guint64             n_questions;
} RecordingSeries;

/* For a task in a thread. */
typedef struct
{
  RecordingSeries *series;
  guint32          tag;
} Load;

static MonSeries *
recording_ref (MonSeries *series)
{
  g_atomic_ref_count_inc (&((RecordingSeries *) series)->ref_count);
  return series;
}

static void
slot_free (gpointer data)
{
  Slot *slot = data;

  g_clear_pointer (&slot->history, mon_history_unref);
  g_free (slot);
}

static void
recording_unref (MonSeries *parent)
{
  RecordingSeries *series = (RecordingSeries *) parent;

  if (!g_atomic_ref_count_dec (&series->ref_count))
    return;
  g_clear_pointer (&series->slots, g_hash_table_unref);
  g_clear_pointer (&series->times, mon_recording_times_free);
  g_clear_pointer (&series->reader, mon_recording_reader_free);
  g_mutex_clear (&series->load_lock);
  g_mutex_clear (&series->lock);
  g_free (series);
}

/* The tag that was not asked for longest goes until the rest fits; with the lock. */
static void
keep_limit (RecordingSeries *series,
            const Slot      *newest)
{
  for (;;)
    {
      GHashTableIter iter;
      Slot *slot, *oldest = NULL;
      gsize n_bytes = 0;

      g_hash_table_iter_init (&iter, series->slots);
      while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &slot))
        {
          if (slot->history == NULL)
            continue;
          n_bytes += mon_history_get_bytes (slot->history);
          if (slot != newest && (oldest == NULL || slot->asked < oldest->asked))
            oldest = slot;
        }
      if (n_bytes <= MON_RECORDING_SERIES_BYTES || oldest == NULL)
        return;
      g_clear_pointer (&oldest->history, mon_history_unref);
      oldest->serial++;
    }
}

/* Loads a tag, unless it is there; waits for others who load. A tag that cannot be read has no
 * samples. */
static void
load (RecordingSeries *series,
      guint32          tag)
{
  Slot *slot = g_hash_table_lookup (series->slots, GUINT_TO_POINTER (tag));
  g_autoptr (MonHistory) history = NULL;
  gboolean is_loaded;

  g_mutex_lock (&series->load_lock);
  g_mutex_lock (&series->lock);
  is_loaded = slot->history != NULL;
  g_mutex_unlock (&series->lock);

  if (!is_loaded)
    history = mon_recording_load (series->reader, slot->tag, series->times,
                                  MON_RECORDING_SERIES_BYTES);
  g_mutex_lock (&series->lock);
  if (!is_loaded)
    {
      slot->history = g_steal_pointer (&history);
      slot->serial++;
    }
  slot->is_loading = FALSE;
  keep_limit (series, slot);
  g_mutex_unlock (&series->lock);
  g_mutex_unlock (&series->load_lock);
}

static void
load_free (gpointer data)
{
  Load *what = data;

  mon_series_unref ((MonSeries *) what->series);
  g_free (what);
}

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Load *what = data;

  load (what->series, what->tag);
  g_task_return_boolean (task, TRUE);
}

static void
load_later (RecordingSeries *series,
            guint32          tag)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Load *what = g_new (Load, 1);

  *what = (Load) { (RecordingSeries *) mon_series_ref ((MonSeries *) series), tag };
  g_task_set_source_tag (task, load_later);
  g_task_set_task_data (task, what, load_free);
  g_task_run_in_thread (task, load_thread);
}

/* The samples of a tag when they are here; else they are being loaded from now on. */
static MonHistory *
ask (MonSeries *parent,
     guint32    tag,
     gboolean  *out_is_known)
{
  RecordingSeries *series = (RecordingSeries *) parent;
  Slot *slot = g_hash_table_lookup (series->slots, GUINT_TO_POINTER (tag));
  MonHistory *history = NULL;
  gboolean is_first = FALSE;

  *out_is_known = slot != NULL;
  if (slot == NULL)
    return NULL;
  g_mutex_lock (&series->lock);
  slot->asked = ++series->n_questions;
  if (slot->history != NULL)
    history = mon_history_ref (slot->history);
  else if (!slot->is_loading)
    is_first = slot->is_loading = TRUE;
  g_mutex_unlock (&series->lock);

  if (is_first)
    load_later (series, tag);
  return history;
}

static guint64
recording_get_serial (MonSeries *parent,
                      guint32    tag)
{
  RecordingSeries *series = (RecordingSeries *) parent;
  const Slot *slot = g_hash_table_lookup (series->slots, GUINT_TO_POINTER (tag));
  guint64 serial = 0;

  g_mutex_lock (&series->lock);
  if (slot != NULL)
    serial = slot->serial;
  g_mutex_unlock (&series->lock);
  return serial;
}

static gboolean
recording_get_span (MonSeries *parent,
                    guint32    tag,
                    gint64    *out_first_us,
                    gint64    *out_last_us)
{
  gboolean is_known;
  g_autoptr (MonHistory) history = ask (parent, tag, &is_known);

  if (history != NULL)
    return mon_series_get_span (mon_history_get_series (history), tag, out_first_us, out_last_us);
  return is_known && mon_recording_times_get_span (((RecordingSeries *) parent)->times,
                                                   out_first_us, out_last_us);
}

static void
set_pending (const MonGrid *grid,
             MonCurve      *curve,
             gboolean       is_known)
{
  for (guint i = 0; i < grid->n_columns; i++)
    curve->columns[i] = (MonColumn) { .flags = is_known ? MON_COLUMN_PENDING : 0 };
  curve->n_values = 0;
  curve->has_before = FALSE;
  curve->has_after = FALSE;
}

static gboolean
recording_get_columns (MonSeries     *parent,
                       const MonGrid *grid,
                       MonCurve      *curves,
                       guint          n_curves)
{
  gboolean is_complete = TRUE;

  for (guint i = 0; i < n_curves; i++)
    {
      gboolean is_known;
      g_autoptr (MonHistory) history = ask (parent, curves[i].tag, &is_known);

      if (history != NULL)
        mon_series_get_columns (mon_history_get_series (history), grid, &curves[i], 1);
      else
        set_pending (grid, &curves[i], is_known);
      is_complete = is_complete && (history != NULL || !is_known);
    }
  return is_complete;
}

static gboolean
recording_get_points (MonSeries *parent,
                      guint32    tag,
                      gint64     from_us,
                      gint64     to_us,
                      GArray    *points)
{
  gboolean is_known;
  g_autoptr (MonHistory) history = ask (parent, tag, &is_known);

  if (history == NULL)
    return !is_known;
  return mon_series_get_points (mon_history_get_series (history), tag, from_us, to_us, points);
}

/* Waits, as a walk may. */
static guint
recording_get_samples (MonSeries *parent,
                       guint32    tag,
                       gint64     from_us,
                       gint64     to_us,
                       MonSample *samples,
                       guint      n_samples)
{
  RecordingSeries *series = (RecordingSeries *) parent;
  gboolean is_known;
  g_autoptr (MonHistory) history = ask (parent, tag, &is_known);

  if (history == NULL && is_known)
    {
      load (series, tag);
      history = ask (parent, tag, &is_known);
    }
  if (history == NULL)
    return 0;
  return mon_history_series_class.get_samples (mon_history_get_series (history), tag, from_us,
                                               to_us, samples, n_samples);
}

static gboolean
recording_find (MonSeries *parent,
                guint32    tag,
                gint64     time_us,
                MonFind    find,
                MonPoint  *out_point)
{
  gboolean is_known;
  g_autoptr (MonHistory) history = ask (parent, tag, &is_known);

  return history != NULL
         && mon_series_find (mon_history_get_series (history), tag, time_us, find, out_point);
}

static gboolean
recording_get_statistics (MonSeries     *parent,
                          guint32        tag,
                          gint64         from_us,
                          gint64         to_us,
                          MonStatistics *out_statistics)
{
  gboolean is_known;
  g_autoptr (MonHistory) history = ask (parent, tag, &is_known);
  g_autoptr (MonHistory) nothing = history == NULL ? mon_history_new (0) : NULL;

  mon_series_get_statistics (mon_history_get_series (history != NULL ? history : nothing), tag,
                             from_us, to_us, out_statistics);
  return history != NULL || !is_known;
}

/* A recording does not go on: now is its end. */
static gint64
recording_get_now (MonSeries *parent,
                   gint64     wall_us)
{
  gint64 first_us, last_us;

  return mon_recording_times_get_span (((RecordingSeries *) parent)->times, &first_us, &last_us)
           ? last_us : wall_us;
}

static gint64
recording_to_wall (MonSeries *parent,
                   gint64     time_us)
{
  return mon_recording_times_to_wall (((RecordingSeries *) parent)->times, time_us);
}

static const MonSeriesClass recording_class = {
  .ref = recording_ref,
  .unref = recording_unref,
  .get_serial = recording_get_serial,
  .get_span = recording_get_span,
  .get_columns = recording_get_columns,
  .get_points = recording_get_points,
  .get_samples = recording_get_samples,
  .find = recording_find,
  .get_statistics = recording_get_statistics,
  .get_now = recording_get_now,
  .to_wall = recording_to_wall,
};

/**
 * mon_recording_series_new:
 * @path: name of the file
 * @error: return location for a #MonRecordingError
 *
 * Opens a recording. The samples of a tag are loaded, in another thread, when it is asked for
 * first; where there is a gap in the recording, its curve has one.
 *
 * Returns: (transfer full) (nullable): the recording as a series
 */
MonSeries *
mon_recording_series_new (const char  *path,
                          GError     **error)
{
  RecordingSeries *series = g_new0 (RecordingSeries, 1);

  series->parent.klass = &recording_class;
  g_atomic_ref_count_init (&series->ref_count);
  g_mutex_init (&series->load_lock);
  g_mutex_init (&series->lock);
  series->slots = g_hash_table_new_full (NULL, NULL, NULL, slot_free);
  series->reader = mon_recording_reader_new (path, error);
  if (series->reader != NULL && mon_recording_reader_begin (series->reader, error))
    series->times = mon_recording_times_new (series->reader, error);
  if (series->times == NULL)
    {
      recording_unref (&series->parent);
      return NULL;
    }
  for (guint i = 0; i < mon_recording_reader_get_n_tags (series->reader); i++)
    {
      Slot *slot = g_new0 (Slot, 1);

      slot->tag = mon_recording_reader_get_tag (series->reader, i);
      g_hash_table_insert (series->slots, GUINT_TO_POINTER (slot->tag->spec->handle), slot);
    }
  return &series->parent;
}

/**
 * mon_recording_series_get_n_tags:
 * @series: a series of mon_recording_series_new()
 *
 * Returns: how many tags it has
 */
guint
mon_recording_series_get_n_tags (MonSeries *series)
{
  return mon_recording_reader_get_n_tags (((RecordingSeries *) series)->reader);
}

/**
 * mon_recording_series_get_tag:
 * @series: a series of mon_recording_series_new()
 * @number: which tag
 *
 * Returns: (transfer none): the tag
 */
const MonReaderTag *
mon_recording_series_get_tag (MonSeries *series,
                              guint      number)
{
  return mon_recording_reader_get_tag (((RecordingSeries *) series)->reader, number);
}
