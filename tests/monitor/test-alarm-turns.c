/* test-alarm-turns.c: alarms in the turns of an engine that reads a device over a socket.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine-fixture.h"

#define N_TAGS 20

/* Every tag has a high and a stale alarm; they are read every second. */
static void
set_root (EngineFixture *f,
          int            on_delay_ms)
{
  MonProjectSpec *root = mon_project_spec_new ();
  MonConnectionSpec *connection = fixture_new_connection (f->device);
  MonDeviceSpec *device = fixture_new_device (1, N_TAGS, 1000);

  for (guint i = 0; i < N_TAGS; i++)
    {
      MonTagSpec *tag = g_ptr_array_index (device->tags, i);
      MonAlarmSpec *high = mon_alarm_spec_new ();
      MonAlarmSpec *stale = mon_alarm_spec_new ();

      high->kind = MON_ALARM_HIGH;
      high->limit = 50;
      high->on_delay_ms = on_delay_ms;
      stale->kind = MON_ALARM_STALE;
      tag->alarms = mon_alarm_spec_new_array ();
      g_ptr_array_add (tag->alarms, high);
      g_ptr_array_add (tag->alarms, stale);
    }
  g_ptr_array_add (connection->devices, device);
  g_ptr_array_add (root->connections, connection);
  fixture_set_root (f, root);
}

static const MonAlarmSpec *
alarm_at (EngineFixture *f,
          guint          tag,
          guint          index)
{
  const MonTagSpec *spec = g_ptr_array_index (fixture_device_at (f, 0)->tags, tag);

  return g_ptr_array_index (spec->alarms, index);
}

static GArray *
read_events (EngineFixture *f)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (MonAlarmEvent));

  mon_alarm_log_read (f->stores.alarms, 0, events);
  return events;
}

static MonAlarmStatus
take_status (EngineFixture *f,
             guint32        alarm)
{
  g_autoptr (GArray) statuses = g_array_new (FALSE, FALSE, sizeof (MonAlarmStatus));

  mon_alarm_log_take_changed (f->stores.alarms, statuses);
  for (guint i = 0; i < statuses->len; i++)
    if (g_array_index (statuses, MonAlarmStatus, i).alarm == alarm)
      return g_array_index (statuses, MonAlarmStatus, i);
  g_assert_not_reached ();
}

static void
acknowledge (EngineFixture *f,
             guint32        alarm,
             guint32        occurrence)
{
  GArray *wishes = g_array_new (FALSE, FALSE, sizeof (MonAlarmWish));
  MonAlarmWish wish = { .alarm = alarm, .occurrence = occurrence };

  g_array_append_val (wishes, wish);
  mon_line_apply_to_alarms (f->line, wishes);
  fixture_run (f);
}

/* A delay ends in its own time, without any sample. */
static void
test_limit (EngineFixture *f,
            gconstpointer  data)
{
  g_autoptr (GArray) events = NULL;
  const MonAlarmEvent *raised;
  const MonAlarmEvent *acknowledged;
  MonAlarmStatus status;

  set_root (f, 1300);
  fixture_advance (f, 2000);
  f->device->registers[3] = 50;
  fixture_advance (f, 4000);
  status = take_status (f, alarm_at (f, 3, 0)->handle);
  g_assert_cmpint (status.state, ==, MON_ALARM_UNACKED);
  acknowledge (f, status.alarm, status.occurrence + 1);
  acknowledge (f, status.alarm, status.occurrence);
  status = take_status (f, status.alarm);
  g_assert_cmpint (status.state, ==, MON_ALARM_ACKED);

  events = read_events (f);
  g_assert_cmpuint (events->len, ==, 2);
  raised = &g_array_index (events, MonAlarmEvent, 0);
  acknowledged = &g_array_index (events, MonAlarmEvent, 1);
  g_assert_cmpuint (raised->alarm, ==, status.alarm);
  g_assert_cmpint (raised->action, ==, MON_ALARM_EVENT_RAISED);
  g_assert_cmpuint (raised->value.u, ==, 50);
  g_assert_cmpint ((raised->time_us - FIXTURE_START_WALL_US) % G_USEC_PER_SEC, !=, 0);
  g_assert_cmpint (acknowledged->action, ==, MON_ALARM_EVENT_ACKNOWLEDGED);
}

