/* test-dead-addresses.c: an address that a device refuses costs no other tag its values.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine-fixture.h"
#include "monitor/engine/mon-bisect.h"

#define N_TAGS 32

static guint32
tag_at (EngineFixture *f,
        guint          index)
{
  MonTagSpec *tag = g_ptr_array_index (fixture_device_at (f, 0)->tags, index);

  return tag->handle;
}

/* Registers 0 to N_TAGS - 1, each second. Before that the device may be told what to refuse. */
static void
watch (EngineFixture *f)
{
  MonProjectSpec *root = mon_project_spec_new ();
  MonConnectionSpec *connection = fixture_new_connection (f->device);

  g_ptr_array_add (connection->devices, fixture_new_device (1, N_TAGS, 1000));
  g_ptr_array_add (root->connections, connection);
  fixture_forget_samples (f);
  f->device->n_requests = 0;
  fixture_set_root (f, root);
  fixture_run (f);
}

/* Without the judgements between the rounds. */
static guint
count_samples (EngineFixture *f)
{
  guint n = 0;

  for (guint i = 0; i < f->samples->len; i++)
    n += g_array_index (f->samples, MonSample, i).quality != MON_QUALITY_STALE;
  return n;
}

static void
assert_round (EngineFixture *f,
              const guint8  *dead)
{
  g_assert_cmpuint (count_samples (f), ==, N_TAGS);
  for (guint i = 0; i < N_TAGS; i++)
    {
      MonQuality quality = dead[i] != 0 ? MON_QUALITY_EXCEPTION : MON_QUALITY_GOOD;

      g_assert_cmpuint (fixture_count (f, tag_at (f, i), quality), ==, 1);
    }
  for (guint i = 0; i < f->samples->len; i++)
    {
      const MonSample *sample = &g_array_index (f->samples, MonSample, i);

      if (sample->quality == MON_QUALITY_EXCEPTION)
        g_assert_cmpuint (sample->detail, !=, 0);
    }
}

/* The first round finds it, and still has every other value; the next ones ask for it no more. */
static void
test_found (EngineFixture *f,
            gconstpointer  data)
{
  f->device->dead[10] = 2;
  watch (f);
  assert_round (f, f->device->dead);
  g_assert_cmpuint (f->device->n_requests, <=, 1 + MON_BISECT_READS_PER_DEAD * 5);

  for (guint round = 0; round < 5; round++)
    {
      fixture_forget_samples (f);
      f->device->n_requests = 0;
      fixture_advance (f, 1000);
      assert_round (f, f->device->dead);
      /* Left and right of it. */
      g_assert_cmpuint (f->device->n_requests, ==, 2);
    }
}

static void
test_several (EngineFixture *f,
              gconstpointer  data)
{
  f->device->dead[0] = 2;
  f->device->dead[5] = 2;
  f->device->dead[6] = 2;
  f->device->dead[31] = 3;
  watch (f);
  assert_round (f, f->device->dead);
  fixture_forget_samples (f);
  f->device->n_requests = 0;
  fixture_advance (f, 1000);
  assert_round (f, f->device->dead);
  g_assert_cmpuint (f->device->n_requests, ==, 2);
}

/* One that comes back is noticed within ten seconds at first, within ten minutes at last. */
static void
test_back (EngineFixture *f,
           gconstpointer  data)
{
  f->device->dead[10] = 2;
  watch (f);
  fixture_advance (f, 9000);
  f->device->dead[10] = 0;
  fixture_forget_samples (f);
  fixture_advance (f, 3000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 10), MON_QUALITY_GOOD), >=, 1);
  fixture_forget_samples (f);
  f->device->n_requests = 0;
  fixture_advance (f, 5000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 10), MON_QUALITY_GOOD), ==, 5);
  g_assert_cmpuint (count_samples (f), ==, 5 * N_TAGS);
  /* All in one again. */
  g_assert_cmpuint (f->device->n_requests, ==, 5);
}

/* In an hour it is asked for a dozen times, and 3,600 times without. */
static void
test_rarely (EngineFixture *f,
             gconstpointer  data)
{
  guint n_plain;

  f->device->dead[N_TAGS - 1] = 2;
  watch (f);
  fixture_advance (f, 600 * 1000);
  f->device->n_requests = 0;
  fixture_forget_samples (f);
  fixture_advance (f, 1300 * 1000);
  n_plain = fixture_count (f, tag_at (f, 0), MON_QUALITY_GOOD);
  g_assert_cmpuint (n_plain, ==, 1300);
  g_assert_cmpuint (f->device->n_requests - n_plain, >=, 2);
  g_assert_cmpuint (f->device->n_requests - n_plain, <=, 3);
}

static void
test_retry_now (EngineFixture *f,
                gconstpointer  data)
{
  f->device->dead[10] = 2;
  watch (f);
  fixture_advance (f, 100 * 1000);
  f->device->dead[10] = 0;
  mon_line_retry_now (f->line, 0);
  fixture_run (f);
  fixture_forget_samples (f);
  fixture_advance (f, 1000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 10), MON_QUALITY_GOOD), ==, 1);
}

