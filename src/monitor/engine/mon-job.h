/* mon-job.h: one wish of the user to the engine, with exactly one outcome.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "monitor/engine/mon-job-end.h"

G_BEGIN_DECLS

/**
 * MonJob:
 *
 * Main-thread object. Property "outcome" (notified once, when it ends); signal "ended". A job that
 * only reads has the same outcomes: confirmed with an answer, refused with an exception.
 */
#define MON_TYPE_JOB (mon_job_get_type ())
G_DECLARE_FINAL_TYPE (MonJob, mon_job, MON, JOB, GObject)

typedef void (*MonJobCancelFunc) (guint32  job,
                                  gpointer user_data);

/* For sessions: @cancel is called by mon_job_cancel() until the job has ended. */
MonJob     *mon_job_new              (guint32           number,
                                      GBytes           *request,
                                      MonJobCancelFunc  cancel,
                                      gpointer          user_data);
/* Ends the job: takes over @end and @text. */
void        mon_job_end              (MonJob           *self,
                                      MonJobEnd        *end,
                                      char             *text);

MonOutcome  mon_job_get_outcome      (MonJob    *self);
/* One sentence for the user, for every outcome: "Supply setpoint is now 72.0 °C (read back)." */
const char *mon_job_get_text         (MonJob    *self);
/* Exception code, or -1. */
int         mon_job_get_exception    (MonJob    *self);
/* The request's PDU, as given. */
GBytes     *mon_job_get_request      (MonJob    *self);
/* (nullable): the end of its request; NULL while it is pending. */
const MonAnswer *mon_job_get_answer  (MonJob    *self);
/* (nullable): the end of the reading back; NULL when there was none. */
const MonAnswer *mon_job_get_read_back (MonJob  *self);
void        mon_job_cancel           (MonJob    *self);

G_END_DECLS
