/* cli-answer.h: what became of a wish of the command line, as JSON, as text and as exit code.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/cli-ask.h"
#include "cli/cli-exit.h"
#include "modbus/mb-json.h"
#include "monitor/engine/mon-job.h"

G_BEGIN_DECLS

void     cli_answer_put_json  (MbJson           *json,
                               const CliAsk     *ask,
                               MonOutcome        outcome,
                               const MonAnswer  *answer);
/* Lines of results; NULL when there is none. */
char    *cli_answer_dup_text  (const CliAsk     *ask,
                               MonOutcome        outcome,
                               const MonAnswer  *answer);
/* What went wrong, in one sentence; NULL when all is well. */
char    *cli_answer_dup_note  (const CliAsk     *ask,
                               MonOutcome        outcome,
                               const MonAnswer  *answer);
CliExit  cli_answer_get_exit  (const CliAsk     *ask,
                               MonOutcome        outcome,
                               const MonAnswer  *answer);

G_END_DECLS
