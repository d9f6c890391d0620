/* ui-list.c: what lists and column views of GTK 4.8 lack: scrolling to a row, aligned titles, and
 * the selected rows as text.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-list.h"

/**
 * ui_list_scroll_to:
 * @view: a list view or a column view
 * @position: a row
 *
 * Scrolls until a row can be seen. GTK has a function for that from 4.12 on; before, the action of
 * the list view, which a column view has inside, does the same.
 */
void
ui_list_scroll_to (GtkWidget *view,
                   guint      position)
{
  GtkWidget *list = view;

  if (GTK_IS_COLUMN_VIEW (view))
    for (list = gtk_widget_get_first_child (view);
         list != NULL && !GTK_IS_LIST_VIEW (list);
         list = gtk_widget_get_next_sibling (list))
      ;
  if (list != NULL)
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", position);
}

/**
 * ui_list_align_title:
 * @view: a column view
 * @column: one of its columns, of numbers; no other has the same title
 *
 * Aligns the title of a column to the right, as its cells are. Has to be repeated when the column
 * was removed and inserted again. The titles are not always in the order of the columns.
 */
void
ui_list_align_title (GtkColumnView       *view,
                     GtkColumnViewColumn *column)
{
  const char *text = gtk_column_view_column_get_title (column);
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL;

  for (; title != NULL; title = gtk_widget_get_next_sibling (title))
    {
      GtkWidget *box = gtk_widget_get_first_child (title);
      GtkWidget *label = box != NULL ? gtk_widget_get_first_child (box) : NULL;

      if (GTK_IS_LABEL (label) && g_strcmp0 (gtk_label_get_label (GTK_LABEL (label)), text) == 0)
        gtk_widget_set_halign (box, GTK_ALIGN_END);
    }
}

/**
 * ui_list_is_left:
 * @widget: a widget that has a list inside and little else
 * @direction: where the focus goes
 *
 * In GTK 4.8 the Tab key goes from row to row, and who uses the keyboard would never come out of a
 * long list. To be asked first by the virtual function "focus" of @widget.
 *
 * Returns: whether the focus is in @widget and leaves it now; the answer is %FALSE then
 */
gboolean
ui_list_is_left (GtkWidget        *widget,
                 GtkDirectionType  direction)
{
  return (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD) &&
         gtk_widget_get_focus_child (widget) != NULL;
}

/**
 * ui_list_copy_selected:
 * @view: where the clipboard is taken from
 * @model: the rows
 * @func: gives the text of a row, without the end of the line
 * @user_data: for @func
 *
 * Copies the selected rows as text, a line for each.
 */
void
ui_list_copy_selected (GtkWidget         *view,
                       GtkSelectionModel *model,
                       UiListTextFunc     func,
                       gpointer           user_data)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (model);
  g_autoptr (GString) text = g_string_new (NULL);
  GtkBitsetIter iter;
  guint position;

  if (!gtk_bitset_iter_init_first (&iter, selected, &position))
    return;
  do
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (model), position);
      g_autofree char *line = func (item, user_data);

      g_string_append_printf (text, "%s\n", line);
    }
  while (gtk_bitset_iter_next (&iter, &position));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (view), text->str);
}
