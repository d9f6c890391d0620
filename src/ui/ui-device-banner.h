/* ui-device-banner.h: tells what is wrong with the chosen device, and what comes next.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "monitor/tools/mon-device.h"

G_BEGIN_DECLS

#define UI_TYPE_DEVICE_BANNER (ui_device_banner_get_type ())
G_DECLARE_FINAL_TYPE (UiDeviceBanner, ui_device_banner, UI, DEVICE_BANNER, GtkWidget)

void ui_device_banner_set_device (UiDeviceBanner *self,
                                  MonDevice      *device);

G_END_DECLS
