/* cli-reason.h: why there is no value, in words for JSON and for people.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/cli-sample.h"
#include "monitor/engine/mon-job.h"

G_BEGIN_DECLS

char *cli_reason_of_answer (const MonAnswer *answer,
                            guint            timeout_ms);
char *cli_reason_of_sample (const MonSample *sample,
                            const CliPlace  *place);

G_END_DECLS
