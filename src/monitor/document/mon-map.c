/* mon-map.c: a map of registers: the tags of a device, as a table in a file tells them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-map.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "monitor/document/mon-map-row.h"
#include "monitor/document/mon-tag-value.h"

G_DEFINE_QUARK (mon-map-error-quark, mon_map_error)

struct _MonMap
{
  GArray *entries;
  GArray *notes;
  guint   n_errors;
};

static void
entry_clear (gpointer data)
{
  MonMapEntry *entry = data;

  mon_tag_spec_unref (entry->tag);
  g_free (entry->registers);
}

static void
note_clear (gpointer data)
{
  g_free (((MonMapNote *) data)->text);
}

/* Takes the text of @note. */
static void
add_note (MonMap     *map,
          MonMapNote  note)
{
  if (note.is_error)
    map->n_errors++;
  if (map->notes->len < MON_MAP_MAX_NOTES)
    g_array_append_val (map->notes, note);
  else
    g_free (note.text);
}

static void
add_warning (MonMap *map,
             guint   line,
             guint   column,
             char   *text)
{
  add_note (map, (MonMapNote) { .line = line, .column = column, .text = text });
}

/* Nothing can be read without these. */
static gboolean
check_header (MonMap             *map,
              const MonCsv       *csv,
              const MonMapLayout *layout)
{
  static const MonMapColumn required[] = { MON_MAP_TABLE, MON_MAP_ADDRESS };
  MonMapNote note = { 1, 1, TRUE, NULL };

  if (mon_csv_get_n_rows (csv) == 0)
    note.text = g_strdup (_("the file is empty"));
  for (guint i = 0; i < G_N_ELEMENTS (required) && note.text == NULL; i++)
    if (layout->columns[required[i]] < 0)
      note.text = g_strdup_printf (_("there is no column “%s”; the first row names the columns, "
                                     "such as name,table,address,type"),
                                   mon_map_column_name (required[i]));
  if (note.text == NULL)
    return TRUE;
  if (mon_csv_get_n_rows (csv) > 0)
    mon_csv_get_place (csv, 0, 0, &note.line, &note.column);
  add_note (map, note);
  return FALSE;
}

static gboolean
is_used (const MonMapLayout *layout,
         guint               index)
{
  for (guint i = 0; i < MON_N_MAP_COLUMNS; i++)
    if (layout->columns[i] == (int) index)
      return TRUE;
  return FALSE;
}

static void
look_at_columns (MonMap             *map,
                 const MonCsv       *csv,
                 const MonMapLayout *layout)
{
  for (guint i = 0; i < mon_csv_get_n_cells (csv, 0); i++)
    {
      guint line, column;

      if (is_used (layout, i) || *mon_csv_get (csv, 0, i) == '\0')
        continue;
      mon_csv_get_place (csv, 0, i, &line, &column);
      add_warning (map, line, column,
                   g_strdup_printf (_("the column “%s” is left out: it is not known, or stands "
                                      "for the same as another"), mon_csv_get (csv, 0, i)));
    }
}

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  const MonMapEntry *x = *(MonMapEntry *const *) a, *y = *(MonMapEntry *const *) b;

  if (x->tag->table != y->tag->table)
    return x->tag->table < y->tag->table ? -1 : 1;
  if (x->tag->address != y->tag->address)
    return x->tag->address < y->tag->address ? -1 : 1;
  return x->line < y->line ? -1 : x->line > y->line;
}

static guint
end_of (const MonMapEntry *entry)
{
  return entry->tag->address + mon_tag_spec_n_items (entry->tag);
}

static guint16
mask_of (const MonMapEntry *entry)
{
  return mb_table_is_bits (entry->tag->table) ? 0xffff : mon_tag_value_mask (entry->tag);
}

/* Tags may share registers, but more often one of them is wrong. Different bits of one register
 * share nothing. */
