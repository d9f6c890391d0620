/* mon-tag-entry.h: what a person types as the value of a tag, as the registers to be written.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-tag-spec.h"

G_BEGIN_DECLS

/* @registers has room for mon_tag_spec_n_items() of them; for a bit of a bit table it is 0 or 1. */
gboolean mon_tag_entry_parse (const MonTagSpec  *tag,
                              const char        *text,
                              guint16           *registers,
                              GError           **error);

G_END_DECLS
