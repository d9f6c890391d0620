/* ui-plot-cursor.c: the cursor of a plot: a line, the values that it meets, its time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-plot-cursor.h"

#include <glib/gi18n.h>
#include <math.h>

/* Wider than any label of the time axis. */
#define LABEL_WIDTH 64.0f

static void
draw_rings (const UiPlotScene *scene,
            const UiPlotPaper *paper,
            const UiPlotFrame *frame,
            double             x,
            cairo_t           *cr)
{
  gint64 time_us = ui_plot_painter_time_at (scene, frame, x);

  for (guint i = 0; i < scene->curves->len; i++)
    {
      UiPlotCurve *curve = g_ptr_array_index (scene->curves, i);
      double value;
      UiPlotMap map;

      if (!ui_plot_curve_value_at (curve, time_us, &value))
        continue;
      ui_plot_painter_map (scene, paper, frame, g_ptr_array_index (scene->scales, curve->scale),
                           &map);
      cairo_arc (cr, x, ui_plot_map_y (&map, value), 4, 0, 2 * G_PI);
      gdk_cairo_set_source_rgba (cr, &paper->background);
      cairo_fill_preserve (cr);
      gdk_cairo_set_source_rgba (cr, &curve->color);
      cairo_set_line_width (cr, 2);
      cairo_stroke (cr);
    }
}

/* Labels of the time axis give way to the pill as wholes. */
static void
hide_labels (const UiPlotScene     *scene,
             const UiPlotPaper     *paper,
             const UiPlotFrame     *frame,
             const graphene_rect_t *pill,
             GtkSnapshot           *snapshot)
{
  guint ago_s;
  float x;

  for (guint i = 0; ui_plot_painter_get_time_tick (scene, frame, i, &x, &ago_s); i++)
    {
      graphene_rect_t label = GRAPHENE_RECT_INIT (x - LABEL_WIDTH / 2, pill->origin.y, LABEL_WIDTH,
                                                  pill->size.height);

      if (graphene_rect_intersection (pill, &label, NULL))
        gtk_snapshot_append_color (snapshot, &paper->background, &label);
    }
}

/* The time at the cursor, in a pill over the time axis. */
static void
draw_pill (const UiPlotScene *scene,
           const UiPlotPaper *paper,
           const UiPlotFrame *frame,
           double             x,
           GtkSnapshot       *snapshot)
{
  double ago = (double) (scene->to_us - ui_plot_painter_time_at (scene, frame, x)) /
               G_USEC_PER_SEC;
  /* Translators: so many seconds ago, at the cursor of the plot; the sign is a minus. */
  g_autofree char *text = g_strdup_printf (_("−%.1f s"), MAX (ago, 0.0));
  g_autoptr (PangoLayout) layout = ui_plot_paper_layout (paper, text);
  GdkRGBA fill = ui_plot_paper_foreground (paper, 0.85f);
  graphene_rect_t rect;
  GskRoundedRect pill;
  int width, height;
  float middle;

  pango_layout_get_pixel_size (layout, &width, &height);
  width += 18;
  middle = CLAMP ((float) x, (float) width / 2 + 2, (float) (paper->width - width / 2 - 2));
  rect = GRAPHENE_RECT_INIT (roundf (middle - (float) width / 2),
                             (float) paper->height - UI_PLOT_TIME_AXIS_HEIGHT + 3,
                             (float) width, 19);

  hide_labels (scene, paper, frame, &rect, snapshot);
  gsk_rounded_rect_init_from_rect (&pill, &rect, 9.5f);
  gtk_snapshot_push_rounded_clip (snapshot, &pill);
  gtk_snapshot_append_color (snapshot, &fill, &rect);
  gtk_snapshot_pop (snapshot);
  ui_plot_paper_put_text (paper, snapshot, text, middle, rect.origin.y + 9.5, 0.5,
                          &paper->background);
}

/**
 * ui_plot_cursor_draw:
 * @scene: a fitted scene
 * @paper: what is drawn on
 * @frame: its frame
 * @x: where the cursor is, inside of the area
 * @snapshot: gets the drawing
 *
 * Draws the cursor, the values it meets and its time.
 */
void
ui_plot_cursor_draw (const UiPlotScene *scene,
                             const UiPlotPaper *paper,
                             const UiPlotFrame *frame,
                             double             x,
                             GtkSnapshot       *snapshot)
{
  GdkRGBA ink = ui_plot_paper_foreground (paper, 0.35f);
  cairo_t *cr;

  gtk_snapshot_append_color (snapshot, &ink,
                             &GRAPHENE_RECT_INIT (floorf ((float) x), frame->area.origin.y, 1,
                                                  frame->area.size.height));
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) paper->width,
                                                                 (float) paper->height));
  draw_rings (scene, paper, frame, x, cr);
  cairo_destroy (cr);
  draw_pill (scene, paper, frame, x, snapshot);
}
