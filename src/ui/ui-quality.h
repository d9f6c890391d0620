/* ui-quality.h: the words of the window for how far a value can be trusted.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-sample.h"

G_BEGIN_DECLS

const char *ui_quality_get_word (MonQuality quality);

G_END_DECLS
