/* mon-map-layout.c: what the columns of a table of registers are, and how its numbers are written.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "monitor/document/mon-map-words.h"
#include "monitor/document/mon-map.h"

static const char *const column_names[] = {
  [MON_MAP_NAME] = "name",
  [MON_MAP_TABLE] = "table",
  [MON_MAP_ADDRESS] = "address",
  [MON_MAP_TYPE] = "type",
  [MON_MAP_BITS] = "bits",
  [MON_MAP_ORDER] = "order",
  [MON_MAP_SCALE] = "scale",
  [MON_MAP_OFFSET] = "offset",
  [MON_MAP_UNIT] = "unit",
  [MON_MAP_DECIMALS] = "decimals",
  [MON_MAP_VALUE] = "value",
  [MON_MAP_WRITABLE] = "writable",
};

G_STATIC_ASSERT (G_N_ELEMENTS (column_names) == MON_N_MAP_COLUMNS);

/**
 * mon_map_column_name:
 * @column: a column
 *
 * Returns: its name, as in the first row of a file
 */
const char *
mon_map_column_name (MonMapColumn column)
{
  g_return_val_if_fail ((guint) column < MON_N_MAP_COLUMNS, NULL);

  return column_names[column];
}

static gboolean
has_decimal (const char *text,
             char        sign)
{
  const char *at = strchr (text, sign);

  return at != NULL && at > text && g_ascii_isdigit (at[-1]) && g_ascii_isdigit (at[1]);
}

/* Where commas do not stand between cells, they may stand before decimals. */
static char
find_decimal (const MonMapLayout *layout,
              const MonCsv       *csv)
{
  static const MonMapColumn columns[] = { MON_MAP_SCALE, MON_MAP_OFFSET, MON_MAP_VALUE };
  gboolean has_comma = FALSE;

  if (mon_csv_get_separator (csv) == ',')
    return '.';
  for (guint row = 1; row < mon_csv_get_n_rows (csv); row++)
    for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
      {
        int index = layout->columns[columns[i]];
        const char *text = index >= 0 ? mon_csv_get (csv, row, (guint) index) : "";

        if (has_decimal (text, '.'))
          return '.';
        has_comma |= has_decimal (text, ',');
      }
  return has_comma ? ',' : '.';
}

/**
 * mon_map_layout_guess:
 * @out_layout: (out caller-allocates): the layout
 * @csv: a table
 *
 * Finds out from the first row what the columns are: by the names of this program first, then by
 * those that others use. Addresses are taken to count from 0.
 */
void
mon_map_layout_guess (MonMapLayout *out_layout,
                      const MonCsv *csv)
{
  guint n_cells = mon_csv_get_n_rows (csv) > 0 ? mon_csv_get_n_cells (csv, 0) : 0;

  out_layout->notation = MON_NOTATION_PROTOCOL;
  for (guint i = 0; i < MON_N_MAP_COLUMNS; i++)
    out_layout->columns[i] = -1;
  for (guint i = n_cells; i-- > 0;)
    {
      int column = mon_map_words_find_column (mon_csv_get (csv, 0, i));

      if (column >= 0)
        out_layout->columns[column] = (int) i;
    }
  for (guint i = n_cells; i-- > 0;)
    for (guint column = 0; column < MON_N_MAP_COLUMNS; column++)
      if (g_ascii_strcasecmp (mon_csv_get (csv, 0, i), column_names[column]) == 0)
        out_layout->columns[column] = (int) i;
  out_layout->decimal = find_decimal (out_layout, csv);
}
