/* ui-plot-scene.c: what a plot shows, as plain data, and how its curves come to lanes and scales.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-plot-scene.h"

#include <math.h>

static void
curve_free (gpointer data)
{
  UiPlotCurve *curve = data;

  g_free (curve->name);
  g_free (curve->unit);
  g_array_unref (curve->points);
  g_free (curve);
}

static void
scale_free (gpointer data)
{
  UiPlotScale *scale = data;

  g_free (scale->unit);
  g_free (scale);
}

/**
 * ui_plot_scene_new:
 *
 * Returns: (transfer full): a scene without curves, 60 s wide
 */
UiPlotScene *
ui_plot_scene_new (void)
{
  UiPlotScene *scene = g_new0 (UiPlotScene, 1);

  scene->curves = g_ptr_array_new_with_free_func (curve_free);
  scene->scales = g_ptr_array_new_with_free_func (scale_free);
  scene->span_us = 60 * G_USEC_PER_SEC;
  return scene;
}

/**
 * ui_plot_scene_free:
 * @scene: (transfer full): a scene
 */
void
ui_plot_scene_free (UiPlotScene *scene)
{
  g_ptr_array_unref (scene->curves);
  g_ptr_array_unref (scene->scales);
  g_free (scene);
}

/**
 * ui_plot_scene_add:
 * @scene: a scene
 * @tag: handle of a tag
 * @name: its name
 * @unit: (nullable): unit of its values
 * @is_bool: whether it is on or off and nothing else
 *
 * Adds a curve at the end. Its points come with the next ui_plot_scene_read(), its place with the
 * next ui_plot_scene_fit().
 *
 * Returns: (transfer none): the curve
 */
UiPlotCurve *
ui_plot_scene_add (UiPlotScene *scene,
                   guint32      tag,
                   const char  *name,
                   const char  *unit,
                   gboolean     is_bool)
{
  UiPlotCurve *curve = g_new0 (UiPlotCurve, 1);

  curve->tag = tag;
  curve->name = g_strdup (name);
  curve->unit = g_strdup (unit != NULL ? unit : "");
  curve->is_bool = is_bool;
  curve->points = g_array_new (FALSE, FALSE, sizeof (MonPoint));
  curve->serial = G_MAXUINT64;
  g_ptr_array_add (scene->curves, curve);
  return curve;
}

/**
 * ui_plot_scene_clear:
 * @scene: a scene
 *
 * Removes all curves. The scales stay until the next fit, so that a unit that comes back keeps its
 * range.
 */
void
ui_plot_scene_clear (UiPlotScene *scene)
{
  g_ptr_array_set_size (scene->curves, 0);
}

/* Drops what lies before @from_us but for one point, which the line comes from. */
static void
drop_before (GArray *points,
             gint64  from_us)
{
  guint n = 0;

  while (n + 1 < points->len && g_array_index (points, MonPoint, n + 1).time_us < from_us)
    n++;
  if (n > 0)
    g_array_remove_range (points, 0, n);
}

static gboolean
read_curve (UiPlotCurve *curve,
            MonHistory  *history,
            gint64       from_us,
            gint64       to_us)
{
  guint64 serial = mon_series_get_serial (mon_history_get_series (history), curve->tag);
  guint n = curve->points->len;

  drop_before (curve->points, from_us);
  if (serial == curve->serial)
    return FALSE;

  /* Only what is new is read; what has the time of the last point may have been followed by more
   * at the same time, so that it is read again. */
  n = curve->points->len;
  if (n > 0)
    {
      from_us = MAX (from_us, g_array_index (curve->points, MonPoint, n - 1).time_us);
      while (n > 0 && g_array_index (curve->points, MonPoint, n - 1).time_us >= from_us)
        n--;
      g_array_set_size (curve->points, n);
    }

  mon_series_get_points (mon_history_get_series (history), curve->tag, from_us, to_us,
                         curve->points);

  /* The one point before the first is there already when it was not the first reading. */
  if (n > 0 && curve->points->len > n &&
      g_array_index (curve->points, MonPoint, n).time_us < from_us)
    g_array_remove_index (curve->points, n);

  curve->serial = serial;
  return TRUE;
}

/**
 * ui_plot_scene_read:
 * @scene: a scene
 * @history: where the points are
 * @to_us: wall time of the right edge, from now on
 *
 * Moves the view to @to_us and takes the points that have come since the last call.
 *
 * Returns: whether there were any
 */
gboolean
ui_plot_scene_read (UiPlotScene *scene,
                    MonHistory  *history,
                    gint64       to_us)
{
  gboolean is_new = FALSE;

  scene->to_us = to_us;
  for (guint i = 0; i < scene->curves->len; i++)
    is_new |= read_curve (g_ptr_array_index (scene->curves, i), history,
                          to_us - scene->span_us, G_MAXINT64);
  return is_new;
}

/* Finds the scale of the curve's unit among the first @n, or makes one behind them. */
static guint
find_scale (UiPlotScene       *scene,
            const UiPlotCurve *curve,
            guint              n)
{
  for (guint i = 0; i < n; i++)
    {
      UiPlotScale *scale = g_ptr_array_index (scene->scales, i);

      if (scale->is_bool == curve->is_bool && g_str_equal (scale->unit, curve->unit))
        return i;
    }
  return n;
}

static UiPlotScale *
scale_new (const UiPlotCurve *curve)
{
  UiPlotScale *scale = g_new0 (UiPlotScale, 1);

  scale->unit = g_strdup (curve->unit);
  scale->is_bool = curve->is_bool;
  return scale;
}

