/* mon-identify.c: asks a device who it is, through the session like every other request.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-identify.h"

#include "modbus/mb-error.h"

typedef struct
{
  guint32     device;
  MbIdentify *identify;
  /* The request under way, or the one that failed. */
  MonJob     *job;
  GSource    *cancel_source;
} Inquiry;

static void ask_next (GTask *task);

static void
inquiry_free (gpointer data)
{
  Inquiry *inquiry = data;

  g_clear_pointer (&inquiry->identify, mb_identify_free);
  g_clear_object (&inquiry->job);
  g_assert (inquiry->cancel_source == NULL);
  g_free (inquiry);
}

/* Ends the task, which the source of its cancellable would keep alive. */
static void
end (GTask  *task,
     GError *error)
{
  Inquiry *inquiry = g_task_get_task_data (task);

  if (inquiry->cancel_source != NULL)
    g_source_destroy (inquiry->cancel_source);
  g_clear_pointer (&inquiry->cancel_source, g_source_unref);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&inquiry->identify),
                           (GDestroyNotify) mb_identify_free);
}

/* Parsed against the request that it answers. */
static gboolean
take_answer (MbIdentify *identify,
             MonJob     *job)
{
  gsize request_len, len;
  const guint8 *request_pdu = g_bytes_get_data (mon_job_get_request (job), &request_len);
  const guint8 *pdu = g_bytes_get_data (mon_job_get_answer (job)->pdu, &len);
  MbRequest request;
  MbResponse response;

  return mb_request_parse (&request, request_pdu, request_len) == 0
         && mb_response_parse (&response, &request, pdu, len) == MB_BREACH_NONE
         && mb_identify_take (identify, &response);
}

static GError *
explain (MonJob *job)
{
  const MonAnswer *answer = mon_job_get_answer (job);

  if (answer->verdict == MB_VERDICT_EXCEPTION)
    return g_error_new_literal (MB_EXCEPTION, answer->exception, mon_job_get_text (job));
  return g_error_new_literal (MB_ERROR,
                              mon_job_get_outcome (job) == MON_OUTCOME_NOT_SENT
                              ? MB_ERROR_NOT_SENT : MB_ERROR_TIMEOUT, mon_job_get_text (job));
}

static void
job_ended_cb (MonJob   *job,
              gpointer  user_data)
{
  g_autoptr (GTask) task = user_data;
  Inquiry *inquiry = g_task_get_task_data (task);

  if (mon_job_get_answer (job)->pdu == NULL || !take_answer (inquiry->identify, job))
    end (task, explain (job));
  else
    ask_next (g_steal_pointer (&task));
}

/* Takes over the caller's reference on @task. */
static void
ask_next (GTask *task)
{
  g_autoptr (GTask) owned = task;
  Inquiry *inquiry = g_task_get_task_data (task);
  g_autoptr (GBytes) request_bytes = NULL;
  guint8 pdu[MB_PDU_MAX];
  MbRequest request;
  GError *error = NULL;

  g_clear_object (&inquiry->job);
  if (!mb_identify_next (inquiry->identify, &request))
    {
      end (task, NULL);
      return;
    }
  request_bytes = g_bytes_new (pdu, mb_request_encode (&request, pdu, sizeof pdu));
  inquiry->job = mon_session_request (g_task_get_source_object (task), inquiry->device,
                                      request_bytes, TRUE, &error);
  if (inquiry->job == NULL)
    end (task, error);
  else
    g_signal_connect (inquiry->job, "ended", G_CALLBACK (job_ended_cb), g_steal_pointer (&owned));
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GTask *task = user_data;
  Inquiry *inquiry = g_task_get_task_data (task);

  if (inquiry->job != NULL)
    mon_job_cancel (inquiry->job);
  return G_SOURCE_REMOVE;
}

/**
 * mon_identify_async:
 * @session: a session
 * @device: handle of a device
 * @cancellable: (nullable): ends the inquiry with the request under way
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Asks a device for all objects of Read Device Identification that it has.
 */
void
mon_identify_async (MonSession          *session,
                    guint32              device,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  Inquiry *inquiry = g_new0 (Inquiry, 1);

  g_task_set_source_tag (task, mon_identify_async);
  g_task_set_task_data (task, inquiry, inquiry_free);
  inquiry->device = device;
  inquiry->identify = mb_identify_new ();
  if (cancellable != NULL)
    {
      inquiry->cancel_source = g_cancellable_source_new (cancellable);
      g_task_attach_source (task, inquiry->cancel_source, G_SOURCE_FUNC (cancelled_cb));
    }
  ask_next (task);
}

/**
 * mon_identify_finish:
 * @result: what the callback was given
 * @out_failed: (out) (optional) (nullable) (transfer full): the request that got no objects
 * @error: return location for an error of %MB_EXCEPTION or %MB_ERROR, one sentence
 *
 * Gets what the device said of itself.
 *
 * Returns: (transfer full) (nullable): conformity and objects
 */
MbIdentify *
mon_identify_finish (GAsyncResult  *result,
                     MonJob       **out_failed,
                     GError       **error)
{
  Inquiry *inquiry = g_task_get_task_data (G_TASK (result));

  if (out_failed != NULL)
    *out_failed = inquiry->job != NULL ? g_object_ref (inquiry->job) : NULL;
  return g_task_propagate_pointer (G_TASK (result), error);
}
