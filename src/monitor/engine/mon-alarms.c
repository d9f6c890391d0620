/* mon-alarms.c: all alarms of a root over samples and time; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-alarms.h"

#include "modbus/mb-timer-heap.h"
#include "monitor/document/mon-number.h"
#include "monitor/engine/mon-alarm-teller.h"
#include "monitor/store/mon-handle-map.h"

struct _MonAlarms
{
  MonProjectSpec *root;      /* NULL before there is one */
  MonHandleMap    watches;   /* tag → MonAlarmWatch */
  GHashTable     *by_handle; /* handle → MonAlarmEntry, of the watches */
  GPtrArray      *heap;      /* of MbTimer of entries */
  MonAlarmTeller  teller;
};

/* The worse of two has changed where it stands. */
static void
update_lesser (MonAlarms     *alarms,
               MonAlarmEntry *entry)
{
  if (entry->lesser != NULL
      && mon_alarm_set_superseded (&entry->lesser->alarm,
                                   entry->alarm.is_active && !entry->alarm.is_shelved))
    mon_alarm_teller_mark (&alarms->teller, entry->lesser);
}

static void
tell_change (MonAlarms      *alarms,
             MonAlarmEntry  *entry,
             MonAlarmChange  change,
             MonAlarmMoment  moment)
{
  if (change == MON_ALARM_SAME)
    return;
  mon_alarm_teller_tell (&alarms->teller, entry, change, moment);
  update_lesser (alarms, entry);
}

static void
sync_timer (MonAlarms     *alarms,
            MonAlarmEntry *entry)
{
  gint64 next_us = mon_alarm_get_next_us (&entry->alarm);
  gboolean is_in = entry->timer.position != 0;

  if (next_us == (is_in ? entry->timer.due_us : MON_ALARM_NEVER))
    return;
  if (is_in)
    mb_timer_heap_remove (alarms->heap, &entry->timer);
  entry->timer.due_us = next_us;
  if (next_us != MON_ALARM_NEVER)
    mb_timer_heap_put (alarms->heap, &entry->timer);
}

static void
judge (MonAlarms       *alarms,
       MonAlarmEntry   *entry,
       const MonSample *sample,
       MonAlarmMoment           moment)
{
  gboolean was_held = entry->alarm.is_held;
  MonFinding finding = mon_alarm_rule_judge (&entry->rule, sample, entry->alarm.is_active,
                                             moment.now_us);
  MonAlarmChange change = mon_alarm_feed (&entry->alarm, finding, moment.now_us);

  if (entry->alarm.is_held != was_held)
    {
      entry->held_since_us = moment.wall_us;
      if (mon_alarm_get_state (&entry->alarm) != MON_ALARM_NORMAL)
        mon_alarm_teller_mark (&alarms->teller, entry);
    }
  tell_change (alarms, entry, change, moment);
  sync_timer (alarms, entry);
}

static void
apply_shelf (MonAlarms     *alarms,
             MonAlarmEntry *entry,
             gint64         until_us,
             MonAlarmMoment  moment)
{
  gint64 left_us = MIN (until_us - moment.wall_us, MON_ALARM_MAX_SHELF_US);

  if (until_us == entry->shelf_us)
    return;
  entry->shelf_us = until_us;
  if (left_us > 0)
    {
      mon_alarm_shelve (&entry->alarm, moment.now_us + left_us);
      mon_alarm_teller_add (&alarms->teller, entry, MON_ALARM_EVENT_SHELVED, moment.wall_us);
      update_lesser (alarms, entry);
    }
  else if (mon_alarm_unshelve (&entry->alarm))
    tell_change (alarms, entry, MON_ALARM_UNSHELVED, moment);
}

static void
apply_shelves (MonAlarms            *alarms,
               const MonProjectSpec *root,
               MonAlarmMoment        moment)
{
  g_autoptr (GHashTable) until = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < root->shelvings->len; i++)
    {
      MonShelving *shelving = g_ptr_array_index (root->shelvings, i);

      g_hash_table_replace (until, shelving->alarm_id, shelving);
    }
  g_hash_table_iter_init (&iter, alarms->by_handle);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      MonAlarmEntry *entry = value;
      const MonShelving *shelving = g_hash_table_lookup (until, entry->spec->id);

      apply_shelf (alarms, entry, shelving != NULL ? shelving->until_us : 0, moment);
      sync_timer (alarms, entry);
    }
}

