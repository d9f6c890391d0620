/* cli-values.h: the typed values in a reply to a read, as JSON and as text.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/cli-target.h"
#include "modbus/mb-json.h"

G_BEGIN_DECLS

guint  cli_values_count     (const CliRange *range,
                             const guint16  *items);
void   cli_values_put_json  (MbJson         *json,
                             const CliRange *range,
                             const guint16  *items);
/* A line for each value. */
char  *cli_values_dup_text  (const CliRange *range,
                             const guint16  *items);
/* (nullable): which of them are none, and why. */
char  *cli_values_dup_lacks (const CliRange *range,
                             const guint16  *items);

G_END_DECLS
