/* mon-address-reader.c: what people write as an address, and what it can mean.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-address.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "modbus/mb-error.h"
#include "monitor/document/mon-address-tables.h"

/* Digits behind the one of the table. */
#define MODICON_SHORT_DIGITS 4
#define MODICON_LONG_DIGITS 5

/* Longer than any address in any notation. */
#define MAX_TEXT 16

/* The whole of @text as digits of a base; FALSE when it is something else or above @max. */
static gboolean
read_number (const char *text,
             guint       base,
             guint       max,
             guint      *out_number)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, base, 0, max, &number, NULL))
    return FALSE;
  *out_number = (guint) number;
  return TRUE;
}

static gboolean
read_protocol (const char *text,
               MonAddress *address)
{
  guint number;

  if (!read_number (text, 10, MON_ADDRESS_N_ITEMS - 1, &number))
    return FALSE;
  *address = (MonAddress) { MON_ADDRESS_ANY_TABLE, (guint16) number, MON_NOTATION_PROTOCOL };
  return TRUE;
}

static gboolean
read_counted (const char *text,
              MonAddress *address)
{
  guint number;

  if (!read_number (text, 10, MON_ADDRESS_N_ITEMS, &number) || number == 0)
    return FALSE;
  *address = (MonAddress) { MON_ADDRESS_ANY_TABLE, (guint16) (number - 1), MON_NOTATION_NUMBER };
  return TRUE;
}

/* "0x6B" or "6Bh". */
static gboolean
read_hex (const char *text,
          MonAddress *address)
{
  g_autofree char *digits = NULL;
  gsize len = strlen (text);
  guint number;

  if (g_ascii_strncasecmp (text, "0x", 2) == 0)
    digits = g_strdup (text + 2);
  else if (len > 1 && g_ascii_tolower (text[len - 1]) == 'h')
    digits = g_strndup (text, len - 1);
  else
    return FALSE;

  if (!g_ascii_isxdigit (digits[0]) ||
      !read_number (digits, 16, MON_ADDRESS_N_ITEMS - 1, &number))
    return FALSE;
  *address = (MonAddress) { MON_ADDRESS_ANY_TABLE, (guint16) number, MON_NOTATION_HEX };
  return TRUE;
}

/* By the number of digits: "00001" is a coil and "1" is not. */
static gboolean
read_modicon (const char *text,
              guint       n_digits,
              MonAddress *address)
{
  guint number;
  MbTable table;

  if (strlen (text) != 1 + n_digits || !g_ascii_isdigit (text[0]) ||
      !mon_address_table_of_digit ((guint) g_ascii_digit_value (text[0]), &table) ||
      !read_number (text + 1, 10, MON_ADDRESS_N_ITEMS, &number) || number == 0)
    return FALSE;
  *address = (MonAddress) { (int) table, (guint16) (number - 1), MON_NOTATION_MODICON };
  if (n_digits == MODICON_LONG_DIGITS)
    address->notation = MON_NOTATION_MODICON_LONG;
  return TRUE;
}

static gboolean
read_iec (const char *text,
          MonAddress *address)
{
  gsize n_letters;
  guint number;
  MbTable table;

  if (text[0] != '%')
    return FALSE;
  n_letters = strcspn (text + 1, "0123456789");
  if (!mon_address_table_of_letters (text + 1, n_letters, &table) ||
      !read_number (text + 1 + n_letters, 10, MON_ADDRESS_N_ITEMS - 1, &number))
    return FALSE;
  *address = (MonAddress) { (int) table, (guint16) number, MON_NOTATION_IEC };
  return TRUE;
}

static gboolean
read_as (const char  *text,
         MonNotation  notation,
         MonAddress  *address)
{
  switch (notation)
    {
    case MON_NOTATION_PROTOCOL:
      return read_protocol (text, address);
    case MON_NOTATION_HEX:
      return read_hex (text, address);
    case MON_NOTATION_NUMBER:
      return read_counted (text, address);
    case MON_NOTATION_MODICON:
      if (read_modicon (text, MODICON_SHORT_DIGITS, address))
        return TRUE;
      G_GNUC_FALLTHROUGH;
    case MON_NOTATION_MODICON_LONG:
      return read_modicon (text, MODICON_LONG_DIGITS, address);
    case MON_NOTATION_IEC:
      return read_iec (text, address);
    }

  g_return_val_if_reached (FALSE);
}

static char *
dup_stripped (const char *text)
{
  char *start = g_strndup (text, MAX_TEXT + 1);
  const char *end;

  /* It may be shown, so no character of it stays by half. */
  g_utf8_validate (start, -1, &end);
  start[end - start] = '\0';
  return g_strstrip (start);
}

