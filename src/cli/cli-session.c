/* cli-session.c: the command that takes commands for one connection from standard input.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-session.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <unistd.h>

#include "cli/cli-answer.h"
#include "cli/cli-command.h"
#include "cli/cli-feed.h"
#include "cli/cli-input.h"
#include "cli/cli-output.h"
#include "cli/cli-writer.h"
#include "cli/cli-project.h"
#include "cli/cli-loop.h"

typedef struct
{
  const CliOptions *options;
  MonProject       *project;
  CliLoop          *loop;
  CliWriter        *writer;
  CliFeed          *feed;
  CliInput         *input;
  MbJson           *json;

  /* The command at work: a job, or a wait. */
  CliAsk           *ask;
  MonJob           *job;
  MbTimer           wait;
  guint             wait_ms;

  gboolean          is_watching;
  gboolean          is_quitting;
  CliExit           code;
} Session;

static void
begin_answer (Session    *session,
              const char *key)
{
  mb_json_reset (session->json);
  mb_json_begin_object (session->json);
  mb_json_key (session->json, key);
}

static void
end_answer (Session *session)
{
  mb_json_end_object (session->json);
  cli_writer_put (session->writer, mb_json_get_text (session->json));
}

static void run_lines (Session *session);

static void
job_ended_cb (MonJob   *job,
              gpointer  user_data)
{
  Session *session = user_data;

  mb_json_reset (session->json);
  cli_answer_put_json (session->json, session->ask, mon_job_get_outcome (job),
                       mon_job_get_answer (job));
  cli_writer_put (session->writer, mb_json_get_text (session->json));
  g_signal_handlers_disconnect_by_data (job, session);
  g_clear_object (&session->job);
  g_clear_pointer (&session->ask, cli_ask_free);
  run_lines (session);
}

/* Takes the ask out of the command. */
static gboolean
run_ask (Session     *session,
         CliCommand  *command,
         GError     **error)
{
  guint32 device = cli_project_get_device (session->project)->handle;

  session->job = mon_session_request (cli_loop_get_session (session->loop), device,
                                      command->ask->pdu, TRUE, error);
  if (session->job == NULL)
    return FALSE;
  session->ask = g_steal_pointer (&command->ask);
  g_signal_connect (session->job, "ended", G_CALLBACK (job_ended_cb), session);
  return TRUE;
}

static void
set_watch (Session        *session,
           const CliRange *range,
           guint           interval_ms)
{
  session->is_watching = range != NULL;
  cli_project_watch (session->project, range, interval_ms);
  cli_feed_set_root (session->feed, mon_project_get_root (session->project));
}

static void
run_watch (Session        *session,
           const CliRange *range,
           guint           interval_ms)
{
  g_autofree char *name = cli_range_dup_name (range, 0);

  begin_answer (session, "watch");
  mb_json_string (session->json, name);
  mb_json_key (session->json, "quantity");
  mb_json_uint (session->json, range->n_items);
  mb_json_key (session->json, "interval_ms");
  mb_json_uint (session->json, interval_ms);
  end_answer (session);
  set_watch (session, range, interval_ms);
}

static void
run_unwatch (Session *session)
{
  begin_answer (session, "unwatch");
  mb_json_bool (session->json, session->is_watching);
  end_answer (session);
  if (session->is_watching)
    set_watch (session, NULL, 0);
}

static void
wait_cb (gpointer user_data)
{
  Session *session = user_data;

  begin_answer (session, "wait");
  mb_json_uint (session->json, session->wait_ms);
  end_answer (session);
  run_lines (session);
}

static void
run_wait (Session *session,
          guint    wait_ms)
{
  session->wait_ms = wait_ms;
  mb_timer_arm (&session->wait, mb_clock_get_time_us (cli_loop_get_clock (session->loop)) +
                                (gint64) wait_ms * 1000);
}

static const char *
name_phase (MonLinkPhase phase)
{
  switch (phase)
    {
    case MON_LINK_CLOSED:
      return "closed";
    case MON_LINK_CONNECTING:
      return "connecting";
    case MON_LINK_CONNECTED:
      return "connected";
    case MON_LINK_BACKING_OFF:
      return "backing-off";
    }

  g_assert_not_reached ();
}

static void
run_state (Session *session)
{
  g_auto (MonLinkState) link = { 0, };
  MonBoard *board = mon_session_get_board (cli_loop_get_session (session->loop));
  gint64 now_us = mb_clock_get_time_us (cli_loop_get_clock (session->loop));

  /* Before the engine has said anything it is on its way to connect. */
  if (!mon_board_get_link (board, cli_project_get_connection (session->project)->handle, &link))
    link.phase = MON_LINK_CONNECTING;
  begin_answer (session, "state");
  mb_json_string (session->json, name_phase (link.phase));
  if (link.reason != NULL)
    {
      mb_json_key (session->json, "reason");
      mb_json_string (session->json, link.reason);
    }
  if (link.phase == MON_LINK_BACKING_OFF)
    {
      mb_json_key (session->json, "next_try_ms");
      mb_json_int (session->json, MAX (link.next_try_us - now_us, 0) / 1000);
    }
  end_answer (session);
}

static void
run_quit (Session *session)
{
  session->is_quitting = TRUE;
  begin_answer (session, "quit");
  mb_json_bool (session->json, TRUE);
  end_answer (session);
}

