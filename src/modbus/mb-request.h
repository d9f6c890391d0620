/* mb-request.h: requests: plain views over bytes, encoded, checked and parsed without heap.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "modbus/mb-function.h"

G_BEGIN_DECLS

/**
 * MbRequest:
 * @function: the function code
 * @mei: 43: the MEI type, 13 and 14 are known
 * @read_device_id: 43/14: 1 basic, 2 regular, 3 extended, 4 one object
 * @object_id: 43/14: the object to begin with, or the one that is asked for
 * @is_raw: whether @data is all after the function code whatever the function, as
 *   mb_request_raw() makes it; no other member counts then
 * @address: 1 to 6, 15, 16, 22: 0-based address of the first item; 23: of the first item read;
 *   24: of the queue's count
 * @quantity: 1 to 4, 15, 16: number of items, 1 or more; 5, 6, 22: 1; 23: number read; 20, 21:
 *   number of groups; else 0
 * @write_address: 23: 0-based address of the first item written
 * @write_quantity: 23: number of items written
 * @subfunction: 8: the sub-function
 * @and_mask: 22: bits of the register that stay
 * @or_mask: 22: bits that are set where @and_mask has 0
 * @data: (nullable): what follows in wire form, borrowed: packed bits (15), registers (16, 23),
 *   the two value bytes (5, 6), what follows the sub-function (8), groups without their byte count
 *   (20, 21, see mb-file-group.h), what follows the MEI type (43 but for 43/14), or for function
 *   codes without a layout of their own here all bytes after the function code; else nothing
 * @data_len: length of @data in bytes
 *
 * A request PDU as a view: it owns nothing and is copied by assignment. Which members count follows
 * from @function (V1.1b3, 6); the others are 0.
 *
 * One is made by what it asks, given to a client (mb-client.h), or put into bytes:
 *
 * ```c
 * const MbRequest request = mb_request_read (MB_TABLE_HOLDING_REGISTERS, 107, 3);
 * gsize offset = mb_framing_get_pdu_offset (MB_FRAMING_MBAP);
 * gsize pdu_len = mb_request_encode (&request, adu + offset, MB_PDU_MAX);
 *
 * return mb_framing_wrap (MB_FRAMING_MBAP, adu, 1, 17, pdu_len);
 * ```
 *
 * Nothing here allocates, but for mb_request_dup().
 */
typedef struct
{
  guint8        function;
  guint8        mei;
  guint8        read_device_id;
  guint8        object_id;
  gboolean      is_raw;
  guint16       address;
  guint16       quantity;
  guint16       write_address;
  guint16       write_quantity;
  guint16       subfunction;
  guint16       and_mask;
  guint16       or_mask;
  const guint8 *data;
  gsize         data_len;
} MbRequest;

/* Requests by what they ask. None of these checks anything: see mb_request_is_valid(). Data is
 * borrowed. */

/* Makes a request of function 1, 2, 3 or 4 (V1.1b3, 6.1 to 6.4). */
MbRequest  mb_request_read            (MbTable       table,
                                       guint16       address,
                                       guint16       quantity);
/* Makes a request that writes, of function 5, 6, 15 or 16 (V1.1b3, 6.5, 6.6, 6.11, 6.12). @data
 * is in wire form: two bytes for 5 (`ff 00` or `00 00`) and 6, packed bits for 15, registers for
 * 16. */
MbRequest  mb_request_write           (guint8        function,
                                       guint16       address,
                                       guint16       quantity,
                                       const guint8 *data,
                                       gsize         data_len);
/* Makes a request of function 23, which writes before it reads (V1.1b3, 6.17). @data has
 * 2 × @write_quantity bytes, registers in wire form. */
MbRequest  mb_request_read_write      (guint16       read_address,
                                       guint16       read_quantity,
                                       guint16       write_address,
                                       guint16       write_quantity,
                                       const guint8 *data);
/* Makes a request of function 7, 11, 12 or 17, which say no more (V1.1b3, 6.7, 6.9, 6.10, 6.13). */
MbRequest  mb_request_bare            (guint8        function);
/* Makes a request of function 8 (V1.1b3, 6.8); see mb-subfunction.h. */
MbRequest  mb_request_diagnostics     (guint16       subfunction,
                                       const guint8 *data,
                                       gsize         data_len);
