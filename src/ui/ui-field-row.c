/* ui-field-row.c: one field in the tree of fields: name, longer reading, value.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-field-row.h"

#include "ui/ui-style.h"

/* Values up to this length in bytes are never cut. */
#define LONG_VALUE 32

struct _UiFieldRow
{
  GtkWidget        parent_instance;

  GtkTreeExpander *expander;
  GtkLabel        *name;
  GtkLabel        *note;
  GtkLabel        *value;
};

G_DEFINE_FINAL_TYPE (UiFieldRow, ui_field_row, GTK_TYPE_WIDGET)

static void
ui_field_row_dispose (GObject *object)
{
  UiFieldRow *self = UI_FIELD_ROW (object);

  if (self->expander != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->expander));
  self->expander = NULL;

  G_OBJECT_CLASS (ui_field_row_parent_class)->dispose (object);
}

static void
ui_field_row_class_init (UiFieldRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_field_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/coilscope/Coilscope/ui-field-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UiFieldRow, expander);
  gtk_widget_class_bind_template_child (widget_class, UiFieldRow, name);
  gtk_widget_class_bind_template_child (widget_class, UiFieldRow, note);
  gtk_widget_class_bind_template_child (widget_class, UiFieldRow, value);
}

static void
ui_field_row_init (UiFieldRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ui_field_row_new:
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
ui_field_row_new (void)
{
  return g_object_new (UI_TYPE_FIELD_ROW, NULL);
}

/**
 * ui_field_row_set_field:
 * @self: a row
 * @place: (nullable): where it is in the tree
 * @field: (nullable): what it shows; %NULL with @place
 * @note: (nullable): shown instead of the longer reading
 */
void
ui_field_row_set_field (UiFieldRow     *self,
                        GtkTreeListRow *place,
                        const MbField  *field,
                        const char     *note)
{
  gtk_tree_expander_set_list_row (self->expander, place);
  if (field == NULL)
    return;

  if (note == NULL)
    note = field->text;
  gtk_label_set_label (self->name, field->name);
  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_label_set_label (self->value, field->value);
  /* The value is what one came for: the longer reading gives way to it. */
  gtk_label_set_ellipsize (self->value, strlen (field->value) > LONG_VALUE
                                        ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), note);

  ui_style_set_class (self->name, "heading", field->depth == 0);
  ui_style_set_class (self->name, "error", field->is_defect);
  ui_style_set_class (self->value, "dim-label", field->depth == 0);
  ui_style_set_class (self->value, "error", field->is_defect);
}
