/* mon-address-tables.c: how the notations of addresses name the four tables.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-address-tables.h"

#include <string.h>

/* The leading digit of the old reference numbers ("40108"), and the letters of IEC 61131 as
 * Schneider uses them ("%MW107"). The specification itself does without (V1.1b3, 4.4: addresses are
 * 0-based there, items numbered from 1). */
static const struct
{
  guint       digit;
  const char *letters;
} names[MB_N_TABLES] = {
  [MB_TABLE_COILS] = { 0, "M" },
  [MB_TABLE_DISCRETE_INPUTS] = { 1, "I" },
  [MB_TABLE_INPUT_REGISTERS] = { 3, "IW" },
  [MB_TABLE_HOLDING_REGISTERS] = { 4, "MW" },
};

/**
 * mon_address_digit_of_table:
 * @table: a table
 *
 * Returns: the digit that leads its Modicon numbers: 0, 1, 3 or 4
 */
guint
mon_address_digit_of_table (MbTable table)
{
  return names[table].digit;
}

/**
 * mon_address_letters_of_table:
 * @table: a table
 *
 * Returns: (transfer none): what stands behind the percent sign of IEC: "M", "I", "IW" or "MW"
 */
const char *
mon_address_letters_of_table (MbTable table)
{
  return names[table].letters;
}

/**
 * mon_address_table_of_digit:
 * @digit: a digit
 * @out_table: (out): the table
 *
 * Returns: %FALSE when no table has that digit
 */
gboolean
mon_address_table_of_digit (guint    digit,
                            MbTable *out_table)
{
  for (guint i = 0; i < MB_N_TABLES; i++)
    if (names[i].digit == digit)
      {
        *out_table = (MbTable) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * mon_address_table_of_letters:
 * @letters: letters in any case
 * @n_letters: how many of them count
 * @out_table: (out): the table
 *
 * Returns: %FALSE when no table has those letters
 */
gboolean
mon_address_table_of_letters (const char *letters,
                              gsize       n_letters,
                              MbTable    *out_table)
{
  for (guint i = 0; i < MB_N_TABLES; i++)
    if (strlen (names[i].letters) == n_letters &&
        g_ascii_strncasecmp (names[i].letters, letters, n_letters) == 0)
      {
        *out_table = (MbTable) i;
        return TRUE;
      }
  return FALSE;
}
