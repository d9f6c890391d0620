/* mb-client-calls.c: requests as GTask calls, which wait for a free slot in a queue.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-client-calls.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-client-private.h"
#include "modbus/mb-error.h"

/* One call: the data of its task. The queue, or the client's slot, owns the task. */
typedef struct
{
  MbClient        *client;
  MbRequest       *request;
  MbSubmitOptions  options;
  /* 0 while it waits in the queue. */
  guint32          token;
  GSource         *cancel_source;
} Call;

static void
call_free (Call *call)
{
  g_assert (call->cancel_source == NULL);
  mb_request_free (call->request);
  mb_client_unref (call->client);
  g_free (call);
}

/* The end of a call, before its task returns. */
static void
call_done (Call *call)
{
  if (call->cancel_source != NULL)
    g_source_destroy (call->cancel_source);
  g_clear_pointer (&call->cancel_source, g_source_unref);
}

static void
exchange_cb (MbClient         *client,
             const MbExchange *exchange,
             gpointer          user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = mb_exchange_to_error (exchange);

  call_done (call);
  if (error != NULL && g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_error_free (error);
      g_task_return_error_if_cancelled (task);
    }
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, exchange->response != NULL ? mb_response_dup (exchange->response)
                                                            : NULL,
                           (GDestroyNotify) mb_response_free);
}

/* With a slot free it fails only when the request wants to be the only one in flight: then there
 * are others, and the next of them to end asks again. */
static gboolean
submit (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  call->token = mb_client_submit_full (call->client, &call->options, call->request, exchange_cb,
                                       task);
  return call->token != 0;
}

/* Comes from the main context, as do all sources: a handler of the cancellable's signal could run
 * on any thread and could not be disconnected from within. */
static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Call *call = g_task_get_task_data (task);
  g_autoptr (MbClient) client = mb_client_ref (call->client);
  g_autoptr (MbTurn) turn = mb_turn_ref (mb_clock_get_turn (client->clock));

  mb_turn_enter (turn);
  if (call->token != 0)
    mb_client_cancel (client, call->token);
  else if (g_queue_remove (&client->calls, task))
    {
      call_done (call);
      g_task_return_error_if_cancelled (task);
      g_object_unref (task);
    }
  mb_turn_leave (turn);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable == NULL)
    return;
  call->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (call->cancel_source, G_SOURCE_FUNC (cancelled_cb), task, NULL);
  g_source_attach (call->cancel_source,
                   mb_turn_get_context (mb_clock_get_turn (call->client->clock)));
}

/* Submits calls that wait, as many as there are free slots. */
void
mb_client_calls_next (MbClient *self)
{
  while (self->calls.length > 0 && mb_client_get_free (self) > 0 &&
         submit (g_queue_peek_head (&self->calls)))
    g_queue_pop_head (&self->calls);
}

/* Fails the calls that wait: their link is gone. */
void
mb_client_calls_fail (MbClient     *self,
                      const GError *reason)
{
  GQueue calls = self->calls;
  GTask *task;

  g_queue_init (&self->calls);
  while ((task = g_queue_pop_head (&calls)) != NULL)
    {
      call_done (g_task_get_task_data (task));
      g_task_return_new_error (task, MB_ERROR, MB_ERROR_NOT_SENT, _("Not sent: %s"),
                               reason != NULL ? reason->message
                                              : _("the connection was closed"));
      g_object_unref (task);
    }
}

/**
 * mb_client_call_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @request: what to ask; copied with its data
 * @timeout_ms: how long to wait for the reply once it is sent
 * @cancellable: (nullable): cancels the call: what has not left is not sent any more
 * @callback: called once, never before this returns
 * @user_data: for @callback
 *
 * Sends one request to a device without quirks, see mb_client_call_full_async().
 */
void
mb_client_call_async (MbClient            *self,
                      guint8               unit,
                      const MbRequest     *request,
                      guint                timeout_ms,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  const MbSubmitOptions options = { .unit = unit, .timeout_ms = timeout_ms };

  mb_client_call_full_async (self, &options, request, cancellable, callback, user_data);
}

static void
check_call (MbClient              *self,
            const MbSubmitOptions *options,
            const MbRequest       *request,
            GTask                 *task)
{
  GError *error = NULL;

  if (!mb_request_is_valid (request, &error))
    g_task_return_error (task, error);
  else if (options->is_broadcast && !mb_request_writes (request))
    g_task_return_new_error (task, MB_ERROR, MB_ERROR_INVALID,
                             _("Only what writes can be broadcast: nobody answers"));
  else if (!mb_client_is_open (self))
    g_task_return_new_error (task, MB_ERROR, MB_ERROR_NOT_SENT,
                             _("Not sent: there is no connection"));
  else if (self->calls.length >= MB_CLIENT_MAX_CALLS)
    g_task_return_new_error (task, MB_ERROR, MB_ERROR_BUSY,
                             _("Not sent: %u requests wait already"), MB_CLIENT_MAX_CALLS);
}

