/* ui-application.h: the application: command line, actions and the window of each project.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "monitor/engine/mon-engine.h"

G_BEGIN_DECLS

#define UI_TYPE_APPLICATION (ui_application_get_type ())
G_DECLARE_FINAL_TYPE (UiApplication, ui_application, UI, APPLICATION, AdwApplication)

UiApplication *ui_application_new        (void);
MonEngine     *ui_application_get_engine (UiApplication *self);
/* What the process ends with, when it ran well: 4 when a picture could not be written. */
int            ui_application_get_status (UiApplication *self);

G_END_DECLS
