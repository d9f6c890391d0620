/* mon-tally.h: counts up chunks and parts of them for the statistics between two times.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-chunk-reader.h"
#include "monitor/store/mon-pyramid.h"
#include "monitor/store/mon-track-view.h"

G_BEGIN_DECLS

void mon_tally_keep (MonChunk           *chunk);
void mon_tally_take (const MonTrackView *view,
                     gint64              from_us,
                     gint64              to_us,
                     MonStatistics      *out_statistics);

G_END_DECLS
