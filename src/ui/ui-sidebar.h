/* ui-sidebar.h: the list of devices; one of them is chosen.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "monitor/tools/mon-device.h"

G_BEGIN_DECLS

/**
 * UiSidebar:
 *
 * Property "device" (MonDevice, read-only, notified): the chosen one. Signal "device-activated":
 * one was chosen by a press, also if it had been before.
 */
#define UI_TYPE_SIDEBAR (ui_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (UiSidebar, ui_sidebar, UI, SIDEBAR, GtkWidget)

void       ui_sidebar_set_devices (UiSidebar  *self,
                                   GListModel *devices);
MonDevice *ui_sidebar_get_device  (UiSidebar  *self);
void       ui_sidebar_choose      (UiSidebar  *self,
                                   gint64      position);
void       ui_sidebar_step        (UiSidebar  *self,
                                   int         step);
void       ui_sidebar_set_folded  (UiSidebar  *self,
                                   gboolean    is_folded);

G_END_DECLS