/* The device closes and nobody gets in again: all that follows is one thing with one cause. */
static void
test_link_lost (EngineFixture *f,
                gconstpointer  data)
{
  g_autoptr (GArray) events = NULL;
  const MonAlarmEvent *lost;
  MonAlarmGroup group;

  set_root (f, 0);
  fixture_advance (f, 2500);
  f->device->is_closing = TRUE;
  f->device->is_turning_away = TRUE;
  fixture_advance (f, 8000);
  events = read_events (f);
  lost = &g_array_index (events, MonAlarmEvent, 0);
  g_assert_cmpint (lost->action, ==, MON_ALARM_EVENT_LINK_LOST);
  g_assert_cmpuint (events->len, ==, 1 + N_TAGS);
  for (guint i = 1; i < events->len; i++)
    {
      const MonAlarmEvent *event = &g_array_index (events, MonAlarmEvent, i);

      g_assert_cmpint (event->action, ==, MON_ALARM_EVENT_RAISED);
      g_assert_cmpint (event->kind, ==, MON_ALARM_STALE);
      g_assert_cmpuint (event->group, ==, lost->serial);
    }
  g_assert_true (mon_alarm_log_get_group (f->stores.alarms, lost->serial, &group));
  g_assert_cmpint (group.first.action, ==, MON_ALARM_EVENT_LINK_LOST);
  g_assert_cmpuint (group.n_alarms, ==, N_TAGS);
  g_assert_true (mon_alarm_group_is_storm (&group));

  f->device->is_closing = FALSE;
  f->device->is_turning_away = FALSE;
  fixture_advance (f, 15000);
  g_assert_cmpint (take_status (f, alarm_at (f, 0, 1)->handle).state, ==, MON_ALARM_RETURNED);
}

/* Nobody asks, so nothing can be known, and nobody is told that it is not. */
static void
test_paused (EngineFixture *f,
             gconstpointer  data)
{
  g_autoptr (GArray) events = NULL;

  set_root (f, 0);
  fixture_advance (f, 2000);
  mon_line_set_paused (f->line, TRUE);
  f->device->registers[3] = 50;
  fixture_advance (f, 60000);
  events = read_events (f);
  g_assert_cmpuint (events->len, ==, 0);
  mon_line_set_paused (f->line, FALSE);
  fixture_advance (f, 1500);
  g_assert_cmpint (take_status (f, alarm_at (f, 3, 0)->handle).state, ==, MON_ALARM_UNACKED);
}

/* What has gone from the project is no alarm any more, nor is what waits for it. */
static void
test_removed (EngineFixture *f,
              gconstpointer  data)
{
  g_autoptr (GArray) events = NULL;
  guint32 alarm;

  set_root (f, 0);
  alarm = alarm_at (f, 3, 0)->handle;
  f->device->registers[3] = 50;
  fixture_advance (f, 2000);
  g_assert_cmpint (take_status (f, alarm).state, ==, MON_ALARM_UNACKED);
  fixture_set_root (f, mon_project_spec_new ());
  g_assert_true (take_status (f, alarm).is_gone);
  acknowledge (f, alarm, 0);
  fixture_advance (f, 5000);
  /* And nothing of a link, which nobody has lost. */
  events = read_events (f);
  g_assert_cmpuint (events->len, ==, 2);
  g_assert_cmpint (g_array_index (events, MonAlarmEvent, 0).action, ==, MON_ALARM_EVENT_RAISED);
  g_assert_cmpint (g_array_index (events, MonAlarmEvent, 1).action, ==, MON_ALARM_EVENT_REMOVED);
}

/* A session that closes loses no link. */
static void
test_close (EngineFixture *f,
            gconstpointer  data)
{
  g_autoptr (GArray) events = NULL;

  set_root (f, 0);
  fixture_advance (f, 2000);
  mon_line_close (f->line);
  fixture_advance (f, 10000);
  g_assert_true (f->is_closed);
  events = read_events (f);
  g_assert_cmpuint (events->len, ==, 0);
}

#define ADD(path, func) \
  g_test_add (path, EngineFixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/mon/alarm-turns/limit", test_limit);
  ADD ("/mon/alarm-turns/link-lost", test_link_lost);
  ADD ("/mon/alarm-turns/paused", test_paused);
  ADD ("/mon/alarm-turns/removed", test_removed);
  ADD ("/mon/alarm-turns/close", test_close);

  return g_test_run ();
}
