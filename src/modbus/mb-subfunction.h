/* mb-subfunction.h: the table of sub-functions of Diagnostics.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MbSubfunctionCode:
 * @MB_SUBFUNCTION_RETURN_QUERY_DATA: sends the data back
 * @MB_SUBFUNCTION_RESTART_COMMUNICATIONS: starts the line anew, and ends listen only mode
 * @MB_SUBFUNCTION_RETURN_DIAGNOSTIC_REGISTER: a register of the device's own meaning
 * @MB_SUBFUNCTION_CHANGE_ASCII_DELIMITER: the character that ends a message in ASCII
 * @MB_SUBFUNCTION_FORCE_LISTEN_ONLY: answers nothing any more, this neither
 * @MB_SUBFUNCTION_CLEAR_COUNTERS: sets the counters below and the register to 0
 * @MB_SUBFUNCTION_BUS_MESSAGE_COUNT: messages on the line
 * @MB_SUBFUNCTION_BUS_ERROR_COUNT: messages with a wrong checksum
 * @MB_SUBFUNCTION_BUS_EXCEPTION_COUNT: exceptions answered
 * @MB_SUBFUNCTION_SERVER_MESSAGE_COUNT: messages to this device, broadcasts too
 * @MB_SUBFUNCTION_NO_RESPONSE_COUNT: messages that it did not answer
 * @MB_SUBFUNCTION_NAK_COUNT: exceptions 7 answered
 * @MB_SUBFUNCTION_BUSY_COUNT: exceptions 6 answered
 * @MB_SUBFUNCTION_OVERRUN_COUNT: messages lost since characters came too fast
 * @MB_SUBFUNCTION_CLEAR_OVERRUN: sets that count and its flag to 0
 *
 * Sub-functions of function 8 by name (V1.1b3, 6.8.1); all other values are reserved.
 */
typedef enum
{
  MB_SUBFUNCTION_RETURN_QUERY_DATA = 0x00,
  MB_SUBFUNCTION_RESTART_COMMUNICATIONS = 0x01,
  MB_SUBFUNCTION_RETURN_DIAGNOSTIC_REGISTER = 0x02,
  MB_SUBFUNCTION_CHANGE_ASCII_DELIMITER = 0x03,
  MB_SUBFUNCTION_FORCE_LISTEN_ONLY = 0x04,
  MB_SUBFUNCTION_CLEAR_COUNTERS = 0x0a,
  MB_SUBFUNCTION_BUS_MESSAGE_COUNT = 0x0b,
  MB_SUBFUNCTION_BUS_ERROR_COUNT = 0x0c,
  MB_SUBFUNCTION_BUS_EXCEPTION_COUNT = 0x0d,
  MB_SUBFUNCTION_SERVER_MESSAGE_COUNT = 0x0e,
  MB_SUBFUNCTION_NO_RESPONSE_COUNT = 0x0f,
  MB_SUBFUNCTION_NAK_COUNT = 0x10,
  MB_SUBFUNCTION_BUSY_COUNT = 0x11,
  MB_SUBFUNCTION_OVERRUN_COUNT = 0x12,
  MB_SUBFUNCTION_CLEAR_OVERRUN = 0x14,
} MbSubfunctionCode;

/**
 * MbSubfunctionData:
 * @MB_SUBFUNCTION_DATA_ANY: any even number of bytes
 * @MB_SUBFUNCTION_DATA_ZERO: 0000
 * @MB_SUBFUNCTION_DATA_SWITCH: 0000 or FF00
 * @MB_SUBFUNCTION_DATA_CHARACTER: a character, then 00
 *
 * What the request of a sub-function carries.
 */
typedef enum
{
  MB_SUBFUNCTION_DATA_ANY,
  MB_SUBFUNCTION_DATA_ZERO,
  MB_SUBFUNCTION_DATA_SWITCH,
  MB_SUBFUNCTION_DATA_CHARACTER,
} MbSubfunctionData;

/**
 * MbSubfunction:
 * @name: its English name in the specification, static
 * @data: what the request carries
 * @is_echo: whether the response repeats the request; else it has one register
 * @writes: whether it changes something in the device
 *
 * What the specification says of a sub-function.
 */
typedef struct
{
  const char        *name;
  MbSubfunctionData  data;
  gboolean           is_echo;
  gboolean           writes;
} MbSubfunction;

/* Finds what the specification says of a sub-function of function 8 (V1.1b3, 6.8.1): a static row,
 * NULL when it is reserved. */
const MbSubfunction *mb_subfunction_lookup       (guint16              code);
/* Tells whether these bytes are what a request of this sub-function may carry (V1.1b3, 6.8.1); to
 * others a server answers exception 3. */
gboolean             mb_subfunction_takes        (const MbSubfunction *subfunction,
                                                  const guint8        *data,
                                                  gsize                data_len);

G_END_DECLS
