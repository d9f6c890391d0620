/* cli-watch.h: the command that polls values and prints their samples.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

int cli_watch (int   argc,
               char *argv[]);
