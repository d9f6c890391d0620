/* mon-alarm-spec.c: one alarm of a tag: what is wrong, from when on, and how much it matters.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-alarm-spec.h"

#include "monitor/document/mon-identity.h"

#define DEFAULT_WINDOW_MS 60000

static void
clear_cb (gpointer data)
{
  MonAlarmSpec *spec = data;

  g_free (spec->id);
  g_free (spec->text);
  g_free (spec->extra);
}

static void
unref_cb (gpointer spec)
{
  mon_alarm_spec_unref (spec);
}

/**
 * mon_alarm_spec_new:
 *
 * Makes an alarm for the value 1: of medium priority, without hysteresis and delays, that ends when
 * all is right again.
 *
 * Returns: (transfer full): a node to be filled in
 */
MonAlarmSpec *
mon_alarm_spec_new (void)
{
  MonAlarmSpec *spec = g_atomic_rc_box_new0 (MonAlarmSpec);

  spec->id = mon_identity_new_id ();
  spec->handle = mon_identity_new_handle ();
  spec->kind = MON_ALARM_STATE;
  spec->value = 1;
  spec->window_ms = DEFAULT_WINDOW_MS;
  spec->on_delay_ms = MON_ALARM_DELAY_OF_KIND;
  spec->priority = MON_ALARM_PRIORITY_MEDIUM;
  spec->text = g_strdup ("");

  return spec;
}

/**
 * mon_alarm_spec_edit:
 * @spec: an alarm
 *
 * Makes a copy with the same id and handle, to be changed and put in the place of @spec.
 *
 * Returns: (transfer full): a node to be filled in
 */
MonAlarmSpec *
mon_alarm_spec_edit (const MonAlarmSpec *spec)
{
  MonAlarmSpec *copy;

  g_return_val_if_fail (spec != NULL, NULL);

  copy = g_atomic_rc_box_new0 (MonAlarmSpec);
  *copy = *spec;
  copy->id = g_strdup (spec->id);
  copy->text = g_strdup (spec->text);
  copy->extra = g_strdup (spec->extra);

  return copy;
}

/**
 * mon_alarm_spec_ref:
 * @spec: an alarm
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @spec
 */
MonAlarmSpec *
mon_alarm_spec_ref (MonAlarmSpec *spec)
{
  return g_atomic_rc_box_acquire (spec);
}

/**
 * mon_alarm_spec_unref:
 * @spec: (transfer full): an alarm
 *
 * Drops a reference. Any thread.
 */
void
mon_alarm_spec_unref (MonAlarmSpec *spec)
{
  g_atomic_rc_box_release_full (spec, clear_cb);
}

/**
 * mon_alarm_spec_new_array:
 *
 * Returns: (transfer full) (element-type MonAlarmSpec): an empty array that drops what is in it
 */
GPtrArray *
mon_alarm_spec_new_array (void)
{
  return g_ptr_array_new_with_free_func (unref_cb);
}

/**
 * mon_alarm_kind_name:
 * @kind: a kind
 *
 * Gives the name that files use.
 *
 * Returns: (transfer none): "low-low", "low", "high", "high-high", "state", "rate" or "stale"
 */
const char *
mon_alarm_kind_name (MonAlarmKind kind)
{
  switch (kind)
    {
    case MON_ALARM_LOW_LOW:
      return "low-low";
    case MON_ALARM_LOW:
      return "low";
    case MON_ALARM_HIGH:
      return "high";
    case MON_ALARM_HIGH_HIGH:
      return "high-high";
    case MON_ALARM_STATE:
      return "state";
    case MON_ALARM_RATE:
      return "rate";
    case MON_ALARM_STALE:
      return "stale";
    }

  g_return_val_if_reached ("state");
}

/**
 * mon_alarm_priority_name:
 * @priority: a priority
 *
 * Gives the name that files use.
 *
 * Returns: (transfer none): "low", "medium", "high" or "critical"
 */
const char *
mon_alarm_priority_name (MonAlarmPriority priority)
{
  switch (priority)
    {
    case MON_ALARM_PRIORITY_LOW:
      return "low";
    case MON_ALARM_PRIORITY_MEDIUM:
      return "medium";
    case MON_ALARM_PRIORITY_HIGH:
      return "high";
    case MON_ALARM_PRIORITY_CRITICAL:
      return "critical";
    }

  g_return_val_if_reached ("medium");
}

/**
 * mon_alarm_direction_name:
 * @direction: a direction
 *
 * Gives the name that files use.
 *
 * Returns: (transfer none): "both", "up" or "down"
 */
const char *
mon_alarm_direction_name (MonAlarmDirection direction)
{
  switch (direction)
    {
    case MON_ALARM_BOTH:
      return "both";
    case MON_ALARM_UP:
      return "up";
    case MON_ALARM_DOWN:
      return "down";
    }

  g_return_val_if_reached ("both");
}

/**
 * mon_alarm_kind_is_limit:
 * @kind: a kind
 *
 * Tells whether it is one of the four limits.
 *
 * Returns: %TRUE for low-low, low, high and high-high
 */
gboolean
mon_alarm_kind_is_limit (MonAlarmKind kind)
{
  return kind <= MON_ALARM_HIGH_HIGH;
}
