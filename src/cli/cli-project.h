/* cli-project.h: the project of a command: one device on one connection, and what is watched of it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/cli-target.h"
#include "monitor/document/mon-project.h"

G_BEGIN_DECLS

MonProject              *cli_project_new            (const CliTarget  *target,
                                                     const CliOptions *options);
const MonConnectionSpec *cli_project_get_connection (MonProject       *project);
const MonDeviceSpec     *cli_project_get_device     (MonProject       *project);
/* Replaces what is watched; @range %NULL: nothing. */
void                     cli_project_watch          (MonProject       *project,
                                                     const CliRange   *range,
                                                     guint             period_ms);
/* Every tag of every device gets this period. */
void                     cli_project_set_period     (MonProject       *project,
                                                     guint             period_ms);

G_END_DECLS
