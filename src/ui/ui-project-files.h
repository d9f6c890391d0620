/* ui-project-files.h: opening, saving and closing the project of a window.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ui/ui-window.h"

G_BEGIN_DECLS

void     ui_project_files_open             (UiWindow *window);
void     ui_project_files_save             (UiWindow *window,
                                            gboolean  elsewhere);
gboolean ui_project_files_ask_before_close (UiWindow *window);
gboolean ui_project_files_is_unused        (UiWindow *window);
void     ui_project_files_close            (MonSession   *session,
                                            GApplication *application);

G_END_DECLS
