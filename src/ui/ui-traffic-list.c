/* ui-traffic-list.c: the list of exchanges; follows the newest one until somebody looks back.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-traffic-list.h"

#include <glib/gi18n.h>

#include "ui/ui-list.h"
#include "ui/ui-settings.h"
#include "ui/ui-style.h"

struct _UiTrafficList
{
  GtkWidget           parent_instance;

  GtkStack           *stack;
  GtkLabel           *empty;
  GtkScrolledWindow  *scroller;
  GtkColumnView      *view;

  MonTrafficModel    *model;
  GtkSingleSelection *selection;
  gboolean            follow;
  /* Set while the selection is ours and not the user's. */
  gboolean            is_selecting;

  /* Where the view was before rows went at the front; restored at the next frame. */
  double              kept_value;
  guint               restore_id;
  guint               scroll_id;
};

typedef enum
{
  COLUMN_TIME,
  COLUMN_FUNCTION,
  COLUMN_SUMMARY,
  COLUMN_RTT,
} Column;

static const struct
{
  const char *title;
  int         width;
  gboolean    is_number;
} columns[] = {
  [COLUMN_TIME] = { N_("Time"), 108, FALSE },
  [COLUMN_FUNCTION] = { N_("Function"), 172, FALSE },
  [COLUMN_SUMMARY] = { N_("Registers"), 0, FALSE },
  [COLUMN_RTT] = { N_("RTT"), 68, TRUE },
};

enum
{
  PROP_0,
  PROP_FOLLOW,
  N_PROPS
};

enum
{
  ITEM_SELECTED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UiTrafficList, ui_traffic_list, GTK_TYPE_WIDGET)

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          gpointer                  user_data)
{
  Column column = GPOINTER_TO_UINT (user_data);
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), 4);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), 10);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), columns[column].is_number ? 1 : 0);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_add_css_class (cell, "numeric");
  ui_style_set_class (cell, "dim-label", column == COLUMN_TIME || column == COLUMN_RTT);
  gtk_list_item_set_child (list_item, cell);
}

static char *
cell_text (Column          column,
           MonTrafficItem *item)
{
  switch (column)
    {
    case COLUMN_TIME:
      return mon_traffic_item_dup_time_text (item);
    case COLUMN_FUNCTION:
      return mon_traffic_item_dup_function_text (item);
    case COLUMN_SUMMARY:
      return mon_traffic_item_dup_summary (item, ui_settings_get_notation ());
    case COLUMN_RTT:
      return mon_traffic_item_dup_rtt_text (item);
    }
  g_return_val_if_reached (NULL);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         gpointer                  user_data)
{
  Column column = GPOINTER_TO_UINT (user_data);
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  MonTrafficItem *item = gtk_list_item_get_item (list_item);
  g_autofree char *text = cell_text (column, item);
  gboolean is_error = mon_traffic_item_is_error (item);

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  if (column == COLUMN_FUNCTION || column == COLUMN_SUMMARY)
    {
      ui_style_set_class (cell, "error", is_error);
      ui_style_set_class (cell, "is-write", mon_traffic_item_is_write (item));
      gtk_widget_set_tooltip_text (cell, is_error ? text : NULL);
    }
}

static void
add_columns (UiTrafficList *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = NULL;

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (i));
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (i));
      column = gtk_column_view_column_new (_(columns[i].title), factory);
      gtk_column_view_column_set_resizable (column, columns[i].width > 0);
      gtk_column_view_column_set_expand (column, columns[i].width == 0);
      if (columns[i].width > 0)
        gtk_column_view_column_set_fixed_width (column, columns[i].width);
      gtk_column_view_append_column (self->view, column);
      if (columns[i].is_number)
        ui_list_align_title (self->view, column);
    }
}

static guint
get_n_items (UiTrafficList *self)
{
  return self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;
}

static void
scroll_to_end (UiTrafficList *self)
{
  guint n = get_n_items (self);

  if (self->follow && n > 0 && gtk_widget_get_mapped (GTK_WIDGET (self->view)))
    ui_list_scroll_to (GTK_WIDGET (self->view), n - 1);
}

