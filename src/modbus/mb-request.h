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
 * @address: 0-based address of the first item; for 23 of the first item read
 * @quantity: number of items, 1 or more (1 for 5 and 6); for 23 the number read
 * @write_address: 23 only: 0-based address of the first item written
 * @write_quantity: 23 only: number of items written
 * @data: (nullable): what follows in wire form, borrowed: packed bits (15), registers (16, 23),
 *   the two value bytes (5, 6), or for function codes without a layout of their own here all
 *   bytes after the function code
 * @data_len: length of @data in bytes
 *
 * A request PDU as a view: it owns nothing and is copied by assignment.
 * Which members count follows from @function (V1.1b3, 6).
 */
typedef struct
{
  guint8        function;
  guint16       address;
  guint16       quantity;
  guint16       write_address;
  guint16       write_quantity;
  const guint8 *data;
  gsize         data_len;
} MbRequest;

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

gboolean   mb_request_is_valid        (const MbRequest *request,
                                       GError         **error);
gsize      mb_request_encode          (const MbRequest *request,
                                       guint8          *pdu,
                                       gsize            size);
/* 0, or the exception code with which a server answers (checking order of V1.1b3, 4.5:
 * 1 unknown function, 3 quantity, byte count or length; the address range is the backend's). */
guint8     mb_request_parse           (MbRequest    *out_request,
                                       const guint8 *pdu,
                                       gsize         pdu_len);
/* The bytes of a request that is to be sent: valid, or of a function code without a layout here. */
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
