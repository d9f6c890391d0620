/* cli-serve.h: the command that answers as a device or as the demo plant.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int cli_serve (int   argc,
               char *argv[]);

G_END_DECLS
