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
 * @MB_BREACH_NONE: nothing
 * @MB_BREACH_UNIT: another unit identifier than asked
 * @MB_BREACH_FUNCTION: another function code than asked
 * @MB_BREACH_LENGTH: a PDU shorter or longer than its layout
 * @MB_BREACH_BYTE_COUNT: a byte count that is not what the quantity implies, or not what follows
 * @MB_BREACH_ECHO: a write's echo differs from the request
 * @MB_BREACH_EXCEPTION: an exception PDU that is not two bytes
 * @MB_BREACH_FRAMING: a length field of 0, 1 or above 254: the stream is lost
 * @MB_BREACH_PROTOCOL: the protocol identifier is not 0
 * @MB_BREACH_TRANSACTION: no request has this transaction identifier, while one waits
 * @MB_BREACH_CRC: serial line: a frame whose checksum is wrong
 * @MB_BREACH_DATAGRAM: a datagram that is not as long as its header says
 *
 * What a reply did wrong. Each has its own name for the user, see mb_breach_name().
 */
typedef enum
{
  MB_BREACH_NONE,
  MB_BREACH_UNIT,
  MB_BREACH_FUNCTION,
  MB_BREACH_LENGTH,
  MB_BREACH_BYTE_COUNT,
  MB_BREACH_ECHO,
  MB_BREACH_EXCEPTION,
  MB_BREACH_FRAMING,
  MB_BREACH_PROTOCOL,
  MB_BREACH_TRANSACTION,
  MB_BREACH_CRC,
  MB_BREACH_DATAGRAM,
} MbBreach;

#define MB_N_BREACHES (MB_BREACH_DATAGRAM + 1)

/* Gives a breach the English name by which it is counted and shown, "none" for none; static. */
const char *mb_breach_name (MbBreach breach);

/**
 * MbResponse:
 * @function: the function code without the exception bit, unless the request had it
 * @is_exception: whether the device said no
 * @exception: the exception code when @is_exception, 0 to 255
 * @mei: 43: the MEI type
 * @read_device_id: 43/14: as in the request
 * @conformity: 43/14: 1 basic, 2 regular, 3 extended; plus 128 when single objects can be asked for
 * @more_follows: 43/14: 255 when more objects are to be asked for, else 0
 * @next_object: 43/14: the object to go on with when more follow, else 0
 * @address: as echoed by 5, 6, 15, 16, 22; else the request's
 * @quantity: number of items: as echoed by 15, 16; registers in the queue for 24; groups for 20,
 *   21; objects for 43/14; else the request's
 * @subfunction: 8: as in the request
 * @and_mask: 22: as in the request
 * @or_mask: 22: as in the request
 * @status: 11, 12: 0, or 65535 while a program command is worked on
 * @event_count: 11, 12: successful exchanges
 * @message_count: 12: messages since the last restart
 * @data: (nullable): packed bits (1, 2), registers (3, 4, 23, 24), value bytes (5, 6), the byte of
 *   7, what follows the sub-function (8), events with the newest first (12), the device's own bytes
 *   (17), groups without their byte count (20, 21, see mb-file-group.h), the list of objects
 *   (43/14, see mb-object.h), what follows the MEI type (43 otherwise), or all bytes after the
 *   function code for codes without a layout here; borrowed
 * @data_len: length of @data in bytes
 *
 * A response PDU as a view, like #MbRequest (V1.1b3, 6). A client gives it checked; who has only
 * bytes parses it against its request:
 *
 * ```c
 * breach = mb_response_parse (&response, request, adu.pdu, adu.pdu_len);
 * if (breach != MB_BREACH_NONE)
 *   return mb_breach_name (breach);
 * if (response.is_exception)
 *   return mb_exception_name (response.exception);
 * *out_register = mb_response_get_register (&response, 0);
 * ```
 */
typedef struct
{
  guint8        function;
  guint8        exception;
  guint8        mei;
  guint8        read_device_id;
  gboolean      is_exception;
  guint8        conformity;
  guint8        more_follows;
  guint8        next_object;
  guint16       address;
  guint16       quantity;
  guint16       subfunction;
  guint16       and_mask;
  guint16       or_mask;
  guint16       status;
  guint16       event_count;
  guint16       message_count;
  const guint8 *data;
  gsize         data_len;
} MbResponse;

/* Parses @pdu (1 to 253 bytes) as the answer to @request, checking all that a client must check
 * (Messaging on TCP/IP V1.0b, 4.4.1.3): function, length, byte count, echo. %MB_BREACH_NONE when
 * @out_response is good, exceptions included; it views @pdu. */
MbBreach    mb_response_parse         (MbResponse       *out_response,
                                       const MbRequest  *request,
                                       const guint8     *pdu,
                                       gsize             pdu_len);
/* Writes the PDU of a response: an exception (V1.1b3, 7), or function code and what its layout
 * has (6): byte count and data for 1 to 4 and 23; address and the two value bytes for 5 and 6;
 * address and quantity for 15 and 16; for the others what #MbResponse says; the bare data for
 * codes without a layout here. Returns its length, or 0 when it does not fit into @size. */
gsize       mb_response_encode        (const MbResponse *response,
                                       guint8           *pdu,
                                       gsize             size);

/* A register of a response of 3, 4, 6, 23 or 24; @index is below `data_len` / 2. */
guint16     mb_response_get_register  (const MbResponse *response,
                                       guint             index);
/* Whether a bit of a response of 1, 2 or 5 is 1; @index is below the quantity. */
gboolean    mb_response_get_bit       (const MbResponse *response,
                                       guint             index);

/* Boxed copies, for what outlives its bytes. */
#define MB_TYPE_RESPONSE (mb_response_get_type ())
GType       mb_response_get_type      (void);
/* Copies a response with its data, so that the copy outlives the bytes that @response views. */
MbResponse *mb_response_dup           (const MbResponse *response);
/* Frees a copy and its data. */
void        mb_response_free          (MbResponse       *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbResponse, mb_response_free)

G_END_DECLS
