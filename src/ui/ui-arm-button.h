/* ui-arm-button.h: the switch that allows writing for a while, and shows for how long yet.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "monitor/tools/mon-session.h"

G_BEGIN_DECLS

#define UI_TYPE_ARM_BUTTON (ui_arm_button_get_type ())
G_DECLARE_FINAL_TYPE (UiArmButton, ui_arm_button, UI, ARM_BUTTON, GtkWidget)

void ui_arm_button_set_session (UiArmButton *self,
                                MonSession  *session);

G_END_DECLS