/* A handle that was there before and is no longer; the alarm may go on under another. */
static void
tell_gone (MonAlarms     *alarms,
           MonAlarmEntry *entry,
           gint64         wall_us)
{
  if (g_hash_table_contains (alarms->by_handle, GUINT_TO_POINTER (entry->spec->handle)))
    return;
  mon_alarm_teller_remove (&alarms->teller, entry, wall_us);
}

static void
free_watch_cb (gpointer watch)
{
  mon_alarm_watch_free (watch);
}

static void
add_watch (MonAlarms         *alarms,
           const MonTagPlace *place,
           GHashTable        *old_by_id)
{
  MonAlarmWatch *watch = mon_alarm_watch_new (place);

  mon_handle_map_insert (&alarms->watches, watch->tag, watch);
  for (guint i = 0; i < watch->n_entries; i++)
    {
      MonAlarmEntry *entry = &watch->entries[i];
      MonAlarmEntry *before = g_hash_table_lookup (old_by_id, entry->spec->id);

      g_hash_table_insert (alarms->by_handle, GUINT_TO_POINTER (entry->spec->handle), entry);
      if (before != NULL)
        {
          watch->quality = before->watch->quality;
          watch->value = before->watch->value;
          mon_alarm_entry_adopt (entry, before);
          before->is_adopted = TRUE;
        }
      if (mon_alarm_get_state (&entry->alarm) != MON_ALARM_NORMAL)
        mon_alarm_teller_mark (&alarms->teller, entry);
    }
  /* One may have come or gone. */
  for (guint i = 0; i < watch->n_entries; i++)
    mon_alarm_set_superseded (&watch->entries[i].alarm, FALSE);
  for (guint i = 0; i < watch->n_entries; i++)
    update_lesser (alarms, &watch->entries[i]);
}

static void
replace_watches (MonAlarms      *alarms,
                 MonProjectSpec *root,
                 gint64          wall_us)
{
  MonHandleMap old_watches = alarms->watches;
  g_autoptr (GHashTable) old = g_steal_pointer (&alarms->by_handle);
  g_autoptr (GHashTable) old_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (MonTagIndex) index = mon_tag_index_new (root);
  GHashTableIter iter;
  gpointer value;

  mon_alarm_teller_flush (&alarms->teller);
  g_hash_table_iter_init (&iter, old);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_hash_table_insert (old_by_id, ((MonAlarmEntry *) value)->spec->id, value);
  g_ptr_array_set_size (alarms->heap, 0);
  alarms->watches = (MonHandleMap) { 0 };
  alarms->by_handle = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < mon_tag_index_get_n_places (index); i++)
    if (mon_tag_index_get_place (index, i)->tag->alarms != NULL)
      add_watch (alarms, mon_tag_index_get_place (index, i), old_by_id);
  g_hash_table_iter_init (&iter, old);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    tell_gone (alarms, value, wall_us);
  mon_alarm_teller_retain (&alarms->teller, root);
  mon_handle_map_clear (&old_watches, free_watch_cb);
}

/**
 * mon_alarms_new:
 * @events: (element-type MonAlarmEvent): where events go; must live as long
 * @statuses: (element-type MonAlarmStatus): where statuses go; must live as long
 *
 * Returns: (transfer full): alarms of nothing
 */
MonAlarms *
mon_alarms_new (GArray *events,
                GArray *statuses)
{
  MonAlarms *alarms = g_new0 (MonAlarms, 1);

  alarms->by_handle = g_hash_table_new (NULL, NULL);
  alarms->heap = g_ptr_array_new ();
  mon_alarm_teller_init (&alarms->teller, events, statuses);
  return alarms;
}

/**
 * mon_alarms_free:
 * @alarms: (transfer full): alarms
 *
 * Frees them.
 */
void
mon_alarms_free (MonAlarms *alarms)
{
  mon_handle_map_clear (&alarms->watches, free_watch_cb);
  g_clear_pointer (&alarms->root, mon_project_spec_unref);
  g_hash_table_unref (alarms->by_handle);
  g_ptr_array_unref (alarms->heap);
  mon_alarm_teller_clear (&alarms->teller);
  g_free (alarms);
}

/**
 * mon_alarms_set_root:
 * @alarms: alarms
 * @root: a project
 * @now_us: monotonic time
 * @wall_us: the same moment in wall time
 *
 * Takes over the alarms of a project and which of them are shelved. What is still there goes on
 * where it stood. O(tags), or O(alarms) when the tags are the same.
 */
