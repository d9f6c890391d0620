/* test-stopped.c: a process with an engine is stopped for 30 s by the system, and goes on.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "monitor/engine/mon-line.h"
#include "monitor/tools/mon-stores.h"

#include "fake-device.h"

/* The stop is real time: an engine on the system's clock cannot be told another one. */
#define STOP_S 30

/* Rounds before the stop, and after it, each of two devices. */
#define N_ROUNDS 3

/* Unit 1 does not answer what is under way at the stop; unit 2 answers it meanwhile. */
#define N_UNITS 2

/* The child: polls both units of 127.0.0.1:PORT ten times a second, tells on standard output when
 * it has its rounds, and what it knows when it has as many more after a stall. */

typedef struct
{
  MonEngine      *engine;
  MonStores       stores;
  MonLine        *line;
  MonProjectSpec *root;
} Child;

static void
changed_cb (gpointer user_data)
{
  mon_line_listen (((Child *) user_data)->line);
}

static void
job_ended_cb (MonJobEnd *end,
              gpointer   user_data)
{
  mon_job_end_free (end);
}

static void
closed_cb (gpointer user_data)
{
}

static MonProjectSpec *
new_root (guint16 port)
{
  MonProjectSpec *root = mon_project_spec_new ();
  MonConnectionSpec *connection = mon_connection_spec_new ();

  g_free (connection->host);
  connection->host = g_strdup ("127.0.0.1");
  connection->port = port;
  connection->window = N_UNITS;
  /* Far less than the stop, and more than a busy machine keeps a process waiting. */
  connection->timeout_ms = 5000;
  for (guint8 unit = 1; unit <= N_UNITS; unit++)
    {
      MonDeviceSpec *device = mon_device_spec_new ();
      MonTagSpec *tag = mon_tag_spec_new ();

      tag->table = MB_TABLE_HOLDING_REGISTERS;
      tag->period_ms = 100;
      device->unit = unit;
      g_ptr_array_add (device->tags, tag);
      g_ptr_array_add (connection->devices, device);
    }
  g_ptr_array_add (root->connections, connection);
  return root;
}

static MonDeviceSpec *
device_of (Child *child,
           guint  index)
{
  MonConnectionSpec *connection = g_ptr_array_index (child->root->connections, 0);

  return g_ptr_array_index (connection->devices, index);
}

static guint
count_kind (Child          *child,
            MonTrafficKind  kind)
{
  guint64 first;
  guint64 end;
  guint n = 0;

  mon_traffic_log_get_range (child->stores.log, &first, &end);
  for (guint64 i = first; i < end; i++)
    {
      MonTrafficRecord record;
      g_autoptr (MonTrafficSlab) slab = mon_traffic_log_get (child->stores.log, i, &record);

      n += record.kind == kind;
    }
  return n;
}

static guint
n_samples_of (Child *child,
              guint  index)
{
  MonTagSpec *tag = g_ptr_array_index (device_of (child, index)->tags, 0);

  return (guint) mon_history_get_n_samples (child->stores.history, tag->handle);
}

/* Until each unit has so many samples. */
static void
wait_for_samples (Child       *child,
                  const guint *n_samples)
{
  for (guint i = 0; i < N_UNITS; i++)
    while (n_samples_of (child, i) < n_samples[i])
      {
        g_main_context_iteration (NULL, FALSE);
        g_usleep (1000);
      }
}

static void
report (Child *child)
{
  for (guint i = 0; i < N_UNITS; i++)
    {
      MonDeviceState state = { 0 };

      mon_board_get_device (child->stores.board, device_of (child, i)->handle, &state);
      printf ("timeouts=%u failures=%u latency=%d\n", state.recent_timeouts, state.failures,
              state.latency_us);
    }
  printf ("stalls=%u ups=%u downs=%u\n", count_kind (child, MON_TRAFFIC_STALL),
          count_kind (child, MON_TRAFFIC_LINK_UP), count_kind (child, MON_TRAFFIC_LINK_DOWN));
  fflush (stdout);
}

static void
stopped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(gboolean *) user_data = mon_engine_stop_finish (MON_ENGINE (source), result, NULL);
}

