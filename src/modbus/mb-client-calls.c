/* mb-client-calls.c: single requests as GTask calls, which wait for a free slot in a queue.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-client-calls.h"

#include <glib/gi18n-lib.h>

#include "modbus/mb-client-private.h"
#include "modbus/mb-error.h"
#include "modbus/mb-wire.h"

/* One call: the data of its task. The queue, or the client's slot, owns the task. */
typedef struct
{
  MbClient  *client;
  MbRequest *request;
  guint8     unit;
  guint      timeout_ms;
  /* 0 while it waits in the queue. */
  guint32    token;
  GSource   *cancel_source;
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
    g_task_return_pointer (task, mb_response_dup (exchange->response),
                           (GDestroyNotify) mb_response_free);
}

static void
submit (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  call->token = mb_client_submit (call->client, call->unit, call->request, call->timeout_ms,
                                  exchange_cb, task);
  g_assert (call->token != 0);
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
  while (self->calls.length > 0 && mb_client_get_free (self) > 0)
    submit (g_queue_pop_head (&self->calls));
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
 * Sends one request as soon as the window has room, in the order of the calls, and once. A request
 * that is not valid fails with %MB_ERROR_INVALID, a call without a link with %MB_ERROR_NOT_SENT,
 * one too many with %MB_ERROR_BUSY. The call keeps @self.
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
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GError *error = NULL;
  Call *call;

  g_task_set_source_tag (task, mb_client_call_async);
  /* What was answered is answered, however late somebody cancels. */
  g_task_set_check_cancellable (task, FALSE);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (!mb_request_is_valid (request, &error))
    g_task_return_error (task, error);
  else if (!mb_client_is_open (self))
    g_task_return_new_error (task, MB_ERROR, MB_ERROR_NOT_SENT,
                             _("Not sent: there is no connection"));
  else if (self->calls.length >= MB_CLIENT_MAX_CALLS)
    g_task_return_new_error (task, MB_ERROR, MB_ERROR_BUSY,
                             _("Not sent: %u requests wait already"), MB_CLIENT_MAX_CALLS);
  if (g_task_had_error (task))
    return;

  call = g_new0 (Call, 1);
  call->client = mb_client_ref (self);
  call->request = mb_request_dup (request);
  call->unit = unit;
  call->timeout_ms = timeout_ms;
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  watch_cancellable (task);
  g_queue_push_tail (&self->calls, g_steal_pointer (&task));
  mb_client_calls_next (self);
}

/**
 * mb_client_call_finish:
 * @self: the client
 * @result: what the callback was given
 * @error: return location for an error of %MB_ERROR, %MB_EXCEPTION or %G_IO_ERROR_CANCELLED
 *
 * Ends any of the calls.
 *
 * Returns: (transfer full): the response, or %NULL with @error
 */
MbResponse *
mb_client_call_finish (MbClient      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, mb_client_call_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mb_client_read_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @table: the table to read
 * @address: 0-based address of the first item
 * @quantity: how many items, 1 to mb_table_max_read()
 * @timeout_ms: how long to wait for the reply once it is sent
 * @cancellable: (nullable): cancels the call
 * @callback: called once; ends with mb_client_call_finish()
 * @user_data: for @callback
 *
 * Reads items of a table, see mb_client_call_async().
 */
void
mb_client_read_async (MbClient            *self,
                      guint8               unit,
                      MbTable              table,
                      guint16              address,
                      guint16              quantity,
                      guint                timeout_ms,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  MbRequest request = mb_request_read (table, address, quantity);

  mb_client_call_async (self, unit, &request, timeout_ms, cancellable, callback, user_data);
}

/**
 * mb_client_write_coils_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @address: 0-based address of the first coil
 * @bits: (array length=n_bits): what to write
 * @n_bits: how many, 1 to 1968
 * @timeout_ms: how long to wait for the reply once it is sent
 * @cancellable: (nullable): cancels the call
 * @callback: called once; ends with mb_client_call_finish()
 * @user_data: for @callback
 *
 * Writes coils, by function 5 when there is one and by 15 otherwise. It is never repeated.
 */
void
mb_client_write_coils_async (MbClient            *self,
                             guint8               unit,
                             guint16              address,
                             const gboolean      *bits,
                             guint                n_bits,
                             guint                timeout_ms,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  guint8 data[MB_PDU_MAX] = { 0 };
  guint8 function = MB_FUNCTION_WRITE_MULTIPLE_COILS;
  gsize data_len = (n_bits + 7) / 8;
  MbRequest request;

  g_return_if_fail (n_bits >= 1 && data_len <= sizeof data);

  for (guint i = 0; i < n_bits; i++)
    mb_wire_put_bit (data, i, bits[i]);
  if (n_bits == 1)
    {
      /* V1.1b3, 6.5 */
      function = MB_FUNCTION_WRITE_SINGLE_COIL;
      mb_wire_put_register (data, 0, bits[0] ? 0xff00 : 0);
      data_len = 2;
    }
  request = mb_request_write (function, address, (guint16) n_bits, data, data_len);
  mb_client_call_async (self, unit, &request, timeout_ms, cancellable, callback, user_data);
}

/**
 * mb_client_write_registers_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @address: 0-based address of the first holding register
 * @registers: (array length=n_registers): what to write
 * @n_registers: how many, 1 to 123
 * @timeout_ms: how long to wait for the reply once it is sent
 * @cancellable: (nullable): cancels the call
 * @callback: called once; ends with mb_client_call_finish()
 * @user_data: for @callback
 *
 * Writes holding registers, by function 6 when there is one and by 16 otherwise. It is never
 * repeated.
 */
void
mb_client_write_registers_async (MbClient            *self,
                                 guint8               unit,
                                 guint16              address,
                                 const guint16       *registers,
                                 guint                n_registers,
                                 guint                timeout_ms,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  guint8 data[MB_PDU_MAX];
  guint8 function = n_registers == 1 ? MB_FUNCTION_WRITE_SINGLE_REGISTER
                                     : MB_FUNCTION_WRITE_MULTIPLE_REGISTERS;
  MbRequest request;

  g_return_if_fail (n_registers >= 1 && 2 * n_registers <= sizeof data);

  for (guint i = 0; i < n_registers; i++)
    mb_wire_put_register (data, i, registers[i]);
  request = mb_request_write (function, address, (guint16) n_registers, data, 2 * n_registers);
  mb_client_call_async (self, unit, &request, timeout_ms, cancellable, callback, user_data);
}
