/* test-jobs.c: writes and requests on the engine: the lock, the one sending, the outcome, the end.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "engine-fixture.h"

/* Write Single Register 1 = 0x1234; read holding register 5; write coil 3 on. */
static const guint8 write_pdu[] = { 6, 0, 1, 0x12, 0x34 };
static const guint8 read_pdu[] = { 3, 0, 5, 0, 1 };
static const guint8 coil_pdu[] = { 5, 0, 3, 0xff, 0 };

static const MonTagSpec *
written_tag (EngineFixture *f)
{
  return g_ptr_array_index (fixture_device_at (f, 0)->tags, 1);
}

static void
arm (EngineFixture *f,
     guint          ms)
{
  mon_line_arm (f->line, mb_clock_get_time_us (f->clock) + (gint64) ms * 1000);
}

static void
start_write (EngineFixture *f)
{
  fixture_start_job (f, write_pdu, sizeof write_pdu, FALSE, written_tag (f));
}

static void
expect_end (EngineFixture *f,
            MonOutcome     outcome,
            guint          n_writes)
{
  g_assert_cmpuint (f->ends->len, ==, 1);
  g_assert_cmpstr (mon_outcome_name (fixture_last_end (f)->outcome), ==,
                   mon_outcome_name (outcome));
  g_assert_cmpuint (fixture_last_end (f)->job, ==, f->last_job);
  g_assert_cmpuint (f->device->n_writes, ==, n_writes);
}

static void
test_locked (EngineFixture *f,
             gconstpointer  data)
{
  start_write (f);
  g_assert_cmpuint (f->ends->len, ==, 0);
  fixture_run (f);
  expect_end (f, MON_OUTCOME_REFUSED, 0);
  g_assert_true (fixture_last_end (f)->answer.is_locked);
  g_assert_true (g_str_has_prefix (fixture_last_end (f)->answer.reason, "Writing is locked"));
}

/* What the window believes does not count: the engine's lock has closed by itself. */
static void
test_expired (EngineFixture *f,
              gconstpointer  data)
{
  arm (f, 1000);
  fixture_advance (f, 1000);
  start_write (f);
  fixture_run (f);
  expect_end (f, MON_OUTCOME_REFUSED, 0);
  g_assert_true (fixture_last_end (f)->answer.is_locked);
}

/* The wish came in time, but waited for the link until the lock had closed. */
static void
test_expired_waiting (EngineFixture *f,
                      gconstpointer  data)
{
  f->device->is_silent = TRUE;
  fixture_advance (f, 1000);
  g_assert_cmpuint (f->device->n_requests, ==, 2);
  arm (f, 500);
  start_write (f);
  fixture_advance (f, 1000);
  expect_end (f, MON_OUTCOME_REFUSED, 0);
  g_assert_true (fixture_last_end (f)->answer.is_locked);
}

static void
test_disarmed (EngineFixture *f,
               gconstpointer  data)
{
  arm (f, 60000);
  mon_line_arm (f->line, 0);
  start_write (f);
  fixture_run (f);
  expect_end (f, MON_OUTCOME_REFUSED, 0);
}

static void
test_confirmed (EngineFixture *f,
                gconstpointer  data)
{
  const MonJobEnd *end;
  MonTagState state;
  gsize len;

  arm (f, 1000);
  start_write (f);
  fixture_run (f);
  expect_end (f, MON_OUTCOME_CONFIRMED, 1);
  end = fixture_last_end (f);
  g_assert_cmpint (end->answer.verdict, ==, MB_VERDICT_ANSWER);
  g_assert_cmpmem (g_bytes_get_data (end->answer.pdu, NULL), g_bytes_get_size (end->answer.pdu),
                   write_pdu, sizeof write_pdu);
  g_assert_true (end->has_read_back);
  g_assert_cmpmem (g_bytes_get_data (end->read_back.pdu, &len), 4, "\x03\x02\x12\x34", 4);
  g_assert_cmpint (end->read_back.quality, ==, MON_QUALITY_GOOD);
  /* What was read back is seen at once, not at the next round. */
  g_assert_true (mon_board_get_tag (f->stores.board, written_tag (f)->handle, &state));
  g_assert_cmpuint (state.last_value.u, ==, 0x1234);
}