/* Makes a request about records of files, of function 20 or 21 (V1.1b3, 6.14, 6.15); @groups are as
 * mb_file_group_write() puts them. */
MbRequest  mb_request_files           (guint8        function,
                                       const guint8 *groups,
                                       gsize         groups_len);
/* Makes a request of function 22: the register becomes (register AND @and_mask) OR (@or_mask AND
 * NOT @and_mask) (V1.1b3, 6.16). */
MbRequest  mb_request_mask_write      (guint16       address,
                                       guint16       and_mask,
                                       guint16       or_mask);
/* Makes a request of function 24; @address is that of the register which counts the queue (V1.1b3,
 * 6.18). */
MbRequest  mb_request_read_fifo       (guint16       address);
/* Makes a request of function 43/14 (V1.1b3, 6.21); see MB_IDENTIFY_BASIC and the next three. */
MbRequest  mb_request_identify        (guint8        read_device_id,
                                       guint8        object_id);
/* Makes a request of 1 to 253 bytes as they are, whatever their function; the answer is taken as it
 * is, too. */
MbRequest  mb_request_raw             (const guint8 *pdu,
                                       gsize         pdu_len);

/* Requests and bytes. */

/* Checks all that a client must keep to before it sends: quantity within the limits of the
 * function (V1.1b3, 6), the last address at most 65535 (4.4), the data as long as the quantity
 * implies, the coil value FF00 or 0000 (6.5), the data that a sub-function wants (6.8), records
 * that can exist (6.14, 6.15), a read device id from 1 to 4 (6.21), an opaque function code from
 * 1 to 127 with at most 252 bytes (4.1). FALSE with MB_ERROR_INVALID. */
gboolean   mb_request_is_valid        (const MbRequest *request,
                                       GError         **error);
/* Writes the PDU of a request, unchecked: function code and what its layout has (V1.1b3, 6).
 * Returns its length, or 0 when it does not fit into @size; MB_PDU_MAX is enough for each valid
 * one. */
gsize      mb_request_encode          (const MbRequest *request,
                                       guint8          *pdu,
                                       gsize            size);
/* Whether this request could change something in a device. */
gboolean   mb_request_writes          (const MbRequest *request);
/* Which items of which table it writes; FALSE when it writes none. */
gboolean   mb_request_get_written     (const MbRequest *request,
                                       MbTable         *out_table,
                                       guint16         *out_address,
                                       guint16         *out_quantity);
/* Reads a PDU as a server does: 0, or the exception code to answer with (checking order of V1.1b3,
 * 4.5: 1 for an unknown function, 3 for quantity, byte count or length, 2 for a record that no file
 * has; whether addresses exist is the backend's to say). @out_request views @pdu. */
guint8     mb_request_parse           (MbRequest    *out_request,
                                       const guint8 *pdu,
                                       gsize         pdu_len);
/* Reads a PDU that a client is to send, whatever it is: what the protocol allows by its layout, all
 * else as mb_request_raw() does. FALSE with MB_ERROR_INVALID when it has not 1 to 253 bytes. */
gboolean   mb_request_from_pdu        (MbRequest    *out_request,
                                       const guint8 *pdu,
                                       gsize         pdu_len,
                                       GError      **error);

/* What a request writes, of one that was parsed or is valid. */

/* A register that 6, 16 or 23 writes; @index is below `data_len` / 2. */
guint16    mb_request_get_register    (const MbRequest *request,
                                       guint            index);
/* Whether a coil that 5 or 15 writes is set; @index is below the quantity. */
gboolean   mb_request_get_bit         (const MbRequest *request,
                                       guint            index);

/* Boxed copies, for what outlives its bytes: dialogs, tests, the GTask calls. */
#define MB_TYPE_REQUEST (mb_request_get_type ())
GType      mb_request_get_type        (void);
/* Copies a request with its data, so that the copy outlives the bytes that @request views. */
MbRequest *mb_request_dup             (const MbRequest *request);
/* Frees a copy and its data. */
void       mb_request_free            (MbRequest       *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbRequest, mb_request_free)

G_END_DECLS
