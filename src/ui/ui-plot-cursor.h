/* ui-plot-cursor.h: the cursor of a plot: a line, the values that it meets, its time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ui/ui-plot-painter.h"

G_BEGIN_DECLS

void ui_plot_cursor_draw (const UiPlotScene *scene,
                          const UiPlotPaper *paper,
                          const UiPlotFrame *frame,
                          double             x,
                          GtkSnapshot       *snapshot);

G_END_DECLS
