/* test-traffic-model.c: the traffic list: batches, filters, pause, clearing, words of a row.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-client.h"
#include "monitor/tools/mon-traffic-model.h"

/* Read 17 holding registers from 0; exception 2 as its answer; write register 4 = 720. */
static const guint8 read_request[] = { 0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 17 };
static const guint8 exception_response[] = { 0, 1, 0, 0, 0, 3, 1, 0x83, 2 };
static const guint8 write_request[] = { 0, 2, 0, 0, 0, 6, 1, 6, 0, 4, 0x02, 0xd0 };

#define CONNECTION 3
#define DEVICE 4
#define OTHER_DEVICE 5

static void
append (MonTrafficLog *log,
        MbVerdict      verdict,
        guint32        device)
{
  MonTrafficRecord record = {
    .kind = MON_TRAFFIC_EXCHANGE,
    .verdict = verdict,
    .link = CONNECTION,
    .device = device,
    .time_us = G_GINT64_CONSTANT (1795269750083000),
    .rtt_us = 4321,
    .request = read_request,
    .request_len = sizeof read_request,
  };

  if (verdict == MB_VERDICT_EXCEPTION)
    {
      record.detail = 2;
      record.response = exception_response;
      record.response_len = sizeof exception_response;
    }
  mon_traffic_log_append (log, &record);
}

static void
append_link_down (MonTrafficLog *log)
{
  MonTrafficRecord record = {
    .kind = MON_TRAFFIC_LINK_DOWN,
    .link = CONNECTION,
    .rtt_us = -1,
    .response = (const guint8 *) "refused",
    .response_len = 7,
  };

  mon_traffic_log_append (log, &record);
}

typedef struct
{
  guint n_signals;
  guint n_rows;
} Watch;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  Watch *watch = user_data;

  watch->n_signals++;
  watch->n_rows += added;
  watch->n_rows -= removed;
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, watch->n_rows);
  g_assert_true (position == 0 || removed == 0);
}

static void
test_batches (void)
{
  g_autoptr (MonTrafficLog) log = mon_traffic_log_new (8 << 20);
  g_autoptr (MonTrafficModel) model = mon_traffic_model_new (log);
  Watch watch = { 0 };

  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), &watch);
  for (guint i = 0; i < 100; i++)
    append (log, MB_VERDICT_ANSWER, DEVICE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);

  mon_traffic_model_update (model, 1000000);
  g_assert_cmpuint (watch.n_signals, ==, 1);
  g_assert_cmpuint (watch.n_rows, ==, 100);
  g_assert_cmpuint (mon_traffic_model_get_total (model), ==, 100);

  for (guint i = 0; i < 29; i++)
    append (log, MB_VERDICT_ANSWER, DEVICE);
  mon_traffic_model_update (model, 1500000);
  g_assert_cmpuint (watch.n_signals, ==, 2);
  g_assert_cmpuint (mon_traffic_model_get_rate (model), ==, 58);
  mon_traffic_model_update (model, 1600000);
  g_assert_cmpuint (watch.n_signals, ==, 2);
}

static void
test_filter (void)
{
  g_autoptr (MonTrafficLog) log = mon_traffic_log_new (8 << 20);
  g_autoptr (MonTrafficModel) model = mon_traffic_model_new (log);
  Watch watch = { 0 };

  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), &watch);
  append (log, MB_VERDICT_ANSWER, DEVICE);
  append (log, MB_VERDICT_EXCEPTION, DEVICE);
  append (log, MB_VERDICT_ANSWER, OTHER_DEVICE);
  append_link_down (log);
  mon_traffic_model_update (model, 1000000);
  g_assert_cmpuint (watch.n_rows, ==, 4);

  mon_traffic_model_set_device (model, CONNECTION, DEVICE);
  g_assert_cmpuint (watch.n_rows, ==, 3);
  mon_traffic_model_set_errors_only (model, TRUE);
  g_assert_cmpuint (watch.n_rows, ==, 2);

  append (log, MB_VERDICT_ANSWER, DEVICE);
  append (log, MB_VERDICT_TIMEOUT, DEVICE);
  append (log, MB_VERDICT_TIMEOUT, OTHER_DEVICE);
  mon_traffic_model_update (model, 1100000);
  g_assert_cmpuint (watch.n_rows, ==, 3);
  g_assert_cmpuint (mon_traffic_model_get_total (model), ==, 6);

  mon_traffic_model_set_device (model, 0, 0);
  mon_traffic_model_set_errors_only (model, FALSE);
  g_assert_cmpuint (watch.n_rows, ==, 7);
}