static void
test_own_arming (EngineFixture *f,
                 gconstpointer  data)
{
  fixture_start_job (f, coil_pdu, sizeof coil_pdu, TRUE, NULL);
  fixture_run (f);
  expect_end (f, MON_OUTCOME_CONFIRMED, 1);
  g_assert_false (fixture_last_end (f)->has_read_back);
  g_assert_cmpuint (f->device->coils[3], ==, 1);
  /* It was for that one only. */
  start_write (f);
  fixture_run (f);
  g_assert_cmpint (fixture_last_end (f)->outcome, ==, MON_OUTCOME_REFUSED);
}

static void
test_exception (EngineFixture *f,
                gconstpointer  data)
{
  arm (f, 60000);
  f->device->exception = 3;
  start_write (f);
  fixture_run (f);
  expect_end (f, MON_OUTCOME_REFUSED, 1);
  g_assert_cmpuint (fixture_last_end (f)->answer.exception, ==, 3);
  g_assert_false (fixture_last_end (f)->answer.is_locked);
}

/* The device is still at it: it may be done yet. */
static void
test_acknowledge (EngineFixture *f,
                  gconstpointer  data)
{
  arm (f, 60000);
  f->device->exception = 5;
  start_write (f);
  fixture_run (f);
  expect_end (f, MON_OUTCOME_UNKNOWN, 1);
  g_assert_cmpuint (fixture_last_end (f)->answer.exception, ==, 5);
}

/* Silence, and it was sent once, ever. */
static void
test_silent (EngineFixture *f,
             gconstpointer  data)
{
  arm (f, 60000);
  f->device->is_silent = TRUE;
  start_write (f);
  fixture_advance (f, 990);
  g_assert_cmpuint (f->ends->len, ==, 0);
  fixture_advance (f, 30000);
  expect_end (f, MON_OUTCOME_UNKNOWN, 1);
  g_assert_cmpint (fixture_last_end (f)->answer.verdict, ==, MB_VERDICT_TIMEOUT);
}

static void
test_closed (EngineFixture *f,
             gconstpointer  data)
{
  arm (f, 60000);
  f->device->is_closing = TRUE;
  start_write (f);
  fixture_run (f);
  expect_end (f, MON_OUTCOME_UNKNOWN, 1);
  g_assert_cmpint (fixture_last_end (f)->answer.verdict, ==, MB_VERDICT_CLOSED);
  f->device->is_closing = FALSE;
  fixture_advance (f, 20000);
  expect_end (f, MON_OUTCOME_UNKNOWN, 1);
}

static void
test_no_link (EngineFixture *f,
              gconstpointer  data)
{
  fake_device_switch_off (f->device);
  fixture_advance (f, 5000);
  arm (f, 60000);
  start_write (f);
  fixture_advance (f, 4000);
  expect_end (f, MON_OUTCOME_NOT_SENT, 0);
  g_assert_nonnull (strstr (fixture_last_end (f)->answer.reason, "refused"));
}

/* A write goes out on a link that is known to be open: one is made first. */
static void
test_idle_closed (EngineFixture *f,
                  gconstpointer  data)
{
  fixture_advance (f, 500);
  fake_device_close_links (f->device);
  fixture_run (f);
  arm (f, 60000);
  start_write (f);
  fixture_run (f);
  expect_end (f, MON_OUTCOME_CONFIRMED, 1);
  g_assert_cmpuint (f->device->n_accepted, ==, 2);
}

