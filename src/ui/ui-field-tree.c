/* ui-field-tree.c: the fields of an ADU as a tree; the selected one is what the bytes highlight.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-field-tree.h"

#include "ui/ui-field-item.h"
#include "ui/ui-field-row.h"
#include "ui/ui-list.h"

struct _UiFieldTree
{
  GtkWidget           parent_instance;

  GtkListView        *list;
  GtkSingleSelection *selection;
  UiFieldNoteFunc     note_func;
  gpointer            note_data;
  /* Of the field selected last, to find it again in the next ADU. */
  char               *last_name;
};

enum
{
  FIELD_SELECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UiFieldTree, ui_field_tree, GTK_TYPE_WIDGET)

/* Of the row at @position of the open tree. */
static const MbField *
get_field (UiFieldTree *self,
           guint        position)
{
  g_autoptr (GtkTreeListRow) row = NULL;
  g_autoptr (UiFieldItem) item = NULL;

  if (self->selection == NULL)
    return NULL;
  row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  if (row == NULL)
    return NULL;
  item = gtk_tree_list_row_get_item (row);
  /* The dissection that owns the field is held by the item in the model. */
  return ui_field_item_get_field (item);
}

static void
selected_cb (UiFieldTree *self)
{
  const MbField *field = ui_field_tree_get_selected (self);

  if (field != NULL)
    {
      g_free (self->last_name);
      self->last_name = g_strdup (field->name);
    }
  g_signal_emit (self, signals[FIELD_SELECTED], 0, field != NULL ? field->offset : 0,
                 field != NULL ? field->length : 0);
}

static GListModel *
create_children_cb (gpointer item,
                    gpointer user_data)
{
  GListModel *children = ui_field_item_get_children (item);

  return children != NULL ? g_object_ref (children) : NULL;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          UiFieldTree              *self)
{
  gtk_list_item_set_child (list_item, ui_field_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         UiFieldTree              *self)
{
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);
  g_autoptr (UiFieldItem) item = gtk_tree_list_row_get_item (row);
  const MbField *field = ui_field_item_get_field (item);
  g_autofree char *note = NULL;

  if (self->note_func != NULL)
    note = self->note_func (field, self->note_data);
  ui_field_row_set_field (UI_FIELD_ROW (gtk_list_item_get_child (list_item)), row, field, note);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item,
           UiFieldTree              *self)
{
  ui_field_row_set_field (UI_FIELD_ROW (gtk_list_item_get_child (list_item)), NULL, NULL, NULL);
}

static gboolean
ui_field_tree_focus (GtkWidget        *widget,
                     GtkDirectionType  direction)
{
  if (ui_list_is_left (widget, direction))
    return FALSE;
  return GTK_WIDGET_CLASS (ui_field_tree_parent_class)->focus (widget, direction);
}

static void
ui_field_tree_dispose (GObject *object)
{
  UiFieldTree *self = UI_FIELD_TREE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->last_name, g_free);

  G_OBJECT_CLASS (ui_field_tree_parent_class)->dispose (object);
}

static void
ui_field_tree_class_init (UiFieldTreeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_field_tree_dispose;
  widget_class->focus = ui_field_tree_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/coilscope/Coilscope/ui-field-tree.ui");
  gtk_widget_class_bind_template_child (widget_class, UiFieldTree, list);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);

  signals[FIELD_SELECTED] = g_signal_new ("field-selected", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
ui_field_tree_init (UiFieldTree *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Selects the field with the name of the one that was selected before. */
static void
select_former (UiFieldTree *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n && self->last_name != NULL; i++)
    if (g_str_equal (get_field (self, i)->name, self->last_name))
      {
        gtk_single_selection_set_selected (self->selection, i);
        return;
      }
}

/**
 * ui_field_tree_set_dissection:
 * @self: a tree
 * @dissection: (nullable): what it shows
 *
 * Shows another ADU. When it has a field of the same name as the selected one, that is selected.
 */
void
ui_field_tree_set_dissection (UiFieldTree  *self,
                              MbDissection *dissection)
{
  g_clear_object (&self->selection);
  if (dissection != NULL)
    {
      GListStore *roots = ui_field_item_build_tree (dissection);
      GtkTreeListModel *tree = gtk_tree_list_model_new (G_LIST_MODEL (roots), FALSE, TRUE,
                                                        create_children_cb, NULL, NULL);

      self->selection = gtk_single_selection_new (NULL);
      gtk_single_selection_set_autoselect (self->selection, FALSE);
      gtk_single_selection_set_can_unselect (self->selection, TRUE);
      gtk_single_selection_set_model (self->selection, G_LIST_MODEL (tree));
      gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
      g_object_unref (tree);
      select_former (self);
      g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb),
                               self, G_CONNECT_SWAPPED);
    }
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  selected_cb (self);
}

/**
 * ui_field_tree_set_note_func:
 * @self: a tree
 * @func: (nullable): what tells more about a field; called when a row is shown
 * @user_data: for @func
 */
void
ui_field_tree_set_note_func (UiFieldTree     *self,
                             UiFieldNoteFunc  func,
                             gpointer         user_data)
{
  self->note_func = func;
  self->note_data = user_data;
}

/**
 * ui_field_tree_select_byte:
 * @self: a tree
 * @offset: a byte of the ADU
 *
 * Selects the innermost field that holds a byte, opening what it is in.
 *
 * Returns: whether there is one
 */
gboolean
ui_field_tree_select_byte (UiFieldTree *self,
                           guint        offset)
{
  guint best = GTK_INVALID_LIST_POSITION, depth = 0;

  if (self->selection == NULL)
    return FALSE;

  /* The list grows while closed groups are opened. */
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->selection)); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), i);
      const MbField *field = get_field (self, i);

      if (offset < field->offset || offset - field->offset >= field->length)
        continue;
      gtk_tree_list_row_set_expanded (row, TRUE);
      if (best == GTK_INVALID_LIST_POSITION || field->depth > depth)
        {
          best = i;
          depth = field->depth;
        }
    }
  if (best == GTK_INVALID_LIST_POSITION)
    return FALSE;

  gtk_single_selection_set_selected (self->selection, best);
  ui_list_scroll_to (GTK_WIDGET (self->list), best);
  return TRUE;
}

/**
 * ui_field_tree_get_selected:
 * @self: a tree
 *
 * Returns: (transfer none) (nullable): the selected field, valid until the ADU changes
 */
const MbField *
ui_field_tree_get_selected (UiFieldTree *self)
{
  if (self->selection == NULL)
    return NULL;
  return get_field (self, gtk_single_selection_get_selected (self->selection));
}
