/* test-demo.c: the demo plant as a user meets it: live values, health, a locked and a real write.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-demo.h"
#include "monitor/tools/mon-session.h"

/* Real time passes here: the engine has its thread. Nothing waits longer than it must. */
#define PATIENCE_US (20 * G_USEC_PER_SEC)

typedef gboolean (*Condition) (gpointer data);

typedef struct
{
  MonEngine  *engine;
  MonProject *project;
  MonSession *session;
} Fixture;

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Iterates until @condition holds; fails the test after PATIENCE_US. */
static void
wait_for (Condition  condition,
          gpointer   data,
          const char *what)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  guint source = g_timeout_add (20, tick_cb, NULL);

  while (!condition (data))
    {
      if (g_get_monotonic_time () > end_us)
        g_error ("waited in vain for: %s", what);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (source);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->engine = mon_engine_new ();
  mon_demo_start_async (fixture->engine, result_cb, &result);
  wait_for (is_set, &result, "the plant");
  fixture->project = mon_demo_start_finish (result, &error);
  g_assert_no_error (error);
  fixture->session = mon_session_new (fixture->engine, fixture->project);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GAsyncResult) stopped = NULL;

  mon_session_close_async (fixture->session, result_cb, &closed);
  wait_for (is_set, &closed, "the session's end");
  g_assert_true (mon_session_close_finish (fixture->session, closed, NULL));
  mon_engine_stop_async (fixture->engine, result_cb, &stopped);
  wait_for (is_set, &stopped, "the engine's end");
  g_assert_true (mon_engine_stop_finish (fixture->engine, stopped, NULL));
  g_clear_object (&stopped);
  g_clear_object (&closed);
  g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->project);
  g_assert_finalize_object (fixture->engine);
}

static MonTag *
find_tag (Fixture    *fixture,
          const char *name)
{
  g_autoptr (MonDevice) device =
    g_list_model_get_item (mon_session_get_devices (fixture->session), 0);
  GListModel *tags = mon_device_get_tags (device);

  for (guint i = 0; i < g_list_model_get_n_items (tags); i++)
    {
      g_autoptr (MonTag) tag = g_list_model_get_item (tags, i);

      if (g_str_equal (mon_tag_get_name (tag), name))
        return tag;
    }
  g_assert_not_reached ();
}

static gboolean
is_fresh (gpointer data)
{
  return mon_tag_is_fresh (data);
}

static gboolean
has_reason (gpointer data)
{
  return mon_tag_get_reason (data) != NULL;
}

static gboolean
is_down (gpointer data)
{
  return mon_device_get_health (data) == MON_DEVICE_DOWN;
}

static gboolean
all_judged (gpointer data)
{
  GListModel *devices = mon_session_get_devices (data);

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr (MonDevice) device = g_list_model_get_item (devices, i);

      if (mon_device_get_health (device) == MON_DEVICE_CONNECTING)
        return FALSE;
    }
  return TRUE;
}

static void
test_values (Fixture       *fixture,
             gconstpointer  data)
{
  MonTag *supply = find_tag (fixture, "Supply temperature");
  MonTag *setpoint = find_tag (fixture, "Supply setpoint");
  MonTag *outdoor = find_tag (fixture, "Outdoor temperature");
  MonTag *release = find_tag (fixture, "Burner release");
  MonTag *oxygen = find_tag (fixture, "Residual oxygen");

  wait_for (is_fresh, supply, "a value");
  wait_for (is_fresh, release, "a bit");
  wait_for (has_reason, outdoor, "an exception");
  /* Its neighbour loses nothing by it. */
  wait_for (is_fresh, oxygen, "a value beside the exception");
  g_assert_cmpstr (mon_tag_get_value_text (setpoint), ==, "72.0");
  g_assert_cmpstr (mon_tag_get_type_text (setpoint), ==, "int16 × 0.1");
  g_assert_cmpstr (mon_tag_get_value_text (release), ==, "On");
  g_assert_cmpstr (mon_tag_get_reason (outdoor), ==, "Illegal data address");
  g_assert_cmpstr (mon_tag_get_value_text (outdoor), ==, "—");
  g_assert_nonnull (strstr (mon_tag_get_details (outdoor), "input 6: Illegal data address."));
  g_assert_cmpint (mon_tag_get_age_us (supply), >=, 0);
  g_assert_cmpint (mon_tag_get_age_us (outdoor), ==, -1);
  g_assert_cmpuint (g_list_model_get_n_items (mon_session_get_plotted (fixture->session)), ==, 4);
  g_assert_true (mon_tag_get_plotted (supply));
}

static void
test_health (Fixture       *fixture,
             gconstpointer  data)
{
  GListModel *devices = mon_session_get_devices (fixture->session);
  guint n_of[MON_DEVICE_DOWN + 1] = { 0 };

  wait_for (all_judged, fixture->session, "a judgement of each device");
  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr (MonDevice) device = g_list_model_get_item (devices, i);

      g_test_message ("%s (%s): health %d, %d µs, %s; %s", mon_device_get_name (device),
                      mon_device_get_address_text (device), mon_device_get_health (device),
                      mon_device_get_latency_us (device), mon_device_get_reason (device),
                      mon_device_get_details (device));
      n_of[mon_device_get_health (device)]++;
      if (mon_device_get_health (device) == MON_DEVICE_DOWN)
        {
          wait_for (is_down, device, "a refused connection");
          g_assert_true (g_str_has_prefix (mon_device_get_reason (device), "Refused, "));
        }
    }
  g_assert_cmpuint (n_of[MON_DEVICE_DOWN], ==, 1);
  g_assert_cmpuint (n_of[MON_DEVICE_GOOD], >=, 3);
}