static void
test_unknown_device (EngineFixture *f,
                     gconstpointer  data)
{
  g_autoptr (GBytes) pdu = g_bytes_new_static (write_pdu, sizeof write_pdu);

  mon_line_start_job (f->line, mon_wish_new (++f->last_job, 424242, pdu, TRUE, NULL));
  fixture_run (f);
  expect_end (f, MON_OUTCOME_NOT_SENT, 0);
}

/* Writes go before reads on demand, those before polls. */
static void
test_order (EngineFixture *f,
            gconstpointer  data)
{
  const guint8 expected[] = { 3, 6, 3, 3 };

  arm (f, 60000);
  fixture_advance (f, 500);
  g_byte_array_set_size (f->device->functions, 0);
  f->device->is_silent = TRUE;
  fixture_start_job (f, read_pdu, sizeof read_pdu, FALSE, NULL);
  fixture_run (f);
  fixture_start_job (f, read_pdu, sizeof read_pdu, FALSE, NULL);
  fixture_start_job (f, write_pdu, sizeof write_pdu, FALSE, NULL);
  fixture_advance (f, 990);
  f->device->is_silent = FALSE;
  fixture_advance (f, 100);
  g_assert_cmpuint (f->device->functions->len, >=, sizeof expected);
  g_assert_cmpmem (f->device->functions->data, sizeof expected, expected, sizeof expected);
  g_assert_cmpuint (f->ends->len, ==, 3);
}

static void
test_read (EngineFixture *f,
           gconstpointer  data)
{
  fixture_start_job (f, read_pdu, sizeof read_pdu, FALSE, NULL);
  fixture_run (f);
  expect_end (f, MON_OUTCOME_CONFIRMED, 0);
  g_assert_cmpmem (g_bytes_get_data (fixture_last_end (f)->answer.pdu, NULL), 4,
                   "\x03\x02\x00\x05", 4);
}

/* A read is asked as often as the connection says: twice, by default. */
static void
test_read_again (EngineFixture *f,
                 gconstpointer  data)
{
  mon_line_set_paused (f->line, TRUE);
  fixture_run (f);
  f->device->is_silent = TRUE;
  f->device->n_requests = 0;
  fixture_start_job (f, read_pdu, sizeof read_pdu, FALSE, NULL);
  fixture_advance (f, 2500);
  expect_end (f, MON_OUTCOME_UNKNOWN, 0);
  g_assert_cmpuint (f->device->n_requests, ==, 2);
  g_assert_cmpint (fixture_last_end (f)->answer.quality, ==, MON_QUALITY_TIMEOUT);
}

/* A read may wait for a busy device; a write is asked once and told. */
static void
test_busy (EngineFixture *f,
           gconstpointer  data)
{
  f->device->n_busy = 1;
  fixture_start_job (f, read_pdu, sizeof read_pdu, FALSE, NULL);
  fixture_run (f);
  g_assert_cmpuint (f->ends->len, ==, 0);
  fixture_advance (f, 110);
  expect_end (f, MON_OUTCOME_CONFIRMED, 0);
  f->device->n_busy = 1;
  fixture_start_job (f, write_pdu, sizeof write_pdu, TRUE, NULL);
  fixture_advance (f, 500);
  g_assert_cmpuint (f->device->n_writes, ==, 1);
  g_assert_cmpint (fixture_last_end (f)->outcome, ==, MON_OUTCOME_REFUSED);
  g_assert_cmpuint (fixture_last_end (f)->answer.exception, ==, 6);

  f->device->n_busy = 1;
  fixture_start_job (f, read_pdu, sizeof read_pdu, FALSE, NULL);
  fixture_run (f);
  mon_line_cancel_job (f->line, f->last_job);
  fixture_run (f);
  g_assert_cmpuint (f->ends->len, ==, 3);
  g_assert_cmpuint (fixture_last_end (f)->answer.exception, ==, 6);
}

