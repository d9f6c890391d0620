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
  gboolean     was_up;
  MonLinkCause cause;
  guint64      loss;   /* serial of the event, 0: not told */
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
 * @phase: where its link stands
 * @cause: why it is not up
 *
 * Takes note of the state of a link. One that was never up and has not failed yet is not lost.
 *
 * Returns: whether it is lost now and was not before: then call mon_alarm_causes_set_loss()
 */
gboolean
mon_alarm_causes_put_link (MonAlarmCauses *causes,
                           guint32         connection,
                           MonLinkPhase    phase,
                           MonLinkCause    cause)
{
  Link *link = find_link (causes, connection);

  if (link == NULL)
    {
      link = g_new0 (Link, 1);
      g_hash_table_insert (causes->links, GUINT_TO_POINTER (connection), link);
    }
  link->is_up = phase == MON_LINK_CONNECTED;
  link->was_up |= link->is_up;
  if (!link->is_up && link->cause == MON_CAUSE_NONE)
    link->cause = cause;
  return !link->is_up && link->loss == 0 && (link->was_up || cause != MON_CAUSE_NONE);
}

/**
 * mon_alarm_causes_settle:
 * @causes: causes
 * @connection: handle of a connection over which a value has come
 * @out_cause: (out): why its link was down, when it was
 *
 * Ends the loss of a link.
 *
 * Returns: serial of the event that told of the loss, or 0 when there was none
 */
guint64
mon_alarm_causes_settle (MonAlarmCauses *causes,
                         guint32         connection,
                         MonLinkCause   *out_cause)
{
  Link *link = causes->n_losses > 0 ? find_link (causes, connection) : NULL;
  guint64 loss;

  if (link == NULL || !link->is_up || link->loss == 0)
    return 0;
  loss = link->loss;
  *out_cause = link->cause;
  link->loss = 0;
  link->cause = MON_CAUSE_NONE;
  causes->n_losses--;
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
        if (((Link *) link)->loss != 0)
          causes->n_losses--;
        g_hash_table_iter_remove (&iter);
      }
}

/**
 * mon_alarm_causes_is_untold:
 * @causes: causes
 * @connection: handle of a connection
 *
 * Tells whether an alarm that comes now makes it worth telling that the link is down.
 *
 * Returns: whether the link is known to be down, and that was not told
 */
gboolean
mon_alarm_causes_is_untold (MonAlarmCauses *causes,
                            guint32         connection)
{
  const Link *link = find_link (causes, connection);

  return link != NULL && !link->is_up && link->loss == 0;
}

/**
 * mon_alarm_causes_set_loss:
 * @causes: causes
 * @connection: handle of a connection whose link is down
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

  g_return_if_fail (link != NULL && !link->is_up);

  link->loss = serial;
  causes->n_losses++;
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
 * mon_alarm_causes_get_cause:
 * @causes: causes
 * @connection: handle of a connection
 *
 * Returns: why its link is down, as far as it is known
 */
MonLinkCause
mon_alarm_causes_get_cause (MonAlarmCauses *causes,
                            guint32         connection)
{
  const Link *link = find_link (causes, connection);

  return link != NULL ? link->cause : MON_CAUSE_NONE;
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
