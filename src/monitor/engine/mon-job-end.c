/* mon-job-end.c: draws the outcome of a job from the end of its request, never by guess.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-job-end.h"

#include "monitor/engine/mon-guard.h"
#include "monitor/engine/mon-sampler.h"

/* Exceptions that do not say whether it was done (V1.1b3, 7): the device is still at it, or a
 * gateway got no answer from the target. */
#define EXCEPTION_ACKNOWLEDGE 0x05
#define EXCEPTION_NO_RESPONSE 0x0b

static void
answer_clear (MonAnswer *answer)
{
  g_clear_pointer (&answer->pdu, g_bytes_unref);
  g_clear_pointer (&answer->reason, g_free);
}

/**
 * mon_outcome_name:
 * @outcome: an outcome
 *
 * Returns: (transfer none): its name in files and JSON
 */
const char *
mon_outcome_name (MonOutcome outcome)
{
  switch (outcome)
    {
    case MON_OUTCOME_PENDING:
      return "pending";
    case MON_OUTCOME_CONFIRMED:
      return "confirmed";
    case MON_OUTCOME_REFUSED:
      return "refused";
    case MON_OUTCOME_UNKNOWN:
      return "unknown";
    case MON_OUTCOME_NOT_SENT:
      return "not-sent";
    }
  g_assert_not_reached ();
}

/**
 * mon_job_end_new:
 *
 * Returns: (transfer full): the end of a job that was not sent yet
 */
MonJobEnd *
mon_job_end_new (void)
{
  MonJobEnd *end = g_new0 (MonJobEnd, 1);

  mon_answer_set_unsent (&end->answer, 0, NULL);
  return end;
}

/**
 * mon_job_end_free:
 * @end: (transfer full): the end of a job
 *
 * Frees it.
 */
void
mon_job_end_free (MonJobEnd *end)
{
  answer_clear (&end->answer);
  answer_clear (&end->read_back);
  g_free (end);
}

/**
 * mon_answer_set:
 * @answer: an answer
 * @exchange: the end of the request
 *
 * Keeps what became of a request.
 */
void
mon_answer_set (MonAnswer        *answer,
                const MbExchange *exchange)
{
  const MbResponse *response = exchange->response;
  const GError *reason = exchange->reason;
  const guint8 *pdu;
  gsize pdu_len;

  answer_clear (answer);
  *answer = (MonAnswer) {
    .verdict = exchange->verdict,
    .quality = mon_sampler_quality (exchange),
    .breach = exchange->breach,
    .hint = exchange->hint,
    .exception = response != NULL && response->is_exception ? response->exception : 0,
    .is_locked = g_error_matches (reason, MON_GUARD_ERROR, MON_GUARD_ERROR_LOCKED),
    .reason = reason != NULL ? g_strdup (reason->message) : NULL,
    .time_us = exchange->ended_wall_us,
    .rtt_us = -1,
  };
  if (response == NULL)
    return;
  pdu = mb_framing_get_pdu (mb_carrier_framing (exchange->carrier), exchange->response_adu,
                            exchange->response_len, &pdu_len);
  answer->pdu = g_bytes_new (pdu, pdu_len);
  answer->rtt_us = (gint32) CLAMP (exchange->ended_us - exchange->sent_us, 0, G_MAXINT32);
}

/**
 * mon_answer_set_unsent:
 * @answer: an answer
 * @time_us: wall time
 * @reason: (nullable): why it was not sent
 *
 * Keeps that a request never became an exchange.
 */
void
mon_answer_set_unsent (MonAnswer    *answer,
                       gint64        time_us,
                       const GError *reason)
{
  MbExchange exchange = {
    .verdict = MB_VERDICT_NOT_SENT,
    .ended_wall_us = time_us,
    .reason = reason,
  };

  mon_answer_set (answer, &exchange);
}

/**
 * mon_answer_judge:
 * @answer: the end of a request
 *
 * Judges the outcome. What may have left and got no valid answer is unknown; so is what got an
 * exception that does not say whether it was done.
 *
 * Returns: the outcome
 */
MonOutcome
mon_answer_judge (const MonAnswer *answer)
{
  switch (answer->verdict)
    {
    case MB_VERDICT_ANSWER:
      return MON_OUTCOME_CONFIRMED;
    case MB_VERDICT_EXCEPTION:
      return answer->exception == EXCEPTION_ACKNOWLEDGE
             || answer->exception == EXCEPTION_NO_RESPONSE
             ? MON_OUTCOME_UNKNOWN : MON_OUTCOME_REFUSED;
    case MB_VERDICT_TIMEOUT:
    case MB_VERDICT_BREACH:
    case MB_VERDICT_CLOSED:
    case MB_VERDICT_CANCELLED:
    case MB_VERDICT_SENT:
      return MON_OUTCOME_UNKNOWN;
    case MB_VERDICT_NOT_SENT:
      return answer->is_locked ? MON_OUTCOME_REFUSED : MON_OUTCOME_NOT_SENT;
    }
  g_assert_not_reached ();
}
