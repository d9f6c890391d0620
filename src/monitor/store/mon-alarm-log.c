/* mon-alarm-log.c: what happened to alarms, where each stands now, and what belongs together.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-alarm-log.h"

struct _MonAlarmLog
{
  gatomicrefcount  n_refs;
  GMutex           mutex;
  guint            max_events;

  /* A ring once it is full; oldest: where it begins. */
  GArray          *events;
  guint            oldest;

  GHashTable      *groups;   /* &group->number → MonAlarmGroup */
  GQueue           in_order; /* of MonAlarmGroup, borrowed, the oldest first */

  /* What the reader has not taken: each alarm once. */
  GArray          *changed;  /* of MonAlarmStatus */
  GHashTable      *places;   /* handle → number in changed + 1 */
};

static const MonAlarmEvent *
event_at (const MonAlarmLog *log,
          guint              age)
{
  return &g_array_index (log->events, MonAlarmEvent, (log->oldest + age) % log->events->len);
}

static void
keep_event (MonAlarmLog         *log,
            const MonAlarmEvent *event)
{
  if (log->events->len < log->max_events)
    {
      g_array_append_vals (log->events, event, 1);
      return;
    }
  g_array_index (log->events, MonAlarmEvent, log->oldest) = *event;
  log->oldest = (log->oldest + 1) % log->max_events;
}

static MonAlarmGroup *
ensure_group (MonAlarmLog         *log,
              const MonAlarmEvent *event)
{
  MonAlarmGroup *group = g_hash_table_lookup (log->groups, &event->group);

  /* One that was forgotten does not begin a second time. */
  if (group != NULL || event->serial != event->group)
    return group;
  if (g_queue_get_length (&log->in_order) == MON_ALARM_LOG_MAX_GROUPS)
    g_hash_table_remove (log->groups,
                         &((MonAlarmGroup *) g_queue_pop_head (&log->in_order))->number);
  group = g_new0 (MonAlarmGroup, 1);
  group->number = event->group;
  group->first = *event;
  g_hash_table_insert (log->groups, &group->number, group);
  g_queue_push_tail (&log->in_order, group);
  return group;
}

static void
count_event (MonAlarmLog         *log,
             const MonAlarmEvent *event)
{
  MonAlarmGroup *group;

  if (event->action != MON_ALARM_EVENT_RAISED && event->action != MON_ALARM_EVENT_LINK_LOST)
    return;
  group = ensure_group (log, event);
  if (group == NULL)
    return;
  if (event->action == MON_ALARM_EVENT_RAISED)
    group->n_alarms++;
  group->last_us = event->time_us;
}

static void
keep_status (MonAlarmLog          *log,
             const MonAlarmStatus *status)
{
  gpointer key = GUINT_TO_POINTER (status->alarm);
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (log->places, key));

  if (place > 0)
    {
      g_array_index (log->changed, MonAlarmStatus, place - 1) = *status;
      return;
    }
  g_array_append_vals (log->changed, status, 1);
  g_hash_table_insert (log->places, key, GUINT_TO_POINTER (log->changed->len));
}

/**
 * mon_alarm_log_new:
 * @max_events: how many events it keeps at most, 1 or more
 *
 * Returns: (transfer full): an empty log
 */
MonAlarmLog *
mon_alarm_log_new (guint max_events)
{
  MonAlarmLog *log = g_new0 (MonAlarmLog, 1);

  g_atomic_ref_count_init (&log->n_refs);
  g_mutex_init (&log->mutex);
  log->max_events = max_events;
  log->events = g_array_new (FALSE, FALSE, sizeof (MonAlarmEvent));
  log->groups = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  g_queue_init (&log->in_order);
  log->changed = g_array_new (FALSE, FALSE, sizeof (MonAlarmStatus));
  log->places = g_hash_table_new (NULL, NULL);
  return log;
}

/**
 * mon_alarm_log_ref:
 * @log: a log
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @log
 */
MonAlarmLog *
mon_alarm_log_ref (MonAlarmLog *log)
{
  g_atomic_ref_count_inc (&log->n_refs);
  return log;
}

