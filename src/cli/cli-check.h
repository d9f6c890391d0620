/* cli-check.h: the command that looks for errors in project files.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

int cli_check (int   argc,
               char *argv[]);
