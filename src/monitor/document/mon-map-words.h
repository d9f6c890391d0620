/* mon-map-words.h: what makers of register maps call things, in one word each.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-map.h"

G_BEGIN_DECLS

/* All of them take a text as it stands in a cell; case, blanks and _-/. in it do not count. */

int      mon_map_words_find_column   (const char *text);
gboolean mon_map_words_find_table    (const char *text,
                                      MbTable    *out_table);
gboolean mon_map_words_find_type     (const char *text,
                                      MbType     *out_type,
                                      guint      *out_length);
gboolean mon_map_words_find_order    (const char *text,
                                      MbOrder    *out_order);
gboolean mon_map_words_find_writable (const char *text,
                                      gboolean   *out_is_writable);

G_END_DECLS
