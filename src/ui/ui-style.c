/* ui-style.c: style classes that come and go with a state.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui/ui-style.h"

/**
 * ui_style_set_class:
 * @widget: (type GtkWidget): a widget
 * @name: a style class
 * @is_set: whether the widget has it from now on
 */
void
ui_style_set_class (gpointer    widget,
                    const char *name,
                    gboolean    is_set)
{
  if (is_set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}
