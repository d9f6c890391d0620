/* ui-plot-paper.h: what a plot is drawn on, and texts on it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UiPlotPaper:
 * @context: (not nullable): for the texts
 * @foreground: colour of texts and grid
 * @background: colour of the paper
 * @width: in logical pixels
 * @height: in logical pixels
 * @pixels: device pixels in a logical one
 *
 * What is drawn on.
 */
typedef struct
{
  PangoContext *context;
  GdkRGBA       foreground;
  GdkRGBA       background;
  int           width;
  int           height;
  int           pixels;
} UiPlotPaper;

PangoLayout *ui_plot_paper_layout     (const UiPlotPaper *paper,
                                       const char        *text);
void         ui_plot_paper_put_text   (const UiPlotPaper *paper,
                                       GtkSnapshot       *snapshot,
                                       const char        *text,
                                       double             x,
                                       double             y,
                                       double             x_align,
                                       const GdkRGBA     *color);
GdkRGBA      ui_plot_paper_foreground (const UiPlotPaper *paper,
                                       float              alpha);

G_END_DECLS
