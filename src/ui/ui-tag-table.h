/* ui-tag-table.h: the registers of a device as a table of live values.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "monitor/tools/mon-session.h"
#include "ui/ui-palette.h"

G_BEGIN_DECLS

/**
 * UiTagTable:
 *
 * Actions: "table.write" (open the popover for the selected tag), "table.plot" (put it on the plot
 * or take it off), "table.copy". Signal "outcome" (MonJob): a write has ended.
 */
#define UI_TYPE_TAG_TABLE (ui_tag_table_get_type ())
G_DECLARE_FINAL_TYPE (UiTagTable, ui_tag_table, UI, TAG_TABLE, GtkWidget)

void     ui_tag_table_set_session (UiTagTable *self,
                                   MonSession *session,
                                   UiPalette  *palette);
void     ui_tag_table_set_device  (UiTagTable *self,
                                   MonDevice  *device);
void     ui_tag_table_set_narrow  (UiTagTable *self,
                                   gboolean    is_narrow);
gboolean ui_tag_table_open_write  (UiTagTable *self,
                                   MonTag     *tag);

G_END_DECLS
