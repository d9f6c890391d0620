/* ui-chip.c: a short stroke in the colour of a curve, for table and legend.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-chip.h"

#include "ui/ui-style.h"

#define WIDTH 12
#define HEIGHT 4

struct _UiChip
{
  GtkWidget parent_instance;

  GdkRGBA   color;
  gboolean  is_dashed;
  gboolean  has_color;
};

G_DEFINE_FINAL_TYPE (UiChip, ui_chip, GTK_TYPE_WIDGET)

static void
append_stroke (GtkSnapshot   *snapshot,
               const GdkRGBA *color,
               float          x,
               float          y,
               float          width)
{
  graphene_rect_t rect = GRAPHENE_RECT_INIT (x, y, width, HEIGHT);
  GskRoundedRect stroke;

  gsk_rounded_rect_init_from_rect (&stroke, &rect, HEIGHT / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &stroke);
  gtk_snapshot_append_color (snapshot, color, &rect);
  gtk_snapshot_pop (snapshot);
}

static void
ui_chip_snapshot (GtkWidget   *widget,
                  GtkSnapshot *snapshot)
{
  UiChip *self = UI_CHIP (widget);
  float x = (float) (gtk_widget_get_width (widget) - WIDTH) / 2;
  float y = (float) (gtk_widget_get_height (widget) - HEIGHT) / 2;

  /* Without a curve only a hint of the place, when the pointer is there. */
  if (!self->has_color)
    {
      GdkRGBA color;

      gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
      color.alpha *= 0.25f;
      append_stroke (snapshot, &color, x, y, WIDTH);
    }
  else if (self->is_dashed)
    {
      append_stroke (snapshot, &self->color, x, y, 5);
      append_stroke (snapshot, &self->color, x + 7, y, 5);
    }
  else
    append_stroke (snapshot, &self->color, x, y, WIDTH);
}

static void
ui_chip_measure (GtkWidget      *widget,
                 GtkOrientation  orientation,
                 int             for_size,
                 int            *minimum,
                 int            *natural,
                 int            *minimum_baseline,
                 int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
ui_chip_class_init (UiChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = ui_chip_snapshot;
  widget_class->measure = ui_chip_measure;
  gtk_widget_class_set_css_name (widget_class, "chip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ui_chip_init (UiChip *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self), "blank");
}

/**
 * ui_chip_new:
 *
 * Returns: (transfer floating): a chip without colour
 */
GtkWidget *
ui_chip_new (void)
{
  return g_object_new (UI_TYPE_CHIP, NULL);
}

/**
 * ui_chip_set_color:
 * @self: a chip
 * @color: (nullable): colour of the curve, or %NULL when there is none
 * @is_dashed: whether the curve is dashed
 */
void
ui_chip_set_color (UiChip        *self,
                   const GdkRGBA *color,
                   gboolean       is_dashed)
{
  if (self->has_color == (color != NULL) && self->is_dashed == is_dashed &&
      (color == NULL || gdk_rgba_equal (color, &self->color)))
    return;

  self->has_color = color != NULL;
  self->is_dashed = is_dashed;
  if (color != NULL)
    self->color = *color;
  ui_style_set_class (self, "blank", !self->has_color);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