static void
set_not_an_address (const char  *text,
                    GError     **error)
{
  g_autofree char *stripped = dup_stripped (text);

  /* On some PLCs %MD5 is the registers 5 and 6, on others 10 and 11. */
  if (g_ascii_strncasecmp (stripped, "%MD", 3) == 0 ||
      g_ascii_strncasecmp (stripped, "%MF", 3) == 0)
    g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                 _("“%s” is two registers, and which ones differs from PLC to PLC; give the first "
                   "one as %%MW."), stripped);
  else
    g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                 /* Translators: what somebody typed. */
                 _("“%s” is no address; write 107 or 0x6B (from 0), 40108 or 400108 (Modicon) or "
                   "%%MW107."), stripped);
}

/* Puts a table to a reading without one; FALSE when it has another. */
static gboolean
settle_table (MonAddress *address,
              int         table)
{
  if (address->table == MON_ADDRESS_ANY_TABLE)
    address->table = table;
  return table == MON_ADDRESS_ANY_TABLE || address->table == table;
}

static void
set_other_table (const char        *text,
                 const MonAddress  *address,
                 int                table,
                 GError           **error)
{
  g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
               /* Translators: what somebody typed, then the names of two tables. */
               _("“%s” is in the table %s, not in %s."), text,
               mb_table_name ((MbTable) address->table), mb_table_name ((MbTable) table));
}

/**
 * mon_address_parse:
 * @text: an address; blanks around it do not count
 * @notation: how it is written; %MON_NOTATION_MODICON takes both lengths
 * @table: the #MbTable that it must lie in, or %MON_ADDRESS_ANY_TABLE
 * @out_address: (out caller-allocates): what it means; its table is @table where the notation does
 *   not say one
 * @error: return location for %MB_ERROR_INVALID
 *
 * Reads an address of which the notation is known: the inverse of mon_address_format().
 *
 * Returns: %FALSE when @text is not in that notation, or in another table
 */
gboolean
mon_address_parse (const char   *text,
                   MonNotation   notation,
                   int           table,
                   MonAddress   *out_address,
                   GError      **error)
{
  g_autofree char *stripped = NULL;
  MonAddress address;

  g_return_val_if_fail (text != NULL && out_address != NULL, FALSE);

  stripped = dup_stripped (text);
  if (!read_as (stripped, notation, &address))
    {
      set_not_an_address (text, error);
      return FALSE;
    }
  if (!settle_table (&address, table))
    {
      set_other_table (stripped, &address, table, error);
      return FALSE;
    }
  *out_address = address;
  return TRUE;
}

/* Only a number with the digits of that notation, and a table's digit in front, is one; nobody
 * writes zeros in front of other numbers. */
static gboolean
is_surely_modicon (const char *text)
{
  MonAddress address;

  return text[0] == '0' && read_as (text, MON_NOTATION_MODICON, &address);
}

/**
 * mon_address_find_readings:
 * @text: an address; blanks around it do not count
 * @table: the #MbTable that it must lie in, or %MON_ADDRESS_ANY_TABLE
 * @readings: (out caller-allocates): room for %MON_ADDRESS_MAX_READINGS
 *
 * Finds every way to read an address of which the notation is not known. Hex, IEC, Modicon with a
 * zero in front or in six digits leave no doubt; 40108 may be counted from 0, from 1, or be holding
 * register 107.
 *
 * Returns: how many ways there are, 0 to %MON_ADDRESS_MAX_READINGS
 */
guint
mon_address_find_readings (const char *text,
                           int         table,
                           MonAddress *readings)
{
  static const MonNotation sure[] = { MON_NOTATION_HEX, MON_NOTATION_IEC };
  static const MonNotation plain[] = {
    MON_NOTATION_PROTOCOL, MON_NOTATION_NUMBER, MON_NOTATION_MODICON,
  };
  g_autofree char *stripped = NULL;
  guint n_readings = 0;

  g_return_val_if_fail (text != NULL && readings != NULL, 0);

  stripped = dup_stripped (text);
  for (guint i = 0; i < G_N_ELEMENTS (sure); i++)
    if (read_as (stripped, sure[i], &readings[0]))
      return settle_table (&readings[0], table) ? 1 : 0;

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      if (plain[i] != MON_NOTATION_MODICON && is_surely_modicon (stripped))
        continue;
      if (read_as (stripped, plain[i], &readings[n_readings]) &&
          settle_table (&readings[n_readings], table))
        n_readings++;
    }
  return n_readings;
}

