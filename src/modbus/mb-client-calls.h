/* mb-client-calls.h: single requests as asynchronous calls, for applications and tests.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client.h"

G_BEGIN_DECLS

/* Calls of one client that wait for a free slot; a further one fails as busy. */
#define MB_CLIENT_MAX_CALLS 256

/* Any valid request, whose data are copied. */
void        mb_client_call_async            (MbClient            *client,
                                             guint8               unit,
                                             const MbRequest     *request,
                                             guint                timeout_ms,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
MbResponse *mb_client_call_finish           (MbClient            *client,
                                             GAsyncResult        *result,
                                             GError             **error);

/* The typed calls end with mb_client_call_finish() too. */
void        mb_client_read_async            (MbClient            *client,
                                             guint8               unit,
                                             MbTable              table,
                                             guint16              address,
                                             guint16              quantity,
                                             guint                timeout_ms,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
void        mb_client_write_coils_async     (MbClient            *client,
                                             guint8               unit,
                                             guint16              address,
                                             const gboolean      *bits,
                                             guint                n_bits,
                                             guint                timeout_ms,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
void        mb_client_write_registers_async (MbClient            *client,
                                             guint8               unit,
                                             guint16              address,
                                             const guint16       *registers,
                                             guint                n_registers,
                                             guint                timeout_ms,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);

/* Why an exchange gave no answer, as an error of MB_ERROR or MB_EXCEPTION with a sentence for
 * people; NULL for an answer. */
GError     *mb_exchange_to_error            (const MbExchange    *exchange);

G_END_DECLS
