/* mon-job.h: one wish of the user to the engine, with exactly one outcome.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MonOutcome:
 * @MON_OUTCOME_PENDING: not ended yet
 * @MON_OUTCOME_CONFIRMED: the device answered validly; for a write with read-back also the value
 *   read afterwards is the one written
 * @MON_OUTCOME_REFUSED: the device said no, or writing is locked
 * @MON_OUTCOME_UNKNOWN: it may have been carried out; nothing valid came back
 * @MON_OUTCOME_NOT_SENT: not a byte of it left
 */
typedef enum
{
  MON_OUTCOME_PENDING,
  MON_OUTCOME_CONFIRMED,
  MON_OUTCOME_REFUSED,
  MON_OUTCOME_UNKNOWN,
  MON_OUTCOME_NOT_SENT,
} MonOutcome;

/* "confirmed", "refused", "unknown", "not-sent", "pending". */
const char *mon_outcome_name         (MonOutcome outcome);

/**
 * MonJob:
 *
 * Main-thread object. Property "outcome" (notified once, when it ends); signal "ended".
 */
#define MON_TYPE_JOB (mon_job_get_type ())
G_DECLARE_FINAL_TYPE (MonJob, mon_job, MON, JOB, GObject)

MonOutcome  mon_job_get_outcome      (MonJob    *self);
/* One sentence for the user, for every outcome: "Supply setpoint is now 72.0 °C (read back)." */
const char *mon_job_get_text         (MonJob    *self);
/* Exception code, or -1. */
int         mon_job_get_exception    (MonJob    *self);
void        mon_job_cancel           (MonJob    *self);

G_END_DECLS
