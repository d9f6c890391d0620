/* mon-engine.c: runs the core on a thread of its own or on the caller's context, and ends it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-engine.h"

#include <glib/gi18n-lib.h>

/* Whatever happens, an end of the program is not held up longer. */
#define STOP_LIMIT_US (8 * G_USEC_PER_SEC)

struct _MonEngine
{
  GObject       parent_instance;

  /* NULL without a thread of its own. */
  GThread      *thread;
  GMainContext *context;
  MbTurn       *turn;
  MbClock      *clock;
  MonCore      *core;
  MonMailbox   *mailbox;
  /* To the one who made it. */
  MonMailbox   *replies;
  /* The engine's thread. */
  gboolean      is_ended;
  MbTimer       limit_timer;
  /* The maker's thread. */
  gboolean      is_stopped;
  GTask        *stop_task;
};

G_DEFINE_FINAL_TYPE (MonEngine, mon_engine, G_TYPE_OBJECT)

static void
drain_limit_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* What was cancelled hands its end to the context; until then it holds memory, and the worker
 * thread of a handshake waits for this context. */
static void
drain (MonEngine *self)
{
  gboolean is_late = FALSE;
  MbTimer timer;

  mb_timer_init (&timer, self->clock, drain_limit_cb, &is_late);
  mb_timer_arm (&timer, mb_clock_get_time_us (self->clock) + STOP_LIMIT_US);
  while (mb_turn_is_held (self->turn) && !is_late)
    g_main_context_iteration (self->context, TRUE);
  mb_timer_disarm (&timer);
  while (g_main_context_iteration (self->context, FALSE))
    continue;
}

static void
take_down (MonEngine *self)
{
  mb_timer_disarm (&self->limit_timer);
  mon_mailbox_close (self->mailbox);
  g_clear_pointer (&self->core, mon_core_free);
}

static void
stopped_reply (gpointer data)
{
  MonEngine *self = data;
  g_autoptr (GTask) task = g_steal_pointer (&self->stop_task);

  if (self->thread != NULL)
    g_thread_join (g_steal_pointer (&self->thread));
  self->is_stopped = TRUE;
  g_task_return_boolean (task, TRUE);
}

static void
core_stopped_cb (gpointer user_data)
{
  MonEngine *self = user_data;

  self->is_ended = TRUE;
  mb_timer_disarm (&self->limit_timer);
  g_main_context_wakeup (self->context);
  if (self->thread == NULL && self->stop_task != NULL)
    mon_mailbox_post (self->replies, stopped_reply, self, NULL);
}

static void
limit_cb (gpointer user_data)
{
  MonEngine *self = user_data;

  mon_core_abandon (self->core, core_stopped_cb, self);
}

static void
stop_message (gpointer data)
{
  MonEngine *self = data;

  mon_mailbox_close (self->mailbox);
  mb_timer_arm (&self->limit_timer, mb_clock_get_time_us (self->clock) + STOP_LIMIT_US);
  mon_core_stop (self->core, core_stopped_cb, self);
}

/* The turn and the clock are used by this thread alone from here on. */
static gpointer
thread_main (gpointer data)
{
  MonEngine *self = data;

  g_main_context_push_thread_default (self->context);
  while (!self->is_ended)
    g_main_context_iteration (self->context, TRUE);
  take_down (self);
  drain (self);
  g_main_context_pop_thread_default (self->context);
  if (self->stop_task != NULL)
    mon_mailbox_post (self->replies, stopped_reply, self, NULL);
  return NULL;
}

/* Nobody stopped it: it is stopped here, without letting the caller's context run. */
static void
stop_now (MonEngine *self)
{
  if (self->thread != NULL)
    {
      mon_mailbox_post (self->mailbox, stop_message, self, NULL);
      g_thread_join (g_steal_pointer (&self->thread));
      return;
    }
  mb_turn_enter (self->turn);
  mon_mailbox_close (self->mailbox);
  mon_core_abandon (self->core, NULL, NULL);
  mb_turn_leave (self->turn);
}

static void
mon_engine_finalize (GObject *object)
{
  MonEngine *self = MON_ENGINE (object);

  if (!self->is_stopped)
    stop_now (self);
  if (self->core != NULL)
    take_down (self);
  mon_mailbox_close (self->replies);
  mon_mailbox_unref (self->replies);
  mon_mailbox_unref (self->mailbox);
  mb_clock_unref (self->clock);
  mb_turn_unref (self->turn);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (mon_engine_parent_class)->finalize (object);
}

