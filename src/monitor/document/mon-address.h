/* mon-address.h: addresses as people write them; the one place where notations are converted.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-function.h"

G_BEGIN_DECLS

typedef enum
{
  MON_NOTATION_PROTOCOL, /* 0-based decimal */
  MON_NOTATION_HEX,      /* 0-based, 0x006B */
  MON_NOTATION_NUMBER,   /* 1-based decimal */
  MON_NOTATION_MODICON,  /* 5 digits as far as they reach (address 9998), else 6 */
} MonNotation;

/* Returns the length, as snprintf; 16 bytes suffice. */
gsize  mon_address_format  (MbTable      table,
                            guint16      address,
                            MonNotation  notation,
                            char        *buffer,
                            gsize        size);
/* All notations in one line, for a tooltip. */
char  *mon_address_describe (MbTable     table,
                            guint16      address);

G_END_DECLS
