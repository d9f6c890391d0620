/* mon-recording-series.h: a recording as a series: plots and statistics read it like live history.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-recording-reader.h"
#include "monitor/store/mon-series.h"

G_BEGIN_DECLS

/* What all loaded tags may take; beyond, the tag that was not asked for longest goes. */
#define MON_RECORDING_SERIES_BYTES ((gsize) 256 << 20)

/* The recording as it is now: what is recorded later is not in it. Opening reads the list of tags,
 * which may take a while: not on the main thread. */
MonSeries          *mon_recording_series_new        (const char  *path,
                                                     GError     **error);

/* Its tags. The handle by which a series is asked is @spec->handle; borrowed. */
guint               mon_recording_series_get_n_tags (MonSeries   *series);
const MonReaderTag *mon_recording_series_get_tag    (MonSeries   *series,
                                                     guint        number);

G_END_DECLS
