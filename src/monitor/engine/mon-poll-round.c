/* mon-poll-round.c: which block of a device is asked next, and what the others get meanwhile.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-poll-round.h"

/**
 * mon_poll_round_take:
 * @round: the blocks of a device
 * @now_us: the monotonic time now
 *
 * Returns: (nullable): the block that has been due longest, in flight now
 */
MonPollBlock *
mon_poll_round_take (const MonPollRound *round,
                     gint64              now_us)
{
  gint64 due_us;
  guint index = mon_schedule_take (round->schedule, now_us, &due_us);

  if (index == MON_SCHEDULE_NONE)
    return NULL;
  round->blocks[index].due_us = due_us;
  return &round->blocks[index];
}

/* The tick of a block that is not sent: it counts all the same, and says when there is a try. */
static void
skip_block (const MonPollRound *round,
            MonPollBlock       *block,
            gint64              now_us)
{
  gint64 wait_us = mon_health_get_probe_us (round->health) - now_us;
  guint8 wait_s = (guint8) CLAMP ((wait_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC, 1, G_MAXUINT8);
  gint64 time_us = mon_link_stamp (round->link);

  mon_schedule_give_back (round->schedule, (guint) (block - round->blocks));
  block->was_skipped = TRUE;
  if (round->health->breach != MB_BREACH_NONE)
    mon_poll_block_without (block, MON_QUALITY_BREACH, (guint8) round->health->breach, time_us,
                            round->batch);
  else
    mon_poll_block_without (block, MON_QUALITY_TIMEOUT, wait_s, time_us, round->batch);
}

/**
 * mon_poll_round_take_probe:
 * @round: the blocks of a demoted device
 * @now_us: the monotonic time now
 * @is_idle: whether none of its requests is on its way
 *
 * Of a device that does not answer, one block is asked when it is time for that, each in its turn;
 * the others that are due get samples without being asked.
 *
 * Returns: (nullable): the block to ask, in flight now
 */
MonPollBlock *
mon_poll_round_take_probe (const MonPollRound *round,
                           gint64              now_us,
                           gboolean            is_idle)
{
  gboolean may_ask = is_idle && now_us >= mon_health_get_probe_us (round->health);
  MonPollBlock *probe = NULL;
  MonPollBlock *block;

  while ((block = mon_poll_round_take (round, now_us)) != NULL)
    {
      MonPollBlock *skipped = block;

      if (may_ask && (probe == NULL || block->asked_us < probe->asked_us))
        {
          skipped = probe;
          probe = block;
        }
      if (skipped != NULL)
        skip_block (round, skipped, now_us);
    }
  return probe;
}
