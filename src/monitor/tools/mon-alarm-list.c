/* mon-alarm-list.c: the alarms that somebody has to know of, as a list for views.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-alarm-list.h"

#include "monitor/tools/mon-list-sync.h"

struct _MonAlarmList
{
  MonAlarmLog    *log;
  MonAlarmOrder   order;
  MonProjectSpec *root;     /* NULL before there is one */
  MonTagIndex    *index;    /* of the root */
  GHashTable     *places;   /* alarm → Place, of the index */
  GHashTable     *items;    /* alarm → MonAlarmItem: all that are not normal */
  GHashTable     *groups;   /* &number → Group: those that are shown */
  GListStore     *rows;
  GArray         *statuses; /* kept to be used again */
  guint           n_active;
  guint           n_unacked;
};

typedef struct
{
  const MonTagPlace *tag;
  MonAlarmSpec      *spec;
} Place;

/* What is shown, or was looked at and is not. */
typedef struct
{
  guint64        number;
  gboolean       is_storm;
  MonAlarmGroup  group;
  MonAlarmItem  *item;
  GPtrArray     *members;
} Group;

static void
group_free (gpointer data)
{
  Group *group = data;

  g_clear_object (&group->item);
  g_ptr_array_unref (group->members);
  g_free (group);
}

static GHashTable *
new_groups (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, group_free);
}

static gboolean
is_hidden (const MonAlarmStatus *status)
{
  return status->state == MON_ALARM_SHELVED || status->state == MON_ALARM_SUPPRESSED;
}

static int
compare_cb (gconstpointer a,
            gconstpointer b,
            gpointer      user_data)
{
  const MonAlarmList *list = user_data;
  const MonAlarmStatus *x = mon_alarm_item_get_status (*(MonAlarmItem *const *) a);
  const MonAlarmStatus *y = mon_alarm_item_get_status (*(MonAlarmItem *const *) b);

  if (is_hidden (x) != is_hidden (y))
    return is_hidden (x) ? 1 : -1;
  if (list->order == MON_ALARM_BY_PRIORITY && x->priority != y->priority)
    return x->priority > y->priority ? -1 : 1;
  if (x->serial != y->serial)
    return x->serial > y->serial ? -1 : 1;
  return (x->alarm > y->alarm) - (x->alarm < y->alarm);
}

static void
set_place (MonAlarmList *list,
           MonAlarmItem *item,
           guint32       alarm)
{
  const Place *place = g_hash_table_lookup (list->places, GUINT_TO_POINTER (alarm));

  if (place != NULL)
    mon_alarm_item_set_place (item, place->tag, place->spec);
}

static void
take_status (MonAlarmList         *list,
             const MonAlarmStatus *status)
{
  gpointer key = GUINT_TO_POINTER (status->alarm);
  MonAlarmItem *item = g_hash_table_lookup (list->items, key);

  if (status->is_gone || status->state == MON_ALARM_NORMAL)
    {
      g_hash_table_remove (list->items, key);
      return;
    }
  if (item == NULL)
    {
      item = mon_alarm_item_new ();
      g_hash_table_insert (list->items, key, item);
      set_place (list, item, status->alarm);
    }
  mon_alarm_item_set_status (item, status);
}

/* The group that an alarm is shown in, or NULL. Those of before are given on. */
static Group *
find_group (MonAlarmList *list,
            GHashTable   *old,
            guint64       number)
{
  Group *group = g_hash_table_lookup (list->groups, &number);
  Group *before;

  if (group == NULL)
    {
      group = g_new0 (Group, 1);
      group->number = number;
      group->members = g_ptr_array_new ();
      group->is_storm = number != 0 && mon_alarm_log_get_group (list->log, number, &group->group)
                        && mon_alarm_group_is_storm (&group->group);
      before = g_hash_table_lookup (old, &number);
      if (group->is_storm)
        group->item = before != NULL && before->item != NULL ? g_steal_pointer (&before->item)
                                                             : mon_alarm_item_new_group ();
      g_hash_table_insert (list->groups, &group->number, group);
    }
  return group->is_storm ? group : NULL;
}

static void
add_groups (MonAlarmList *list,
            GPtrArray    *rows)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, list->groups);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Group *group = value;
      const MonAlarmEvent *first = &group->group.first;
      const MonAlarmStatus *member;

      if (!group->is_storm)
        continue;
      g_ptr_array_sort_with_data (group->members, compare_cb, list);
      member = mon_alarm_item_get_status (g_ptr_array_index (group->members, 0));
      if (first->alarm != 0)
        set_place (list, group->item, first->alarm);
      else
        {
          const Place *place = g_hash_table_lookup (list->places,
                                                    GUINT_TO_POINTER (member->alarm));

          if (place != NULL)
            mon_alarm_item_set_place (group->item, place->tag, NULL);
        }
      mon_alarm_item_set_group (group->item, &group->group, group->members);
      g_ptr_array_add (rows, group->item);
    }
}

