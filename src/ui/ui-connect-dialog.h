/* ui-connect-dialog.h: asks for a connection to a device: host, port, unit id.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "monitor/document/mon-spec.h"

G_BEGIN_DECLS

/**
 * UiConnectDialog:
 *
 * Signal "connection-entered" (pointer MonConnectionSpec): the user wants this connection; the
 * dialog closes by itself.
 */
#define UI_TYPE_CONNECT_DIALOG (ui_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (UiConnectDialog, ui_connect_dialog, UI, CONNECT_DIALOG, AdwWindow)

GtkWidget *ui_connect_dialog_new      (GtkWindow       *parent);
void       ui_connect_dialog_set_text (UiConnectDialog *self,
                                       const char      *host,
                                       const char      *port,
                                       const char      *unit);
/* (nullable): what is wrong, in words. */
char      *ui_connect_dialog_dup_problem (UiConnectDialog *self);

G_END_DECLS