/**
 * mb_client_call_full_async:
 * @self: a client with a link
 * @options: to whom and how; copied
 * @request: what to ask; copied with its data
 * @cancellable: (nullable): cancels the call: what has not left is not sent any more
 * @callback: called once, never before this returns
 * @user_data: for @callback
 *
 * Sends one request as soon as the window has room, in the order of the calls, and once. A request
 * that is not valid fails with %MB_ERROR_INVALID, a call without a link with %MB_ERROR_NOT_SENT,
 * one too many with %MB_ERROR_BUSY. The call keeps @self. It ends with mb_client_call_finish().
 */
void
mb_client_call_full_async (MbClient              *self,
                           const MbSubmitOptions *options,
                           const MbRequest       *request,
                           GCancellable          *cancellable,
                           GAsyncReadyCallback    callback,
                           gpointer               user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Call *call;

  g_task_set_source_tag (task, mb_client_call_full_async);
  /* What was answered is answered, however late somebody cancels. */
  g_task_set_check_cancellable (task, FALSE);
  if (g_task_return_error_if_cancelled (task))
    return;
  check_call (self, options, request, task);
  if (g_task_had_error (task))
    return;

  call = g_new0 (Call, 1);
  call->client = mb_client_ref (self);
  call->request = mb_request_dup (request);
  call->options = *options;
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  watch_cancellable (task);
  g_queue_push_tail (&self->calls, g_steal_pointer (&task));
  mb_client_calls_next (self);
}

/**
 * mb_client_call_pdu_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @pdu: the bytes to send, 1 to 253, whether or not the protocol allows them
 * @timeout_ms: how long to wait for the reply once it is sent
 * @cancellable: (nullable): cancels the call
 * @callback: called once, never before this returns; ends with mb_client_call_finish()
 * @user_data: for @callback
 *
 * Sends bytes as they are. The answer to what has a layout here is checked in full, that to other
 * bytes by its function code only; see mb_request_from_pdu().
 */
void
mb_client_call_pdu_async (MbClient            *self,
                          guint8               unit,
                          GBytes              *pdu,
                          guint                timeout_ms,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (pdu, &len);
  MbRequest request;
  GError *error = NULL;

  if (mb_request_from_pdu (&request, bytes, len, &error))
    mb_client_call_async (self, unit, &request, timeout_ms, cancellable, callback, user_data);
  else
    g_task_report_error (NULL, callback, user_data, mb_client_call_full_async, error);
}

/**
 * mb_client_call_finish:
 * @self: the client
 * @result: what the callback was given
 * @error: return location for an error of %MB_ERROR, %MB_EXCEPTION or %G_IO_ERROR_CANCELLED
 *
 * Ends any of the calls that have no end of their own. An exception that the device answered is an
 * error of %MB_EXCEPTION, with the exception code as its code.
 *
 * Returns: (transfer full) (nullable): the response; %NULL with @error, and without one for a
 *   broadcast that was sent
 */
MbResponse *
mb_client_call_finish (MbClient      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mb_client_call_full_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mb_client_broadcast_async:
 * @self: a client with a link
 * @request: what all units are to do: a request that writes; copied with its data
 * @timeout_ms: how long to wait for the system to take its bytes
 * @cancellable: (nullable): cancels the call
 * @callback: called once; ends with mb_client_broadcast_finish()
 * @user_data: for @callback
 *
 * Sends a request to unit 0, which a gateway passes on to all its units (serial line V1.02, 2.1).
 * None of them answers, so it ends as soon as it is sent; whether anybody did it is not known.
 */
void
mb_client_broadcast_async (MbClient            *self,
                           const MbRequest     *request,
                           guint                timeout_ms,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  const MbSubmitOptions options = { .timeout_ms = timeout_ms, .is_broadcast = TRUE };

  mb_client_call_full_async (self, &options, request, cancellable, callback, user_data);
}

/**
 * mb_client_broadcast_finish:
 * @self: the client
 * @result: what the callback was given
 * @error: return location for an error of %MB_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Ends mb_client_broadcast_async().
 *
 * Returns: whether all its bytes were handed to the system
 */
gboolean
mb_client_broadcast_finish (MbClient      *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_autoptr (GError) own_error = NULL;
  g_autoptr (MbResponse) response = mb_client_call_finish (self, result, &own_error);

  if (own_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}
