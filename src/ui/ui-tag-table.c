/* ui-tag-table.c: the registers of a device as a table of live values.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-tag-table.h"

#include <glib/gi18n.h>

#include "ui/ui-flash.h"
#include "ui/ui-list.h"
#include "ui/ui-name-cell.h"
#include "ui/ui-settings.h"
#include "ui/ui-tag-columns.h"
#include "ui/ui-tag-text.h"
#include "ui/ui-value-cell.h"
#include "ui/ui-write-popover.h"

struct _UiTagTable
{
  GtkWidget            parent_instance;

  GtkColumnView       *view;
  GtkColumnViewColumn *columns[UI_TAG_N_COLUMNS];
  GtkMultiSelection   *selection;
  UiWritePopover      *popover;
  gboolean             is_narrow;

  MonSession          *session;
  UiPalette           *palette;
  MonDevice           *device;

  /* Cells that show a tag now: of each column, and of each tag its value. */
  GHashTable          *cells[UI_TAG_N_COLUMNS];
  GHashTable          *value_cells;
  UiFlash             *flash;
};

enum
{
  OUTCOME,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UiTagTable, ui_tag_table, GTK_TYPE_WIDGET)

static void
value_changed_cb (MonTag    *tag,
                  GtkWidget *cell)
{
  UiTagTable *self = UI_TAG_TABLE (gtk_widget_get_ancestor (cell, UI_TYPE_TAG_TABLE));

  if (ui_value_cell_update (UI_VALUE_CELL (cell)) && self != NULL)
    ui_flash_start (self->flash, UI_VALUE_CELL (cell));
}

static void
age_changed_cb (MonTag    *tag,
                GtkWidget *cell)
{
  ui_tag_column_show (UI_TAG_COLUMN_AGE, cell, tag, NULL);
}

static void
plot_toggled_cb (UiTagTable *self,
                 MonTag     *tag)
{
  mon_project_set_plotted (mon_session_get_project (self->session), mon_tag_get_handle (tag),
                           !mon_tag_get_plotted (tag));
}

static UiTagColumn
get_column (GtkSignalListItemFactory *factory)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          UiTagTable               *self)
{
  UiTagColumn column = get_column (factory);
  GtkWidget *cell = ui_tag_column_new_cell (column);

  if (column == UI_TAG_COLUMN_NAME)
    g_signal_connect_object (cell, "plot-toggled", G_CALLBACK (plot_toggled_cb), self,
                             G_CONNECT_SWAPPED);
  gtk_list_item_set_child (list_item, cell);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         UiTagTable               *self)
{
  UiTagColumn column = get_column (factory);
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  MonTag *tag = gtk_list_item_get_item (list_item);

  ui_tag_column_show (column, cell, tag, self->palette);
  g_hash_table_insert (self->cells[column], cell, tag);
  if (column == UI_TAG_COLUMN_VALUE)
    {
      ui_value_cell_set_with_unit (UI_VALUE_CELL (cell), self->is_narrow);
      g_hash_table_insert (self->value_cells, tag, cell);
      g_signal_connect (tag, "changed", G_CALLBACK (value_changed_cb), cell);
    }
  else if (column == UI_TAG_COLUMN_AGE)
    g_signal_connect (tag, "changed", G_CALLBACK (age_changed_cb), cell);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item,
           UiTagTable               *self)
{
  UiTagColumn column = get_column (factory);
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  MonTag *tag = gtk_list_item_get_item (list_item);

  g_signal_handlers_disconnect_by_data (tag, cell);
  g_hash_table_remove (self->cells[column], cell);
  if (column == UI_TAG_COLUMN_VALUE)
    {
      ui_flash_forget (self->flash, UI_VALUE_CELL (cell));
      if (g_hash_table_lookup (self->value_cells, tag) == cell)
        g_hash_table_remove (self->value_cells, tag);
    }
  ui_tag_column_show (column, cell, NULL, self->palette);
}

/* Shows anew what cells of one column show. */
static void
refresh_column (UiTagTable  *self,
                UiTagColumn  column)
{
  GHashTableIter iter;
  gpointer cell, tag;

  g_hash_table_iter_init (&iter, self->cells[column]);
  while (g_hash_table_iter_next (&iter, &cell, &tag))
    ui_tag_column_show (column, cell, tag, self->palette);
}

static void
palette_changed_cb (UiTagTable *self)
{
  refresh_column (self, UI_TAG_COLUMN_NAME);
}