/* A device whose own failure looks like that of an address is not searched for ever. */
static void
test_failing (EngineFixture *f,
              gconstpointer  data)
{
  watch (f);
  memset (f->device->dead, 4, sizeof f->device->dead);
  fixture_forget_samples (f);
  f->device->n_requests = 0;
  fixture_advance (f, 1000);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_EXCEPTION), ==, 1);
  g_assert_cmpuint (count_samples (f), ==, N_TAGS);
  g_assert_cmpuint (f->device->n_requests, <=, 1 + MON_BISECT_DOUBT);
  f->device->n_requests = 0;
  fixture_advance (f, 10000);
  g_assert_cmpuint (f->device->n_requests, ==, 10);
  /* And when it works again, it does at once. */
  memset (f->device->dead, 0, sizeof f->device->dead);
  fixture_forget_samples (f);
  fixture_advance (f, 1000);
  assert_round (f, f->device->dead);
}

/* It takes fewer registers at a time than the protocol allows. */
static void
test_small_reads (EngineFixture *f,
                  gconstpointer  data)
{
  f->device->max_quantity = 10;
  watch (f);
  assert_round (f, f->device->dead);
  fixture_advance (f, 5000);
  fixture_forget_samples (f);
  f->device->n_requests = 0;
  fixture_advance (f, 3000);
  g_assert_cmpuint (count_samples (f), ==, 3 * N_TAGS);
  g_assert_cmpuint (fixture_count (f, tag_at (f, 0), MON_QUALITY_GOOD), ==, 3);
  g_assert_cmpuint (f->device->n_requests, ==, 3 * 4);
}

/* The search is cut off: every tag has one sample of that round all the same. */
static void
test_cut_off (EngineFixture *f,
              gconstpointer  data)
{
  guint n_samples;

  watch (f);
  fixture_forget_samples (f);
  f->device->dead[10] = 2;
  f->device->n_requests = 0;
  mb_clock_advance (f->clock, 1000 * 1000);
  while (f->device->n_requests < 4)
    g_main_context_iteration (NULL, TRUE);
  f->device->is_silent = TRUE;
  fixture_advance (f, 3100);
  n_samples = count_samples (f);
  g_assert_cmpuint (n_samples % N_TAGS, ==, 0);
  for (guint i = 0; i < N_TAGS; i++)
    g_assert_cmpuint (fixture_count (f, tag_at (f, i), MON_QUALITY_GOOD)
                      + fixture_count (f, tag_at (f, i), MON_QUALITY_EXCEPTION)
                      + fixture_count (f, tag_at (f, i), MON_QUALITY_TIMEOUT), ==,
                      n_samples / N_TAGS);
  f->device->is_silent = FALSE;
  fixture_advance (f, 20000);
  fixture_forget_samples (f);
  fixture_advance (f, 1000);
  assert_round (f, f->device->dead);
}

static void
test_paused (EngineFixture *f,
             gconstpointer  data)
{
  watch (f);
  f->device->dead[10] = 2;
  f->device->n_requests = 0;
  mb_clock_advance (f->clock, 1000 * 1000);
  while (f->device->n_requests < 4)
    g_main_context_iteration (NULL, TRUE);
  mon_line_set_paused (f->line, TRUE);
  fixture_run (f);
  fixture_forget_samples (f);
  fixture_advance (f, 5000);
  g_assert_cmpuint (count_samples (f), ==, 0);
  mon_line_set_paused (f->line, FALSE);
  fixture_run (f);
  assert_round (f, f->device->dead);
}

/* The tags of an edited device keep what is known, and are asked once. */
static void
test_edited (EngineFixture *f,
             gconstpointer  data)
{
  MonProjectSpec *root;
  MonConnectionSpec *connection;
  MonDeviceSpec *device;

  f->device->dead[10] = 2;
  watch (f);
  root = mon_project_spec_edit (f->root);
  connection = mon_connection_spec_edit (root->connections->pdata[0]);
  mon_connection_spec_unref (root->connections->pdata[0]);
  root->connections->pdata[0] = connection;
  device = mon_device_spec_edit (connection->devices->pdata[0]);
  mon_device_spec_unref (connection->devices->pdata[0]);
  connection->devices->pdata[0] = device;
  device->max_gap = 0;
  fixture_forget_samples (f);
  f->device->n_requests = 0;
  fixture_set_root (f, root);
  fixture_run (f);
  assert_round (f, f->device->dead);
  g_assert_cmpuint (f->device->n_requests, ==, 3);
}

#define ADD(path, func) \
  g_test_add ("/mon/dead-addresses/" path, EngineFixture, NULL, fixture_set_up, func, \
              fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("found", test_found);
  ADD ("several", test_several);
  ADD ("back", test_back);
  ADD ("rarely", test_rarely);
  ADD ("retry-now", test_retry_now);
  ADD ("failing", test_failing);
  ADD ("small-reads", test_small_reads);
  ADD ("cut-off", test_cut_off);
  ADD ("paused", test_paused);
  ADD ("edited", test_edited);
  return g_test_run ();
}
