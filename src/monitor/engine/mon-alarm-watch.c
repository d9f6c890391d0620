/* mon-alarm-watch.c: the alarms of one tag, the worst first, and what is kept of each.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-alarm-watch.h"

#include "monitor/engine/mon-evaluator.h"

/* The worst first. */
static const MonAlarmKind in_order[] = {
  MON_ALARM_HIGH_HIGH, MON_ALARM_LOW_LOW, MON_ALARM_HIGH, MON_ALARM_LOW,
  MON_ALARM_STATE, MON_ALARM_RATE, MON_ALARM_STALE,
};

static void
init_entry (MonAlarmEntry *entry,
            MonAlarmWatch *watch,
            MonAlarmSpec  *spec)
{
  entry->spec = mon_alarm_spec_ref (spec);
  entry->watch = watch;
  entry->timer.user_data = entry;
  mon_alarm_init (&entry->alarm, spec, watch->period_ms);
  mon_alarm_rule_init (&entry->rule, spec);
}

static MonAlarmEntry *
find_kind (MonAlarmWatch *watch,
           MonAlarmKind   kind)
{
  for (guint i = 0; i < watch->n_entries; i++)
    if (watch->entries[i].spec->kind == kind)
      return &watch->entries[i];
  return NULL;
}

static void
link_kinds (MonAlarmWatch *watch,
            MonAlarmKind   worse,
            MonAlarmKind   lesser)
{
  MonAlarmEntry *entry = find_kind (watch, worse);

  if (entry != NULL)
    entry->lesser = find_kind (watch, lesser);
}

/**
 * mon_alarm_watch_new:
 * @place: a tag with alarms
 *
 * Prepares the alarms of a tag; nothing is wrong, and nothing is in any heap.
 *
 * Returns: (transfer full): the watch
 */
MonAlarmWatch *
mon_alarm_watch_new (const MonTagPlace *place)
{
  const GPtrArray *specs = place->tag->alarms;
  MonAlarmWatch *watch = g_malloc0 (sizeof *watch + specs->len * sizeof watch->entries[0]);

  watch->tag = place->tag->handle;
  watch->connection = place->connection->handle;
  watch->period_ms = place->tag->period_ms > 0
                     ? place->tag->period_ms
                     : MON_ON_DEMAND_STALE_US / 1000 / MON_STALE_PERIODS;
  for (guint k = 0; k < G_N_ELEMENTS (in_order); k++)
    for (guint i = 0; i < specs->len; i++)
      {
        MonAlarmSpec *spec = g_ptr_array_index (specs, i);

        if (spec->kind == in_order[k])
          init_entry (&watch->entries[watch->n_entries++], watch, spec);
      }
  link_kinds (watch, MON_ALARM_HIGH_HIGH, MON_ALARM_HIGH);
  link_kinds (watch, MON_ALARM_LOW_LOW, MON_ALARM_LOW);
  return watch;
}

/**
 * mon_alarm_watch_free:
 * @watch: (transfer full): a watch; no alarm of it is in a heap any more
 *
 * Frees it.
 */
void
mon_alarm_watch_free (MonAlarmWatch *watch)
{
  for (guint i = 0; i < watch->n_entries; i++)
    {
      mon_alarm_rule_clear (&watch->entries[i].rule);
      mon_alarm_spec_unref (watch->entries[i].spec);
    }
  g_free (watch);
}

/**
 * mon_alarm_entry_adopt:
 * @entry: an alarm that has just been prepared
 * @before: the same under another root
 *
 * Takes over where it stood; while the spec is the same, also a delay that runs and what is known
 * of a rate, which @before has no longer.
 */
void
mon_alarm_entry_adopt (MonAlarmEntry *entry,
                       MonAlarmEntry *before)
{
  gboolean is_same = entry->spec == before->spec
                     && entry->watch->period_ms == before->watch->period_ms;

  if (is_same)
    {
      MonAlarmRule fresh = entry->rule;

      entry->alarm = before->alarm;
      entry->rule = before->rule;
      before->rule = fresh;
    }
  else
    mon_alarm_adopt (&entry->alarm, &before->alarm);
  entry->serial = before->serial;
  entry->group = before->group;
  entry->raised_us = before->raised_us;
  entry->held_since_us = before->held_since_us;
  entry->shelf_us = before->shelf_us;
  entry->value = before->value;
}
