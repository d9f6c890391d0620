/* cli-record.h: the command that records a project into a file.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

int cli_record (int   argc,
                char *argv[]);
