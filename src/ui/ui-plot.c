/* ui-plot.c: the live plot: reads the history in its own time, moves on by whole pixels, and shows
 * a cursor under the pointer.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-plot.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/ui-clock.h"
#include "ui/ui-plot-cursor.h"
#include "ui/ui-plot-painter.h"

/* The paper moves at most this often. */
#define MOVE_US (50 * 1000)

struct _UiPlot
{
  GtkWidget      parent_instance;

  UiPlotScene   *scene;
  MonHistory    *history;
  MbClock       *clock;
  MbTimer        timer;

  /* The axes as they were drawn last, and for which size. */
  GskRenderNode *axes;
  UiPlotFrame    frame;
  int            width;
  int            height;
  gboolean       is_fitted;

  /* Where the cursor is, as a part of the width of the area; negative without one. */
  double         cursor;
};

enum
{
  CURSOR_MOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UiPlot, ui_plot, GTK_TYPE_WIDGET)

static void
forget_axes (UiPlot *self)
{
  g_clear_pointer (&self->axes, gsk_render_node_unref);
}

static void
get_paper (UiPlot      *self,
           UiPlotPaper *paper)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);

  paper->context = gtk_widget_get_pango_context (widget);
  gtk_style_context_get_color (style, &paper->foreground);
  if (!gtk_style_context_lookup_color (style, "view_bg_color", &paper->background))
    paper->background = (GdkRGBA) { 1, 1, 1, 1 };
  paper->width = gtk_widget_get_width (widget);
  paper->height = gtk_widget_get_height (widget);
  paper->pixels = gtk_widget_get_scale_factor (widget);
}

/* The time of one device pixel; the right edge moves in such steps, so columns stay columns. */
static gint64
pixel_us (UiPlot *self)
{
  double width = self->frame.area.size.width > 0 ? self->frame.area.size.width : 1000;
  double pixels = width * gtk_widget_get_scale_factor (GTK_WIDGET (self));

  return MAX ((gint64) ((double) self->scene->span_us / pixels), 1);
}

static gint64
edge_us (UiPlot *self)
{
  gint64 step_us = pixel_us (self), now_us = mb_clock_get_wall_us (self->clock);

  return now_us - now_us % step_us;
}

static void
fit (UiPlot *self)
{
  UiPlotPaper paper;

  get_paper (self, &paper);
  if (ui_plot_scene_fit (self->scene,
                         ui_plot_painter_max_steps (&paper, self->scene->n_lanes)))
    forget_axes (self);
  self->is_fitted = TRUE;
}

static void
arm_timer (UiPlot *self)
{
  MbClock *clock = self->timer.clock;

  if (self->history != NULL && self->scene->curves->len > 0 &&
      gtk_widget_get_mapped (GTK_WIDGET (self)))
    mb_timer_arm (&self->timer, mb_clock_get_time_us (clock) + MAX (pixel_us (self), MOVE_US));
  else
    mb_timer_disarm (&self->timer);
}

static void
timer_cb (gpointer user_data)
{
  UiPlot *self = user_data;

  self->scene->to_us = edge_us (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->cursor >= 0)
    g_signal_emit (self, signals[CURSOR_MOVED], 0);
  arm_timer (self);
}

static void
update_axes (UiPlot            *self,
             const UiPlotPaper *paper)
{
  GtkSnapshot *snapshot;

  if (self->axes != NULL && self->width == paper->width && self->height == paper->height)
    return;

  /* Another height has room for another number of ticks. */
  if (self->height != paper->height)
    fit (self);
  forget_axes (self);
  self->width = paper->width;
  self->height = paper->height;
  ui_plot_painter_measure (self->scene, paper, &self->frame);
  snapshot = gtk_snapshot_new ();
  ui_plot_painter_draw_axes (self->scene, paper, &self->frame, snapshot);
  self->axes = gtk_snapshot_free_to_node (snapshot);
}

static void
ui_plot_snapshot (GtkWidget   *widget,
                  GtkSnapshot *snapshot)
{
  UiPlot *self = UI_PLOT (widget);
  UiPlotPaper paper;

  if (self->scene->curves->len == 0 || !self->is_fitted)
    return;

  get_paper (self, &paper);
  update_axes (self, &paper);
  if (self->axes != NULL)
    gtk_snapshot_append_node (snapshot, self->axes);
  ui_plot_painter_draw_curves (self->scene, &paper, &self->frame, snapshot);
  if (self->cursor >= 0)
    ui_plot_cursor_draw (self->scene, &paper, &self->frame,
                         self->frame.area.origin.x + self->cursor * self->frame.area.size.width,
                         snapshot);
}

static void
ui_plot_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ui_plot_parent_class)->map (widget);

  ui_plot_update (UI_PLOT (widget));
}

static void
ui_plot_unmap (GtkWidget *widget)
{
  mb_timer_disarm (&UI_PLOT (widget)->timer);

  GTK_WIDGET_CLASS (ui_plot_parent_class)->unmap (widget);
}

static void
ui_plot_css_changed (GtkWidget         *widget,
                     GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (ui_plot_parent_class)->css_changed (widget, change);

  forget_axes (UI_PLOT (widget));
}

static void
motion_cb (UiPlot *self,
           double  x,
           double  y)
{
  double part = (x - self->frame.area.origin.x) / MAX (self->frame.area.size.width, 1.0f);

  ui_plot_set_cursor (self, part >= 0 && part <= 1 ? part : -1);
}

