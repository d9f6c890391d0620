/* ui-window-state.c: what a window remembers of itself until the next start.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-window-state.h"

#include "ui/ui-settings.h"

/**
 * ui_window_state_restore:
 * @window: a window that is not shown yet
 */
void
ui_window_state_restore (UiWindow *window)
{
  gtk_window_set_default_size (GTK_WINDOW (window), ui_settings_get_int ("window-width", 1280),
                               ui_settings_get_int ("window-height", 800));
  if (ui_settings_get_boolean ("window-maximized", FALSE))
    gtk_window_maximize (GTK_WINDOW (window));
  g_object_set (window, "show-traffic", ui_settings_get_boolean ("show-traffic", TRUE), NULL);
}

/**
 * ui_window_state_save:
 * @window: a window that is about to close
 */
void
ui_window_state_save (UiWindow *window)
{
  gboolean show_traffic;
  int width, height;

  g_object_get (window, "show-traffic", &show_traffic, NULL);
  gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
  ui_settings_set_int ("window-width", width);
  ui_settings_set_int ("window-height", height);
  ui_settings_set_boolean ("window-maximized", gtk_window_is_maximized (GTK_WINDOW (window)));
  ui_settings_set_boolean ("show-traffic", show_traffic);
}
