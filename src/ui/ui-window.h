/* ui-window.h: the window of a project.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "monitor/tools/mon-session.h"
#include "ui/ui-areas.h"

G_BEGIN_DECLS

/**
 * UiWindow:
 *
 * Properties that are actions too: "paused", "armed", "show-traffic" ("win.paused"…).
 */
#define UI_TYPE_WINDOW (ui_window_get_type ())
G_DECLARE_FINAL_TYPE (UiWindow, ui_window, UI, WINDOW, AdwApplicationWindow)

UiWindow   *ui_window_new         (GtkApplication *application,
                                   MonEngine      *engine,
                                   MonProject     *project);
void        ui_window_set_project (UiWindow       *self,
                                   MonProject     *project);
MonProject *ui_window_get_project (UiWindow       *self);
MonSession *ui_window_get_session (UiWindow       *self);
MonDevice  *ui_window_get_device  (UiWindow       *self);
void        ui_window_choose_device (UiWindow     *self,
                                   guint           position);
void        ui_window_step_device (UiWindow       *self,
                                   int             step);
void        ui_window_show_devices (UiWindow      *self);
UiAreas    *ui_window_get_areas   (UiWindow       *self);
void        ui_window_add_toast   (UiWindow       *self,
                                   const char     *text);
/* Closes it without asking anything. */
void        ui_window_close_now   (UiWindow       *self);
/* Its size is not taken from the settings, nor put there. */
void        ui_window_set_fixed   (UiWindow       *self,
                                   int             width,
                                   int             height);

G_END_DECLS
