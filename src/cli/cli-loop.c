/* cli-loop.c: the life of a command with devices: engine, session, signals, an orderly end.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-loop.h"

#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

struct _CliLoop
{
  MonEngine  *engine;
  MonSession *session;
  MbTurn     *turn;
  MbClock    *clock;
  GMainLoop  *main_loop;
  guint       interrupt_id;
  guint       terminate_id;
  CliLoopFunc interrupted;
  gpointer    user_data;
  gboolean    is_ending;
  CliExit     code;
};

/**
 * cli_loop_new:
 * @project: what to connect to
 *
 * Starts an engine and opens a session for the project, which begins to connect.
 *
 * Returns: (transfer full): the loop, for cli_loop_run()
 */
CliLoop *
cli_loop_new (MonProject *project)
{
  CliLoop *loop = g_new0 (CliLoop, 1);

  loop->main_loop = g_main_loop_new (NULL, FALSE);
  loop->turn = mb_turn_new (g_main_loop_get_context (loop->main_loop));
  loop->clock = mb_clock_new (loop->turn);
  loop->engine = mon_engine_new ();
  loop->session = mon_session_new (loop->engine, project);
  return loop;
}

/**
 * cli_loop_free:
 * @loop: (transfer full): a loop after cli_loop_run()
 *
 * Frees it.
 */
void
cli_loop_free (CliLoop *loop)
{
  g_clear_handle_id (&loop->interrupt_id, g_source_remove);
  g_clear_handle_id (&loop->terminate_id, g_source_remove);
  g_object_unref (loop->session);
  g_object_unref (loop->engine);
  mb_clock_unref (loop->clock);
  mb_turn_unref (loop->turn);
  g_main_loop_unref (loop->main_loop);
  g_free (loop);
}

/**
 * cli_loop_get_session:
 * @loop: a loop
 *
 * Returns: (transfer none): its session
 */
MonSession *
cli_loop_get_session (CliLoop *loop)
{
  return loop->session;
}

/**
 * cli_loop_get_clock:
 * @loop: a loop
 *
 * Returns: (transfer none): the clock of the main loop
 */
MbClock *
cli_loop_get_clock (CliLoop *loop)
{
  return loop->clock;
}

static gboolean
signal_cb (gpointer user_data)
{
  CliLoop *loop = user_data;

  /* Who asks twice does not want to wait for devices. All output is out already. */
  if (loop->is_ending)
    _exit ((int) loop->code);
  if (loop->interrupted != NULL)
    loop->interrupted (loop->user_data);
  else
    cli_loop_end (loop, CLI_EXIT_DONE);
  return G_SOURCE_CONTINUE;
}

static void
catch_signals (CliLoop *loop)
{
  loop->interrupt_id = g_unix_signal_add (SIGINT, signal_cb, loop);
  loop->terminate_id = g_unix_signal_add (SIGTERM, signal_cb, loop);
}

/**
 * cli_loop_end_on_signals:
 * @loop: a loop
 *
 * From now on SIGINT and SIGTERM end the command in order, with exit code 0; the second one at
 * once.
 */
void
cli_loop_end_on_signals (CliLoop *loop)
{
  catch_signals (loop);
}

/**
 * cli_loop_call_on_signals:
 * @loop: a loop
 * @interrupted: called from the main loop at each SIGINT and SIGTERM
 * @user_data: for @interrupted
 *
 * From now on SIGINT and SIGTERM do not end the command: @interrupted sees to it that it ends. When
 * it is ending already, they end it at once.
 */
void
cli_loop_call_on_signals (CliLoop     *loop,
                          CliLoopFunc  interrupted,
                          gpointer     user_data)
{
  loop->interrupted = interrupted;
  loop->user_data = user_data;
  catch_signals (loop);
}

static void
engine_stopped_cb (GObject      *engine,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  CliLoop *loop = user_data;

  mon_engine_stop_finish (MON_ENGINE (engine), result, NULL);
  g_main_loop_quit (loop->main_loop);
}

static void
session_closed_cb (GObject      *session,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  CliLoop *loop = user_data;

  mon_session_close_finish (MON_SESSION (session), result, NULL);
  mon_engine_stop_async (loop->engine, engine_stopped_cb, loop);
}

/**
 * cli_loop_end:
 * @loop: a loop
 * @code: exit code of the command
 *
 * Begins the end: the session leaves, then the engine stops. Later calls change nothing.
 */
void
cli_loop_end (CliLoop *loop,
              CliExit  code)
{
  if (loop->is_ending)
    return;
  loop->is_ending = TRUE;
  loop->code = code;
  mon_session_close_async (loop->session, session_closed_cb, loop);
}

/**
 * cli_loop_run:
 * @loop: a loop
 *
 * Iterates the main context until all has ended.
 *
 * Returns: what cli_loop_end() was given
 */
CliExit
cli_loop_run (CliLoop *loop)
{
  g_main_loop_run (loop->main_loop);
  return loop->code;
}