static void
look_for_overlaps (MonMap *map)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  const MonMapEntry *last = NULL;
  guint16 taken = 0;

  for (guint i = 0; i < map->entries->len; i++)
    g_ptr_array_add (sorted, &g_array_index (map->entries, MonMapEntry, i));
  g_ptr_array_sort (sorted, compare_places);
  for (guint i = 0; i < sorted->len; i++)
    {
      const MonMapEntry *entry = sorted->pdata[i];
      gboolean is_apart = last == NULL || entry->tag->table != last->tag->table ||
                          entry->tag->address >= end_of (last);
      gboolean is_other_part = !is_apart && entry->tag->address == last->tag->address &&
                               mon_tag_spec_n_items (entry->tag) == 1 &&
                               mon_tag_spec_n_items (last->tag) == 1 &&
                               (mask_of (entry) & taken) == 0;

      if (!is_apart && !is_other_part)
        add_warning (map, entry->line, 1,
                     g_strdup_printf (_("“%s” shares items of the table with “%s” in line %u"),
                                      entry->tag->name, last->tag->name, last->line));
      taken = is_apart ? mask_of (entry) : taken | mask_of (entry);
      if (is_apart || end_of (entry) > end_of (last))
        last = entry;
    }
}

/* Whether somebody has given it that name. */
static gboolean
has_own_name (const MonMapEntry *entry)
{
  g_autofree char *name = mon_tag_spec_default_name (entry->tag->table, entry->tag->address);

  return !g_str_equal (entry->tag->name, name);
}

static void
look_for_equal_names (MonMap *map)
{
  g_autoptr (GHashTable) lines = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < map->entries->len; i++)
    {
      const MonMapEntry *entry = &g_array_index (map->entries, MonMapEntry, i);
      gpointer first;

      if (!has_own_name (entry))
        continue;
      if (g_hash_table_lookup_extended (lines, entry->tag->name, NULL, &first))
        add_warning (map, entry->line, 1,
                     g_strdup_printf (_("“%s” is the name of what stands in line %u, too"),
                                      entry->tag->name, GPOINTER_TO_UINT (first)));
      else
        g_hash_table_insert (lines, entry->tag->name, GUINT_TO_POINTER (entry->line));
    }
}

/* Five digits that begin with the digit of their table, in each row of it. */
static gboolean
looks_like_modicon (const MonMapEntry *entry)
{
  static const guint starts[] = {
    [MB_TABLE_DISCRETE_INPUTS] = 10001,
    [MB_TABLE_INPUT_REGISTERS] = 30001,
    [MB_TABLE_HOLDING_REGISTERS] = 40001,
  };
  guint start = entry->tag->table < G_N_ELEMENTS (starts) ? starts[entry->tag->table] : 0;

  return start > 0 && entry->tag->address >= start && entry->tag->address < start + 9999;
}

static void
look_at_bases (MonMap             *map,
               const MonMapLayout *layout)
{
  const MonMapEntry *first = NULL;

  if (layout->notation != MON_NOTATION_PROTOCOL)
    return;
  for (guint i = 0; i < map->entries->len; i++)
    {
      const MonMapEntry *entry = &g_array_index (map->entries, MonMapEntry, i);

      if (looks_like_modicon (entry) && first == NULL)
        first = entry;
    }
  if (first != NULL)
    add_warning (map, first->line, 1,
                 g_strdup_printf (_("%u counts from 0 here; if it is a Modicon number, the address "
                                    "is %u"), first->tag->address,
                                  (first->tag->address - 1u) % 10000));
}

static int
compare_notes (gconstpointer a,
               gconstpointer b)
{
  const MonMapNote *x = a, *y = b;

  if (x->line != y->line)
    return x->line < y->line ? -1 : 1;
  return x->column < y->column ? -1 : x->column > y->column;
}

/**
 * mon_map_read:
 * @csv: a table
 * @layout: what its columns are
 *
 * Reads all rows. A row with an error is left out; one that is just odd is not. Pure, for any
 * thread.
 *
 * Returns: (transfer full): the map, with notes in the order of the file
 */
