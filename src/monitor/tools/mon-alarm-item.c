/* mon-alarm-item.c: an alarm, or alarms that belong together, as a row for views.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-alarm-item.h"

#include "monitor/tools/mon-alarm-text.h"
#include "monitor/tools/mon-list-sync.h"

struct _MonAlarmItem
{
  GObject            parent_instance;

  MonAlarmStatus     status;
  /* NULL until the place is known. */
  MonAlarmSpec      *spec;
  MonTagSpec        *tag;
  MonConnectionSpec *connection;
  /* NULL when it is no group. */
  GListStore        *members;
  guint              n_alarms;

  char              *title;
  char              *value_text;
  char              *state_text;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MonAlarmItem, mon_alarm_item, G_TYPE_OBJECT)

/* Gives the text away; whether it is another than before. */
static gboolean
take_text (char **place,
           char  *text)
{
  if (g_strcmp0 (*place, text) == 0)
    {
      g_free (text);
      return FALSE;
    }
  g_free (*place);
  *place = text;
  return TRUE;
}

static void
update_texts (MonAlarmItem *self)
{
  gboolean is_changed = FALSE;

  if (self->spec != NULL)
    {
      is_changed |= take_text (&self->title, mon_alarm_text_title (self->spec, self->tag));
      is_changed |= take_text (&self->value_text,
                               mon_alarm_text_value (&self->status, self->spec, self->tag));
    }
  is_changed |= take_text (&self->state_text, mon_alarm_text_state (&self->status));
  if (is_changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
mon_alarm_item_finalize (GObject *object)
{
  MonAlarmItem *self = MON_ALARM_ITEM (object);

  g_clear_pointer (&self->spec, mon_alarm_spec_unref);
  g_clear_pointer (&self->tag, mon_tag_spec_unref);
  g_clear_pointer (&self->connection, mon_connection_spec_unref);
  g_clear_object (&self->members);
  g_free (self->title);
  g_free (self->value_text);
  g_free (self->state_text);

  G_OBJECT_CLASS (mon_alarm_item_parent_class)->finalize (object);
}

static void
mon_alarm_item_class_init (MonAlarmItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mon_alarm_item_finalize;

  /**
   * MonAlarmItem::changed:
   *
   * Something of it differs from before.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MON_TYPE_ALARM_ITEM, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mon_alarm_item_init (MonAlarmItem *self)
{
  self->n_alarms = 1;
  self->title = g_strdup ("");
  self->value_text = g_strdup ("");
  self->state_text = g_strdup ("");
}

/**
 * mon_alarm_item_new:
 *
 * Returns: (transfer full): a row for one alarm, to be filled in
 */
MonAlarmItem *
mon_alarm_item_new (void)
{
  return g_object_new (MON_TYPE_ALARM_ITEM, NULL);
}

/**
 * mon_alarm_item_new_group:
 *
 * Returns: (transfer full): a row for alarms that belong together, to be filled in
 */
MonAlarmItem *
mon_alarm_item_new_group (void)
{
  MonAlarmItem *self = mon_alarm_item_new ();

  self->members = g_list_store_new (MON_TYPE_ALARM_ITEM);
  return self;
}

/**
 * mon_alarm_item_set_status:
 * @self: a row for one alarm
 * @status: where it stands
 *
 * Takes over where the alarm stands.
 */
void
mon_alarm_item_set_status (MonAlarmItem         *self,
                           const MonAlarmStatus *status)
{
  g_return_if_fail (MON_IS_ALARM_ITEM (self) && self->members == NULL);

  self->status = *status;
  update_texts (self);
}

/**
 * mon_alarm_item_set_place:
 * @self: a row
 * @place: the tag, and where it is
 * @spec: the alarm; of a group that which was first, or %NULL when that was a connection
 *
 * Takes over what the project says.
 */
void
mon_alarm_item_set_place (MonAlarmItem      *self,
                          const MonTagPlace *place,
                          MonAlarmSpec      *spec)
{
  g_return_if_fail (MON_IS_ALARM_ITEM (self));

  if (spec == self->spec && place->tag == self->tag && place->connection == self->connection)
    return;
  if (spec != NULL)
    mon_alarm_spec_ref (spec);
  g_clear_pointer (&self->spec, mon_alarm_spec_unref);
  self->spec = spec;
  mon_tag_spec_ref (place->tag);
  g_clear_pointer (&self->tag, mon_tag_spec_unref);
  self->tag = place->tag;
  mon_connection_spec_ref (place->connection);
  g_clear_pointer (&self->connection, mon_connection_spec_unref);
  self->connection = place->connection;
  if (self->members == NULL)
    update_texts (self);
}

static MonAlarmStatus
sum_up (const MonAlarmGroup *group,
        GPtrArray           *members,
        guint               *out_n_active,
        guint               *out_n_unacked)
{
  MonAlarmStatus sum = {
    .connection = group->first.connection,
    .group = group->number,
    .raised_us = group->first.time_us,
  };

  *out_n_active = 0;
  *out_n_unacked = 0;
  for (guint i = 0; i < members->len; i++)
    {
      const MonAlarmStatus *status = &((MonAlarmItem *) members->pdata[i])->status;
      gboolean is_shown = status->state != MON_ALARM_SHELVED;

      sum.priority = MAX (sum.priority, status->priority);
      sum.serial = MAX (sum.serial, status->serial);
      *out_n_active += is_shown && status->is_active;
      *out_n_unacked += is_shown && status->needs_ack;
    }
  sum.is_active = *out_n_active > 0;
  sum.needs_ack = *out_n_unacked > 0;
  if (sum.is_active)
    sum.state = sum.needs_ack ? MON_ALARM_UNACKED : MON_ALARM_ACKED;
  else
    sum.state = sum.needs_ack ? MON_ALARM_RETURNED : MON_ALARM_NORMAL;
  return sum;
}

/**
 * mon_alarm_item_set_group:
 * @self: a row for alarms that belong together, with its place if that is known
 * @group: what belongs together
 * @members: (element-type MonAlarmItem): those that are not normal again, in their order
 *
 * Takes over where the group stands.
 */
void
mon_alarm_item_set_group (MonAlarmItem        *self,
                          const MonAlarmGroup *group,
                          GPtrArray           *members)
{
  g_autofree char *first = NULL;
  guint n_active;
  guint n_unacked;
  MonAlarmStatus sum = sum_up (group, members, &n_active, &n_unacked);
  gboolean is_changed = sum.serial != self->status.serial
                        || sum.priority != self->status.priority
                        || sum.state != self->status.state;

  g_return_if_fail (MON_IS_ALARM_ITEM (self) && self->members != NULL);

  self->status = sum;
  self->n_alarms = group->n_alarms;
  mon_list_sync (self->members, members);
  if (self->spec != NULL)
    first = mon_alarm_text_title (self->spec, self->tag);
  is_changed |= take_text (&self->title,
                           mon_alarm_text_group_title (group, first, self->connection));
  is_changed |= take_text (&self->state_text, mon_alarm_text_group_state (n_active, n_unacked));
  if (is_changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * mon_alarm_item_is_group:
 * @self: a row
 *
 * Returns: whether it stands for alarms that belong together
 */
gboolean
mon_alarm_item_is_group (MonAlarmItem *self)
{
  g_return_val_if_fail (MON_IS_ALARM_ITEM (self), FALSE);

  return self->members != NULL;
}

/**
 * mon_alarm_item_get_status:
 * @self: a row
 *
 * Returns: (transfer none): where it stands
 */
const MonAlarmStatus *
mon_alarm_item_get_status (MonAlarmItem *self)
{
  g_return_val_if_fail (MON_IS_ALARM_ITEM (self), NULL);

  return &self->status;
}

/**
 * mon_alarm_item_get_members:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): a list of MonAlarmItem, or %NULL when it is no group
 */
GListModel *
mon_alarm_item_get_members (MonAlarmItem *self)
{
  g_return_val_if_fail (MON_IS_ALARM_ITEM (self), NULL);

  return self->members != NULL ? G_LIST_MODEL (self->members) : NULL;
}

/**
 * mon_alarm_item_get_n_alarms:
 * @self: a row
 *
 * Returns: how many alarms came together, also those that are over
 */
guint
mon_alarm_item_get_n_alarms (MonAlarmItem *self)
{
  g_return_val_if_fail (MON_IS_ALARM_ITEM (self), 0);

  return self->n_alarms;
}

/**
 * mon_alarm_item_get_spec:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the alarm in the project, of a group the first
 */
const MonAlarmSpec *
mon_alarm_item_get_spec (MonAlarmItem *self)
{
  g_return_val_if_fail (MON_IS_ALARM_ITEM (self), NULL);

  return self->spec;
}

/**
 * mon_alarm_item_get_title:
 * @self: a row
 *
 * Returns: (transfer none): what is wrong
 */
const char *
mon_alarm_item_get_title (MonAlarmItem *self)
{
  g_return_val_if_fail (MON_IS_ALARM_ITEM (self), NULL);

  return self->title;
}

/**
 * mon_alarm_item_get_value_text:
 * @self: a row
 *
 * Returns: (transfer none): how wrong it was
 */
const char *
mon_alarm_item_get_value_text (MonAlarmItem *self)
{
  g_return_val_if_fail (MON_IS_ALARM_ITEM (self), NULL);

  return self->value_text;
}

/**
 * mon_alarm_item_get_state_text:
 * @self: a row
 *
 * Returns: (transfer none): where it stands, in words
 */
const char *
mon_alarm_item_get_state_text (MonAlarmItem *self)
{
  g_return_val_if_fail (MON_IS_ALARM_ITEM (self), NULL);

  return self->state_text;
}
