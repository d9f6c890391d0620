/* ui-device-row.h: one device in the list: state, name, address or reason, latency.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "monitor/tools/mon-device.h"

G_BEGIN_DECLS

#define UI_TYPE_DEVICE_ROW (ui_device_row_get_type ())
G_DECLARE_FINAL_TYPE (UiDeviceRow, ui_device_row, UI, DEVICE_ROW, GtkWidget)

GtkWidget  *ui_device_row_new             (void);
void        ui_device_row_set_device      (UiDeviceRow     *self,
                                           MonDevice       *device);
const char *ui_device_row_get_health_word (MonDeviceHealth  health);

G_END_DECLS