static void
rebuild (MonAlarmList *list)
{
  g_autoptr (GHashTable) old = g_steal_pointer (&list->groups);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer item;

  list->groups = new_groups ();
  list->n_active = 0;
  list->n_unacked = 0;
  g_hash_table_iter_init (&iter, list->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    {
      const MonAlarmStatus *status = mon_alarm_item_get_status (item);
      Group *group = find_group (list, old, status->group);

      g_ptr_array_add (group != NULL ? group->members : rows, item);
      if (is_hidden (status))
        continue;
      list->n_active += status->is_active;
      list->n_unacked += status->needs_ack;
    }
  add_groups (list, rows);
  g_ptr_array_sort_with_data (rows, compare_cb, list);
  mon_list_sync (list->rows, rows);
}

/**
 * mon_alarm_list_new:
 * @log: where alarms stand; the list is the one reader of what has changed there
 *
 * Returns: (transfer full): an empty list
 */
MonAlarmList *
mon_alarm_list_new (MonAlarmLog *log)
{
  MonAlarmList *list = g_new0 (MonAlarmList, 1);

  list->log = mon_alarm_log_ref (log);
  list->places = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  list->items = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  list->groups = new_groups ();
  list->rows = g_list_store_new (MON_TYPE_ALARM_ITEM);
  list->statuses = g_array_new (FALSE, FALSE, sizeof (MonAlarmStatus));
  return list;
}

/**
 * mon_alarm_list_free:
 * @list: (transfer full): a list
 *
 * Frees it; rows that others hold stay as they are.
 */
void
mon_alarm_list_free (MonAlarmList *list)
{
  g_array_unref (list->statuses);
  g_object_unref (list->rows);
  g_hash_table_unref (list->groups);
  g_hash_table_unref (list->items);
  g_hash_table_unref (list->places);
  g_clear_pointer (&list->index, mon_tag_index_free);
  g_clear_pointer (&list->root, mon_project_spec_unref);
  mon_alarm_log_unref (list->log);
  g_free (list);
}

/**
 * mon_alarm_list_set_root:
 * @list: a list
 * @root: what the project says now
 *
 * Takes over names, words and units. O(tags), unless they are the same nodes as before.
 */
void
mon_alarm_list_set_root (MonAlarmList   *list,
                         MonProjectSpec *root)
{
  MonTagIndex *index;
  GHashTableIter iter;
  gpointer key;
  gpointer item;

  if (list->root != NULL && mon_project_spec_is_same_plant (list->root, root))
    return;
  mon_project_spec_ref (root);
  g_clear_pointer (&list->root, mon_project_spec_unref);
  list->root = root;
  index = mon_tag_index_new (root);
  g_hash_table_remove_all (list->places);
  for (guint i = 0; i < mon_tag_index_get_n_places (index); i++)
    {
      const MonTagPlace *tag = mon_tag_index_get_place (index, i);

      for (guint k = 0; tag->tag->alarms != NULL && k < tag->tag->alarms->len; k++)
        {
          MonAlarmSpec *spec = g_ptr_array_index (tag->tag->alarms, k);
          Place *place = g_new (Place, 1);

          *place = (Place) { .tag = tag, .spec = spec };
          g_hash_table_insert (list->places, GUINT_TO_POINTER (spec->handle), place);
        }
    }
  g_clear_pointer (&list->index, mon_tag_index_free);
  list->index = index;
  g_hash_table_iter_init (&iter, list->items);
  while (g_hash_table_iter_next (&iter, &key, &item))
    set_place (list, item, GPOINTER_TO_UINT (key));
  rebuild (list);
}

/**
 * mon_alarm_list_update:
 * @list: a list
 *
 * Takes in what has changed, and changes the rows by at most one step. Costs O(rows log rows) when
 * anything has.
 */
void
mon_alarm_list_update (MonAlarmList *list)
{
  g_array_set_size (list->statuses, 0);
  mon_alarm_log_take_changed (list->log, list->statuses);
  if (list->statuses->len == 0)
    return;
  for (guint i = 0; i < list->statuses->len; i++)
    take_status (list, &g_array_index (list->statuses, MonAlarmStatus, i));
  rebuild (list);
}

/**
 * mon_alarm_list_set_order:
 * @list: a list
 * @order: in which order
 *
 * Sorts the rows, and the members of each.
 */
void
mon_alarm_list_set_order (MonAlarmList  *list,
                          MonAlarmOrder  order)
{
  if (list->order == order)
    return;
  list->order = order;
  rebuild (list);
}

/**
 * mon_alarm_list_get_model:
 * @list: a list
 *
 * Returns: (transfer none): a list of MonAlarmItem
 */
GListModel *
mon_alarm_list_get_model (MonAlarmList *list)
{
  return G_LIST_MODEL (list->rows);
}

/**
 * mon_alarm_list_get_n_active:
 * @list: a list
 *
 * Returns: how many alarms are active, and neither shelved nor suppressed
 */
guint
mon_alarm_list_get_n_active (MonAlarmList *list)
{
  return list->n_active;
}

/**
 * mon_alarm_list_get_n_unacked:
 * @list: a list
 *
 * Returns: how many alarms have to be acknowledged, and are neither shelved nor suppressed
 */
guint
mon_alarm_list_get_n_unacked (MonAlarmList *list)
{
  return list->n_unacked;
}
