/* ui-settings.h: what the window remembers; works without an installed schema.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "monitor/document/mon-address.h"

G_BEGIN_DECLS

GSettings   *ui_settings_get_default (void);
gboolean     ui_settings_has         (const char *key);
int          ui_settings_get_int     (const char *key,
                                      int         fallback);
void         ui_settings_set_int     (const char *key,
                                      int         value);
gboolean     ui_settings_get_boolean (const char *key,
                                      gboolean    fallback);
void         ui_settings_set_boolean (const char *key,
                                      gboolean    value);
MonNotation  ui_settings_get_notation (void);
guint        ui_settings_get_arm_seconds (void);

G_END_DECLS
