/* mon-poll-list.c: the blocks of a device with their schedule, made anew when its plan is another.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-poll-list.h"

static void
make_blocks (MonPollList *list,
             gint64       now_us)
{
  g_autofree gint64 *periods_us = NULL;

  list->plan = mon_read_plan_new (list->device, list->dead);
  list->n_blocks = mon_read_plan_get_n_blocks (list->plan);
  list->blocks = g_new0 (MonPollBlock, MAX (list->n_blocks, 1));
  periods_us = g_new (gint64, MAX (list->n_blocks, 1));
  for (guint i = 0; i < list->n_blocks; i++)
    {
      const MonReadBlock *block = mon_read_plan_get_block (list->plan, i);

      mon_poll_block_init (&list->blocks[i], list->poller, block, list->device, list->done);
      periods_us[i] = (gint64) block->period_ms * 1000;
    }
  list->schedule = mon_schedule_new (periods_us, list->n_blocks, now_us, list->share);
}

static void
drop_blocks (MonPollList *list)
{
  for (guint i = 0; i < list->n_blocks; i++)
    mon_poll_block_stop (&list->blocks[i]);
  g_free (list->blocks);
  mon_schedule_free (list->schedule);
  mon_read_plan_free (list->plan);
}

/* Plans anew, by what is known of dead addresses now. A tag is due when it was before. */
static void
remake (MonPollList *list,
        gint64       now_us)
{
  MonPollList old = *list;
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < old.n_blocks; i++)
    for (guint j = 0; j < old.blocks[i].block->n_tags; j++)
      g_hash_table_insert (places, (gpointer) old.blocks[i].block->tags[j], GUINT_TO_POINTER (i));

  list->missed_before += mon_schedule_get_missed (old.schedule);
  make_blocks (list, now_us);
  for (guint i = 0; i < list->n_blocks; i++)
    {
      MonPollBlock *block = &list->blocks[i];
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, block->block->tags[0]));

      block->asked_us = old.blocks[place].asked_us;
      block->was_skipped = old.blocks[place].was_skipped;
      mon_schedule_take_over (list->schedule, i, old.schedule, place);
    }
  drop_blocks (&old);
  list->is_outdated = FALSE;
}

static gboolean
has_more (const MonPollList *list)
{
  for (guint i = 0; i < list->n_blocks; i++)
    if (list->blocks[i].wants_more)
      return TRUE;
  return FALSE;
}

/**
 * mon_poll_list_init:
 * @list: memory for it
 * @poller: whose it is
 * @device: the device, of which it takes a reference
 * @done: called at the end of each read, see mon_poll_block_init()
 * @now_us: the monotonic time now, when everything is due
 * @share: see mon_schedule_new()
 *
 * Plans the reads of a device of which nothing is known yet.
 */
void
mon_poll_list_init (MonPollList    *list,
                    gpointer        poller,
                    MonDeviceSpec  *device,
                    MonRequestFunc  done,
                    gint64          now_us,
                    guint32         share)
{
  *list = (MonPollList) {
    .dead = mon_dead_set_new (),
    .device = mon_device_spec_ref (device),
    .poller = poller,
    .done = done,
    .share = share,
  };
  make_blocks (list, now_us);
}

/**
 * mon_poll_list_clear:
 * @list: a list
 *
 * Frees what it has.
 */
void
mon_poll_list_clear (MonPollList *list)
{
  drop_blocks (list);
  mon_dead_set_free (list->dead);
  mon_device_spec_unref (list->device);
}

/**
 * mon_poll_list_is_ready:
 * @list: a list
 * @is_on_way: whether a request of it is on its way
 * @now_us: the monotonic time now
 *
 * Brings the blocks up to date with what is known of dead addresses, once none is in flight; until
 * then none is to begin.
 *
 * Returns: whether the blocks that are due may be taken
 */
gboolean
mon_poll_list_is_ready (MonPollList *list,
                        gboolean     is_on_way,
                        gint64       now_us)
{
  if (!list->is_outdated)
    return TRUE;
  if (is_on_way || has_more (list))
    return FALSE;
  remake (list, now_us);
  return TRUE;
}

/**
 * mon_poll_list_find_more:
 * @list: a list
 * @now_us: the monotonic time now
 *
 * Returns: (nullable): a block in flight that is to be asked again, or for its next part, by now
 */
MonPollBlock *
mon_poll_list_find_more (MonPollList *list,
                         gint64       now_us)
{
  for (guint i = 0; i < list->n_blocks; i++)
    if (list->blocks[i].wants_more && list->blocks[i].retry.due_us <= now_us)
      return &list->blocks[i];
  return NULL;
}

