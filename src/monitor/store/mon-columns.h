/* mon-columns.h: puts a curve into columns of time, from extremes that are known already.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-track-view.h"

G_BEGIN_DECLS

void mon_columns_fill (const MonTrackView *view,
                       const MonGrid      *grid,
                       MonCurve           *curve);

G_END_DECLS
