/* test-session.c: a session on the main thread: views, texts, the lock, pausing, ends.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-error.h"
#include "monitor/tools/mon-network-watch.h"
#include "monitor/tools/mon-session.h"

#include "engine-fixture.h"

/* The engine's fixture, with a session on its own project beside the line. */
typedef struct
{
  EngineFixture  f;
  MonProject    *project;
  MonSession    *session;
  guint          n_updates;
  guint          n_changes;
} Fixture;

static void
updated_cb (MonSession *session,
            Fixture    *fixture)
{
  fixture->n_updates++;
}

static void
changed_cb (GObject *object,
            Fixture *fixture)
{
  fixture->n_changes++;
}

static void
start_session (Fixture        *fixture,
               MonProjectSpec *root)
{
  fixture->project = mon_project_new_for_root (root, "Test");
  fixture->session = mon_session_new (fixture->f.engine, fixture->project);
  g_signal_connect (fixture->session, "updated", G_CALLBACK (updated_cb), fixture);
  fixture_run (&fixture->f);
  fixture_advance (&fixture->f, 100);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture_set_up (&fixture->f, data);
  start_session (fixture, fixture->f.root);
  /* Only the session is watched. */
  fixture_set_root (&fixture->f, mon_project_spec_new ());
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->session != NULL)
    g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->project);
  fixture_tear_down (&fixture->f, data);
}

static MonDevice *
device_at (Fixture *fixture,
           guint    index)
{
  g_autoptr (MonDevice) device =
    g_list_model_get_item (mon_session_get_devices (fixture->session), index);

  return device;
}

static MonTag *
tag_at (Fixture *fixture,
        guint    index)
{
  g_autoptr (MonTag) tag = g_list_model_get_item (mon_device_get_tags (device_at (fixture, 0)),
                                                  index);

  return tag;
}

static void
test_values (Fixture       *fixture,
             gconstpointer  data)
{
  MonTag *tag = tag_at (fixture, 1);

  g_assert_cmpstr (mon_tag_get_name (tag), ==, "holding 1");
  g_assert_cmpstr (mon_tag_get_value_text (tag), ==, "1");
  g_assert_true (mon_tag_is_fresh (tag));
  g_assert_null (mon_tag_get_reason (tag));
  g_assert_null (mon_tag_get_details (tag));
  g_assert_cmpint (mon_device_get_health (device_at (fixture, 0)), ==, MON_DEVICE_GOOD);
  g_assert_null (mon_device_get_reason (device_at (fixture, 0)));
  g_assert_cmpuint (mon_tag_get_changes (tag), ==, 0);
  g_assert_true (mon_session_find_tag (fixture->session, mon_tag_get_handle (tag)) == tag);
  g_assert_true (mon_session_find_device (fixture->session, mon_tag_get_device (tag))
                 == device_at (fixture, 0));

  fixture->f.device->registers[1] = 77;
  fixture_advance (&fixture->f, 1100);
  g_assert_cmpstr (mon_tag_get_value_text (tag), ==, "77");
  g_assert_cmpuint (mon_tag_get_changes (tag), ==, 1);
}

/* A row says that it changed only when what it shows did. */
static void
test_changed (Fixture       *fixture,
              gconstpointer  data)
{
  MonTag *tag = tag_at (fixture, 1);

  g_signal_connect (tag, "changed", G_CALLBACK (changed_cb), fixture);
  fixture_advance (&fixture->f, 10000);
  g_assert_cmpuint (fixture->n_changes, ==, 0);
  fixture->f.device->registers[1] = 2;
  fixture_advance (&fixture->f, 1100);
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  g_signal_handlers_disconnect_by_data (tag, fixture);
}

