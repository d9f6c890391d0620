/* mb-client-device-calls.h: typed calls about a device itself: who it is, how it is doing.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client-calls.h"
#include "modbus/mb-identify.h"

G_BEGIN_DECLS

/* These end with mb_client_call_finish(). */
void        mb_client_read_exception_status_async (MbClient            *client,
                                                   guint8               unit,
                                                   guint                timeout_ms,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
void        mb_client_diagnose_async              (MbClient            *client,
                                                   guint8               unit,
                                                   guint16              subfunction,
                                                   const guint8        *data,
                                                   gsize                data_len,
                                                   guint                timeout_ms,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
void        mb_client_get_event_counter_async     (MbClient            *client,
                                                   guint8               unit,
                                                   guint                timeout_ms,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
void        mb_client_get_event_log_async         (MbClient            *client,
                                                   guint8               unit,
                                                   guint                timeout_ms,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
void        mb_client_report_server_id_async      (MbClient            *client,
                                                   guint8               unit,
                                                   guint                timeout_ms,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);

/* All objects that the device has, over as many requests as it takes. */
void        mb_client_identify_async              (MbClient            *client,
                                                   guint8               unit,
                                                   guint                timeout_ms,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
MbIdentify *mb_client_identify_finish             (MbClient            *client,
                                                   GAsyncResult        *result,
                                                   GError             **error);

G_END_DECLS
