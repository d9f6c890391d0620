/* ui-value-cell.c: the value of a tag: flashes when it changes, looks old when it is.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-value-cell.h"

#include "ui/ui-style.h"
#include "ui/ui-tag-text.h"

struct _UiValueCell
{
  GtkWidget       parent_instance;

  GtkImage       *icon;
  GtkInscription *value;
  MonTag         *tag;
  /* What mon_tag_get_changes() was when the value was shown. */
  guint32         changes;
  gboolean        with_unit;
};

G_DEFINE_FINAL_TYPE (UiValueCell, ui_value_cell, GTK_TYPE_WIDGET)

static void
ui_value_cell_dispose (GObject *object)
{
  UiValueCell *self = UI_VALUE_CELL (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->tag);

  G_OBJECT_CLASS (ui_value_cell_parent_class)->dispose (object);
}

static void
ui_value_cell_class_init (UiValueCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_value_cell_dispose;
  gtk_widget_class_set_css_name (widget_class, "valuecell");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/coilscope/Coilscope/ui-value-cell.ui");
  gtk_widget_class_bind_template_child (widget_class, UiValueCell, icon);
  gtk_widget_class_bind_template_child (widget_class, UiValueCell, value);
}

static void
ui_value_cell_init (UiValueCell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* A pencil for what can be written, a sign of warning for what should be looked at. */
static void
show_icon (UiValueCell *self)
{
  gboolean is_late = mon_tag_is_fresh (self->tag) &&
                     mon_tag_get_quality (self->tag) == MON_QUALITY_LATE;
  const char *name = NULL;

  if (is_late)
    name = "dialog-warning-symbolic";
  else if (mon_tag_is_writable (self->tag))
    name = "document-edit-symbolic";

  if (name != NULL && g_strcmp0 (gtk_image_get_icon_name (self->icon), name) != 0)
    gtk_image_set_from_icon_name (self->icon, name);
  gtk_widget_set_child_visible (GTK_WIDGET (self->icon), name != NULL);
  ui_style_set_class (self, "late", is_late);
}

/**
 * ui_value_cell_new:
 *
 * Returns: (transfer floating): an empty cell
 */
GtkWidget *
ui_value_cell_new (void)
{
  return g_object_new (UI_TYPE_VALUE_CELL, NULL);
}

/**
 * ui_value_cell_set_tag:
 * @self: a cell
 * @tag: (nullable): the tag that it shows from now on; it does not flash because of that
 */
void
ui_value_cell_set_tag (UiValueCell *self,
                       MonTag      *tag)
{
  ui_value_cell_set_flash (self, FALSE);
  g_set_object (&self->tag, tag);
  if (tag == NULL)
    return;
  self->changes = mon_tag_get_changes (tag);
  ui_value_cell_update (self);
}

/**
 * ui_value_cell_set_with_unit:
 * @self: a cell
 * @with_unit: whether the unit stands behind the value, having no column of its own
 */
void
ui_value_cell_set_with_unit (UiValueCell *self,
                             gboolean     with_unit)
{
  if (self->with_unit == with_unit)
    return;
  self->with_unit = with_unit;
  if (self->tag != NULL)
    ui_value_cell_update (self);
}

/**
 * ui_value_cell_update:
 * @self: a cell with a tag
 *
 * Shows what the tag has now.
 *
 * Returns: whether the value has changed since it was shown last, and the cell now flashes
 */
gboolean
ui_value_cell_update (UiValueCell *self)
{
  guint32 changes = mon_tag_get_changes (self->tag);
  gboolean has_changed = changes != self->changes;
  g_autofree char *text = self->with_unit ? ui_tag_text_value (self->tag) : NULL;

  self->changes = changes;
  gtk_inscription_set_text (self->value,
                            text != NULL ? text : mon_tag_get_value_text (self->tag));
  ui_style_set_class (self, "old", !mon_tag_is_fresh (self->tag));
  show_icon (self);
  if (has_changed)
    ui_value_cell_set_flash (self, TRUE);
  return has_changed;
}

/**
 * ui_value_cell_set_flash:
 * @self: a cell
 * @is_flashing: whether it draws the eye
 */
void
ui_value_cell_set_flash (UiValueCell *self,
                         gboolean     is_flashing)
{
  ui_style_set_class (self, "fresh", is_flashing);
}
