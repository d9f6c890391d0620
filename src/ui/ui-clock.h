/* ui-clock.h: the clock of the main context, for the timers of the window.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"

G_BEGIN_DECLS

MbClock *ui_clock_get_default (void);

G_END_DECLS
