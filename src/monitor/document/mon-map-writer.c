/* mon-map-writer.c: the tags of a device as a table that spreadsheets read.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-csv-writer.h"
#include "monitor/document/mon-map.h"

/* What is written; values are for simulated devices only. */
static const MonMapColumn columns[] = {
  MON_MAP_NAME, MON_MAP_TABLE, MON_MAP_ADDRESS, MON_MAP_TYPE, MON_MAP_BITS, MON_MAP_ORDER,
  MON_MAP_SCALE, MON_MAP_OFFSET, MON_MAP_UNIT, MON_MAP_DECIMALS, MON_MAP_WRITABLE,
};

static char *
dup_number (double number)
{
  const MbValue value = { .kind = MB_VALUE_FLOAT64, .f = number };
  char text[MB_NUMBER_TEXT_SIZE];

  mb_value_format (&value, text, sizeof text);
  return g_strdup (text);
}

static char *
dup_bits (const MonTagSpec *tag)
{
  if (tag->n_bits == 0)
    return g_strdup ("");
  if (tag->type == MB_TYPE_BOOL)
    return g_strdup_printf ("%u", tag->first_bit);
  return g_strdup_printf ("%u-%u", tag->first_bit, tag->first_bit + tag->n_bits - 1u);
}

static const char *
get_order (const MonTagSpec *tag)
{
  if (mb_table_is_bits (tag->table))
    return "";
  return mb_type_n_registers (tag->type) == MB_VALUE_MAX_REGISTERS ? mb_order_wide_name (tag->order)
                                                                   : mb_order_name (tag->order);
}

static char *
dup_cell (const MonTagSpec *tag,
          MonMapColumn      column)
{
  switch (column)
    {
    case MON_MAP_TABLE:
      return g_strdup (mb_table_name (tag->table));
    case MON_MAP_ADDRESS:
      return g_strdup_printf ("%u", tag->address);
    case MON_MAP_TYPE:
      return mb_type_dup_name (tag->type, tag->length);
    case MON_MAP_BITS:
      return dup_bits (tag);
    case MON_MAP_ORDER:
      return g_strdup (get_order (tag));
    case MON_MAP_SCALE:
      return dup_number (tag->scale);
    case MON_MAP_OFFSET:
      return dup_number (tag->offset);
    case MON_MAP_DECIMALS:
      return tag->decimals >= 0 ? g_strdup_printf ("%d", tag->decimals) : g_strdup ("");
    case MON_MAP_WRITABLE:
      return g_strdup (mon_tag_spec_is_writable (tag) ? "yes" : "no");
    case MON_MAP_NAME:
      return g_strdup (tag->name);
    case MON_MAP_UNIT:
      return g_strdup (tag->unit);
    case MON_MAP_VALUE:
      break;
    }
  g_return_val_if_reached (NULL);
}

static void
append_tag (GString          *text,
            const MonTagSpec *tag)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *cell = dup_cell (tag, columns[i]);
      gboolean is_free = columns[i] == MON_MAP_NAME || columns[i] == MON_MAP_UNIT;

      if (is_free && (*cell != '\0' || i == 0))
        mon_csv_append_text (text, ',', cell);
      else
        mon_csv_append_plain (text, ',', cell);
    }
  mon_csv_end_row (text);
}

/**
 * mon_map_format:
 * @tags: (element-type MonTagSpec): the tags of a device
 *
 * Writes a map that mon_map_parse() reads again: a row for each tag that lies in a table. What such
 * a table has no column for is left out: computed tags, words for values, marks, alarms.
 *
 * Returns: (transfer full): the text of a file
 */
char *
mon_map_format (const GPtrArray *tags)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    mon_csv_append_plain (text, ',', mon_map_column_name (columns[i]));
  mon_csv_end_row (text);
  for (guint i = 0; i < tags->len; i++)
    if (!mon_tag_spec_is_computed (tags->pdata[i]))
      append_tag (text, tags->pdata[i]);
  return g_string_free (text, FALSE);
}
