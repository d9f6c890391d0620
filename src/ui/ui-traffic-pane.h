/* ui-traffic-pane.h: the traffic of a session: the list of exchanges and one of them in detail.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "monitor/tools/mon-session.h"

G_BEGIN_DECLS

/**
 * UiTrafficPane:
 *
 * Properties, each with a toggle: "this-device", "errors-only", "paused" (the list stands still),
 * "follow". They are no actions: after the pane has moved to the place of the other form of the
 * window, GTK 4.8 would take its buttons for those of actions that are not there.
 */
#define UI_TYPE_TRAFFIC_PANE (ui_traffic_pane_get_type ())
G_DECLARE_FINAL_TYPE (UiTrafficPane, ui_traffic_pane, UI, TRAFFIC_PANE, GtkWidget)

void ui_traffic_pane_set_session (UiTrafficPane *self,
                                  MonSession    *session);
void ui_traffic_pane_set_device  (UiTrafficPane *self,
                                  MonDevice     *device);
void ui_traffic_pane_set_narrow  (UiTrafficPane *self,
                                  gboolean       is_narrow);

G_END_DECLS
