/* cli-write.h: the command that writes values once.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

int cli_write (int   argc,
               char *argv[]);
