/* cli-decode-hex.h: requests and responses as lines of hex, taken apart.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

int cli_decode_hex (FILE     *file,
                    gboolean  is_json);

G_END_DECLS
