/* test-traffic-log.c: records in slabs: what goes in comes out, until its slab has to go.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-traffic-log.h"

#include <string.h>

#define MIB (1024 * 1024)

static const guint8 request[12] = { 0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 10 };
static const guint8 response[29] = { 0, 1, 0, 0, 0, 23, 1, 3, 20, 0, 17 };

static MonTrafficRecord
exchange (guint64 number)
{
  return (MonTrafficRecord) {
    .kind = MON_TRAFFIC_EXCHANGE,
    .verdict = 3,
    .detail = 4,
    .is_write = number % 2,
    .link = (guint32) number,
    .device = 8,
    .time_us = (gint64) (1700000000000000 + number),
    .rtt_us = (gint32) (number % 1000),
    .request_len = sizeof request,
    .response_len = sizeof response,
    .request = request,
    .response = response,
  };
}

static void
assert_exchange (MonTrafficLog *log,
                 guint64        number)
{
  MonTrafficRecord expected = exchange (number);
  MonTrafficRecord record;
  g_autoptr (MonTrafficSlab) slab = mon_traffic_log_get (log, number, &record);

  g_assert_nonnull (slab);
  g_assert_cmpuint (record.kind, ==, expected.kind);
  g_assert_cmpuint (record.verdict, ==, expected.verdict);
  g_assert_cmpuint (record.detail, ==, expected.detail);
  g_assert_cmpuint (record.is_write, ==, expected.is_write);
  g_assert_cmpuint (record.link, ==, expected.link);
  g_assert_cmpuint (record.device, ==, expected.device);
  g_assert_cmpint (record.time_us, ==, expected.time_us);
  g_assert_cmpint (record.rtt_us, ==, expected.rtt_us);
  g_assert_cmpmem (record.request, record.request_len, request, sizeof request);
  g_assert_cmpmem (record.response, record.response_len, response, sizeof response);
}

static void
test_roundtrip (void)
{
  g_autoptr (MonTrafficLog) log = mon_traffic_log_new (0);
  guint64 first, end;
  MonTrafficRecord record;

  mon_traffic_log_get_range (log, &first, &end);
  g_assert_cmpuint (first, ==, 0);
  g_assert_cmpuint (end, ==, 0);
  g_assert_null (mon_traffic_log_get (log, 0, &record));

  for (guint64 i = 0; i < 1000; i++)
    {
      MonTrafficRecord in = exchange (i);

      g_assert_cmpuint (mon_traffic_log_append (log, &in), ==, i);
    }
  for (guint64 i = 0; i < 1000; i++)
    assert_exchange (log, i);
  g_assert_null (mon_traffic_log_get (log, 1000, &record));
  g_assert_null (mon_traffic_log_get (log, G_MAXUINT64, &record));
}

static void
test_extremes (void)
{
  g_autoptr (MonTrafficLog) log = mon_traffic_log_new (0);
  g_autoptr (MonTrafficSlab) slab = NULL;
  g_autofree guint8 *big = g_malloc (G_MAXUINT16);
  MonTrafficRecord out;
  MonTrafficRecord in = {
    .kind = MON_TRAFFIC_LINK_DOWN,
    .time_us = G_MININT64,
    .rtt_us = -1,
    .link = G_MAXUINT32,
  };

  memset (big, 0xa5, G_MAXUINT16);
  mon_traffic_log_append (log, &in);
  in.time_us = G_MAXINT64;
  in.request = in.response = big;
  in.request_len = in.response_len = G_MAXUINT16;
  for (guint i = 0; i < 40; i++)
    mon_traffic_log_append (log, &in);
  in.time_us = -1;
  in.request_len = 0;
  mon_traffic_log_append (log, &in);

  slab = mon_traffic_log_get (log, 41, &out);
  g_assert_nonnull (slab);
  g_assert_cmpint (out.time_us, ==, -1);
  g_assert_cmpuint (out.request_len, ==, 0);
  g_assert_cmpmem (out.response, out.response_len, big, G_MAXUINT16);
  g_clear_pointer (&slab, mon_traffic_slab_unref);
  slab = mon_traffic_log_get (log, 40, &out);
  g_assert_cmpint (out.time_us, ==, G_MAXINT64);
}

static void
test_empty_record (void)
{
  g_autoptr (MonTrafficLog) log = mon_traffic_log_new (0);
  g_autoptr (MonTrafficSlab) slab = NULL;
  MonTrafficRecord in = { .kind = MON_TRAFFIC_LINK_DOWN, .time_us = G_MININT64, .rtt_us = -1 };
  MonTrafficRecord out;

  mon_traffic_log_append (log, &in);
  slab = mon_traffic_log_get (log, 0, &out);
  g_assert_cmpint (out.time_us, ==, G_MININT64);
  g_assert_cmpint (out.rtt_us, ==, -1);
  g_assert_cmpuint (out.response_len, ==, 0);
}

/* The oldest slab goes whole; a reader that holds it keeps its records. */
static void
test_limit (void)
{
  g_autoptr (MonTrafficLog) log = mon_traffic_log_new (3 * MIB);
  g_autoptr (MonTrafficSlab) held = NULL;
  MonTrafficRecord record;
  guint64 first, end;

  for (guint64 i = 0; i < 100000; i++)
    {
      MonTrafficRecord in = exchange (i);

      mon_traffic_log_append (log, &in);
      if (i == 0)
        held = mon_traffic_log_get (log, 0, &record);
    }

  mon_traffic_log_get_range (log, &first, &end);
  g_assert_cmpuint (end, ==, 100000);
  g_assert_cmpuint (first, >, 0);
  g_assert_cmpuint (end - first, >, 2 * MIB / 80);
  g_assert_null (mon_traffic_log_get (log, first - 1, &record));
  assert_exchange (log, first);
  assert_exchange (log, first + 20000);
  assert_exchange (log, end - 1);

  g_assert_true (mon_traffic_slab_read (held, 1, &record));
  g_assert_cmpuint (record.link, ==, 1);
  g_assert_cmpmem (record.response, record.response_len, response, sizeof response);
  g_assert_false (mon_traffic_slab_read (held, first, &record));
}

