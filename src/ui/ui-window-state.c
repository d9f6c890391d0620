/* ui-window-state.c: what a window remembers of itself until the next start.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-window-state.h"

#include "ui/ui-settings.h"

#define DEFAULT_WIDTH 1280
#define DEFAULT_HEIGHT 800
/* Below this the list of devices and the rest are not shown side by side. */
#define LEAST_WIDE_WIDTH 625

/* A window that will be narrow starts in that form, for the wide one could not be made so small. */
static void
set_size (UiWindow *window,
          int       width,
          int       height)
{
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  ui_areas_set_narrow (ui_window_get_areas (window), width < LEAST_WIDE_WIDTH);
}

/**
 * ui_window_state_restore:
 * @window: a window that is not shown yet
 *
 * Gives a window the size that the last one had.
 */
void
ui_window_state_restore (UiWindow *window)
{
  set_size (window, ui_settings_get_int ("window-width", DEFAULT_WIDTH),
            ui_settings_get_int ("window-height", DEFAULT_HEIGHT));
  if (ui_settings_get_boolean ("window-maximized", FALSE))
    gtk_window_maximize (GTK_WINDOW (window));
  g_object_set (window, "show-traffic", ui_settings_get_boolean ("show-traffic", TRUE), NULL);
}

/**
 * ui_window_state_fix:
 * @window: a window that is not shown yet
 * @width: its width, 0 for the usual one
 * @height: its height, 0 for the usual one
 *
 * Gives a window a size and a look that do not depend on who uses it.
 */
void
ui_window_state_fix (UiWindow *window,
                     int       width,
                     int       height)
{
  gtk_widget_add_css_class (GTK_WIDGET (window), "picture");
  gtk_window_unmaximize (GTK_WINDOW (window));
  set_size (window, width > 0 ? width : DEFAULT_WIDTH, height > 0 ? height : DEFAULT_HEIGHT);
  g_object_set (window, "show-traffic", TRUE, NULL);
}

/**
 * ui_window_state_save:
 * @window: a window that is about to close
 *
 * Keeps its size for the next one.
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
