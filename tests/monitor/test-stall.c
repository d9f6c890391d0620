/* test-stall.c: this program is stopped for a while: nothing of that is held against a device.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine-fixture.h"

#define STALL_US (30 * G_USEC_PER_SEC)

static guint32
first_tag (EngineFixture *f)
{
  return ((MonTagSpec *) g_ptr_array_index (fixture_device_at (f, 0)->tags, 0))->handle;
}

static MonDeviceState
device_state (EngineFixture *f)
{
  MonDeviceState state;

  g_assert_true (mon_board_get_device (f->stores.board, fixture_device_at (f, 0)->handle, &state));
  return state;
}

static guint
count_kind (EngineFixture  *f,
            MonTrafficKind  kind,
            const char     *text)
{
  guint64 first;
  guint64 end;
  guint n = 0;

  mon_traffic_log_get_range (f->stores.log, &first, &end);
  for (guint64 i = first; i < end; i++)
    {
      MonTrafficRecord record;
      g_autoptr (MonTrafficSlab) slab = mon_traffic_log_get (f->stores.log, i, &record);

      if (record.kind != kind)
        continue;
      n++;
      g_assert_true (text == NULL
                     || g_strstr_len ((const char *) record.response, record.response_len, text));
    }
  return n;
}

/* A request is on its way when everything stops; the device does not answer it. */
static void
stop_in_flight (EngineFixture *f)
{
  guint n_requests;

  fixture_advance (f, 900);
  n_requests = f->device->n_requests;
  f->device->is_silent = TRUE;
  fixture_advance (f, 200);
  g_assert_cmpuint (f->device->n_requests, ==, n_requests + 1);
  fixture_forget_samples (f);
  mb_clock_leap (f->clock, STALL_US);
}

static void
test_not_held_against (EngineFixture *f,
                       gconstpointer  data)
{
  stop_in_flight (f);
  f->device->is_silent = FALSE;
  fixture_run (f);
  g_assert_cmpuint (device_state (f).recent_timeouts, ==, 0);
  g_assert_cmpuint (device_state (f).failures, ==, 0);
  g_assert_cmpint (device_state (f).latency_us, <, 100 * 1000);
  /* The read was repeated, and is late by what was missed. */
  g_assert_cmpuint (fixture_count (f, first_tag (f), MON_QUALITY_TIMEOUT), ==, 0);
  g_assert_cmpuint (fixture_count (f, first_tag (f), MON_QUALITY_LATE)
                    + fixture_count (f, first_tag (f), MON_QUALITY_GOOD), >=, 1);
  fixture_forget_samples (f);
  fixture_advance (f, 3000);
  g_assert_cmpuint (fixture_count (f, first_tag (f), MON_QUALITY_GOOD), ==, 3);
  g_assert_cmpuint (f->device->n_accepted, ==, 1);
  g_assert_cmpuint (count_kind (f, MON_TRAFFIC_STALL, "was stopped for 2"), ==, 1);
}

/* The replies are there when it goes on: their round trip is not thirty seconds. */
static void
test_reply_was_there (EngineFixture *f,
                      gconstpointer  data)
{
  gint32 latency_us;

  fixture_advance (f, 900);
  latency_us = device_state (f).latency_us;
  f->device->is_holding = TRUE;
  fixture_advance (f, 200);
  fake_device_let_go (f->device);
  mb_clock_leap (f->clock, STALL_US);
  fixture_run (f);
  g_assert_cmpuint (device_state (f).recent_timeouts, ==, 0);
  g_assert_cmpint (device_state (f).latency_us, <=, MAX (latency_us, 1000));
  g_assert_cmpuint (count_kind (f, MON_TRAFFIC_STALL, NULL), ==, 1);
  g_assert_cmpuint (f->device->n_accepted, ==, 1);
}

/* The link has gone meanwhile, without a word: one time-out shows it, and a new one is made. */
static void
test_link_is_checked (EngineFixture *f,
                      gconstpointer  data)
{
  stop_in_flight (f);
  fixture_run (f);
  fixture_advance (f, 990);
  g_assert_cmpuint (f->device->n_accepted, ==, 1);
  f->device->is_silent = FALSE;
  fixture_advance (f, 1000);
  g_assert_cmpuint (f->device->n_accepted, ==, 2);
  g_assert_cmpuint (count_kind (f, MON_TRAFFIC_LINK_DOWN, "since this program was stopped"), ==, 1);
  /* It was the link that had gone. */
  g_assert_cmpuint (device_state (f).recent_timeouts, ==, 0);
  g_assert_cmpuint (device_state (f).failures, ==, 0);
}

/* A write that was on its way is not known to be done, and never sent again. */
static void
test_write (EngineFixture *f,
            gconstpointer  data)
{
  static const guint8 write_pdu[] = { 6, 0, 1, 0x12, 0x34 };

  fixture_advance (f, 500);
  f->device->is_silent = TRUE;
  fixture_start_job (f, write_pdu, sizeof write_pdu, TRUE, NULL);
  fixture_run (f);
  mb_clock_leap (f->clock, STALL_US);
  fixture_advance (f, 5000);
  g_assert_cmpuint (f->ends->len, ==, 1);
  g_assert_cmpint (fixture_last_end (f)->outcome, ==, MON_OUTCOME_UNKNOWN);
  g_assert_cmpuint (f->device->n_writes, ==, 1);
}

#define ADD(path, func) \
  g_test_add ("/mon/stall/" path, EngineFixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("not-held-against", test_not_held_against);
  ADD ("reply-was-there", test_reply_was_there);
  ADD ("link-is-checked", test_link_is_checked);
  ADD ("write", test_write);

  return g_test_run ();
}
