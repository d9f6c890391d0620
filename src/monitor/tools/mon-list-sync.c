/* mon-list-sync.c: replaces only the part of a list store that differs.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-list-sync.h"

static gboolean
is_at (GListStore *store,
       guint       position,
       gpointer    item)
{
  g_autoptr (GObject) there = g_list_model_get_item (G_LIST_MODEL (store), position);

  return there == item;
}

/**
 * mon_list_sync:
 * @store: a list store
 * @items: (element-type GObject): what it is to hold
 *
 * Makes @store hold @items, in their order, by at most one change in its middle: what is the same
 * at the front and at the end stays, and so do scroll position and selection there.
 */
void
mon_list_sync (GListStore *store,
               GPtrArray  *items)
{
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (store));
  guint n_new = items->len;
  guint n_front = 0;
  guint n_end = 0;

  while (n_front < MIN (n_old, n_new)
         && is_at (store, n_front, g_ptr_array_index (items, n_front)))
    n_front++;
  while (n_end < MIN (n_old, n_new) - n_front
         && is_at (store, n_old - n_end - 1, g_ptr_array_index (items, n_new - n_end - 1)))
    n_end++;
  if (n_old == n_new && n_front == n_new)
    return;
  g_list_store_splice (store, n_front, n_old - n_front - n_end, items->pdata + n_front,
                       n_new - n_front - n_end);
}
