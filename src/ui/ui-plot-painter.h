/* ui-plot-painter.h: draws a plot; the one painter for the screen and for pictures.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "ui/ui-plot-line.h"
#include "ui/ui-plot-paper.h"
#include "ui/ui-plot-scene.h"

G_BEGIN_DECLS

/* Height of the room for the time axis at the bottom. */
#define UI_PLOT_TIME_AXIS_HEIGHT 26.0f

/**
 * UiPlotFrame:
 * @area: all lanes, without the labels around them
 * @lanes: the lanes
 * @n_lanes: how many there are
 */
typedef struct
{
  graphene_rect_t area;
  graphene_rect_t lanes[UI_PLOT_MAX_LANES];
  guint           n_lanes;
} UiPlotFrame;

guint    ui_plot_painter_max_steps   (const UiPlotPaper *paper,
                                      guint              n_lanes);
void     ui_plot_painter_measure     (const UiPlotScene *scene,
                                      const UiPlotPaper *paper,
                                      UiPlotFrame       *out_frame);
void     ui_plot_painter_draw_axes   (const UiPlotScene *scene,
                                      const UiPlotPaper *paper,
                                      const UiPlotFrame *frame,
                                      GtkSnapshot       *snapshot);
void     ui_plot_painter_draw_curves (const UiPlotScene *scene,
                                      const UiPlotPaper *paper,
                                      const UiPlotFrame *frame,
                                      GtkSnapshot       *snapshot);
void     ui_plot_painter_map         (const UiPlotScene *scene,
                                      const UiPlotPaper *paper,
                                      const UiPlotFrame *frame,
                                      const UiPlotScale *scale,
                                      UiPlotMap         *out_map);
gboolean ui_plot_painter_get_time_tick (const UiPlotScene *scene,
                                      const UiPlotFrame *frame,
                                      guint              index,
                                      float             *out_x,
                                      guint             *out_ago_s);
gint64   ui_plot_painter_time_at     (const UiPlotScene *scene,
                                      const UiPlotFrame *frame,
                                      double             x);

G_END_DECLS
