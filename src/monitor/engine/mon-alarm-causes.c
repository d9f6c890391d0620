/* mon-alarm-causes.c: which alarms belong together: of a lost link, or of one moment; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-alarm-causes.h"

typedef struct
{
  gboolean     is_up;
  gboolean     is_lost;  /* since @lost_us, until a value comes */
  gint64       lost_us;
  MonLinkCause cause;
  guint64      loss;     /* serial of the event, 0: not told */
} Link;

static Link *
find_link (MonAlarmCauses *causes,
           guint32         connection)
{
  return g_hash_table_lookup (causes->links, GUINT_TO_POINTER (connection));
}

/**
 * mon_alarm_causes_init:
 * @causes: what to prepare
 *
 * Prepares them; nothing is known of any link.
 */
void
mon_alarm_causes_init (MonAlarmCauses *causes)
{
  *causes = (MonAlarmCauses) { .links = g_hash_table_new_full (NULL, NULL, NULL, g_free) };
}

/**
 * mon_alarm_causes_clear:
 * @causes: causes
 *
 * Frees what is in them.
 */
void
mon_alarm_causes_clear (MonAlarmCauses *causes)
{
  g_clear_pointer (&causes->links, g_hash_table_unref);
}

/**
 * mon_alarm_causes_put_link:
 * @causes: causes
 * @connection: handle of a connection
 * @state: the state of its link
 * @wall_us: wall time
 *
 * Takes note of the state of a link.
 */
void
mon_alarm_causes_put_link (MonAlarmCauses     *causes,
                           guint32             connection,
                           const MonLinkState *state,
                           gint64              wall_us)
{
  Link *link = find_link (causes, connection);

  if (link == NULL)
    {
      link = g_new0 (Link, 1);
      g_hash_table_insert (causes->links, GUINT_TO_POINTER (connection), link);
    }
  link->is_up = state->phase == MON_LINK_CONNECTED;
  if (link->is_up)
    return;
  if (!link->is_lost)
    {
      link->is_lost = TRUE;
      link->lost_us = wall_us;
      causes->n_lost++;
    }
  if (link->cause == MON_CAUSE_NONE)
    link->cause = state->cause;
}

/**
 * mon_alarm_causes_settle:
 * @causes: causes
 * @connection: handle of a connection over which a value has come
 * @out_cause: (out): why its link was down, when it was
 *
 * Ends the loss of a link.
 *
 * Returns: serial of the event that told of the loss, or 0 when there was none or nobody was told
 */
guint64
mon_alarm_causes_settle (MonAlarmCauses *causes,
                         guint32         connection,
                         MonLinkCause   *out_cause)
{
  Link *link = causes->n_lost > 0 ? find_link (causes, connection) : NULL;
  guint64 loss;

  if (link == NULL || !link->is_up || !link->is_lost)
    return 0;
  loss = link->loss;
  *out_cause = link->cause;
  link->is_lost = FALSE;
  link->loss = 0;
  link->cause = MON_CAUSE_NONE;
  causes->n_lost--;
  return loss;
}

/**
 * mon_alarm_causes_retain:
 * @causes: causes
 * @connections: (element-type guint32): handles of those that are in the project
 *
 * Forgets all others.
 */
void
mon_alarm_causes_retain (MonAlarmCauses *causes,
                         GHashTable     *connections)
{
  GHashTableIter iter;
  gpointer connection;
  gpointer link;

  g_hash_table_iter_init (&iter, causes->links);
  while (g_hash_table_iter_next (&iter, &connection, &link))
    if (!g_hash_table_contains (connections, connection))
      {
        if (((Link *) link)->is_lost)
          causes->n_lost--;
        g_hash_table_iter_remove (&iter);
      }
}

/**
 * mon_alarm_causes_find_untold:
 * @causes: causes
 * @connection: handle of a connection
 * @out_cause: (out): why its link is down, as far as it is known
 * @out_lost_us: (out): wall time from which on it is
 *
 * Tells whether an alarm that comes now makes it worth telling that the link was lost.
 *
 * Returns: whether it was, and nobody was told: then call mon_alarm_causes_set_loss()
 */
gboolean
mon_alarm_causes_find_untold (MonAlarmCauses *causes,
                              guint32         connection,
                              MonLinkCause   *out_cause,
                              gint64         *out_lost_us)
{
  const Link *link = find_link (causes, connection);

  if (link == NULL || !link->is_lost || link->loss != 0)
    return FALSE;
  *out_cause = link->cause;
  *out_lost_us = link->lost_us;
  return TRUE;
}

/**
 * mon_alarm_causes_set_loss:
 * @causes: causes
 * @connection: handle of a connection whose link was lost
 * @serial: of the event that tells so
 *
 * Notes that it was told.
 */
void
mon_alarm_causes_set_loss (MonAlarmCauses *causes,
                           guint32         connection,
                           guint64         serial)
{
  Link *link = find_link (causes, connection);

  g_return_if_fail (link != NULL && link->is_lost);

  link->loss = serial;
}

/**
 * mon_alarm_causes_get_loss:
 * @causes: causes
 * @connection: handle of a connection
 *
 * Returns: serial of the event that told that its link is down, or 0
 */
guint64
mon_alarm_causes_get_loss (MonAlarmCauses *causes,
                           guint32         connection)
{
  const Link *link = find_link (causes, connection);

  return link != NULL ? link->loss : 0;
}

/**
 * mon_alarm_causes_join:
 * @causes: causes
 * @serial: of an alarm that is raised now
 * @now_us: monotonic time
 *
 * Puts an alarm to those that were raised just before it.
 *
 * Returns: serial of the first of them, which may be @serial itself
 */
guint64
mon_alarm_causes_join (MonAlarmCauses *causes,
                       guint64         serial,
                       gint64          now_us)
{
  if (causes->storm == 0 || now_us - causes->storm_last_us > MON_ALARM_STORM_GAP_US
      || now_us - causes->storm_began_us > MON_ALARM_STORM_MAX_US)
    {
      causes->storm = serial;
      causes->storm_began_us = now_us;
    }
  causes->storm_last_us = now_us;
  return causes->storm;
}
