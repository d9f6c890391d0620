/* mon-words.h: what goes wrong, in words for a person.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-sample.h"

G_BEGIN_DECLS

char *mon_words_exception (guint8      code);
gboolean mon_words_shows_code (guint8   code);
char *mon_words_breach    (guint       breach);
char *mon_words_hint      (guint       hint);
char *mon_words_fault     (guint       fault);
char *mon_words_quality   (MonQuality  quality,
                           guint8      detail);

G_END_DECLS
