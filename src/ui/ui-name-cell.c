/* ui-name-cell.c: the name of a tag with the button that puts it on the plot.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-name-cell.h"

#include <glib/gi18n.h>

#include "ui/ui-chip.h"

struct _UiNameCell
{
  GtkWidget       parent_instance;

  GtkButton      *button;
  UiChip         *chip;
  GtkInscription *name;
  MonTag         *tag;
};

enum
{
  PLOT_TOGGLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UiNameCell, ui_name_cell, GTK_TYPE_WIDGET)

static void
clicked_cb (UiNameCell *self)
{
  if (self->tag != NULL)
    g_signal_emit (self, signals[PLOT_TOGGLED], 0, self->tag);
}

static void
ui_name_cell_dispose (GObject *object)
{
  UiNameCell *self = UI_NAME_CELL (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->tag);

  G_OBJECT_CLASS (ui_name_cell_parent_class)->dispose (object);
}

static void
ui_name_cell_class_init (UiNameCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_name_cell_dispose;
  g_type_ensure (UI_TYPE_CHIP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/coilscope/Coilscope/ui-name-cell.ui");
  gtk_widget_class_bind_template_child (widget_class, UiNameCell, button);
  gtk_widget_class_bind_template_child (widget_class, UiNameCell, chip);
  gtk_widget_class_bind_template_child (widget_class, UiNameCell, name);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);

  signals[PLOT_TOGGLED] = g_signal_new ("plot-toggled", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, MON_TYPE_TAG);
}

static void
ui_name_cell_init (UiNameCell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ui_name_cell_new:
 *
 * Returns: (transfer floating): an empty cell
 */
GtkWidget *
ui_name_cell_new (void)
{
  return g_object_new (UI_TYPE_NAME_CELL, NULL);
}

/**
 * ui_name_cell_show:
 * @self: a cell
 * @tag: (nullable): its tag
 * @palette: the colours of the curves
 */
void
ui_name_cell_show (UiNameCell *self,
                   MonTag     *tag,
                   UiPalette  *palette)
{
  gboolean has_color, is_dashed = FALSE;
  const char *tip;
  GdkRGBA color;

  g_set_object (&self->tag, tag);
  if (tag == NULL)
    return;

  has_color = ui_palette_get_color (palette, mon_tag_get_handle (tag), &color, &is_dashed);
  ui_chip_set_color (self->chip, has_color ? &color : NULL, is_dashed);
  gtk_inscription_set_text (self->name, mon_tag_get_name (tag));

  tip = has_color ? _("Take off the plot") : _("Put on the plot");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  tip, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  mon_tag_get_name (tag), -1);
}