/* Bytes that are no request of any layout are sent as they are, and judged by their function. */
static void
test_raw (EngineFixture *f,
          gconstpointer  data)
{
  static const guint8 short_read[] = { 3, 0, 5 };
  static const guint8 short_write[] = { 6 };

  fixture_start_job (f, short_read, sizeof short_read, FALSE, NULL);
  fixture_run (f);
  expect_end (f, MON_OUTCOME_REFUSED, 0);
  g_assert_cmpuint (fixture_last_end (f)->answer.exception, ==, 3);
  fixture_start_job (f, short_write, sizeof short_write, FALSE, NULL);
  fixture_run (f);
  g_assert_true (fixture_last_end (f)->answer.is_locked);
  fixture_start_job (f, short_write, sizeof short_write, TRUE, NULL);
  fixture_run (f);
  g_assert_false (fixture_last_end (f)->answer.is_locked);
  g_assert_cmpuint (fixture_last_end (f)->answer.exception, ==, 3);
  g_assert_cmpuint (f->device->n_writes, ==, 1);
}

/* Who a device is may be asked without arming, and again: nothing is written by that. */
static void
test_identification (EngineFixture *f,
                     gconstpointer  data)
{
  static const guint8 identify[] = { 0x2b, 0x0e, 1, 0 };
  static const guint8 canopen[] = { 0x2b, 0x0d, 1, 0 };
  MonTrafficRecord record;
  g_autoptr (MonTrafficSlab) slab = NULL;
  guint64 first;
  guint64 end;

  mon_line_set_paused (f->line, TRUE);
  fixture_run (f);
  f->device->is_silent = TRUE;
  f->device->n_requests = 0;
  fixture_start_job (f, identify, sizeof identify, FALSE, NULL);
  fixture_advance (f, 2500);
  g_assert_cmpint (fixture_last_end (f)->answer.verdict, ==, MB_VERDICT_TIMEOUT);
  g_assert_cmpuint (f->device->n_requests, ==, 2);
  mon_traffic_log_get_range (f->stores.log, &first, &end);
  slab = mon_traffic_log_get (f->stores.log, end - 1, &record);
  g_assert_false (record.is_write);
  fixture_start_job (f, canopen, sizeof canopen, FALSE, NULL);
  fixture_run (f);
  g_assert_true (fixture_last_end (f)->answer.is_locked);
}

static void
start_broadcast (EngineFixture *f,
                 const guint8  *pdu,
                 gsize          len,
                 gboolean       is_armed)
{
  g_autoptr (GBytes) bytes = g_bytes_new (pdu, len);
  MonWish *wish = mon_wish_new (++f->last_job, fixture_device_at (f, 0)->handle, bytes, is_armed,
                                NULL);

  wish->is_broadcast = TRUE;
  mon_line_start_job (f->line, wish);
  fixture_run (f);
}

/* To unit 0, without waiting; a device that answers all the same disturbs nobody. */
static void
test_broadcast (EngineFixture *f,
                gconstpointer  data)
{
  guint32 tag = written_tag (f)->handle;

  start_broadcast (f, write_pdu, sizeof write_pdu, FALSE);
  g_assert_true (fixture_last_end (f)->answer.is_locked);
  g_ptr_array_set_size (f->ends, 0);
  start_broadcast (f, read_pdu, sizeof read_pdu, TRUE);
  expect_end (f, MON_OUTCOME_NOT_SENT, 0);
  g_assert_nonnull (fixture_last_end (f)->answer.reason);
  g_ptr_array_set_size (f->ends, 0);

  start_broadcast (f, write_pdu, sizeof write_pdu, TRUE);
  expect_end (f, MON_OUTCOME_UNKNOWN, 1);
  g_assert_cmpint (fixture_last_end (f)->answer.verdict, ==, MB_VERDICT_SENT);
  g_assert_cmpuint (f->device->n_of_unit[0], ==, 1);
  g_assert_cmpuint (f->device->registers[1], ==, 0x1234);
  fixture_forget_samples (f);
  fixture_advance (f, 3000);
  g_assert_cmpuint (fixture_count (f, tag, MON_QUALITY_GOOD), ==, 3);
  g_assert_cmpuint (f->samples->len, ==, 6);
  g_assert_cmpuint (f->device->n_writes, ==, 1);
}