/* All rows are of one height; the header is not among them. */
static double
row_height (UiTrafficList *self)
{
  GtkWidget *list = gtk_widget_get_last_child (GTK_WIDGET (self->view));
  GtkWidget *row;

  for (row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (gtk_widget_get_height (row) > 0)
      return gtk_widget_get_height (row);
  return 24;
}

static gboolean
restore_cb (GtkWidget     *widget,
            GdkFrameClock *frame_clock,
            gpointer       user_data)
{
  UiTrafficList *self = UI_TRAFFIC_LIST (widget);

  self->restore_id = 0;
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller),
                            MAX (self->kept_value, 0));
  return G_SOURCE_REMOVE;
}

static void
items_changed_cb (UiTrafficList *self,
                  guint          position,
                  guint          removed,
                  guint          added)
{
  guint n = get_n_items (self), dropped;

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
  if (self->follow)
    {
      scroll_to_end (self);
      return;
    }

  /* GTK 4.8 keeps the offset and not the rows: what was looked at would jump away. */
  dropped = mon_traffic_model_get_dropped (self->model);
  if (position > 0 || removed == 0 || dropped == 0 ||
      !gtk_widget_get_mapped (GTK_WIDGET (self->view)))
    return;
  self->kept_value = gtk_adjustment_get_value (
    gtk_scrolled_window_get_vadjustment (self->scroller)) - dropped * row_height (self);
  if (self->restore_id == 0)
    self->restore_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), restore_cb, NULL, NULL);
}

/* Whoever scrolls back wants to read; whoever comes back to the end wants to see what is new. */
static void
scrolled_cb (UiTrafficList *self,
             GtkAdjustment *adjustment)
{
  double rest = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment) -
                gtk_adjustment_get_page_size (adjustment);

  if (gtk_adjustment_get_page_size (adjustment) <= 0)
    return;
  if (rest > row_height (self))
    ui_traffic_list_set_follow (self, FALSE);
  else if (rest < 1)
    ui_traffic_list_set_follow (self, TRUE);
}

static gboolean
scroll_again (gpointer user_data)
{
  UiTrafficList *self = user_data;

  self->scroll_id = 0;
  scroll_to_end (self);
  return G_SOURCE_REMOVE;
}

/* The list has become lower or its rows more. Said during an allocation, in which GTK 4.8 does not
 * scroll. */
static void
resized_cb (UiTrafficList *self,
            GtkAdjustment *adjustment)
{
  double rest = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment) -
                gtk_adjustment_get_page_size (adjustment);

  if (self->follow && rest >= 1 && self->scroll_id == 0)
    self->scroll_id = g_idle_add (scroll_again, self);
}

static void
selected_cb (UiTrafficList *self)
{
  MonTrafficItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL && !self->is_selecting)
    ui_traffic_list_set_follow (self, FALSE);
  /* The row may have gone out of the log: its details stay. */
  if (item != NULL)
    g_signal_emit (self, signals[ITEM_SELECTED], 0, item);
}

static char *
row_text (gpointer item,
          gpointer user_data)
{
  g_autofree char *time = mon_traffic_item_dup_time_text (item);
  g_autofree char *function = mon_traffic_item_dup_function_text (item);
  g_autofree char *summary = mon_traffic_item_dup_summary (item, ui_settings_get_notation ());
  g_autofree char *rtt = mon_traffic_item_dup_rtt_text (item);

  return g_strdup_printf ("%s\t%s\t%s\t%s", time, function, summary, rtt);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  UiTrafficList *self = UI_TRAFFIC_LIST (widget);

  if (self->selection != NULL)
    ui_list_copy_selected (widget, GTK_SELECTION_MODEL (self->selection), row_text, NULL);
}

static void
ui_traffic_list_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ui_traffic_list_parent_class)->map (widget);

  scroll_to_end (UI_TRAFFIC_LIST (widget));
}

