/* mon-views.c: keeps one object for each device and tag as long as its node lives, and up to date.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-views.h"

#include "monitor/document/mon-formula.h"
#include "monitor/tools/mon-list-sync.h"

struct _MonViews
{
  MbClock    *clock;
  MonBoard   *board;
  gboolean    is_paused;
  /* Handle → MonDevice, MonTag. */
  GHashTable *devices;
  GHashTable *tags;
  GListStore *device_list;
  GListStore *plotted_list;
};

/* Gives the tag that there was, or a new one. */
static MonTag *
take_tag (MonViews          *views,
          GHashTable        *old,
          MonTagSpec        *spec,
          MonDeviceSpec     *device,
          MonConnectionSpec *connection)
{
  gpointer key = GUINT_TO_POINTER (spec->handle);
  gpointer tag = NULL;

  if (!g_hash_table_steal_extended (old, key, NULL, &tag))
    tag = mon_tag_new (views->clock);
  g_hash_table_insert (views->tags, key, tag);
  mon_tag_set_spec (tag, spec, device, connection);
  return tag;
}

static MonDevice *
take_device (MonViews      *views,
             GHashTable    *old,
             MonDeviceSpec *spec)
{
  gpointer key = GUINT_TO_POINTER (spec->handle);
  gpointer device = NULL;

  if (!g_hash_table_steal_extended (old, key, NULL, &device))
    device = mon_device_new (views->clock);
  g_hash_table_insert (views->devices, key, device);
  return device;
}

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
}

/* Whose names may have changed with any part of the project. */
static void
update_formulas (MonViews       *views,
                 MonProjectSpec *root)
{
  g_autoptr (MonTagIndex) index = NULL;

  if (!mon_project_spec_has_computed (root))
    return;
  index = mon_tag_index_new (root);
  for (guint i = 0; i < mon_tag_index_get_n_places (index); i++)
    {
      const MonTagPlace *place = mon_tag_index_get_place (index, i);
      g_autofree char *formula = NULL;

      if (!mon_tag_spec_is_computed (place->tag))
        continue;
      formula = mon_formula_dup_text (place->tag->expression, index, place->device);
      mon_tag_set_formula (mon_views_find_tag (views, place->tag->handle), formula);
    }
}

static void
sync_plotted (MonViews             *views,
              const MonProjectSpec *root,
              GHashTable           *by_id)
{
  g_autoptr (GPtrArray) plotted = g_ptr_array_new ();
  const MonPlotSpec *plot = root->plots->len > 0 ? g_ptr_array_index (root->plots, 0) : NULL;
  g_autoptr (GHashTable) is_on = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer tag;

  for (guint i = 0; plot != NULL && i < plot->tag_ids->len; i++)
    {
      tag = g_hash_table_lookup (by_id, g_ptr_array_index (plot->tag_ids, i));
      if (tag != NULL && g_hash_table_add (is_on, tag))
        g_ptr_array_add (plotted, tag);
    }
  mon_list_sync (views->plotted_list, plotted);
  g_hash_table_iter_init (&iter, views->tags);
  while (g_hash_table_iter_next (&iter, NULL, &tag))
    mon_tag_set_plotted (tag, g_hash_table_contains (is_on, tag));
}

static void
refresh_link (MonViews *views,
              guint32   handle)
{
  g_auto (MonLinkState) state = { 0 };
  GHashTableIter iter;
  gpointer device;

  if (!mon_board_get_link (views->board, handle, &state))
    return;
  g_hash_table_iter_init (&iter, views->devices);
  while (g_hash_table_iter_next (&iter, NULL, &device))
    if (mon_device_get_connection (device)->handle == handle)
      mon_device_set_link (device, &state);
}

/**
 * mon_views_new:
 * @clock: for ages and countdowns
 * @board: where states come from
 *
 * Returns: (transfer full): views without a root
 */
MonViews *
mon_views_new (MbClock  *clock,
               MonBoard *board)
{
  MonViews *views = g_new0 (MonViews, 1);

  views->clock = mb_clock_ref (clock);
  views->board = mon_board_ref (board);
  views->devices = new_table ();
  views->tags = new_table ();
  views->device_list = g_list_store_new (MON_TYPE_DEVICE);
  views->plotted_list = g_list_store_new (MON_TYPE_TAG);
  return views;
}

/**
 * mon_views_free:
 * @views: (transfer full): views
 *
 * Frees them; objects that others hold stay as they are.
 */
void
mon_views_free (MonViews *views)
{
  g_object_unref (views->device_list);
  g_object_unref (views->plotted_list);
  g_hash_table_unref (views->devices);
  g_hash_table_unref (views->tags);
  mon_board_unref (views->board);
  mb_clock_unref (views->clock);
  g_free (views);
}

