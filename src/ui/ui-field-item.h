/* ui-field-item.h: a field of a dissected ADU as an item of a list.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-field.h"

G_BEGIN_DECLS

#define UI_TYPE_FIELD_ITEM (ui_field_item_get_type ())
G_DECLARE_FINAL_TYPE (UiFieldItem, ui_field_item, UI, FIELD_ITEM, GObject)

GListStore    *ui_field_item_build_tree   (MbDissection *dissection);
const MbField *ui_field_item_get_field    (UiFieldItem  *self);
guint          ui_field_item_get_index    (UiFieldItem  *self);
GListModel    *ui_field_item_get_children (UiFieldItem  *self);

G_END_DECLS
