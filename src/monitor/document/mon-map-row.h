/* mon-map-row.h: one row of a table of registers as a tag; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-map.h"

G_BEGIN_DECLS

/* Fills @out_entry, or says why not: the first cell that is wrong, and what is wrong with it. */
gboolean mon_map_row_read (const MonCsv        *csv,
                           const MonMapLayout  *layout,
                           guint                row,
                           MonMapEntry         *out_entry,
                           MonMapNote          *out_note);

G_END_DECLS
