/* bench-alarms.c: what alarms cost: one figure a line, as "name value unit".
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <malloc.h>
#include <time.h>

#include "monitor/engine/mon-alarms.h"

#define N_TAGS 10000
#define UPDATES_PER_SECOND 10
#define N_SECONDS 20
#define STEP_US (G_USEC_PER_SEC / UPDATES_PER_SECOND)

typedef struct
{
  MonProjectSpec *root;
  MonAlarms      *alarms;
  GArray         *events;
  GArray         *statuses;
  MonSample      *samples;
  gint64          now_us;
} Bench;

static double
cpu_seconds (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static MonAlarmSpec *
new_alarm (MonAlarmKind kind,
           double       limit,
           int          on_delay_ms)
{
  MonAlarmSpec *alarm = mon_alarm_spec_new ();

  alarm->kind = kind;
  alarm->limit = limit;
  alarm->hysteresis = 1;
  alarm->on_delay_ms = on_delay_ms;
  return alarm;
}

/* What somebody careful gives each tag. */
static MonProjectSpec *
make_root (gboolean has_rate)
{
  MonProjectSpec *root = mon_project_spec_new ();
  MonConnectionSpec *connection = mon_connection_spec_new ();
  MonDeviceSpec *device = mon_device_spec_new ();

  for (guint i = 0; i < N_TAGS; i++)
    {
      MonTagSpec *tag = mon_tag_spec_new ();

      tag->period_ms = STEP_US / 1000;
      tag->alarms = mon_alarm_spec_new_array ();
      g_ptr_array_add (tag->alarms, new_alarm (MON_ALARM_LOW_LOW, -20, 0));
      g_ptr_array_add (tag->alarms, new_alarm (MON_ALARM_LOW, -10, 2000));
      g_ptr_array_add (tag->alarms, new_alarm (MON_ALARM_HIGH, 110, 2000));
      g_ptr_array_add (tag->alarms, new_alarm (MON_ALARM_HIGH_HIGH, 120, 0));
      g_ptr_array_add (tag->alarms,
                       new_alarm (MON_ALARM_STALE, 0, MON_ALARM_DELAY_OF_KIND));
      if (has_rate)
        g_ptr_array_add (tag->alarms, new_alarm (MON_ALARM_RATE, 1000, 0));
      g_ptr_array_add (device->tags, tag);
    }
  g_ptr_array_add (connection->devices, device);
  g_ptr_array_add (root->connections, connection);
  return root;
}

static void
bench_start (Bench    *bench,
             gboolean  has_rate)
{
  const MonConnectionSpec *connection;
  const MonDeviceSpec *device;

  *bench = (Bench) {
    .root = make_root (has_rate),
    .events = g_array_new (FALSE, FALSE, sizeof (MonAlarmEvent)),
    .statuses = g_array_new (FALSE, FALSE, sizeof (MonAlarmStatus)),
    .samples = g_new0 (MonSample, N_TAGS),
    .now_us = G_USEC_PER_SEC,
  };
  connection = g_ptr_array_index (bench->root->connections, 0);
  device = g_ptr_array_index (connection->devices, 0);
  bench->alarms = mon_alarms_new (bench->events, bench->statuses);
  for (guint i = 0; i < N_TAGS; i++)
    {
      bench->samples[i].tag = ((const MonTagSpec *) g_ptr_array_index (device->tags, i))->handle;
      bench->samples[i].value.kind = MB_VALUE_FLOAT64;
    }
}

static void
bench_end (Bench *bench)
{
  mon_alarms_free (bench->alarms);
  mon_project_spec_unref (bench->root);
  g_array_unref (bench->events);
  g_array_unref (bench->statuses);
  g_free (bench->samples);
}

static void
update (Bench *bench,
        double value)
{
  for (guint i = 0; i < N_TAGS; i++)
    bench->samples[i].value.f = value + (double) (i % 100) / 100;
  bench->now_us += STEP_US;
  mon_alarms_observe (bench->alarms, bench->samples, N_TAGS, bench->now_us, bench->now_us);
  mon_alarms_run (bench->alarms, bench->now_us, bench->now_us);
  g_array_set_size (bench->events, 0);
  g_array_set_size (bench->statuses, 0);
}

/* All is well, or every tag goes up and down each second: 10,000 alarms a second come and go, and
 * as many delays are broken off. */
static void
run (const char *name,
     gboolean    has_rate,
     double      swing)
{
  Bench bench;
  double seconds;
  struct mallinfo2 before;
  struct mallinfo2 after;

  bench_start (&bench, has_rate);
  before = mallinfo2 ();
  mon_alarms_set_root (bench.alarms, bench.root, bench.now_us, bench.now_us);
  after = mallinfo2 ();
  for (guint i = 0; i < UPDATES_PER_SECOND; i++)
    update (&bench, 50);
  seconds = cpu_seconds ();
  for (guint i = 0; i < N_SECONDS * UPDATES_PER_SECOND; i++)
    update (&bench, 50 + (i % UPDATES_PER_SECOND < UPDATES_PER_SECOND / 2 ? 0 : swing));
  seconds = cpu_seconds () - seconds;
  g_print ("alarms-%s-sample %.1f ns\n", name,
           seconds * 1e9 / N_SECONDS / UPDATES_PER_SECOND / N_TAGS);
  g_print ("alarms-%s-core %.2f %%\n", name, seconds * 100 / N_SECONDS);
  g_print ("alarms-%s-memory %.0f bytes/tag\n", name,
           (double) (after.uordblks + after.hblkhd - before.uordblks - before.hblkhd) / N_TAGS);
  bench_end (&bench);
}

/* A new root with the same tags, and one with a change in their connection. */
static void
run_root (void)
{
  Bench bench;
  g_autoptr (MonProjectSpec) same = NULL;
  g_autoptr (MonProjectSpec) other = NULL;
  double seconds;

  bench_start (&bench, FALSE);
  mon_alarms_set_root (bench.alarms, bench.root, bench.now_us, bench.now_us);
  same = mon_project_spec_edit (bench.root);
  seconds = cpu_seconds ();
  mon_alarms_set_root (bench.alarms, same, bench.now_us, bench.now_us);
  seconds = cpu_seconds () - seconds;
  g_print ("alarms-same-root %.1f ms\n", seconds * 1000);

  other = mon_project_spec_edit (bench.root);
  g_ptr_array_add (other->connections, mon_connection_spec_new ());
  seconds = cpu_seconds ();
  mon_alarms_set_root (bench.alarms, other, bench.now_us, bench.now_us);
  seconds = cpu_seconds () - seconds;
  g_print ("alarms-other-root %.1f ms\n", seconds * 1000);
  bench_end (&bench);
}

int
main (int    argc,
      char **argv)
{
  run ("quiet", FALSE, 0);
  run ("rate", TRUE, 0);
  run ("busy", FALSE, 75);
  run_root ();
  return 0;
}
