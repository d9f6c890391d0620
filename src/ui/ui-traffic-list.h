/* ui-traffic-list.h: the list of exchanges; follows the newest one until somebody looks back.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "monitor/tools/mon-traffic-model.h"

G_BEGIN_DECLS

/**
 * UiTrafficList:
 *
 * Property "follow" (gboolean): whether the newest row is kept in view. Signal "item-selected"
 * (MonTrafficItem, nullable). Action "list.copy".
 */
#define UI_TYPE_TRAFFIC_LIST (ui_traffic_list_get_type ())
G_DECLARE_FINAL_TYPE (UiTrafficList, ui_traffic_list, UI, TRAFFIC_LIST, GtkWidget)

void     ui_traffic_list_set_model  (UiTrafficList   *self,
                                     MonTrafficModel *model);
gboolean ui_traffic_list_get_follow (UiTrafficList   *self);
void     ui_traffic_list_set_follow (UiTrafficList   *self,
                                     gboolean         follow);
void     ui_traffic_list_select     (UiTrafficList   *self,
                                     guint            position);
void     ui_traffic_list_set_empty  (UiTrafficList   *self,
                                     const char      *text);

G_END_DECLS