/* Never more often than every 100 ms, and once a second without news. */
static void
test_pace (Fixture       *fixture,
           gconstpointer  data)
{
  MonProjectSpec *root = mon_project_spec_new ();
  MonConnectionSpec *connection = fixture_new_connection (fixture->f.device);

  fixture->n_updates = 0;
  mon_session_set_paused (fixture->session, TRUE);
  fixture_advance (&fixture->f, 10000);
  g_assert_cmpuint (fixture->n_updates, >=, 9);
  g_assert_cmpuint (fixture->n_updates, <=, 12);

  mon_session_set_paused (fixture->session, FALSE);
  g_ptr_array_add (connection->devices, fixture_new_device (1, 10, 10));
  g_ptr_array_add (root->connections, connection);
  mon_project_change (fixture->project, root, "Faster");
  mon_project_spec_unref (root);
  fixture->n_updates = 0;
  fixture_advance (&fixture->f, 5000);
  g_assert_cmpuint (fixture->n_updates, >=, 30);
  g_assert_cmpuint (fixture->n_updates, <=, 51);
  g_assert_cmpuint (fixture->f.device->n_requests, >, 400);
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  MonDevice *device = device_at (fixture, 0);
  MonTag *tag = tag_at (fixture, 1);
  g_autofree char *reason = NULL;

  fake_device_switch_off (fixture->f.device);
  fixture_advance (&fixture->f, 12000);
  g_assert_cmpint (mon_device_get_health (device), ==, MON_DEVICE_DOWN);
  reason = g_strdup (mon_device_get_reason (device));
  g_assert_true (g_str_has_prefix (reason, "Refused, retry in "));
  g_assert_true (g_str_has_suffix (reason, " s"));
  g_assert_nonnull (strstr (mon_device_get_details (device), "Connection refused by 127.0.0.1"));
  g_assert_false (mon_tag_is_fresh (tag));
  g_assert_cmpstr (mon_tag_get_value_text (tag), ==, "1");
  g_assert_cmpstr (mon_tag_get_reason (tag), ==, "Not connected");
  g_assert_cmpint (mon_tag_get_age_us (tag), >, 11 * G_USEC_PER_SEC);

  fake_device_switch_on (fixture->f.device);
  mon_session_retry_now (fixture->session, mon_device_get_handle (device));
  fixture_run (&fixture->f);
  fixture_advance (&fixture->f, 100);
  g_assert_cmpint (mon_device_get_health (device), ==, MON_DEVICE_GOOD);
  g_assert_true (mon_tag_is_fresh (tag));
}

static void
test_timeouts (Fixture       *fixture,
               gconstpointer  data)
{
  MonDevice *device = device_at (fixture, 0);
  MonTag *tag = tag_at (fixture, 1);

  fixture->f.device->is_silent = TRUE;
  fixture_advance (&fixture->f, 2050);
  g_assert_cmpint (mon_device_get_health (device), ==, MON_DEVICE_TROUBLED);
  g_assert_cmpstr (mon_device_get_reason (device), ==, "Slow: 1 timeout in 1 min");
  fixture_advance (&fixture->f, 1050);
  /* It is stale by now; why it is says more. */
  g_assert_cmpstr (mon_tag_get_reason (tag), ==, "No reply for 1.0 s");
  fixture->f.device->is_silent = FALSE;
  fixture_advance (&fixture->f, 3000);
  g_assert_cmpstr (mon_device_get_reason (device), ==, "Slow: 3 timeouts in 1 min");
  fixture_advance (&fixture->f, 62000);
  g_assert_cmpint (mon_device_get_health (device), ==, MON_DEVICE_GOOD);
}

static void
armed_cb (MonSession *session,
          GParamSpec *pspec,
          Fixture    *fixture)
{
  fixture->n_changes++;
}

static void
test_lock (Fixture       *fixture,
           gconstpointer  data)
{
  g_signal_connect (fixture->session, "notify::armed", G_CALLBACK (armed_cb), fixture);
  g_assert_false (mon_session_get_armed (fixture->session));
  g_assert_cmpuint (mon_session_get_armed_left (fixture->session), ==, 0);
  mon_session_arm (fixture->session, 5);
  g_assert_true (mon_session_get_armed (fixture->session));
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  fixture_advance (&fixture->f, 3000);
  g_assert_cmpuint (mon_session_get_armed_left (fixture->session), ==, 2);
  /* Every press starts it anew. */
  mon_session_arm (fixture->session, 5);
  fixture_advance (&fixture->f, 4900);
  g_assert_true (mon_session_get_armed (fixture->session));
  fixture_advance (&fixture->f, 200);
  g_assert_false (mon_session_get_armed (fixture->session));
  g_assert_cmpuint (fixture->n_changes, ==, 2);
  mon_session_arm (fixture->session, 5);
  mon_session_disarm (fixture->session);
  g_assert_false (mon_session_get_armed (fixture->session));
  g_assert_cmpuint (fixture->n_changes, ==, 4);
}

