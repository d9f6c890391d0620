/* test-evaluator.c: a tag is stale after three periods without a value, once, and not while paused.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-evaluator.h"

typedef struct
{
  MonEvaluator *evaluator;
  GArray       *samples;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->evaluator = mon_evaluator_new ();
  fixture->samples = g_array_new (FALSE, FALSE, sizeof (MonSample));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  mon_evaluator_free (fixture->evaluator);
  g_array_unref (fixture->samples);
}

static guint
run (Fixture *fixture,
     gint64   now_us)
{
  g_array_set_size (fixture->samples, 0);
  mon_evaluator_run (fixture->evaluator, now_us, 7000000 + now_us, fixture->samples);
  return fixture->samples->len;
}

static void
observe (Fixture    *fixture,
         guint32     tag,
         MonQuality  quality,
         gint64      now_us)
{
  MonSample sample = { .tag = tag, .quality = quality };

  mon_evaluator_observe (fixture->evaluator, &sample, 1, now_us);
}

static void
test_once (Fixture       *fixture,
           gconstpointer  data)
{
  const MonSample *sample;

  mon_evaluator_watch (fixture->evaluator, 5, 1000, 0);
  g_assert_cmpint (mon_evaluator_get_next_us (fixture->evaluator), ==, 3000);
  g_assert_cmpuint (run (fixture, 2999), ==, 0);
  g_assert_cmpuint (run (fixture, 3000), ==, 1);
  sample = &g_array_index (fixture->samples, MonSample, 0);
  g_assert_cmpuint (sample->tag, ==, 5);
  g_assert_cmpint (sample->quality, ==, MON_QUALITY_STALE);
  g_assert_cmpint (sample->time_us, ==, 7003000);
  g_assert_cmpint (sample->value.kind, ==, MB_VALUE_NONE);

  g_assert_cmpuint (run (fixture, 30000), ==, 0);
  g_assert_cmpint (mon_evaluator_get_next_us (fixture->evaluator), ==, G_MAXINT64);
}

static void
test_values_put_it_off (Fixture       *fixture,
                        gconstpointer  data)
{
  mon_evaluator_watch (fixture->evaluator, 5, 1000, 0);
  observe (fixture, 5, MON_QUALITY_GOOD, 1000);
  observe (fixture, 5, MON_QUALITY_LATE, 2500);
  g_assert_cmpuint (run (fixture, 5499), ==, 0);
  /* What carries no value does not. */
  observe (fixture, 5, MON_QUALITY_TIMEOUT, 5000);
  observe (fixture, 5, MON_QUALITY_LINK_DOWN, 5000);
  observe (fixture, 99, MON_QUALITY_GOOD, 5000);
  g_assert_cmpuint (run (fixture, 5500), ==, 1);

  /* Good again, then stale again: told again. */
  observe (fixture, 5, MON_QUALITY_GOOD, 6000);
  g_assert_cmpuint (run (fixture, 8999), ==, 0);
  g_assert_cmpuint (run (fixture, 9000), ==, 1);
}

static void
test_pause (Fixture       *fixture,
            gconstpointer  data)
{
  mon_evaluator_watch (fixture->evaluator, 5, 1000, 0);
  mon_evaluator_set_paused (fixture->evaluator, TRUE, 1000);
  g_assert_cmpint (mon_evaluator_get_next_us (fixture->evaluator), ==, G_MAXINT64);
  g_assert_cmpuint (run (fixture, 60000), ==, 0);
  mon_evaluator_set_paused (fixture->evaluator, FALSE, 60000);
  g_assert_cmpuint (run (fixture, 62999), ==, 0);
  g_assert_cmpuint (run (fixture, 63000), ==, 1);
}

/* What nobody reads by itself is awaited by nobody; but a value of it gets old like any other. */
static void
test_on_demand (Fixture       *fixture,
                gconstpointer  data)
{
  mon_evaluator_watch (fixture->evaluator, 5, 0, 0);
  g_assert_cmpint (mon_evaluator_get_next_us (fixture->evaluator), ==, G_MAXINT64);
  g_assert_cmpuint (run (fixture, 10 * MON_ON_DEMAND_STALE_US), ==, 0);
  mon_evaluator_set_paused (fixture->evaluator, TRUE, 0);
  mon_evaluator_set_paused (fixture->evaluator, FALSE, 0);
  g_assert_cmpuint (run (fixture, 10 * MON_ON_DEMAND_STALE_US), ==, 0);

  observe (fixture, 5, MON_QUALITY_GOOD, 1000);
  g_assert_cmpuint (run (fixture, 999 + MON_ON_DEMAND_STALE_US), ==, 0);
  g_assert_cmpuint (run (fixture, 1000 + MON_ON_DEMAND_STALE_US), ==, 1);
  g_assert_cmpuint (run (fixture, 20 * MON_ON_DEMAND_STALE_US), ==, 0);

  /* One that was polled until now leaves its last value behind. */
  mon_evaluator_watch (fixture->evaluator, 6, 1000, 0);
  observe (fixture, 6, MON_QUALITY_GOOD, 2000);
  mon_evaluator_watch (fixture->evaluator, 6, 0, 2500);
  g_assert_cmpuint (run (fixture, 2499 + MON_ON_DEMAND_STALE_US), ==, 0);
  g_assert_cmpuint (run (fixture, 2500 + MON_ON_DEMAND_STALE_US), ==, 1);
}

