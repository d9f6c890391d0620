/* ui-plot-line.c: one curve as it lies on the paper: strokes, gaps and the point at its end.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-plot-line.h"

#include <math.h>

#define LINE_WIDTH 1.8
#define DOT_RADIUS 3.2
/* A gap is drawn as a hatched strip at the level of the last value. */
#define STRIP_HEIGHT 9.0
#define HATCH_STEP 5.0

/**
 * ui_plot_map_x:
 * @map: a map
 * @time_us: a wall time
 *
 * Returns: where the time is, which may be outside of the area
 */
double
ui_plot_map_x (const UiPlotMap *map,
               gint64           time_us)
{
  return map->area.origin.x +
         map->area.size.width * (double) (time_us - map->from_us) /
         (double) (map->to_us - map->from_us);
}

/**
 * ui_plot_map_y:
 * @map: a map
 * @value: a value, finite
 *
 * Returns: where the value is, which may be outside of the area
 */
double
ui_plot_map_y (const UiPlotMap *map,
               double           value)
{
  return map->area.origin.y +
         map->area.size.height * (map->high - value) / (map->high - map->low);
}

static void
add_vertex (UiPlotLine *line,
            float       x,
            float       y,
            gboolean    starts)
{
  UiPlotVertex vertex = { x, y, starts };

  g_array_append_val (line->vertices, vertex);
}

/* What is known while one walks along the points. */
typedef struct
{
  float    x;
  float    y;
  gboolean has_level;
  gboolean is_down;
  gboolean in_gap;
  UiPlotGap gap;
} Pen;

static void
close_gap (UiPlotLine *line,
           Pen        *pen,
           float       x)
{
  if (pen->in_gap && x > pen->gap.from_x)
    {
      pen->gap.to_x = x;
      g_array_append_val (line->gaps, pen->gap);
    }
  pen->in_gap = FALSE;
}

static void
put_value (UiPlotLine *line,
           Pen        *pen,
           float       x,
           float       y,
           gboolean    in_steps)
{
  /* A device that answers for the first time had no level before. */
  if (pen->in_gap && !pen->has_level)
    pen->gap.y = y;
  close_gap (line, pen, x);

  if (pen->is_down && in_steps)
    add_vertex (line, x, pen->y, FALSE);
  add_vertex (line, x, y, !pen->is_down);
  pen->x = x;
  pen->y = y;
  pen->is_down = TRUE;
  pen->has_level = TRUE;
}

static void
put_gap (Pen        *pen,
         float       x,
         float       bottom,
         MonQuality  quality)
{
  if (!pen->in_gap)
    pen->gap = (UiPlotGap) { pen->is_down ? pen->x : x, x, pen->has_level ? pen->y : bottom,
                             quality };
  pen->gap.quality = quality;
  pen->in_gap = TRUE;
  pen->is_down = FALSE;
}

/**
 * ui_plot_line_new:
 * @curve: a curve
 * @map: where it lies
 *
 * Puts a curve on the paper. Its last value is held until the right edge. O(n) of its points.
 *
 * Returns: (transfer full): the line
 */
UiPlotLine *
ui_plot_line_new (const UiPlotCurve *curve,
                  const UiPlotMap   *map)
{
  UiPlotLine *line = g_new0 (UiPlotLine, 1);
  float bottom = map->area.origin.y + map->area.size.height - (float) STRIP_HEIGHT;
  float right = map->area.origin.x + map->area.size.width;
  Pen pen = { 0 };

  line->vertices = g_array_sized_new (FALSE, FALSE, sizeof (UiPlotVertex), curve->points->len + 1);
  line->gaps = g_array_new (FALSE, FALSE, sizeof (UiPlotGap));

  for (guint i = 0; i < curve->points->len; i++)
    {
      const MonPoint *point = &g_array_index (curve->points, MonPoint, i);
      float x = (float) ui_plot_map_x (map, point->time_us);

      if (point->time_us > map->to_us)
        break;
      if (mon_quality_has_value (point->quality) && isfinite (point->value))
        put_value (line, &pen, x, (float) ui_plot_map_y (map, point->value), curve->is_bool);
      else
        put_gap (&pen, x, bottom, point->quality);
    }

  close_gap (line, &pen, right);
  if (pen.is_down)
    {
      add_vertex (line, right, pen.y, FALSE);
      line->ends = TRUE;
    }
  line->is_dense = line->vertices->len > 2 * map->area.size.width / map->column;
  return line;
}

/**
 * ui_plot_line_free:
 * @line: (transfer full): a line
 */
void
ui_plot_line_free (UiPlotLine *line)
{
  g_array_unref (line->vertices);
  g_array_unref (line->gaps);
  g_free (line);
}

/* One run of values as an area down to the floor of the lane. */
static void
fill_run (const UiPlotLine *line,
          guint             from,
          guint             to,
          double            floor_y,
          cairo_t          *cr)
{
  const UiPlotVertex *v = &g_array_index (line->vertices, UiPlotVertex, 0);

  cairo_move_to (cr, v[from].x, floor_y);
  for (guint i = from; i < to; i++)
    cairo_line_to (cr, v[i].x, v[i].y);
  cairo_line_to (cr, v[to - 1].x, floor_y);
  cairo_close_path (cr);
}

/**
 * ui_plot_line_fill:
 * @line: a line
 * @map: where it lies
 * @color: colour of the curve
 * @cr: the paper
 *
 * Draws the soft shade below the leading curve of a lane.
 */
