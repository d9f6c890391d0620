/* ui-actions.c: what the menus, buttons and shortcuts of a window do.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-actions.h"

#include "ui/ui-connect-dialog.h"
#include "ui/ui-project-files.h"
#include "ui/ui-window.h"

static void
connection_entered_cb (UiWindow          *self,
                       MonConnectionSpec *connection)
{
  GListModel *devices = mon_session_get_devices (ui_window_get_session (self));

  mon_project_add_connection (ui_window_get_project (self), connection);
  /* The new device comes last; it is what one wants to see. */
  ui_window_choose_device (self, g_list_model_get_n_items (devices) - 1);
}

static void
add_connection_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  GtkWidget *dialog = ui_connect_dialog_new (GTK_WINDOW (widget));

  g_signal_connect_object (dialog, "connection-entered", G_CALLBACK (connection_entered_cb),
                           widget, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_devices_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  ui_window_show_devices (UI_WINDOW (widget));
}

static void
step_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ui_window_step_device (UI_WINDOW (widget), g_variant_get_int32 (parameter));
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  UiWindow *self = UI_WINDOW (widget);
  MonDevice *device = ui_window_get_device (self);

  if (device != NULL)
    mon_session_retry_now (ui_window_get_session (self), mon_device_get_handle (device));
}

static void
file_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  UiWindow *self = UI_WINDOW (widget);

  if (g_str_equal (name, "win.open"))
    ui_project_files_open (self);
  else
    ui_project_files_save (self, g_str_equal (name, "win.save-as"));
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MonProject *project = ui_window_get_project (UI_WINDOW (widget));

  if (g_str_equal (name, "win.undo"))
    mon_project_undo (project);
  else
    mon_project_redo (project);
}

/**
 * ui_actions_install:
 * @widget_class: the class of the window
 *
 * Installs the actions "win.…" that have no state.
 */
void
ui_actions_install (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char                  *name;
    const char                  *parameter;
    GtkWidgetActionActivateFunc  func;
  } actions[] = {
    { "win.add-connection", NULL, add_connection_action },
    { "win.show-devices", NULL, show_devices_action },
    { "win.step-device", "i", step_action },
    { "win.retry", NULL, retry_action },
    { "win.open", NULL, file_action },
    { "win.save", NULL, file_action },
    { "win.save-as", NULL, file_action },
    { "win.undo", NULL, undo_action },
    { "win.redo", NULL, undo_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].parameter,
                                     actions[i].func);
}