static void
test_cancel (EngineFixture *f,
             gconstpointer  data)
{
  guint32 on_way;
  guint32 waiting;

  arm (f, 60000);
  fixture_advance (f, 500);
  f->device->is_silent = TRUE;
  on_way = fixture_start_job (f, write_pdu, sizeof write_pdu, FALSE, NULL);
  fixture_run (f);
  waiting = fixture_start_job (f, write_pdu, sizeof write_pdu, FALSE, NULL);
  fixture_run (f);
  mon_line_cancel_job (f->line, waiting);
  fixture_run (f);
  g_assert_cmpuint (fixture_last_end (f)->job, ==, waiting);
  g_assert_cmpint (fixture_last_end (f)->outcome, ==, MON_OUTCOME_NOT_SENT);
  mon_line_cancel_job (f->line, on_way);
  fixture_run (f);
  g_assert_cmpuint (fixture_last_end (f)->job, ==, on_way);
  g_assert_cmpint (fixture_last_end (f)->outcome, ==, MON_OUTCOME_UNKNOWN);
  g_assert_cmpuint (f->device->n_writes, ==, 1);
  g_assert_cmpuint (f->ends->len, ==, 2);
}

static void
test_too_many (EngineFixture *f,
               gconstpointer  data)
{
  f->device->is_silent = TRUE;
  for (guint i = 0; i < MON_LANES_MAX_WAITING + 10; i++)
    fixture_start_job (f, write_pdu, sizeof write_pdu, TRUE, NULL);
  fixture_run (f);
  g_assert_cmpuint (f->ends->len, >=, 9);
  g_assert_cmpint (fixture_last_end (f)->outcome, ==, MON_OUTCOME_NOT_SENT);
}

/* Closing waits for what is on its way, up to two seconds, and nothing ends twice. */
static void
test_close_waits (EngineFixture *f,
                  gconstpointer  data)
{
  arm (f, 60000);
  fixture_advance (f, 500);
  f->device->is_silent = TRUE;
  start_write (f);
  fixture_run (f);
  start_write (f);
  fixture_run (f);
  mon_line_close (f->line);
  fixture_advance (f, 900);
  g_assert_false (f->is_closed);
  g_assert_cmpuint (f->ends->len, ==, 1);
  g_assert_cmpint (fixture_last_end (f)->outcome, ==, MON_OUTCOME_NOT_SENT);
  fixture_advance (f, 200);
  g_assert_true (f->is_closed);
  g_assert_cmpuint (f->ends->len, ==, 2);
  g_assert_cmpint (fixture_last_end (f)->outcome, ==, MON_OUTCOME_UNKNOWN);
  g_assert_true (mon_queue_is_ended (f->queue));
  g_assert_cmpuint (f->device->peers->len, ==, 0);

  /* Afterwards nothing goes, but everything has its end. */
  start_write (f);
  fixture_run (f);
  g_assert_cmpuint (f->ends->len, ==, 3);
  g_assert_cmpint (fixture_last_end (f)->outcome, ==, MON_OUTCOME_NOT_SENT);
}

static void
stopped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(gboolean *) user_data = mon_engine_stop_finish (MON_ENGINE (source), result, NULL);
}

static void
test_stop (EngineFixture *f,
           gconstpointer  data)
{
  gboolean is_stopped = FALSE;

  arm (f, 60000);
  fixture_advance (f, 500);
  f->device->is_silent = TRUE;
  start_write (f);
  fixture_run (f);
  mon_engine_stop_async (f->engine, stopped_cb, &is_stopped);
  start_write (f);
  fixture_advance (f, 3000);
  g_assert_true (is_stopped);
  g_assert_true (f->is_closed);
  g_assert_cmpuint (f->ends->len, ==, 2);
  g_assert_cmpuint (f->device->n_writes, ==, 1);
}

