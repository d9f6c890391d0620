/* ui-plot-pane.c: the plot of a session with its legend.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-plot-pane.h"

#include <glib/gi18n.h>

#include "ui/ui-legend-item.h"
#include "ui/ui-quality.h"
#include "ui/ui-tag-text.h"
#include "ui/ui-wrap-layout.h"

struct _UiPlotPane
{
  GtkWidget   parent_instance;

  GtkStack   *stack;
  GtkBox     *legend;
  UiPlot     *plot;

  MonSession *session;
  UiPalette  *palette;
  /* Of UiLegendItem, one for each curve of the scene. */
  GPtrArray  *items;
};

G_DEFINE_FINAL_TYPE (UiPlotPane, ui_plot_pane, GTK_TYPE_WIDGET)

static MonTag *
dup_tag (UiPlotPane *self,
         guint       index)
{
  return g_list_model_get_item (mon_session_get_plotted (self->session), index);
}

/* Under the cursor the value of that time, else the one of now. */
static char *
value_text (UiPlotPane        *self,
            MonTag            *tag,
            const UiPlotCurve *curve,
            gboolean          *out_old)
{
  g_autofree char *number = NULL;
  const MonPoint *point;
  MbValue value;
  gint64 time_us;

  if (!ui_plot_get_cursor_time (self->plot, &time_us))
    {
      *out_old = !mon_tag_is_fresh (tag);
      return ui_tag_text_value (tag);
    }

  point = ui_plot_curve_at (curve, time_us);
  *out_old = point == NULL || !mon_quality_has_value (point->quality);
  if (point == NULL)
    return g_strdup ("—");
  if (*out_old)
    return g_strdup (ui_quality_get_word (point->quality));

  value.kind = curve->is_bool ? MB_VALUE_BOOL : MB_VALUE_FLOAT64;
  if (curve->is_bool)
    value.b = point->value != 0;
  else
    value.f = point->value;
  number = mon_tag_format_value (tag, &value);
  return g_strdup_printf ("%s%s%s", number, curve->unit[0] != '\0' ? " " : "", curve->unit);
}

static void
update_legend (UiPlotPane *self)
{
  UiPlotScene *scene = ui_plot_get_scene (self->plot);

  if (self->session == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  for (guint i = 0; i < self->items->len && i < scene->curves->len; i++)
    {
      g_autoptr (MonTag) tag = dup_tag (self, i);
      g_autofree char *text = NULL;
      gboolean is_old;

      if (tag == NULL)
        return;
      text = value_text (self, tag, g_ptr_array_index (scene->curves, i), &is_old);
      ui_legend_item_set_value (g_ptr_array_index (self->items, i), text, is_old);
    }
}

static void
cursor_moved_cb (UiPlotPane *self)
{
  update_legend (self);
}

static void
updated_cb (UiPlotPane *self)
{
  /* Emits "cursor-moved", which updates the legend. */
  ui_plot_update (self->plot);
}

static void
clear_legend (UiPlotPane *self)
{
  for (guint i = 0; i < self->items->len; i++)
    gtk_box_remove (self->legend, g_ptr_array_index (self->items, i));
  g_ptr_array_set_size (self->items, 0);
}

static void
add_curve (UiPlotPane *self,
           MonTag     *tag)
{
  const MonTagSpec *spec = mon_tag_get_spec (tag);
  UiPlotCurve *curve = ui_plot_scene_add (ui_plot_get_scene (self->plot),
                                          mon_tag_get_handle (tag), mon_tag_get_name (tag),
                                          mon_tag_get_unit (tag), mon_tag_spec_is_bool (spec));
  GtkWidget *item = ui_legend_item_new (mon_tag_get_name (tag));

  if (!ui_palette_get_color (self->palette, curve->tag, &curve->color, &curve->is_dashed))
    curve->color = (GdkRGBA) { 0.5f, 0.5f, 0.5f, 1 };
  ui_legend_item_set_color (UI_LEGEND_ITEM (item), &curve->color, curve->is_dashed);
  gtk_box_append (self->legend, item);
  g_ptr_array_add (self->items, item);
}

static void
describe (UiPlotPane *self)
{
  UiPlotScene *scene = ui_plot_get_scene (self->plot);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < scene->curves->len; i++)
    {
      UiPlotCurve *curve = g_ptr_array_index (scene->curves, i);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", curve->name);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plot),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, names->str, -1);
}

/* The tags on the plot, or their colours, have become others. */
static void
rebuild (UiPlotPane *self)
{
  GListModel *tags = mon_session_get_plotted (self->session);

  clear_legend (self);
  ui_plot_scene_clear (ui_plot_get_scene (self->plot));
  for (guint i = 0; i < g_list_model_get_n_items (tags); i++)
    {
      g_autoptr (MonTag) tag = dup_tag (self, i);

      add_curve (self, tag);
    }
  gtk_stack_set_visible_child_name (self->stack, self->items->len > 0 ? "plot" : "empty");
  describe (self);
  ui_plot_rebuild (self->plot);
  update_legend (self);
}

static void
ui_plot_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ui_plot_pane_parent_class)->map (widget);

  update_legend (UI_PLOT_PANE (widget));
}

