/* mon-alarm.c: where one alarm stands: delays, acknowledgement, latch, shelf; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-alarm.h"

#include "monitor/engine/mon-evaluator.h"

static void
begin (MonAlarm *alarm)
{
  alarm->needs_ack = TRUE;
  alarm->is_latched = alarm->is_latching;
  alarm->occurrence++;
}

/* The delay is over. */
static MonAlarmChange
turn (MonAlarm *alarm)
{
  alarm->due_us = MON_ALARM_NEVER;
  alarm->is_active = !alarm->is_active;
  if (alarm->is_shelved)
    return MON_ALARM_SAME;
  if (!alarm->is_active)
    return MON_ALARM_CLEARED;
  begin (alarm);
  return MON_ALARM_RAISED;
}

/**
 * mon_alarm_init:
 * @alarm: what to prepare
 * @spec: the alarm
 * @period_ms: how often its tag is read, for a stale alarm without a delay of its own
 *
 * Prepares an alarm; nothing is wrong.
 */
void
mon_alarm_init (MonAlarm           *alarm,
                const MonAlarmSpec *spec,
                guint               period_ms)
{
  gint64 on_delay_ms = spec->on_delay_ms;

  if (on_delay_ms == MON_ALARM_DELAY_OF_KIND)
    on_delay_ms = spec->kind == MON_ALARM_STALE ? (gint64) period_ms * MON_STALE_PERIODS : 0;
  *alarm = (MonAlarm) {
    .on_delay_us = on_delay_ms * 1000,
    .off_delay_us = (gint64) spec->off_delay_ms * 1000,
    .is_latching = spec->is_latched,
    .due_us = MON_ALARM_NEVER,
    .shelved_until_us = MON_ALARM_NEVER,
  };
}

/**
 * mon_alarm_adopt:
 * @alarm: an alarm that has just been prepared
 * @before: the same one under the spec that it had before
 *
 * Takes over where it stood. A delay that ran begins anew with the next sample.
 */
void
mon_alarm_adopt (MonAlarm       *alarm,
                 const MonAlarm *before)
{
  MonAlarm now = *before;

  now.on_delay_us = alarm->on_delay_us;
  now.off_delay_us = alarm->off_delay_us;
  now.is_latching = alarm->is_latching;
  now.is_latched = before->is_latched && alarm->is_latching;
  now.due_us = MON_ALARM_NEVER;
  *alarm = now;
}

/**
 * mon_alarm_feed:
 * @alarm: an alarm
 * @finding: what a sample means for it
 * @now_us: monotonic time
 *
 * Takes note of a sample.
 *
 * Returns: what came of it
 */
MonAlarmChange
mon_alarm_feed (MonAlarm   *alarm,
                MonFinding  finding,
                gint64      now_us)
{
  gboolean is_wrong = finding != MON_FINDING_RIGHT;

  alarm->is_held = finding == MON_FINDING_NONE;
  if (alarm->is_held)
    return MON_ALARM_SAME;
  if (is_wrong == alarm->is_active)
    {
      alarm->due_us = MON_ALARM_NEVER;
      return MON_ALARM_SAME;
    }
  if (finding == MON_FINDING_LONG_WRONG)
    alarm->due_us = now_us;
  else if (alarm->due_us == MON_ALARM_NEVER)
    alarm->due_us = now_us + (is_wrong ? alarm->on_delay_us : alarm->off_delay_us);
  return alarm->due_us <= now_us ? turn (alarm) : MON_ALARM_SAME;
}

/**
 * mon_alarm_run:
 * @alarm: an alarm
 * @now_us: monotonic time
 *
 * Lets end what is due. Call it until it gives %MON_ALARM_SAME: two things may be due at once.
 *
 * Returns: what came of it
 */
MonAlarmChange
mon_alarm_run (MonAlarm *alarm,
               gint64    now_us)
{
  if (!alarm->is_held && alarm->due_us <= now_us && turn (alarm) != MON_ALARM_SAME)
    return alarm->is_active ? MON_ALARM_RAISED : MON_ALARM_CLEARED;
  if (alarm->shelved_until_us <= now_us && mon_alarm_unshelve (alarm))
    return MON_ALARM_UNSHELVED;
  return MON_ALARM_SAME;
}

