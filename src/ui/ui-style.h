/* ui-style.h: style classes that come and go with a state.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ui_style_set_class (gpointer    widget,
                         const char *name,
                         gboolean    is_set);

G_END_DECLS
