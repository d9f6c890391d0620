/* mon-alarm-teller.c: tells what happens to alarms, in order, and what belongs together; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-alarm-teller.h"

static MbValue
value_of (const MonAlarmEntry *entry)
{
  if (entry->spec->kind == MON_ALARM_RATE)
    return (MbValue) { .kind = MB_VALUE_FLOAT64, .f = entry->rule.change };
  return entry->watch->value;
}

static double
limit_of (const MonAlarmSpec *spec)
{
  return spec->kind == MON_ALARM_STALE || spec->kind == MON_ALARM_STATE ? 0 : spec->limit;
}

static void
add_link_event (MonAlarmTeller *teller,
                guint32         connection,
                guint64         loss,
                MonLinkCause    cause,
                gint64          wall_us)
{
  gboolean is_lost = loss == 0;
  MonAlarmEvent event = {
    .serial = ++teller->serial,
    .time_us = wall_us,
    .group = is_lost ? teller->serial : loss,
    .connection = connection,
    .action = is_lost ? MON_ALARM_EVENT_LINK_LOST : MON_ALARM_EVENT_LINK_BACK,
    .quality = is_lost ? MON_QUALITY_LINK_DOWN : MON_QUALITY_GOOD,
    .cause = (guint8) cause,
    .value = { .kind = MB_VALUE_NONE },
  };

  if (is_lost)
    mon_alarm_causes_set_loss (&teller->causes, connection, event.serial);
  g_array_append_val (teller->events, event);
}

/* Before the event that raises it: notes where it belongs. */
static void
note_raised (MonAlarmTeller *teller,
             MonAlarmEntry  *entry,
             MonAlarmMoment  moment)
{
  guint32 connection = entry->watch->connection;
  guint64 loss = 0;
  MonLinkCause cause;
  gint64 lost_us;

  if (entry->spec->kind == MON_ALARM_STALE)
    {
      if (mon_alarm_causes_find_untold (&teller->causes, connection, &cause, &lost_us))
        add_link_event (teller, connection, 0, cause, lost_us);
      loss = mon_alarm_causes_get_loss (&teller->causes, connection);
    }
  entry->serial = teller->serial + 1;
  entry->group = loss != 0 ? loss : mon_alarm_causes_join (&teller->causes, entry->serial,
                                                           moment.now_us);
  entry->raised_us = moment.wall_us;
  entry->value = value_of (entry);
}

/**
 * mon_alarm_teller_init:
 * @teller: what to prepare
 * @events: (element-type MonAlarmEvent): where events go
 * @statuses: (element-type MonAlarmStatus): where statuses go
 *
 * Prepares it; ended by mon_alarm_teller_clear().
 */
void
mon_alarm_teller_init (MonAlarmTeller *teller,
                       GArray         *events,
                       GArray         *statuses)
{
  *teller = (MonAlarmTeller) {
    .events = events,
    .statuses = statuses,
    .marked = g_ptr_array_new (),
  };
  mon_alarm_causes_init (&teller->causes);
}

/**
 * mon_alarm_teller_clear:
 * @teller: a teller
 *
 * Frees what is in it.
 */
void
mon_alarm_teller_clear (MonAlarmTeller *teller)
{
  g_ptr_array_unref (teller->marked);
  mon_alarm_causes_clear (&teller->causes);
}

/**
 * mon_alarm_teller_tell:
 * @teller: a teller
 * @entry: an alarm
 * @change: what has come of a step
 * @moment: when
 *
 * Tells what an alarm did by itself.
 */
void
mon_alarm_teller_tell (MonAlarmTeller *teller,
                       MonAlarmEntry  *entry,
                       MonAlarmChange  change,
                       MonAlarmMoment  moment)
{
  switch (change)
    {
    case MON_ALARM_SAME:
      return;
    case MON_ALARM_RAISED:
      note_raised (teller, entry, moment);
      mon_alarm_teller_add (teller, entry, MON_ALARM_EVENT_RAISED, moment.wall_us);
      return;
    case MON_ALARM_CLEARED:
      mon_alarm_teller_add (teller, entry, MON_ALARM_EVENT_CLEARED, moment.wall_us);
      return;
    case MON_ALARM_UNSHELVED:
      mon_alarm_teller_add (teller, entry, MON_ALARM_EVENT_UNSHELVED, moment.wall_us);
      /* What is wrong then is a new alarm. */
      if (entry->alarm.is_active)
        mon_alarm_teller_tell (teller, entry, MON_ALARM_RAISED, moment);
      return;
    }

  g_assert_not_reached ();
}

/**
 * mon_alarm_teller_add:
 * @teller: a teller
 * @entry: an alarm
 * @action: what happened to it
 * @wall_us: when
 *
 * Adds an event of an alarm, and marks it.
 */
