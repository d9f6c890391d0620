/* test-shutdown.c: the end in the middle of everything: no job without an end, none with two, no
 * leak.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/tools/mon-demo.h"
#include "monitor/tools/mon-session.h"

#include "fake-device.h"

#define N_ROUNDS 8
#define N_JOBS 40

typedef struct
{
  MonEngine  *engine;
  MonProject *project;
  MonSession *session;
  FakeDevice *silent;
  GPtrArray  *jobs;
  guint       n_ended;
} World;

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static gboolean
wake_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run_for (guint ms)
{
  gboolean is_over = FALSE;

  g_timeout_add (ms, wake_cb, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

static void
ended_cb (MonJob *job,
          World  *world)
{
  g_assert_cmpint (mon_job_get_outcome (job), !=, MON_OUTCOME_PENDING);
  g_assert_nonnull (mon_job_get_text (job));
  world->n_ended++;
}

static void
add_device (World      *world,
            const char *host,
            guint16     port)
{
  g_autoptr (MonProject) connect = mon_demo_new_connect_project (host, port, 1);
  MonProjectSpec *root = mon_project_get_root (connect);

  mon_project_add_connection (world->project, g_ptr_array_index (root->connections, 0));
}

/* Values that come, a connect that is refused, one that hangs, a name that there is not, a device
 * that says nothing to a write. */
static void
set_up (World *world)
{
  g_autoptr (GAsyncResult) result = NULL;

  world->engine = mon_engine_new ();
  world->silent = fake_device_new ();
  world->silent->ignores_writes = TRUE;
  world->jobs = g_ptr_array_new_with_free_func (g_object_unref);
  mon_demo_start_async (world->engine, result_cb, &result);
  world->project = mon_demo_start_finish (wait_for (&result), NULL);
  world->session = mon_session_new (world->engine, world->project);
  add_device (world, "127.0.0.1", world->silent->port);
  add_device (world, "192.0.2.1", 502);
  add_device (world, "plc.invalid", 502);
}

static void
start_jobs (World *world)
{
  GListModel *devices = mon_session_get_devices (world->session);
  g_autoptr (GBytes) pdu = g_bytes_new_static ("\x06\x00\x05\x00\x02", 5);

  for (guint i = 0; i < N_JOBS; i++)
    {
      guint position = i % g_list_model_get_n_items (devices);
      g_autoptr (MonDevice) device = g_list_model_get_item (devices, position);
      MonJob *job = mon_session_request (world->session, mon_device_get_handle (device), pdu, TRUE,
                                         NULL);

      g_signal_connect (job, "ended", G_CALLBACK (ended_cb), world);
      g_ptr_array_add (world->jobs, job);
      if (i % 7 == 3)
        mon_job_cancel (job);
    }
}

static void
tear_down (World *world)
{
  g_assert_finalize_object (world->session);
  for (guint i = 0; i < world->jobs->len; i++)
    g_assert_cmpint (mon_job_get_outcome (world->jobs->pdata[i]), !=, MON_OUTCOME_PENDING);
  g_assert_cmpuint (world->n_ended, ==, world->jobs->len);
  g_assert_finalize_object (world->engine);
  g_assert_finalize_object (world->project);
  g_ptr_array_unref (world->jobs);
  fake_device_free (world->silent);
}

static void
stop_engine (World *world)
{
  g_autoptr (GAsyncResult) result = NULL;

  mon_engine_stop_async (world->engine, result_cb, &result);
  g_assert_true (mon_engine_stop_finish (world->engine, wait_for (&result), NULL));
}

/* The session closes, then the engine stops, as the window does it. */
static void
test_orderly (void)
{
  World world = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  gint64 start_us;

  set_up (&world);
  run_for (50);
  start_jobs (&world);
  run_for (20);
  g_assert_cmpuint (world.silent->n_writes, ==, 1);
  start_us = g_get_monotonic_time ();
  mon_session_close_async (world.session, result_cb, &result);
  g_assert_true (mon_session_close_finish (world.session, wait_for (&result), NULL));
  stop_engine (&world);
  /* The write on its way was waited for. */
  g_assert_cmpint (g_get_monotonic_time () - start_us, >, G_USEC_PER_SEC / 2);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 8 * G_USEC_PER_SEC);
  g_assert_cmpuint (world.n_ended, ==, N_JOBS);
  g_clear_object (&result);
  tear_down (&world);
}

/* At any moment, in any order, with everything on its way. */
static void
test_any_moment (void)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      World world = { 0 };

      set_up (&world);
      run_for (g_random_int_range (0, 40));
      if (i % 3 != 0)
        start_jobs (&world);
      run_for (g_random_int_range (0, 10));
      if (i % 5 == 0)
        mon_session_set_paused (world.session, TRUE);
      if (i % 4 == 0)
        mon_project_undo (world.project);
      if (i % 2 == 0)
        stop_engine (&world);
      tear_down (&world);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mon/shutdown/orderly", test_orderly);
  g_test_add_func ("/mon/shutdown/any-moment", test_any_moment);

  return g_test_run ();
}
