/* mon-session-alarms.c: the alarms of a session, and what people do with them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-session-private.h"

/* Calls @func for the alarm of a row, or for each of its members. */
static void
for_each_alarm (MonAlarmItem *item,
                void        (*func) (MonAlarmItem *alarm,
                                     gpointer      user_data),
                gpointer      user_data)
{
  GListModel *members = mon_alarm_item_get_members (item);

  if (members == NULL)
    {
      func (item, user_data);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (members); i++)
    {
      g_autoptr (MonAlarmItem) member = g_list_model_get_item (members, i);

      func (member, user_data);
    }
}

static void
add_acknowledgement_cb (MonAlarmItem *alarm,
                        gpointer      wishes)
{
  const MonAlarmStatus *status = mon_alarm_item_get_status (alarm);
  MonAlarmWish wish = { .alarm = status->alarm, .occurrence = status->occurrence };

  if (status->needs_ack)
    g_array_append_val (wishes, wish);
}

static void
add_reset_cb (MonAlarmItem *alarm,
              gpointer      wishes)
{
  const MonAlarmStatus *status = mon_alarm_item_get_status (alarm);
  MonAlarmWish wish = { .alarm = status->alarm, .is_reset = TRUE };

  if (status->state == MON_ALARM_LATCHED_ACKED)
    g_array_append_val (wishes, wish);
}

static void
add_id_cb (MonAlarmItem *alarm,
           gpointer      ids)
{
  const MonAlarmSpec *spec = mon_alarm_item_get_spec (alarm);

  if (spec != NULL)
    g_ptr_array_add (ids, spec->id);
}

static GArray *
new_wishes (void)
{
  return g_array_new (FALSE, FALSE, sizeof (MonAlarmWish));
}

static void
send_wishes (MonSession *self,
             GArray     *wishes)
{
  if (wishes->len > 0 && !self->is_closed)
    mon_line_apply_to_alarms (self->line, wishes);
  else
    g_array_unref (wishes);
}

/**
 * mon_session_get_alarms:
 * @self: a session
 *
 * Returns: (transfer none): its alarms as a list of rows
 */
MonAlarmList *
mon_session_get_alarms (MonSession *self)
{
  g_return_val_if_fail (MON_IS_SESSION (self), NULL);

  return self->alarms;
}

/**
 * mon_session_get_alarm_log:
 * @self: a session
 *
 * Returns: (transfer none): what happened to its alarms; what has changed there is taken by the
 *   session itself
 */
MonAlarmLog *
mon_session_get_alarm_log (MonSession *self)
{
  g_return_val_if_fail (MON_IS_SESSION (self), NULL);

  return self->stores.alarms;
}

/**
 * mon_session_acknowledge_alarm:
 * @self: a session
 * @item: a row: an alarm, or all of a group
 *
 * Says that somebody has seen what the row shows, and nothing that has come since.
 */
void
mon_session_acknowledge_alarm (MonSession   *self,
                               MonAlarmItem *item)
{
  GArray *wishes;

  g_return_if_fail (MON_IS_SESSION (self));
  g_return_if_fail (MON_IS_ALARM_ITEM (item));

  wishes = new_wishes ();
  for_each_alarm (item, add_acknowledgement_cb, wishes);
  send_wishes (self, wishes);
}

/**
 * mon_session_acknowledge_all_alarms:
 * @self: a session
 *
 * Says the same of every row.
 */
void
mon_session_acknowledge_all_alarms (MonSession *self)
{
  GListModel *rows;
  GArray *wishes;

  g_return_if_fail (MON_IS_SESSION (self));

  rows = mon_alarm_list_get_model (self->alarms);
  wishes = new_wishes ();
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (MonAlarmItem) item = g_list_model_get_item (rows, i);

      for_each_alarm (item, add_acknowledgement_cb, wishes);
    }
  send_wishes (self, wishes);
}

/**
 * mon_session_reset_alarm:
 * @self: a session
 * @item: a row: an alarm, or all of a group
 *
 * Ends what is latched, right again and acknowledged.
 */
void
mon_session_reset_alarm (MonSession   *self,
                         MonAlarmItem *item)
{
  GArray *wishes;

  g_return_if_fail (MON_IS_SESSION (self));
  g_return_if_fail (MON_IS_ALARM_ITEM (item));

  wishes = new_wishes ();
  for_each_alarm (item, add_reset_cb, wishes);
  send_wishes (self, wishes);
}

/**
 * mon_session_shelve_alarm:
 * @self: a session
 * @item: a row: an alarm, or all of a group
 * @seconds: for how long from now on, 1 to %MON_SESSION_MAX_SHELF_S; 0: no longer
 *
 * Puts alarms on the shelf, or takes them down. That is a change of the project, which can be
 * undone and is kept when it is saved.
 */
void
mon_session_shelve_alarm (MonSession   *self,
                          MonAlarmItem *item,
                          guint         seconds)
{
  g_autoptr (GPtrArray) ids = NULL;
  gint64 now_us;

  g_return_if_fail (MON_IS_SESSION (self));
  g_return_if_fail (MON_IS_ALARM_ITEM (item));
  g_return_if_fail (seconds <= MON_SESSION_MAX_SHELF_S);

  ids = g_ptr_array_new ();
  for_each_alarm (item, add_id_cb, ids);
  if (ids->len == 0 || self->is_closed)
    return;
  g_ptr_array_add (ids, NULL);
  now_us = mb_clock_get_wall_us (self->clock);
  mon_project_set_shelved (self->project, (const char *const *) ids->pdata,
                           seconds == 0 ? 0 : now_us + (gint64) seconds * G_USEC_PER_SEC, now_us);
}
