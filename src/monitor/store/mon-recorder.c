/* mon-recorder.c: the recorder: a thread that writes a recording, whatever the disk does.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-recorder.h"

#include <sys/resource.h>

#include "monitor/store/mon-recording-check.h"

/* By so many steps of "nice" the recorder's thread comes after the others. */
#define NICER_BY 5

struct _MonRecorder
{
  GThread           *thread; /* NULL: on the caller's context, or ended */
  MonParcelQueue    *queue;
  MonRecordingFound  found;
  MonRecordingCheck *check; /* NULL: there is no need */

  /* The recorder's thread only. */
  MonRecordingRun   *run;
  MbClock           *clock;
  MbTimer            timer;
  GSource           *source;

  GMutex             lock;
  MonRecorderStatus  status;
  guint64            n_given_up;
};

/**
 * mon_recorder_status_clear:
 * @status: a status
 *
 * Frees what is in it.
 */
void
mon_recorder_status_clear (MonRecorderStatus *status)
{
  g_clear_pointer (&status->path, g_free);
  g_clear_pointer (&status->reason, g_free);
  g_clear_pointer (&status->aside, g_free);
  g_clear_pointer (&status->damage, g_free);
}

static void
set_status (MonRecorder      *recorder,
            MonRecorderPhase  phase,
            const GError     *failure)
{
  MonRecorderStatus *status = &recorder->status;

  g_mutex_lock (&recorder->lock);
  if (status->phase != phase || status->since_us == 0)
    status->since_us = mb_clock_get_wall_us (recorder->clock);
  mon_recorder_status_clear (status);
  status->phase = phase;
  status->path = g_strdup (mon_recording_run_get_path (recorder->run));
  status->reason = failure != NULL ? g_strdup (failure->message) : NULL;
  status->aside = g_strdup (mon_recording_run_get_aside (recorder->run));
  status->n_samples = mon_recording_run_get_n_samples (recorder->run);
  g_mutex_unlock (&recorder->lock);
}

static guint64
count_parcels (const GQueue *parcels)
{
  guint64 n = 0;

  for (const GList *link = parcels->head; link != NULL; link = link->next)
    {
      const MonParcel *parcel = link->data;

      n += parcel->samples->len + parcel->records->len;
    }
  return n;
}

/* Nothing comes any more: what is not written now never will be. */
static void
end (MonRecorder  *recorder,
     GQueue       *parcels,
     const GError *failure)
{
  mb_timer_disarm (&recorder->timer);
  g_source_destroy (recorder->source);
  if (failure != NULL)
    {
      g_mutex_lock (&recorder->lock);
      recorder->n_given_up = count_parcels (parcels);
      g_mutex_unlock (&recorder->lock);
    }
  mon_parcel_queue_settle (recorder->queue, parcels);
  set_status (recorder, MON_RECORDER_ENDED, failure);
  mon_recording_run_free (g_steal_pointer (&recorder->run),
                          mb_clock_get_wall_us (recorder->clock));
}

static void
wait_after (MonRecorder  *recorder,
            const GError *failure)
{
  gint64 wait_us = MON_RECORDER_PERIOD_US;

  if (g_error_matches (failure, MON_RECORDING_ERROR, MON_RECORDING_ERROR_IN_USE))
    wait_us = MON_RECORDER_RETRY_BUSY_US;
  else if (failure != NULL)
    wait_us = MON_RECORDER_RETRY_US;
  mb_timer_arm (&recorder->timer, mb_clock_get_time_us (recorder->clock) + wait_us);
  mon_parcel_queue_set_patient (recorder->queue, failure != NULL);
}

static void
work (MonRecorder *recorder)
{
  g_autoptr (GError) failure = NULL;
  GQueue parcels = G_QUEUE_INIT;
  /* Asked first: what was put in before the end is among what is taken now. */
  gboolean is_last = mon_parcel_queue_is_closed (recorder->queue);

  if (mon_parcel_queue_take (recorder->queue, &parcels))
    mon_recording_run_write (recorder->run, &parcels, mb_clock_get_wall_us (recorder->clock),
                             &failure);
  if (is_last)
    {
      end (recorder, &parcels, failure);
      return;
    }
  if (failure != NULL)
    mon_parcel_queue_put_back (recorder->queue, &parcels);
  else
    mon_parcel_queue_settle (recorder->queue, &parcels);
  set_status (recorder, failure != NULL ? MON_RECORDER_FAILING : MON_RECORDER_RECORDING, failure);
  wait_after (recorder, failure);
}

static void
timer_cb (gpointer user_data)
{
  work (user_data);
}

static gboolean
queue_cb (gpointer user_data)
{
  work (user_data);
  return G_SOURCE_CONTINUE;
}

static void
start (MonRecorder *recorder,
       MbClock     *clock)
{
  recorder->clock = mb_clock_ref (clock);
  mb_timer_init (&recorder->timer, clock, timer_cb, recorder);
  recorder->source = mon_parcel_queue_create_source (recorder->queue);
  g_source_set_callback (recorder->source, queue_cb, recorder, NULL);
  set_status (recorder, MON_RECORDER_RECORDING, NULL);
  wait_after (recorder, NULL);
}

