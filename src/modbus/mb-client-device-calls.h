/* mb-client-device-calls.h: typed calls about a device itself: who it is, how it is doing.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client-calls.h"
#include "modbus/mb-identify.h"

G_BEGIN_DECLS

/* These end with mb_client_call_finish(). The specification has functions 7, 8, 11, 12 and 17 for
 * the serial line only; many devices know them over TCP all the same. */

/* Reads eight outputs of the device's own meaning, by function 7: one byte of data (V1.1b3,
 * 6.7). */
void        mb_client_read_exception_status_async (MbClient            *self,
                                                   guint8               unit,
                                                   guint                timeout_ms,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Asks for a diagnostic, by function 8 (V1.1b3, 6.8); see mb-subfunction.h for what there is and
 * what goes with it. One that has no answer (Force Listen Only) ends with MB_ERROR_TIMEOUT. */
void        mb_client_diagnose_async              (MbClient            *self,
                                                   guint8               unit,
                                                   guint16              subfunction,
                                                   const guint8        *data,
                                                   gsize                data_len,
                                                   guint                timeout_ms,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Asks how many exchanges the device has carried out well, by function 11 (V1.1b3, 6.9). */
void        mb_client_get_event_counter_async     (MbClient            *self,
                                                   guint8               unit,
                                                   guint                timeout_ms,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Asks for what has happened on the device's serial line, by function 12 (V1.1b3, 6.10). */
void        mb_client_get_event_log_async         (MbClient            *self,
                                                   guint8               unit,
                                                   guint                timeout_ms,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Asks what the device is and whether it runs, by function 17: bytes of its own meaning (V1.1b3,
 * 6.13). */
void        mb_client_report_server_id_async      (MbClient            *self,
                                                   guint8               unit,
                                                   guint                timeout_ms,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);

/* Asks for all objects of Read Device Identification that the device says it has, by function 43/14
 * over as many requests as it takes (V1.1b3, 6.21); the time-out is for each. */
void        mb_client_identify_async              (MbClient            *self,
                                                   guint8               unit,
                                                   guint                timeout_ms,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Ends mb_client_identify_async(): what came, to be freed with mb_identify_free(), or NULL. */
MbIdentify *mb_client_identify_finish             (MbClient            *self,
                                                   GAsyncResult        *result,
                                                   GError             **error);

G_END_DECLS
