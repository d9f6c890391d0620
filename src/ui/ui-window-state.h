/* ui-window-state.h: what a window remembers of itself until the next start.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ui/ui-window.h"

G_BEGIN_DECLS

void ui_window_state_restore (UiWindow *window);
void ui_window_state_fix     (UiWindow *window,
                              int       width,
                              int       height);
void ui_window_state_save    (UiWindow *window);

G_END_DECLS
