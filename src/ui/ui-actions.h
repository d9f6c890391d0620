/* ui-actions.h: what the menus, buttons and shortcuts of a window do.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ui_actions_install (GtkWidgetClass *widget_class);

G_END_DECLS
