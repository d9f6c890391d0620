/* cli-request.h: the command that sends a bare PDU.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

int cli_request (int   argc,
                 char *argv[]);
