/* test-alarm-log.c: the log of alarms: bounded events, groups, and what a reader has not taken.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-alarm-log.h"

static MonAlarmEvent
raised (guint64 serial,
        guint64 group)
{
  return (MonAlarmEvent) {
    .serial = serial,
    .time_us = (gint64) serial * 10,
    .group = group,
    .alarm = 7,
    .action = MON_ALARM_EVENT_RAISED,
  };
}

static void
put (MonAlarmLog   *log,
     MonAlarmEvent  event)
{
  mon_alarm_log_put (log, &event, 1, NULL, 0);
}

static void
assert_read (MonAlarmLog *log,
             guint64      from,
             guint64      first,
             guint        n,
             guint64      next)
{
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (MonAlarmEvent));

  g_assert_cmpuint (mon_alarm_log_read (log, from, events), ==, next);
  g_assert_cmpuint (events->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (g_array_index (events, MonAlarmEvent, i).serial, ==, first + i);
}

/* A thousand times as many as it keeps. */
static void
test_bounded (void)
{
  g_autoptr (MonAlarmLog) log = mon_alarm_log_new (10);

  assert_read (log, 0, 0, 0, 0);
  for (guint64 i = 1; i <= 10000; i++)
    {
      put (log, raised (i, i));
      assert_read (log, 0, i > 10 ? i - 9 : 1, (guint) MIN (i, 10), i + 1);
      assert_read (log, i, i, 1, i + 1);
      assert_read (log, i + 1, 0, 0, i + 1);
      if (i > 3)
        assert_read (log, i - 2, i - 2, 3, i + 1);
    }
}

static void
test_groups (void)
{
  g_autoptr (MonAlarmLog) log = mon_alarm_log_new (5);
  MonAlarmEvent lost = { .serial = 100, .group = 100, .action = MON_ALARM_EVENT_LINK_LOST };
  MonAlarmEvent acked = { .serial = 101, .group = 1, .action = MON_ALARM_EVENT_ACKNOWLEDGED };
  MonAlarmGroup group;

  for (guint64 i = 1; i <= MON_ALARM_STORM_MIN; i++)
    {
      put (log, raised (i, 1));
      g_assert_true (mon_alarm_log_get_group (log, 1, &group));
      g_assert_cmpuint (group.n_alarms, ==, i);
      g_assert_cmpuint (group.first.serial, ==, 1);
      g_assert_cmpint (group.last_us, ==, (gint64) i * 10);
      g_assert_true (mon_alarm_group_is_storm (&group) == (i == MON_ALARM_STORM_MIN));
    }
  put (log, lost);
  g_assert_true (mon_alarm_log_get_group (log, 100, &group));
  g_assert_false (mon_alarm_group_is_storm (&group));
  put (log, acked);
  put (log, raised (102, 100));
  g_assert_true (mon_alarm_log_get_group (log, 100, &group));
  g_assert_true (mon_alarm_group_is_storm (&group));
  g_assert_true (mon_alarm_log_get_group (log, 1, &group));
  g_assert_cmpuint (group.n_alarms, ==, MON_ALARM_STORM_MIN);
  g_assert_false (mon_alarm_log_get_group (log, 101, &group));
}

/* The oldest goes, and what still belongs to it does not bring it back. */
static void
test_many_groups (void)
{
  g_autoptr (MonAlarmLog) log = mon_alarm_log_new (5);
  MonAlarmGroup group;

  for (guint64 i = 1; i <= MON_ALARM_LOG_MAX_GROUPS + 1; i++)
    put (log, raised (i, i));
  g_assert_false (mon_alarm_log_get_group (log, 1, &group));
  g_assert_true (mon_alarm_log_get_group (log, 2, &group));
  put (log, raised (5000, 1));
  g_assert_false (mon_alarm_log_get_group (log, 1, &group));
}

static void
test_changed (void)
{
  g_autoptr (MonAlarmLog) log = mon_alarm_log_new (5);
  g_autoptr (MonAlarmLog) other = mon_alarm_log_ref (log);
  g_autoptr (GArray) statuses = g_array_new (FALSE, FALSE, sizeof (MonAlarmStatus));

  for (guint i = 0; i < 1000; i++)
    {
      MonAlarmStatus status[] = {
        { .alarm = 3, .state = MON_ALARM_UNACKED, .occurrence = i },
        { .alarm = 9, .state = MON_ALARM_NORMAL, .occurrence = i },
      };

      mon_alarm_log_put (log, NULL, 0, status, 2);
    }
  mon_alarm_log_take_changed (other, statuses);
  g_assert_cmpuint (statuses->len, ==, 2);
  g_assert_cmpuint (g_array_index (statuses, MonAlarmStatus, 0).alarm, ==, 3);
  g_assert_cmpuint (g_array_index (statuses, MonAlarmStatus, 0).occurrence, ==, 999);
  mon_alarm_log_take_changed (log, statuses);
  g_assert_cmpuint (statuses->len, ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mon/alarm-log/bounded", test_bounded);
  g_test_add_func ("/mon/alarm-log/groups", test_groups);
  g_test_add_func ("/mon/alarm-log/many-groups", test_many_groups);
  g_test_add_func ("/mon/alarm-log/changed", test_changed);

  return g_test_run ();
}
