/* mb-response.h: responses: plain views over bytes, encoded, and parsed against their request.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "modbus/mb-request.h"

G_BEGIN_DECLS

/**
 * MbBreach:
 *
 * What a reply did wrong. Each has its own name for the user, see mb_breach_name().
 */
typedef enum
{
  MB_BREACH_NONE,
  MB_BREACH_UNIT,          /* another unit id than asked */
  MB_BREACH_FUNCTION,      /* another function code than asked */
  MB_BREACH_LENGTH,        /* PDU shorter or longer than its layout */
  MB_BREACH_BYTE_COUNT,    /* byte count is not what the quantity implies, or not what follows */
  MB_BREACH_ECHO,          /* a write's echo differs from the request */
  MB_BREACH_EXCEPTION,     /* an exception PDU that is not two bytes */
  MB_BREACH_FRAMING,       /* length 0, 1 or above 254: the stream is lost */
  MB_BREACH_PROTOCOL,      /* protocol identifier is not 0 */
} MbBreach;

const char *mb_breach_name (MbBreach breach);

/**
 * MbResponse:
 * @function: the function code without the exception bit
 * @is_exception: whether the device said no
 * @exception: the exception code when @is_exception, 0 to 255
 * @address: as echoed by 5, 6, 15, 16; else the request's
 * @quantity: number of items: as echoed by 15, 16; else the request's
 * @data: (nullable): packed bits (1, 2), registers (3, 4, 23), value bytes (5, 6), or all bytes
 *   after the function code for codes without a layout here; borrowed
 * @data_len: length of @data in bytes
 *
 * A response PDU as a view, like #MbRequest.
 */
typedef struct
{
  guint8        function;
  gboolean      is_exception;
  guint8        exception;
  guint16       address;
  guint16       quantity;
  const guint8 *data;
  gsize         data_len;
} MbResponse;

/* Parses @pdu as the answer to @request, checking all that a client must check (function, length,
 * byte count, echo); %MB_BREACH_NONE when @out_response is good, exceptions included. */
MbBreach    mb_response_parse         (MbResponse       *out_response,
                                       const MbRequest  *request,
                                       const guint8     *pdu,
                                       gsize             pdu_len);
gsize       mb_response_encode        (const MbResponse *response,
                                       guint8           *pdu,
                                       gsize             size);

guint16     mb_response_get_register  (const MbResponse *response,
                                       guint             index);
gboolean    mb_response_get_bit       (const MbResponse *response,
                                       guint             index);

#define MB_TYPE_RESPONSE (mb_response_get_type ())
GType       mb_response_get_type      (void);
MbResponse *mb_response_dup           (const MbResponse *response);
void        mb_response_free          (MbResponse       *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbResponse, mb_response_free)

G_END_DECLS
