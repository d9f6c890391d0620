/* mon-jobs.c: starts jobs on the engine, and ends them with an outcome in words.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-jobs.h"

#include <glib/gi18n-lib.h>

struct _MonJobs
{
  /* Number → PendingJob. */
  GHashTable *pending;
  guint32     last_number;
};

typedef struct
{
  MonJob          *job;
  /* NULL for a request that is no write of a tag. */
  MonWritePreview *preview;
  MonLine         *line;
} PendingJob;

static void
pending_job_free (gpointer data)
{
  PendingJob *pending = data;

  g_object_unref (pending->job);
  g_clear_pointer (&pending->preview, mon_write_preview_free);
  mon_line_unref (pending->line);
  g_free (pending);
}

static void
cancel_cb (guint32  number,
           gpointer user_data)
{
  PendingJob *pending = user_data;

  mon_line_cancel_job (pending->line, number);
}

/**
 * mon_jobs_new:
 *
 * Returns: (transfer full): an empty table
 */
MonJobs *
mon_jobs_new (void)
{
  MonJobs *jobs = g_new0 (MonJobs, 1);

  jobs->pending = g_hash_table_new_full (NULL, NULL, NULL, pending_job_free);
  return jobs;
}

/**
 * mon_jobs_free:
 * @jobs: (transfer full): a table that is empty: every job has its end
 *
 * Frees it.
 */
void
mon_jobs_free (MonJobs *jobs)
{
  g_assert (g_hash_table_size (jobs->pending) == 0);
  g_hash_table_unref (jobs->pending);
  g_free (jobs);
}

/**
 * mon_jobs_start:
 * @jobs: the jobs of a session
 * @line: its line to the engine
 * @wish: (transfer full): what is wanted; it gets its number here
 * @preview: (nullable): the write of a tag that it is
 *
 * Starts a job.
 *
 * Returns: (transfer full): the job, pending; it ends after this returned
 */
MonJob *
mon_jobs_start (MonJobs               *jobs,
                MonLine               *line,
                MonWish               *wish,
                const MonWritePreview *preview)
{
  PendingJob *pending = g_new0 (PendingJob, 1);
  guint32 number = ++jobs->last_number;

  wish->job = number;
  pending->job = mon_job_new (number, wish->pdu, cancel_cb, pending);
  pending->preview = preview != NULL ? mon_write_preview_copy (preview) : NULL;
  pending->line = mon_line_ref (line);
  g_hash_table_insert (jobs->pending, GUINT_TO_POINTER (number), pending);
  mon_line_start_job (line, wish);
  return g_object_ref (pending->job);
}

/**
 * mon_jobs_end:
 * @jobs: the jobs of a session
 * @end: (transfer full): the end of one of them
 *
 * Ends a job, which tells its owner.
 */
void
mon_jobs_end (MonJobs   *jobs,
              MonJobEnd *end)
{
  gpointer data = NULL;
  PendingJob *pending;
  char *text;

  if (!g_hash_table_steal_extended (jobs->pending, GUINT_TO_POINTER (end->job), NULL, &data))
    {
      mon_job_end_free (end);
      return;
    }
  pending = data;
  text = pending->preview != NULL ? mon_write_describe (pending->preview, end)
                                  : mon_write_describe_request (end);
  mon_job_end (pending->job, end, text);
  pending_job_free (pending);
}

/**
 * mon_jobs_forsake:
 * @jobs: the jobs of a session
 *
 * Ends all jobs of whose end nobody will hear any more: what they asked for may have been done.
 */
void
mon_jobs_forsake (MonJobs *jobs)
{
  g_autoptr (GList) forsaken = g_hash_table_get_values (jobs->pending);

  g_hash_table_steal_all (jobs->pending);
  for (GList *node = forsaken; node != NULL; node = node->next)
    {
      PendingJob *pending = node->data;
      MonJobEnd *end = mon_job_end_new ();

      end->outcome = MON_OUTCOME_UNKNOWN;
      mon_job_end (pending->job, end, g_strdup (_("Not known: the project was closed.")));
      pending_job_free (pending);
    }
}
