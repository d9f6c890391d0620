/* mon-alarm-members.c: the alarms of a tag in a project file, and which of them are shelved.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-alarm-members.h"

#include <glib/gi18n-lib.h>

#include "monitor/document/mon-member-writer.h"
#include "monitor/document/mon-shelving.h"
#include "monitor/document/mon-tag-value.h"

#define TEXT_MAX_BYTES 500
#define ID_MAX_BYTES 64
#define TIME_MAX_BYTES 64

#define ALARM(member) G_STRUCT_OFFSET (MonAlarmSpec, member)
#define SHELVING(member) G_STRUCT_OFFSET (MonShelving, member)

static const char *
get_kind_name (guint value)
{
  return mon_alarm_kind_name ((MonAlarmKind) value);
}

static const char *
get_priority_name (guint value)
{
  return mon_alarm_priority_name ((MonAlarmPriority) value);
}

static const char *
get_direction_name (guint value)
{
  return mon_alarm_direction_name ((MonAlarmDirection) value);
}

static const MonMemberNames kind_names = { MON_N_ALARM_KINDS, get_kind_name };
static const MonMemberNames priority_names = { MON_N_ALARM_PRIORITIES, get_priority_name };
static const MonMemberNames direction_names = { MON_N_ALARM_DIRECTIONS, get_direction_name };

static gboolean
has_limit (gconstpointer node)
{
  const MonAlarmSpec *alarm = node;

  return mon_alarm_kind_is_limit (alarm->kind) || alarm->kind == MON_ALARM_RATE;
}

static gboolean
is_state (gconstpointer node)
{
  return ((const MonAlarmSpec *) node)->kind == MON_ALARM_STATE;
}

static gboolean
is_rate (gconstpointer node)
{
  return ((const MonAlarmSpec *) node)->kind == MON_ALARM_RATE;
}

static gboolean
read_value (const MonMemberReader  *reader,
            guint                   value,
            gpointer                node,
            GError                **error)
{
  if (mon_json_tree_get_int (reader->tree, value, &((MonAlarmSpec *) node)->value))
    return TRUE;

  mon_member_reader_refuse (reader, value, error, _("expected a whole number"));
  return FALSE;
}

static void
write_value (gconstpointer  node,
             MbJson        *json)
{
  mb_json_int (json, ((const MonAlarmSpec *) node)->value);
}

static gboolean
is_value_one (gconstpointer node)
{
  return ((const MonAlarmSpec *) node)->value == 1;
}

static const MonMemberHooks value_hooks = { read_value, write_value, is_value_one };

static gboolean
read_latched (const MonMemberReader  *reader,
              guint                   value,
              gpointer                node,
              GError                **error)
{
  MonJsonType type = mon_json_tree_get_type (reader->tree, value);

  if (type != MON_JSON_TRUE && type != MON_JSON_FALSE)
    {
      mon_member_reader_refuse (reader, value, error, _("expected true or false"));
      return FALSE;
    }
  ((MonAlarmSpec *) node)->is_latched = type == MON_JSON_TRUE;
  return TRUE;
}

static void
write_latched (gconstpointer  node,
               MbJson        *json)
{
  mb_json_bool (json, ((const MonAlarmSpec *) node)->is_latched);
}

static gboolean
is_not_latched (gconstpointer node)
{
  return !((const MonAlarmSpec *) node)->is_latched;
}

static const MonMemberHooks latched_hooks = { read_latched, write_latched, is_not_latched };

static const MonMember alarm_members[] = {
  { "id", MON_MEMBER_ID, ALARM (id), MON_MEMBER_SHOWN },
  { "kind", MON_MEMBER_NAMED, ALARM (kind), MON_MEMBER_REQUIRED, .names = &kind_names },
  { "limit", MON_MEMBER_DOUBLE, ALARM (limit), MON_MEMBER_REQUIRED, .applies = has_limit },
  { "hysteresis", MON_MEMBER_DOUBLE, ALARM (hysteresis), MON_MEMBER_OPTIONAL,
    .applies = has_limit },
  { "value", MON_MEMBER_CUSTOM, 0, MON_MEMBER_OPTIONAL, .hooks = &value_hooks,
    .applies = is_state },
  { "window_ms", MON_MEMBER_INT, ALARM (window_ms), MON_MEMBER_OPTIONAL, MON_ALARM_MIN_WINDOW_MS,
    MON_ALARM_MAX_DELAY_MS, .applies = is_rate },
  { "direction", MON_MEMBER_NAMED, ALARM (direction), MON_MEMBER_OPTIONAL,
    .names = &direction_names, .applies = is_rate },
  { "on_delay_ms", MON_MEMBER_INT, ALARM (on_delay_ms), MON_MEMBER_OPTIONAL, 0,
    MON_ALARM_MAX_DELAY_MS },
  { "off_delay_ms", MON_MEMBER_INT, ALARM (off_delay_ms), MON_MEMBER_OPTIONAL, 0,
    MON_ALARM_MAX_DELAY_MS },
  { "priority", MON_MEMBER_NAMED, ALARM (priority), MON_MEMBER_OPTIONAL,
    .names = &priority_names },
  { "latched", MON_MEMBER_CUSTOM, 0, MON_MEMBER_OPTIONAL, .hooks = &latched_hooks },
  { "text", MON_MEMBER_STRING, ALARM (text), MON_MEMBER_OPTIONAL, 0, TEXT_MAX_BYTES },
};

static gpointer
create_alarm (void)
{
  return mon_alarm_spec_new ();
}

static void
destroy_alarm (gpointer alarm)
{
  mon_alarm_spec_unref (alarm);
}

static gboolean
check_numbers (const MonMemberReader  *reader,
               guint                   object,
               const MonAlarmSpec     *alarm,
               GError                **error)
{
  const char *name = NULL;

  if (alarm->hysteresis < 0)
    name = "hysteresis";
  else if (alarm->kind == MON_ALARM_RATE && alarm->limit <= 0)
    name = "limit";
  if (name == NULL)
    return TRUE;

  mon_member_reader_refuse (reader, mon_json_tree_find (reader->tree, object, name), error,
                            alarm->hysteresis < 0 ? _("must not be below 0")
                                                  : _("must be above 0"));
  return FALSE;
}

static gboolean
check_alarm (const MonMemberReader  *reader,
             guint                   object,
             gpointer                node,
             GError                **error)
{
  const MonAlarmSpec *alarm = node;

  for (guint m = 0; m < G_N_ELEMENTS (alarm_members); m++)
    {
      guint value = mon_json_tree_find (reader->tree, object, alarm_members[m].name);

      if (value == MON_JSON_NONE || mon_member_applies (&alarm_members[m], alarm))
        continue;
      mon_member_reader_refuse (reader, value, error,
                                /* Translators: a kind of alarm: “stale”. */
                                _("has no meaning for an alarm of the kind “%s”: leave it out"),
                                mon_alarm_kind_name (alarm->kind));
      return FALSE;
    }
  return check_numbers (reader, object, alarm, error);
}

