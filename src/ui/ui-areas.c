/* ui-areas.c: table, plot and traffic, one above the other or, in a narrow window, one at a time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-areas.h"

#include <adwaita.h>

#include "ui/ui-plot-pane.h"
#include "ui/ui-traffic-pane.h"

struct _UiAreas
{
  GtkWidget      parent_instance;

  GtkStack      *mode;
  AdwViewStack  *views;
  AdwBin        *wide_table;
  AdwBin        *wide_plot;
  AdwBin        *wide_traffic;
  AdwBin        *narrow_table;
  AdwBin        *narrow_plot;
  AdwBin        *narrow_traffic;

  UiTagTable    *table;
  UiPlotPane    *plot;
  UiTrafficPane *traffic;
};

enum
{
  OUTCOME,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UiAreas, ui_areas, GTK_TYPE_WIDGET)

static void
outcome_cb (UiAreas *self,
            MonJob  *job)
{
  g_signal_emit (self, signals[OUTCOME], 0, job);
}

/* There is one of each area; it moves between its place in the wide form and the one in the narrow
 * form. */
static void
move (gpointer  area,
      AdwBin   *place)
{
  GtkWidget *parent = gtk_widget_get_parent (area);

  if (parent == GTK_WIDGET (place))
    return;
  g_object_ref (area);
  adw_bin_set_child (ADW_BIN (parent), NULL);
  adw_bin_set_child (place, area);
  g_object_unref (area);
}

static void
ui_areas_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ui_areas_parent_class)->dispose (object);
}

static void
ui_areas_class_init (UiAreasClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_areas_dispose;
  g_type_ensure (UI_TYPE_TAG_TABLE);
  g_type_ensure (UI_TYPE_PLOT_PANE);
  g_type_ensure (UI_TYPE_TRAFFIC_PANE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/coilscope/Coilscope/ui-areas.ui");
  gtk_widget_class_bind_template_child (widget_class, UiAreas, mode);
  gtk_widget_class_bind_template_child (widget_class, UiAreas, views);
  gtk_widget_class_bind_template_child (widget_class, UiAreas, wide_table);
  gtk_widget_class_bind_template_child (widget_class, UiAreas, wide_plot);
  gtk_widget_class_bind_template_child (widget_class, UiAreas, wide_traffic);
  gtk_widget_class_bind_template_child (widget_class, UiAreas, narrow_table);
  gtk_widget_class_bind_template_child (widget_class, UiAreas, narrow_plot);
  gtk_widget_class_bind_template_child (widget_class, UiAreas, narrow_traffic);
  gtk_widget_class_bind_template_child (widget_class, UiAreas, table);
  gtk_widget_class_bind_template_child (widget_class, UiAreas, plot);
  gtk_widget_class_bind_template_child (widget_class, UiAreas, traffic);
  gtk_widget_class_bind_template_callback (widget_class, outcome_cb);

  signals[OUTCOME] = g_signal_new ("outcome", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, MON_TYPE_JOB);
}

static void
ui_areas_init (UiAreas *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ui_areas_set_session:
 * @self: the areas
 * @session: (nullable): what they show
 * @palette: (nullable): the colours of the curves
 */
void
ui_areas_set_session (UiAreas    *self,
                      MonSession *session,
                      UiPalette  *palette)
{
  ui_tag_table_set_session (self->table, session, palette);
  ui_plot_pane_set_session (self->plot, session, palette);
  ui_traffic_pane_set_session (self->traffic, session);
}

/**
 * ui_areas_set_device:
 * @self: the areas
 * @device: (nullable): the chosen device
 */
void
ui_areas_set_device (UiAreas   *self,
                     MonDevice *device)
{
  ui_tag_table_set_device (self->table, device);
  ui_traffic_pane_set_device (self->traffic, device);
}

/**
 * ui_areas_set_narrow:
 * @self: the areas
 * @is_narrow: whether there is room for only one of them at a time
 *
 * Not to be called during an allocation.
 */
void
ui_areas_set_narrow (UiAreas  *self,
                     gboolean  is_narrow)
{
  move (self->table, is_narrow ? self->narrow_table : self->wide_table);
  move (self->plot, is_narrow ? self->narrow_plot : self->wide_plot);
  move (self->traffic, is_narrow ? self->narrow_traffic : self->wide_traffic);
  gtk_stack_set_visible_child_name (self->mode, is_narrow ? "narrow" : "wide");
  ui_tag_table_set_narrow (self->table, is_narrow);
  ui_traffic_pane_set_narrow (self->traffic, is_narrow);
}

/**
 * ui_areas_get_show_traffic:
 * @self: the areas
 *
 * Returns: whether the traffic is shown in the wide form
 */
gboolean
ui_areas_get_show_traffic (UiAreas *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->wide_traffic));
}

/**
 * ui_areas_set_show_traffic:
 * @self: the areas
 * @is_shown: whether the traffic is shown in the wide form; the narrow form has a page for it
 */
void
ui_areas_set_show_traffic (UiAreas  *self,
                           gboolean  is_shown)
{
  gtk_widget_set_visible (GTK_WIDGET (self->wide_traffic), is_shown);
}

/**
 * ui_areas_get_table:
 * @self: the areas
 *
 * Returns: (transfer none): the table
 */
UiTagTable *
ui_areas_get_table (UiAreas *self)
{
  return self->table;
}
