/* cli-once.h: a command that asks a device once, prints the answer and ends.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/cli-ask.h"
#include "cli/cli-exit.h"

G_BEGIN_DECLS

CliExit cli_once (const CliTarget *target,
                  CliOptions      *options,
                  const CliAsk    *ask);

G_END_DECLS
