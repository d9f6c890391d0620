/* ui-plot-axis.h: the range and the ticks of a value axis.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UiPlotAxis:
 * @low: value at the bottom, a multiple of @step
 * @high: value at the top, a multiple of @step, greater than @low
 * @step: distance of two ticks: 1, 2 or 5 times a power of ten
 * @max_steps: how many steps there was room for when it was fitted
 *
 * All zero: not fitted yet.
 */
typedef struct
{
  double low;
  double high;
  double step;
  guint  max_steps;
} UiPlotAxis;

void     ui_plot_axis_fit     (UiPlotAxis       *axis,
                               double            min,
                               double            max,
                               guint             max_steps);
guint    ui_plot_axis_n_ticks (const UiPlotAxis *axis);
double   ui_plot_axis_tick    (const UiPlotAxis *axis,
                               guint             index);
void     ui_plot_axis_format  (const UiPlotAxis *axis,
                               double            value,
                               char             *buffer,
                               gsize             size);

G_END_DECLS
