/* ui-legend-item.h: one curve in the legend of the plot: colour, name, value.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_LEGEND_ITEM (ui_legend_item_get_type ())
G_DECLARE_FINAL_TYPE (UiLegendItem, ui_legend_item, UI, LEGEND_ITEM, GtkWidget)

GtkWidget *ui_legend_item_new       (const char    *name);
void       ui_legend_item_set_color (UiLegendItem  *self,
                                     const GdkRGBA *color,
                                     gboolean       is_dashed);
void       ui_legend_item_set_value (UiLegendItem  *self,
                                     const char    *text,
                                     gboolean       is_old);

G_END_DECLS
