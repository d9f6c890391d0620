/* mb-error.h: the two error domains of the protocol floor.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MB_ERROR:
 *
 * Domain of our own judgement about an exchange: nothing valid came. The codes are #MbError. All
 * messages of this floor are whole sentences, translated, that say what failed, where, and what to
 * try.
 */
#define MB_ERROR (mb_error_quark ())

/**
 * MB_EXCEPTION:
 *
 * Domain of the device's own "no". The code is the exception code as received, 0 to 255;
 * see mb_exception_name() for those that have a name
 * (MODBUS Application Protocol V1.1b3, section 7).
 */
#define MB_EXCEPTION (mb_exception_quark ())

/**
 * MbError:
 * @MB_ERROR_TIMEOUT: no answer within the response time-out
 * @MB_ERROR_BREACH: an answer came that breaks the protocol or does not fit its request
 * @MB_ERROR_CLOSED: the link closed before the answer came
 * @MB_ERROR_NOT_SENT: the request was given up before its first byte was handed to the system
 * @MB_ERROR_BUSY: no slot was free for the request
 * @MB_ERROR_INVALID: the request itself is not one the protocol allows
 * @MB_ERROR_UNSUPPORTED: this function code or transport is not supported here
 * @MB_ERROR_UNCERTAIN: the link was given up since a late reply could have been taken for the next
 *
 * Codes of %MB_ERROR.
 */
typedef enum
{
  MB_ERROR_TIMEOUT,
  MB_ERROR_BREACH,
  MB_ERROR_CLOSED,
  MB_ERROR_NOT_SENT,
  MB_ERROR_BUSY,
  MB_ERROR_INVALID,
  MB_ERROR_UNSUPPORTED,
  MB_ERROR_UNCERTAIN,
} MbError;

GQuark mb_error_quark (void);
GQuark mb_exception_quark (void);

/* Gives the English name of an exception code, such as "Illegal Data Address" (MODBUS Application
 * Protocol V1.1b3, section 7; code 7 by older editions of it); static, NULL for one without. */
const char *mb_exception_name (guint8 code);

G_END_DECLS
