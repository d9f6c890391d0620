/* cli-scan.h: the command that looks for hosts and units.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

int cli_scan (int   argc,
              char *argv[]);
