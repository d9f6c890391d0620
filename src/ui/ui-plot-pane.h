/* ui-plot-pane.h: the plot of a session with its legend.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "monitor/tools/mon-session.h"
#include "ui/ui-palette.h"
#include "ui/ui-plot.h"

G_BEGIN_DECLS

#define UI_TYPE_PLOT_PANE (ui_plot_pane_get_type ())
G_DECLARE_FINAL_TYPE (UiPlotPane, ui_plot_pane, UI, PLOT_PANE, GtkWidget)

void    ui_plot_pane_set_session (UiPlotPane *self,
                                  MonSession *session,
                                  UiPalette  *palette);
UiPlot *ui_plot_pane_get_plot    (UiPlotPane *self);

G_END_DECLS
