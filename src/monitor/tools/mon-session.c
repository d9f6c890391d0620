/* mon-session.c: connects an open project with the engine: its root down, what changed up.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-session-private.h"

enum
{
  PROP_0,
  PROP_PAUSED,
  PROP_ARMED,
  N_PROPS,
};

enum
{
  SIGNAL_UPDATED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MonSession, mon_session, G_TYPE_OBJECT)

static void
network_changed_cb (gpointer user_data)
{
  mon_session_retry_now (user_data, 0);
}

/* What the engine has learned of devices goes with the project. While that is loaded or saved it
 * waits for the next update. */
static void
take_findings (MonSession *self)
{
  GArray *ranges;
  guint32 handle;

  while ((ranges = mon_findings_take (self->stores.findings, &handle)) != NULL)
    {
      MonDevice *device = mon_views_find_device (self->views, handle);
      gboolean is_taken = device == NULL
                          || mon_project_learn (self->project, mon_device_get_spec (device)->id,
                                                ranges);

      if (!is_taken)
        mon_findings_put (self->stores.findings, handle, ranges);
      g_array_unref (ranges);
      if (!is_taken)
        return;
    }
}

/* The watch begins late, since it takes a while to make and short commands end before. */
static void
updated_cb (gpointer user_data)
{
  g_autoptr (MonSession) self = g_object_ref (MON_SESSION (user_data));

  if (self->network == NULL && !self->is_closed)
    self->network = mon_network_watch_new (self->clock, network_changed_cb, self);
  take_findings (self);
  mon_traffic_model_update (self->traffic, mb_clock_get_time_us (self->clock));
  mon_alarm_list_update (self->alarms);
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
}

static void
line_changed_cb (gpointer user_data)
{
  MonSession *self = user_data;

  mon_updater_notify (self->updater);
}

static void
line_job_ended_cb (MonJobEnd *end,
                   gpointer   user_data)
{
  g_autoptr (MonSession) self = g_object_ref (MON_SESSION (user_data));

  mon_jobs_end (self->jobs, end);
}

static void
stop_working (MonSession *self)
{
  self->is_closed = TRUE;
  g_clear_pointer (&self->network, mon_network_watch_free);
  mon_updater_stop (self->updater);
  mon_session_stop_writing (self);
}

