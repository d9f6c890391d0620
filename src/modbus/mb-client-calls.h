/* mb-client-calls.h: requests as asynchronous calls, for applications and tests.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client.h"

G_BEGIN_DECLS

/* A call is a request with a #GAsyncReadyCallback. It waits until a slot is free, is sent once, and
 * ends once: with a response, or with an error of %MB_EXCEPTION when the device said no, of
 * %MB_ERROR when nothing valid came (%MB_ERROR_INVALID for what the protocol does not allow,
 * %MB_ERROR_NOT_SENT without a link, %MB_ERROR_BUSY beyond %MB_CLIENT_MAX_CALLS), or with
 * %G_IO_ERROR_CANCELLED. Each call keeps the client. Its callback comes over the thread-default
 * context of the caller, which is to be that of the clock; its source object is %NULL.
 *
 * The typed calls of mb-client-table-calls.h, mb-client-device-calls.h and mb-client-file-calls.h
 * end here, too:
 *
 * ```c
 *   mb_client_read_async (meter->client, 1, MB_TABLE_HOLDING_REGISTERS, 107, 2, 1000, NULL,
 *                         read_cb, meter);
 * ```
 *
 * and in its callback
 *
 * ```c
 *   g_autoptr (MbResponse) response = mb_client_call_finish (meter->client, result, &error);
 * ```
 */

/* Calls of one client that wait for a free slot; a further one fails as busy. */
#define MB_CLIENT_MAX_CALLS 256

/* Sends any valid request, whose data are copied. The time-out counts from the sending; time spent
 * in the queue has no limit but @cancellable. */
void        mb_client_call_async            (MbClient            *self,
                                             guint8               unit,
                                             const MbRequest     *request,
                                             guint                timeout_ms,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
/* The same with all that can be said of how to send it; @options is copied. */
void        mb_client_call_full_async       (MbClient              *self,
                                             const MbSubmitOptions *options,
                                             const MbRequest       *request,
                                             GCancellable          *cancellable,
                                             GAsyncReadyCallback    callback,
                                             gpointer               user_data);
/* Sends 1 to 253 bytes as a PDU, whether or not the protocol allows them. */
void        mb_client_call_pdu_async        (MbClient            *self,
                                             guint8               unit,
                                             GBytes              *pdu,
                                             guint                timeout_ms,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
/* Ends these, and all typed calls that have no end of their own: a copy of the response, to be
 * freed with mb_response_free(), or NULL with @error. */
MbResponse *mb_client_call_finish           (MbClient            *self,
                                             GAsyncResult        *result,
                                             GError             **error);

/* Sends a write to unit 0, for all units behind a gateway; none of them answers (serial line V1.02,
 * 2.1), so it ends when it is sent. */
void        mb_client_broadcast_async       (MbClient            *self,
                                             const MbRequest     *request,
                                             guint                timeout_ms,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
/* Ends mb_client_broadcast_async(). */
gboolean    mb_client_broadcast_finish      (MbClient            *self,
                                             GAsyncResult        *result,
                                             GError             **error);

G_END_DECLS
