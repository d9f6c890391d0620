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
 * A request PDU as a view: it owns nothing and is copied by assignment.
 * Which members count follows from @function (V1.1b3, 6); the others are 0.
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

/* Made by what they ask, in mb-request-new.c. */
MbRequest  mb_request_read            (MbTable       table,
                                       guint16       address,
                                       guint16       quantity);
MbRequest  mb_request_write           (guint8        function,
                                       guint16       address,
                                       guint16       quantity,
                                       const guint8 *data,
                                       gsize         data_len);
MbRequest  mb_request_read_write      (guint16       read_address,
                                       guint16       read_quantity,
                                       guint16       write_address,
                                       guint16       write_quantity,
                                       const guint8 *data);
/* 7, 11, 12 and 17, which ask without saying more. */
MbRequest  mb_request_bare            (guint8        function);
MbRequest  mb_request_diagnostics     (guint16       subfunction,
                                       const guint8 *data,
                                       gsize         data_len);
MbRequest  mb_request_files           (guint8        function,
                                       const guint8 *groups,
                                       gsize         groups_len);
MbRequest  mb_request_mask_write      (guint16       address,
                                       guint16       and_mask,
                                       guint16       or_mask);
MbRequest  mb_request_read_fifo       (guint16       address);
MbRequest  mb_request_identify        (guint8        read_device_id,
                                       guint8        object_id);
/* The bytes as they are, whatever their function; the answer is taken as it is, too. */
MbRequest  mb_request_raw             (const guint8 *pdu,
                                       gsize         pdu_len);

gboolean   mb_request_is_valid        (const MbRequest *request,
                                       GError         **error);
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
/* 0, or the exception code with which a server answers (checking order of V1.1b3, 4.5:
 * 1 unknown function, 3 quantity, byte count or length; the address range is the backend's). */
guint8     mb_request_parse           (MbRequest    *out_request,
                                       const guint8 *pdu,
                                       gsize         pdu_len);
/* The bytes of a request that is to be sent, whatever they are. */
gboolean   mb_request_from_pdu        (MbRequest    *out_request,
                                       const guint8 *pdu,
                                       gsize         pdu_len,
                                       GError      **error);

guint16    mb_request_get_register    (const MbRequest *request,
                                       guint            index);
gboolean   mb_request_get_bit         (const MbRequest *request,
                                       guint            index);

/* Boxed copies, for what outlives its bytes: dialogs, tests, the GTask calls. */
#define MB_TYPE_REQUEST (mb_request_get_type ())
GType      mb_request_get_type        (void);
MbRequest *mb_request_dup             (const MbRequest *request);
void       mb_request_free            (MbRequest       *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbRequest, mb_request_free)

G_END_DECLS