/**
 * mon_views_set_root:
 * @views: views
 * @root: what there is now
 *
 * Makes objects for new nodes, gives changed ones theirs, and drops those that have gone. Objects
 * are the same for the life of their handle.
 */
void
mon_views_set_root (MonViews       *views,
                    MonProjectSpec *root)
{
  g_autoptr (GHashTable) old_devices = g_steal_pointer (&views->devices);
  g_autoptr (GHashTable) old_tags = g_steal_pointer (&views->tags);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) devices = g_ptr_array_new ();

  views->devices = new_table ();
  views->tags = new_table ();
  for (guint i = 0; i < root->connections->len; i++)
    {
      MonConnectionSpec *connection = g_ptr_array_index (root->connections, i);

      for (guint j = 0; j < connection->devices->len; j++)
        {
          MonDeviceSpec *spec = g_ptr_array_index (connection->devices, j);
          MonDevice *device = take_device (views, old_devices, spec);
          g_autoptr (GPtrArray) tags = g_ptr_array_sized_new (spec->tags->len);

          for (guint k = 0; k < spec->tags->len; k++)
            {
              MonTagSpec *tag = g_ptr_array_index (spec->tags, k);

              g_ptr_array_add (tags, take_tag (views, old_tags, tag, spec, connection));
              g_hash_table_insert (by_id, tag->id, g_ptr_array_index (tags, k));
            }
          mon_device_set_spec (device, spec, connection, tags);
          mon_device_set_paused (device, views->is_paused);
          g_ptr_array_add (devices, device);
        }
    }
  update_formulas (views, root);
  mon_list_sync (views->device_list, devices);
  sync_plotted (views, root, by_id);
}

/**
 * mon_views_set_paused:
 * @views: views
 * @paused: whether polling is paused
 *
 * Tells every device.
 */
void
mon_views_set_paused (MonViews *views,
                      gboolean  paused)
{
  GHashTableIter iter;
  gpointer device;

  views->is_paused = paused;
  g_hash_table_iter_init (&iter, views->devices);
  while (g_hash_table_iter_next (&iter, NULL, &device))
    mon_device_set_paused (device, paused);
}

/**
 * mon_views_refresh:
 * @views: views
 * @handle: of a tag, a device or a connection
 *
 * Takes over what the board knows. What is no longer in the project is passed over.
 */
void
mon_views_refresh (MonViews *views,
                   guint32   handle)
{
  gpointer tag = g_hash_table_lookup (views->tags, GUINT_TO_POINTER (handle));
  gpointer device = g_hash_table_lookup (views->devices, GUINT_TO_POINTER (handle));
  g_auto (MonTagState) tag_state = { .last_text = NULL };
  MonDeviceState device_state;

  if (tag != NULL)
    {
      if (mon_board_get_tag (views->board, handle, &tag_state))
        mon_tag_set_state (tag, &tag_state);
    }
  else if (device != NULL)
    {
      if (mon_board_get_device (views->board, handle, &device_state))
        mon_device_set_state (device, &device_state);
    }
  else
    refresh_link (views, handle);
}

/**
 * mon_views_tick:
 * @views: views
 *
 * Lets texts that tell a duration go on; called about once a second.
 */
void
mon_views_tick (MonViews *views)
{
  GHashTableIter iter;
  gpointer object;

  g_hash_table_iter_init (&iter, views->devices);
  while (g_hash_table_iter_next (&iter, NULL, &object))
    mon_device_tick (object);
  g_hash_table_iter_init (&iter, views->tags);
  while (g_hash_table_iter_next (&iter, NULL, &object))
    mon_tag_tick (object);
}

/**
 * mon_views_get_devices:
 * @views: views
 *
 * Returns: (transfer none): a list of MonDevice in the order of the project
 */
GListModel *
mon_views_get_devices (MonViews *views)
{
  return G_LIST_MODEL (views->device_list);
}

/**
 * mon_views_get_plotted:
 * @views: views
 *
 * Returns: (transfer none): a list of MonTag: those on the first plot, in its order
 */
GListModel *
mon_views_get_plotted (MonViews *views)
{
  return G_LIST_MODEL (views->plotted_list);
}

/**
 * mon_views_find_device:
 * @views: views
 * @handle: of a device
 *
 * Returns: (transfer none) (nullable): the device
 */
MonDevice *
mon_views_find_device (MonViews *views,
                       guint32   handle)
{
  return g_hash_table_lookup (views->devices, GUINT_TO_POINTER (handle));
}

/**
 * mon_views_find_tag:
 * @views: views
 * @handle: of a tag
 *
 * Returns: (transfer none) (nullable): the tag
 */
MonTag *
mon_views_find_tag (MonViews *views,
                    guint32   handle)
{
  return g_hash_table_lookup (views->tags, GUINT_TO_POINTER (handle));
}
