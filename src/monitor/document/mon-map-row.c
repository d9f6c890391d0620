/* mon-map-row.c: one row of a table of registers as a tag; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-map-row.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "monitor/document/mon-csv-writer.h"
#include "monitor/document/mon-map-words.h"
#include "monitor/document/mon-tag-value.h"

/* The same as in project files. */
#define MAX_NAME_BYTES 500
#define MAX_UNIT_BYTES 64
#define MAX_DECIMALS 17

#define LAST_BIT 15

/* What is said of a cell may have the cell in it. */
#define MAX_NOTE_CHARACTERS 300

typedef struct
{
  const MonCsv       *csv;
  const MonMapLayout *layout;
  guint               row;
  MonMapEntry        *entry;
  MonMapNote         *note;
} Row;

static const char *
get (const Row    *row,
     MonMapColumn  column)
{
  int index = row->layout->columns[column];

  return index >= 0 ? mon_csv_get (row->csv, row->row, (guint) index) : "";
}

/* FALSE, with what is wrong with a cell. */
static gboolean G_GNUC_PRINTF (3, 4)
refuse (const Row    *row,
        MonMapColumn  column,
        const char   *format,
        ...)
{
  int index = row->layout->columns[column];
  char *text;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (g_utf8_strlen (text, -1) > MAX_NOTE_CHARACTERS)
    *g_utf8_offset_to_pointer (text, MAX_NOTE_CHARACTERS) = '\0';
  mon_csv_get_place (row->csv, row->row, (guint) MAX (index, 0), &row->note->line,
                     &row->note->column);
  row->note->text = text;
  row->note->is_error = TRUE;
  return FALSE;
}

static gboolean
read_table (const Row *row)
{
  const char *text = get (row, MON_MAP_TABLE);

  if (mon_map_words_find_table (text, &row->entry->tag->table))
    return TRUE;
  return refuse (row, MON_MAP_TABLE,
                 _("“%s” is no table; give coils, discrete, input or holding"), text);
}

static gboolean
read_address (const Row *row)
{
  const char *text = get (row, MON_MAP_ADDRESS);
  MonTagSpec *tag = row->entry->tag;
  gboolean is_hex = row->layout->notation == MON_NOTATION_PROTOCOL &&
                    (g_str_has_prefix (text, "0x") || g_str_has_prefix (text, "0X"));
  g_autoptr (GError) error = NULL;
  MonAddress address;

  if (!mon_address_parse (text, is_hex ? MON_NOTATION_HEX : row->layout->notation, tag->table,
                          &address, &error))
    return row->layout->notation == MON_NOTATION_PROTOCOL
           ? refuse (row, MON_MAP_ADDRESS,
                     _("“%s” is no address: addresses count from 0 to 65535, in decimal or 0x hex"),
                     text)
           : refuse (row, MON_MAP_ADDRESS, "%s", error->message);
  tag->address = address.address;
  return TRUE;
}

static gboolean
read_type (const Row *row)
{
  const char *text = get (row, MON_MAP_TYPE);
  MonTagSpec *tag = row->entry->tag;
  g_autoptr (GError) error = NULL;

  tag->type = mb_table_is_bits (tag->table) ? MB_TYPE_BOOL : MB_TYPE_UINT16;
  if (*text != '\0' && !mon_map_words_find_type (text, &tag->type, &tag->length))
    return refuse (row, MON_MAP_TYPE,
                   _("“%s” is no type; give one such as uint16, int32, float32 or string:8"), text);
  if (mb_table_is_bits (tag->table) && tag->type != MB_TYPE_BOOL)
    return refuse (row, MON_MAP_TYPE, _("“%s” does not fit a table of bits; leave it empty"), text);
  if (!mon_address_check_count (tag->address, mon_tag_spec_n_items (tag), &error))
    return refuse (row, MON_MAP_ADDRESS, "%s", error->message);
  return TRUE;
}