static gboolean
run_command (Session     *session,
             CliCommand  *command,
             GError     **error)
{
  switch (command->kind)
    {
    case CLI_COMMAND_ASK:
      return run_ask (session, command, error);
    case CLI_COMMAND_WATCH:
      run_watch (session, &command->range, command->interval_ms);
      break;
    case CLI_COMMAND_UNWATCH:
      run_unwatch (session);
      break;
    case CLI_COMMAND_WAIT:
      run_wait (session, command->wait_ms);
      break;
    case CLI_COMMAND_STATE:
      run_state (session);
      break;
    case CLI_COMMAND_QUIT:
      run_quit (session);
      break;
    }
  return TRUE;
}

static void
answer_error (Session      *session,
              const GError *error)
{
  begin_answer (session, "error");
  mb_json_string (session->json, error->message);
  end_answer (session);
}

/* Runs the next line; FALSE when there is none now. */
static gboolean
run_line (Session *session)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = cli_input_pop (session->input, &error);
  g_auto (CliCommand) command = { 0, };

  if (line == NULL && error == NULL)
    return FALSE;
  if (line == NULL || !cli_command_parse (&command, session->options, line, &error) ||
      !run_command (session, &command, &error))
    answer_error (session, error);
  return TRUE;
}

/* While answers wait for standard output nothing is begun and no input is read. */
static gboolean
is_busy (Session *session)
{
  return session->job != NULL || mb_timer_is_armed (&session->wait) ||
         cli_writer_is_waiting (session->writer);
}

/* There is no more to come, or so it seems. */
static void
quit_at_end (Session *session)
{
  const GError *error = cli_input_get_error (session->input);

  session->is_quitting = TRUE;
  if (error == NULL)
    return;
  cli_put_note (_("Standard input cannot be read: %s."), error->message);
  session->code = CLI_EXIT_DATA;
}

static void
run_lines (Session *session)
{
  while (!session->is_quitting && !is_busy (session) && run_line (session))
    ;
  if (!session->is_quitting && !is_busy (session) && cli_input_is_ended (session->input))
    quit_at_end (session);
  if (session->is_quitting && !is_busy (session))
    cli_loop_end (session->loop, session->code);
}

static void
input_arrived_cb (gpointer user_data)
{
  run_lines (user_data);
}

static void
output_drained_cb (gpointer user_data)
{
  run_lines (user_data);
}

static int
talk (const CliTarget  *target,
      const CliOptions *options)
{
  g_autoptr (MonProject) project = cli_project_new (target, options);
  g_autoptr (CliLoop) loop = cli_loop_new (project);
  g_autoptr (CliWriter) writer = cli_writer_new (0);
  g_autoptr (CliFeed) feed = cli_feed_new (cli_loop_get_session (loop), writer, TRUE);
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (CliInput) input = NULL;
  g_autoptr (MbJson) json = mb_json_new (FALSE);
  Session session = {
    .options = options, .project = project, .loop = loop, .writer = writer, .feed = feed,
    .json = json,
  };
  int code;

  session.input = input = cli_input_new (stream, input_arrived_cb, &session);
  cli_writer_set_drained (writer, output_drained_cb, &session);
  mb_timer_init (&session.wait, cli_loop_get_clock (loop), wait_cb, &session);
  cli_loop_end_on_signals (loop);
  run_lines (&session);
  code = cli_loop_run (loop);

  mb_timer_disarm (&session.wait);
  if (session.job != NULL)
    g_signal_handlers_disconnect_by_data (session.job, &session);
  g_clear_object (&session.job);
  g_clear_pointer (&session.ask, cli_ask_free);
  return code;
}

/**
 * cli_session:
 * @argc: number of arguments
 * @argv: the command's name and its arguments
 *
 * Runs `session HOST`.
 *
 * Returns: the exit code, 0 whatever the answers were
 */
int
cli_session (int   argc,
             char *argv[])
{
  static const CliExample examples[] = {
    { "session 192.168.1.20", N_("Waits for commands; try “read holding 0 4” and “state”.") },
    { "session --type int16 192.168.1.20 < commands.txt", N_("Takes the commands of a file.") },
    { NULL, NULL }
  };
  const CliUsage usage = {
    .arguments = "HOST",
    .summary = _("Keeps one connection and takes commands from standard input, a line each."),
    .help = {
      .details = _("Commands:\n"
                   "  read TABLE ADDRESS [COUNT]\n"
                   "  write TABLE ADDRESS VALUE…\n"
                   "  request PDUHEX\n"
                   "  watch TABLE ADDRESS COUNT INTERVAL_MS\n"
                   "  unwatch\n"
                   "  wait MS\n"
                   "  state\n"
                   "  quit\n"
                   "A value of --type string:N that has blanks is put in double quotes.\n"
                   "They run one after another. Each line is answered by one JSON object, with or "
                   "without --json; samples of the watch come between the answers. The end of the "
                   "input means quit. A connection that fails is tried again and again; commands "
                   "are then answered with link-down or not-sent. With "
                   "--tls-passphrase-file - the first line of standard input is the passphrase, "
                   "and no command."),
      .topics = CLI_TOPIC_HOST | CLI_TOPIC_TABLE | CLI_TOPIC_VALUES,
      .examples = examples,
    },
    .min_words = 1,
    .max_words = 1,
  };
  g_auto (CliOptions) options = { 0, };
  g_auto (CliTarget) target = { NULL, };
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  CliExit code;

  if (!cli_options_parse (&options, &usage, argv, &words, &error) ||
      !cli_target_parse (&target, words[0], options.transport, &error))
    return cli_usage_error ("%s", error->message);
  code = cli_tls_open (&options.tls, options.transport);
  if (code != CLI_EXIT_DONE)
    return code;
  return talk (&target, &options);
}
