/* mon-address.c: addresses as people write them; the one place where notations are converted.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-address.h"

#include <glib/gi18n-lib.h>

#include "monitor/document/mon-address-tables.h"

/* The last address whose number fits into the four digits behind the leading one. */
#define MODICON_SHORT_LAST 9998

/**
 * mon_address_format:
 * @table: the table that @address lies in
 * @address: 0-based protocol address
 * @notation: how to write it
 * @buffer: (array length=size): where to write
 * @size: size of @buffer in bytes; 16 suffice
 *
 * Writes an address: for holding register 107 "107", "0x006B", "108", "40108", "400108" or
 * "%MW107". From address 9999 on %MON_NOTATION_MODICON has six digits as well: "410000".
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
                                 mon_address_digit_of_table (table), number);
    case MON_NOTATION_MODICON_LONG:
      return (gsize) g_snprintf (buffer, size, "%u%05u", mon_address_digit_of_table (table),
                                 number);
    case MON_NOTATION_IEC:
      return (gsize) g_snprintf (buffer, size, "%%%s%u", mon_address_letters_of_table (table),
                                 address);
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
 * Returns: (transfer full): one line such as "holding 107 = 0x006B, number 108, Modicon 40108,
 *   %MW107"
 */
char *
mon_address_describe (MbTable table,
                      guint16 address)
{
  char hex[16];
  char modicon[16];
  char iec[16];

  mon_address_format (table, address, MON_NOTATION_HEX, hex, sizeof hex);
  mon_address_format (table, address, MON_NOTATION_MODICON, modicon, sizeof modicon);
  mon_address_format (table, address, MON_NOTATION_IEC, iec, sizeof iec);

  /* Translators: the name of a table, then the same address counted from 0 in decimal and hex,
   * counted from 1, in the old five- or six-digit form, and as PLC programs write it: "holding 107
   * = 0x006B, number 108, Modicon 40108, %MW107". */
  return g_strdup_printf (_("%s %u = %s, number %u, Modicon %s, %s"),
                          mb_table_name (table), address, hex, address + 1u, modicon, iec);
}