static void
ui_traffic_list_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  if (id == PROP_FOLLOW)
    g_value_set_boolean (value, UI_TRAFFIC_LIST (object)->follow);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ui_traffic_list_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  if (id == PROP_FOLLOW)
    ui_traffic_list_set_follow (UI_TRAFFIC_LIST (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static gboolean
ui_traffic_list_focus (GtkWidget        *widget,
                       GtkDirectionType  direction)
{
  if (ui_list_is_left (widget, direction))
    return FALSE;
  return GTK_WIDGET_CLASS (ui_traffic_list_parent_class)->focus (widget, direction);
}

static void
ui_traffic_list_dispose (GObject *object)
{
  UiTrafficList *self = UI_TRAFFIC_LIST (object);
  GtkWidget *child;

  g_clear_handle_id (&self->scroll_id, g_source_remove);
  if (self->view != NULL)
    ui_traffic_list_set_model (self, NULL);
  self->view = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ui_traffic_list_parent_class)->dispose (object);
}

static void
ui_traffic_list_class_init (UiTrafficListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_traffic_list_dispose;
  object_class->get_property = ui_traffic_list_get_property;
  object_class->set_property = ui_traffic_list_set_property;
  widget_class->map = ui_traffic_list_map;
  widget_class->focus = ui_traffic_list_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/coilscope/Coilscope/ui-traffic-list.ui");
  gtk_widget_class_bind_template_child (widget_class, UiTrafficList, stack);
  gtk_widget_class_bind_template_child (widget_class, UiTrafficList, empty);
  gtk_widget_class_bind_template_child (widget_class, UiTrafficList, scroller);
  gtk_widget_class_bind_template_child (widget_class, UiTrafficList, view);

  gtk_widget_class_install_action (widget_class, "rows.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "rows.copy",
                                       NULL);

  properties[PROP_FOLLOW] = g_param_spec_boolean ("follow", NULL, NULL, TRUE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                  G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[ITEM_SELECTED] = g_signal_new ("item-selected", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, MON_TYPE_TRAFFIC_ITEM);
}

static void
ui_traffic_list_init (UiTrafficList *self)
{
  self->follow = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  add_columns (self);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                           G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "changed",
                           G_CALLBACK (resized_cb), self, G_CONNECT_SWAPPED);
}

/**
 * ui_traffic_list_set_model:
 * @self: a list
 * @model: (nullable): its rows
 */
void
ui_traffic_list_set_model (UiTrafficList   *self,
                           MonTrafficModel *model)
{
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  gtk_column_view_set_model (self->view, NULL);
  g_clear_object (&self->selection);
  g_set_object (&self->model, model);
  gtk_stack_set_visible_child_name (self->stack, get_n_items (self) > 0 ? "list" : "empty");
  if (model == NULL)
    return;

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (model));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  /* After the view has set the model, so that it has seen new rows before it scrolls to them. */
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                           self, G_CONNECT_SWAPPED);
}

/**
 * ui_traffic_list_get_follow:
 * @self: a list
 *
 * Returns: whether the newest row is kept in view
 */
gboolean
ui_traffic_list_get_follow (UiTrafficList *self)
{
  return self->follow;
}

/**
 * ui_traffic_list_set_follow:
 * @self: a list
 * @follow: whether the newest row is kept in view
 */
void
ui_traffic_list_set_follow (UiTrafficList *self,
                            gboolean       follow)
{
  if (self->follow == follow)
    return;
  self->follow = follow;
  scroll_to_end (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOW]);
}

/**
 * ui_traffic_list_select:
 * @self: a list with a model
 * @position: a row
 *
 * Selects a row without leaving the newest one.
 */
void
ui_traffic_list_select (UiTrafficList *self,
                        guint          position)
{
  self->is_selecting = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->is_selecting = FALSE;
}

/**
 * ui_traffic_list_set_empty:
 * @self: a list
 * @text: what stands there while there are no rows
 */
void
ui_traffic_list_set_empty (UiTrafficList *self,
                           const char    *text)
{
  gtk_label_set_label (self->empty, text);
}