/**
 * mon_alarm_log_unref:
 * @log: (transfer full): a log
 *
 * Drops a reference. Any thread.
 */
void
mon_alarm_log_unref (MonAlarmLog *log)
{
  if (!g_atomic_ref_count_dec (&log->n_refs))
    return;
  g_queue_clear (&log->in_order);
  g_hash_table_unref (log->groups);
  g_hash_table_unref (log->places);
  g_array_unref (log->changed);
  g_array_unref (log->events);
  g_mutex_clear (&log->mutex);
  g_free (log);
}

/**
 * mon_alarm_log_put:
 * @log: a log
 * @events: (array length=n_events): what happened, in its order
 * @n_events: their number
 * @statuses: (array length=n_statuses): where alarms stand after that
 * @n_statuses: their number
 *
 * Takes what a turn brought. The oldest events go when there are too many.
 */
void
mon_alarm_log_put (MonAlarmLog          *log,
                   const MonAlarmEvent  *events,
                   guint                 n_events,
                   const MonAlarmStatus *statuses,
                   guint                 n_statuses)
{
  g_mutex_lock (&log->mutex);
  for (guint i = 0; i < n_events; i++)
    {
      keep_event (log, &events[i]);
      count_event (log, &events[i]);
    }
  for (guint i = 0; i < n_statuses; i++)
    keep_status (log, &statuses[i]);
  g_mutex_unlock (&log->mutex);
}

/**
 * mon_alarm_log_read:
 * @log: a log
 * @from: serial of the first event that is wanted, 0: all
 * @events: (element-type MonAlarmEvent): they are appended here, the oldest first
 *
 * Reads events. Costs O(what is read).
 *
 * Returns: the serial to go on with the next time
 */
guint64
mon_alarm_log_read (MonAlarmLog *log,
                    guint64      from,
                    GArray      *events)
{
  guint first;

  g_mutex_lock (&log->mutex);
  first = log->events->len;
  while (first > 0 && event_at (log, first - 1)->serial >= from)
    first--;
  for (guint i = first; i < log->events->len; i++)
    g_array_append_vals (events, event_at (log, i), 1);
  if (log->events->len > 0)
    from = MAX (from, event_at (log, log->events->len - 1)->serial + 1);
  g_mutex_unlock (&log->mutex);
  return from;
}

/**
 * mon_alarm_log_get_group:
 * @log: a log
 * @number: of a group
 * @out_group: (out): what belongs together
 *
 * Finds a group.
 *
 * Returns: %FALSE when there is none, or none any more
 */
gboolean
mon_alarm_log_get_group (MonAlarmLog   *log,
                         guint64        number,
                         MonAlarmGroup *out_group)
{
  const MonAlarmGroup *group;

  g_mutex_lock (&log->mutex);
  group = g_hash_table_lookup (log->groups, &number);
  if (group != NULL)
    *out_group = *group;
  g_mutex_unlock (&log->mutex);
  return group != NULL;
}

/**
 * mon_alarm_group_is_storm:
 * @group: a group
 *
 * Tells whether to show the alarms of a group as one: those of a lost link always, others when they
 * are %MON_ALARM_STORM_MIN or more.
 *
 * Returns: whether they are one thing
 */
gboolean
mon_alarm_group_is_storm (const MonAlarmGroup *group)
{
  return group->first.action == MON_ALARM_EVENT_LINK_LOST ? group->n_alarms > 0
                                                          : group->n_alarms >= MON_ALARM_STORM_MIN;
}

/**
 * mon_alarm_log_take_changed:
 * @log: a log
 * @statuses: (element-type MonAlarmStatus): they are appended here, each alarm once
 *
 * Takes where those alarms stand that have changed since the last time. For one reader.
 */
void
mon_alarm_log_take_changed (MonAlarmLog *log,
                            GArray      *statuses)
{
  g_mutex_lock (&log->mutex);
  g_array_append_vals (statuses, log->changed->data, log->changed->len);
  g_array_set_size (log->changed, 0);
  g_hash_table_remove_all (log->places);
  g_mutex_unlock (&log->mutex);
}