static void
stop (MonRecorder *recorder)
{
  mb_timer_disarm (&recorder->timer);
  g_source_destroy (recorder->source);
  g_source_unref (recorder->source);
  g_clear_pointer (&recorder->clock, mb_clock_unref);
}

/* A commit is a burst of work that nobody waits for: polls, which have a time, go first. On Linux
 * this is of the thread alone; where it is not, nothing is done. */
static void
yield_to_polls (void)
{
#ifdef __linux__
  setpriority (PRIO_PROCESS, 0, getpriority (PRIO_PROCESS, 0) + NICER_BY);
#endif
}

static gpointer
thread_main (gpointer data)
{
  MonRecorder *recorder = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  MbTurn *turn;
  MbClock *clock;

  yield_to_polls ();
  g_main_context_push_thread_default (context);
  turn = mb_turn_new (context);
  clock = mb_clock_new (turn);
  start (recorder, clock);
  g_source_attach (recorder->source, context);
  while (recorder->run != NULL)
    g_main_context_iteration (context, TRUE);
  stop (recorder);
  mb_clock_unref (clock);
  mb_turn_unref (turn);
  g_main_context_pop_thread_default (context);
  return NULL;
}

/**
 * mon_recorder_new:
 * @options: what is to be recorded where
 * @limit_bytes: most memory that may wait for the disk
 * @clock: (nullable): a clock on whose context to work; %NULL: in a thread of its own
 * @error: return location for a #MonRecordingError
 *
 * Opens the file and begins to record what comes through its queue.
 *
 * Returns: (transfer full) (nullable): the recorder, %NULL when there is no such file to be had
 */
MonRecorder *
mon_recorder_new (const MonRecordingOptions  *options,
                  gsize                       limit_bytes,
                  MbClock                    *clock,
                  GError                    **error)
{
  gint64 wall_us = clock != NULL ? mb_clock_get_wall_us (clock) : mb_wall_time_us ();
  MonRecordingRun *run = mon_recording_run_new (options, wall_us, error);
  MonRecorder *recorder;

  if (run == NULL)
    return NULL;
  recorder = g_new0 (MonRecorder, 1);
  g_mutex_init (&recorder->lock);
  recorder->queue = mon_parcel_queue_new (limit_bytes, options->has_traffic);
  recorder->run = run;
  recorder->found = *mon_recording_run_get_found (run);
  recorder->status.path = g_strdup (mon_recording_run_get_path (run));
  if (recorder->found.ended_badly)
    recorder->check = mon_recording_check_start (recorder->status.path);
  if (clock == NULL)
    {
      recorder->thread = g_thread_new ("recorder", thread_main, recorder);
      return recorder;
    }
  start (recorder, clock);
  g_source_attach (recorder->source, g_main_context_get_thread_default ());
  return recorder;
}

/**
 * mon_recorder_finish:
 * @recorder: a recorder
 *
 * Closes the queue if nobody has yet, and waits until what is in it is written, or cannot be.
 */
void
mon_recorder_finish (MonRecorder *recorder)
{
  mon_parcel_queue_close (recorder->queue);
  if (recorder->thread != NULL)
    g_thread_join (g_steal_pointer (&recorder->thread));
  else if (recorder->run != NULL)
    work (recorder);
}

/**
 * mon_recorder_free:
 * @recorder: (transfer full): a recorder
 *
 * Finishes and frees it.
 */
void
mon_recorder_free (MonRecorder *recorder)
{
  mon_recorder_finish (recorder);
  /* Without a thread of its own. */
  if (recorder->clock != NULL)
    stop (recorder);
  g_clear_pointer (&recorder->check, mon_recording_check_free);
  mon_parcel_queue_unref (recorder->queue);
  mon_recorder_status_clear (&recorder->status);
  g_mutex_clear (&recorder->lock);
  g_free (recorder);
}

/**
 * mon_recorder_get_queue:
 * @recorder: a recorder
 *
 * Returns: (transfer none): its queue
 */
MonParcelQueue *
mon_recorder_get_queue (MonRecorder *recorder)
{
  return recorder->queue;
}

/**
 * mon_recorder_get_found:
 * @recorder: a recorder
 *
 * Returns: (transfer none): what was in the file before
 */
const MonRecordingFound *
mon_recorder_get_found (MonRecorder *recorder)
{
  return &recorder->found;
}

/**
 * mon_recorder_get_status:
 * @recorder: a recorder
 * @out_status: (out caller-allocates): how it is doing, to be cleared
 *
 * Tells how the recording is doing. Any thread.
 */
void
mon_recorder_get_status (MonRecorder       *recorder,
                         MonRecorderStatus *out_status)
{
  g_mutex_lock (&recorder->lock);
  *out_status = recorder->status;
  out_status->path = g_strdup (recorder->status.path);
  out_status->reason = g_strdup (recorder->status.reason);
  out_status->aside = g_strdup (recorder->status.aside);
  out_status->n_lost = recorder->n_given_up;
  g_mutex_unlock (&recorder->lock);

  out_status->n_lost += mon_parcel_queue_get_n_lost (recorder->queue);
  if (recorder->check != NULL)
    out_status->damage = mon_recording_check_dup_damage (recorder->check);
  out_status->waiting_bytes = mon_parcel_queue_get_bytes (recorder->queue);
}
