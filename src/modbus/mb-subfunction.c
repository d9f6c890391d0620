/* mb-subfunction.c: the table of sub-functions of Diagnostics.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-subfunction.h"

#include "modbus/mb-wire.h"

#define SWITCH_ON 0xff00

/* V1.1b3, 6.8.1. The names of older papers have "slave" where this one has "server". */
static const MbSubfunction subfunctions[] = {
  [0x00] = { "Return Query Data", MB_SUBFUNCTION_DATA_ANY, TRUE, FALSE },
  [0x01] = { "Restart Communications Option", MB_SUBFUNCTION_DATA_SWITCH, TRUE, TRUE },
  [0x02] = { "Return Diagnostic Register", MB_SUBFUNCTION_DATA_ZERO, FALSE, FALSE },
  [0x03] = { "Change ASCII Input Delimiter", MB_SUBFUNCTION_DATA_CHARACTER, TRUE, TRUE },
  [0x04] = { "Force Listen Only Mode", MB_SUBFUNCTION_DATA_ZERO, TRUE, TRUE },
  [0x0a] = { "Clear Counters and Diagnostic Register", MB_SUBFUNCTION_DATA_ZERO, TRUE, TRUE },
  [0x0b] = { "Return Bus Message Count", MB_SUBFUNCTION_DATA_ZERO, FALSE, FALSE },
  [0x0c] = { "Return Bus Communication Error Count", MB_SUBFUNCTION_DATA_ZERO, FALSE, FALSE },
  [0x0d] = { "Return Bus Exception Error Count", MB_SUBFUNCTION_DATA_ZERO, FALSE, FALSE },
  [0x0e] = { "Return Server Message Count", MB_SUBFUNCTION_DATA_ZERO, FALSE, FALSE },
  [0x0f] = { "Return Server No Response Count", MB_SUBFUNCTION_DATA_ZERO, FALSE, FALSE },
  [0x10] = { "Return Server NAK Count", MB_SUBFUNCTION_DATA_ZERO, FALSE, FALSE },
  [0x11] = { "Return Server Busy Count", MB_SUBFUNCTION_DATA_ZERO, FALSE, FALSE },
  [0x12] = { "Return Bus Character Overrun Count", MB_SUBFUNCTION_DATA_ZERO, FALSE, FALSE },
  [0x14] = { "Clear Overrun Counter and Flag", MB_SUBFUNCTION_DATA_ZERO, TRUE, TRUE },
};

/**
 * mb_subfunction_lookup:
 * @code: a sub-function as on the wire, any value
 *
 * Finds what the specification says of a sub-function of function 8 (V1.1b3, 6.8.1).
 *
 * Returns: (transfer none) (nullable): its static row; %NULL when it is reserved
 */
const MbSubfunction *
mb_subfunction_lookup (guint16 code)
{
  if (code >= G_N_ELEMENTS (subfunctions) || subfunctions[code].name == NULL)
    return NULL;
  return &subfunctions[code];
}

/**
 * mb_subfunction_takes:
 * @subfunction: a sub-function
 * @data: (array length=data_len) (nullable): what follows it in a request
 * @data_len: number of bytes
 *
 * Tells whether these bytes are what a request of this sub-function may carry (V1.1b3, 6.8.1).
 *
 * Returns: %FALSE when a server answers exception 3 to them
 */
gboolean
mb_subfunction_takes (const MbSubfunction *subfunction,
                      const guint8        *data,
                      gsize                data_len)
{
  guint16 word;

  g_return_val_if_fail (subfunction != NULL, FALSE);

  if (subfunction->data == MB_SUBFUNCTION_DATA_ANY)
    return data_len % 2 == 0;
  if (data_len != 2 || data == NULL)
    return FALSE;

  word = mb_wire_get_register (data, 0);
  switch (subfunction->data)
    {
    case MB_SUBFUNCTION_DATA_ZERO:
      return word == 0;
    case MB_SUBFUNCTION_DATA_SWITCH:
      return word == 0 || word == SWITCH_ON;
    case MB_SUBFUNCTION_DATA_CHARACTER:
      return (word & 0xff) == 0;
    case MB_SUBFUNCTION_DATA_ANY:
      break;
    }
  return TRUE;
}
