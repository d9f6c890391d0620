/* mon-dead-set.c: the items that one device refuses, and when it is asked for them again; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-dead-set.h"

typedef struct
{
  MonDeadRange range;
  gint64       due_us;
  gint64       wait_us;
} Entry;

struct _MonDeadSet
{
  GArray *entries; /* of Entry, by table, address and quantity */
  gint64  free_us; /* when the next try may be at the earliest */
};

static Entry *
entry_at (const MonDeadSet *set,
          guint             index)
{
  return &g_array_index (set->entries, Entry, index);
}

static int
compare_place (const MonDeadRange *range,
               MbTable             table,
               guint               address,
               guint               quantity)
{
  if (range->table != table)
    return range->table < table ? -1 : 1;
  if (range->address != address)
    return range->address < address ? -1 : 1;
  return (int) range->quantity - (int) quantity;
}

/* The first entry that is not before the place. */
static guint
lower_bound (const MonDeadSet *set,
             MbTable           table,
             guint             address,
             guint             quantity)
{
  guint low = 0;
  guint high = set->entries->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare_place (&entry_at (set, middle)->range, table, address, quantity) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* The next entry at or after *index that lies wholly in the read; *index is behind it then. */
static Entry *
next_within (const MonDeadSet *set,
             MbTable           table,
             guint             address,
             guint             quantity,
             guint            *index)
{
  guint end = address + quantity;

  while (*index < set->entries->len)
    {
      Entry *entry = entry_at (set, (*index)++);

      if (entry->range.table != table || entry->range.address >= end)
        return NULL;
      if ((guint) entry->range.address + entry->range.quantity <= end)
        return entry;
    }
  return NULL;
}

/**
 * mon_dead_set_new:
 *
 * Returns: (transfer full): a set without ranges
 */
MonDeadSet *
mon_dead_set_new (void)
{
  MonDeadSet *set = g_new0 (MonDeadSet, 1);

  set->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  return set;
}

/**
 * mon_dead_set_free:
 * @set: (transfer full): a set
 *
 * Frees it.
 */
void
mon_dead_set_free (MonDeadSet *set)
{
  g_array_unref (set->entries);
  g_free (set);
}

/**
 * mon_dead_set_get_n:
 * @set: a set
 *
 * Returns: the number of its ranges
 */
guint
mon_dead_set_get_n (const MonDeadSet *set)
{
  return set->entries->len;
}

/**
 * mon_dead_set_get:
 * @set: a set
 * @index: less than mon_dead_set_get_n()
 *
 * Returns: (transfer none): a range, good until the set changes; they come by table and address
 */
const MonDeadRange *
mon_dead_set_get (const MonDeadSet *set,
                  guint             index)
{
  g_return_val_if_fail (index < set->entries->len, NULL);

  return &entry_at (set, index)->range;
}

/**
 * mon_dead_set_add:
 * @set: a set
 * @range: what was refused, of at least one item
 * @now_us: the monotonic time now; it may be tried again %MON_DEAD_RETRY_FIRST_US later
 *
 * Remembers what was refused. One that is known has its exception renewed.
 *
 * Returns: whether it is new; %FALSE also when there is no room
 */
gboolean
mon_dead_set_add (MonDeadSet         *set,
                  const MonDeadRange *range,
                  gint64              now_us)
{
  guint index = lower_bound (set, range->table, range->address, range->quantity);
  Entry entry = {
    .range = *range,
    .due_us = now_us + MON_DEAD_RETRY_FIRST_US,
    .wait_us = MON_DEAD_RETRY_FIRST_US,
  };

  g_return_val_if_fail (range->quantity > 0, FALSE);

  if (index < set->entries->len
      && compare_place (&entry_at (set, index)->range, range->table, range->address,
                        range->quantity) == 0)
    {
      entry_at (set, index)->range.exception = range->exception;
      return FALSE;
    }
  if (set->entries->len >= MON_DEAD_SET_MAX)
    return FALSE;
  g_array_insert_val (set->entries, index, entry);
  return TRUE;
}

/**
 * mon_dead_set_note_alive:
 * @set: a set
 * @table: table of a read that was answered
 * @address: its address
 * @quantity: number of its items
 *
 * Forgets every range that was in the read. Then the others may be tried at once, too: what made
 * the device refuse may be over.
 *
 * Returns: whether there was any
 */
gboolean
mon_dead_set_note_alive (MonDeadSet *set,
                         MbTable     table,
                         guint       address,
                         guint       quantity)
{
  guint index = lower_bound (set, table, address, 0);
  gboolean was_known = FALSE;

  while (next_within (set, table, address, quantity, &index) != NULL)
    {
      g_array_remove_index (set->entries, --index);
      was_known = TRUE;
    }
  for (guint i = 0; was_known && i < set->entries->len; i++)
    entry_at (set, i)->due_us = 0;
  if (was_known)
    set->free_us = 0;
  return was_known;
}

/**
 * mon_dead_set_find:
 * @set: a set
 * @table: table of a read
 * @address: its address
 * @quantity: number of its items
 *
 * Tells what would become of a read.
 *
 * Returns: the exception by which it will be refused, 0 when no range is in it
 */
guint8
mon_dead_set_find (const MonDeadSet *set,
                   MbTable           table,
                   guint             address,
                   guint             quantity)
{
  guint index = lower_bound (set, table, address, 0);
  Entry *entry = next_within (set, table, address, quantity, &index);

  return entry != NULL ? entry->range.exception : 0;
}

/**
 * mon_dead_set_take_due:
 * @set: a set
 * @table: table of a read
 * @address: its address
 * @quantity: number of its items
 * @now_us: the monotonic time now
 *
 * Decides whether to try a read that will be refused by what is known. The next try is twice as
 * far away then, up to %MON_DEAD_RETRY_MAX_US, and none is made of the others for
 * %MON_DEAD_RETRY_GAP_US.
 *
 * Returns: whether to try it
 */
gboolean
mon_dead_set_take_due (MonDeadSet *set,
                       MbTable     table,
                       guint       address,
                       guint       quantity,
                       gint64      now_us)
{
  guint first = lower_bound (set, table, address, 0);
  guint index = first;
  Entry *entry;

  if (now_us < set->free_us)
    return FALSE;
  while ((entry = next_within (set, table, address, quantity, &index)) != NULL)
    if (entry->due_us > now_us)
      return FALSE;

  index = first;
  while ((entry = next_within (set, table, address, quantity, &index)) != NULL)
    {
      entry->wait_us = MIN (2 * entry->wait_us, MON_DEAD_RETRY_MAX_US);
      entry->due_us = now_us + entry->wait_us;
    }
  set->free_us = now_us + MON_DEAD_RETRY_GAP_US;
  return TRUE;
}

/**
 * mon_dead_set_hasten:
 * @set: a set
 * @now_us: the monotonic time now
 *
 * Lets everything be tried from now on, one after another, with waits that begin anew.
 */
void
mon_dead_set_hasten (MonDeadSet *set,
                     gint64      now_us)
{
  set->free_us = now_us;
  for (guint i = 0; i < set->entries->len; i++)
    {
      entry_at (set, i)->due_us = now_us;
      entry_at (set, i)->wait_us = MON_DEAD_RETRY_FIRST_US / 2;
    }
}
