/* mon-alarm-text.c: how an alarm reads: what is wrong, how far, and where it stands; pure.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-alarm-text.h"

#include <glib/gi18n-lib.h>

#include "monitor/tools/mon-tag-text.h"

static const char *
kind_text (MonAlarmKind kind)
{
  switch (kind)
    {
    case MON_ALARM_LOW_LOW:
      return _("far too low");
    case MON_ALARM_LOW:
      return _("too low");
    case MON_ALARM_HIGH:
      return _("too high");
    case MON_ALARM_HIGH_HIGH:
      return _("far too high");
    case MON_ALARM_STATE:
      return NULL;
    case MON_ALARM_RATE:
      return _("changes too fast");
    case MON_ALARM_STALE:
      return _("no value");
    }

  g_assert_not_reached ();
}

/* As the tag shows it, with its word for the number if it has one. */
static char *
wrong_state (const MonAlarmSpec *alarm,
             const MonTagSpec   *tag)
{
  MbValue value = { .kind = MB_VALUE_INT, .i = alarm->value };

  if (mon_tag_spec_is_bool (tag))
    value = (MbValue) { .kind = MB_VALUE_BOOL, .b = alarm->value != 0 };
  return mon_tag_text_value (tag, &value);
}

static char *
number_text (const MonTagSpec *tag,
             double            number)
{
  MbValue value = { .kind = MB_VALUE_FLOAT64, .f = number };

  return mon_tag_text_with_unit (tag, &value);
}

/**
 * mon_alarm_text_title:
 * @alarm: an alarm
 * @tag: its tag
 *
 * Says what is wrong: what somebody wrote for that, or the name of the tag and a few words.
 *
 * Returns: (transfer full): "Supply temperature: too high"
 */
char *
mon_alarm_text_title (const MonAlarmSpec *alarm,
                      const MonTagSpec   *tag)
{
  g_autofree char *state = NULL;

  if (alarm->text[0] != '\0')
    return g_strdup (alarm->text);
  if (alarm->kind == MON_ALARM_STATE)
    state = wrong_state (alarm, tag);
  /* Translators: the name of a tag, and what is wrong with it. */
  return g_strdup_printf (_("%s: %s"), tag->name,
                          state != NULL ? state : kind_text (alarm->kind));
}

/**
 * mon_alarm_text_value:
 * @status: where the alarm stands
 * @alarm: the alarm
 * @tag: its tag
 *
 * Says how wrong it was when the alarm came.
 *
 * Returns: (transfer full): "90.5 °C, limit 85 °C", or an empty text
 */
char *
mon_alarm_text_value (const MonAlarmStatus *status,
                      const MonAlarmSpec   *alarm,
                      const MonTagSpec     *tag)
{
  g_autofree char *value = NULL;
  g_autofree char *limit = NULL;

  if (alarm->kind == MON_ALARM_STALE || status->value.kind == MB_VALUE_NONE)
    return g_strdup ("");
  value = mon_tag_text_with_unit (tag, &status->value);
  if (alarm->kind == MON_ALARM_STATE)
    return g_steal_pointer (&value);
  limit = number_text (tag, status->limit);
  if (alarm->kind == MON_ALARM_RATE)
    /* Translators: a change, the time in seconds that it took, the change that is too much. */
    return g_strdup_printf (_("%s within %g s, limit %s"), value, alarm->window_ms / 1000.0, limit);
  /* Translators: a value and its limit, each with its unit. */
  return g_strdup_printf (_("%s, limit %s"), value, limit);
}

static const char *
state_text (MonAlarmState state)
{
  switch (state)
    {
    case MON_ALARM_NORMAL:
      return _("Normal");
    case MON_ALARM_UNACKED:
      return _("Active");
    case MON_ALARM_ACKED:
      return _("Active, acknowledged");
    case MON_ALARM_RETURNED:
      return _("Over, not acknowledged");
    case MON_ALARM_LATCHED_UNACKED:
      return _("Over, not acknowledged, latched");
    case MON_ALARM_LATCHED_ACKED:
      return _("Over, waits for its reset");
    case MON_ALARM_SHELVED:
      return _("Shelved");
    case MON_ALARM_SUPPRESSED:
      return _("Behind a worse alarm");
    }

  g_assert_not_reached ();
}

/**
 * mon_alarm_text_state:
 * @status: where an alarm stands
 *
 * Says where it stands, and that nothing can be said of it when there is no valid value.
 *
 * Returns: (transfer full): "Active, acknowledged"
 */
char *
mon_alarm_text_state (const MonAlarmStatus *status)
{
  const char *state = state_text ((MonAlarmState) status->state);

  if (!status->is_held || status->state == MON_ALARM_SHELVED)
    return g_strdup (state);
  /* Translators: where an alarm stands: it is left there because the value is not known. */
  return g_strdup_printf (_("%s; held without a valid value"), state);
}

/**
 * mon_alarm_text_group_title:
 * @group: alarms that belong together
 * @first_title: (nullable): of the alarm that was first, when it was one
 * @connection: (nullable): of that which was first
 *
 * Says how many came together, and what was first.
 *
 * Returns: (transfer full): "50 alarms: connection to Boiler house lost"
 */
char *
mon_alarm_text_group_title (const MonAlarmGroup     *group,
                            const char              *first_title,
                            const MonConnectionSpec *connection)
{
  g_autofree char *count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u alarm", "%u alarms",
                                                         group->n_alarms),
                                            group->n_alarms);
  const char *name = "";

  if (connection != NULL)
    name = connection->name[0] != '\0' ? connection->name : connection->host;
  if (group->first.action == MON_ALARM_EVENT_LINK_LOST)
    /* Translators: “50 alarms”, and the name of a connection. */
    return g_strdup_printf (_("%s: connection to %s lost"), count, name);
  if (first_title == NULL)
    return g_steal_pointer (&count);
  /* Translators: “50 alarms”, and what the first of them says. */
  return g_strdup_printf (_("%s, first: %s"), count, first_title);
}

/**
 * mon_alarm_text_group_state:
 * @n_active: how many alarms of the group are active
 * @n_unacked: how many have to be acknowledged
 *
 * Says where a group stands.
 *
 * Returns: (transfer full): "40 active, 50 not acknowledged"
 */
char *
mon_alarm_text_group_state (guint n_active,
                            guint n_unacked)
{
  return g_strdup_printf (_("%u active, %u not acknowledged"), n_active, n_unacked);
}
