/* test-plot.c: axes, lanes, curves, gaps and the picture of a plot.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "support.h"
#include "ui/ui-plot-line.h"
#include "ui/ui-plot.h"

#define START_US (G_GINT64_CONSTANT (1790000000) * G_USEC_PER_SEC)
#define SECOND ((gint64) G_USEC_PER_SEC)

static void
test_axis_fit (void)
{
  UiPlotAxis axis = { 0 };
  UiPlotAxis kept;

  ui_plot_axis_fit (&axis, 52.3, 72.9, 4);
  g_assert_cmpfloat (axis.low, <=, 52.3);
  g_assert_cmpfloat (axis.high, >=, 72.9);
  g_assert_cmpfloat (axis.step, ==, 10);
  g_assert_cmpuint (ui_plot_axis_n_ticks (&axis), <=, 5);
  g_assert_cmpfloat (ui_plot_axis_tick (&axis, 1), ==, axis.low + 10);

  /* Values that fill it well leave it as it is. */
  kept = axis;
  ui_plot_axis_fit (&axis, 55, 72, 4);
  g_assert_cmpmem (&axis, sizeof axis, &kept, sizeof kept);

  /* One that leaves it, and one that nearly vanishes in it, do not. */
  ui_plot_axis_fit (&axis, 55, 95, 4);
  g_assert_cmpfloat (axis.high, >=, 95);
  ui_plot_axis_fit (&axis, 60, 61, 4);
  g_assert_cmpfloat (axis.high - axis.low, <, 10);

  /* Flat lines, zero and both signs. */
  ui_plot_axis_fit (&axis, 0, 0, 4);
  g_assert_cmpfloat (axis.low, <, 0);
  g_assert_cmpfloat (axis.high, >, 0);
  ui_plot_axis_fit (&axis, -1e9, 2e9, 5);
  g_assert_cmpfloat (axis.low, <=, -1e9);
  g_assert_cmpuint (ui_plot_axis_n_ticks (&axis), <=, 6);
}

static void
test_axis_fit_always_holds (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      UiPlotAxis axis = { 0 };
      double a = g_test_rand_double_range (-1, 1) * pow (10, g_test_rand_int_range (-6, 9));
      double b = g_test_rand_double_range (-1, 1) * pow (10, g_test_rand_int_range (-6, 9));
      guint steps = (guint) g_test_rand_int_range (1, 9);

      ui_plot_axis_fit (&axis, MIN (a, b), MAX (a, b), steps);
      g_assert_cmpfloat (axis.low, <=, MIN (a, b));
      g_assert_cmpfloat (axis.high, >=, MAX (a, b));
      g_assert_cmpuint (ui_plot_axis_n_ticks (&axis), >=, 2);
      g_assert_cmpuint (ui_plot_axis_n_ticks (&axis), <=, steps + 2);
    }
}

static void
test_axis_format (void)
{
  UiPlotAxis axis = { -0.4, 0.4, 0.2, 4 };
  char text[32];

  ui_plot_axis_format (&axis, ui_plot_axis_tick (&axis, 0), text, sizeof text);
  g_assert_cmpstr (text, ==, "−0.4");
  ui_plot_axis_format (&axis, ui_plot_axis_tick (&axis, 2), text, sizeof text);
  g_assert_cmpstr (text, ==, "0.0");
  axis = (UiPlotAxis) { 0, 100, 50, 2 };
  ui_plot_axis_format (&axis, 50, text, sizeof text);
  g_assert_cmpstr (text, ==, "50");
}

static void
append (MonHistory *history,
        guint32     tag,
        gint64      time_us,
        double      value,
        MonQuality  quality)
{
  MonSample sample = { .tag = tag, .time_us = time_us, .quality = (guint8) quality };

  if (mon_quality_has_value (quality))
    sample.value = (MbValue) { .kind = MB_VALUE_FLOAT64, .f = value };
  mon_history_append (history, &sample, 1);
}

