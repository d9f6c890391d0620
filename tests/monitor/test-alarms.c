/* test-alarms.c: the alarms of a project over samples and time: events, shelf, causes and storms.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "monitor/document/mon-project-file.h"
#include "monitor/document/mon-project.h"
#include "monitor/engine/mon-alarms.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
/* 2026-11-22T15:20:00Z */
#define START_WALL_US (G_GINT64_CONSTANT (1795360800) * SECOND)

typedef struct
{
  MonProjectSpec *root;
  MonAlarms      *alarms;
  GArray         *events;
  GArray         *statuses;
  GHashTable     *latest;   /* alarm → MonAlarmStatus */
  gint64          now_us;
  gint64          wall_us;
  guint           n_seen;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->events = g_array_new (FALSE, FALSE, sizeof (MonAlarmEvent));
  f->statuses = g_array_new (FALSE, FALSE, sizeof (MonAlarmStatus));
  f->latest = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  f->alarms = mon_alarms_new (f->events, f->statuses);
  f->now_us = 5 * SECOND;
  f->wall_us = START_WALL_US;
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  mon_alarms_free (f->alarms);
  g_array_unref (f->events);
  g_array_unref (f->statuses);
  g_hash_table_unref (f->latest);
  g_clear_pointer (&f->root, mon_project_spec_unref);
}

static void
take_statuses (Fixture *f)
{
  for (guint i = 0; i < f->statuses->len; i++)
    {
      const MonAlarmStatus *status = &g_array_index (f->statuses, MonAlarmStatus, i);

      g_hash_table_insert (f->latest, GUINT_TO_POINTER (status->alarm),
                           g_memdup2 (status, sizeof *status));
    }
  g_array_set_size (f->statuses, 0);
}

static void
run (Fixture *f)
{
  mon_alarms_run (f->alarms, f->now_us, f->wall_us);
  take_statuses (f);
}

/* Lets time pass, stopping where something is due. */
static void
pass (Fixture *f,
      gint64   us)
{
  gint64 end_us = f->now_us + us;

  while (mon_alarms_get_next_us (f->alarms) <= end_us)
    {
      gint64 due_us = MAX (mon_alarms_get_next_us (f->alarms), f->now_us);

      f->wall_us += due_us - f->now_us;
      f->now_us = due_us;
      run (f);
      g_assert_cmpint (mon_alarms_get_next_us (f->alarms), >, f->now_us);
    }
  f->wall_us += end_us - f->now_us;
  f->now_us = end_us;
}

static void
take_root (Fixture        *f,
           MonProjectSpec *root)
{
  g_clear_pointer (&f->root, mon_project_spec_unref);
  f->root = root;
  mon_alarms_set_root (f->alarms, root, f->now_us, f->wall_us);
  run (f);
}

static void
load (Fixture    *f,
      const char *text)
{
  g_autoptr (GError) error = NULL;
  MonProjectSpec *root = mon_project_file_parse (text, -1, &error);

  g_assert_no_error (error);
  take_root (f, root);
}

#define PROJECT(tags) \
  "{\"coilscope\":1,\"connections\":[{\"host\":\"h\",\"devices\":[{\"tags\":[" tags "]}]}]}"
#define TAG(alarms) \
  "{\"name\":\"a\",\"table\":\"holding\",\"address\":0,\"type\":\"float64\"," \
  "\"alarms\":[" alarms "]}"

static const MonTagSpec *
tag_at (Fixture *f,
        guint    index)
{
  const MonConnectionSpec *connection = f->root->connections->pdata[0];
  const MonDeviceSpec *device = connection->devices->pdata[0];

  return g_ptr_array_index (device->tags, index);
}

static guint32
connection_of (Fixture *f)
{
  return ((const MonConnectionSpec *) f->root->connections->pdata[0])->handle;
}

static const MonAlarmSpec *
alarm_at (Fixture *f,
          guint    index)
{
  return g_ptr_array_index (tag_at (f, 0)->alarms, index);
}