static gboolean
is_ended (gpointer data)
{
  return mon_job_get_outcome (data) != MON_OUTCOME_PENDING;
}

static MonJob *
write_setpoint (Fixture    *fixture,
                const char *text)
{
  MonTag *tag = find_tag (fixture, "Supply setpoint");
  g_autoptr (GError) error = NULL;
  g_autoptr (MonWritePreview) preview =
    mon_session_preview_write (fixture->session, tag, text, &error);
  MonJob *job;

  g_assert_no_error (error);
  job = mon_session_write (fixture->session, preview);
  g_assert_cmpint (mon_job_get_outcome (job), ==, MON_OUTCOME_PENDING);
  wait_for (is_ended, job, "the end of a write");
  return job;
}

static gboolean
shows_new_value (gpointer data)
{
  return g_str_equal (mon_tag_get_value_text (data), "65.5");
}

static void
test_write (Fixture       *fixture,
            gconstpointer  data)
{
  MonTag *tag = find_tag (fixture, "Supply setpoint");
  g_autoptr (MonWritePreview) preview = NULL;
  g_autoptr (MonJob) refused = NULL;
  g_autoptr (MonJob) confirmed = NULL;

  wait_for (is_fresh, tag, "a value");
  preview = mon_session_preview_write (fixture->session, tag, "65.5", NULL);
  g_assert_cmpstr (preview->old_text, ==, "72.0\u00a0°C");
  g_assert_cmpstr (preview->new_text, ==, "65.5\u00a0°C");
  g_assert_cmpstr (preview->request_text, ==, "06 00 04 02 8f");
  g_assert_cmpstr (preview->function_name, ==, "Write Single Register");

  refused = write_setpoint (fixture, "65.5");
  g_assert_cmpint (mon_job_get_outcome (refused), ==, MON_OUTCOME_REFUSED);
  g_assert_true (g_str_has_prefix (mon_job_get_text (refused), "Writing is locked"));
  g_assert_cmpstr (mon_tag_get_value_text (tag), ==, "72.0");

  mon_session_arm (fixture->session, 300);
  g_assert_true (mon_session_get_armed (fixture->session));
  g_assert_cmpuint (mon_session_get_armed_left (fixture->session), ==, 300);
  confirmed = write_setpoint (fixture, "65.5");
  g_assert_cmpint (mon_job_get_outcome (confirmed), ==, MON_OUTCOME_CONFIRMED);
  g_assert_cmpstr (mon_job_get_text (confirmed), ==,
                   "Supply setpoint is now 65.5\u00a0°C (read back).");
  wait_for (shows_new_value, tag, "the value in the table");
}

static gboolean
is_young (gpointer data)
{
  return mon_tag_get_age_us (data) < G_USEC_PER_SEC / 2;
}

/* The main thread stands still; the engine does not. No poll, no sample is lost, and nothing is
 * taken for late, silent or stale. */
static void
test_blocked (Fixture       *fixture,
              gconstpointer  data)
{
  const guint blocked_s = 3;
  MonTag *tag = find_tag (fixture, "Supply temperature");
  MonHistory *history = mon_session_get_history (fixture->session);
  guint32 handle = mon_tag_get_handle (tag);
  guint period_ms = mon_tag_get_spec (tag)->period_ms;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (MonPoint));
  guint64 n_before;
  guint64 n_taken;

  wait_for (is_fresh, tag, "a value");
  n_before = mon_history_get_n_samples (history, handle);
  g_usleep (blocked_s * G_USEC_PER_SEC);
  n_taken = mon_history_get_n_samples (history, handle) - n_before;
  g_test_message ("%" G_GUINT64_FORMAT " samples in %u s", n_taken, blocked_s);
  g_assert_cmpuint (n_taken, >=, blocked_s * 1000 / period_ms - 1);
  g_assert_cmpuint (n_taken, <=, blocked_s * 1000 / period_ms + 1);
  mon_series_get_points (mon_history_get_series (history), handle, 0, G_MAXINT64, points);
  for (guint i = 0; i < points->len; i++)
    g_assert_cmpint (g_array_index (points, MonPoint, i).quality, ==, MON_QUALITY_GOOD);
  wait_for (is_young, tag, "a value of now");
  g_assert_true (mon_tag_is_fresh (tag));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/mon/demo/values", Fixture, NULL, set_up, test_values, tear_down);
  g_test_add ("/mon/demo/health", Fixture, NULL, set_up, test_health, tear_down);
  g_test_add ("/mon/demo/write", Fixture, NULL, set_up, test_write, tear_down);
  g_test_add ("/mon/demo/blocked", Fixture, NULL, set_up, test_blocked, tear_down);

  return g_test_run ();
}