static void
line_closed_cb (gpointer user_data)
{
  g_autoptr (MonSession) self = g_object_ref (MON_SESSION (user_data));
  g_autoptr (GTask) task = g_steal_pointer (&self->close_task);

  stop_working (self);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static const MonLineEvents line_events = {
  .changed = line_changed_cb,
  .job_ended = line_job_ended_cb,
  .closed = line_closed_cb,
};

static void
project_root_cb (MonSession *self)
{
  MonProjectSpec *root = mon_project_get_root (self->project);

  if (self->is_closed)
    return;
  mon_views_set_root (self->views, root);
  mon_alarm_list_set_root (self->alarms, root);
  mon_line_set_root (self->line, root);
}

static void
mon_session_dispose (GObject *object)
{
  MonSession *self = MON_SESSION (object);

  stop_working (self);
  g_clear_pointer (&self->line, mon_line_hang_up);
  mon_jobs_forsake (self->jobs);

  G_OBJECT_CLASS (mon_session_parent_class)->dispose (object);
}

static void
mon_session_finalize (GObject *object)
{
  MonSession *self = MON_SESSION (object);

  mon_updater_free (self->updater);
  mon_views_free (self->views);
  g_object_unref (self->traffic);
  mon_alarm_list_free (self->alarms);
  mon_stores_clear (&self->stores);
  mon_jobs_free (self->jobs);
  g_object_unref (self->project);
  mb_clock_unref (self->clock);

  G_OBJECT_CLASS (mon_session_parent_class)->finalize (object);
}

static void
mon_session_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MonSession *self = MON_SESSION (object);

  switch (prop_id)
    {
    case PROP_PAUSED:
      g_value_set_boolean (value, self->is_paused);
      break;
    case PROP_ARMED:
      g_value_set_boolean (value, self->is_armed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mon_session_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  MonSession *self = MON_SESSION (object);

  switch (prop_id)
    {
    case PROP_PAUSED:
      mon_session_set_paused (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mon_session_class_init (MonSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mon_session_dispose;
  object_class->finalize = mon_session_finalize;
  object_class->get_property = mon_session_get_property;
  object_class->set_property = mon_session_set_property;

  /**
   * MonSession:paused:
   *
   * Whether nothing is polled.
   */
  props[PROP_PAUSED] =
    g_param_spec_boolean ("paused", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * MonSession:armed:
   *
   * Whether writing is allowed now. It is the engine that enforces the lock.
   */
  props[PROP_ARMED] =
    g_param_spec_boolean ("armed", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * MonSession::updated:
   *
   * Changes were taken over from the engine, or a second has passed.
   */
  signals[SIGNAL_UPDATED] = g_signal_new ("updated", MON_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mon_session_init (MonSession *self)
{
  self->jobs = mon_jobs_new ();
  mon_stores_init (&self->stores);
  self->traffic = mon_traffic_model_new (self->stores.log);
  self->alarms = mon_alarm_list_new (self->stores.alarms);
}

/**
 * mon_session_new:
 * @engine: the engine, which must outlive the session
 * @project: the project, which it follows
 *
 * Begins to watch what the project says.
 *
 * Returns: (transfer full): a new session
 */
MonSession *
mon_session_new (MonEngine  *engine,
                 MonProject *project)
{
  MonSession *self = g_object_new (MON_TYPE_SESSION, NULL);

  self->project = g_object_ref (project);
  self->clock = mon_engine_dup_clock (engine);
  self->views = mon_views_new (self->clock, self->stores.board);
  self->updater = mon_updater_new (self->clock, self->stores.board, self->views, updated_cb, self);
  mon_session_start_writing (self);
  self->line = mon_line_open (engine, mon_stores_make_sinks (&self->stores), &line_events, self);
  g_signal_connect_object (project, "notify::root-revision", G_CALLBACK (project_root_cb), self,
                           G_CONNECT_SWAPPED);
  project_root_cb (self);
  mon_updater_start (self->updater, self->line);
  return self;
}

/**
 * mon_session_get_project:
 * @self: a session
 *
 * Returns: (transfer none): its project
 */
MonProject *
mon_session_get_project (MonSession *self)
{
  g_return_val_if_fail (MON_IS_SESSION (self), NULL);

  return self->project;
}

/**
 * mon_session_get_devices:
 * @self: a session
 *
 * Returns: (transfer none): a list of MonDevice in the order of the project
 */
GListModel *
mon_session_get_devices (MonSession *self)
{
  g_return_val_if_fail (MON_IS_SESSION (self), NULL);

  return mon_views_get_devices (self->views);
}

/**
 * mon_session_find_device:
 * @self: a session
 * @handle: handle of a device
 *
 * Returns: (transfer none) (nullable): the device
 */
MonDevice *
mon_session_find_device (MonSession *self,
                         guint32     handle)
{
  g_return_val_if_fail (MON_IS_SESSION (self), NULL);

  return mon_views_find_device (self->views, handle);
}

/**
 * mon_session_find_tag:
 * @self: a session
 * @handle: handle of a tag
 *
 * Returns: (transfer none) (nullable): the tag
 */
MonTag *
mon_session_find_tag (MonSession *self,
                      guint32     handle)
{
  g_return_val_if_fail (MON_IS_SESSION (self), NULL);

  return mon_views_find_tag (self->views, handle);
}

/**
 * mon_session_get_plotted:
 * @self: a session
 *
 * Returns: (transfer none): a list of MonTag: those on the plot, in its order
 */
GListModel *
mon_session_get_plotted (MonSession *self)
{
  g_return_val_if_fail (MON_IS_SESSION (self), NULL);

  return mon_views_get_plotted (self->views);
}

/**
 * mon_session_get_history:
 * @self: a session
 *
 * Returns: (transfer none): the past of its tags
 */
MonHistory *
mon_session_get_history (MonSession *self)
{
  g_return_val_if_fail (MON_IS_SESSION (self), NULL);

  return self->stores.history;
}

/**
 * mon_session_get_traffic:
 * @self: a session
 *
 * Returns: (transfer none): its traffic as a list
 */
MonTrafficModel *
mon_session_get_traffic (MonSession *self)
{
  g_return_val_if_fail (MON_IS_SESSION (self), NULL);

  return self->traffic;
}

/**
 * mon_session_get_board:
 * @self: a session
 *
 * Returns: (transfer none): the latest of everything; what has changed there is taken by the
 *   session itself
 */
MonBoard *
mon_session_get_board (MonSession *self)
{
  g_return_val_if_fail (MON_IS_SESSION (self), NULL);

  return self->stores.board;
}

/**
 * mon_session_get_clock:
 * @self: a session
 *
 * Returns: (transfer none): the clock that goes with the times of samples, for the caller's thread
 */
MbClock *
mon_session_get_clock (MonSession *self)
{
  g_return_val_if_fail (MON_IS_SESSION (self), NULL);

  return self->clock;
}

/**
 * mon_session_set_paused:
 * @self: a session
 * @paused: whether to poll no more for now
 *
 * Pauses or goes on. Jobs work meanwhile.
 */
void
mon_session_set_paused (MonSession *self,
                        gboolean    paused)
{
  g_return_if_fail (MON_IS_SESSION (self));

  if (self->is_paused == paused || self->is_closed)
    return;
  self->is_paused = paused;
  mon_line_set_paused (self->line, paused);
  mon_views_set_paused (self->views, paused);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAUSED]);
}

/**
 * mon_session_get_paused:
 * @self: a session
 *
 * Returns: whether nothing is polled
 */
gboolean
mon_session_get_paused (MonSession *self)
{
  g_return_val_if_fail (MON_IS_SESSION (self), FALSE);

  return self->is_paused;
}

/**
 * mon_session_retry_now:
 * @self: a session
 * @device: handle of a device, 0 for all
 *
 * Ends every wait for the next try.
 */
void
mon_session_retry_now (MonSession *self,
                       guint32     device)
{
  g_return_if_fail (MON_IS_SESSION (self));

  mon_line_retry_now (self->line, device);
}

/**
 * mon_session_close_async:
 * @self: a session
 * @callback: called when the engine has nothing of it left
 * @user_data: for @callback
 *
 * Leaves the engine: no more polls; writes on their way get up to 2 s for their outcome.
 */
void
mon_session_close_async (MonSession          *self,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MON_IS_SESSION (self));
  g_return_if_fail (self->close_task == NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, mon_session_close_async);
  if (self->is_closed)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->close_task = g_steal_pointer (&task);
  stop_working (self);
  mon_line_close (self->line);
}

/**
 * mon_session_close_finish:
 * @self: a session
 * @result: the result given to the callback
 * @error: return location for an error; there is none
 *
 * Returns: %TRUE
 */
gboolean
mon_session_close_finish (MonSession    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
