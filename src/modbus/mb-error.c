/* mb-error.c: the two error domains of the protocol floor, and the names of the exceptions.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-error.h"

G_DEFINE_QUARK (mb-error-quark, mb_error)
G_DEFINE_QUARK (mb-exception-quark, mb_exception)

/**
 * mb_exception_name:
 * @code: an exception code as received, 0 to 255
 *
 * Gives the name of an exception code (MODBUS Application Protocol V1.1b3, section 7; code 7 by
 * older editions of it).
 *
 * Returns: (nullable): a static English name such as "Illegal Data Address", or %NULL when the
 *   code has no name in the specification
 */
const char *
mb_exception_name (guint8 code)
{
  switch (code)
    {
    case 0x01:
      return "Illegal Function";
    case 0x02:
      return "Illegal Data Address";
    case 0x03:
      return "Illegal Data Value";
    case 0x04:
      return "Server Device Failure";
    case 0x05:
      return "Acknowledge";
    case 0x06:
      return "Server Device Busy";
    case 0x07:
      return "Negative Acknowledge";
    case 0x08:
      return "Memory Parity Error";
    case 0x0a:
      return "Gateway Path Unavailable";
    case 0x0b:
      return "Gateway Target Device Failed to Respond";
    default:
      return NULL;
    }
}
