/* mon-line-reports.c: carries what comes of a session's wishes up to it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-line-private.h"

/* A message up. */
typedef struct
{
  MonLine   *line;
  MonJobEnd *end;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  g_clear_pointer (&report->end, mon_job_end_free);
  mon_line_unref (report->line);
  g_free (report);
}

static void
send_report (MonLine        *line,
             MonMessageFunc  func,
             MonJobEnd      *end)
{
  Report *report = g_new (Report, 1);

  *report = (Report) { .line = mon_line_ref (line), .end = end };
  if (!mon_mailbox_post (line->up, func, report, report_free))
    report_free (report);
}

static void
changed_run (gpointer data)
{
  Report *report = data;

  report->line->events.changed (report->line->user_data);
  report_free (report);
}

static void
job_ended_run (gpointer data)
{
  Report *report = data;

  report->line->events.job_ended (g_steal_pointer (&report->end), report->line->user_data);
  report_free (report);
}

static void
closed_run (gpointer data)
{
  Report *report = data;

  report->line->events.closed (report->line->user_data);
  report_free (report);
}

/**
 * mon_line_tell_changed:
 * @line: a line
 *
 * Tells that the stores hold something new, unless the session knows already. The engine's thread.
 */
void
mon_line_tell_changed (MonLine *line)
{
  if (g_atomic_int_compare_and_exchange (&line->is_told, FALSE, TRUE))
    send_report (line, changed_run, NULL);
}

/**
 * mon_line_tell_job_ended:
 * @line: a line
 * @end: (transfer full): the end of a job
 *
 * Tells the end of a job. The engine's thread.
 */
void
mon_line_tell_job_ended (MonLine   *line,
                         MonJobEnd *end)
{
  send_report (line, job_ended_run, end);
}

/**
 * mon_line_tell_closed:
 * @line: a line
 *
 * Tells that the tenant has gone. The engine's thread.
 */
void
mon_line_tell_closed (MonLine *line)
{
  line->tenant = NULL;
  send_report (line, closed_run, NULL);
}
