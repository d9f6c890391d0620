/* ui-compat.h: the one place for API that newer GTK and libadwaita have replaced.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*UiFileFunc)   (GFile      *file,
                              gpointer    user_data);
typedef void (*UiAnswerFunc) (const char *answer,
                              gpointer    user_data);

void ui_compat_choose_open (GtkWindow    *parent,
                            UiFileFunc    func,
                            gpointer      user_data);
void ui_compat_choose_save (GtkWindow    *parent,
                            const char   *name,
                            UiFileFunc    func,
                            gpointer      user_data);
void ui_compat_ask_save    (GtkWindow    *parent,
                            const char   *title,
                            UiAnswerFunc  func,
                            gpointer      user_data);
void ui_compat_tell        (GtkWindow    *parent,
                            const char   *heading,
                            const char   *body);
void ui_compat_show_about  (GtkWindow    *parent);

G_END_DECLS