static void
notation_changed_cb (UiTagTable *self)
{
  refresh_column (self, UI_TAG_COLUMN_ADDRESS);
}

static void
updated_cb (UiTagTable *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    refresh_column (self, UI_TAG_COLUMN_AGE);
}

static void
add_columns (UiTagTable *self)
{
  for (UiTagColumn i = 0; i < UI_TAG_N_COLUMNS; i++)
    {
      const UiTagColumnInfo *info = ui_tag_column_get_info (i);
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      GtkColumnViewColumn *column;

      g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (i));
      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
      g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);

      column = gtk_column_view_column_new (_(info->title), factory);
      gtk_column_view_column_set_resizable (column, info->width > 0);
      gtk_column_view_column_set_expand (column, info->width == 0);
      if (info->width > 0)
        gtk_column_view_column_set_fixed_width (column, info->width);
      gtk_column_view_append_column (self->view, column);
      if (info->is_number)
        ui_list_align_title (self->view, column);
      self->columns[i] = column;
    }
}

static MonTag *
dup_selected (UiTagTable *self)
{
  g_autoptr (GtkBitset) selected = NULL;

  if (self->selection == NULL)
    return NULL;
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  if (gtk_bitset_is_empty (selected))
    return NULL;
  return g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (selected));
}

static void
activate_cb (UiTagTable *self,
             guint       position)
{
  g_autoptr (MonTag) tag = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  ui_tag_table_open_write (self, tag);
}

static void
write_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  UiTagTable *self = UI_TAG_TABLE (widget);
  g_autoptr (MonTag) tag = dup_selected (self);

  if (tag != NULL)
    ui_tag_table_open_write (self, tag);
}

static void
plot_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  UiTagTable *self = UI_TAG_TABLE (widget);
  g_autoptr (MonTag) tag = dup_selected (self);

  if (tag != NULL)
    plot_toggled_cb (self, tag);
}

static char *
row_text (gpointer item,
          gpointer user_data)
{
  return ui_tag_text_row (item);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  UiTagTable *self = UI_TAG_TABLE (widget);

  if (self->selection != NULL)
    ui_list_copy_selected (widget, GTK_SELECTION_MODEL (self->selection), row_text, NULL);
}

static void
popover_closed_cb (UiTagTable *self)
{
  if (self->view != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
outcome_cb (UiTagTable *self,
            MonJob     *job)
{
  g_signal_emit (self, signals[OUTCOME], 0, job);
}

static gboolean
ui_tag_table_focus (GtkWidget        *widget,
                    GtkDirectionType  direction)
{
  if (ui_list_is_left (widget, direction))
    return FALSE;
  return GTK_WIDGET_CLASS (ui_tag_table_parent_class)->focus (widget, direction);
}

static void
ui_tag_table_dispose (GObject *object)
{
  UiTagTable *self = UI_TAG_TABLE (object);
  GtkWidget *child;

  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  self->view = NULL;
  self->popover = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  for (guint i = 0; i < UI_TAG_N_COLUMNS; i++)
    g_clear_object (&self->columns[i]);
  g_clear_object (&self->selection);
  g_clear_object (&self->session);
  g_clear_object (&self->palette);
  g_clear_object (&self->device);

  G_OBJECT_CLASS (ui_tag_table_parent_class)->dispose (object);
}

static void
ui_tag_table_finalize (GObject *object)
{
  UiTagTable *self = UI_TAG_TABLE (object);

  for (guint i = 0; i < UI_TAG_N_COLUMNS; i++)
    g_hash_table_unref (self->cells[i]);
  g_hash_table_unref (self->value_cells);
  ui_flash_free (self->flash);

  G_OBJECT_CLASS (ui_tag_table_parent_class)->finalize (object);
}

static void
ui_tag_table_class_init (UiTagTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_tag_table_dispose;
  object_class->finalize = ui_tag_table_finalize;
  widget_class->focus = ui_tag_table_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/coilscope/Coilscope/ui-tag-table.ui");
  gtk_widget_class_bind_template_child (widget_class, UiTagTable, view);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);

  gtk_widget_class_install_action (widget_class, "table.write", NULL, write_action);
  gtk_widget_class_install_action (widget_class, "table.plot", NULL, plot_action);
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, 0, "table.plot", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "table.write", NULL);

  signals[OUTCOME] = g_signal_new ("outcome", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, MON_TYPE_JOB);
}