/**
 * mon_poll_list_get_next_us:
 * @list: a list
 * @is_on_way: whether a request of it is on its way
 *
 * Returns: the monotonic time at which there is something to ask, %G_MAXINT64 when nothing will be
 *   before something ends
 */
gint64
mon_poll_list_get_next_us (MonPollList *list,
                           gboolean     is_on_way)
{
  gboolean must_wait = list->is_outdated && (is_on_way || has_more (list));
  gint64 next_us = must_wait ? G_MAXINT64 : mon_schedule_get_next_us (list->schedule);

  for (guint i = 0; i < list->n_blocks; i++)
    if (list->blocks[i].wants_more)
      next_us = MIN (next_us, list->blocks[i].retry.due_us);
  return next_us;
}

/**
 * mon_poll_list_give_back:
 * @list: a list
 * @block: a block of it that is in flight
 *
 * Ends the flight of a block, however it went.
 */
void
mon_poll_list_give_back (MonPollList  *list,
                         MonPollBlock *block)
{
  mon_schedule_give_back (list->schedule, (guint) (block - list->blocks));
}

/**
 * mon_poll_list_hasten_skipped:
 * @list: a list
 * @now_us: the monotonic time now
 *
 * Makes due what was not asked while the device did not answer: it is back.
 */
void
mon_poll_list_hasten_skipped (MonPollList *list,
                              gint64       now_us)
{
  for (guint i = 0; i < list->n_blocks; i++)
    {
      if (list->blocks[i].was_skipped)
        mon_schedule_hasten (list->schedule, i, now_us);
      list->blocks[i].was_skipped = FALSE;
    }
}

/**
 * mon_poll_list_pause:
 * @list: a list
 * @time_us: wall time
 * @batch: where samples go
 *
 * Forgets what was to be asked again, and gives each tag a sample that says that polling is paused.
 */
void
mon_poll_list_pause (MonPollList *list,
                     gint64       time_us,
                     MonBatch    *batch)
{
  for (guint i = 0; i < list->n_blocks; i++)
    {
      MonPollBlock *block = &list->blocks[i];

      if (block->wants_more)
        {
          mon_poll_list_give_back (list, block);
          mon_poll_block_stop (block);
        }
      mon_poll_block_without (block, MON_QUALITY_PAUSED, 0, time_us, batch);
    }
}

/**
 * mon_poll_list_swap_dead:
 * @list: the list of a new poller
 * @other: the list of the same device until now
 * @now_us: the monotonic time now
 *
 * Takes over what is known of dead addresses. All of them are tried again soon: what was edited
 * may be about them.
 */
void
mon_poll_list_swap_dead (MonPollList *list,
                         MonPollList *other,
                         gint64       now_us)
{
  MonDeadSet *dead = other->dead;

  other->dead = list->dead;
  list->dead = dead;
  mon_dead_set_hasten (dead, now_us);
  list->is_outdated = mon_dead_set_get_n (dead) > 0;
}

/**
 * mon_poll_list_recall:
 * @list: a list of which nothing was asked yet
 * @dead: (element-type MonDeadSpec): what the devices of a project are known to refuse
 * @now_us: the monotonic time now
 *
 * Begins with what is known of the device.
 */
void
mon_poll_list_recall (MonPollList     *list,
                      const GPtrArray *dead,
                      gint64           now_us)
{
  for (guint i = 0; i < dead->len; i++)
    {
      const MonDeadSpec *spec = g_ptr_array_index (dead, i);

      if (g_str_equal (spec->device_id, list->device->id)
          && mon_dead_set_add (list->dead, &spec->range, now_us))
        list->is_outdated = TRUE;
    }
}

/**
 * mon_poll_list_dup_dead:
 * @list: a list
 *
 * Returns: (transfer full) (element-type MonDeadRange): all that the device is known to refuse
 */
GArray *
mon_poll_list_dup_dead (const MonPollList *list)
{
  guint n = mon_dead_set_get_n (list->dead);
  GArray *ranges = g_array_sized_new (FALSE, FALSE, sizeof (MonDeadRange), n);

  for (guint i = 0; i < n; i++)
    g_array_append_val (ranges, *mon_dead_set_get (list->dead, i));
  return ranges;
}

/**
 * mon_poll_list_get_missed:
 * @list: a list
 *
 * Returns: how many ticks of its blocks have been dropped since it began
 */
guint64
mon_poll_list_get_missed (const MonPollList *list)
{
  return list->missed_before + mon_schedule_get_missed (list->schedule);
}