static void
test_pause_and_clear (void)
{
  g_autoptr (MonTrafficLog) log = mon_traffic_log_new (8 << 20);
  g_autoptr (MonTrafficModel) model = mon_traffic_model_new (log);
  Watch watch = { 0 };

  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), &watch);
  append (log, MB_VERDICT_ANSWER, DEVICE);
  mon_traffic_model_update (model, 1000000);
  mon_traffic_model_set_paused (model, TRUE);
  append (log, MB_VERDICT_ANSWER, DEVICE);
  append (log, MB_VERDICT_TIMEOUT, DEVICE);
  mon_traffic_model_update (model, 1100000);
  g_assert_cmpuint (watch.n_rows, ==, 1);
  g_assert_cmpuint (mon_traffic_model_get_total (model), ==, 3);
  /* A filter set while paused does not let in what came meanwhile. */
  mon_traffic_model_set_errors_only (model, TRUE);
  g_assert_cmpuint (watch.n_rows, ==, 0);
  mon_traffic_model_set_errors_only (model, FALSE);
  g_assert_cmpuint (watch.n_rows, ==, 1);

  mon_traffic_model_set_paused (model, FALSE);
  mon_traffic_model_update (model, 1200000);
  g_assert_cmpuint (watch.n_rows, ==, 3);

  mon_traffic_model_clear (model);
  g_assert_cmpuint (watch.n_rows, ==, 0);
  append (log, MB_VERDICT_ANSWER, DEVICE);
  mon_traffic_model_update (model, 1300000);
  g_assert_cmpuint (watch.n_rows, ==, 1);
}

/* The log drops its oldest slabs: their rows go, from the front, in whole slabs. */
static void
test_full_log (void)
{
  g_autoptr (MonTrafficLog) log = mon_traffic_log_new (2 << 20);
  g_autoptr (MonTrafficModel) model = mon_traffic_model_new (log);
  g_autoptr (MonTrafficItem) kept = NULL;
  g_autoptr (GBytes) adu = NULL;
  Watch watch = { 0 };
  guint64 first, end;

  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), &watch);
  append (log, MB_VERDICT_ANSWER, DEVICE);
  mon_traffic_model_update (model, 1);
  kept = g_list_model_get_item (G_LIST_MODEL (model), 0);

  for (guint i = 0; i < 100; i++)
    {
      for (guint j = 0; j < 1000; j++)
        append (log, MB_VERDICT_ANSWER, DEVICE);
      mon_traffic_model_update (model, i);
      mon_traffic_log_get_range (log, &first, &end);
      g_assert_cmpuint (watch.n_rows, ==, end - first);
    }
  g_assert_cmpuint (first, >, 0);

  /* A row that somebody holds keeps its bytes. */
  adu = mon_traffic_item_dup_adu (kept, MB_DIRECTION_REQUEST);
  g_assert_cmpmem (g_bytes_get_data (adu, NULL), g_bytes_get_size (adu),
                   read_request, sizeof read_request);
}

