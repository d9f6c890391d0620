/* mon-alarm-event.c: the names of what happens to alarms.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-alarm-event.h"

/**
 * mon_alarm_state_name:
 * @state: a state
 *
 * Gives the name that files use.
 *
 * Returns: (transfer none): "normal", "unacknowledged", "acknowledged", "returned",
 *   "latched-unacknowledged", "latched-acknowledged", "shelved" or "suppressed"
 */
const char *
mon_alarm_state_name (MonAlarmState state)
{
  switch (state)
    {
    case MON_ALARM_NORMAL:
      return "normal";
    case MON_ALARM_UNACKED:
      return "unacknowledged";
    case MON_ALARM_ACKED:
      return "acknowledged";
    case MON_ALARM_RETURNED:
      return "returned";
    case MON_ALARM_LATCHED_UNACKED:
      return "latched-unacknowledged";
    case MON_ALARM_LATCHED_ACKED:
      return "latched-acknowledged";
    case MON_ALARM_SHELVED:
      return "shelved";
    case MON_ALARM_SUPPRESSED:
      return "suppressed";
    }

  g_return_val_if_reached ("normal");
}

/**
 * mon_alarm_action_name:
 * @action: what happened
 *
 * Gives the name that files use.
 *
 * Returns: (transfer none): "raised", "cleared", "acknowledged", "reset", "shelved", "unshelved",
 *   "removed", "link-lost" or "link-back"
 */
const char *
mon_alarm_action_name (MonAlarmAction action)
{
  switch (action)
    {
    case MON_ALARM_EVENT_RAISED:
      return "raised";
    case MON_ALARM_EVENT_CLEARED:
      return "cleared";
    case MON_ALARM_EVENT_ACKNOWLEDGED:
      return "acknowledged";
    case MON_ALARM_EVENT_RESET:
      return "reset";
    case MON_ALARM_EVENT_SHELVED:
      return "shelved";
    case MON_ALARM_EVENT_UNSHELVED:
      return "unshelved";
    case MON_ALARM_EVENT_REMOVED:
      return "removed";
    case MON_ALARM_EVENT_LINK_LOST:
      return "link-lost";
    case MON_ALARM_EVENT_LINK_BACK:
      return "link-back";
    }

  g_return_val_if_reached ("raised");
}