/* "3" or "4-7" */
static gboolean
parse_bits (const char *text,
            guint64    *out_first,
            guint64    *out_last)
{
  g_auto (GStrv) parts = g_strsplit (text, "-", 2);

  if (!g_ascii_string_to_unsigned (g_strstrip (parts[0]), 10, 0, LAST_BIT, out_first, NULL))
    return FALSE;
  *out_last = *out_first;
  return parts[1] == NULL ||
         g_ascii_string_to_unsigned (g_strstrip (parts[1]), 10, *out_first, LAST_BIT, out_last,
                                     NULL);
}

static gboolean
read_bits (const Row *row)
{
  const char *text = get (row, MON_MAP_BITS);
  gboolean has_type = *get (row, MON_MAP_TYPE) != '\0';
  MonTagSpec *tag = row->entry->tag;
  guint64 first, last;
  gboolean is_one;

  if (*text == '\0')
    return TRUE;
  if (!parse_bits (text, &first, &last))
    return refuse (row, MON_MAP_BITS,
                   _("“%s” are no bits of a register; give one as 3, or several as 4-7"), text);
  is_one = strchr (text, '-') == NULL;
  if (is_one && !has_type && !mb_table_is_bits (tag->table))
    tag->type = MB_TYPE_BOOL;
  if (mb_table_is_bits (tag->table) || (is_one ? tag->type != MB_TYPE_BOOL
                                        : tag->type != MB_TYPE_UINT16 &&
                                          tag->type != MB_TYPE_INT16))
    return refuse (row, MON_MAP_BITS,
                   _("only a register has bits: one as bool, several as uint16 or int16"));
  tag->first_bit = (guint8) first;
  tag->n_bits = (guint8) (last - first + 1);
  return TRUE;
}

static gboolean
read_order (const Row *row)
{
  const char *text = get (row, MON_MAP_ORDER);
  MonTagSpec *tag = row->entry->tag;

  if (*text == '\0')
    return TRUE;
  if (!mon_map_words_find_order (text, &tag->order))
    return refuse (row, MON_MAP_ORDER,
                   _("“%s” is no order; give ABCD, CDAB, BADC or DCBA, or for 64 bits ABCDEFGH, "
                     "GHEFCDAB, BADCFEHG or HGFEDCBA"), text);
  if (strlen (text) > 4 && mb_type_n_registers (tag->type) != MB_VALUE_MAX_REGISTERS)
    return refuse (row, MON_MAP_ORDER, _("“%s” is for types of 64 bits; give %s"), text,
                   mb_order_name (tag->order));
  return TRUE;
}

/* A number as it is typed, with the layout's sign before decimals. */
static char *
dup_number (const Row    *row,
            MonMapColumn  column)
{
  char *text = g_strdup (get (row, column));

  if (row->layout->decimal == ',')
    g_strdelimit (text, ",", '.');
  return text;
}

static gboolean
read_double (const Row    *row,
             MonMapColumn  column,
             double       *out_number)
{
  g_autofree char *text = dup_number (row, column);
  MbValue value;

  if (*text == '\0')
    return TRUE;
  if (!mb_value_parse (&value, MB_TYPE_FLOAT64, text, NULL) || !isfinite (value.f))
    return refuse (row, column, _("“%s” is no number; give one such as 0.1"), text);
  *out_number = value.f;
  return TRUE;
}

static gboolean
read_numbers (const Row *row)
{
  MonTagSpec *tag = row->entry->tag;
  const char *decimals = get (row, MON_MAP_DECIMALS);
  guint64 n_decimals;

  if (!read_double (row, MON_MAP_SCALE, &tag->scale) ||
      !read_double (row, MON_MAP_OFFSET, &tag->offset))
    return FALSE;
  if (tag->scale == 0)
    return refuse (row, MON_MAP_SCALE, _("a scale of 0 makes every value the same"));
  if (tag->type == MB_TYPE_STRING && (tag->scale != 1 || tag->offset != 0))
    return refuse (row, MON_MAP_SCALE, _("a string has no scale and no offset"));
  if (*decimals == '\0')
    return TRUE;
  if (!g_ascii_string_to_unsigned (decimals, 10, 0, MAX_DECIMALS, &n_decimals, NULL))
    return refuse (row, MON_MAP_DECIMALS, _("“%s” is no number of decimals; give 0 to %d"),
                   decimals, MAX_DECIMALS);
  tag->decimals = (int) n_decimals;
  return TRUE;
}