void
mon_alarms_set_root (MonAlarms      *alarms,
                     MonProjectSpec *root,
                     gint64          now_us,
                     gint64          wall_us)
{
  if (alarms->root == NULL || !mon_project_spec_is_same_plant (alarms->root, root))
    replace_watches (alarms, root, wall_us);
  apply_shelves (alarms, root, (MonAlarmMoment) { now_us, wall_us });
  mon_project_spec_ref (root);
  g_clear_pointer (&alarms->root, mon_project_spec_unref);
  alarms->root = root;
}

/**
 * mon_alarms_put_link:
 * @alarms: alarms
 * @connection: handle of a connection
 * @state: the state of its link
 * @wall_us: wall time
 *
 * Takes note of the state of a link.
 */
void
mon_alarms_put_link (MonAlarms          *alarms,
                     guint32             connection,
                     const MonLinkState *state,
                     gint64              wall_us)
{
  mon_alarm_teller_put_link (&alarms->teller, connection, state, wall_us);
}

/**
 * mon_alarms_apply:
 * @alarms: alarms
 * @wish: what somebody wants
 * @wall_us: wall time
 *
 * Acknowledges or resets an alarm; one that does not need it is left alone.
 */
void
mon_alarms_apply (MonAlarms          *alarms,
                  const MonAlarmWish *wish,
                  gint64              wall_us)
{
  MonAlarmEntry *entry = g_hash_table_lookup (alarms->by_handle, GUINT_TO_POINTER (wish->alarm));

  if (entry == NULL
      || !(wish->is_reset ? mon_alarm_reset (&entry->alarm)
                          : mon_alarm_acknowledge (&entry->alarm, wish->occurrence)))
    return;
  mon_alarm_teller_add (&alarms->teller, entry,
                        wish->is_reset ? MON_ALARM_EVENT_RESET : MON_ALARM_EVENT_ACKNOWLEDGED,
                        wall_us);
}

/**
 * mon_alarms_observe:
 * @alarms: alarms
 * @samples: (array length=n_samples): samples in their order
 * @n_samples: their number
 * @now_us: monotonic time, never falling
 * @wall_us: the same moment in wall time
 *
 * Judges samples. Costs one look-up for a tag without alarms.
 */
void
mon_alarms_observe (MonAlarms       *alarms,
                    const MonSample *samples,
                    guint            n_samples,
                    gint64           now_us,
                    gint64           wall_us)
{
  for (guint i = 0; i < n_samples; i++)
    {
      MonAlarmWatch *watch = mon_handle_map_lookup (&alarms->watches, samples[i].tag);

      if (watch == NULL)
        continue;
      watch->quality = samples[i].quality;
      if (mon_number_is (&samples[i].value))
        watch->value = samples[i].value;
      if (mon_alarm_is_usable (&samples[i]))
        mon_alarm_teller_settle (&alarms->teller, watch->connection, wall_us);
      for (guint k = 0; k < watch->n_entries; k++)
        judge (alarms, &watch->entries[k], &samples[i], (MonAlarmMoment) { now_us, wall_us });
    }
}

/**
 * mon_alarms_run:
 * @alarms: alarms
 * @now_us: monotonic time
 * @wall_us: the same moment in wall time
 *
 * Ends delays and shelvings that are due, and tells where alarms stand that have changed. Costs
 * O(log n) for each.
 */
void
mon_alarms_run (MonAlarms *alarms,
                gint64     now_us,
                gint64     wall_us)
{
  MbTimer *timer;

  while ((timer = mb_timer_heap_first (alarms->heap)) != NULL && timer->due_us <= now_us)
    {
      MonAlarmEntry *entry = timer->user_data;
      MonAlarmChange change;

      while ((change = mon_alarm_run (&entry->alarm, now_us)) != MON_ALARM_SAME)
        tell_change (alarms, entry, change, (MonAlarmMoment) { now_us, wall_us });
      sync_timer (alarms, entry);
    }
  mon_alarm_teller_flush (&alarms->teller);
}

/**
 * mon_alarms_get_next_us:
 * @alarms: alarms
 *
 * Returns: the monotonic time at which mon_alarms_run() has something to do by itself, %G_MAXINT64
 *   if never
 */
gint64
mon_alarms_get_next_us (MonAlarms *alarms)
{
  MbTimer *timer = mb_timer_heap_first (alarms->heap);

  return timer != NULL ? timer->due_us : G_MAXINT64;
}

/**
 * mon_alarms_get_n:
 * @alarms: alarms
 *
 * Returns: how many alarms there are
 */
guint
mon_alarms_get_n (const MonAlarms *alarms)
{
  return g_hash_table_size (alarms->by_handle);
}
