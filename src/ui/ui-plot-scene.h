/* ui-plot-scene.h: what a plot shows, as plain data: curves, their scales, lanes and span of time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gdk/gdk.h>

#include "monitor/store/mon-history.h"
#include "ui/ui-plot-axis.h"

G_BEGIN_DECLS

#define UI_PLOT_MAX_LANES 6

/**
 * UiPlotCurve:
 * @tag: handle of the tag
 * @name: its name
 * @unit: unit of its values, or ""
 * @is_bool: drawn in steps between Off and On
 * @color: colour of its line
 * @is_dashed: whether its line is dashed, because the colours have been used once already
 * @points: (element-type MonPoint): its points in the order of time
 * @serial: what the history's serial was when @points was read
 * @scale: index of its scale, set by ui_plot_scene_fit()
 */
typedef struct
{
  guint32   tag;
  char     *name;
  char     *unit;
  gboolean  is_bool;
  GdkRGBA   color;
  gboolean  is_dashed;
  GArray   *points;
  guint64   serial;
  guint     scale;
} UiPlotCurve;

/**
 * UiPlotScale:
 * @unit: (not nullable): unit of the values
 * @is_bool: whether it only knows Off and On
 * @lane: the lane that it stands beside, from 0 at the top
 * @on_right: whether it stands on the right
 * @axis: its range and ticks
 *
 * One value axis; all curves of a unit share it.
 */
typedef struct
{
  char       *unit;
  gboolean    is_bool;
  guint       lane;
  gboolean    on_right;
  UiPlotAxis  axis;
} UiPlotScale;

/**
 * UiPlotScene:
 * @curves: (element-type UiPlotCurve): in the order of the legend
 * @scales: (element-type UiPlotScale): in the order of their lanes
 * @n_lanes: number of lanes
 * @to_us: wall time at the right edge
 * @span_us: width of the view
 */
typedef struct
{
  GPtrArray *curves;
  GPtrArray *scales;
  guint      n_lanes;
  gint64     to_us;
  gint64     span_us;
} UiPlotScene;

UiPlotScene    *ui_plot_scene_new       (void);
void            ui_plot_scene_free      (UiPlotScene       *scene);
UiPlotCurve    *ui_plot_scene_add       (UiPlotScene       *scene,
                                         guint32            tag,
                                         const char        *name,
                                         const char        *unit,
                                         gboolean           is_bool);
void            ui_plot_scene_clear     (UiPlotScene       *scene);
gboolean        ui_plot_scene_read      (UiPlotScene       *scene,
                                         MonHistory        *history,
                                         gint64             to_us);
gboolean        ui_plot_scene_fit       (UiPlotScene       *scene,
                                         guint              max_steps);
const MonPoint *ui_plot_curve_at        (const UiPlotCurve *curve,
                                         gint64             time_us);
gboolean        ui_plot_curve_value_at  (const UiPlotCurve *curve,
                                         gint64             time_us,
                                         double            *out_value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiPlotScene, ui_plot_scene_free)

G_END_DECLS