/* The first unit has the first lane for itself, since most plots are about one quantity; two
 * others share each further lane, one with its scale on the left and one on the right. Lanes of
 * switches stand at the bottom. When the lanes have run out, the last ones are shared by more. */
static void
place_scales (UiPlotScene *scene)
{
  guint lane = 0, n_in_lane = 0;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < scene->scales->len; i++)
      {
        UiPlotScale *scale = g_ptr_array_index (scene->scales, i);
        guint room = lane == 0 ? 1 : 2;

        if (scale->is_bool != (pass == 1))
          continue;
        if (n_in_lane > 0 && (scale->is_bool || n_in_lane >= room) &&
            lane + 1 < UI_PLOT_MAX_LANES)
          {
            lane++;
            n_in_lane = 0;
          }
        scale->lane = lane;
        scale->on_right = n_in_lane % 2 == 1;
        n_in_lane++;
      }
  scene->n_lanes = scene->scales->len > 0 ? lane + 1 : 0;
}

static void
update_scales (UiPlotScene *scene)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&scene->scales);

  scene->scales = g_ptr_array_new_with_free_func (scale_free);
  for (guint i = 0; i < scene->curves->len; i++)
    {
      UiPlotCurve *curve = g_ptr_array_index (scene->curves, i);
      UiPlotScale *scale;

      curve->scale = find_scale (scene, curve, scene->scales->len);
      if (curve->scale < scene->scales->len)
        continue;

      scale = scale_new (curve);
      for (guint k = 0; k < old->len; k++)
        {
          UiPlotScale *former = g_ptr_array_index (old, k);

          if (former->is_bool == scale->is_bool && g_str_equal (former->unit, scale->unit))
            scale->axis = former->axis;
        }
      g_ptr_array_add (scene->scales, scale);
    }
  place_scales (scene);
}

static void
extend_range (const UiPlotCurve *curve,
              double            *min,
              double            *max)
{
  for (guint i = 0; i < curve->points->len; i++)
    {
      const MonPoint *point = &g_array_index (curve->points, MonPoint, i);

      if (!mon_quality_has_value (point->quality) || !isfinite (point->value))
        continue;
      *min = MIN (*min, point->value);
      *max = MAX (*max, point->value);
    }
}

/**
 * ui_plot_scene_fit:
 * @scene: a scene
 * @max_steps: how many steps the axis of the first lane has room for; the others have half of it
 *
 * Gives each curve its scale and each scale its lane and a range that holds its values.
 *
 * Returns: whether anything about the axes has changed
 */
gboolean
ui_plot_scene_fit (UiPlotScene *scene,
                   guint        max_steps)
{
  guint n_scales = scene->scales->len, n_lanes = scene->n_lanes;
  gboolean has_changed;

  update_scales (scene);
  has_changed = n_scales != scene->scales->len || n_lanes != scene->n_lanes;

  for (guint i = 0; i < scene->scales->len; i++)
    {
      UiPlotScale *scale = g_ptr_array_index (scene->scales, i);
      UiPlotAxis before = scale->axis;
      double min = INFINITY, max = -INFINITY;

      for (guint k = 0; k < scene->curves->len; k++)
        {
          UiPlotCurve *curve = g_ptr_array_index (scene->curves, k);

          if (curve->scale == i)
            extend_range (curve, &min, &max);
        }

      if (scale->is_bool)
        scale->axis = (UiPlotAxis) { 0, 1, 1, 1 };
      else if (min <= max)
        ui_plot_axis_fit (&scale->axis, min, max,
                          MAX (scale->lane == 0 ? max_steps : max_steps / 2, 1));
      else if (scale->axis.step <= 0)
        scale->axis = (UiPlotAxis) { 0, 1, 1, 1 };

      has_changed |= before.low != scale->axis.low || before.high != scale->axis.high ||
                     before.step != scale->axis.step;
    }
  return has_changed;
}

/**
 * ui_plot_curve_at:
 * @curve: a curve
 * @time_us: a wall time
 *
 * Finds what was known at a time. O(log n).
 *
 * Returns: (nullable): the last point that is not later than @time_us
 */
const MonPoint *
ui_plot_curve_at (const UiPlotCurve *curve,
                  gint64             time_us)
{
  guint low = 0, high = curve->points->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (curve->points, MonPoint, middle).time_us <= time_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low > 0 ? &g_array_index (curve->points, MonPoint, low - 1) : NULL;
}

/**
 * ui_plot_curve_value_at:
 * @curve: a curve
 * @time_us: a wall time
 * @out_value: (out): the height of the curve there
 *
 * Finds where the line is at a time: between its two points, for a switch at the one before.
 *
 * Returns: whether there is a line
 */
gboolean
ui_plot_curve_value_at (const UiPlotCurve *curve,
                        gint64             time_us,
                        double            *out_value)
{
  const MonPoint *point = ui_plot_curve_at (curve, time_us);
  const MonPoint *end = &g_array_index (curve->points, MonPoint, curve->points->len);
  double part;

  if (point == NULL || !mon_quality_has_value (point->quality) || !isfinite (point->value))
    return FALSE;

  *out_value = point->value;
  if (curve->is_bool || point + 1 == end || !mon_quality_has_value (point[1].quality) ||
      !isfinite (point[1].value))
    return TRUE;

  part = (double) (time_us - point->time_us) / (double) (point[1].time_us - point->time_us);
  *out_value += part * (point[1].value - point->value);
  return TRUE;
}
