/* ui-areas.h: table, plot and traffic, one above the other or, in a narrow window, one at a time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "monitor/tools/mon-session.h"
#include "ui/ui-palette.h"
#include "ui/ui-tag-table.h"

G_BEGIN_DECLS

/**
 * UiAreas:
 *
 * Signal "outcome" (MonJob): a write has ended.
 */
#define UI_TYPE_AREAS (ui_areas_get_type ())
G_DECLARE_FINAL_TYPE (UiAreas, ui_areas, UI, AREAS, GtkWidget)

void        ui_areas_set_session      (UiAreas    *self,
                                       MonSession *session,
                                       UiPalette  *palette);
void        ui_areas_set_device       (UiAreas    *self,
                                       MonDevice  *device);
void        ui_areas_set_narrow       (UiAreas    *self,
                                       gboolean    is_narrow);
gboolean    ui_areas_get_show_traffic (UiAreas    *self);
void        ui_areas_set_show_traffic (UiAreas    *self,
                                       gboolean    is_shown);
UiTagTable *ui_areas_get_table        (UiAreas    *self);

G_END_DECLS