void
ui_plot_line_fill (const UiPlotLine *line,
                   const UiPlotMap  *map,
                   const GdkRGBA    *color,
                   cairo_t          *cr)
{
  double top = map->area.origin.y, floor_y = top + map->area.size.height;
  cairo_pattern_t *shade = cairo_pattern_create_linear (0, top, 0, floor_y);
  guint from = 0;

  for (guint i = 1; i <= line->vertices->len; i++)
    if (i == line->vertices->len || g_array_index (line->vertices, UiPlotVertex, i).starts)
      {
        fill_run (line, from, i, floor_y, cr);
        from = i;
      }

  cairo_pattern_add_color_stop_rgba (shade, 0, color->red, color->green, color->blue, 0.18);
  cairo_pattern_add_color_stop_rgba (shade, 1, color->red, color->green, color->blue, 0.0);
  cairo_set_source (cr, shade);
  cairo_fill (cr);
  cairo_pattern_destroy (shade);
}

static void
draw_gaps (const UiPlotLine *line,
           const GdkRGBA    *color,
           cairo_t          *cr)
{
  for (guint i = 0; i < line->gaps->len; i++)
    {
      const UiPlotGap *gap = &g_array_index (line->gaps, UiPlotGap, i);
      double y = gap->y - STRIP_HEIGHT / 2;

      cairo_save (cr);
      cairo_rectangle (cr, gap->from_x, y, gap->to_x - gap->from_x, STRIP_HEIGHT);
      cairo_clip (cr);
      cairo_set_source_rgba (cr, color->red, color->green, color->blue, 0.10);
      cairo_paint (cr);
      cairo_set_source_rgba (cr, color->red, color->green, color->blue, 0.55);
      cairo_set_line_width (cr, 1);

      /* Counted from the end of the gap, so that the hatch moves with the curve and not in it. */
      for (double x = gap->from_x - STRIP_HEIGHT; x < gap->to_x; x += HATCH_STEP)
        {
          cairo_move_to (cr, x, y + STRIP_HEIGHT);
          cairo_line_to (cr, x + STRIP_HEIGHT, y);
        }
      cairo_stroke (cr);
      cairo_restore (cr);
    }
}

/**
 * ui_plot_line_stroke:
 * @line: a line
 * @map: where it lies
 * @curve: the curve that it is made of
 * @cr: the paper
 *
 * Draws the gaps of a line, and unless it is dense the line itself, with a dot where it ends.
 */
void
ui_plot_line_stroke (const UiPlotLine  *line,
                     const UiPlotMap   *map,
                     const UiPlotCurve *curve,
                     cairo_t           *cr)
{
  static const double dashes[] = { 6, 4 };

  draw_gaps (line, &curve->color, cr);
  gdk_cairo_set_source_rgba (cr, &curve->color);

  if (!line->is_dense)
    {
      for (guint i = 0; i < line->vertices->len; i++)
        {
          const UiPlotVertex *vertex = &g_array_index (line->vertices, UiPlotVertex, i);

          if (vertex->starts)
            cairo_move_to (cr, vertex->x, vertex->y);
          cairo_line_to (cr, vertex->x, vertex->y);
        }
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
      cairo_set_line_width (cr, LINE_WIDTH);
      if (curve->is_dashed)
        cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
    }

  if (line->ends)
    {
      const UiPlotVertex *last = &g_array_index (line->vertices, UiPlotVertex,
                                                 line->vertices->len - 1);

      cairo_arc (cr, last->x, last->y, DOT_RADIUS, 0, 2 * G_PI);
      cairo_fill (cr);
    }
}

/**
 * ui_plot_line_columns:
 * @line: a dense line
 * @map: where it lies
 * @curve: the curve that it is made of
 * @snapshot: the paper
 *
 * Draws a line of more vertices than there are columns: a bar from the smallest to the greatest
 * value in each, joined to its neighbour. A stroke of so many corners costs twenty times as much.
 */
void
ui_plot_line_columns (const UiPlotLine  *line,
                      const UiPlotMap   *map,
                      const UiPlotCurve *curve,
                      GtkSnapshot       *snapshot)
{
  float px = (float) map->column, x0 = map->area.origin.x;
  float low = 0, high = 0, last_low = 0, last_high = 0;
  int column = -1;
  gboolean is_joined = FALSE;

  for (guint i = 0; i <= line->vertices->len; i++)
    {
      const UiPlotVertex *v = i < line->vertices->len
                              ? &g_array_index (line->vertices, UiPlotVertex, i) : NULL;
      int next = v != NULL ? (int) floorf ((v->x - x0) / px) : G_MAXINT;

      if (next != column && column >= 0)
        {
          float top = is_joined ? MIN (low, last_high) : low;
          float bottom = is_joined ? MAX (high, last_low) : high;

          gtk_snapshot_append_color (snapshot, &curve->color,
                                     &GRAPHENE_RECT_INIT (x0 + column * px, top - 0.7f, px,
                                                          bottom - top + 1.4f));
          last_low = low;
          last_high = high;
        }
      if (v == NULL)
        break;
      is_joined = next != column ? column >= 0 && !v->starts : is_joined;
      low = next != column ? v->y : MIN (low, v->y);
      high = next != column ? v->y : MAX (high, v->y);
      column = next;
    }
}
