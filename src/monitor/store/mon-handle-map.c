/* mon-handle-map.c: pointers by handle, found in a few nanoseconds.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-handle-map.h"

#include <string.h>

#define PAGE_BITS 8
#define PAGE_SIZE (1u << PAGE_BITS)

struct _MonHandlePage
{
  guint    n_used;
  gpointer values[PAGE_SIZE];
};

static MonHandlePage *
ensure_page (MonHandleMap *map,
             guint         index)
{
  if (index >= map->n_pages)
    {
      guint n_pages = MAX (index + 1, map->n_pages * 2);

      map->pages = g_renew (MonHandlePage *, map->pages, n_pages);
      memset (map->pages + map->n_pages, 0, (n_pages - map->n_pages) * sizeof *map->pages);
      map->n_pages = n_pages;
    }

  if (map->pages[index] == NULL)
    map->pages[index] = g_new0 (MonHandlePage, 1);

  return map->pages[index];
}

/**
 * mon_handle_map_lookup:
 * @map: a map
 * @handle: any number
 *
 * Finds what was inserted under @handle.
 *
 * Returns: (nullable): the pointer, or %NULL
 */
gpointer
mon_handle_map_lookup (const MonHandleMap *map,
                       guint32             handle)
{
  guint index = handle >> PAGE_BITS;

  if (G_UNLIKELY (index >= map->n_pages || map->pages[index] == NULL))
    return NULL;

  return map->pages[index]->values[handle & (PAGE_SIZE - 1)];
}

/**
 * mon_handle_map_insert:
 * @map: a map
 * @handle: a handle that is not in the map
 * @value: (not nullable): what to find there
 *
 * Inserts a pointer.
 */
void
mon_handle_map_insert (MonHandleMap *map,
                       guint32       handle,
                       gpointer      value)
{
  MonHandlePage *page = ensure_page (map, handle >> PAGE_BITS);
  gpointer *place = &page->values[handle & (PAGE_SIZE - 1)];

  g_assert (value != NULL && *place == NULL);

  *place = value;
  page->n_used++;
}

/**
 * mon_handle_map_steal:
 * @map: a map
 * @handle: any number
 *
 * Takes a pointer out of the map.
 *
 * Returns: (nullable): what was there, or %NULL
 */
gpointer
mon_handle_map_steal (MonHandleMap *map,
                      guint32       handle)
{
  gpointer value = mon_handle_map_lookup (map, handle);
  guint index = handle >> PAGE_BITS;

  if (value == NULL)
    return NULL;

  map->pages[index]->values[handle & (PAGE_SIZE - 1)] = NULL;
  if (--map->pages[index]->n_used == 0)
    g_clear_pointer (&map->pages[index], g_free);

  return value;
}

/**
 * mon_handle_map_clear:
 * @map: a map
 * @free_func: called with each pointer
 *
 * Empties the map and frees its memory; it can be used again.
 */
void
mon_handle_map_clear (MonHandleMap  *map,
                      MonHandleFunc  free_func)
{
  for (guint i = 0; i < map->n_pages; i++)
    {
      if (map->pages[i] == NULL)
        continue;
      for (guint j = 0; j < PAGE_SIZE; j++)
        if (map->pages[i]->values[j] != NULL)
          free_func (map->pages[i]->values[j]);
      g_free (map->pages[i]);
    }

  g_clear_pointer (&map->pages, g_free);
  map->n_pages = 0;
}
