/* mb-client-device-calls.c: typed calls about a device itself: who it is, how it is doing.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-client-device-calls.h"

#include "modbus/mb-error.h"

/* An inquiry under way: the data of its task, which waits for one call after the other. */
typedef struct
{
  MbClient   *client;
  guint8      unit;
  guint       timeout_ms;
  MbIdentify *identify;
} Inquiry;

static void
inquiry_free (gpointer data)
{
  Inquiry *inquiry = data;

  mb_client_unref (inquiry->client);
  mb_identify_free (inquiry->identify);
  g_free (inquiry);
}

static void ask_next (GTask *task);

/* An exception to a further category is an answer, too: there are no more objects. */
static gboolean
take_answer (Inquiry          *inquiry,
             const MbResponse *response,
             const GError     *error)
{
  MbResponse refusal = { .is_exception = TRUE };

  if (response != NULL)
    return mb_identify_take (inquiry->identify, response);
  return error->domain == MB_EXCEPTION && mb_identify_take (inquiry->identify, &refusal);
}

static void
answer_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Inquiry *inquiry = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbResponse) response = mb_client_call_finish (inquiry->client, result, &error);

  if (take_answer (inquiry, response, error))
    ask_next (g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Takes over the reference on @task. */
static void
ask_next (GTask *task)
{
  Inquiry *inquiry = g_task_get_task_data (task);
  MbRequest request;

  if (mb_identify_next (inquiry->identify, &request))
    {
      mb_client_call_async (inquiry->client, inquiry->unit, &request, inquiry->timeout_ms,
                            g_task_get_cancellable (task), answer_cb, task);
      return;
    }
  g_task_return_pointer (task, g_steal_pointer (&inquiry->identify),
                         (GDestroyNotify) mb_identify_free);
  g_object_unref (task);
}

static void
call_bare (MbClient            *self,
           guint8               unit,
           guint8               function,
           guint                timeout_ms,
           GCancellable        *cancellable,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  MbRequest request = mb_request_bare (function);

  mb_client_call_async (self, unit, &request, timeout_ms, cancellable, callback, user_data);
}

/**
 * mb_client_read_exception_status_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @timeout_ms: how long to wait for the reply once it is sent
 * @cancellable: (nullable): cancels the call
 * @callback: called once; ends with mb_client_call_finish(), whose response has one byte of data,
 *   the first output in its lowest bit
 * @user_data: for @callback
 *
 * Reads eight outputs of the device's own meaning, by function 7 (V1.1b3, 6.7).
 */
void
mb_client_read_exception_status_async (MbClient            *self,
                                       guint8               unit,
                                       guint                timeout_ms,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  call_bare (self, unit, MB_FUNCTION_READ_EXCEPTION_STATUS, timeout_ms, cancellable, callback,
             user_data);
}

/**
 * mb_client_diagnose_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @subfunction: which diagnostic, see mb_subfunction_lookup()
 * @data: (array length=data_len) (nullable): what goes with it
 * @data_len: number of bytes, 2 for all that are not reserved but 0, which takes any even number
 * @timeout_ms: how long to wait for the reply once it is sent
 * @cancellable: (nullable): cancels the call
 * @callback: called once; ends with mb_client_call_finish(), whose response has what came after the
 *   sub-function in its data
 * @user_data: for @callback
 *
 * Asks for a diagnostic, by function 8 (V1.1b3, 6.8). A device that is told to listen only (4) does
 * not answer that, so the call ends with %MB_ERROR_TIMEOUT.
 */
void
mb_client_diagnose_async (MbClient            *self,
                          guint8               unit,
                          guint16              subfunction,
                          const guint8        *data,
                          gsize                data_len,
                          guint                timeout_ms,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  MbRequest request = mb_request_diagnostics (subfunction, data, data_len);

  mb_client_call_async (self, unit, &request, timeout_ms, cancellable, callback, user_data);
}

/**
 * mb_client_get_event_counter_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @timeout_ms: how long to wait for the reply once it is sent
 * @cancellable: (nullable): cancels the call
 * @callback: called once; ends with mb_client_call_finish(), whose response has status and event
 *   count
 * @user_data: for @callback
 *
 * Asks how many exchanges the device has carried out well, by function 11 (V1.1b3, 6.9).
 */
void
mb_client_get_event_counter_async (MbClient            *self,
                                   guint8               unit,
                                   guint                timeout_ms,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  call_bare (self, unit, MB_FUNCTION_GET_COMM_EVENT_COUNTER, timeout_ms, cancellable, callback,
             user_data);
}

/**
 * mb_client_get_event_log_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @timeout_ms: how long to wait for the reply once it is sent
 * @cancellable: (nullable): cancels the call
 * @callback: called once; ends with mb_client_call_finish(), whose response has status, event
 *   count, message count, and in its data 0 to 64 events, the newest first
 * @user_data: for @callback
 *
 * Asks for what has happened on the device's serial line, by function 12 (V1.1b3, 6.10).
 */
void
mb_client_get_event_log_async (MbClient            *self,
                               guint8               unit,
                               guint                timeout_ms,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  call_bare (self, unit, MB_FUNCTION_GET_COMM_EVENT_LOG, timeout_ms, cancellable, callback,
             user_data);
}

/**
 * mb_client_report_server_id_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @timeout_ms: how long to wait for the reply once it is sent
 * @cancellable: (nullable): cancels the call
 * @callback: called once; ends with mb_client_call_finish(), whose response has bytes of the
 *   device's own meaning
 * @user_data: for @callback
 *
 * Asks what the device is and whether it runs, by function 17 (V1.1b3, 6.13).
 */
void
mb_client_report_server_id_async (MbClient            *self,
                                  guint8               unit,
                                  guint                timeout_ms,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  call_bare (self, unit, MB_FUNCTION_REPORT_SERVER_ID, timeout_ms, cancellable, callback,
             user_data);
}

/**
 * mb_client_identify_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @timeout_ms: how long to wait for each reply
 * @cancellable: (nullable): ends the inquiry with the request under way
 * @callback: called once; ends with mb_client_identify_finish()
 * @user_data: for @callback
 *
 * Asks a device for all objects of Read Device Identification that it says it has, by function
 * 43/14 (V1.1b3, 6.21): basic, regular and extended ones, each list continued while more follow. A
 * list that does not go on from a higher object ends there, and the inquiry ends after
 * %MB_IDENTIFY_MAX_REQUESTS requests.
 */
void
mb_client_identify_async (MbClient            *self,
                          guint8               unit,
                          guint                timeout_ms,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Inquiry *inquiry = g_new (Inquiry, 1);

  *inquiry = (Inquiry) {
    .client = mb_client_ref (self),
    .unit = unit,
    .timeout_ms = timeout_ms,
    .identify = mb_identify_new (),
  };
  g_task_set_source_tag (task, mb_client_identify_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, inquiry, inquiry_free);
  ask_next (task);
}

/**
 * mb_client_identify_finish:
 * @self: the client
 * @result: what the callback was given
 * @error: return location for an error of %MB_ERROR, %MB_EXCEPTION or %G_IO_ERROR_CANCELLED
 *
 * Ends mb_client_identify_async().
 *
 * Returns: (transfer full): conformity and objects, or %NULL with @error
 */
MbIdentify *
mb_client_identify_finish (MbClient      *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mb_client_identify_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
