/* cli-map.c: what `serve --map` is told to be: the registers of a map, or the devices of a project.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cli/cli-map.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "cli/cli-output.h"
#include "monitor/document/mon-connection-spec.h"
#include "monitor/document/mon-device-spec.h"
#include "monitor/document/mon-map.h"
#include "monitor/document/mon-project-file.h"
#include "monitor/document/mon-project-spec.h"
#include "monitor/document/mon-tag-value.h"

#define N_UNITS 256

/* What is known of an item. */
enum
{
  ITEM_IS_THERE = 1 << 0,
  ITEM_IS_WRITABLE = 1 << 1,
};

/* The items of one device while they are collected. */
typedef struct
{
  guint16 values[MB_N_TABLES][MON_ADDRESS_N_ITEMS];
  guint8  flags[MB_N_TABLES][MON_ADDRESS_N_ITEMS];
} Memory;

struct _CliMap
{
  /* CliMapMemory: of a project one for each unit identifier, of a table one for all. */
  GArray *memories;
};

/* While a file is read: what is wanted, and what there is so far, by unit identifier. */
typedef struct
{
  const GByteArray *units;
  Memory           *memories[N_UNITS];
} Loading;

static void
loading_clear (Loading *loading)
{
  for (guint i = 0; i < N_UNITS; i++)
    g_free (loading->memories[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Loading, loading_clear)

/* Puts the items of a tag where they are; tags may have parts of one register. */
static void
put_tag (Memory           *memory,
         const MonTagSpec *tag,
         const guint16    *registers,
         gboolean          is_writable)
{
  guint n_items = mon_tag_spec_n_items (tag);
  guint16 mask = mb_table_is_bits (tag->table) || n_items != 1 ? 0xffff : mon_tag_value_mask (tag);

  for (guint i = 0; i < n_items; i++)
    {
      guint16 *value = &memory->values[tag->table][tag->address + i];
      guint8 *flags = &memory->flags[tag->table][tag->address + i];

      *flags |= ITEM_IS_THERE | (is_writable ? ITEM_IS_WRITABLE : 0);
      if (registers != NULL)
        *value = (guint16) ((*value & ~mask) | (registers[i] & mask));
    }
}

static gboolean
is_writable_table (guint table)
{
  return table == MB_TABLE_COILS || table == MB_TABLE_HOLDING_REGISTERS;
}

static GArray *
list_items (const Memory *memory)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (CliMapItem));

  for (guint table = 0; table < MB_N_TABLES; table++)
    for (guint address = 0; address < MON_ADDRESS_N_ITEMS; address++)
      {
        guint8 flags = memory->flags[table][address];
        const CliMapItem item = {
          .table = table,
          .address = (guint16) address,
          .value = memory->values[table][address],
          .is_locked = is_writable_table (table) && (flags & ITEM_IS_WRITABLE) == 0,
        };

        if ((flags & ITEM_IS_THERE) != 0)
          g_array_append_val (items, item);
      }
  return items;
}

static void
add_memory (CliMap       *self,
            const Memory *memory,
            GByteArray   *units)
{
  const CliMapMemory added = { .units = units, .items = list_items (memory) };

  g_array_append_val (self->memories, added);
}

static GByteArray *
dup_units (const GByteArray *units)
{
  return g_byte_array_append (g_byte_array_new (), units->data, units->len);
}

static gboolean
take_map (CliMap            *self,
          const GByteArray  *units,
          const char        *shown,
          const char        *text,
          gsize              len,
          GError           **error)
{
  g_autoptr (MonMap) map = mon_map_parse (text, len, error);
  g_autofree Memory *memory = NULL;

  if (map == NULL)
    return FALSE;
  for (guint i = 0; i < mon_map_get_n_notes (map); i++)
    {
      const MonMapNote *note = mon_map_get_note (map, i);

      /* Translators: a file, a line, a column, and what is odd there. */
      cli_put_note (_("%s:%u:%u: warning: %s"), shown, note->line, note->column, note->text);
    }
  if (mon_map_get_n_entries (map) == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           _("1:1: the table has no registers: a row for each is missing"));
      return FALSE;
    }
  memory = g_new0 (Memory, 1);
  for (guint i = 0; i < mon_map_get_n_entries (map); i++)
    {
      const MonMapEntry *entry = mon_map_get_entry (map, i);

      put_tag (memory, entry->tag, entry->registers, entry->is_writable);
    }
  add_memory (self, memory, units != NULL ? dup_units (units) : NULL);
  return TRUE;
}

