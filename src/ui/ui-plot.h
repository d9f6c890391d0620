/* ui-plot.h: the live plot.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "modbus/mb-clock.h"
#include "ui/ui-plot-scene.h"

G_BEGIN_DECLS

/**
 * UiPlot:
 *
 * Draws the curves of a scene, its right edge being now. Signal "cursor-moved": the cursor has
 * come, gone or moved, or the curves have moved below it.
 */
#define UI_TYPE_PLOT (ui_plot_get_type ())
G_DECLARE_FINAL_TYPE (UiPlot, ui_plot, UI, PLOT, GtkWidget)

GtkWidget   *ui_plot_new             (void);
void         ui_plot_set_source      (UiPlot     *self,
                                      MonHistory *history,
                                      MbClock    *clock);
UiPlotScene *ui_plot_get_scene       (UiPlot     *self);
void         ui_plot_update          (UiPlot     *self);
void         ui_plot_rebuild         (UiPlot     *self);
void         ui_plot_set_cursor      (UiPlot     *self,
                                      double      part);
gboolean     ui_plot_get_cursor_time (UiPlot     *self,
                                      gint64     *out_time_us);

G_END_DECLS
