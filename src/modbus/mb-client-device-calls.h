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
/* Asks for a diagnostic, by function 8 (V1.1b3, 6.8). */
void        mb_client_diagnose_async              (MbClient            *client,
                                                   guint8               unit,
                                                   guint16              subfunction,
                                                   const guint8        *data,
                                                   gsize                data_len,
                                                   guint                timeout_ms,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Asks how many exchanges the device has carried out well, by function 11 (V1.1b3, 6.9). */
void        mb_client_get_event_counter_async     (MbClient            *client,
                                                   guint8               unit,
                                                   guint                timeout_ms,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Asks for what has happened on the device's serial line, by function 12 (V1.1b3, 6.10). */
void        mb_client_get_event_log_async         (MbClient            *client,
                                                   guint8               unit,
                                                   guint                timeout_ms,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Asks what the device is and whether it runs, by function 17 (V1.1b3, 6.13). */
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
/* Ends mb_client_identify_async(). */
MbIdentify *mb_client_identify_finish             (MbClient            *client,
                                                   GAsyncResult        *result,
                                                   GError             **error);

G_END_DECLS