/* A smaller limit holds from the next slab on. */
static void
test_set_limit (void)
{
  g_autoptr (MonTrafficLog) log = mon_traffic_log_new (8 * MIB);
  MonTrafficRecord record;
  guint64 first, end;

  for (guint64 i = 0; i < 80000; i++)
    {
      record = exchange (i);
      mon_traffic_log_append (log, &record);
    }
  mon_traffic_log_get_range (log, &first, &end);
  g_assert_cmpuint (first, ==, 0);
  mon_traffic_log_set_limit (log, 2 * MIB);
  for (guint64 i = 80000; i < 100000; i++)
    {
      record = exchange (i);
      mon_traffic_log_append (log, &record);
    }
  mon_traffic_log_get_range (log, &first, &end);
  g_assert_cmpuint (end, ==, 100000);
  g_assert_cmpuint (end - first, <, 2 * MIB / 70);
  assert_exchange (log, first);
  assert_exchange (log, end - 1);
}

static void
test_clear (void)
{
  g_autoptr (MonTrafficLog) log = mon_traffic_log_new (0);
  MonTrafficRecord record = exchange (0);
  guint64 first, end;

  mon_traffic_log_append (log, &record);
  mon_traffic_log_append (log, &record);
  mon_traffic_log_clear (log);
  mon_traffic_log_get_range (log, &first, &end);
  g_assert_cmpuint (first, ==, 2);
  g_assert_cmpuint (end, ==, 2);
  g_assert_null (mon_traffic_log_get (log, 1, &record));
  record = exchange (2);
  g_assert_cmpuint (mon_traffic_log_append (log, &record), ==, 2);
  mon_traffic_log_get_range (log, &first, &end);
  g_assert_cmpuint (first, ==, 2);
  assert_exchange (log, 2);
}

/* The promise of performance.md: a million exchanges of 12 + 29 bytes in less than 120 MiB. */
static void
test_million (void)
{
  g_autoptr (MonTrafficLog) log = mon_traffic_log_new (120 * (gsize) MIB);
  guint64 first, end;

  for (guint64 i = 0; i < 1000000; i++)
    {
      MonTrafficRecord in = exchange (i);

      mon_traffic_log_append (log, &in);
    }
  mon_traffic_log_get_range (log, &first, &end);
  g_assert_cmpuint (first, ==, 0);
  g_assert_cmpuint (end, ==, 1000000);
  assert_exchange (log, 0);
  assert_exchange (log, 523456);
  assert_exchange (log, 999999);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/traffic-log/roundtrip", test_roundtrip);
  g_test_add_func ("/mon/traffic-log/extremes", test_extremes);
  g_test_add_func ("/mon/traffic-log/empty-record", test_empty_record);
  g_test_add_func ("/mon/traffic-log/limit", test_limit);
  g_test_add_func ("/mon/traffic-log/set-limit", test_set_limit);
  g_test_add_func ("/mon/traffic-log/clear", test_clear);
  g_test_add_func ("/mon/traffic-log/million", test_million);
  return g_test_run ();
}
