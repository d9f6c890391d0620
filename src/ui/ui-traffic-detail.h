/* ui-traffic-detail.h: one exchange: its bytes and its fields, request and response.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "monitor/tools/mon-session.h"

G_BEGIN_DECLS

#define UI_TYPE_TRAFFIC_DETAIL (ui_traffic_detail_get_type ())
G_DECLARE_FINAL_TYPE (UiTrafficDetail, ui_traffic_detail, UI, TRAFFIC_DETAIL, GtkWidget)

void ui_traffic_detail_set_session (UiTrafficDetail *self,
                                    MonSession      *session);
void ui_traffic_detail_show        (UiTrafficDetail *self,
                                    MonTrafficItem  *item);

G_END_DECLS
