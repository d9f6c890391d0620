/* test-health.c: the health of a device, the lock, and times, by injected time.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/engine/mon-guard.h"
#include "monitor/engine/mon-health.h"
#include "monitor/engine/mon-stamp.h"

#define SECOND G_USEC_PER_SEC

static void
observe (MonHealth *health,
         MbVerdict  verdict,
         gint64     now_us,
         gint64     rtt_us)
{
  MbExchange exchange = {
    .verdict = verdict,
    .sent_us = now_us - rtt_us,
    .ended_us = now_us,
    .ended_wall_us = now_us,
  };

  mon_health_observe (health, &exchange, now_us);
}

static void
test_latency (void)
{
  MonHealth health;

  mon_health_init (&health);
  g_assert_cmpint (health.latency_us, ==, -1);
  observe (&health, MB_VERDICT_ANSWER, SECOND, 8000);
  g_assert_cmpint (health.latency_us, ==, 8000);
  observe (&health, MB_VERDICT_EXCEPTION, 2 * SECOND, 16000);
  g_assert_cmpint (health.latency_us, ==, 9000);
  /* A time-out is no round trip. */
  observe (&health, MB_VERDICT_TIMEOUT, 3 * SECOND, SECOND);
  g_assert_cmpint (health.latency_us, ==, 9000);
  g_assert_cmpint (health.answered_us, ==, 2 * SECOND);
}

static void
test_timeouts (void)
{
  MonHealth health;

  mon_health_init (&health);
  observe (&health, MB_VERDICT_TIMEOUT, 100 * SECOND, SECOND);
  observe (&health, MB_VERDICT_TIMEOUT, 100 * SECOND, SECOND);
  observe (&health, MB_VERDICT_TIMEOUT, 130 * SECOND, SECOND);
  g_assert_cmpuint (mon_health_get_timeouts (&health, 130 * SECOND), ==, 3);
  g_assert_cmpuint (mon_health_get_timeouts (&health, 159 * SECOND), ==, 3);
  g_assert_cmpuint (mon_health_get_timeouts (&health, 160 * SECOND), ==, 1);
  g_assert_cmpuint (mon_health_get_timeouts (&health, 190 * SECOND), ==, 0);
  g_assert_cmpuint (mon_health_get_timeouts (&health, G_GINT64_CONSTANT (100000) * SECOND), ==, 0);
}

static void
test_demotion (void)
{
  MonHealth health;
  gint64 now_us = 100 * SECOND;

  mon_health_init (&health);
  observe (&health, MB_VERDICT_TIMEOUT, now_us, SECOND);
  observe (&health, MB_VERDICT_BREACH, now_us, SECOND);
  g_assert_false (mon_health_is_demoted (&health));
  g_assert_cmpint (mon_health_get_probe_us (&health), ==, 0);
  observe (&health, MB_VERDICT_TIMEOUT, now_us, SECOND);
  g_assert_true (mon_health_is_demoted (&health));
  g_assert_cmpint (mon_health_get_probe_us (&health), ==, now_us + SECOND);
  observe (&health, MB_VERDICT_TIMEOUT, now_us, SECOND);
  g_assert_cmpint (mon_health_get_probe_us (&health), ==, now_us + 2 * SECOND);
  for (guint i = 0; i < 100; i++)
    observe (&health, MB_VERDICT_TIMEOUT, now_us, SECOND);
  g_assert_cmpint (mon_health_get_probe_us (&health), ==, now_us + 10 * SECOND);
  mon_health_forgive (&health);
  g_assert_cmpint (mon_health_get_probe_us (&health), ==, 0);
  observe (&health, MB_VERDICT_EXCEPTION, now_us, SECOND);
  g_assert_false (mon_health_is_demoted (&health));
  g_assert_cmpuint (health.failures, ==, 0);
}

/* What never reached the device says nothing of it. */
static void
test_innocent (void)
{
  MonHealth health;

  mon_health_init (&health);
  observe (&health, MB_VERDICT_NOT_SENT, SECOND, 0);
  observe (&health, MB_VERDICT_CANCELLED, SECOND, 0);
  observe (&health, MB_VERDICT_CLOSED, SECOND, 0);
  g_assert_cmpuint (health.failures, ==, 0);
  g_assert_cmpuint (mon_health_get_timeouts (&health, SECOND), ==, 0);
}

/* What happens while this program is stopped says nothing of a device. */
static void
test_stall (void)
{
  MbResponse response = { .function = 3 };
  MbExchange timeout = { .verdict = MB_VERDICT_TIMEOUT, .is_stalled = TRUE };
  MbExchange answer = { .verdict = MB_VERDICT_ANSWER, .is_stalled = TRUE, .response = &response,
                        .sent_us = 1, .ended_us = 30 * SECOND, .ended_wall_us = 77 };
  MonHealth health;

  mon_health_init (&health);
  for (guint i = 0; i < 10; i++)
    mon_health_observe (&health, &timeout, SECOND);
  g_assert_cmpuint (health.failures, ==, 0);
  g_assert_cmpuint (mon_health_get_timeouts (&health, SECOND), ==, 0);
  g_assert_false (mon_health_is_demoted (&health));
  mon_health_observe (&health, &answer, SECOND);
  g_assert_cmpint (health.latency_us, ==, -1);
  g_assert_cmpint (health.answered_us, ==, 77);
}