/**
 * mon_address_dup_reading:
 * @reading: a way to read an address
 *
 * Says what an address would mean, as one item of a list of choices.
 *
 * Returns: (transfer full): text such as "address 40108, counted from 0", "number 40108, counted
 *   from 1 (address 40107)" or "Modicon 40108 (holding 107)"
 */
char *
mon_address_dup_reading (const MonAddress *reading)
{
  MbTable table = reading->table == MON_ADDRESS_ANY_TABLE ? MB_TABLE_COILS
                                                          : (MbTable) reading->table;
  char text[16];

  mon_address_format (table, reading->address, reading->notation, text, sizeof text);
  switch (reading->notation)
    {
    case MON_NOTATION_PROTOCOL:
    case MON_NOTATION_HEX:
      return g_strdup_printf (_("address %s, counted from 0"), text);
    case MON_NOTATION_NUMBER:
      /* Translators: the same counted from 1, then from 0. */
      return g_strdup_printf (_("number %s, counted from 1 (address %u)"), text, reading->address);
    case MON_NOTATION_MODICON:
    case MON_NOTATION_MODICON_LONG:
      /* Translators: such as "Modicon 40108 (holding 107)". */
      return g_strdup_printf (_("Modicon %s (%s %u)"), text, mb_table_name (table),
                              reading->address);
    case MON_NOTATION_IEC:
      return g_strdup_printf ("%s (%s %u)", text, mb_table_name (table), reading->address);
    }

  g_return_val_if_reached (NULL);
}

static void
set_ambiguous (const char        *text,
               const MonAddress  *readings,
               guint              n_readings,
               GError           **error)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < n_readings; i++)
    {
      g_autofree char *reading = mon_address_dup_reading (&readings[i]);

      g_string_append_printf (list, "%s%s", i == 0 ? "" : i + 1 < n_readings ? ", " : _(" or "),
                              reading);
    }
  g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
               /* Translators: what somebody typed, then a list such as "address 5, counted from 0
                * or number 5, counted from 1 (address 4)". */
               _("“%s” can mean %s; choose the notation."), text, list->str);
}

/**
 * mon_address_guess:
 * @text: an address; blanks around it do not count
 * @table: the #MbTable that it must lie in, or %MON_ADDRESS_ANY_TABLE
 * @out_address: (out caller-allocates): what it means
 * @error: return location for %MB_ERROR_INVALID, which lists the choices when there are several
 *
 * Reads an address of which the notation is not known, if there is only one way to do so. Nothing
 * is ever chosen for the user: to be off by one is the most usual fault with addresses.
 *
 * Returns: %FALSE when there is no way, or more than one, or the table remains unknown
 */
gboolean
mon_address_guess (const char   *text,
                   int           table,
                   MonAddress   *out_address,
                   GError      **error)
{
  g_autofree char *stripped = dup_stripped (text);
  MonAddress readings[MON_ADDRESS_MAX_READINGS];
  guint n_readings = mon_address_find_readings (text, table, readings);

  if (n_readings == 0 && table != MON_ADDRESS_ANY_TABLE &&
      mon_address_find_readings (text, MON_ADDRESS_ANY_TABLE, readings) > 0)
    set_other_table (stripped, &readings[0], table, error);
  else if (n_readings == 0)
    set_not_an_address (text, error);
  else if (n_readings > 1)
    set_ambiguous (stripped, readings, n_readings, error);
  else if (readings[0].table == MON_ADDRESS_ANY_TABLE)
    g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
                 /* Translators: what somebody typed. */
                 _("“%s” does not say in which table it is; choose one."), stripped);
  else
    {
      *out_address = readings[0];
      return TRUE;
    }
  return FALSE;
}

/**
 * mon_address_check_count:
 * @address: 0-based address of the first item
 * @count: number of items
 * @error: return location for %MB_ERROR_INVALID
 *
 * Checks that items lie within a table, the last address of which is 65535 (V1.1b3, 4.4).
 *
 * Returns: %FALSE when they pass its end, or are none
 */
gboolean
mon_address_check_count (guint16   address,
                         guint     count,
                         GError  **error)
{
  if (count >= 1 && count <= MON_ADDRESS_N_ITEMS - (guint) address)
    return TRUE;

  g_set_error (error, MB_ERROR, MB_ERROR_INVALID,
               /* Translators: three numbers. */
               _("A table ends at address 65535: from %u on there are 1 to %u items, not %u."),
               address, MON_ADDRESS_N_ITEMS - (guint) address, count);
  return FALSE;
}