static void
ui_tag_table_init (UiTagTable *self)
{
  for (guint i = 0; i < UI_TAG_N_COLUMNS; i++)
    self->cells[i] = g_hash_table_new (NULL, NULL);
  self->value_cells = g_hash_table_new (NULL, NULL);
  self->flash = ui_flash_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  add_columns (self);
  if (ui_settings_has ("address-notation"))
    g_signal_connect_object (ui_settings_get_default (), "changed::address-notation",
                             G_CALLBACK (notation_changed_cb), self, G_CONNECT_SWAPPED);

  /* A child of the table and not of a cell, or it would go when the cell is used for another row;
   * nor of the view, which would not let it grow. */
  self->popover = UI_WRITE_POPOVER (ui_write_popover_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->popover), GTK_WIDGET (self));
  g_signal_connect_object (self->popover, "closed", G_CALLBACK (popover_closed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->popover, "outcome", G_CALLBACK (outcome_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * ui_tag_table_set_session:
 * @self: a table
 * @session: (nullable): the session of its devices
 * @palette: (nullable): the colours of the curves
 */
void
ui_tag_table_set_session (UiTagTable *self,
                          MonSession *session,
                          UiPalette  *palette)
{
  ui_tag_table_set_device (self, NULL);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->palette != NULL)
    g_signal_handlers_disconnect_by_data (self->palette, self);
  g_set_object (&self->session, session);
  g_set_object (&self->palette, palette);
  ui_write_popover_set_session (self->popover, session);
  if (session == NULL)
    return;

  g_signal_connect_object (session, "updated", G_CALLBACK (updated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (palette, "changed", G_CALLBACK (palette_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * ui_tag_table_set_device:
 * @self: a table
 * @device: (nullable): whose tags it shows
 */
void
ui_tag_table_set_device (UiTagTable *self,
                         MonDevice  *device)
{
  if (!g_set_object (&self->device, device))
    return;

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_column_view_set_model (self->view, NULL);
  g_clear_object (&self->selection);
  if (device == NULL)
    return;
  self->selection = gtk_multi_selection_new (g_object_ref (mon_device_get_tags (device)));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

/**
 * ui_tag_table_set_narrow:
 * @self: a table
 * @is_narrow: whether there is no room for all columns
 */
void
ui_tag_table_set_narrow (UiTagTable *self,
                         gboolean    is_narrow)
{
  GHashTableIter iter;
  gpointer cell;
  guint position = 0;

  if (self->is_narrow == is_narrow)
    return;
  self->is_narrow = is_narrow;
  g_hash_table_iter_init (&iter, self->cells[UI_TAG_COLUMN_VALUE]);
  while (g_hash_table_iter_next (&iter, &cell, NULL))
    ui_value_cell_set_with_unit (cell, is_narrow);

  /* An invisible column still takes its width in GTK 4.8: it has to be removed. */
  for (UiTagColumn i = 0; i < UI_TAG_N_COLUMNS; i++)
    {
      const UiTagColumnInfo *info = ui_tag_column_get_info (i);

      if (is_narrow && info->narrow_width < 0)
        {
          gtk_column_view_remove_column (self->view, self->columns[i]);
          continue;
        }
      if (!is_narrow && info->narrow_width < 0)
        gtk_column_view_insert_column (self->view, position, self->columns[i]);
      if (info->width > 0)
        gtk_column_view_column_set_fixed_width (self->columns[i], is_narrow ? info->narrow_width
                                                                            : info->width);
      if (info->is_number)
        ui_list_align_title (self->view, self->columns[i]);
      position++;
    }
}

/**
 * ui_tag_table_open_write:
 * @self: a table
 * @tag: a tag of the device
 *
 * Opens the popover that writes a tag, beside its value.
 *
 * Returns: whether it did: the tag can be written and its row can be seen
 */
gboolean
ui_tag_table_open_write (UiTagTable *self,
                         MonTag     *tag)
{
  GtkWidget *cell = g_hash_table_lookup (self->value_cells, tag);
  graphene_rect_t bounds;

  if (!mon_tag_is_writable (tag) || cell == NULL ||
      !gtk_widget_compute_bounds (cell, GTK_WIDGET (self), &bounds))
    return FALSE;

  ui_write_popover_open (self->popover, tag,
                         &(GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y,
                                           (int) bounds.size.width, (int) bounds.size.height });
  return TRUE;
}