static void
test_pause (Fixture       *fixture,
            gconstpointer  data)
{
  MonTag *tag = tag_at (fixture, 1);

  mon_session_set_paused (fixture->session, TRUE);
  g_assert_true (mon_session_get_paused (fixture->session));
  fixture_advance (&fixture->f, 10000);
  g_assert_cmpint (mon_device_get_health (device_at (fixture, 0)), ==, MON_DEVICE_IDLE);
  g_assert_cmpstr (mon_device_get_reason (device_at (fixture, 0)), ==, "Paused");
  g_assert_cmpint (mon_tag_get_quality (tag), ==, MON_QUALITY_PAUSED);
  g_assert_cmpstr (mon_tag_get_value_text (tag), ==, "1");
  mon_session_set_paused (fixture->session, FALSE);
  fixture_advance (&fixture->f, 200);
  g_assert_true (mon_tag_is_fresh (tag));
  g_assert_cmpint (mon_device_get_health (device_at (fixture, 0)), ==, MON_DEVICE_GOOD);
}

/* Objects are the same for the life of their node, whatever else changes. */
static void
test_edit (Fixture       *fixture,
           gconstpointer  data)
{
  MonDevice *device = device_at (fixture, 0);
  MonTag *tag = tag_at (fixture, 1);
  g_autoptr (MonConnectionSpec) added = fixture_new_connection (fixture->f.device);

  g_ptr_array_add (added->devices, fixture_new_device (7, 3, 1000));
  mon_project_add_connection (fixture->project, added);
  g_assert_cmpuint (g_list_model_get_n_items (mon_session_get_devices (fixture->session)), ==, 2);
  g_assert_true (device_at (fixture, 0) == device);
  g_assert_true (tag_at (fixture, 1) == tag);
  fixture_advance (&fixture->f, 200);
  g_assert_cmpint (mon_device_get_health (device_at (fixture, 1)), ==, MON_DEVICE_GOOD);
  /* The same endpoint, so the same socket. */
  g_assert_cmpuint (fixture->f.device->peers->len, ==, 1);

  mon_project_set_plotted (fixture->project, mon_tag_get_handle (tag), TRUE);
  g_assert_true (mon_tag_get_plotted (tag));
  g_assert_cmpuint (g_list_model_get_n_items (mon_session_get_plotted (fixture->session)), ==, 1);
  mon_project_remove_connection (fixture->project, added->handle);
  g_assert_cmpuint (g_list_model_get_n_items (mon_session_get_devices (fixture->session)), ==, 1);
  g_assert_true (device_at (fixture, 0) == device);
  mon_project_undo (fixture->project);
  mon_project_undo (fixture->project);
  g_assert_false (mon_tag_get_plotted (tag));
  fixture_advance (&fixture->f, 1200);
  g_assert_cmpint (mon_device_get_health (device_at (fixture, 1)), ==, MON_DEVICE_GOOD);
  g_assert_cmpuint (fixture->f.device->peers->len, ==, 1);
}

static void
test_request (Fixture       *fixture,
              gconstpointer  data)
{
  guint32 device = mon_device_get_handle (device_at (fixture, 0));
  g_autoptr (GBytes) read = g_bytes_new_static ("\x03\x00\x05\x00\x02", 5);
  g_autoptr (GBytes) write = g_bytes_new_static ("\x06\x00\x05\x00\x02", 5);
  g_autoptr (GBytes) broken = g_bytes_new_static ("\x03\x00\x05\x00", 4);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (MonJob) job = NULL;

  /* What no layout has is sent as it is; what is no PDU at all is not. */
  job = mon_session_request (fixture->session, device, broken, FALSE, NULL);
  fixture_run (&fixture->f);
  g_assert_cmpint (mon_job_get_outcome (job), ==, MON_OUTCOME_REFUSED);
  g_assert_cmpint (mon_job_get_exception (job), ==, 3);
  g_clear_object (&job);
  g_assert_null (mon_session_request (fixture->session, device, empty, TRUE, &error));
  g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
  job = mon_session_request (fixture->session, device, read, FALSE, NULL);
  g_assert_null (mon_job_get_answer (job));
  fixture_run (&fixture->f);
  g_assert_cmpint (mon_job_get_outcome (job), ==, MON_OUTCOME_CONFIRMED);
  g_assert_cmpmem (g_bytes_get_data (mon_job_get_answer (job)->pdu, NULL), 6,
                   "\x03\x04\x00\x05\x00\x06", 6);
  g_clear_object (&job);
  job = mon_session_request (fixture->session, device, write, FALSE, NULL);
  fixture_run (&fixture->f);
  g_assert_cmpint (mon_job_get_outcome (job), ==, MON_OUTCOME_REFUSED);
  g_clear_object (&job);
  job = mon_session_request (fixture->session, device, write, TRUE, NULL);
  fixture_run (&fixture->f);
  g_assert_cmpint (mon_job_get_outcome (job), ==, MON_OUTCOME_CONFIRMED);
  g_assert_cmpint (mon_job_get_exception (job), ==, -1);
  g_assert_cmpuint (fixture->f.device->registers[5], ==, 2);
}

