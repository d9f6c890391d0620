/* cli-decode.h: the command that takes captures and recorded requests and responses apart.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int cli_decode (int   argc,
                char *argv[]);

G_END_DECLS