static void
observe (Fixture    *f,
         guint       tag,
         MonQuality  quality,
         double      value)
{
  MonSample sample = {
    .tag = tag_at (f, tag)->handle,
    .quality = (guint8) quality,
    .time_us = f->wall_us,
    .value = { .kind = MB_VALUE_NONE },
  };

  if (mon_quality_has_value (quality))
    sample.value = (MbValue) { .kind = MB_VALUE_FLOAT64, .f = value };
  mon_alarms_observe (f->alarms, &sample, 1, f->now_us, f->wall_us);
  run (f);
}

#define good(f, value) observe (f, 0, MON_QUALITY_GOOD, value)

/* The next event that no one has looked at. */
static const MonAlarmEvent *
next_event (Fixture *f)
{
  const MonAlarmEvent *event;

  g_assert_cmpuint (f->n_seen, <, f->events->len);
  event = &g_array_index (f->events, MonAlarmEvent, f->n_seen++);
  g_assert_cmpuint (event->serial, ==, f->n_seen);
  return event;
}

static void
assert_event (Fixture        *f,
              guint           alarm,
              MonAlarmAction  action,
              MonAlarmState   state)
{
  const MonAlarmEvent *event = next_event (f);

  g_assert_cmpstr (mon_alarm_action_name (event->action), ==, mon_alarm_action_name (action));
  g_assert_cmpuint (event->alarm, ==, alarm_at (f, alarm)->handle);
  g_assert_cmpstr (mon_alarm_state_name (event->state), ==, mon_alarm_state_name (state));
}

#define assert_no_event(f) g_assert_cmpuint ((f)->n_seen, ==, (f)->events->len)

static const MonAlarmStatus *
status_of (Fixture *f,
           guint    alarm)
{
  return g_hash_table_lookup (f->latest, GUINT_TO_POINTER (alarm_at (f, alarm)->handle));
}

static void
assert_state (Fixture       *f,
              guint          alarm,
              MonAlarmState  state)
{
  const MonAlarmStatus *status = status_of (f, alarm);

  g_assert_cmpstr (mon_alarm_state_name (status != NULL ? status->state : MON_ALARM_NORMAL), ==,
                   mon_alarm_state_name (state));
}

static void
acknowledge (Fixture *f,
             guint    alarm,
             guint32  occurrence)
{
  MonAlarmWish wish = { .alarm = alarm_at (f, alarm)->handle, .occurrence = occurrence };

  mon_alarms_apply (f->alarms, &wish, f->wall_us);
  run (f);
}

