/* mon-poll-round.h: which block of a device is asked next, and what the others get meanwhile.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/engine/mon-health.h"
#include "monitor/engine/mon-link.h"
#include "monitor/engine/mon-poll-list.h"

G_BEGIN_DECLS

/**
 * MonPollRound:
 * @list: the blocks of a device, and when they are due
 * @health: how the device is doing
 * @link: gives samples their times
 * @batch: where samples go
 *
 * What it takes to choose; all borrowed for one call.
 */
typedef struct
{
  MonPollList     *list;
  const MonHealth *health;
  MonLink         *link;
  MonBatch        *batch;
} MonPollRound;

MonPollBlock *mon_poll_round_take       (const MonPollRound *round,
                                         gint64              now_us,
                                         gboolean            has_link);
MonPollBlock *mon_poll_round_take_probe (const MonPollRound *round,
                                         gint64              now_us,
                                         gboolean            is_idle);

G_END_DECLS