static gboolean
allows (const MonGuard *guard,
        const char     *pdu,
        gsize           len,
        gint64          now_us,
        GError        **error)
{
  MbRequest request;

  g_assert_true (mb_request_from_pdu (&request, (const guint8 *) pdu, len, NULL));
  return mon_guard_allows (guard, &request, now_us, error);
}

#define WRITE_COIL "\x05\0\0\xff\0", 5

static void
test_guard (void)
{
  MonGuard guard = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (allows (&guard, WRITE_COIL, 1, &error));
  g_assert_error (error, MON_GUARD_ERROR, MON_GUARD_ERROR_LOCKED);
  g_assert_false (allows (NULL, WRITE_COIL, 1, NULL));
  for (guint code = 0; code < 256; code++)
    {
      const char pdu[] = { (char) code };
      MbRequest request = mb_request_raw ((const guint8 *) pdu, sizeof pdu);

      g_assert_cmpint (mon_guard_allows (&guard, &request, 1, NULL), ==,
                       !mb_function_writes ((guint8) code));
    }
  /* What nobody knows can write. */
  g_assert_false (allows (&guard, "\x42", 1, 1, NULL));
  g_assert_false (allows (&guard, "\x17\0\0\0\x01\0\0\0\x01\x02\0\0", 12, 1, NULL));
  /* The same function can write or not. */
  g_assert_true (allows (&guard, "\x2b\x0e\x01\0", 4, 1, NULL));
  g_assert_false (allows (&guard, "\x2b\x0d\x01\0", 4, 1, NULL));
  g_assert_true (allows (&guard, "\x08\0\x0b\0\0", 5, 1, NULL));
  g_assert_false (allows (&guard, "\x08\0\x0a\0\0", 5, 1, NULL));

  mon_guard_arm (&guard, 100);
  g_assert_true (allows (&guard, WRITE_COIL, 99, NULL));
  g_assert_false (allows (&guard, WRITE_COIL, 100, NULL));
  mon_guard_lock (&guard);
  g_assert_false (mon_guard_is_armed (&guard, 1));
}

/* A hint stays as long as nothing speaks against it. */
static void
test_hint (void)
{
  MbResponse response = { .function = 3 };
  MbExchange timeout = { .verdict = MB_VERDICT_TIMEOUT, .hint = MB_QUIRK_ANY_TRANSACTION };
  MbExchange breach = { .verdict = MB_VERDICT_BREACH, .breach = MB_BREACH_EXCEPTION,
                        .hint = MB_QUIRK_SHORT_EXCEPTION };
  MbExchange answer = { .verdict = MB_VERDICT_ANSWER, .response = &response };
  MonHealth health;

  mon_health_init (&health);
  mon_health_observe (&health, &timeout, SECOND);
  timeout.hint = MB_QUIRKS_NONE;
  mon_health_observe (&health, &timeout, SECOND);
  g_assert_cmpuint (health.hint, ==, MB_QUIRK_ANY_TRANSACTION);
  mon_health_observe (&health, &answer, SECOND);
  g_assert_cmpuint (health.hint, ==, MB_QUIRKS_NONE);
  mon_health_observe (&health, &breach, SECOND);
  mon_health_observe (&health, &answer, SECOND);
  g_assert_cmpuint (health.hint, ==, MB_QUIRK_SHORT_EXCEPTION);
  answer.verdict = MB_VERDICT_EXCEPTION;
  mon_health_observe (&health, &answer, SECOND);
  g_assert_cmpuint (health.hint, ==, MB_QUIRKS_NONE);
}

static void
test_stamp (void)
{
  MonStamp stamp = { 0 };

  g_assert_cmpint (mon_stamp_take (&stamp, 50 * SECOND), ==, 50 * SECOND);
  g_assert_cmpint (mon_stamp_take (&stamp, 50 * SECOND), ==, 50 * SECOND + 1);
  g_assert_cmpint (mon_stamp_take (&stamp, 50 * SECOND - 500), ==, 50 * SECOND + 2);
  g_assert_cmpint (mon_stamp_take (&stamp, 51 * SECOND), ==, 51 * SECOND);
  /* The clock was set back. */
  g_assert_cmpint (mon_stamp_take (&stamp, 20 * SECOND), ==, 20 * SECOND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mon/health/latency", test_latency);
  g_test_add_func ("/mon/health/timeouts", test_timeouts);
  g_test_add_func ("/mon/health/demotion", test_demotion);
  g_test_add_func ("/mon/health/innocent", test_innocent);
  g_test_add_func ("/mon/health/guard", test_guard);
  g_test_add_func ("/mon/health/hint", test_hint);
  g_test_add_func ("/mon/health/stall", test_stall);
  g_test_add_func ("/mon/health/stamp", test_stamp);

  return g_test_run ();
}