void
mon_alarm_teller_add (MonAlarmTeller *teller,
                      MonAlarmEntry  *entry,
                      MonAlarmAction  action,
                      gint64          wall_us)
{
  MonAlarmEvent event = {
    .serial = ++teller->serial,
    .time_us = wall_us,
    .group = entry->group,
    .alarm = entry->spec->handle,
    .tag = entry->watch->tag,
    .connection = entry->watch->connection,
    .action = (guint8) action,
    .state = (guint8) mon_alarm_get_state (&entry->alarm),
    .kind = (guint8) entry->spec->kind,
    .priority = (guint8) entry->spec->priority,
    .quality = entry->watch->quality,
    .value = value_of (entry),
    .limit = limit_of (entry->spec),
    .until_us = action == MON_ALARM_EVENT_SHELVED ? entry->shelf_us : 0,
  };

  g_array_append_val (teller->events, event);
  mon_alarm_teller_mark (teller, entry);
}

static void
add_status (MonAlarmTeller      *teller,
            const MonAlarmEntry *entry,
            gboolean             is_gone)
{
  MonAlarmStatus status = {
    .alarm = entry->spec->handle,
    .tag = entry->watch->tag,
    .connection = entry->watch->connection,
    .occurrence = entry->alarm.occurrence,
    .state = (guint8) mon_alarm_get_state (&entry->alarm),
    .kind = (guint8) entry->spec->kind,
    .priority = (guint8) entry->spec->priority,
    .quality = entry->watch->quality,
    .is_active = entry->alarm.is_active,
    .needs_ack = entry->alarm.needs_ack,
    .is_held = entry->alarm.is_held,
    .is_gone = is_gone != FALSE,
    .serial = entry->serial,
    .group = entry->group,
    .raised_us = entry->raised_us,
    .held_since_us = entry->held_since_us,
    .shelved_until_us = entry->alarm.is_shelved ? entry->shelf_us : 0,
    .value = entry->value,
    .limit = limit_of (entry->spec),
  };

  g_array_append_val (teller->statuses, status);
}

/**
 * mon_alarm_teller_remove:
 * @teller: a teller
 * @entry: an alarm that is not marked
 * @wall_us: when
 *
 * Tells that a handle is no longer there. That is an event only when the alarm does not go on under
 * another one and was not normal.
 */
void
mon_alarm_teller_remove (MonAlarmTeller *teller,
                         MonAlarmEntry  *entry,
                         gint64          wall_us)
{
  if (!entry->is_adopted && mon_alarm_get_state (&entry->alarm) != MON_ALARM_NORMAL)
    {
      entry->is_dirty = TRUE;
      mon_alarm_teller_add (teller, entry, MON_ALARM_EVENT_REMOVED, wall_us);
    }
  add_status (teller, entry, TRUE);
}

/**
 * mon_alarm_teller_put_link:
 * @teller: a teller
 * @connection: handle of a connection
 * @state: the state of its link
 * @wall_us: when
 *
 * Takes note of the state of a link. That it was lost is told before the first alarm that comes of
 * that: one that closes when nobody needs it, or is made anew, is none of our business.
 */
void
mon_alarm_teller_put_link (MonAlarmTeller     *teller,
                           guint32             connection,
                           const MonLinkState *state,
                           gint64              wall_us)
{
  mon_alarm_causes_put_link (&teller->causes, connection, state, wall_us);
}

/**
 * mon_alarm_teller_settle:
 * @teller: a teller
 * @connection: handle of a connection over which a value has come
 * @wall_us: when
 *
 * Tells that a link that was lost is back.
 */
void
mon_alarm_teller_settle (MonAlarmTeller *teller,
                         guint32         connection,
                         gint64          wall_us)
{
  MonLinkCause cause;
  guint64 loss = mon_alarm_causes_settle (&teller->causes, connection, &cause);

  if (loss != 0)
    add_link_event (teller, connection, loss, cause, wall_us);
}

/**
 * mon_alarm_teller_retain:
 * @teller: a teller
 * @root: a project
 *
 * Forgets the links of connections that are not in the project.
 */
void
mon_alarm_teller_retain (MonAlarmTeller       *teller,
                         const MonProjectSpec *root)
{
  g_autoptr (GHashTable) connections = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < root->connections->len; i++)
    {
      const MonConnectionSpec *connection = g_ptr_array_index (root->connections, i);

      g_hash_table_add (connections, GUINT_TO_POINTER (connection->handle));
    }
  mon_alarm_causes_retain (&teller->causes, connections);
}

/**
 * mon_alarm_teller_mark:
 * @teller: a teller
 * @entry: an alarm
 *
 * Notes that the status of an alarm has to be told.
 */
void
mon_alarm_teller_mark (MonAlarmTeller *teller,
                       MonAlarmEntry  *entry)
{
  if (entry->is_dirty)
    return;
  entry->is_dirty = TRUE;
  g_ptr_array_add (teller->marked, entry);
}

/**
 * mon_alarm_teller_flush:
 * @teller: a teller
 *
 * Tells the status of each alarm that was marked.
 */
void
mon_alarm_teller_flush (MonAlarmTeller *teller)
{
  for (guint i = 0; i < teller->marked->len; i++)
    {
      MonAlarmEntry *entry = g_ptr_array_index (teller->marked, i);

      entry->is_dirty = FALSE;
      add_status (teller, entry, FALSE);
    }
  g_ptr_array_set_size (teller->marked, 0);
}
