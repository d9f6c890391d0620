/* ui-plot-line.h: one curve as it lies on the paper: strokes, gaps and the point at its end.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "ui/ui-plot-scene.h"

G_BEGIN_DECLS

/**
 * UiPlotMap:
 * @from_us: wall time at the left edge
 * @to_us: wall time at the right edge
 * @low: value at the bottom
 * @high: value at the top
 * @area: the rectangle of the lane
 * @column: width of the narrowest thing that can be seen, in logical pixels
 *
 * From time and value to places on the paper.
 */
typedef struct
{
  gint64          from_us;
  gint64          to_us;
  double          low;
  double          high;
  graphene_rect_t area;
  double          column;
} UiPlotMap;

/**
 * UiPlotVertex:
 * @x: place on the paper
 * @y: place on the paper
 * @starts: whether the pen is lifted before it
 */
typedef struct
{
  float    x;
  float    y;
  gboolean starts;
} UiPlotVertex;

/**
 * UiPlotGap:
 * @from_x: where the last value before it is
 * @to_x: where the next value is, or the right edge
 * @y: level of the last value before it
 * @quality: why there are no values
 */
typedef struct
{
  float      from_x;
  float      to_x;
  float      y;
  MonQuality quality;
} UiPlotGap;

/**
 * UiPlotLine:
 * @vertices: (element-type UiPlotVertex)
 * @gaps: (element-type UiPlotGap)
 * @ends: whether it reaches the right edge with a value that is still good
 * @is_dense: whether there are so many vertices that it is drawn in columns
 */
typedef struct
{
  GArray  *vertices;
  GArray  *gaps;
  gboolean ends;
  gboolean is_dense;
} UiPlotLine;

double      ui_plot_map_x           (const UiPlotMap   *map,
                                     gint64             time_us);
double      ui_plot_map_y           (const UiPlotMap   *map,
                                     double             value);

UiPlotLine *ui_plot_line_new        (const UiPlotCurve *curve,
                                     const UiPlotMap   *map);
void        ui_plot_line_free       (UiPlotLine        *line);
void        ui_plot_line_fill       (const UiPlotLine  *line,
                                     const UiPlotMap   *map,
                                     const GdkRGBA     *color,
                                     cairo_t           *cr);
void        ui_plot_line_stroke     (const UiPlotLine  *line,
                                     const UiPlotMap   *map,
                                     const UiPlotCurve *curve,
                                     cairo_t           *cr);
void        ui_plot_line_columns    (const UiPlotLine  *line,
                                     const UiPlotMap   *map,
                                     const UiPlotCurve *curve,
                                     GtkSnapshot       *snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiPlotLine, ui_plot_line_free)

G_END_DECLS
