/* mb-client-table-calls.h: typed calls that read and write coils and registers.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client-calls.h"

G_BEGIN_DECLS

/* All of them end with mb_client_call_finish(). */
void mb_client_read_async            (MbClient            *client,
                                      guint8               unit,
                                      MbTable              table,
                                      guint16              address,
                                      guint16              quantity,
                                      guint                timeout_ms,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
void mb_client_write_coils_async     (MbClient            *client,
                                      guint8               unit,
                                      guint16              address,
                                      const gboolean      *bits,
                                      guint                n_bits,
                                      guint                timeout_ms,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
void mb_client_write_registers_async (MbClient            *client,
                                      guint8               unit,
                                      guint16              address,
                                      const guint16       *registers,
                                      guint                n_registers,
                                      guint                timeout_ms,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
void mb_client_mask_write_async      (MbClient            *client,
                                      guint8               unit,
                                      guint16              address,
                                      guint16              and_mask,
                                      guint16              or_mask,
                                      guint                timeout_ms,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
void mb_client_read_write_async      (MbClient            *client,
                                      guint8               unit,
                                      guint16              read_address,
                                      guint16              read_quantity,
                                      guint16              write_address,
                                      const guint16       *registers,
                                      guint                n_registers,
                                      guint                timeout_ms,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
void mb_client_read_fifo_async       (MbClient            *client,
                                      guint8               unit,
                                      guint16              address,
                                      guint                timeout_ms,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);

G_END_DECLS
