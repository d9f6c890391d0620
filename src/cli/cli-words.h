/* cli-words.h: the words of a line of a session.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char **cli_words_split (const char  *line,
                        GError     **error);

G_END_DECLS