static const MonNodeType alarm_type = {
  alarm_members, G_N_ELEMENTS (alarm_members), ALARM (extra),
  create_alarm, destroy_alarm, check_alarm,
};

static gboolean
read_alarms (const MonMemberReader  *reader,
             guint                   value,
             gpointer                node,
             GError                **error)
{
  g_autoptr (GPtrArray) alarms = mon_alarm_spec_new_array ();

  if (mon_json_tree_get_type (reader->tree, value) != MON_JSON_ARRAY)
    {
      mon_member_reader_refuse (reader, value, error, _("expected a list in brackets"));
      return FALSE;
    }
  for (guint i = mon_json_tree_first (reader->tree, value); i != MON_JSON_NONE;
       i = mon_json_tree_next (reader->tree, i))
    {
      MonAlarmSpec *alarm;

      if (alarms->len == MON_ALARMS_MAX)
        {
          mon_member_reader_refuse (reader, i, error, _("too many: expected at most %d"),
                                    MON_ALARMS_MAX);
          return FALSE;
        }
      alarm = mon_member_reader_read (reader, &alarm_type, i, error);
      if (alarm == NULL)
        return FALSE;
      g_ptr_array_add (alarms, alarm);
    }
  if (alarms->len > 0)
    ((MonTagSpec *) node)->alarms = g_steal_pointer (&alarms);
  return TRUE;
}

static void
write_alarms (gconstpointer  node,
              MbJson        *json)
{
  const GPtrArray *alarms = ((const MonTagSpec *) node)->alarms;

  mb_json_begin_array (json);
  for (guint i = 0; i < alarms->len; i++)
    mon_member_writer_write (&alarm_type, g_ptr_array_index (alarms, i), json);
  mb_json_end_array (json);
}

static gboolean
has_no_alarms (gconstpointer node)
{
  return ((const MonTagSpec *) node)->alarms == NULL;
}

const MonMemberHooks mon_tag_member_alarms = { read_alarms, write_alarms, has_no_alarms };