/* What the plot of the demo looks like: two temperatures, power, pressure, a pump. */
static void
fill_history (MonHistory *history,
              gint64      now_us)
{
  for (gint64 ago = 70; ago >= 0; ago--)
    {
      gint64 time_us = now_us - ago * SECOND;
      double t = (double) -ago;
      double rise = 1 / (1 + exp (-(t + 33) / 3));
      gboolean is_lost = ago > 40 && ago < 52;

      append (history, 1, time_us, 66.5 + 5.4 * rise + 0.5 * sin (t / 4), MON_QUALITY_GOOD);
      append (history, 2, time_us, 53 + 1.2 * sin (t / 9),
              is_lost ? MON_QUALITY_TIMEOUT : MON_QUALITY_GOOD);
      append (history, 3, time_us, 84 - 44 * rise, MON_QUALITY_GOOD);
      append (history, 4, time_us, 1.6 + 0.05 * sin (t / 6), MON_QUALITY_GOOD);
      append (history, 5, time_us, (ago / 13) % 2, MON_QUALITY_GOOD);
    }
}

static UiPlotCurve *
add_curve (UiPlotScene *scene,
           guint32      tag,
           const char  *name,
           const char  *unit,
           gboolean     is_bool,
           const char  *color)
{
  UiPlotCurve *curve = ui_plot_scene_add (scene, tag, name, unit, is_bool);

  gdk_rgba_parse (&curve->color, color);
  return curve;
}

static void
add_curves (UiPlotScene *scene)
{
  add_curve (scene, 1, "Supply", "°C", FALSE, "#3584e4");
  add_curve (scene, 2, "Return", "°C", FALSE, "#e66100");
  add_curve (scene, 3, "Burner", "%", FALSE, "#9141ac");
  add_curve (scene, 4, "Pressure", "bar", FALSE, "#26a269");
  add_curve (scene, 5, "Pump", "", TRUE, "#c01c28");
}

static void
test_scene_lanes (void)
{
  g_autoptr (MonHistory) history = mon_history_new (1 << 20);
  g_autoptr (UiPlotScene) scene = ui_plot_scene_new ();
  static const struct
  {
    guint    lane;
    gboolean on_right;
  } expected[] = { { 0, FALSE }, { 1, FALSE }, { 1, TRUE }, { 2, FALSE } };

  fill_history (history, START_US);
  add_curves (scene);
  g_assert_true (ui_plot_scene_read (scene, history, START_US));
  g_assert_true (ui_plot_scene_fit (scene, 4));
  g_assert_false (ui_plot_scene_fit (scene, 4));

  g_assert_cmpuint (scene->n_lanes, ==, 3);
  g_assert_cmpuint (scene->scales->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      UiPlotScale *scale = g_ptr_array_index (scene->scales, i);

      g_assert_cmpuint (scale->lane, ==, expected[i].lane);
      g_assert_cmpint (scale->on_right, ==, expected[i].on_right);
    }
  g_assert_cmpuint (((UiPlotCurve *) g_ptr_array_index (scene->curves, 1))->scale, ==, 0);
}

/* What is read in pieces is what is read at once. */
static void
test_scene_reads_on (void)
{
  g_autoptr (MonHistory) history = mon_history_new (1 << 20);
  g_autoptr (UiPlotScene) live = ui_plot_scene_new ();
  UiPlotCurve *curve = add_curve (live, 7, "x", "", FALSE, "red");

  for (guint i = 0; i < 500; i++)
    {
      gint64 now_us = START_US + i * SECOND / 2;
      gboolean is_new = i % 3 != 2;
      g_autoptr (UiPlotScene) fresh = ui_plot_scene_new ();
      UiPlotCurve *other = add_curve (fresh, 7, "x", "", FALSE, "red");

      if (is_new)
        append (history, 7, START_US + (i / 2) * SECOND, i, MON_QUALITY_GOOD);
      g_assert_cmpint (ui_plot_scene_read (live, history, now_us), ==, is_new);
      ui_plot_scene_read (fresh, history, now_us);
      g_assert_cmpuint (curve->points->len, ==, other->points->len);
      for (guint k = 0; k < other->points->len; k++)
        {
          const MonPoint *a = &g_array_index (curve->points, MonPoint, k);
          const MonPoint *b = &g_array_index (other->points, MonPoint, k);

          g_assert_cmpint (a->time_us, ==, b->time_us);
          g_assert_cmpfloat (a->value, ==, b->value);
        }
    }
  g_assert_cmpuint (curve->points->len, <, 130);
}

