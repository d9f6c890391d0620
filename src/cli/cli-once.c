/* cli-once.c: a command that asks a device once, prints the answer and ends.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-once.h"

#include "cli/cli-answer.h"
#include "cli/cli-output.h"
#include "cli/cli-project.h"
#include "cli/cli-loop.h"
#include "modbus/mb-function.h"

typedef struct
{
  CliLoop      *loop;
  const CliAsk *ask;
  gboolean      is_json;
} Once;

static void
print_json (const CliAsk    *ask,
            MonOutcome       outcome,
            const MonAnswer *answer)
{
  g_autoptr (MbJson) json = mb_json_new (FALSE);

  cli_answer_put_json (json, ask, outcome, answer);
  cli_put_line (mb_json_get_text (json));
}

static void
print_text (const CliAsk    *ask,
            MonOutcome       outcome,
            const MonAnswer *answer)
{
  g_autofree char *text = cli_answer_dup_text (ask, outcome, answer);
  g_autofree char *note = cli_answer_dup_note (ask, outcome, answer);

  if (text != NULL)
    cli_put_line (text);
  if (note != NULL)
    cli_put_note ("%s", note);
}

static void
job_ended_cb (MonJob   *job,
              gpointer  user_data)
{
  Once *once = user_data;
  MonOutcome outcome = mon_job_get_outcome (job);
  const MonAnswer *answer = mon_job_get_answer (job);

  if (once->is_json)
    print_json (once->ask, outcome, answer);
  else
    print_text (once->ask, outcome, answer);
  cli_loop_end (once->loop, cli_answer_get_exit (once->ask, outcome, answer));
}

static void
interrupted_cb (gpointer user_data)
{
  mon_job_cancel (user_data);
}

/* Whether it matters what has become of it when nobody waits any more. */
static gboolean
may_change (const CliAsk *ask)
{
  const guint8 *pdu = g_bytes_get_data (ask->pdu, NULL);

  return mb_function_writes (pdu[0]);
}

static MonJob *
start_job (MonSession    *session,
           guint32        device,
           const CliAsk  *ask,
           GError       **error)
{
  if (ask->is_broadcast)
    return mon_session_broadcast (session, device, ask->pdu, TRUE);
  return mon_session_request (session, device, ask->pdu, TRUE, error);
}

/**
 * cli_once:
 * @target: where the device is
 * @options: how to talk to it; what TLS needs is opened
 * @ask: what is wanted; a write is itself its arming
 *
 * Connects, asks, prints the answer. When the first try to connect fails it says why and does not
 * try again. A request that may change something is not left behind in silence: SIGINT and SIGTERM
 * end it, and what has become of it is printed.
 *
 * Returns: the exit code of the command
 */
CliExit
cli_once (const CliTarget *target,
          CliOptions      *options,
          const CliAsk    *ask)
{
  g_autoptr (MonProject) project = NULL;
  g_autoptr (CliLoop) loop = NULL;
  g_autoptr (MonJob) job = NULL;
  g_autoptr (GError) error = NULL;
  Once once = { .ask = ask, .is_json = options->is_json };
  CliExit code = cli_tls_open (&options->tls, options->transport);

  if (code != CLI_EXIT_DONE)
    return code;
  project = cli_project_new (target, options);
  loop = once.loop = cli_loop_new (project);
  job = start_job (cli_loop_get_session (loop), cli_project_get_device (project)->handle, ask,
                   &error);
  if (job != NULL)
    {
      g_signal_connect (job, "ended", G_CALLBACK (job_ended_cb), &once);
      if (may_change (ask))
        cli_loop_call_on_signals (loop, interrupted_cb, job);
    }
  else
    cli_loop_end (loop, (CliExit) cli_usage_error ("%s", error->message));
  return cli_loop_run (loop);
}
