/* ui-flash.h: lets changed values draw the eye, and stop doing so after a while.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ui/ui-value-cell.h"

G_BEGIN_DECLS

/**
 * UiFlash:
 *
 * The cells of a table that flash now: one timer for all of them.
 */
typedef struct _UiFlash UiFlash;

UiFlash *ui_flash_new    (void);
void     ui_flash_free   (UiFlash     *flash);
void     ui_flash_start  (UiFlash     *flash,
                          UiValueCell *cell);
void     ui_flash_forget (UiFlash     *flash,
                          UiValueCell *cell);

G_END_DECLS