static void
test_curve_at (void)
{
  g_autoptr (MonHistory) history = mon_history_new (1 << 20);
  g_autoptr (UiPlotScene) scene = ui_plot_scene_new ();
  UiPlotCurve *curve = add_curve (scene, 1, "x", "", FALSE, "red");
  double value;

  append (history, 1, START_US, 10, MON_QUALITY_GOOD);
  append (history, 1, START_US + SECOND, 20, MON_QUALITY_GOOD);
  append (history, 1, START_US + 2 * SECOND, 0, MON_QUALITY_LINK_DOWN);
  ui_plot_scene_read (scene, history, START_US + 3 * SECOND);

  g_assert_null (ui_plot_curve_at (curve, START_US - 1));
  g_assert_cmpfloat (ui_plot_curve_at (curve, START_US)->value, ==, 10);
  g_assert_true (ui_plot_curve_value_at (curve, START_US + SECOND / 2, &value));
  g_assert_cmpfloat (value, ==, 15);
  g_assert_true (ui_plot_curve_value_at (curve, START_US + 3 * SECOND / 2, &value));
  g_assert_cmpfloat (value, ==, 20);
  g_assert_false (ui_plot_curve_value_at (curve, START_US + 3 * SECOND, &value));
  g_assert_cmpint (ui_plot_curve_at (curve, START_US + 3 * SECOND)->quality, ==,
                   MON_QUALITY_LINK_DOWN);
}

static void
test_line_gaps (void)
{
  g_autoptr (MonHistory) history = mon_history_new (1 << 20);
  g_autoptr (UiPlotScene) scene = ui_plot_scene_new ();
  UiPlotCurve *curve = add_curve (scene, 1, "x", "", FALSE, "red");
  UiPlotMap map = { START_US, START_US + 60 * SECOND, 0, 100,
                    GRAPHENE_RECT_INIT (0, 0, 600, 100), 1 };
  g_autoptr (UiPlotLine) line = NULL;
  const UiPlotGap *gap;

  append (history, 1, START_US + 10 * SECOND, 40, MON_QUALITY_GOOD);
  append (history, 1, START_US + 12 * SECOND, 0, MON_QUALITY_TIMEOUT);
  append (history, 1, START_US + 15 * SECOND, 0, MON_QUALITY_STALE);
  append (history, 1, START_US + 20 * SECOND, 60, MON_QUALITY_GOOD);
  append (history, 1, START_US + 50 * SECOND, 0, MON_QUALITY_LINK_DOWN);
  ui_plot_scene_read (scene, history, START_US + 60 * SECOND);
  line = ui_plot_line_new (curve, &map);

  /* From the last value to the next one, then to the right edge. */
  g_assert_cmpuint (line->gaps->len, ==, 2);
  gap = &g_array_index (line->gaps, UiPlotGap, 0);
  g_assert_cmpfloat (gap->from_x, ==, 100);
  g_assert_cmpfloat (gap->to_x, ==, 200);
  g_assert_cmpfloat (gap->y, ==, 60);
  g_assert_cmpint (gap->quality, ==, MON_QUALITY_STALE);
  gap = &g_array_index (line->gaps, UiPlotGap, 1);
  g_assert_cmpfloat (gap->from_x, ==, 200);
  g_assert_cmpfloat (gap->to_x, ==, 600);
  g_assert_false (line->ends);
  g_assert_false (line->is_dense);
  g_assert_cmpuint (line->vertices->len, ==, 2);
  g_assert_true (g_array_index (line->vertices, UiPlotVertex, 1).starts);
}

static UiPlot *
new_plot (MonHistory *history,
          MbClock    *clock)
{
  UiPlot *plot = UI_PLOT (ui_plot_new ());

  gtk_widget_add_css_class (GTK_WIDGET (plot), "view");
  gtk_widget_add_css_class (GTK_WIDGET (plot), "plot-text");
  add_curves (ui_plot_get_scene (plot));
  ui_plot_set_source (plot, history, clock);
  return plot;
}

static MbClock *
new_clock (void)
{
  g_autoptr (MbTurn) turn = mb_turn_new (g_main_context_default ());

  return mb_clock_new_virtual (turn, START_US);
}

