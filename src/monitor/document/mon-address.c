/* mon-address.c: addresses as people write them; the one place where notations are converted.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-address.h"

#include <glib/gi18n-lib.h>

/* The last address whose number fits into the four digits behind the leading one. */
#define MODICON_SHORT_LAST 9998

/* The leading digit of the old reference numbers ("40108"); the specification itself does without
 * (V1.1b3, 4.4: addresses are 0-based there, items numbered from 1). */
static guint
modicon_digit (MbTable table)
{
  switch (table)
    {
    case MB_TABLE_COILS:
      return 0;
    case MB_TABLE_DISCRETE_INPUTS:
      return 1;
    case MB_TABLE_INPUT_REGISTERS:
      return 3;
    case MB_TABLE_HOLDING_REGISTERS:
      return 4;
    }

  g_return_val_if_reached (4);
}

/**
 * mon_address_format:
 * @table: the table that @address lies in
 * @address: 0-based protocol address
 * @notation: how to write it
 * @buffer: (array length=size): where to write
 * @size: size of @buffer in bytes; 16 suffice
 *
 * Writes an address: for holding register 107 "107", "0x006B", "108" or "40108". From address 9999
 * on the last form has six digits: "410000".
 *
 * Returns: the length of the whole text without its terminator, as snprintf
 */
gsize
mon_address_format (MbTable      table,
                    guint16      address,
                    MonNotation  notation,
                    char        *buffer,
                    gsize        size)
{
  guint number = address + 1u;

  switch (notation)
    {
    case MON_NOTATION_PROTOCOL:
      return (gsize) g_snprintf (buffer, size, "%u", address);
    case MON_NOTATION_HEX:
      return (gsize) g_snprintf (buffer, size, "0x%04X", address);
    case MON_NOTATION_NUMBER:
      return (gsize) g_snprintf (buffer, size, "%u", number);
    case MON_NOTATION_MODICON:
      return (gsize) g_snprintf (buffer, size,
                                 address <= MODICON_SHORT_LAST ? "%u%04u" : "%u%05u",
                                 modicon_digit (table), number);
    }

  g_return_val_if_reached (0);
}

/**
 * mon_address_describe:
 * @table: the table that @address lies in
 * @address: 0-based protocol address
 *
 * Says an address in all notations, for a tooltip.
 *
 * Returns: (transfer full): one line such as "holding 107 = 0x006B, number 108, Modicon 40108"
 */
char *
mon_address_describe (MbTable table,
                      guint16 address)
{
  char hex[16];
  char modicon[16];

  mon_address_format (table, address, MON_NOTATION_HEX, hex, sizeof hex);
  mon_address_format (table, address, MON_NOTATION_MODICON, modicon, sizeof modicon);

  /* Translators: the name of a table, then the same address counted from 0 in decimal and hex,
   * counted from 1, and in the old five- or six-digit form: "holding 107 = 0x006B, number 108,
   * Modicon 40108". */
  return g_strdup_printf (_("%s %u = %s, number %u, Modicon %s"),
                          mb_table_name (table), address, hex, address + 1u, modicon);
}
