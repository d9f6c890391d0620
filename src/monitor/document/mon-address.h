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
 * @MON_NOTATION_HEX: counted from 0, hex: "0x006B"; "6Bh" is read as well
 * @MON_NOTATION_NUMBER: counted from 1, decimal: "108"
 * @MON_NOTATION_MODICON: counted from 1 in four digits behind the digit of its table: "40108"; in
 *   five digits where four do not reach: "410000"
 * @MON_NOTATION_MODICON_LONG: counted from 1 in five digits behind that digit: "400108"
 * @MON_NOTATION_IEC: counted from 0 behind the letters of its table: "%MW107"
 *
 * How an address is written.
 */
typedef enum
{
  MON_NOTATION_PROTOCOL,
  MON_NOTATION_HEX,
  MON_NOTATION_NUMBER,
  MON_NOTATION_MODICON,
  MON_NOTATION_MODICON_LONG,
  MON_NOTATION_IEC,
} MonNotation;

#define MON_N_NOTATIONS (MON_NOTATION_IEC + 1)

/* In the place of a table: it is not known. */
#define MON_ADDRESS_ANY_TABLE (-1)

/* Items of a table (V1.1b3, 4.4). */
#define MON_ADDRESS_N_ITEMS 65536

/**
 * MonAddress:
 * @table: an #MbTable, or %MON_ADDRESS_ANY_TABLE when the notation does not say
 * @address: 0-based protocol address
 * @notation: how it was read
 *
 * One way to read the text of an address.
 */
typedef struct
{
  int         table;
  guint16     address;
  MonNotation notation;
} MonAddress;

/* Protocol, number and Modicon, which a plain number may be. */
#define MON_ADDRESS_MAX_READINGS 3

gsize     mon_address_format        (MbTable       table,
                                     guint16       address,
                                     MonNotation   notation,
                                     char         *buffer,
                                     gsize         size);
char     *mon_address_describe      (MbTable       table,
                                     guint16       address);

gboolean  mon_address_parse         (const char   *text,
                                     MonNotation   notation,
                                     int           table,
                                     MonAddress   *out_address,
                                     GError      **error);
guint     mon_address_find_readings (const char   *text,
                                     int           table,
                                     MonAddress   *readings);
gboolean  mon_address_guess         (const char   *text,
                                     int           table,
                                     MonAddress   *out_address,
                                     GError      **error);
char     *mon_address_dup_reading   (const MonAddress *reading);
gboolean  mon_address_check_count   (guint16       address,
                                     guint         count,
                                     GError      **error);

G_END_DECLS