static gboolean
is_text (const MonTagSpec *tag)
{
  return !mon_tag_spec_is_computed (tag) && tag->type == MB_TYPE_STRING;
}

/* What stands against an alarm of this kind for the tag, or %NULL. */
static const char *
find_misfit (const MonTagSpec   *tag,
             const MonAlarmSpec *alarm)
{
  if (alarm->kind == MON_ALARM_STALE)
    return NULL;
  if (is_text (tag))
    return _("a text can have no alarm but “stale”");
  if (has_limit (alarm) && mon_tag_spec_is_bool (tag))
    return _("does not fit a bool: expected “state” or “stale”");
  if (is_state (alarm) && mon_tag_spec_is_bool (tag) && alarm->value != 0 && alarm->value != 1)
    return _("a bool has the values 0 and 1 only");
  return NULL;
}

static gboolean
is_once_only (MonAlarmKind kind)
{
  return mon_alarm_kind_is_limit (kind) || kind == MON_ALARM_STALE;
}

/* What stands against an alarm beside an earlier one, or %NULL. */
static const char *
find_conflict (const MonAlarmSpec *before,
               const MonAlarmSpec *alarm)
{
  gboolean is_higher = alarm->kind > before->kind;

  if (alarm->kind == before->kind && is_once_only (alarm->kind))
    return _("the tag has an alarm of this kind already");
  if (!mon_alarm_kind_is_limit (alarm->kind) || !mon_alarm_kind_is_limit (before->kind))
    return NULL;
  if (is_higher ? alarm->limit > before->limit : alarm->limit < before->limit)
    return NULL;
  return _("limits must rise from “low-low” to “low”, “high” and “high-high”");
}

/**
 * mon_alarm_members_check:
 * @reader: what the reading needs
 * @object: number of the value that the tag was read from
 * @tag: a tag that has been read, with its type
 * @error: (nullable): place for the error
 *
 * Judges what each alarm alone cannot know.
 *
 * Returns: %FALSE when one does not fit the tag or another; the error says which, and where it is
 */
gboolean
mon_alarm_members_check (const MonMemberReader  *reader,
                         guint                   object,
                         const MonTagSpec       *tag,
                         GError                **error)
{
  guint value;

  if (tag->alarms == NULL)
    return TRUE;
  value = mon_json_tree_first (reader->tree,
                               mon_json_tree_find (reader->tree, object, "alarms"));
  for (guint i = 0; i < tag->alarms->len; i++)
    {
      const MonAlarmSpec *alarm = g_ptr_array_index (tag->alarms, i);
      const char *message = find_misfit (tag, alarm);

      for (guint k = 0; k < i && message == NULL; k++)
        message = find_conflict (g_ptr_array_index (tag->alarms, k), alarm);
      if (message != NULL)
        {
          mon_member_reader_refuse (reader, value, error, "%s", message);
          return FALSE;
        }
      value = mon_json_tree_next (reader->tree, value);
    }
  return TRUE;
}

static gboolean
read_until (const MonMemberReader  *reader,
            guint                   value,
            gpointer                node,
            GError                **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;

  if (!mon_member_reader_read_text (reader, value, 1, TIME_MAX_BYTES, &text, error))
    return FALSE;
  time = g_date_time_new_from_iso8601 (text, utc);
  if (time == NULL)
    {
      mon_member_reader_refuse (reader, value, error,
                                _("expected a time such as 2026-11-22T15:20:00Z"));
      return FALSE;
    }
  ((MonShelving *) node)->until_us = g_date_time_to_unix (time) * G_USEC_PER_SEC;
  return TRUE;
}

static void
write_until (gconstpointer  node,
             MbJson        *json)
{
  const MonShelving *shelving = node;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (shelving->until_us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

  mb_json_string (json, text);
}

static gboolean
never_default (gconstpointer node)
{
  return FALSE;
}

static const MonMemberHooks until_hooks = { read_until, write_until, never_default };

static const MonMember shelving_members[] = {
  { "alarm", MON_MEMBER_STRING, SHELVING (alarm_id), MON_MEMBER_REQUIRED, 1, ID_MAX_BYTES },
  { "until", MON_MEMBER_CUSTOM, 0, MON_MEMBER_REQUIRED, .hooks = &until_hooks },
};

static gpointer
create_shelving (void)
{
  return mon_shelving_new ();
}

static void
destroy_shelving (gpointer shelving)
{
  mon_shelving_unref (shelving);
}

const MonNodeType mon_shelving_members_type = {
  shelving_members, G_N_ELEMENTS (shelving_members), SHELVING (extra),
  create_shelving, destroy_shelving, NULL,
};
