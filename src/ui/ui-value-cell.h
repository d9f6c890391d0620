/* ui-value-cell.h: the value of a tag: flashes when it changes, looks old when it is.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "monitor/tools/mon-tag.h"

G_BEGIN_DECLS

#define UI_TYPE_VALUE_CELL (ui_value_cell_get_type ())
G_DECLARE_FINAL_TYPE (UiValueCell, ui_value_cell, UI, VALUE_CELL, GtkWidget)

GtkWidget *ui_value_cell_new       (void);
void       ui_value_cell_set_tag   (UiValueCell *self,
                                    MonTag      *tag);
void       ui_value_cell_set_with_unit (UiValueCell *self,
                                    gboolean     with_unit);
gboolean   ui_value_cell_update    (UiValueCell *self);
void       ui_value_cell_set_flash (UiValueCell *self,
                                    gboolean     is_flashing);

G_END_DECLS
