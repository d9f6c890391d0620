/* mon-stamp.h: times for what happens on one link: each is given once, and they rise; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MonStamp:
 * @last_us: the last time given, 0 before the first
 *
 * All zeros is a new one.
 */
typedef struct
{
  gint64 last_us;
} MonStamp;

gint64 mon_stamp_take (MonStamp *stamp,
                       gint64    wall_us);

G_END_DECLS