static void
test_words (void)
{
  g_autoptr (MonTrafficLog) log = mon_traffic_log_new (8 << 20);
  g_autoptr (MonTrafficModel) model = NULL;
  const char *expected[][4] = {
    { "14:02:30.083", "Read Holding Registers", "0–16", "4.3 ms" },
    { "14:02:30.083", "Read Holding Registers", "Illegal data address", "4.3 ms" },
    { "00:00:00.000", "Disconnected", "refused", "" },
    { "00:00:00.000", "Write Single Register", "4 = 720", "123 ms" },
    { "00:00:00.000", "Write Single Register", "4 = 720", "41 µs" },
    { "00:00:00.000", "Stopped", "for 30 s", "" },
  };
  const MonTrafficRecord stall = {
    .kind = MON_TRAFFIC_STALL,
    .rtt_us = -1,
    .response = (const guint8 *) "for 30 s",
    .response_len = 8,
  };
  MonTrafficRecord record = {
    .kind = MON_TRAFFIC_EXCHANGE,
    .is_write = TRUE,
    .rtt_us = 123400,
    .request = write_request,
    .request_len = sizeof write_request,
  };

  append (log, MB_VERDICT_ANSWER, DEVICE);
  append (log, MB_VERDICT_EXCEPTION, DEVICE);
  append_link_down (log);
  mon_traffic_log_append (log, &record);
  record.rtt_us = 41;
  mon_traffic_log_append (log, &record);
  mon_traffic_log_append (log, &stall);
  model = mon_traffic_model_new (log);

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (MonTrafficItem) item = g_list_model_get_item (G_LIST_MODEL (model), i);
      g_autofree char *time = mon_traffic_item_dup_time_text (item);
      g_autofree char *function = mon_traffic_item_dup_function_text (item);
      g_autofree char *summary = mon_traffic_item_dup_summary (item, MON_NOTATION_PROTOCOL);
      g_autofree char *rtt = mon_traffic_item_dup_rtt_text (item);

      g_assert_cmpstr (time, ==, expected[i][0]);
      g_assert_cmpstr (function, ==, expected[i][1]);
      g_assert_cmpstr (summary, ==, expected[i][2]);
      g_assert_cmpstr (rtt, ==, expected[i][3]);
      g_assert_true (mon_traffic_item_is_error (item) == (i == 1 || i == 2 || i == 5));
      g_assert_true (mon_traffic_item_is_write (item) == (i == 3 || i == 4));
    }
}

/* Requests cut at every byte, which somebody may send on purpose: never more than is there. */
static void
test_cut_requests (void)
{
  static const char *const pdus[] = {
    "\x01\0\x04\0\x08", "\x05\0\x04\xff\0", "\x06\0\x04\x02\xd0",
    "\x0f\0\x04\0\x08\x01\xff", "\x10\0\x04\0\x01\x02\x02\xd0",
    "\x16\0\x04\0\xf2\0\x25", "\x17\0\x04\0\x01\0\x05\0\x01\x02\0\0",
  };
  static const gsize lens[] = { 5, 5, 5, 7, 8, 7, 12 };
  guint8 adu[7 + 12] = { 0, 1, 0, 0, 0, 0, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (pdus); i++)
    for (gsize len = 1; len <= lens[i]; len++)
      {
        g_autoptr (MonTrafficLog) log = mon_traffic_log_new (8 << 20);
        g_autoptr (MonTrafficItem) item = NULL;
        g_autofree char *summary = NULL;
        MonTrafficRecord record = {
          .kind = MON_TRAFFIC_EXCHANGE,
          .request = adu,
          .request_len = (guint16) (7 + len),
        };

        memcpy (adu + 7, pdus[i], len);
        mon_traffic_log_append (log, &record);
        item = mon_traffic_item_new (log, 0);
        summary = mon_traffic_item_dup_summary (item, MON_NOTATION_PROTOCOL);
        g_assert_cmpint (*summary != '\0', ==, len == lens[i]);
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/traffic-model/batches", test_batches);
  g_test_add_func ("/mon/traffic-model/filter", test_filter);
  g_test_add_func ("/mon/traffic-model/pause-and-clear", test_pause_and_clear);
  g_test_add_func ("/mon/traffic-model/full-log", test_full_log);
  g_test_add_func ("/mon/traffic-model/words", test_words);
  g_test_add_func ("/mon/traffic-model/cut-requests", test_cut_requests);
  return g_test_run ();
}
