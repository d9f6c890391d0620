/* mon-address.h: addresses as people write them; the one place where notations are converted.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-function.h"

G_BEGIN_DECLS

/**
 * MonNotation:
 * @MON_NOTATION_PROTOCOL: counted from 0, decimal: "107"
 * @MON_NOTATION_HEX: counted from 0, hex: "0x006B"
 * @MON_NOTATION_NUMBER: counted from 1, decimal: "108"
 * @MON_NOTATION_MODICON: counted from 1 behind the digit of its table: "40108"
 *
 * How an address is written.
 */
typedef enum
{
  MON_NOTATION_PROTOCOL,
  MON_NOTATION_HEX,
  MON_NOTATION_NUMBER,
  MON_NOTATION_MODICON,
} MonNotation;

gsize  mon_address_format   (MbTable      table,
                             guint16      address,
                             MonNotation  notation,
                             char        *buffer,
                             gsize        size);
char  *mon_address_describe (MbTable      table,
                             guint16      address);

G_END_DECLS
