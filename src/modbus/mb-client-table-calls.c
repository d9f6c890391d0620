/* mb-client-table-calls.c: typed calls that read and write coils and registers.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-client-table-calls.h"

#include "modbus/mb-wire.h"

/* What is written goes into one PDU, so no more registers than fit there. */
#define MAX_REGISTERS (MB_PDU_MAX / 2)

static void
put_registers (guint8        *data,
               const guint16 *registers,
               guint          n_registers)
{
  for (guint i = 0; i < n_registers; i++)
    mb_wire_put_register (data, i, registers[i]);
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
  guint8 data[2 * MAX_REGISTERS];
  guint8 function = n_registers == 1 ? MB_FUNCTION_WRITE_SINGLE_REGISTER
                                     : MB_FUNCTION_WRITE_MULTIPLE_REGISTERS;
  MbRequest request;

  g_return_if_fail (n_registers >= 1 && n_registers <= MAX_REGISTERS);

  put_registers (data, registers, n_registers);
  request = mb_request_write (function, address, (guint16) n_registers, data, 2 * n_registers);
  mb_client_call_async (self, unit, &request, timeout_ms, cancellable, callback, user_data);
}

/**
 * mb_client_mask_write_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @address: 0-based address of a holding register
 * @and_mask: the bits that stay
 * @or_mask: the bits that are set where @and_mask has 0
 * @timeout_ms: how long to wait for the reply once it is sent
 * @cancellable: (nullable): cancels the call
 * @callback: called once; ends with mb_client_call_finish()
 * @user_data: for @callback
 *
 * Changes single bits of a register, by function 22: the device sets it to (its value AND
 * @and_mask) OR (@or_mask AND NOT @and_mask) (V1.1b3, 6.16). It is never repeated.
 */
void
mb_client_mask_write_async (MbClient            *self,
                            guint8               unit,
                            guint16              address,
                            guint16              and_mask,
                            guint16              or_mask,
                            guint                timeout_ms,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  MbRequest request = mb_request_mask_write (address, and_mask, or_mask);

  mb_client_call_async (self, unit, &request, timeout_ms, cancellable, callback, user_data);
}

/**
 * mb_client_read_write_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @read_address: 0-based address of the first holding register to read
 * @read_quantity: how many to read, 1 to 125
 * @write_address: 0-based address of the first holding register to write
 * @registers: (array length=n_registers): what to write
 * @n_registers: how many, 1 to 121
 * @timeout_ms: how long to wait for the reply once it is sent
 * @cancellable: (nullable): cancels the call
 * @callback: called once; ends with mb_client_call_finish(), whose response has the registers read
 * @user_data: for @callback
 *
 * Writes holding registers and then reads some, by function 23 (V1.1b3, 6.17). It is never
 * repeated.
 */
void
mb_client_read_write_async (MbClient            *self,
                            guint8               unit,
                            guint16              read_address,
                            guint16              read_quantity,
                            guint16              write_address,
                            const guint16       *registers,
                            guint                n_registers,
                            guint                timeout_ms,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  guint8 data[2 * MAX_REGISTERS];
  MbRequest request;

  g_return_if_fail (n_registers >= 1 && n_registers <= MAX_REGISTERS);

  put_registers (data, registers, n_registers);
  request = mb_request_read_write (read_address, read_quantity, write_address,
                                   (guint16) n_registers, data);
  mb_client_call_async (self, unit, &request, timeout_ms, cancellable, callback, user_data);
}

/**
 * mb_client_read_fifo_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @address: 0-based address of the holding register that counts the queue
 * @timeout_ms: how long to wait for the reply once it is sent
 * @cancellable: (nullable): cancels the call
 * @callback: called once; ends with mb_client_call_finish(), whose response has 0 to 31 registers
 * @user_data: for @callback
 *
 * Reads a queue without emptying it, by function 24 (V1.1b3, 6.18).
 */
void
mb_client_read_fifo_async (MbClient            *self,
                           guint8               unit,
                           guint16              address,
                           guint                timeout_ms,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  MbRequest request = mb_request_read_fifo (address);

  mb_client_call_async (self, unit, &request, timeout_ms, cancellable, callback, user_data);
}
