/* ui-plot-painter.c: draws a plot: lanes, grid, scales, curves with their gaps, and the cursor.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-plot-painter.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/ui-quality.h"

#define MARGIN_TOP 10.0f
#define MARGIN_SIDE 14.0f
#define LABEL_GAP 8.0f
#define LANE_GAP 16.0f
/* Height that one step of an axis needs for its labels to be read. */
#define STEP_HEIGHT 26
/* Width that a label of the time axis needs. */
#define TIME_LABEL_WIDTH 90.0f

/* The uppermost label of a scale carries its unit. */
static void
format_tick (const UiPlotScale *scale,
             guint              tick,
             char              *buffer,
             gsize              size)
{
  char number[64];

  if (scale->is_bool)
    {
      g_strlcpy (buffer, tick == 0 ? _("Off") : _("On"), size);
      return;
    }

  ui_plot_axis_format (&scale->axis, ui_plot_axis_tick (&scale->axis, tick), number,
                       sizeof number);
  if (tick + 1 == ui_plot_axis_n_ticks (&scale->axis) && scale->unit[0] != '\0')
    g_snprintf (buffer, size, "%s %s", number, scale->unit);
  else
    g_strlcpy (buffer, number, size);
}

static int
measure_scale (const UiPlotScale *scale,
               const UiPlotPaper *paper)
{
  int widest = 0;

  for (guint i = 0; i < ui_plot_axis_n_ticks (&scale->axis); i++)
    {
      g_autoptr (PangoLayout) layout = NULL;
      char text[96];
      int width;

      format_tick (scale, i, text, sizeof text);
      layout = ui_plot_paper_layout (paper, text);
      pango_layout_get_pixel_size (layout, &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

static gboolean
lane_is_bool (const UiPlotScene *scene,
              guint              lane)
{
  for (guint i = 0; i < scene->scales->len; i++)
    {
      UiPlotScale *scale = g_ptr_array_index (scene->scales, i);

      if (scale->lane == lane && !scale->is_bool)
        return FALSE;
    }
  return TRUE;
}

/* The first lane is the tallest, lanes of switches are low. */
static double
lane_weight (const UiPlotScene *scene,
             guint              lane)
{
  if (lane_is_bool (scene, lane))
    return 0.3;
  return lane == 0 ? 1.8 : 1.0;
}

/**
 * ui_plot_painter_max_steps:
 * @paper: what is drawn on
 * @n_lanes: number of lanes
 *
 * Returns: how many steps the scale of the first lane has room for
 */
guint
ui_plot_painter_max_steps (const UiPlotPaper *paper,
                           guint              n_lanes)
{
  double height = paper->height - MARGIN_TOP - UI_PLOT_TIME_AXIS_HEIGHT;

  if (n_lanes > 1)
    height *= 1.8 / (0.8 + n_lanes);
  return (guint) CLAMP (height / STEP_HEIGHT, 1, 8);
}

/**
 * ui_plot_painter_measure:
 * @scene: a fitted scene
 * @paper: what is drawn on
 * @out_frame: (out): where everything goes
 *
 * Divides the paper into lanes and the room for labels around them. The lanes are empty when the
 * paper is too small.
 */
void
ui_plot_painter_measure (const UiPlotScene *scene,
                         const UiPlotPaper *paper,
                         UiPlotFrame       *out_frame)
{
  float left = 0, right = 0, width, height, y = MARGIN_TOP;
  double weights = 0;

  for (guint i = 0; i < scene->scales->len; i++)
    {
      UiPlotScale *scale = g_ptr_array_index (scene->scales, i);
      float *side = scale->on_right ? &right : &left;

      *side = MAX (*side, (float) measure_scale (scale, paper) + LABEL_GAP);
    }
  left += MARGIN_SIDE;
  right += MARGIN_SIDE;
  width = MAX ((float) paper->width - left - right, 0);
  height = MAX ((float) paper->height - MARGIN_TOP - UI_PLOT_TIME_AXIS_HEIGHT, 0);

  out_frame->area = GRAPHENE_RECT_INIT (left, MARGIN_TOP, width, height);
  out_frame->n_lanes = scene->n_lanes;
  for (guint i = 0; i < scene->n_lanes; i++)
    weights += lane_weight (scene, i);
  height = MAX (height - LANE_GAP * ((float) scene->n_lanes - 1), 0);
  for (guint i = 0; i < scene->n_lanes; i++)
    {
      float part = floorf (height * (float) (lane_weight (scene, i) / weights));

      out_frame->lanes[i] = GRAPHENE_RECT_INIT (left, y, width, part);
      y += part + LANE_GAP;
    }
}

/**
 * ui_plot_painter_map:
 * @scene: a fitted scene
 * @paper: what is drawn on
 * @frame: its frame
 * @scale: a scale of @scene
 * @out_map: (out): how times and values of that scale come to places
 */
void
ui_plot_painter_map (const UiPlotScene *scene,
                     const UiPlotPaper *paper,
                     const UiPlotFrame *frame,
                     const UiPlotScale *scale,
                     UiPlotMap         *out_map)
{
  out_map->from_us = scene->to_us - scene->span_us;
  out_map->to_us = scene->to_us;
  out_map->low = scale->axis.low;
  out_map->high = scale->axis.high;
  out_map->area = frame->lanes[scale->lane];
  out_map->column = 1.0 / paper->pixels;

  /* A switch does not touch the edges of its lane. */
  if (scale->is_bool)
    {
      out_map->low -= 0.12;
      out_map->high += 0.12;
    }
}

/**
 * ui_plot_painter_time_at:
 * @scene: a scene
 * @frame: its frame
 * @x: a place
 *
 * Returns: the wall time there
 */
gint64
ui_plot_painter_time_at (const UiPlotScene *scene,
                         const UiPlotFrame *frame,
                         double             x)
{
  double part = (x - frame->area.origin.x) / MAX (frame->area.size.width, 1);

  return scene->to_us - scene->span_us + (gint64) (part * (double) scene->span_us);
}

static void
draw_scale (const UiPlotScene *scene,
            const UiPlotPaper *paper,
            const UiPlotFrame *frame,
            const UiPlotScale *scale,
            GtkSnapshot       *snapshot)
{
  GdkRGBA ink = ui_plot_paper_foreground (paper, 0.6f);
  GdkRGBA grid = ui_plot_paper_foreground (paper, 0.09f);
  float left = frame->area.origin.x, right = left + frame->area.size.width;
  UiPlotMap map;

  ui_plot_painter_map (scene, paper, frame, scale, &map);
  for (guint i = 0; i < ui_plot_axis_n_ticks (&scale->axis); i++)
    {
      float y = floorf ((float) ui_plot_map_y (&map, ui_plot_axis_tick (&scale->axis, i)));
      char text[96];

      format_tick (scale, i, text, sizeof text);
      ui_plot_paper_put_text (paper, snapshot, text,
                              scale->on_right ? right + LABEL_GAP : left - LABEL_GAP, y,
                              scale->on_right ? 0 : 1, &ink);
      if (!scale->on_right)
        gtk_snapshot_append_color (snapshot, &grid,
                                   &GRAPHENE_RECT_INIT (left, y, frame->area.size.width, 1));
    }
}

/* Seconds between the labels of the time axis. */
static guint
time_step (double span_s,
           double width)
{
  static const guint steps[] = { 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * width / span_s >= TIME_LABEL_WIDTH)
      return steps[i];
  return (guint) span_s;
}

/**
 * ui_plot_painter_get_time_tick:
 * @scene: a scene
 * @frame: its frame
 * @index: which label of the time axis, 0 for the one at the right edge
 * @out_x: (out): where it is
 * @out_ago_s: (out): how many seconds ago it is
 *
 * Returns: whether there are that many
 */
gboolean
ui_plot_painter_get_time_tick (const UiPlotScene *scene,
                               const UiPlotFrame *frame,
                               guint              index,
                               float             *out_x,
                               guint             *out_ago_s)
{
  double span_s = (double) scene->span_us / G_USEC_PER_SEC;
  double width = frame->area.size.width;

  *out_ago_s = index * time_step (span_s, width);
  *out_x = floorf (frame->area.origin.x + (float) (width * (1 - *out_ago_s / span_s)));
  return *out_ago_s <= span_s;
}

static char *
time_text (guint ago_s)
{
  if (ago_s == 0)
    return g_strdup (_("now"));
  if (ago_s % 60 == 0 && ago_s > 60)
    /* Translators: so many minutes ago, on the time axis; the sign is a minus. */
    return g_strdup_printf (_("−%u min"), ago_s / 60);
  /* Translators: so many seconds ago, on the time axis; the sign is a minus. */
  return g_strdup_printf (_("−%u s"), ago_s);
}

static void
draw_time_axis (const UiPlotScene *scene,
                const UiPlotPaper *paper,
                const UiPlotFrame *frame,
                GtkSnapshot       *snapshot)
{
  GdkRGBA ink = ui_plot_paper_foreground (paper, 0.6f);
  GdkRGBA grid = ui_plot_paper_foreground (paper, 0.06f);
  guint ago_s;
  float x;

  for (guint i = 0; ui_plot_painter_get_time_tick (scene, frame, i, &x, &ago_s); i++)
    {
      g_autofree char *text = time_text (ago_s);

      for (guint lane = 0; lane < frame->n_lanes; lane++)
        gtk_snapshot_append_color (snapshot, &grid,
                                   &GRAPHENE_RECT_INIT (x, frame->lanes[lane].origin.y, 1,
                                                        frame->lanes[lane].size.height));
      ui_plot_paper_put_text (paper, snapshot, text, x,
                              paper->height - UI_PLOT_TIME_AXIS_HEIGHT / 2 - 1, 0.5, &ink);
    }
}

/**
 * ui_plot_painter_draw_axes:
 * @scene: a fitted scene
 * @paper: what is drawn on
 * @frame: its frame
 * @snapshot: gets the drawing
 *
 * Draws grid and labels: what stays as it is while the curves move.
 */
void
ui_plot_painter_draw_axes (const UiPlotScene *scene,
                           const UiPlotPaper *paper,
                           const UiPlotFrame *frame,
                           GtkSnapshot       *snapshot)
{
  if (frame->area.size.width < 1 || frame->area.size.height < 1)
    return;
  for (guint i = 0; i < scene->scales->len; i++)
    draw_scale (scene, paper, frame, g_ptr_array_index (scene->scales, i), snapshot);
  draw_time_axis (scene, paper, frame, snapshot);
}

/* The words of a gap stand above it where there is room for them. */
static void
draw_gap_words (const UiPlotLine  *line,
                const UiPlotMap   *map,
                const UiPlotPaper *paper,
                const UiPlotCurve *curve,
                GtkSnapshot       *snapshot)
{
  float left = map->area.origin.x, right = left + map->area.size.width;

  for (guint i = 0; i < line->gaps->len; i++)
    {
      const UiPlotGap *gap = &g_array_index (line->gaps, UiPlotGap, i);
      const char *words = ui_quality_get_word (gap->quality);
      g_autoptr (PangoLayout) layout = ui_plot_paper_layout (paper, words);
      float from = MAX (gap->from_x, left), to = MIN (gap->to_x, right);
      float y = gap->y - 13 > map->area.origin.y + 6 ? gap->y - 13 : gap->y + 13;
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      if (to - from >= (float) width + 8)
        ui_plot_paper_put_text (paper, snapshot, words, (from + to) / 2, y, 0.5, &curve->color);
    }
}

static gboolean
is_leading (const UiPlotScene *scene,
            guint              curve)
{
  UiPlotCurve *it = g_ptr_array_index (scene->curves, curve);
  UiPlotScale *scale = g_ptr_array_index (scene->scales, it->scale);

  if (scale->is_bool || scale->on_right)
    return FALSE;
  for (guint i = 0; i < curve; i++)
    {
      UiPlotCurve *other = g_ptr_array_index (scene->curves, i);
      UiPlotScale *others = g_ptr_array_index (scene->scales, other->scale);

      if (others->lane == scale->lane && !others->on_right)
        return FALSE;
    }
  return TRUE;
}

/* Draws one curve; @cr lies over the whole lane, so that all of its curves share one surface. */
static void
draw_curve (const UiPlotScene *scene,
            const UiPlotPaper *paper,
            const UiPlotFrame *frame,
            guint              index,
            cairo_t           *cr,
            GtkSnapshot       *snapshot)
{
  UiPlotCurve *curve = g_ptr_array_index (scene->curves, index);
  UiPlotScale *scale = g_ptr_array_index (scene->scales, curve->scale);
  g_autoptr (UiPlotLine) line = NULL;
  UiPlotMap map;

  ui_plot_painter_map (scene, paper, frame, scale, &map);
  line = ui_plot_line_new (curve, &map);
  if (is_leading (scene, index) && !line->is_dense)
    ui_plot_line_fill (line, &map, &curve->color, cr);
  ui_plot_line_stroke (line, &map, curve, cr);
  if (line->is_dense)
    ui_plot_line_columns (line, &map, curve, snapshot);
  draw_gap_words (line, &map, paper, curve, snapshot);
}

/**
 * ui_plot_painter_draw_curves:
 * @scene: a fitted scene
 * @paper: what is drawn on
 * @frame: its frame
 * @snapshot: gets the drawing
 *
 * Draws the curves with their gaps.
 */
void
ui_plot_painter_draw_curves (const UiPlotScene *scene,
                             const UiPlotPaper *paper,
                             const UiPlotFrame *frame,
                             GtkSnapshot       *snapshot)
{
  if (frame->area.size.width < 1 || frame->area.size.height < 1)
    return;

  for (guint lane = 0; lane < frame->n_lanes; lane++)
    {
      /* Wide enough for the pen and for the dots at the right edge. */
      graphene_rect_t clip = GRAPHENE_RECT_INIT (frame->lanes[lane].origin.x,
                                                 frame->lanes[lane].origin.y - 5,
                                                 frame->lanes[lane].size.width + 5,
                                                 frame->lanes[lane].size.height + 10);
      cairo_t *cr;

      gtk_snapshot_push_clip (snapshot, &clip);
      cr = gtk_snapshot_append_cairo (snapshot, &clip);
      for (guint i = 0; i < scene->curves->len; i++)
        {
          UiPlotCurve *curve = g_ptr_array_index (scene->curves, i);
          UiPlotScale *scale = g_ptr_array_index (scene->scales, curve->scale);

          if (scale->lane == lane)
            draw_curve (scene, paper, frame, i, cr, snapshot);
        }
      cairo_destroy (cr);
      gtk_snapshot_pop (snapshot);
    }
}
