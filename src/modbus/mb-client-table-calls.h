/* mb-client-table-calls.h: typed calls that read and write coils and registers.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client-calls.h"

G_BEGIN_DECLS

/* All of them end with mb_client_call_finish(), whose response has what was read: see
 * mb_response_get_register() and mb_response_get_bit(). Addresses count from 0. None is
 * repeated. */

/* Reads 1 to mb_table_max_read() items, by function 1, 2, 3 or 4 (V1.1b3, 6.1 to 6.4). */
void mb_client_read_async            (MbClient            *self,
                                      guint8               unit,
                                      MbTable              table,
                                      guint16              address,
                                      guint16              quantity,
                                      guint                timeout_ms,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
/* Writes 1 to 1968 coils, by function 5 when there is one and by 15 otherwise (V1.1b3, 6.5,
 * 6.11). */
void mb_client_write_coils_async     (MbClient            *self,
                                      guint8               unit,
                                      guint16              address,
                                      const gboolean      *bits,
                                      guint                n_bits,
                                      guint                timeout_ms,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
/* Writes 1 to 123 holding registers, by function 6 when there is one and by 16 otherwise (V1.1b3,
 * 6.6, 6.12). */
void mb_client_write_registers_async (MbClient            *self,
                                      guint8               unit,
                                      guint16              address,
                                      const guint16       *registers,
                                      guint                n_registers,
                                      guint                timeout_ms,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
/* Changes single bits of a register, by function 22: the device sets it to (its value AND
 * @and_mask) OR (@or_mask AND NOT @and_mask) (V1.1b3, 6.16). */
void mb_client_mask_write_async      (MbClient            *self,
                                      guint8               unit,
                                      guint16              address,
                                      guint16              and_mask,
                                      guint16              or_mask,
                                      guint                timeout_ms,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
/* Writes 1 to 121 holding registers and then reads 1 to 125, by function 23 (V1.1b3, 6.17). */
void mb_client_read_write_async      (MbClient            *self,
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
/* Reads a queue of 0 to 31 registers without emptying it, by function 24; @address is that of the
 * holding register which counts it (V1.1b3, 6.18). */
void mb_client_read_fifo_async       (MbClient            *self,
                                      guint8               unit,
                                      guint16              address,
                                      guint                timeout_ms,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);

G_END_DECLS
