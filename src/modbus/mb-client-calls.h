/* mb-client-calls.h: requests as asynchronous calls, for applications and tests.
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
/* Sends one request as soon as the window has room, in the order of the calls, and once. */
void        mb_client_call_full_async       (MbClient              *client,
                                             const MbSubmitOptions *options,
                                             const MbRequest       *request,
                                             GCancellable          *cancellable,
                                             GAsyncReadyCallback    callback,
                                             gpointer               user_data);
/* Any bytes. */
void        mb_client_call_pdu_async        (MbClient            *client,
                                             guint8               unit,
                                             GBytes              *pdu,
                                             guint                timeout_ms,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
/* For these, and for all typed calls of the rooms mb-client-table-calls, mb-client-file-calls and
 * mb-client-device-calls unless they have an end of their own. */
MbResponse *mb_client_call_finish           (MbClient            *client,
                                             GAsyncResult        *result,
                                             GError             **error);

/* A write for all units behind a gateway, which none of them answers. */
void        mb_client_broadcast_async       (MbClient            *client,
                                             const MbRequest     *request,
                                             guint                timeout_ms,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
/* Ends mb_client_broadcast_async(). */
gboolean    mb_client_broadcast_finish      (MbClient            *client,
                                             GAsyncResult        *result,
                                             GError             **error);

/* Why an exchange gave no answer, as an error of MB_ERROR or MB_EXCEPTION with a sentence for
 * people; NULL for an answer. */
GError     *mb_exchange_to_error            (const MbExchange    *exchange);

G_END_DECLS
