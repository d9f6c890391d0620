/* cli-decode-file.h: a capture file, taken apart.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @path may be "-" for standard input. */
int cli_decode_file (const char   *path,
                     const GArray *ports,
                     gboolean      is_json);

G_END_DECLS