/* The network is back: nobody waits for the end of a back-off. */
static void
test_network_changed (Fixture       *fixture,
                      gconstpointer  data)
{
  EngineFixture *f = &fixture->f;

  fixture_advance (f, 1000);
  fake_device_switch_off (f->device);
  fixture_advance (f, 30000);
  fake_device_switch_on (f->device);
  f->device->n_accepted = 0;
  for (guint i = 0; i < 5; i++)
    g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
  fixture_advance (f, MON_NETWORK_SETTLE_MS + 20);
  g_assert_cmpuint (f->device->n_accepted, ==, 1);
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", FALSE);
  fixture_advance (f, 2000);
  g_assert_cmpuint (f->device->n_accepted, ==, 1);
  g_assert_cmpint (mon_device_get_health (device_at (fixture, 0)), !=, MON_DEVICE_DOWN);
}

/* Gone without closing, with a write on its way: the job ends all the same, and nothing crashes. */
static void
test_forsaken (Fixture       *fixture,
               gconstpointer  data)
{
  guint32 device = mon_device_get_handle (device_at (fixture, 0));
  g_autoptr (GBytes) write = g_bytes_new_static ("\x06\x00\x05\x00\x02", 5);
  g_autoptr (MonJob) job = NULL;

  fixture->f.device->is_silent = TRUE;
  job = mon_session_request (fixture->session, device, write, TRUE, NULL);
  fixture_run (&fixture->f);
  g_assert_cmpint (mon_job_get_outcome (job), ==, MON_OUTCOME_PENDING);
  g_assert_finalize_object (g_steal_pointer (&fixture->session));
  g_assert_cmpint (mon_job_get_outcome (job), ==, MON_OUTCOME_UNKNOWN);
  g_assert_nonnull (mon_job_get_text (job));
  mon_job_cancel (job);
  fixture_advance (&fixture->f, 5000);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(gboolean *) user_data = mon_session_close_finish (MON_SESSION (source), result, NULL);
}

/* Each session for itself; the link goes with its last user. */
static void
test_close_one (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (MonProject) other = mon_project_new_for_root (mon_project_get_root (fixture->project),
                                                           "Other");
  g_autoptr (MonSession) session = mon_session_new (fixture->f.engine, other);
  gboolean is_closed = FALSE;
  guint n_requests;

  fixture_advance (&fixture->f, 1000);
  g_assert_cmpuint (fixture->f.device->peers->len, ==, 1);
  mon_session_close_async (session, closed_cb, &is_closed);
  fixture_run (&fixture->f);
  g_assert_true (is_closed);
  n_requests = fixture->f.device->n_requests;
  fixture_advance (&fixture->f, 3000);
  g_assert_cmpuint (fixture->f.device->n_requests, ==, n_requests + 3);
  g_assert_cmpuint (fixture->f.device->peers->len, ==, 1);
  g_assert_true (mon_tag_is_fresh (tag_at (fixture, 0)));
  is_closed = FALSE;
  mon_session_close_async (fixture->session, closed_cb, &is_closed);
  fixture_run (&fixture->f);
  g_assert_true (is_closed);
  g_assert_cmpuint (fixture->f.device->peers->len, ==, 0);
}