static void
test_limit (Fixture       *f,
            gconstpointer  data)
{
  const MonAlarmEvent *event;

  load (f, PROJECT (TAG ("{\"kind\":\"high\",\"limit\":85,\"hysteresis\":2,"
                         "\"priority\":\"high\"}")));
  g_assert_cmpuint (mon_alarms_get_n (f->alarms), ==, 1);
  good (f, 84.9);
  assert_no_event (f);
  good (f, 85);
  event = &g_array_index (f->events, MonAlarmEvent, 0);
  assert_event (f, 0, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  g_assert_cmpint (event->time_us, ==, START_WALL_US);
  g_assert_cmpuint (event->tag, ==, tag_at (f, 0)->handle);
  g_assert_cmpuint (event->connection, ==, connection_of (f));
  g_assert_cmpuint (event->group, ==, event->serial);
  g_assert_cmpint (event->kind, ==, MON_ALARM_HIGH);
  g_assert_cmpint (event->priority, ==, MON_ALARM_PRIORITY_HIGH);
  g_assert_cmpfloat (event->value.f, ==, 85);
  g_assert_cmpfloat (event->limit, ==, 85);
  good (f, 83);
  assert_no_event (f);
  acknowledge (f, 0, status_of (f, 0)->occurrence);
  assert_event (f, 0, MON_ALARM_EVENT_ACKNOWLEDGED, MON_ALARM_ACKED);
  acknowledge (f, 0, 0);
  assert_no_event (f);
  good (f, 82.9);
  assert_event (f, 0, MON_ALARM_EVENT_CLEARED, MON_ALARM_NORMAL);
  assert_state (f, 0, MON_ALARM_NORMAL);
  assert_no_event (f);
}

static void
test_delays (Fixture       *f,
             gconstpointer  data)
{
  load (f, PROJECT (TAG ("{\"kind\":\"low\",\"limit\":5,\"on_delay_ms\":1000,"
                         "\"off_delay_ms\":2000}")));
  good (f, 4);
  pass (f, SECOND - 1);
  assert_no_event (f);
  pass (f, 1);
  assert_event (f, 0, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  good (f, 6);
  pass (f, SECOND);
  good (f, 4);
  pass (f, 5 * SECOND);
  assert_no_event (f);
  good (f, 6);
  pass (f, 2 * SECOND - 1);
  assert_no_event (f);
  pass (f, 1);
  assert_event (f, 0, MON_ALARM_EVENT_CLEARED, MON_ALARM_RETURNED);
  acknowledge (f, 0, 1);
  assert_event (f, 0, MON_ALARM_EVENT_ACKNOWLEDGED, MON_ALARM_NORMAL);
  good (f, 4);
  pass (f, SECOND / 2);
  good (f, 6);
  pass (f, 60 * SECOND);
  assert_no_event (f);
  g_assert_cmpint (mon_alarms_get_next_us (f->alarms), ==, G_MAXINT64);
}

/* What is worse comes first, and what it stands for is afterwards what it was before. */
static void
test_severity (Fixture       *f,
               gconstpointer  data)
{
  load (f, PROJECT (TAG ("{\"kind\":\"high\",\"limit\":85},"
                         "{\"kind\":\"high-high\",\"limit\":95}")));
  good (f, 90);
  assert_event (f, 0, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  acknowledge (f, 0, 0);
  assert_event (f, 0, MON_ALARM_EVENT_ACKNOWLEDGED, MON_ALARM_ACKED);
  good (f, 95);
  assert_event (f, 1, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  assert_state (f, 0, MON_ALARM_SUPPRESSED);
  good (f, 90);
  assert_event (f, 1, MON_ALARM_EVENT_CLEARED, MON_ALARM_RETURNED);
  assert_state (f, 0, MON_ALARM_ACKED);
  good (f, 80);
  assert_event (f, 0, MON_ALARM_EVENT_CLEARED, MON_ALARM_NORMAL);
  assert_state (f, 1, MON_ALARM_RETURNED);

  /* Both at once: the lesser is hidden from the beginning, and nobody has seen it. */
  good (f, 99);
  assert_event (f, 1, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  assert_event (f, 0, MON_ALARM_EVENT_RAISED, MON_ALARM_SUPPRESSED);
  acknowledge (f, 1, 0);
  assert_event (f, 1, MON_ALARM_EVENT_ACKNOWLEDGED, MON_ALARM_ACKED);
  good (f, 90);
  assert_event (f, 1, MON_ALARM_EVENT_CLEARED, MON_ALARM_NORMAL);
  assert_state (f, 0, MON_ALARM_UNACKED);
}

static void
test_low_side (Fixture       *f,
               gconstpointer  data)
{
  load (f, PROJECT (TAG ("{\"kind\":\"low\",\"limit\":10,\"hysteresis\":1},"
                         "{\"kind\":\"low-low\",\"limit\":5},{\"kind\":\"high\",\"limit\":20}")));
  good (f, 5);
  assert_event (f, 1, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  assert_event (f, 0, MON_ALARM_EVENT_RAISED, MON_ALARM_SUPPRESSED);
  good (f, 20);
  assert_event (f, 1, MON_ALARM_EVENT_CLEARED, MON_ALARM_RETURNED);
  assert_event (f, 2, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  assert_event (f, 0, MON_ALARM_EVENT_CLEARED, MON_ALARM_RETURNED);
}

/* Bad values leave limits as they are, and the status says so; stale alarms see them. */
static void
test_bad_values (Fixture       *f,
                 gconstpointer  data)
{
  static const MonQuality bad[] = {
    MON_QUALITY_TIMEOUT, MON_QUALITY_EXCEPTION, MON_QUALITY_BREACH, MON_QUALITY_NOT_AVAILABLE,
    MON_QUALITY_GOOD,
  };

  load (f, PROJECT (TAG ("{\"kind\":\"high\",\"limit\":85},"
                         "{\"kind\":\"stale\",\"on_delay_ms\":0}")));
  good (f, 90);
  assert_event (f, 0, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      pass (f, SECOND);
      observe (f, 0, bad[i], NAN);
      assert_event (f, 1, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
      g_assert_true (status_of (f, 0)->is_held);
      g_assert_cmpint (status_of (f, 0)->held_since_us, ==, f->wall_us);
      g_assert_cmpint (status_of (f, 0)->quality, ==, bad[i]);
      assert_state (f, 0, MON_ALARM_UNACKED);
      good (f, 90);
      assert_event (f, 1, MON_ALARM_EVENT_CLEARED, MON_ALARM_RETURNED);
      g_assert_false (status_of (f, 0)->is_held);
    }
  good (f, 0);
  assert_event (f, 0, MON_ALARM_EVENT_CLEARED, MON_ALARM_RETURNED);
  observe (f, 0, MON_QUALITY_PAUSED, 0);
  pass (f, 3600 * SECOND);
  assert_no_event (f);
}

/* Without a delay of its own a stale alarm agrees with the quality. */
static void
test_stale (Fixture       *f,
            gconstpointer  data)
{
  load (f, PROJECT (TAG ("{\"kind\":\"stale\"}")));
  good (f, 1);
  observe (f, 0, MON_QUALITY_TIMEOUT, 0);
  pass (f, 3 * SECOND - 1);
  assert_no_event (f);
  good (f, 1);
  observe (f, 0, MON_QUALITY_TIMEOUT, 0);
  pass (f, SECOND);
  observe (f, 0, MON_QUALITY_STALE, 0);
  assert_event (f, 0, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  good (f, 1);
  assert_event (f, 0, MON_ALARM_EVENT_CLEARED, MON_ALARM_RETURNED);
  observe (f, 0, MON_QUALITY_NOT_AVAILABLE, 0);
  pass (f, 3 * SECOND);
  assert_event (f, 0, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  g_assert_cmpint (f->now_us, ==, 5 * SECOND + 7 * SECOND - 1);
}

static void
test_state_and_rate (Fixture       *f,
                     gconstpointer  data)
{
  load (f, PROJECT (TAG ("{\"kind\":\"state\",\"value\":3,\"latched\":true},"
                         "{\"kind\":\"rate\",\"limit\":5,\"window_ms\":10000}")));
  good (f, 3);
  assert_event (f, 0, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  pass (f, 9 * SECOND);
  good (f, 8);
  assert_event (f, 0, MON_ALARM_EVENT_CLEARED, MON_ALARM_LATCHED_UNACKED);
  g_assert_cmpfloat (g_array_index (f->events, MonAlarmEvent, 2).value.f, ==, 5);
  assert_event (f, 1, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  acknowledge (f, 0, 0);
  assert_event (f, 0, MON_ALARM_EVENT_ACKNOWLEDGED, MON_ALARM_LATCHED_ACKED);
  mon_alarms_apply (f->alarms, &(MonAlarmWish) { .alarm = alarm_at (f, 0)->handle,
                                                 .is_reset = TRUE }, f->wall_us);
  assert_event (f, 0, MON_ALARM_EVENT_RESET, MON_ALARM_NORMAL);
  mon_alarms_apply (f->alarms, &(MonAlarmWish) { .alarm = 999999 }, f->wall_us);
  assert_no_event (f);
}

#define SHELVED_UNTIL(seconds) (START_WALL_US + (seconds) * SECOND)

static void
shelve (Fixture *f,
        guint    alarm,
        gint64   until_us)
{
  g_autoptr (MonProject) project = mon_project_new_for_root (f->root, "x");
  const char *const ids[] = { alarm_at (f, alarm)->id, NULL };

  mon_project_set_shelved (project, ids, until_us, f->wall_us);
  take_root (f, mon_project_spec_ref (mon_project_get_root (project)));
}

static void
test_shelf_by_time (Fixture       *f,
                    gconstpointer  data)
{
  load (f, PROJECT (TAG ("{\"kind\":\"high\",\"limit\":85}")));
  good (f, 90);
  assert_event (f, 0, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  shelve (f, 0, SHELVED_UNTIL (60));
  g_assert_cmpint (g_array_index (f->events, MonAlarmEvent, 1).until_us, ==, SHELVED_UNTIL (60));
  assert_event (f, 0, MON_ALARM_EVENT_SHELVED, MON_ALARM_SHELVED);
  g_assert_cmpint (status_of (f, 0)->shelved_until_us, ==, SHELVED_UNTIL (60));
  good (f, 80);
  good (f, 90);
  take_root (f, mon_project_spec_edit (f->root));
  pass (f, 60 * SECOND - 1);
  assert_no_event (f);
  pass (f, 1);
  assert_event (f, 0, MON_ALARM_EVENT_UNSHELVED, MON_ALARM_UNACKED);
  assert_event (f, 0, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  /* The root says so still. */
  take_root (f, mon_project_spec_edit (f->root));
  assert_no_event (f);
}

static void
test_shelf_by_hand (Fixture       *f,
                    gconstpointer  data)
{
  load (f, PROJECT (TAG ("{\"kind\":\"high\",\"limit\":85}")));
  shelve (f, 0, SHELVED_UNTIL (60));
  assert_event (f, 0, MON_ALARM_EVENT_SHELVED, MON_ALARM_SHELVED);
  good (f, 90);
  shelve (f, 0, SHELVED_UNTIL (90));
  assert_event (f, 0, MON_ALARM_EVENT_SHELVED, MON_ALARM_SHELVED);
  pass (f, 80 * SECOND);
  good (f, 80);
  assert_no_event (f);
  shelve (f, 0, 0);
  assert_event (f, 0, MON_ALARM_EVENT_UNSHELVED, MON_ALARM_NORMAL);
  pass (f, 3600 * SECOND);
  assert_no_event (f);
}

/* By the file: another process, other handles, later. */
static void
test_shelf_reload (Fixture       *f,
                   gconstpointer  data)
{
  g_autofree char *text = NULL;

  load (f, PROJECT (TAG ("{\"kind\":\"high\",\"limit\":85}")));
  shelve (f, 0, SHELVED_UNTIL (60));
  assert_event (f, 0, MON_ALARM_EVENT_SHELVED, MON_ALARM_SHELVED);
  text = mon_project_file_format (f->root);

  mon_alarms_free (f->alarms);
  f->alarms = mon_alarms_new (f->events, f->statuses);
  g_array_set_size (f->events, 0);
  f->n_seen = 0;
  f->now_us = 1;
  f->wall_us += 20 * SECOND;
  load (f, text);
  assert_event (f, 0, MON_ALARM_EVENT_SHELVED, MON_ALARM_SHELVED);
  good (f, 90);
  pass (f, 40 * SECOND - 1);
  assert_no_event (f);
  pass (f, 1);
  assert_event (f, 0, MON_ALARM_EVENT_UNSHELVED, MON_ALARM_UNACKED);
}

/* It has ended meanwhile; or it is for a hundred years, which nobody can have meant. */
static void
test_shelf_limits (Fixture       *f,
                   gconstpointer  data)
{
  load (f, PROJECT (TAG ("{\"kind\":\"high\",\"limit\":85}")));
  shelve (f, 0, f->wall_us - SECOND);
  assert_no_event (f);
  shelve (f, 0, f->wall_us + 36500 * 24 * (3600 * SECOND));
  assert_event (f, 0, MON_ALARM_EVENT_SHELVED, MON_ALARM_SHELVED);
  pass (f, MON_ALARM_MAX_SHELF_US);
  assert_event (f, 0, MON_ALARM_EVENT_UNSHELVED, MON_ALARM_NORMAL);
}

/* Somebody sets the clock: delays and the shelf take as long as they would have. */
static void
test_clock_set (Fixture       *f,
                gconstpointer  data)
{
  for (guint forth = 0; forth <= 1; forth++)
    {
      load (f, PROJECT (TAG ("{\"kind\":\"high\",\"limit\":85,\"on_delay_ms\":5000}")));
      good (f, 90);
      f->wall_us += (forth ? 1 : -1) * 3600 * SECOND;
      pass (f, 5 * SECOND - 1);
      assert_no_event (f);
      pass (f, 1);
      g_assert_cmpint (g_array_index (f->events, MonAlarmEvent, f->n_seen).time_us, ==, f->wall_us);
      assert_event (f, 0, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);

      shelve (f, 0, f->wall_us + 60 * SECOND);
      assert_event (f, 0, MON_ALARM_EVENT_SHELVED, MON_ALARM_SHELVED);
      f->wall_us += (forth ? 1 : -1) * 3600 * SECOND;
      take_root (f, mon_project_spec_edit (f->root));
      pass (f, 59 * SECOND);
      assert_no_event (f);
      pass (f, SECOND);
      assert_event (f, 0, MON_ALARM_EVENT_UNSHELVED, MON_ALARM_UNACKED);
      assert_event (f, 0, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
      take_root (f, mon_project_spec_edit (f->root));
      assert_no_event (f);
      load (f, PROJECT (TAG ("")));
      g_assert_cmpint (next_event (f)->action, ==, MON_ALARM_EVENT_REMOVED);
    }
}

/* The same file once more, with what else has changed in it. */
static void
test_reload (Fixture       *f,
             gconstpointer  data)
{
  guint32 before;

  load (f, PROJECT (TAG ("{\"id\":\"x\",\"kind\":\"high\",\"limit\":85}")));
  good (f, 90);
  assert_event (f, 0, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  acknowledge (f, 0, 0);
  assert_event (f, 0, MON_ALARM_EVENT_ACKNOWLEDGED, MON_ALARM_ACKED);
  before = alarm_at (f, 0)->handle;
  load (f, PROJECT (TAG ("{\"id\":\"x\",\"kind\":\"high\",\"limit\":80}")));
  assert_no_event (f);
  assert_state (f, 0, MON_ALARM_ACKED);
  g_assert_true (((const MonAlarmStatus *) g_hash_table_lookup (
    f->latest, GUINT_TO_POINTER (before)))->is_gone);
  good (f, 79);
  assert_event (f, 0, MON_ALARM_EVENT_CLEARED, MON_ALARM_NORMAL);
}

/* A root with the same alarms breaks off no delay, and forgets no rate; nor does one in which
 * something else has changed. */
static void
test_same_root (Fixture       *f,
                gconstpointer  data)
{
  MonProjectSpec *other;

  load (f, PROJECT (TAG ("{\"kind\":\"high\",\"limit\":85,\"on_delay_ms\":5000},"
                         "{\"kind\":\"rate\",\"limit\":50}")));
  good (f, 90);
  pass (f, 3 * SECOND);
  take_root (f, mon_project_spec_edit (f->root));
  pass (f, SECOND);
  other = mon_project_spec_edit (f->root);
  g_ptr_array_add (other->connections, mon_connection_spec_new ());
  take_root (f, other);
  pass (f, SECOND - 1);
  assert_no_event (f);
  pass (f, 1);
  assert_event (f, 0, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
  good (f, 140);
  assert_event (f, 1, MON_ALARM_EVENT_RAISED, MON_ALARM_UNACKED);
}

/* One tag with a high alarm and one with a stale one, and so on. */
static char *
make_many (guint n_tags)
{
  g_autoptr (GString) tags = g_string_new (NULL);

  for (guint i = 0; i < n_tags; i++)
    g_string_append_printf (tags, "%s{\"name\":\"t%u\",\"table\":\"holding\",\"address\":%u,"
                            "\"alarms\":[{\"kind\":\"%s\"%s}]}",
                            i > 0 ? "," : "", i, i, i % 2 == 0 ? "high" : "stale",
                            i % 2 == 0 ? ",\"limit\":1" : "");
  return g_strdup_printf (PROJECT ("%s"), tags->str);
}

static void
put_link (Fixture      *f,
          MonLinkPhase  phase,
          MonLinkCause  cause)
{
  MonLinkState state = { .phase = phase, .cause = cause };

  mon_alarms_put_link (f->alarms, connection_of (f), &state, f->wall_us);
}

/* A thousand within a second: one group with its count and its first cause. */
static void
test_storm (Fixture       *f,
            gconstpointer  data)
{
  g_autofree char *text = make_many (2000);
  g_autoptr (MonAlarmLog) log = mon_alarm_log_new (MON_ALARM_LOG_MAX_EVENTS);
  MonAlarmGroup group;

  load (f, text);
  pass (f, 10 * SECOND);
  for (guint i = 0; i < 2000; i += 2)
    {
      observe (f, i, MON_QUALITY_GOOD, 5);
      pass (f, SECOND / 1000);
    }
  g_assert_cmpuint (f->events->len, ==, 1000);
  mon_alarm_log_put (log, (const MonAlarmEvent *) f->events->data, f->events->len, NULL, 0);
  g_assert_true (mon_alarm_log_get_group (log, 1, &group));
  g_assert_cmpuint (group.n_alarms, ==, 1000);
  g_assert_true (mon_alarm_group_is_storm (&group));
  g_assert_cmpuint (group.first.tag, ==, tag_at (f, 0)->handle);
  g_assert_false (mon_alarm_log_get_group (log, 2, &group));

  /* What comes later is another thing. */
  pass (f, SECOND + 1);
  observe (f, 0, MON_QUALITY_GOOD, 0);
  observe (f, 0, MON_QUALITY_GOOD, 5);
  g_assert_cmpuint (g_array_index (f->events, MonAlarmEvent, 1001).group, ==, 1002);
}

/* One after the other for minutes: the first is not the cause of all. */
static void
test_storm_ends (Fixture       *f,
                 gconstpointer  data)
{
  g_autofree char *text = make_many (400);

  load (f, text);
  for (guint i = 0; i < 400; i += 2)
    {
      observe (f, i, MON_QUALITY_GOOD, 5);
      pass (f, SECOND);
    }
  g_assert_cmpuint (g_array_index (f->events, MonAlarmEvent, 60).group, ==, 1);
  g_assert_cmpuint (g_array_index (f->events, MonAlarmEvent, 61).group, ==, 62);
}

/* The stale alarms of a link that was lost belong to that, whenever they come; no others do. */
static void
test_link_lost (Fixture       *f,
                gconstpointer  data)
{
  g_autofree char *text = make_many (100);
  const MonAlarmEvent *event;
  guint64 loss;
  gint64 lost_us;

  load (f, text);
  put_link (f, MON_LINK_CONNECTING, MON_CAUSE_NONE);
  put_link (f, MON_LINK_CONNECTED, MON_CAUSE_NONE);
  /* It closes, comes back and brings values: nobody has missed it. */
  put_link (f, MON_LINK_CLOSED, MON_CAUSE_CLOSED);
  put_link (f, MON_LINK_CONNECTED, MON_CAUSE_NONE);
  observe (f, 1, MON_QUALITY_GOOD, 0);
  lost_us = f->wall_us;
  put_link (f, MON_LINK_CONNECTING, MON_CAUSE_NONE);
  pass (f, SECOND);
  put_link (f, MON_LINK_BACKING_OFF, MON_CAUSE_REFUSED);
  put_link (f, MON_LINK_CONNECTING, MON_CAUSE_CLOSED);
  assert_no_event (f);
  pass (f, 5 * SECOND);
  observe (f, 1, MON_QUALITY_STALE, 0);
  event = next_event (f);
  g_assert_cmpint (event->action, ==, MON_ALARM_EVENT_LINK_LOST);
  g_assert_cmpuint (event->connection, ==, connection_of (f));
  g_assert_cmpint (event->cause, ==, MON_CAUSE_REFUSED);
  g_assert_cmpuint (event->alarm, ==, 0);
  g_assert_cmpint (event->time_us, ==, lost_us);
  loss = event->serial;
  g_assert_cmpuint (event->group, ==, loss);
  g_assert_cmpuint (next_event (f)->group, ==, loss);
  for (guint i = 3; i < 100; i += 2)
    {
      pass (f, 5 * SECOND);
      observe (f, i, MON_QUALITY_STALE, 0);
      g_assert_cmpuint (next_event (f)->group, ==, loss);
    }
  observe (f, 0, MON_QUALITY_GOOD, 5);
  event = next_event (f);
  g_assert_cmpuint (event->group, ==, event->serial);
  /* It is up for a moment, and nothing comes. */
  put_link (f, MON_LINK_CONNECTED, MON_CAUSE_NONE);
  observe (f, 1, MON_QUALITY_TIMEOUT, 0);
  put_link (f, MON_LINK_BACKING_OFF, MON_CAUSE_SILENT);
  put_link (f, MON_LINK_CONNECTED, MON_CAUSE_NONE);
  assert_no_event (f);
  observe (f, 1, MON_QUALITY_GOOD, 0);
  event = next_event (f);
  g_assert_cmpint (event->action, ==, MON_ALARM_EVENT_LINK_BACK);
  g_assert_cmpuint (event->group, ==, loss);
  g_assert_cmpint (event->cause, ==, MON_CAUSE_REFUSED);
  g_assert_cmpuint (next_event (f)->group, ==, loss);
  assert_no_event (f);
  pass (f, 2 * SECOND);
  observe (f, 1, MON_QUALITY_STALE, 0);
  event = next_event (f);
  g_assert_cmpuint (event->group, ==, event->serial);
}

/* It was never up, and nobody has said why yet. */
static void
test_link_never_up (Fixture       *f,
                    gconstpointer  data)
{
  load (f, PROJECT (TAG ("{\"kind\":\"stale\"}")));
  put_link (f, MON_LINK_CONNECTING, MON_CAUSE_NONE);
  assert_no_event (f);
  observe (f, 0, MON_QUALITY_STALE, 0);
  g_assert_cmpint (next_event (f)->action, ==, MON_ALARM_EVENT_LINK_LOST);
  g_assert_cmpuint (next_event (f)->group, ==, 1);
  assert_no_event (f);
}

static void
test_link_without_alarms (Fixture       *f,
                          gconstpointer  data)
{
  load (f, PROJECT ("{\"name\":\"a\",\"table\":\"holding\",\"address\":0}"));
  put_link (f, MON_LINK_CONNECTED, MON_CAUSE_NONE);
  put_link (f, MON_LINK_BACKING_OFF, MON_CAUSE_CLOSED);
  observe (f, 0, MON_QUALITY_STALE, 0);
  put_link (f, MON_LINK_CONNECTED, MON_CAUSE_NONE);
  assert_no_event (f);
  g_assert_cmpuint (mon_alarms_get_n (f->alarms), ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/mon/alarms/limit", test_limit);
  ADD ("/mon/alarms/delays", test_delays);
  ADD ("/mon/alarms/severity", test_severity);
  ADD ("/mon/alarms/low-side", test_low_side);
  ADD ("/mon/alarms/bad-values", test_bad_values);
  ADD ("/mon/alarms/stale", test_stale);
  ADD ("/mon/alarms/state-and-rate", test_state_and_rate);
  ADD ("/mon/alarms/shelf-by-time", test_shelf_by_time);
  ADD ("/mon/alarms/shelf-by-hand", test_shelf_by_hand);
  ADD ("/mon/alarms/shelf-reload", test_shelf_reload);
  ADD ("/mon/alarms/shelf-limits", test_shelf_limits);
  ADD ("/mon/alarms/clock-set", test_clock_set);
  ADD ("/mon/alarms/reload", test_reload);
  ADD ("/mon/alarms/same-root", test_same_root);
  ADD ("/mon/alarms/storm", test_storm);
  ADD ("/mon/alarms/storm-ends", test_storm_ends);
  ADD ("/mon/alarms/link-lost", test_link_lost);
  ADD ("/mon/alarms/link-never-up", test_link_never_up);
  ADD ("/mon/alarms/link-without-alarms", test_link_without_alarms);

  return g_test_run ();
}
