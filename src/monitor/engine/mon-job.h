/* mon-job.h: one wish of the user to the engine, with exactly one outcome.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-client.h"
#include "monitor/store/mon-sample.h"

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
 * MonAnswer:
 * @verdict: how the exchange ended
 * @quality: the same as the quality of what was read
 * @breach: what was wrong, for a breach
 * @exception: the exception code, for an exception
 * @is_locked: it was not sent because writing is locked
 * @pdu: (nullable): the PDU of the response, for an answer and an exception
 * @reason: (nullable): why there is or was no link, in words
 * @time_us: wall time of the end
 * @rtt_us: from sending to the end of the answer, -1 without
 *
 * What became of one request of a job.
 */
typedef struct
{
  MbVerdict  verdict;
  MonQuality quality;
  MbBreach   breach;
  guint8     exception;
  gboolean   is_locked;
  GBytes    *pdu;
  char      *reason;
  gint64     time_us;
  gint32     rtt_us;
} MonAnswer;

/**
 * MonJob:
 *
 * Main-thread object. Property "outcome" (notified once, when it ends); signal "ended". A job that
 * only reads has the same outcomes: confirmed with an answer, refused with an exception.
 */
#define MON_TYPE_JOB (mon_job_get_type ())
G_DECLARE_FINAL_TYPE (MonJob, mon_job, MON, JOB, GObject)

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
