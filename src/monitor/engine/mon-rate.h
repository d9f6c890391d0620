/* mon-rate.h: by how much a value has changed within the last so and so long; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The window is kept as so many parts and the one that has begun. */
#define MON_RATE_PARTS 16

/**
 * MonRate:
 *
 * The least and the greatest value in each part of the window, so that its memory does not depend
 * on how many samples there are. It never forgets what lies within the window, and remembers for
 * up to a sixteenth of it longer. All members are private.
 */
typedef struct
{
  gint64 part_us;
  gint64 newest;
  double least[MON_RATE_PARTS + 1];
  double greatest[MON_RATE_PARTS + 1];
} MonRate;

void mon_rate_init (MonRate *rate,
                    gint64   window_us);
void mon_rate_take (MonRate *rate,
                    gint64   now_us,
                    double   value,
                    double  *out_risen,
                    double  *out_fallen);

G_END_DECLS
