/* ui-field-item.c: a field of a dissected ADU as an item of a list.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-field-item.h"

struct _UiFieldItem
{
  GObject       parent_instance;

  MbDissection *dissection;
  guint         index;
  /* NULL when nothing is inside. */
  GListStore   *children;
};

G_DEFINE_FINAL_TYPE (UiFieldItem, ui_field_item, G_TYPE_OBJECT)

static void
ui_field_item_finalize (GObject *object)
{
  UiFieldItem *self = UI_FIELD_ITEM (object);

  g_clear_pointer (&self->dissection, mb_dissection_unref);
  g_clear_object (&self->children);

  G_OBJECT_CLASS (ui_field_item_parent_class)->finalize (object);
}

static void
ui_field_item_class_init (UiFieldItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_field_item_finalize;
}

static void
ui_field_item_init (UiFieldItem *self)
{
}

/* Appends to @level all fields of @depth and deeper that follow @index; returns the first that
 * belongs further out. */
static guint
build_level (MbDissection *dissection,
             guint         index,
             guint         depth,
             GListStore   *level)
{
  guint n = mb_dissection_get_n_fields (dissection);

  while (index < n && mb_dissection_get_field (dissection, index)->depth >= depth)
    {
      g_autoptr (UiFieldItem) item = g_object_new (UI_TYPE_FIELD_ITEM, NULL);

      item->dissection = mb_dissection_ref (dissection);
      item->index = index++;
      if (index < n && mb_dissection_get_field (dissection, index)->depth > depth)
        {
          item->children = g_list_store_new (UI_TYPE_FIELD_ITEM);
          index = build_level (dissection, index, depth + 1, item->children);
        }
      g_list_store_append (level, item);
    }
  return index;
}

/**
 * ui_field_item_build_tree:
 * @dissection: a dissection
 *
 * Returns: (transfer full) (element-type UiFieldItem): its groups, with their fields inside
 */
GListStore *
ui_field_item_build_tree (MbDissection *dissection)
{
  GListStore *roots = g_list_store_new (UI_TYPE_FIELD_ITEM);

  build_level (dissection, 0, 0, roots);
  return roots;
}

/**
 * ui_field_item_get_field:
 * @self: an item
 *
 * Returns: (transfer none): the field
 */
const MbField *
ui_field_item_get_field (UiFieldItem *self)
{
  return mb_dissection_get_field (self->dissection, self->index);
}

/**
 * ui_field_item_get_index:
 * @self: an item
 *
 * Returns: the number of the field in the dissection
 */
guint
ui_field_item_get_index (UiFieldItem *self)
{
  return self->index;
}

/**
 * ui_field_item_get_children:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): the fields inside of it
 */
GListModel *
ui_field_item_get_children (UiFieldItem *self)
{
  return self->children != NULL ? G_LIST_MODEL (self->children) : NULL;
}
