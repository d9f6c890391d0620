/* ui-legend-item.c: one curve in the legend of the plot: colour, name, value.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-legend-item.h"

#include "ui/ui-chip.h"
#include "ui/ui-style.h"

struct _UiLegendItem
{
  GtkWidget  parent_instance;

  UiChip    *chip;
  GtkLabel  *name;
  GtkLabel  *value;
};

G_DEFINE_FINAL_TYPE (UiLegendItem, ui_legend_item, GTK_TYPE_WIDGET)

static void
ui_legend_item_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ui_legend_item_parent_class)->dispose (object);
}

static void
ui_legend_item_class_init (UiLegendItemClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_legend_item_dispose;
  g_type_ensure (UI_TYPE_CHIP);
  gtk_widget_class_set_css_name (widget_class, "legenditem");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/coilscope/Coilscope/ui-legend-item.ui");
  gtk_widget_class_bind_template_child (widget_class, UiLegendItem, chip);
  gtk_widget_class_bind_template_child (widget_class, UiLegendItem, name);
  gtk_widget_class_bind_template_child (widget_class, UiLegendItem, value);
}

static void
ui_legend_item_init (UiLegendItem *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ui_legend_item_new:
 * @name: name of the curve
 *
 * Returns: (transfer floating): an item without a value
 */
GtkWidget *
ui_legend_item_new (const char *name)
{
  UiLegendItem *self = g_object_new (UI_TYPE_LEGEND_ITEM, NULL);

  gtk_label_set_label (self->name, name);
  return GTK_WIDGET (self);
}

/**
 * ui_legend_item_set_color:
 * @self: an item
 * @color: colour of the curve
 * @is_dashed: whether it is dashed
 */
void
ui_legend_item_set_color (UiLegendItem  *self,
                          const GdkRGBA *color,
                          gboolean       is_dashed)
{
  ui_chip_set_color (self->chip, color, is_dashed);
}

/**
 * ui_legend_item_set_value:
 * @self: an item
 * @text: the value with its unit, or why there is none
 * @is_old: whether it is not a good value
 */
void
ui_legend_item_set_value (UiLegendItem *self,
                          const char   *text,
                          gboolean      is_old)
{
  int chars = (int) g_utf8_strlen (text, -1);

  /* Room for the longest text so far, so that the legend does not breathe with the digits. */
  if (chars > gtk_label_get_width_chars (self->value))
    gtk_label_set_width_chars (self->value, MIN (chars, 16));
  gtk_label_set_label (self->value, text);
  ui_style_set_class (self->value, "old", is_old);
}
