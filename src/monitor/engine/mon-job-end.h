/* mon-job-end.h: how a job ended: what became of its requests, and its one outcome.
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
 * @MON_OUTCOME_CONFIRMED: the device answered validly; what was read back afterwards, and whether
 *   it is what was written, is told beside it
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

/**
 * MonAnswer:
 * @verdict: how the exchange ended
 * @quality: the same as the quality of what was read
 * @breach: what was wrong, for a breach
 * @hint: the quirk that its device seems to need, for a breach and a time-out
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
  MbQuirks   hint;
  guint8     exception;
  gboolean   is_locked;
  GBytes    *pdu;
  char      *reason;
  gint64     time_us;
  gint32     rtt_us;
} MonAnswer;

/**
 * MonJobEnd:
 * @job: number of the job, unique in its session
 * @outcome: how it ended
 * @answer: the end of its request
 * @has_read_back: whether something was read back
 * @read_back: the end of that
 *
 * The end of a job, made on the engine's thread and given to the main thread.
 */
typedef struct
{
  guint32    job;
  MonOutcome outcome;
  MonAnswer  answer;
  gboolean   has_read_back;
  MonAnswer  read_back;
} MonJobEnd;

/* "confirmed", "refused", "unknown", "not-sent", "pending". */
const char *mon_outcome_name      (MonOutcome        outcome);

MonJobEnd  *mon_job_end_new       (void);
void        mon_job_end_free      (MonJobEnd        *end);

void        mon_answer_set        (MonAnswer        *answer,
                                   const MbExchange *exchange);
void        mon_answer_set_unsent (MonAnswer        *answer,
                                   gint64            time_us,
                                   const GError     *reason);
MonOutcome  mon_answer_judge      (const MonAnswer  *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonJobEnd, mon_job_end_free)

G_END_DECLS
