/* ui-screenshot.h: a widget as a picture.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*UiScreenshotFunc) (GtkWidget *widget,
                                  gpointer   user_data);

GdkTexture *ui_screenshot_take       (GtkWidget         *widget);
void        ui_screenshot_when_drawn (GtkWidget         *widget,
                                      UiScreenshotFunc   func,
                                      gpointer           user_data);
gboolean    ui_screenshot_save       (GtkWidget         *widget,
                                      const char        *path,
                                      GError           **error);

G_END_DECLS
