/* cli-export.h: the command that writes a recording in other formats.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

int cli_export (int   argc,
                char *argv[]);