MonMap *
mon_map_read (const MonCsv       *csv,
              const MonMapLayout *layout)
{
  MonMap *map = g_new0 (MonMap, 1);

  map->entries = g_array_new (FALSE, FALSE, sizeof (MonMapEntry));
  g_array_set_clear_func (map->entries, entry_clear);
  map->notes = g_array_new (FALSE, FALSE, sizeof (MonMapNote));
  g_array_set_clear_func (map->notes, note_clear);
  if (!check_header (map, csv, layout))
    return map;

  for (guint row = 1; row < mon_csv_get_n_rows (csv); row++)
    {
      MonMapEntry entry;
      MonMapNote note;

      if (mon_map_row_read (csv, layout, row, &entry, &note))
        g_array_append_val (map->entries, entry);
      else
        add_note (map, note);
    }
  look_at_columns (map, csv, layout);
  look_for_overlaps (map);
  look_for_equal_names (map);
  look_at_bases (map, layout);
  g_array_sort (map->notes, compare_notes);
  return map;
}

/**
 * mon_map_parse:
 * @text: bytes, of which nothing is known
 * @len: how many
 * @error: return location for %MON_CSV_ERROR or %MON_MAP_ERROR
 *
 * Reads a file whose first row says what its columns are, with addresses that count from 0.
 *
 * Returns: (transfer full) (nullable): the map; %NULL with @error, the first in the file, when a
 *   row is wrong
 */
MonMap *
mon_map_parse (const char  *text,
               gsize        len,
               GError     **error)
{
  g_autoptr (MonCsv) csv = mon_csv_parse (text, len, error);
  g_autoptr (MonMap) map = NULL;
  MonMapLayout layout;

  if (csv == NULL)
    return NULL;
  mon_map_layout_guess (&layout, csv);
  map = mon_map_read (csv, &layout);
  for (guint i = 0; map->n_errors > 0 && i < map->notes->len; i++)
    {
      const MonMapNote *note = mon_map_get_note (map, i);

      if (!note->is_error)
        continue;
      g_set_error (error, MON_MAP_ERROR, 0, "%u:%u: %s", note->line, note->column, note->text);
      return NULL;
    }
  return g_steal_pointer (&map);
}

/**
 * mon_map_free:
 * @map: (transfer full): a map
 *
 * Frees a map.
 */
void
mon_map_free (MonMap *map)
{
  g_array_unref (map->entries);
  g_array_unref (map->notes);
  g_free (map);
}

/**
 * mon_map_get_n_entries:
 * @map: a map
 *
 * Returns: how many good rows it has
 */
guint
mon_map_get_n_entries (const MonMap *map)
{
  return map->entries->len;
}

/**
 * mon_map_get_entry:
 * @map: a map
 * @index: which, from 0
 *
 * Returns: (transfer none): a good row
 */
const MonMapEntry *
mon_map_get_entry (const MonMap *map,
                   guint         index)
{
  g_return_val_if_fail (index < map->entries->len, NULL);

  return &g_array_index (map->entries, MonMapEntry, index);
}

/**
 * mon_map_get_n_notes:
 * @map: a map
 *
 * Returns: how many notes there are, up to %MON_MAP_MAX_NOTES
 */
guint
mon_map_get_n_notes (const MonMap *map)
{
  return map->notes->len;
}

/**
 * mon_map_get_note:
 * @map: a map
 * @index: which, from 0
 *
 * Returns: (transfer none): what there is to say
 */
const MonMapNote *
mon_map_get_note (const MonMap *map,
                  guint         index)
{
  g_return_val_if_fail (index < map->notes->len, NULL);

  return &g_array_index (map->notes, MonMapNote, index);
}

/**
 * mon_map_get_n_errors:
 * @map: a map
 *
 * Returns: how many rows were left out
 */
guint
mon_map_get_n_errors (const MonMap *map)
{
  return map->n_errors;
}