static void
ui_plot_pane_dispose (GObject *object)
{
  UiPlotPane *self = UI_PLOT_PANE (object);
  GtkWidget *child;

  if (self->session != NULL)
    ui_plot_pane_set_session (self, NULL, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ui_plot_pane_parent_class)->dispose (object);
}

static void
ui_plot_pane_finalize (GObject *object)
{
  UiPlotPane *self = UI_PLOT_PANE (object);

  g_ptr_array_unref (self->items);

  G_OBJECT_CLASS (ui_plot_pane_parent_class)->finalize (object);
}

static void
ui_plot_pane_class_init (UiPlotPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_plot_pane_dispose;
  object_class->finalize = ui_plot_pane_finalize;
  widget_class->map = ui_plot_pane_map;
  g_type_ensure (UI_TYPE_PLOT);
  g_type_ensure (UI_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "plotpane");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/coilscope/Coilscope/ui-plot-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, UiPlotPane, stack);
  gtk_widget_class_bind_template_child (widget_class, UiPlotPane, legend);
  gtk_widget_class_bind_template_child (widget_class, UiPlotPane, plot);
  gtk_widget_class_bind_template_callback (widget_class, cursor_moved_cb);
}

static void
ui_plot_pane_init (UiPlotPane *self)
{
  self->items = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "view");
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

/**
 * ui_plot_pane_set_session:
 * @self: a pane
 * @session: (nullable): whose plotted tags it shows
 * @palette: (nullable): the colours of the curves
 */
void
ui_plot_pane_set_session (UiPlotPane *self,
                          MonSession *session,
                          UiPalette  *palette)
{
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (self->palette, self);
      clear_legend (self);
      ui_plot_scene_clear (ui_plot_get_scene (self->plot));
      ui_plot_set_source (self->plot, NULL, NULL);
    }
  g_set_object (&self->session, session);
  g_set_object (&self->palette, palette);
  if (session == NULL)
    return;

  g_signal_connect_object (session, "updated", G_CALLBACK (updated_cb), self, G_CONNECT_SWAPPED);
  /* The palette follows the list of plotted tags and says so when it is done. */
  g_signal_connect_object (palette, "changed", G_CALLBACK (rebuild), self, G_CONNECT_SWAPPED);
  ui_plot_set_source (self->plot, mon_session_get_history (session),
                      mon_session_get_clock (session));
  rebuild (self);
}

/**
 * ui_plot_pane_get_plot:
 * @self: a pane
 *
 * Returns: (transfer none): its plot
 */
UiPlot *
ui_plot_pane_get_plot (UiPlotPane *self)
{
  return self->plot;
}
