/* ui-chip.h: a short stroke in the colour of a curve, for table and legend.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_CHIP (ui_chip_get_type ())
G_DECLARE_FINAL_TYPE (UiChip, ui_chip, UI, CHIP, GtkWidget)

GtkWidget *ui_chip_new       (void);
void       ui_chip_set_color (UiChip        *self,
                              const GdkRGBA *color,
                              gboolean       is_dashed);

G_END_DECLS