static void
test_forget (Fixture       *fixture,
             gconstpointer  data)
{
  mon_evaluator_watch (fixture->evaluator, 5, 1000, 0);
  mon_evaluator_watch (fixture->evaluator, 6, 1000, 0);
  mon_evaluator_forget (fixture->evaluator, 5);
  mon_evaluator_forget (fixture->evaluator, 77);
  g_assert_cmpuint (run (fixture, 3000), ==, 1);
  g_assert_cmpuint (g_array_index (fixture->samples, MonSample, 0).tag, ==, 6);
}

static MonTagSpec *
add_tag (MonDeviceSpec *device,
         const char    *id,
         const char    *expression)
{
  MonTagSpec *tag = mon_tag_spec_new ();

  g_free (tag->id);
  tag->id = g_strdup (id);
  if (expression != NULL)
    tag->expression = mon_expression_parse (expression, NULL, NULL);
  g_ptr_array_add (device->tags, tag);
  return tag;
}

/* What is computed is stale in the turn in which what it needs is, and paused with it. */
static void
test_computed (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (MonProjectSpec) root = mon_project_spec_new ();
  MonConnectionSpec *connection = mon_connection_spec_new ();
  MonDeviceSpec *device = mon_device_spec_new ();
  MonTagSpec *read = add_tag (device, "a", NULL);
  MonTagSpec *computed = add_tag (device, "b", "{a} + 1");
  MonSample good = { .tag = read->handle, .value = { .kind = MB_VALUE_INT, .i = 5 } };
  const MonSample *samples;

  g_ptr_array_add (connection->devices, device);
  g_ptr_array_add (root->connections, connection);
  mon_evaluator_set_root (fixture->evaluator, root);
  mon_evaluator_watch (fixture->evaluator, read->handle, 1000, 0);
  mon_evaluator_observe (fixture->evaluator, &good, 1, 0);
  g_assert_cmpuint (run (fixture, 0), ==, 1);
  g_assert_cmpint (g_array_index (fixture->samples, MonSample, 0).value.i, ==, 6);

  g_assert_cmpuint (run (fixture, 2999), ==, 0);
  g_assert_cmpuint (run (fixture, 3000), ==, 2);
  samples = &g_array_index (fixture->samples, MonSample, 0);
  g_assert_cmpuint (samples[0].tag, ==, read->handle);
  g_assert_cmpuint (samples[1].tag, ==, computed->handle);
  g_assert_cmpint (samples[1].quality, ==, MON_QUALITY_STALE);
  g_assert_cmpint (samples[1].time_us, ==, 7003000);
  /* It has no deadline of its own. */
  g_assert_cmpint (mon_evaluator_get_next_us (fixture->evaluator), ==, G_MAXINT64);

  mon_evaluator_set_paused (fixture->evaluator, TRUE, 4000);
  observe (fixture, read->handle, MON_QUALITY_PAUSED, 4000);
  g_assert_cmpuint (run (fixture, 4000), ==, 1);
  g_assert_cmpint (g_array_index (fixture->samples, MonSample, 0).quality, ==, MON_QUALITY_PAUSED);
}

/* Against the plain definition: a list of deadlines searched from end to end. */
static void
test_random (Fixture       *fixture,
             gconstpointer  data)
{
  gint64 periods[50], deadlines[50];
  gboolean stale[50] = { FALSE };

  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    {
      periods[i] = g_test_rand_int_range (10, 1000);
      deadlines[i] = 3 * periods[i];
      mon_evaluator_watch (fixture->evaluator, i + 1, periods[i], 0);
    }

  for (gint64 now_us = 0; now_us < 20000; now_us += g_test_rand_int_range (1, 20))
    {
      guint tag = g_test_rand_int_range (0, G_N_ELEMENTS (periods));
      guint expected = 0;

      observe (fixture, tag + 1, MON_QUALITY_GOOD, now_us);
      deadlines[tag] = now_us + 3 * periods[tag];
      stale[tag] = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
        {
          if (!stale[i] && deadlines[i] <= now_us)
            {
              stale[i] = TRUE;
              expected++;
            }
        }
      g_assert_cmpuint (run (fixture, now_us), ==, expected);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/mon/evaluator/once", test_once);
  ADD ("/mon/evaluator/values-put-it-off", test_values_put_it_off);
  ADD ("/mon/evaluator/pause", test_pause);
  ADD ("/mon/evaluator/on-demand", test_on_demand);
  ADD ("/mon/evaluator/forget", test_forget);
  ADD ("/mon/evaluator/computed", test_computed);
  ADD ("/mon/evaluator/random", test_random);
  return g_test_run ();
}
