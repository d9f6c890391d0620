/* ui-sidebar.c: the list of devices; one of them is chosen.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-sidebar.h"

#include <adwaita.h>

#include "ui/ui-device-row.h"
#include "ui/ui-list.h"

struct _UiSidebar
{
  GtkWidget           parent_instance;

  AdwHeaderBar       *header;
  GtkMenuButton      *menu;
  GtkListView        *list;
  GtkSingleSelection *selection;
};

enum
{
  PROP_0,
  PROP_DEVICE,
  N_PROPS
};

enum
{
  DEVICE_ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UiSidebar, ui_sidebar, GTK_TYPE_WIDGET)

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          UiSidebar                *self)
{
  gtk_list_item_set_child (list_item, ui_device_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         UiSidebar                *self)
{
  ui_device_row_set_device (UI_DEVICE_ROW (gtk_list_item_get_child (list_item)),
                            gtk_list_item_get_item (list_item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item,
           UiSidebar                *self)
{
  ui_device_row_set_device (UI_DEVICE_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
activate_cb (UiSidebar *self,
             guint      position)
{
  g_signal_emit (self, signals[DEVICE_ACTIVATED], 0);
}

static void
selected_cb (UiSidebar *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEVICE]);
}

static void
ui_sidebar_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  if (id == PROP_DEVICE)
    g_value_set_object (value, ui_sidebar_get_device (UI_SIDEBAR (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static gboolean
ui_sidebar_focus (GtkWidget        *widget,
                  GtkDirectionType  direction)
{
  UiSidebar *self = UI_SIDEBAR (widget);
  GtkWidget *list = GTK_WIDGET (self->list);

  /* Out of the list, and not to the next device. */
  if (gtk_widget_get_focus_child (list) != NULL && direction == GTK_DIR_TAB_BACKWARD)
    return gtk_widget_child_focus (GTK_WIDGET (self->header), direction);
  if (gtk_widget_get_focus_child (list) != NULL && direction == GTK_DIR_TAB_FORWARD)
    return FALSE;
  return GTK_WIDGET_CLASS (ui_sidebar_parent_class)->focus (widget, direction);
}

static void
ui_sidebar_dispose (GObject *object)
{
  UiSidebar *self = UI_SIDEBAR (object);
  GtkWidget *child;

  if (self->list != NULL)
    ui_sidebar_set_devices (self, NULL);
  self->list = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ui_sidebar_parent_class)->dispose (object);
}

static void
ui_sidebar_class_init (UiSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_sidebar_dispose;
  object_class->get_property = ui_sidebar_get_property;
  GTK_WIDGET_CLASS (klass)->focus = ui_sidebar_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/coilscope/Coilscope/ui-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, UiSidebar, header);
  gtk_widget_class_bind_template_child (widget_class, UiSidebar, menu);
  gtk_widget_class_bind_template_child (widget_class, UiSidebar, list);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);

  properties[PROP_DEVICE] = g_param_spec_object ("device", NULL, NULL, MON_TYPE_DEVICE,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[DEVICE_ACTIVATED] = g_signal_new ("device-activated", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 0);
}

static void
ui_sidebar_init (UiSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ui_sidebar_set_devices:
 * @self: a sidebar
 * @devices: (nullable): of MonDevice; the first one is chosen
 */
void
ui_sidebar_set_devices (UiSidebar  *self,
                        GListModel *devices)
{
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->selection);
  if (devices != NULL)
    {
      self->selection = gtk_single_selection_new (g_object_ref (devices));
      gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
      g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                               self, G_CONNECT_SWAPPED);
    }
  selected_cb (self);
}

/**
 * ui_sidebar_get_device:
 * @self: a sidebar
 *
 * Returns: (transfer none) (nullable): the chosen device
 */
MonDevice *
ui_sidebar_get_device (UiSidebar *self)
{
  return self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;
}

/**
 * ui_sidebar_choose:
 * @self: a sidebar
 * @position: which device; what is beyond the ends changes nothing
 */
void
ui_sidebar_choose (UiSidebar *self,
                   gint64     position)
{
  if (self->selection == NULL || position < 0 ||
      position >= g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    return;
  gtk_single_selection_set_selected (self->selection, (guint) position);
  ui_list_scroll_to (GTK_WIDGET (self->list), (guint) position);
}

/**
 * ui_sidebar_step:
 * @self: a sidebar
 * @step: 1 for the next device, -1 for the one before
 *
 * Chooses a neighbour of the chosen device, if there is one.
 */
void
ui_sidebar_step (UiSidebar *self,
                 int        step)
{
  if (self->selection != NULL)
    ui_sidebar_choose (self,
                       (gint64) gtk_single_selection_get_selected (self->selection) + step);
}

/**
 * ui_sidebar_set_folded:
 * @self: a sidebar
 * @is_folded: whether it has the window for itself, so that it carries its buttons
 */
void
ui_sidebar_set_folded (UiSidebar *self,
                       gboolean   is_folded)
{
  adw_header_bar_set_show_end_title_buttons (self->header, is_folded);
}
