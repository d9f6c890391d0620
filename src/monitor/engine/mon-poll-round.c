/* mon-poll-round.c: which block of a device is asked next, and what the others get meanwhile.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-poll-round.h"

static MonPollBlock *
take_due (const MonPollRound *round,
          gint64              now_us)
{
  gint64 due_us;
  guint index = mon_schedule_take (round->list->schedule, now_us, &due_us);

  if (index == MON_SCHEDULE_NONE)
    return NULL;
  round->list->blocks[index].due_us = due_us;
  return &round->list->blocks[index];
}

/* Whether the device will refuse it by what is known, and is not to be asked for it now. */
static gboolean
is_left_alone (const MonPollRound *round,
               const MonPollBlock *block,
               gint64              now_us)
{
  const MonReadBlock *read = block->block;

  return read->exception != 0
         && !mon_dead_set_take_due (round->list->dead, read->table, read->address,
                                    read->quantity, now_us);
}

/**
 * mon_poll_round_take:
 * @round: the blocks of a device
 * @now_us: the monotonic time now
 * @has_link: whether what is taken can be asked
 *
 * Takes what is due. Dead addresses get their samples without being asked, as long as it is not
 * time to try them again.
 *
 * Returns: (nullable): the block that has been due longest, in flight now
 */
MonPollBlock *
mon_poll_round_take (const MonPollRound *round,
                     gint64              now_us,
                     gboolean            has_link)
{
  MonPollBlock *block;

  while ((block = take_due (round, now_us)) != NULL && has_link
         && is_left_alone (round, block, now_us))
    {
      mon_poll_list_give_back (round->list, block);
      mon_poll_block_without (block, MON_QUALITY_EXCEPTION, block->block->exception,
                              mon_link_stamp (round->link), round->batch);
    }
  return block;
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

  mon_poll_list_give_back (round->list, block);
  block->was_skipped = TRUE;
  if (round->health->breach != MB_BREACH_NONE)
    mon_poll_block_without (block, MON_QUALITY_BREACH, (guint8) round->health->breach, time_us,
                            round->batch);
  else
    mon_poll_block_without (block, MON_QUALITY_TIMEOUT, wait_s, time_us, round->batch);
}

/* A dead address says less of a device than others do. */
static gboolean
is_better_probe (const MonPollBlock *block,
                 const MonPollBlock *other)
{
  gboolean is_dead = block->block->exception != 0;
  gboolean is_other_dead = other->block->exception != 0;

  return is_dead != is_other_dead ? is_other_dead : block->asked_us < other->asked_us;
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

  while ((block = take_due (round, now_us)) != NULL)
    {
      MonPollBlock *skipped = block;

      if (may_ask && (probe == NULL || is_better_probe (block, probe)))
        {
          skipped = probe;
          probe = block;
        }
      if (skipped != NULL)
        skip_block (round, skipped, now_us);
    }
  return probe;
}
