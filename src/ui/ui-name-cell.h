/* ui-name-cell.h: the name of a tag with the button that puts it on the plot.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "monitor/tools/mon-tag.h"
#include "ui/ui-palette.h"

G_BEGIN_DECLS

/**
 * UiNameCell:
 *
 * Signal "plot-toggled" (MonTag): the button was pressed.
 */
#define UI_TYPE_NAME_CELL (ui_name_cell_get_type ())
G_DECLARE_FINAL_TYPE (UiNameCell, ui_name_cell, UI, NAME_CELL, GtkWidget)

GtkWidget *ui_name_cell_new  (void);
void       ui_name_cell_show (UiNameCell *self,
                              MonTag     *tag,
                              UiPalette  *palette);

G_END_DECLS
