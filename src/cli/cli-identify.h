/* cli-identify.h: the command that asks a device who it is.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

int cli_identify (int   argc,
                  char *argv[]);
