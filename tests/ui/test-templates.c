/* test-templates.c: every template is instantiated, shown and drawn without a warning.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "support.h"
#include "ui/ui-areas.h"
#include "ui/ui-arm-button.h"
#include "ui/ui-connect-dialog.h"
#include "ui/ui-device-banner.h"
#include "ui/ui-device-row.h"
#include "ui/ui-field-row.h"
#include "ui/ui-field-tree.h"
#include "ui/ui-legend-item.h"
#include "ui/ui-name-cell.h"
#include "ui/ui-plot-pane.h"
#include "ui/ui-sidebar.h"
#include "ui/ui-tag-table.h"
#include "ui/ui-traffic-detail.h"
#include "ui/ui-traffic-list.h"
#include "ui/ui-traffic-pane.h"
#include "ui/ui-value-cell.h"
#include "ui/ui-window.h"
#include "ui/ui-write-popover.h"

static void
test_widget (gconstpointer data)
{
  GType type = *(const GType *) data;
  GtkWidget *widget;
  GtkWindow *window;

  support_get_application ();
  widget = g_object_new (type, NULL);
  if (GTK_IS_POPOVER (widget))
    {
      GtkWidget *button = gtk_menu_button_new ();

      gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), widget);
      window = support_show (button, 500, 400);
      gtk_menu_button_popup (GTK_MENU_BUTTON (button));
      gtk_test_widget_wait_for_draw (widget);
    }
  else if (GTK_IS_WINDOW (widget))
    {
      window = GTK_WINDOW (widget);
      gtk_window_present (window);
      gtk_test_widget_wait_for_draw (widget);
    }
  else
    window = support_show (widget, 500, 400);
  g_assert_cmpint (gtk_widget_get_width (widget), >, 0);
  gtk_window_destroy (window);
}

/* The window of shortcuts has no widget of its own: GTK makes it out of its template. */
static void
test_shortcuts (void)
{
  GtkApplication *application = support_get_application ();
  GtkWidget *window = g_object_new (UI_TYPE_WINDOW, "application", application, NULL);
  GtkWidget *overlay;

  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (gtk_widget_activate_action (window, "win.show-help-overlay", NULL));
  overlay = GTK_WIDGET (gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (window)));
  g_assert_nonnull (overlay);
  gtk_test_widget_wait_for_draw (overlay);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  g_autofree GType *types = NULL;
  guint n = 0;

  gtk_test_init (&argc, &argv, NULL);

  types = g_new0 (GType, 32);
  types[n++] = UI_TYPE_AREAS;
  types[n++] = UI_TYPE_ARM_BUTTON;
  types[n++] = UI_TYPE_CONNECT_DIALOG;
  types[n++] = UI_TYPE_DEVICE_BANNER;
  types[n++] = UI_TYPE_DEVICE_ROW;
  types[n++] = UI_TYPE_FIELD_ROW;
  types[n++] = UI_TYPE_FIELD_TREE;
  types[n++] = UI_TYPE_LEGEND_ITEM;
  types[n++] = UI_TYPE_NAME_CELL;
  types[n++] = UI_TYPE_PLOT_PANE;
  types[n++] = UI_TYPE_SIDEBAR;
  types[n++] = UI_TYPE_TAG_TABLE;
  types[n++] = UI_TYPE_TRAFFIC_DETAIL;
  types[n++] = UI_TYPE_TRAFFIC_LIST;
  types[n++] = UI_TYPE_TRAFFIC_PANE;
  types[n++] = UI_TYPE_VALUE_CELL;
  types[n++] = UI_TYPE_WINDOW;
  types[n++] = UI_TYPE_WRITE_POPOVER;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strconcat ("/ui/templates/", g_type_name (types[i]), NULL);

      g_test_add_data_func (path, &types[i], test_widget);
    }

  g_test_add_func ("/ui/templates/shortcuts", test_shortcuts);

  return g_test_run ();
}
