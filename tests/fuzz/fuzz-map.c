/* fuzz-map.c: any table of registers gives tags or notes; tags survive being written and read.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "monitor/document/mon-map.h"
#include "fuzz.h"

/* A place is inside the table. */
static void
check_notes (const MonMap *map,
             gsize         size)
{
  for (guint i = 0; i < mon_map_get_n_notes (map); i++)
    {
      const MonMapNote *note = mon_map_get_note (map, i);

      g_assert_cmpuint (note->line, >=, 1);
      g_assert_cmpuint (note->column, >=, 1);
      g_assert_cmpuint (note->line + note->column, <=, size + 2);
      g_assert_true (g_utf8_validate (note->text, -1, NULL));
    }
}

static void
check_entries (const MonMap *map)
{
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr (MonMap) other = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < mon_map_get_n_entries (map); i++)
    {
      const MonTagSpec *tag = mon_map_get_entry (map, i)->tag;

      g_assert_cmpuint (tag->address + mon_tag_spec_n_items (tag), <=, MON_ADDRESS_N_ITEMS);
      g_ptr_array_add (tags, mon_map_get_entry (map, i)->tag);
    }
  text = mon_map_format (tags);
  other = mon_map_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mon_map_get_n_entries (other), ==, tags->len);
  g_ptr_array_set_size (tags, 0);
  for (guint i = 0; i < mon_map_get_n_entries (other); i++)
    g_ptr_array_add (tags, mon_map_get_entry (other, i)->tag);
  again = mon_map_format (tags);
  g_assert_cmpstr (again, ==, text);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (MonCsv) csv = NULL;
  g_autoptr (MonMap) map = NULL;
  g_autoptr (GError) error = NULL;
  MonMapLayout layout;

  fuzz_begin ();
  csv = mon_csv_parse ((const char *) data, size, &error);
  g_assert_true ((csv == NULL) == (error != NULL));
  if (csv == NULL)
    return 0;
  mon_map_layout_guess (&layout, csv);
  map = mon_map_read (csv, &layout);
  check_notes (map, size);
  check_entries (map);
  return 0;
}
