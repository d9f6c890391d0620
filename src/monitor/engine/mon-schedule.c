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
  gint64   tick_us;   /* the next one on the grid */
  gint64   extra_us;  /* between two ticks, G_MAXINT64 for none */
  gint64   period_us;
  gboolean in_flight;
} Entry;

struct _MonSchedule
{
  guint64 missed;
  guint32 share;
  guint   n_entries;
  Entry   entries[];
};

static void
start (MonSchedule *schedule,
       Entry       *entry,
       gint64       start_us)
{
  guint64 period_us = (guint64) entry->period_us;
  /* A day times a share is more than 64 bits hold. */
  gint64 phase_us = (gint64) ((period_us >> 32) * schedule->share +
                              ((period_us & G_MAXUINT32) * schedule->share >> 32));

  entry->tick_us = start_us + phase_us;
  entry->extra_us = phase_us > 0 ? start_us : G_MAXINT64;
}

/**
 * mon_schedule_new:
 * @periods_us: (array length=n_blocks): the period of each block in microseconds, each above 0
 * @n_blocks: number of blocks
 * @start_us: when all of them are due for the first time, monotonic
 * @share: which part of its period later the grid of each begins, in 2^32 parts
 *
 * Makes a schedule. The calls below cost O(n) in the number of blocks of one device, which is
 * small: a device of 1,000 scattered registers has a few dozen.
 *
 * Returns: (transfer full): the schedule
 */
MonSchedule *
mon_schedule_new (const gint64 *periods_us,
                  guint         n_blocks,
                  gint64        start_us,
                  guint32       share)
{
  MonSchedule *schedule = g_malloc0 (sizeof (MonSchedule) + n_blocks * sizeof (Entry));

  schedule->n_entries = n_blocks;
  schedule->share = share;
  for (guint i = 0; i < n_blocks; i++)
    {
      g_assert (periods_us[i] > 0);
      schedule->entries[i].period_us = periods_us[i];
      start (schedule, &schedule->entries[i], start_us);
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

static gint64
due_of (const Entry *entry)
{
  return MIN (entry->tick_us, entry->extra_us);
}

/* Serves @entry, which is due, and gives the time at which it was. Its next tick is the first one
 * after @now_us then. Ticks that nobody took count as missed, but for the one that is taken now. */
static gint64
serve (MonSchedule *schedule,
       Entry       *entry,
       gint64       now_us)
{
  gint64 due_us = entry->extra_us;

  entry->extra_us = G_MAXINT64;
  if (entry->tick_us <= now_us)
    {
      gint64 passed = (now_us - entry->tick_us) / entry->period_us;

      schedule->missed += passed;
      due_us = entry->tick_us + passed * entry->period_us;
      entry->tick_us = due_us + entry->period_us;
    }
  return due_us;
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
  gint64 due_us;

  for (guint i = 0; i < schedule->n_entries; i++)
    {
      Entry *entry = &schedule->entries[i];

      if (!entry->in_flight && due_of (entry) <= now_us &&
          (oldest == NULL || due_of (entry) < due_of (oldest)))
        oldest = entry;
    }

  if (oldest == NULL)
    return MON_SCHEDULE_NONE;

  due_us = serve (schedule, oldest, now_us);
  oldest->in_flight = TRUE;
  if (out_due_us != NULL)
    *out_due_us = due_us;

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
        next_us = MIN (next_us, due_of (&schedule->entries[i]));
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
    start (schedule, &schedule->entries[i], now_us);
}

/**
 * mon_schedule_hasten:
 * @schedule: the schedule
 * @block: a block
 * @now_us: the time, monotonic
 *
 * Makes a block due at @now_us, unless it is due already. Its grid stays.
 */
void
mon_schedule_hasten (MonSchedule *schedule,
                     guint        block,
                     gint64       now_us)
{
  g_return_if_fail (block < schedule->n_entries);

  schedule->entries[block].extra_us = MIN (schedule->entries[block].extra_us, now_us);
}

/**
 * mon_schedule_catch_up:
 * @schedule: the schedule
 * @within_us: a time that one can wait
 * @now_us: the time, monotonic
 *
 * Hastens every block that is not due within @within_us by itself. The others have their round
 * soon, and need no other one.
 */
void
mon_schedule_catch_up (MonSchedule *schedule,
                       gint64       within_us,
                       gint64       now_us)
{
  for (guint i = 0; i < schedule->n_entries; i++)
    if (schedule->entries[i].tick_us - now_us > within_us)
      mon_schedule_hasten (schedule, i, now_us);
}

/**
 * mon_schedule_take_over:
 * @schedule: the schedule
 * @block: a block
 * @from: another schedule
 * @from_block: a block there, of the same period
 *
 * Makes a block due when that other one was. What it missed stays with its own schedule.
 */
void
mon_schedule_take_over (MonSchedule       *schedule,
                        guint              block,
                        const MonSchedule *from,
                        guint              from_block)
{
  g_return_if_fail (block < schedule->n_entries);
  g_return_if_fail (from_block < from->n_entries);

  schedule->entries[block].tick_us = from->entries[from_block].tick_us;
  schedule->entries[block].extra_us = from->entries[from_block].extra_us;
}