static gboolean
read_texts (const Row *row)
{
  const char *name = mon_csv_skip_guard (get (row, MON_MAP_NAME));
  const char *unit = mon_csv_skip_guard (get (row, MON_MAP_UNIT));
  MonTagSpec *tag = row->entry->tag;

  if (strlen (name) > MAX_NAME_BYTES)
    return refuse (row, MON_MAP_NAME, _("this name is longer than %d bytes"), MAX_NAME_BYTES);
  if (strlen (unit) > MAX_UNIT_BYTES)
    return refuse (row, MON_MAP_UNIT, _("this unit is longer than %d bytes"), MAX_UNIT_BYTES);
  g_free (tag->name);
  tag->name = *name != '\0' ? g_strdup (name)
                            : mon_tag_spec_default_name (tag->table, tag->address);
  g_free (tag->unit);
  tag->unit = g_strdup (unit);
  return TRUE;
}

static gboolean
read_writable (const Row *row)
{
  const char *text = get (row, MON_MAP_WRITABLE);
  gboolean by_table = mon_tag_spec_is_writable (row->entry->tag);

  row->entry->is_writable = by_table;
  if (*text == '\0')
    return TRUE;
  if (!mon_map_words_find_writable (text, &row->entry->is_writable))
    return refuse (row, MON_MAP_WRITABLE, _("“%s” is neither yes nor no"), text);
  if (row->entry->is_writable && !by_table)
    return refuse (row, MON_MAP_WRITABLE,
                   _("the protocol has no function that writes to the table “%s”; give no"),
                   mb_table_name (row->entry->tag->table));
  return TRUE;
}

static gboolean
read_value (const Row *row)
{
  const MonTagSpec *tag = row->entry->tag;
  gboolean is_scaled = tag->scale != 1 || tag->offset != 0;
  g_autofree char *text = NULL;
  g_autofree guint16 *registers = NULL;
  g_autoptr (GError) error = NULL;
  MbValue value;

  if (*get (row, MON_MAP_VALUE) == '\0')
    return TRUE;
  text = tag->type == MB_TYPE_STRING ? g_strdup (mon_csv_skip_guard (get (row, MON_MAP_VALUE)))
                                     : dup_number (row, MON_MAP_VALUE);
  if (!mb_value_parse (&value, is_scaled ? MB_TYPE_FLOAT64 : tag->type, text, &error))
    return refuse (row, MON_MAP_VALUE, "%s", error->message);
  registers = g_new0 (guint16, mon_tag_spec_n_items (tag));
  if (mb_table_is_bits (tag->table))
    registers[0] = value.b ? 1 : 0;
  else if (!mon_tag_value_encode (tag, &value, registers, &error))
    return refuse (row, MON_MAP_VALUE, "%s", error->message);
  row->entry->registers = g_steal_pointer (&registers);
  return TRUE;
}

/**
 * mon_map_row_read:
 * @csv: the table
 * @layout: what its columns are; those for table and address are there
 * @row: one of its rows, not the first
 * @out_entry: (out caller-allocates): the tag, to be freed when it is good
 * @out_note: (out caller-allocates): what is wrong, when it is not
 *
 * Reads a row.
 *
 * Returns: %FALSE with a note when a cell of it is wrong
 */
gboolean
mon_map_row_read (const MonCsv       *csv,
                  const MonMapLayout *layout,
                  guint               row,
                  MonMapEntry        *out_entry,
                  MonMapNote         *out_note)
{
  static gboolean (*const read[]) (const Row *row) = {
    read_table, read_address, read_type, read_bits, read_order, read_numbers, read_texts,
    read_writable, read_value,
  };
  const Row reader = { csv, layout, row, out_entry, out_note };
  guint column;

  *out_entry = (MonMapEntry) { .tag = mon_tag_spec_new () };
  mon_csv_get_place (csv, row, 0, &out_entry->line, &column);
  for (guint i = 0; i < G_N_ELEMENTS (read); i++)
    if (!read[i] (&reader))
      {
        mon_tag_spec_unref (out_entry->tag);
        return FALSE;
      }
  return TRUE;
}