static gboolean
is_wanted (const GByteArray *units,
           guint8            unit)
{
  for (guint i = 0; units != NULL && i < units->len; i++)
    if (units->data[i] == unit)
      return TRUE;
  return units == NULL;
}

static void
take_device (Loading             *loading,
             const MonDeviceSpec *device)
{
  Memory **memory = &loading->memories[device->unit];

  if (!is_wanted (loading->units, device->unit))
    return;
  if (*memory == NULL)
    *memory = g_new0 (Memory, 1);
  else
    cli_put_note (_("Unit %u is more than one device of the project; what answers has the items of "
                    "all of them."), device->unit);
  for (guint i = 0; i < device->tags->len; i++)
    put_tag (*memory, device->tags->pdata[i], NULL, TRUE);
}

static gboolean
take_project (CliMap            *self,
              const GByteArray  *units,
              const char        *text,
              gsize              len,
              GError           **error)
{
  g_autoptr (MonProjectSpec) root = mon_project_file_parse (text, (gssize) len, error);
  g_auto (Loading) loading = { .units = units };

  if (root == NULL)
    return FALSE;
  for (guint i = 0; i < root->connections->len; i++)
    {
      const MonConnectionSpec *connection = root->connections->pdata[i];

      for (guint k = 0; k < connection->devices->len; k++)
        take_device (&loading, connection->devices->pdata[k]);
    }
  for (guint i = 0; i < N_UNITS; i++)
    {
      const guint8 unit = (guint8) i;

      if (loading.memories[i] != NULL)
        add_memory (self, loading.memories[i], g_byte_array_append (g_byte_array_new (), &unit, 1));
    }
  if (self->memories->len > 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                       units == NULL ? _("1:1: the project has no device to be")
                                     : _("1:1: the project has no device with such a unit"));
  return FALSE;
}

static void
memory_clear (gpointer data)
{
  CliMapMemory *memory = data;

  g_clear_pointer (&memory->units, g_byte_array_unref);
  g_array_unref (memory->items);
}

/**
 * cli_map_load:
 * @path: a table of registers, or a project
 * @units: (nullable): the unit identifiers that are to answer; %NULL for all, or for those of the
 *   project
 * @error: return location for an error
 *
 * Reads what to be. Tells on standard error what is odd about it. Waits for the disk.
 *
 * Returns: (transfer full) (nullable): the map; %NULL with @error, whose message is
 *   "FILE:LINE:COLUMN: text" when there is a place, else a sentence with the name of the file
 */
CliMap *
cli_map_load (const char        *path,
              const GByteArray  *units,
              GError           **error)
{
  g_autoptr (CliMap) self = g_new0 (CliMap, 1);
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *text = NULL;
  const char *start;
  gboolean is_good;
  gsize len;

  self->memories = g_array_new (FALSE, FALSE, sizeof (CliMapMemory));
  g_array_set_clear_func (self->memories, memory_clear);
  if (!g_file_get_contents (path, &text, &len, error))
    return NULL;
  /* No table begins with a brace, and no project with anything else. */
  for (start = text; g_ascii_isspace (*start); start++)
    continue;
  is_good = *start == '{' ? take_project (self, units, text, len, error)
                          : take_map (self, units, shown, text, len, error);
  if (is_good)
    return g_steal_pointer (&self);
  g_prefix_error (error, "%s:", shown);
  return NULL;
}

/**
 * cli_map_free:
 * @map: (transfer full): a map
 *
 * Frees a map.
 */
void
cli_map_free (CliMap *map)
{
  g_array_unref (map->memories);
  g_free (map);
}

/**
 * cli_map_get_n_memories:
 * @map: a map
 *
 * Returns: how many devices it has, 1 or more
 */
guint
cli_map_get_n_memories (const CliMap *map)
{
  return map->memories->len;
}

/**
 * cli_map_get_memory:
 * @map: a map
 * @index: which, from 0
 *
 * Returns: (transfer none): one of its devices
 */
const CliMapMemory *
cli_map_get_memory (const CliMap *map,
                    guint         index)
{
  return &g_array_index (map->memories, CliMapMemory, index);
}
