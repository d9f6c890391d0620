/* ui-field-tree.h: the fields of an ADU as a tree.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "modbus/mb-field.h"

G_BEGIN_DECLS

/**
 * UiFieldTree:
 *
 * Signal "field-selected" (guint offset, guint length): another field is selected; length 0: none.
 */
#define UI_TYPE_FIELD_TREE (ui_field_tree_get_type ())
G_DECLARE_FINAL_TYPE (UiFieldTree, ui_field_tree, UI, FIELD_TREE, GtkWidget)

/**
 * UiFieldNoteFunc:
 * @field: a field
 * @user_data: as given
 *
 * Returns: (nullable) (transfer full): what is known of the field beyond the ADU
 */
typedef char *(*UiFieldNoteFunc) (const MbField *field,
                                  gpointer       user_data);

void           ui_field_tree_set_dissection (UiFieldTree     *self,
                                             MbDissection    *dissection);
void           ui_field_tree_set_note_func  (UiFieldTree     *self,
                                             UiFieldNoteFunc  func,
                                             gpointer         user_data);
gboolean       ui_field_tree_select_byte    (UiFieldTree     *self,
                                             guint            offset);
const MbField *ui_field_tree_get_selected   (UiFieldTree     *self);

G_END_DECLS