static void
mon_engine_class_init (MonEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mon_engine_finalize;
}

static void
mon_engine_init (MonEngine *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->replies = mon_mailbox_new (context, NULL);
}

/* Takes over the reference on @clock. */
static void
set_up (MonEngine *self,
        MbClock   *clock)
{
  self->clock = clock;
  self->turn = mb_turn_ref (mb_clock_get_turn (clock));
  self->context = g_main_context_ref (mb_turn_get_context (self->turn));
  self->core = mon_core_new (clock);
  self->mailbox = mon_mailbox_new (self->context, self->turn);
  mb_timer_init (&self->limit_timer, clock, limit_cb, self);
}

/* GLib 2.74 locks up when two threads are the first to meet its sockets: the class of a client
 * registers addresses while it holds the lock that their registration on the other thread waits
 * for. The main thread looks at the network while this one connects, so all of them are there
 * before there is a second thread. */
static void
make_classes (void)
{
  const GType types[] = {
    G_TYPE_SOCKET, G_TYPE_SOCKET_CLIENT, G_TYPE_INET_SOCKET_ADDRESS, G_TYPE_NETWORK_ADDRESS,
    G_TYPE_TCP_CONNECTION, G_TYPE_TASK,
  };

  /* Kept for ever: classes are not made twice. */
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    g_type_class_ref (types[i]);
}

/**
 * mon_engine_new:
 *
 * Makes an engine with a thread and a context of its own, and starts it.
 *
 * Returns: (transfer full): a new engine, to be ended by mon_engine_stop_async()
 */
MonEngine *
mon_engine_new (void)
{
  MonEngine *self = g_object_new (MON_TYPE_ENGINE, NULL);
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (MbTurn) turn = mb_turn_new (context);

  set_up (self, mb_clock_new (turn));
  make_classes ();
  self->thread = g_thread_new ("engine", thread_main, self);
  return self;
}

/**
 * mon_engine_new_on_clock:
 * @clock: a clock, real or virtual
 *
 * Makes an engine on the context of @clock, which the caller iterates, on the same thread. What it
 * does and in which order is the same as with a thread.
 *
 * Returns: (transfer full): a new engine
 */
MonEngine *
mon_engine_new_on_clock (MbClock *clock)
{
  MonEngine *self = g_object_new (MON_TYPE_ENGINE, NULL);

  set_up (self, mb_clock_ref (clock));
  return self;
}

/**
 * mon_engine_stop_async:
 * @self: an engine
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Ends everything in order: new wishes are refused, sessions close (writes on their way get up to
 * 2 s for their outcome), then simulators. Takes at most 8 s.
 */
void
mon_engine_stop_async (MonEngine           *self,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MON_IS_ENGINE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, mon_engine_stop_async);
  if (self->is_stopped || self->stop_task != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED,
                               _("The engine has been stopped already"));
      return;
    }
  self->stop_task = g_steal_pointer (&task);
  mon_mailbox_post (self->mailbox, stop_message, self, NULL);
}

/**
 * mon_engine_stop_finish:
 * @self: an engine
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Returns: whether this call ended the engine; %G_IO_ERROR_CLOSED when another did
 */
gboolean
mon_engine_stop_finish (MonEngine     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mon_engine_get_mailbox:
 * @self: an engine
 *
 * Returns: (transfer none): where messages to its context go
 */
MonMailbox *
mon_engine_get_mailbox (MonEngine *self)
{
  g_return_val_if_fail (MON_IS_ENGINE (self), NULL);

  return self->mailbox;
}

/**
 * mon_engine_get_core:
 * @self: an engine
 *
 * Returns: (transfer none): what lives on its context, for messages to use there
 */
MonCore *
mon_engine_get_core (MonEngine *self)
{
  g_return_val_if_fail (MON_IS_ENGINE (self), NULL);

  return self->core;
}

/**
 * mon_engine_dup_clock:
 * @self: an engine
 *
 * Gives a clock for the calling thread: the engine's when that runs on the thread-default context
 * of the caller, so that a virtual clock moves both; else a new one.
 *
 * Returns: (transfer full): a clock
 */
MbClock *
mon_engine_dup_clock (MonEngine *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (MbTurn) turn = NULL;

  g_return_val_if_fail (MON_IS_ENGINE (self), NULL);

  if (context == self->context)
    return mb_clock_ref (self->clock);
  turn = mb_turn_new (context);
  return mb_clock_new (turn);
}
