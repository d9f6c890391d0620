/* cli-read.h: the command that reads values once.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

int cli_read (int   argc,
              char *argv[]);