static void
leave_cb (UiPlot *self)
{
  ui_plot_set_cursor (self, -1);
}

static gboolean
key_pressed_cb (UiPlot          *self,
                guint            key,
                guint            code,
                GdkModifierType  state)
{
  double step = (state & GDK_CONTROL_MASK) != 0 ? 1.0 / 6 : 1.0 / 60;
  double part = self->cursor >= 0 ? self->cursor : 1 + step;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      part -= step;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      part += step;
      break;
    case GDK_KEY_Home:
      part = 0;
      break;
    case GDK_KEY_End:
      part = 1;
      break;
    case GDK_KEY_Escape:
      if (self->cursor < 0)
        return GDK_EVENT_PROPAGATE;
      ui_plot_set_cursor (self, -1);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  ui_plot_set_cursor (self, CLAMP (part, 0, 1));
  return GDK_EVENT_STOP;
}

static void
ui_plot_dispose (GObject *object)
{
  UiPlot *self = UI_PLOT (object);

  mb_timer_disarm (&self->timer);
  forget_axes (self);
  g_clear_pointer (&self->history, mon_history_unref);
  g_clear_pointer (&self->clock, mb_clock_unref);

  G_OBJECT_CLASS (ui_plot_parent_class)->dispose (object);
}

static void
ui_plot_finalize (GObject *object)
{
  UiPlot *self = UI_PLOT (object);

  ui_plot_scene_free (self->scene);

  G_OBJECT_CLASS (ui_plot_parent_class)->finalize (object);
}

static void
ui_plot_class_init (UiPlotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_plot_dispose;
  object_class->finalize = ui_plot_finalize;
  widget_class->snapshot = ui_plot_snapshot;
  widget_class->map = ui_plot_map;
  widget_class->unmap = ui_plot_unmap;
  widget_class->css_changed = ui_plot_css_changed;
  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);

  signals[CURSOR_MOVED] = g_signal_new ("cursor-moved", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ui_plot_init (UiPlot *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *controller;

  self->scene = ui_plot_scene_new ();
  self->cursor = -1;
  mb_timer_init (&self->timer, ui_clock_get_default (), timer_cb, self);

  gtk_widget_set_size_request (widget, 200, 110);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Live plot"), -1);

  controller = gtk_event_controller_motion_new ();
  g_signal_connect_swapped (controller, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (controller, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (controller, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, controller);
  controller = gtk_event_controller_key_new ();
  g_signal_connect_swapped (controller, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (widget, controller);
}

/**
 * ui_plot_new:
 *
 * Returns: (transfer floating): a plot without curves
 */
GtkWidget *
ui_plot_new (void)
{
  return g_object_new (UI_TYPE_PLOT, NULL);
}

/**
 * ui_plot_set_source:
 * @self: a plot
 * @history: (nullable): where the points are
 * @clock: (nullable): the clock of their times
 */
void
ui_plot_set_source (UiPlot     *self,
                    MonHistory *history,
                    MbClock    *clock)
{
  g_clear_pointer (&self->history, mon_history_unref);
  g_clear_pointer (&self->clock, mb_clock_unref);
  if (history != NULL)
    {
      self->history = mon_history_ref (history);
      self->clock = mb_clock_ref (clock);
    }
  ui_plot_rebuild (self);
}

/**
 * ui_plot_get_scene:
 * @self: a plot
 *
 * Gives the scene to change its curves; call ui_plot_rebuild() afterwards.
 *
 * Returns: (transfer none): the scene
 */
UiPlotScene *
ui_plot_get_scene (UiPlot *self)
{
  return self->scene;
}

/**
 * ui_plot_update:
 * @self: a plot
 *
 * Takes what has come to the history since the last time and draws it. Does nothing while the plot
 * is not to be seen: the history keeps it all.
 */
void
ui_plot_update (UiPlot *self)
{
  if (self->history == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  if (ui_plot_scene_read (self->scene, self->history, edge_us (self)) || !self->is_fitted)
    {
      fit (self);
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
  if (!mb_timer_is_armed (&self->timer))
    arm_timer (self);
  g_signal_emit (self, signals[CURSOR_MOVED], 0);
}

/**
 * ui_plot_rebuild:
 * @self: a plot
 *
 * Draws everything anew after the curves of the scene have become others.
 */
void
ui_plot_rebuild (UiPlot *self)
{
  forget_axes (self);
  self->is_fitted = FALSE;
  ui_plot_update (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * ui_plot_set_cursor:
 * @self: a plot
 * @part: where, from 0 at the left edge to 1 at the right one; negative: nowhere
 */
void
ui_plot_set_cursor (UiPlot *self,
                    double  part)
{
  if (self->cursor == part)
    return;

  self->cursor = part;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[CURSOR_MOVED], 0);
}

/**
 * ui_plot_get_cursor_time:
 * @self: a plot
 * @out_time_us: (out): wall time at the cursor
 *
 * Returns: whether there is a cursor
 */
gboolean
ui_plot_get_cursor_time (UiPlot *self,
                         gint64 *out_time_us)
{
  if (self->cursor < 0)
    return FALSE;
  *out_time_us = ui_plot_painter_time_at (self->scene, &self->frame,
                                          self->frame.area.origin.x +
                                          self->cursor * self->frame.area.size.width);
  return TRUE;
}
