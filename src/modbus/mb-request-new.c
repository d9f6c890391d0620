/* mb-request-new.c: requests made from what they ask.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-file-group.h"
#include "modbus/mb-request.h"

/**
 * mb_request_read:
 * @table: the table to read
 * @address: 0-based address of the first item
 * @quantity: number of items
 *
 * Makes a request of function 1, 2, 3 or 4 (V1.1b3, 6.1 to 6.4). It is not checked, see
 * mb_request_is_valid().
 *
 * Returns: the request
 */
MbRequest
mb_request_read (MbTable table,
                 guint16 address,
                 guint16 quantity)
{
  return (MbRequest) {
    .function = mb_table_read_function (table),
    .address = address,
    .quantity = quantity,
  };
}

/**
 * mb_request_write:
 * @function: 5, 6, 15 or 16; or any other code, whose bytes are then all in @data
 * @address: 0-based address of the first item
 * @quantity: number of items; 1 for 5 and 6
 * @data: (array length=data_len) (nullable): the values in wire form, borrowed: two bytes for 5
 *   (`ff 00` or `00 00`) and 6, packed bits for 15, registers for 16
 * @data_len: number of bytes
 *
 * Makes a request that writes (V1.1b3, 6.5, 6.6, 6.11, 6.12). It is not checked, see
 * mb_request_is_valid().
 *
 * Returns: the request, which views @data
 */
MbRequest
mb_request_write (guint8        function,
                  guint16       address,
                  guint16       quantity,
                  const guint8 *data,
                  gsize         data_len)
{
  return (MbRequest) {
    .function = function,
    .address = address,
    .quantity = quantity,
    .data = data,
    .data_len = data_len,
  };
}

/**
 * mb_request_read_write:
 * @read_address: 0-based address of the first register read
 * @read_quantity: number of registers read, 1 to 125
 * @write_address: 0-based address of the first register written
 * @write_quantity: number of registers written, 1 to 121
 * @data: 2 × @write_quantity bytes: the registers in wire form, borrowed
 *
 * Makes a request of function 23, which writes before it reads (V1.1b3, 6.17). It is not checked,
 * see mb_request_is_valid().
 *
 * Returns: the request, which views @data
 */
MbRequest
mb_request_read_write (guint16       read_address,
                       guint16       read_quantity,
                       guint16       write_address,
                       guint16       write_quantity,
                       const guint8 *data)
{
  return (MbRequest) {
    .function = MB_FUNCTION_READ_WRITE_MULTIPLE_REGISTERS,
    .address = read_address,
    .quantity = read_quantity,
    .write_address = write_address,
    .write_quantity = write_quantity,
    .data = data,
    .data_len = 2 * (gsize) write_quantity,
  };
}

/**
 * mb_request_bare:
 * @function: 7, 11, 12 or 17
 *
 * Makes a request that is its function code and nothing else (V1.1b3, 6.7, 6.9, 6.10, 6.13).
 *
 * Returns: the request
 */
MbRequest
mb_request_bare (guint8 function)
{
  return (MbRequest) { .function = function };
}

/**
 * mb_request_diagnostics:
 * @subfunction: the sub-function, see mb_subfunction_lookup()
 * @data: (array length=data_len) (nullable): what follows it, borrowed
 * @data_len: number of bytes, 2 for all sub-functions but 0
 *
 * Makes a request of function 8 (V1.1b3, 6.8). It is not checked, see mb_request_is_valid().
 *
 * Returns: the request, which views @data
 */
MbRequest
mb_request_diagnostics (guint16       subfunction,
                        const guint8 *data,
                        gsize         data_len)
{
  return (MbRequest) {
    .function = MB_FUNCTION_DIAGNOSTICS,
    .subfunction = subfunction,
    .data = data,
    .data_len = data_len,
  };
}

/**
 * mb_request_files:
 * @function: 20 to read records of files, 21 to write them
 * @groups: (array length=groups_len): the groups in wire form, as mb_file_group_write() puts them,
 *   borrowed
 * @groups_len: number of bytes: 7 to 245 for 20, 9 to 251 for 21
 *
 * Makes a request about records of files (V1.1b3, 6.14, 6.15). It is not checked, see
 * mb_request_is_valid(). O(n) in the groups.
 *
 * Returns: the request, which views @groups
 */
MbRequest
mb_request_files (guint8        function,
                  const guint8 *groups,
                  gsize         groups_len)
{
  return (MbRequest) {
    .function = function,
    .quantity = mb_file_group_count (function, groups, groups_len),
    .data = groups,
    .data_len = groups_len,
  };
}

/**
 * mb_request_mask_write:
 * @address: 0-based address of a holding register
 * @and_mask: bits that stay
 * @or_mask: bits that are set where @and_mask has 0
 *
 * Makes a request of function 22: the register becomes (register AND @and_mask) OR (@or_mask AND
 * NOT @and_mask) (V1.1b3, 6.16).
 *
 * Returns: the request
 */
MbRequest
mb_request_mask_write (guint16 address,
                       guint16 and_mask,
                       guint16 or_mask)
{
  return (MbRequest) {
    .function = MB_FUNCTION_MASK_WRITE_REGISTER,
    .address = address,
    .quantity = 1,
    .and_mask = and_mask,
    .or_mask = or_mask,
  };
}

/**
 * mb_request_read_fifo:
 * @address: 0-based address of the register that counts the queue
 *
 * Makes a request of function 24 (V1.1b3, 6.18).
 *
 * Returns: the request
 */
MbRequest
mb_request_read_fifo (guint16 address)
{
  return (MbRequest) { .function = MB_FUNCTION_READ_FIFO_QUEUE, .address = address };
}

/**
 * mb_request_identify:
 * @read_device_id: 1 basic, 2 regular, 3 extended objects; 4 one object
 * @object_id: the object to begin with, 0 at first; for 4 the one that is asked for
 *
 * Makes a request of function 43/14 (V1.1b3, 6.21). It is not checked, see mb_request_is_valid().
 *
 * Returns: the request
 */
MbRequest
mb_request_identify (guint8 read_device_id,
                     guint8 object_id)
{
  return (MbRequest) {
    .function = MB_FUNCTION_ENCAPSULATED_INTERFACE,
    .mei = MB_MEI_DEVICE_IDENTIFICATION,
    .read_device_id = read_device_id,
    .object_id = object_id,
  };
}

/**
 * mb_request_raw:
 * @pdu: (array length=pdu_len): any bytes, borrowed
 * @pdu_len: number of bytes, 1 to 253
 *
 * Makes a request of bytes that need not be what their function code wants, for what is typed.
 * Only the length is judged (V1.1b3, 4.1), and of the answer only that its function code fits.
 * Where mb_request_parse() takes the bytes, what it gives is the better request, since the answer
 * is then checked in full.
 *
 * Returns: the request, which views @pdu
 */
MbRequest
mb_request_raw (const guint8 *pdu,
                gsize         pdu_len)
{
  g_return_val_if_fail (pdu != NULL && pdu_len > 0, (MbRequest) { 0 });

  return (MbRequest) {
    .function = *pdu,
    .is_raw = TRUE,
    .data = pdu_len > 1 ? pdu + 1 : NULL,
    .data_len = pdu_len - 1,
  };
}
