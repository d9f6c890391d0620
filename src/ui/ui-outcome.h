/* ui-outcome.h: how the outcome of a write is shown: icon and words.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-job.h"

G_BEGIN_DECLS

const char *ui_outcome_get_icon (MonOutcome outcome);
char       *ui_outcome_dup_text (MonJob    *job);

G_END_DECLS