/* Not before somebody wants it, and then before all polls. */
static void
test_on_demand (Fixture       *fixture,
                gconstpointer  data)
{
  FakeDevice *device = fixture->f.device;
  MonProjectSpec *root = mon_project_spec_edit (mon_project_get_root (fixture->project));
  MonConnectionSpec *connection = mon_connection_spec_edit (root->connections->pdata[0]);
  MonDeviceSpec *spec = mon_device_spec_edit (connection->devices->pdata[0]);
  g_autoptr (MonJob) job = NULL;

  mon_connection_spec_unref (root->connections->pdata[0]);
  root->connections->pdata[0] = connection;
  mon_device_spec_unref (connection->devices->pdata[0]);
  connection->devices->pdata[0] = spec;
  g_ptr_array_add (spec->tags, fixture_new_tag (40, 0));
  mon_project_change (fixture->project, root, "Add tag");
  mon_project_spec_unref (root);
  fixture_advance (&fixture->f, 100000);
  g_assert_null (mon_tag_get_state (tag_at (fixture, 2)));

  device->n_requests = 0;
  job = mon_session_read_tag (fixture->session, tag_at (fixture, 2));
  fixture_run (&fixture->f);
  g_assert_cmpuint (device->n_requests, ==, 1);
  fixture_advance (&fixture->f, 150);
  g_assert_cmpint (mon_job_get_outcome (job), ==, MON_OUTCOME_CONFIRMED);
  g_assert_true (mon_tag_is_fresh (tag_at (fixture, 2)));
  g_assert_cmpstr (mon_tag_get_value_text (tag_at (fixture, 2)), ==, "40");

  /* It does not stay so, and why there is no new one is told as well. */
  fixture_advance (&fixture->f, 61000);
  g_assert_cmpint (mon_tag_get_quality (tag_at (fixture, 2)), ==, MON_QUALITY_STALE);
  device->dead[40] = 2;
  g_clear_object (&job);
  job = mon_session_read_tag (fixture->session, tag_at (fixture, 2));
  fixture_run (&fixture->f);
  fixture_advance (&fixture->f, 150);
  g_assert_cmpint (mon_tag_get_quality (tag_at (fixture, 2)), ==, MON_QUALITY_EXCEPTION);
}

static guint
n_dead (MonProject *project)
{
  return mon_project_get_root (project)->dead->len;
}

/* What the engine finds goes into the project, and with it into the next session. */
static void
test_dead_addresses (Fixture       *fixture,
                     gconstpointer  data)
{
  FakeDevice *device = fixture->f.device;
  g_autoptr (MonProjectSpec) root = NULL;

  g_assert_cmpuint (n_dead (fixture->project), ==, 0);
  device->dead[1] = 2;
  fixture_advance (&fixture->f, 1200);
  g_assert_cmpuint (n_dead (fixture->project), ==, 1);
  g_assert_false (mon_project_get_modified (fixture->project));
  g_assert_cmpint (mon_tag_get_quality (tag_at (fixture, 1)), ==, MON_QUALITY_EXCEPTION);
  g_assert_true (mon_tag_is_fresh (tag_at (fixture, 0)));

  root = mon_project_spec_ref (mon_project_get_root (fixture->project));
  g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->project);
  fixture_run (&fixture->f);
  device->n_requests = 0;
  start_session (fixture, root);
  /* It is not searched for again. */
  g_assert_cmpuint (device->n_requests, ==, 1);
  g_assert_cmpint (mon_tag_get_quality (tag_at (fixture, 1)), ==, MON_QUALITY_EXCEPTION);
  g_assert_true (mon_tag_is_fresh (tag_at (fixture, 0)));

  /* But tried, and when it is back it is forgotten. */
  device->dead[1] = 0;
  fixture_advance (&fixture->f, 12000);
  g_assert_true (mon_tag_is_fresh (tag_at (fixture, 1)));
  g_assert_cmpuint (n_dead (fixture->project), ==, 0);
}

#define ADD(path, func) \
  g_test_add ("/mon/session/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("values", test_values);
  ADD ("changed", test_changed);
  ADD ("pace", test_pace);
  ADD ("refused", test_refused);
  ADD ("timeouts", test_timeouts);
  ADD ("lock", test_lock);
  ADD ("pause", test_pause);
  ADD ("edit", test_edit);
  ADD ("request", test_request);
  ADD ("network-changed", test_network_changed);
  ADD ("dead-addresses", test_dead_addresses);
  ADD ("on-demand", test_on_demand);
  ADD ("forsaken", test_forsaken);
  ADD ("close-one", test_close_one);

  return g_test_run ();
}
