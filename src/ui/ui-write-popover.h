/* ui-write-popover.h: writes one tag: old and new value, the bytes, the lock, the outcome.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "monitor/tools/mon-session.h"

G_BEGIN_DECLS

/**
 * UiWritePopover:
 *
 * Signal "outcome" (MonJob): a write that it sent has ended.
 */
#define UI_TYPE_WRITE_POPOVER (ui_write_popover_get_type ())
G_DECLARE_FINAL_TYPE (UiWritePopover, ui_write_popover, UI, WRITE_POPOVER, GtkPopover)

GtkWidget *ui_write_popover_new         (void);
void       ui_write_popover_set_session (UiWritePopover     *self,
                                         MonSession         *session);
void       ui_write_popover_open        (UiWritePopover     *self,
                                         MonTag             *tag,
                                         const GdkRectangle *place);

G_END_DECLS