/* The first connection is lost in the middle of the read: it is asked once more over a new one, at
 * once. */
static void
test_read_over_two_links (EngineFixture *f,
                          gconstpointer  data)
{
  guint n_before;

  fake_device_close_links (f->device);
  fixture_run (f);
  n_before = f->device->n_requests;
  f->device->is_closing = TRUE;
  fixture_start_job (f, read_pdu, sizeof read_pdu, FALSE, NULL);
  while (f->device->n_requests == n_before)
    g_main_context_iteration (NULL, TRUE);
  f->device->is_closing = FALSE;
  fixture_run (f);
  fixture_advance (f, 10);
  g_assert_cmpuint (f->ends->len, ==, 1);
  g_assert_cmpint (fixture_last_end (f)->answer.quality, ==, MON_QUALITY_GOOD);
  g_assert_cmpuint (f->device->n_requests, ==, n_before + 2);
}

/* A device that closes again is not run against: what was met first is the outcome. */
static void
test_read_always_closed (EngineFixture *f,
                         gconstpointer  data)
{
  guint n_accepted;

  fixture_advance (f, 100);
  fake_device_close_links (f->device);
  fixture_run (f);
  n_accepted = f->device->n_accepted;
  f->device->is_closing = TRUE;
  fixture_start_job (f, read_pdu, sizeof read_pdu, FALSE, NULL);
  fixture_advance (f, 150);
  g_assert_cmpuint (f->ends->len, ==, 1);
  g_assert_cmpint (fixture_last_end (f)->answer.verdict, ==, MB_VERDICT_CLOSED);
  g_assert_cmpuint (f->device->n_accepted, ==, n_accepted + 2);
}

/* A reply that stops half-way is a time-out, whatever became of the retry. */
static void
test_read_half (EngineFixture *f,
                gconstpointer  data)
{
  fixture_advance (f, 100);
  f->device->n_reply_bytes = 6;
  fixture_start_job (f, read_pdu, sizeof read_pdu, FALSE, NULL);
  fixture_advance (f, 990);
  g_assert_cmpuint (f->ends->len, ==, 0);
  fake_device_stop_listening (f->device);
  fixture_advance (f, 20);
  g_assert_cmpuint (f->ends->len, ==, 1);
  g_assert_cmpint (fixture_last_end (f)->answer.quality, ==, MON_QUALITY_TIMEOUT);
}

#define ADD(path, func) \
  g_test_add ("/mon/jobs/" path, EngineFixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("locked", test_locked);
  ADD ("expired", test_expired);
  ADD ("expired-waiting", test_expired_waiting);
  ADD ("disarmed", test_disarmed);
  ADD ("confirmed", test_confirmed);
  ADD ("own-arming", test_own_arming);
  ADD ("exception", test_exception);
  ADD ("acknowledge", test_acknowledge);
  ADD ("silent", test_silent);
  ADD ("closed", test_closed);
  ADD ("no-link", test_no_link);
  ADD ("idle-closed", test_idle_closed);
  ADD ("unknown-device", test_unknown_device);
  ADD ("order", test_order);
  ADD ("read", test_read);
  ADD ("read-again", test_read_again);
  ADD ("busy", test_busy);
  ADD ("raw", test_raw);
  ADD ("identification", test_identification);
  ADD ("broadcast", test_broadcast);
  ADD ("cancel", test_cancel);
  ADD ("too-many", test_too_many);
  ADD ("close-waits", test_close_waits);
  ADD ("stop", test_stop);
  ADD ("read-over-two-links", test_read_over_two_links);
  ADD ("read-always-closed", test_read_always_closed);
  ADD ("read-half", test_read_half);

  return g_test_run ();
}
