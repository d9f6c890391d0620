/* ui-list.h: what lists and column views of GTK 4.8 lack: scrolling to a row, aligned titles.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef char *(*UiListTextFunc) (gpointer item,
                                 gpointer user_data);

void ui_list_scroll_to     (GtkWidget         *view,
                            guint              position);
void ui_list_align_title   (GtkColumnView       *view,
                            GtkColumnViewColumn *column);
gboolean ui_list_is_left   (GtkWidget         *widget,
                            GtkDirectionType   direction);
void ui_list_copy_selected (GtkWidget         *view,
                            GtkSelectionModel *model,
                            UiListTextFunc     func,
                            gpointer           user_data);

G_END_DECLS
