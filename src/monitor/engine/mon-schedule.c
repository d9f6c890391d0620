/* mon-schedule.c: when each block of a device is due; ticks that cannot be kept are dropped and
 * counted.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-schedule.h"

typedef struct
{
  gint64   due_us;
  gint64   period_us;
  gboolean in_flight;
} Entry;

struct _MonSchedule
{
  guint64 missed;
  guint   n_entries;
  Entry   entries[];
};

/**
 * mon_schedule_new:
 * @periods_us: (array length=n_blocks): the period of each block in microseconds, each above 0
 * @n_blocks: number of blocks
 * @start_us: when all of them are due for the first time, monotonic
 *
 * Makes a schedule. The calls below cost O(n) in the number of blocks of one device, which is
 * small: a device of 1,000 scattered registers has a few dozen.
 *
 * Returns: (transfer full): the schedule
 */
MonSchedule *
mon_schedule_new (const gint64 *periods_us,
                  guint         n_blocks,
                  gint64        start_us)
{
  MonSchedule *schedule = g_malloc0 (sizeof (MonSchedule) + n_blocks * sizeof (Entry));

  schedule->n_entries = n_blocks;
  for (guint i = 0; i < n_blocks; i++)
    {
      g_assert (periods_us[i] > 0);
      schedule->entries[i].period_us = periods_us[i];
      schedule->entries[i].due_us = start_us;
    }

  return schedule;
}

/**
 * mon_schedule_free:
 * @schedule: (transfer full): the schedule
 *
 * Frees the schedule.
 */
void
mon_schedule_free (MonSchedule *schedule)
{
  g_free (schedule);
}

/* Moves the due time of @entry to the first tick after @now_us. Ticks that nobody took count as
 * missed, but for the one that is taken now. */
static void
step (MonSchedule *schedule,
      Entry       *entry,
      gint64       now_us)
{
  gint64 passed = (now_us - entry->due_us) / entry->period_us;

  schedule->missed += passed;
  entry->due_us += (passed + 1) * entry->period_us;
}

/**
 * mon_schedule_take:
 * @schedule: the schedule
 * @now_us: the time, monotonic
 * @out_due_us: (out) (optional): when the block was due: its latest tick at or before @now_us
 *
 * Takes the block that has been due longest and is not in flight.
 *
 * Returns: its index, or %MON_SCHEDULE_NONE
 */
guint
mon_schedule_take (MonSchedule *schedule,
                   gint64       now_us,
                   gint64      *out_due_us)
{
  Entry *oldest = NULL;

  for (guint i = 0; i < schedule->n_entries; i++)
    {
      Entry *entry = &schedule->entries[i];

      if (!entry->in_flight && entry->due_us <= now_us &&
          (oldest == NULL || entry->due_us < oldest->due_us))
        oldest = entry;
    }

  if (oldest == NULL)
    return MON_SCHEDULE_NONE;

  step (schedule, oldest, now_us);
  oldest->in_flight = TRUE;
  if (out_due_us != NULL)
    *out_due_us = oldest->due_us - oldest->period_us;

  return oldest - schedule->entries;
}

/**
 * mon_schedule_give_back:
 * @schedule: the schedule
 * @block: a block that mon_schedule_take() gave
 *
 * Ends the flight of a block, however it went. Ticks that passed during the flight are counted as
 * missed when the block is taken again, but for the last of them.
 */
void
mon_schedule_give_back (MonSchedule *schedule,
                        guint        block)
{
  g_return_if_fail (block < schedule->n_entries);
  g_return_if_fail (schedule->entries[block].in_flight);

  schedule->entries[block].in_flight = FALSE;
}

/**
 * mon_schedule_get_next_us:
 * @schedule: the schedule
 *
 * Returns: the earliest due time of the blocks not in flight, %G_MAXINT64 if there is none
 */
gint64
mon_schedule_get_next_us (MonSchedule *schedule)
{
  gint64 next_us = G_MAXINT64;

  for (guint i = 0; i < schedule->n_entries; i++)
    {
      if (!schedule->entries[i].in_flight)
        next_us = MIN (next_us, schedule->entries[i].due_us);
    }

  return next_us;
}

/**
 * mon_schedule_get_missed:
 * @schedule: the schedule
 *
 * Returns: how many ticks have been dropped because an earlier one was still under way or because
 *   the process did not run
 */
guint64
mon_schedule_get_missed (MonSchedule *schedule)
{
  return schedule->missed;
}

/**
 * mon_schedule_restart:
 * @schedule: the schedule
 * @now_us: the time, monotonic
 *
 * Starts the grid of every block anew: all are due at @now_us. No tick counts as missed for it.
 * Blocks in flight stay so.
 */
void
mon_schedule_restart (MonSchedule *schedule,
                      gint64       now_us)
{
  for (guint i = 0; i < schedule->n_entries; i++)
    schedule->entries[i].due_us = now_us;
}

/**
 * mon_schedule_hasten:
 * @schedule: the schedule
 * @block: a block
 * @now_us: the time, monotonic
 *
 * Starts the grid of one block anew: it is due at @now_us, unless it is due already.
 */
void
mon_schedule_hasten (MonSchedule *schedule,
                     guint        block,
                     gint64       now_us)
{
  g_return_if_fail (block < schedule->n_entries);

  schedule->entries[block].due_us = MIN (schedule->entries[block].due_us, now_us);
}