static int
run_child (guint16 port)
{
  static const MonLineEvents events = {
    .changed = changed_cb,
    .job_ended = job_ended_cb,
    .closed = closed_cb,
  };
  Child child = { 0 };
  guint n_samples[N_UNITS] = { N_ROUNDS, N_ROUNDS };
  gboolean is_stopped = FALSE;

  alarm (STOP_S + 30);
  child.engine = mon_engine_new ();
  mon_stores_init (&child.stores);
  child.line = mon_line_open (child.engine, mon_stores_make_sinks (&child.stores), &events,
                              &child);
  child.root = new_root (port);
  mon_line_set_root (child.line, child.root);
  wait_for_samples (&child, n_samples);
  puts ("ready");
  fflush (stdout);

  while (count_kind (&child, MON_TRAFFIC_STALL) == 0)
    g_usleep (1000);
  for (guint i = 0; i < N_UNITS; i++)
    n_samples[i] = n_samples_of (&child, i) + N_ROUNDS;
  wait_for_samples (&child, n_samples);
  report (&child);

  mon_line_hang_up (child.line);
  mon_engine_stop_async (child.engine, stopped_cb, &is_stopped);
  while (!is_stopped)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (child.engine);
  mon_project_spec_unref (child.root);
  mon_stores_clear (&child.stores);
  return 0;
}

/* The parent: is the device, and stops the child. */

static char *own_path;

typedef struct
{
  GSubprocess      *process;
  GDataInputStream *out;
  char             *line;
  gboolean          is_read;
} Process;

static void
line_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Process *process = user_data;

  process->line = g_data_input_stream_read_line_finish (process->out, result, NULL, NULL);
  process->is_read = TRUE;
}

/* While the device goes on. */
static char *
read_line (Process *process)
{
  process->is_read = FALSE;
  g_data_input_stream_read_line_async (process->out, G_PRIORITY_DEFAULT, NULL, line_cb, process);
  while (!process->is_read)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (process->line);
  g_test_message ("%s", process->line);
  return g_steal_pointer (&process->line);
}

static gboolean
wake_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
stay_stopped (guint seconds)
{
  g_autoptr (GSource) source = g_timeout_source_new_seconds (seconds);
  gboolean is_over = FALSE;

  g_source_set_callback (source, wake_cb, &is_over, NULL);
  g_source_attach (source, NULL);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

/* Both units have been asked and neither has been answered when the child stops. */
static void
stop_in_flight (FakeDevice *device,
                int         pid)
{
  guint n_of_unit[N_UNITS];

  device->silent_unit = 1;
  device->is_holding = TRUE;
  for (guint i = 0; i < N_UNITS; i++)
    n_of_unit[i] = device->n_of_unit[1 + i];
  while (device->n_of_unit[1] == n_of_unit[0] || device->n_of_unit[2] == n_of_unit[1])
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (kill (pid, SIGSTOP), ==, 0);
}

static void
start_child (Process       *process,
             const guint16  port)
{
  g_autofree char *port_text = g_strdup_printf ("%u", port);
  g_autoptr (GError) error = NULL;

  process->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, own_path, "--child",
                                       port_text, NULL);
  g_assert_no_error (error);
  process->out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process->process));
}

static void
test_sigstop (void)
{
  FakeDevice *device = fake_device_new ();
  Process process = { 0 };
  g_autofree char *ready = NULL;
  g_autofree char *links = NULL;
  int pid;

  start_child (&process, device->port);
  ready = read_line (&process);
  g_assert_cmpstr (ready, ==, "ready");
  pid = atoi (g_subprocess_get_identifier (process.process));

  stop_in_flight (device, pid);
  fake_device_let_go (device);
  device->silent_unit = -1;
  stay_stopped (STOP_S);
  g_assert_cmpint (kill (pid, SIGCONT), ==, 0);

  for (guint i = 0; i < N_UNITS; i++)
    {
      g_autofree char *line = read_line (&process);
      int latency_us = atoi (strstr (line, "latency=") + strlen ("latency="));

      g_assert_true (g_str_has_prefix (line, "timeouts=0 failures=0 latency="));
      /* The stop would count for an eighth of it, in the smoothed round trip. */
      g_assert_cmpint (latency_us, <, STOP_S * G_USEC_PER_SEC / 16);
    }
  links = read_line (&process);
  g_assert_true (g_str_has_prefix (links, "stalls="));
  g_assert_true (g_str_has_suffix (links, " ups=1 downs=0"));

  g_assert_true (g_subprocess_wait_check (process.process, NULL, NULL));
  g_object_unref (process.out);
  g_object_unref (process.process);
  fake_device_free (device);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    return run_child ((guint16) atoi (argv[2]));
  own_path = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/stall/sigstop", test_sigstop);
  return g_test_run ();
}
