/* ui-field-row.h: one field in the tree of fields: name, longer reading, value.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "modbus/mb-field.h"

G_BEGIN_DECLS

#define UI_TYPE_FIELD_ROW (ui_field_row_get_type ())
G_DECLARE_FINAL_TYPE (UiFieldRow, ui_field_row, UI, FIELD_ROW, GtkWidget)

GtkWidget *ui_field_row_new       (void);
void       ui_field_row_set_field (UiFieldRow     *self,
                                   GtkTreeListRow *place,
                                   const MbField  *field,
                                   const char     *note);

G_END_DECLS