static void
test_picture (gconstpointer data)
{
  gboolean is_dark = GPOINTER_TO_INT (data);
  AdwStyleManager *manager = adw_style_manager_get_default ();
  g_autoptr (MonHistory) history = mon_history_new (1 << 20);
  g_autoptr (MbClock) clock = new_clock ();
  g_autofree guint8 *pixels = NULL;
  g_autofree guint8 *again = NULL;
  GtkWindow *window;
  UiPlot *plot;
  int width, height;
  static const char * const colors[] = { "#3584e4", "#e66100", "#9141ac", "#26a269", "#c01c28" };

  support_get_application ();
  adw_style_manager_set_color_scheme (manager, is_dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                       : ADW_COLOR_SCHEME_FORCE_LIGHT);
  fill_history (history, START_US);
  plot = new_plot (history, clock);
  window = support_show (GTK_WIDGET (plot), 900, 300);
  ui_plot_set_cursor (plot, 0.71);
  ui_plot_update (plot);
  pixels = support_take_picture (GTK_WIDGET (plot), is_dark ? "plot-dark" : "plot-light",
                                 &width, &height);
  again = support_take_picture (GTK_WIDGET (plot), "plot-again", &width, &height);
  g_assert_cmpmem (pixels, (gsize) width * height * 4, again, (gsize) width * height * 4);

  /* Each curve crosses the middle; the gap of the second one is hatched, not solid. */
  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    {
      GdkRGBA color;

      gdk_rgba_parse (&color, colors[i]);
      g_assert_cmpuint (support_count_pixels (pixels, width, (GdkRectangle) { 400, 0, 200, height },
                                              &color, 12), >, 60);
    }

  gtk_window_destroy (window);
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
}

/* 100,000 points in a minute are drawn in columns, each from its smallest to its greatest value. */
static void
test_dense (void)
{
  g_autoptr (MonHistory) history = mon_history_new (64 << 20);
  g_autoptr (MbClock) clock = new_clock ();
  g_autofree guint8 *pixels = NULL;
  UiPlotScene *scene;
  GtkWindow *window;
  UiPlot *plot;
  GdkRGBA color;
  int width, height;

  for (gint64 i = 0; i < 100000; i++)
    append (history, 1, START_US - 60 * SECOND + i * 600, 50 + (i % 2 ? 20 : -20),
            MON_QUALITY_GOOD);
  plot = UI_PLOT (ui_plot_new ());
  scene = ui_plot_get_scene (plot);
  add_curve (scene, 1, "x", "V", FALSE, "#3584e4");
  ui_plot_set_source (plot, history, clock);
  window = support_show (GTK_WIDGET (plot), 800, 240);
  pixels = support_take_picture (GTK_WIDGET (plot), "plot-dense", &width, &height);

  gdk_rgba_parse (&color, "#3584e4");
  g_assert_cmpuint (support_count_pixels (pixels, width, (GdkRectangle) { 300, 0, 100, height },
                                          &color, 2), >, 100 * 60);
  gtk_window_destroy (window);
}

/* Nothing is read and nothing drawn while the plot is not there; then it is all there at once. */
static void
test_unmapped (void)
{
  g_autoptr (MonHistory) history = mon_history_new (1 << 20);
  g_autoptr (MbClock) clock = new_clock ();
  UiPlotCurve *curve;
  GtkWindow *window;
  UiPlot *plot;

  plot = new_plot (history, clock);
  window = support_show (GTK_WIDGET (plot), 600, 200);
  curve = g_ptr_array_index (ui_plot_get_scene (plot)->curves, 0);
  gtk_widget_set_visible (GTK_WIDGET (plot), FALSE);
  fill_history (history, START_US);
  ui_plot_update (plot);
  g_assert_cmpuint (curve->points->len, ==, 0);
  gtk_widget_set_visible (GTK_WIDGET (plot), TRUE);
  g_assert_cmpuint (curve->points->len, >=, 60);
  gtk_window_destroy (window);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ui/plot/axis-fit", test_axis_fit);
  g_test_add_func ("/ui/plot/axis-fit-always-holds", test_axis_fit_always_holds);
  g_test_add_func ("/ui/plot/axis-format", test_axis_format);
  g_test_add_func ("/ui/plot/scene-lanes", test_scene_lanes);
  g_test_add_func ("/ui/plot/scene-reads-on", test_scene_reads_on);
  g_test_add_func ("/ui/plot/curve-at", test_curve_at);
  g_test_add_func ("/ui/plot/line-gaps", test_line_gaps);
  g_test_add_data_func ("/ui/plot/picture-light", GINT_TO_POINTER (FALSE), test_picture);
  g_test_add_data_func ("/ui/plot/picture-dark", GINT_TO_POINTER (TRUE), test_picture);
  g_test_add_func ("/ui/plot/dense", test_dense);
  g_test_add_func ("/ui/plot/unmapped", test_unmapped);

  return g_test_run ();
}
