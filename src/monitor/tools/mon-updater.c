/* mon-updater.c: drains the list of changes in small slices, by a timer.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-updater.h"

#include "monitor/engine/mon-mailbox.h"

/* How often views change at most, and how often they do without news. */
#define UPDATE_US (100 * 1000)
#define TICK_US G_USEC_PER_SEC

/* How long one step of taking over changes may hold up the main loop, and for how long that is
 * then left alone. */
#define SLICE_US 4000
#define SLICE_GAP_US 16000

/* Between two looks at the clock. */
#define SLICE_STEP 64

struct _MonUpdater
{
  MbClock        *clock;
  MonBoard       *board;
  MonViews       *views;
  MonUpdaterFunc  updated;
  gpointer        user_data;
  /* NULL while stopped. */
  MonLine        *line;

  MbTimer         timer;
  /* The timer fires inside a turn, where nobody may iterate the context; what it causes comes from
   * here. */
  MonMailbox     *later;
  /* Handles that have changed, of guint32, and how many of them are taken over. */
  GArray         *dirty;
  guint           n_taken;
  gint64          updated_us;
  gint64          ticked_us;
};

static void
plan (MonUpdater *updater,
      gint64      due_us)
{
  if (updater->line == NULL)
    return;
  if (!mb_timer_is_armed (&updater->timer) || updater->timer.due_us > due_us)
    mb_timer_arm (&updater->timer, due_us);
}

/* Returns whether everything that had changed is taken over. */
static gboolean
take_over (MonUpdater *updater)
{
  gint64 end_us = mb_clock_get_time_us (updater->clock) + SLICE_US;

  if (updater->n_taken == updater->dirty->len)
    {
      g_array_set_size (updater->dirty, 0);
      updater->n_taken = 0;
      mon_line_listen (updater->line);
      mon_board_take_dirty (updater->board, updater->dirty);
    }
  while (updater->n_taken < updater->dirty->len)
    {
      guint32 handle = g_array_index (updater->dirty, guint32, updater->n_taken++);

      mon_views_refresh (updater->views, handle);
      if (updater->n_taken % SLICE_STEP == 0 && mb_clock_get_time_us (updater->clock) > end_us)
        break;
    }
  return updater->n_taken == updater->dirty->len;
}

static void
update (gpointer data)
{
  MonUpdater *updater = data;
  gint64 now_us = mb_clock_get_time_us (updater->clock);
  gboolean is_done;

  if (updater->line == NULL)
    return;
  is_done = take_over (updater);
  if (now_us >= updater->ticked_us + TICK_US)
    {
      updater->ticked_us = now_us;
      mon_views_tick (updater->views);
    }
  updater->updated_us = now_us;
  plan (updater, is_done ? updater->ticked_us + TICK_US
                         : mb_clock_get_time_us (updater->clock) + SLICE_GAP_US);
  updater->updated (updater->user_data);
}

static void
timer_cb (gpointer user_data)
{
  MonUpdater *updater = user_data;

  mon_mailbox_post (updater->later, update, updater, NULL);
}

/**
 * mon_updater_new:
 * @clock: the clock of this thread
 * @board: where changes are listed
 * @views: what is brought up to date; must outlive the updater, as @board must
 * @updated: called after each step, outside any turn
 * @user_data: for @updated
 *
 * Returns: (transfer full): an updater, not started
 */
MonUpdater *
mon_updater_new (MbClock        *clock,
                 MonBoard       *board,
                 MonViews       *views,
                 MonUpdaterFunc  updated,
                 gpointer        user_data)
{
  MonUpdater *updater = g_new0 (MonUpdater, 1);

  updater->clock = mb_clock_ref (clock);
  updater->board = board;
  updater->views = views;
  updater->updated = updated;
  updater->user_data = user_data;
  updater->later = mon_mailbox_new (mb_turn_get_context (mb_clock_get_turn (clock)), NULL);
  updater->dirty = g_array_new (FALSE, FALSE, sizeof (guint32));
  mb_timer_init (&updater->timer, clock, timer_cb, updater);
  return updater;
}

/**
 * mon_updater_free:
 * @updater: (transfer full): an updater
 *
 * Frees it.
 */
void
mon_updater_free (MonUpdater *updater)
{
  mon_updater_stop (updater);
  mon_mailbox_close (updater->later);
  mon_mailbox_unref (updater->later);
  g_array_unref (updater->dirty);
  mb_clock_unref (updater->clock);
  g_free (updater);
}

/**
 * mon_updater_start:
 * @updater: an updater
 * @line: the line that tells of changes; must live until mon_updater_stop()
 *
 * Begins.
 */
void
mon_updater_start (MonUpdater *updater,
                   MonLine    *line)
{
  updater->line = line;
  updater->ticked_us = mb_clock_get_time_us (updater->clock);
  plan (updater, updater->ticked_us + TICK_US);
}

/**
 * mon_updater_stop:
 * @updater: an updater
 *
 * Ends: views stay as they are.
 */
void
mon_updater_stop (MonUpdater *updater)
{
  updater->line = NULL;
  mb_timer_disarm (&updater->timer);
}

/**
 * mon_updater_notify:
 * @updater: an updater
 *
 * Notes that there is something new, for the next update.
 */
void
mon_updater_notify (MonUpdater *updater)
{
  plan (updater, updater->updated_us + UPDATE_US);
}
