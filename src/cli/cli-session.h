/* cli-session.h: the command that takes commands for one connection from standard input.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

int cli_session (int   argc,
                 char *argv[]);