/**
 * mon_alarm_get_next_us:
 * @alarm: an alarm
 *
 * Returns: the monotonic time at which mon_alarm_run() has something to do, or %MON_ALARM_NEVER
 */
gint64
mon_alarm_get_next_us (const MonAlarm *alarm)
{
  gint64 due_us = alarm->is_held ? MON_ALARM_NEVER : alarm->due_us;

  return MIN (due_us, alarm->shelved_until_us);
}

/**
 * mon_alarm_get_state:
 * @alarm: an alarm
 *
 * Returns: where it stands
 */
MonAlarmState
mon_alarm_get_state (const MonAlarm *alarm)
{
  if (alarm->is_shelved)
    return MON_ALARM_SHELVED;
  if (alarm->is_active && alarm->is_superseded)
    return MON_ALARM_SUPPRESSED;
  if (alarm->is_active)
    return alarm->needs_ack ? MON_ALARM_UNACKED : MON_ALARM_ACKED;
  if (alarm->is_latched)
    return alarm->needs_ack ? MON_ALARM_LATCHED_UNACKED : MON_ALARM_LATCHED_ACKED;
  return alarm->needs_ack ? MON_ALARM_RETURNED : MON_ALARM_NORMAL;
}

/**
 * mon_alarm_acknowledge:
 * @alarm: an alarm
 * @occurrence: which one was seen, 0: any
 *
 * Says that somebody has seen it, also when it is right again. One that has come since then stays
 * as it is: nobody has seen that.
 *
 * Returns: whether it had to be acknowledged
 */
gboolean
mon_alarm_acknowledge (MonAlarm *alarm,
                       guint32   occurrence)
{
  if (!alarm->needs_ack || alarm->is_shelved
      || (occurrence != 0 && occurrence != alarm->occurrence))
    return FALSE;
  alarm->needs_ack = FALSE;
  return TRUE;
}

/**
 * mon_alarm_reset:
 * @alarm: an alarm
 *
 * Ends what was latched, once it is right again and acknowledged.
 *
 * Returns: whether it did
 */
gboolean
mon_alarm_reset (MonAlarm *alarm)
{
  if (!alarm->is_latched || alarm->is_active || alarm->needs_ack || alarm->is_shelved)
    return FALSE;
  alarm->is_latched = FALSE;
  return TRUE;
}

/**
 * mon_alarm_shelve:
 * @alarm: an alarm
 * @until_us: monotonic time at which it comes back
 *
 * Puts it on the shelf, or changes for how long.
 *
 * Returns: whether that changed anything
 */
gboolean
mon_alarm_shelve (MonAlarm *alarm,
                  gint64    until_us)
{
  if (alarm->is_shelved && alarm->shelved_until_us == until_us)
    return FALSE;
  alarm->is_shelved = TRUE;
  alarm->shelved_until_us = until_us;
  return TRUE;
}

/**
 * mon_alarm_unshelve:
 * @alarm: an alarm
 *
 * Takes it off the shelf.
 *
 * Returns: whether it was there
 */
gboolean
mon_alarm_unshelve (MonAlarm *alarm)
{
  if (!alarm->is_shelved)
    return FALSE;
  alarm->is_shelved = FALSE;
  alarm->shelved_until_us = MON_ALARM_NEVER;
  alarm->needs_ack = FALSE;
  alarm->is_latched = FALSE;
  if (alarm->is_active)
    begin (alarm);
  return TRUE;
}

/**
 * mon_alarm_set_superseded:
 * @alarm: an alarm
 * @is_superseded: whether a worse one of the same tag stands for it
 *
 * Hides it behind a worse one, or shows it again as it was.
 *
 * Returns: whether that changed where it stands
 */
gboolean
mon_alarm_set_superseded (MonAlarm *alarm,
                          gboolean  is_superseded)
{
  MonAlarmState before = mon_alarm_get_state (alarm);

  alarm->is_superseded = is_superseded != FALSE;
  return mon_alarm_get_state (alarm) != before;
}
