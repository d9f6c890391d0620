/* test-session-alarms.c: what people do with the alarms of a session: acknowledge, reset, shelve.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-project-file.h"
#include "monitor/tools/mon-session.h"

#include "engine-fixture.h"

#define N_TAGS 12

typedef struct
{
  EngineFixture  f;
  MonProject    *project;
  MonSession    *session;
} Fixture;

/* Holding registers, each with an alarm from 100 on, latched, and a stale one. */
static MonProjectSpec *
make_root (EngineFixture *f)
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
      high->limit = 100;
      high->is_latched = TRUE;
      stale->kind = MON_ALARM_STALE;
      tag->alarms = mon_alarm_spec_new_array ();
      g_ptr_array_add (tag->alarms, high);
      g_ptr_array_add (tag->alarms, stale);
    }
  g_ptr_array_add (connection->devices, device);
  g_ptr_array_add (root->connections, connection);
  return root;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (MonProjectSpec) root = NULL;

  fixture_set_up (&fixture->f, data);
  root = make_root (&fixture->f);
  /* Only the session is watched. */
  fixture_set_root (&fixture->f, mon_project_spec_new ());
  fixture->project = mon_project_new_for_root (root, "Test");
  fixture->session = mon_session_new (fixture->f.engine, fixture->project);
  fixture_run (&fixture->f);
  fixture_advance (&fixture->f, 1500);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->project);
  fixture_tear_down (&fixture->f, data);
}

static GListModel *
rows_of (Fixture *fixture)
{
  return mon_alarm_list_get_model (mon_session_get_alarms (fixture->session));
}

static MonAlarmItem *
row_at (Fixture *fixture,
        guint    index)
{
  g_autoptr (MonAlarmItem) item = g_list_model_get_item (rows_of (fixture), index);

  g_assert_nonnull (item);
  return item;
}

static void
assert_row (Fixture       *fixture,
            MonAlarmState  state)
{
  g_assert_cmpuint (g_list_model_get_n_items (rows_of (fixture)), ==, 1);
  g_assert_cmpstr (mon_alarm_state_name (mon_alarm_item_get_status (row_at (fixture, 0))->state),
                   ==, mon_alarm_state_name (state));
}

static void
set_register (Fixture *fixture,
              guint    index,
              guint16  value)
{
  fixture->f.device->registers[index] = value;
  fixture_advance (&fixture->f, 1200);
}

static void
test_acknowledge (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (MonAlarmEvent));

  g_assert_cmpuint (g_list_model_get_n_items (rows_of (fixture)), ==, 0);
  set_register (fixture, 3, 100);
  assert_row (fixture, MON_ALARM_UNACKED);
  g_assert_cmpstr (mon_alarm_item_get_title (row_at (fixture, 0)), ==, "holding 3: too high");
  mon_session_acknowledge_alarm (fixture->session, row_at (fixture, 0));
  fixture_advance (&fixture->f, 200);
  assert_row (fixture, MON_ALARM_ACKED);
  mon_session_reset_alarm (fixture->session, row_at (fixture, 0));
  fixture_advance (&fixture->f, 200);
  assert_row (fixture, MON_ALARM_ACKED);
  set_register (fixture, 3, 99);
  assert_row (fixture, MON_ALARM_LATCHED_ACKED);
  mon_session_reset_alarm (fixture->session, row_at (fixture, 0));
  fixture_advance (&fixture->f, 200);
  g_assert_cmpuint (g_list_model_get_n_items (rows_of (fixture)), ==, 0);
  mon_alarm_log_read (mon_session_get_alarm_log (fixture->session), 0, events);
  g_assert_cmpuint (events->len, ==, 4);
}

/* By the project: it is kept when that is saved, and can be undone. */
static void
test_shelve (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *text = NULL;

  set_register (fixture, 3, 100);
  mon_session_shelve_alarm (fixture->session, row_at (fixture, 0), 60);
  fixture_advance (&fixture->f, 200);
  assert_row (fixture, MON_ALARM_SHELVED);
  g_assert_true (mon_project_get_modified (fixture->project));
  text = mon_project_file_format (mon_project_get_root (fixture->project));
  g_assert_nonnull (strstr (text, "\"shelved\": ["));
  fixture_advance (&fixture->f, 58000);
  assert_row (fixture, MON_ALARM_SHELVED);
  fixture_advance (&fixture->f, 3000);
  assert_row (fixture, MON_ALARM_UNACKED);

  mon_session_shelve_alarm (fixture->session, row_at (fixture, 0), 60);
  fixture_advance (&fixture->f, 200);
  mon_session_shelve_alarm (fixture->session, row_at (fixture, 0), 0);
  fixture_advance (&fixture->f, 200);
  assert_row (fixture, MON_ALARM_UNACKED);
  g_assert_cmpuint (mon_project_get_root (fixture->project)->shelvings->len, ==, 0);
  g_assert_true (mon_project_undo (fixture->project));
  fixture_advance (&fixture->f, 200);
  assert_row (fixture, MON_ALARM_SHELVED);
}

/* The link is lost: one row, and one step for all that it stands for. */
static void
test_group (Fixture       *fixture,
            gconstpointer  data)
{
  fixture->f.device->is_closing = TRUE;
  fixture->f.device->is_turning_away = TRUE;
  fixture_advance (&fixture->f, 6000);
  assert_row (fixture, MON_ALARM_UNACKED);
  g_assert_cmpuint (mon_alarm_item_get_n_alarms (row_at (fixture, 0)), ==, N_TAGS);
  g_assert_cmpuint (mon_alarm_list_get_n_unacked (mon_session_get_alarms (fixture->session)), ==,
                    N_TAGS);
  mon_session_acknowledge_alarm (fixture->session, row_at (fixture, 0));
  fixture_advance (&fixture->f, 200);
  assert_row (fixture, MON_ALARM_ACKED);
  mon_session_shelve_alarm (fixture->session, row_at (fixture, 0), 60);
  fixture_advance (&fixture->f, 200);
  g_assert_cmpuint (mon_project_get_root (fixture->project)->shelvings->len, ==, N_TAGS);
  g_assert_cmpuint (mon_alarm_list_get_n_active (mon_session_get_alarms (fixture->session)), ==, 0);
}

static void
test_acknowledge_all (Fixture       *fixture,
                      gconstpointer  data)
{
  fixture->f.device->registers[3] = 100;
  set_register (fixture, 5, 200);
  g_assert_cmpuint (g_list_model_get_n_items (rows_of (fixture)), ==, 2);
  mon_session_acknowledge_all_alarms (fixture->session);
  fixture_advance (&fixture->f, 200);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (mon_alarm_item_get_status (row_at (fixture, i))->state, ==, MON_ALARM_ACKED);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/mon/session-alarms/acknowledge", test_acknowledge);
  ADD ("/mon/session-alarms/shelve", test_shelve);
  ADD ("/mon/session-alarms/group", test_group);
  ADD ("/mon/session-alarms/acknowledge-all", test_acknowledge_all);

  return g_test_run ();
}
