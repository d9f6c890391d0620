/* test-recorder.c: what is recorded is in the file: every value as it was, its quality, its place.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "modbus/mb-client.h"
#include "monitor/store/mon-recorder.h"

#include "recording-fixture.h"

#define VALUES "SELECT tag.name, typeof (value), value, quality FROM sample " \
               "JOIN tag ON tag.id = tag JOIN state ON state.id = state ORDER BY sample.id"

static void
test_commits (RecordingFixture *f,
              gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "Speed", 10, MB_TYPE_UINT16);

  recording_start (f);
  recording_put_uint (f, tag, 1);
  recording_expect (f, "SELECT count (*) FROM sample", "0");
  recording_advance (f, 500);
  recording_expect (f, "SELECT count (*) FROM sample", "1");
  recording_put_uint (f, tag, 2);
  recording_advance (f, 500);
  recording_expect (f, VALUES, "Speed integer 1 good; Speed integer 2 good");
  /* It says that it records, and at its end that it does no more. */
  recording_expect (f, "SELECT ended, project FROM session", "- Plant");
  recording_stop (f);
  recording_expect (f, "SELECT ended FROM session", "1000000");
  recording_expect (f, "PRAGMA integrity_check", "ok");
  recording_expect (f, "PRAGMA user_version", "1");
}

static void
test_view (RecordingFixture *f,
           gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "Speed", 10, MB_TYPE_UINT16);

  recording_start (f);
  recording_advance (f, 1);
  recording_put_uint (f, tag, 7);
  recording_stop (f);
  recording_expect (f, "SELECT time, device, tag, value, quality, reason FROM samples",
                    "2026-11-21T14:02:30.001000Z PLC Speed 7 good -");
  recording_expect (f, "SELECT connection.name, host, port, transport, device.name, tag.name, "
                    "\"table\", address, type, byte_order, tag.kind FROM tag JOIN device ON "
                    "device.id = device JOIN connection ON connection.id = connection",
                    "Boiler house 192.0.2.7 502 tcp PLC Speed holding 10 uint16 ABCD uint");
}

/* Each kind at its edges, as SQLite has it. */
static void
test_values (RecordingFixture *f,
             gconstpointer     data)
{
  const MonTagSpec *u = recording_add_tag (f, "u", 0, MB_TYPE_UINT64);
  const MonTagSpec *i = recording_add_tag (f, "i", 4, MB_TYPE_INT64);
  const MonTagSpec *s = recording_add_tag (f, "s", 8, MB_TYPE_FLOAT32);
  const MonTagSpec *d = recording_add_tag (f, "d", 12, MB_TYPE_FLOAT64);
  const MonTagSpec *b = recording_add_tag (f, "b", 16, MB_TYPE_BOOL);
  const struct { const MonTagSpec *tag; MbValue value; } cases[] = {
    { u, { .kind = MB_VALUE_UINT, .u = G_MAXUINT64 } },
    { u, { .kind = MB_VALUE_UINT, .u = (guint64) G_MAXINT64 + 1 } },
    { u, { .kind = MB_VALUE_UINT, .u = G_MAXINT64 } },
    { i, { .kind = MB_VALUE_INT, .i = G_MININT64 } },
    { s, { .kind = MB_VALUE_FLOAT32, .f = 0.1f } },
    { s, { .kind = MB_VALUE_FLOAT32, .f = NAN } },
    { d, { .kind = MB_VALUE_FLOAT64, .f = -0.0 } },
    { d, { .kind = MB_VALUE_FLOAT64, .f = INFINITY } },
    { d, { .kind = MB_VALUE_FLOAT64, .f = -INFINITY } },
    { b, { .kind = MB_VALUE_BOOL, .b = TRUE } },
  };

  recording_start (f);
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      recording_put (f, cases[k].tag, MON_QUALITY_GOOD, 0, cases[k].value);
      recording_advance (f, 500);
    }
  recording_stop (f);
  recording_expect (f, "SELECT typeof (value), value FROM sample ORDER BY time",
                    "text 18446744073709551615; text 9223372036854775808; "
                    "integer 9223372036854775807; integer -9223372036854775808; "
                    "real 0.100000001490116; null -; real 0.0; real Inf; real -Inf; integer 1");
  recording_expect (f, "SELECT count (*) FROM state", "1");
}

/* Why there is no value is stored once, however often that was. */
static void
test_states (RecordingFixture *f,
             gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "Speed", 10, MB_TYPE_UINT16);
  const MonConnectionSpec *connection = g_ptr_array_index (f->root->connections, 0);
  const MbValue none = { .kind = MB_VALUE_NONE };
  MonParcel *parcel;

  recording_start (f);
  for (guint i = 0; i < 3; i++)
    {
      recording_put (f, tag, MON_QUALITY_EXCEPTION, 2, none);
      recording_advance (f, 1000);
      recording_put (f, tag, MON_QUALITY_TIMEOUT, 0, none);
      recording_advance (f, 1000);
    }
  parcel = mon_parcel_queue_begin (mon_recorder_get_queue (f->recorder), NULL);
  mon_parcel_add_link (parcel, connection->handle, "Refused by 192.0.2.7:502");
  mon_parcel_queue_end (mon_recorder_get_queue (f->recorder));
  recording_put (f, tag, MON_QUALITY_LINK_DOWN, 0, none);
  recording_put (f, tag, MON_QUALITY_LATE, 0, (MbValue) { .kind = MB_VALUE_UINT, .u = 5 });
  recording_stop (f);
  recording_expect (f, "SELECT quality, detail, text, (SELECT count (*) FROM sample WHERE state = "
                    "state.id) FROM state LEFT JOIN reason ON reason.id = reason ORDER BY state.id",
                    "good 0 - 0; exception 2 Illegal data address 3; "
                    "timeout 0 No reply within 1000 ms 3; "
                    "link-down 0 Refused by 192.0.2.7:502 1; late 0 - 1");
}

/* The words are kept where the value does not tell them. */
static void
test_words (RecordingFixture *f,
            gconstpointer     data)
{
  static const guint16 registers[] = { 0x4142, 0x0000 };
  MonTagSpec *text = recording_add_tag (f, "Name", 0, MB_TYPE_STRING);
  MonTagSpec *byte = recording_add_tag (f, "Byte", 2, MB_TYPE_UINT8L);
  MonParcel *parcel;
  MonSample samples[] = {
    { .tag = text->handle, .n_raw = 2, .time_us = RECORDING_START_US,
      .value = { .kind = MB_VALUE_TEXT } },
    { .tag = byte->handle, .n_raw = 1, .time_us = RECORDING_START_US, .raw = { 0x0017 },
      .value = { .kind = MB_VALUE_UINT, .u = 0x17 } },
    { .tag = byte->handle, .n_raw = 1, .time_us = RECORDING_START_US + 1, .raw = { 0x9917 },
      .value = { .kind = MB_VALUE_UINT, .u = 0x17 } },
  };

  text->length = 2;
  samples[0].text = mon_text_new (registers, 2, "AB");
  samples[0].value.text = samples[0].text->text;
  recording_start (f);
  parcel = mon_parcel_queue_begin (mon_recorder_get_queue (f->recorder), f->root);
  mon_parcel_add_samples (parcel, samples, G_N_ELEMENTS (samples));
  mon_parcel_queue_end (mon_recorder_get_queue (f->recorder));
  mon_sample_clear (&samples[0]);
  recording_stop (f);
  recording_expect (f, VALUES, "Name text AB good; Byte integer 23 good; Byte integer 23 good");
  recording_expect (f, "SELECT name, time, hex (words) FROM words JOIN tag ON tag.id = tag",
                    "Byte 1 9917");
}

/* Sixteen commits become one segment, in which the samples of each tag lie together. */
static void
test_segments (RecordingFixture *f,
               gconstpointer     data)
{
  const MonTagSpec *tags[3];

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    tags[i] = recording_add_tag (f, (const char *[]) { "a", "b", "c" }[i], (guint16) i,
                                 MB_TYPE_UINT16);
  recording_start (f);
  for (guint k = 0; k < 16 * 17; k++)
    {
      for (guint i = G_N_ELEMENTS (tags); i > 0; i--)
        recording_put_uint (f, tags[i - 1], k);
      recording_advance (f, 500);
    }
  recording_stop (f);
  recording_expect (f, "SELECT id, n, level FROM segment", "1 768 2; 769 48 1");
  recording_expect (f, "SELECT count (*), min (id), max (id) FROM sample", "816 1 816");
  recording_expect (f, "SELECT id, tag, value FROM sample WHERE id IN (1, 256, 257, 768, 769)",
                    "1 1 0; 256 1 255; 257 2 0; 768 3 255; 769 1 256");
  recording_expect (f, "SELECT begins, ends FROM segment WHERE id = 1", "0 127500000");
}

static void
test_clock_set_back (RecordingFixture *f,
                     gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "Speed", 10, MB_TYPE_UINT16);

  recording_start (f);
  recording_put_uint (f, tag, 1);
  mb_clock_set_wall_us (f->clock, RECORDING_START_US - (gint64) 3600 * G_USEC_PER_SEC);
  recording_put_uint (f, tag, 2);
  recording_stop (f);
  recording_expect (f, "SELECT id, time, value FROM sample ORDER BY id",
                    "1 0 1; 2 -3600000000 2");
  recording_expect (f, "SELECT id, n FROM segment", "1 1; 2 1");
  recording_expect (f, "SELECT kind, text FROM event JOIN reason ON reason.id = reason",
                    "clock The clock was set back");
}

/* Another root: what has not changed keeps its row, also when it has got another id. */
static void
test_roots (RecordingFixture *f,
            gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "Speed", 10, MB_TYPE_UINT16);
  MonProjectSpec *old;

  recording_start (f);
  recording_put_uint (f, tag, 1);
  recording_advance (f, 500);
  old = f->root;
  f->root = mon_project_spec_edit (old);
  mon_project_spec_unref (old);
  f->has_root = FALSE;
  recording_put_uint (f, tag, 2);
  recording_advance (f, 500);
  recording_expect (f, "SELECT id, tag, value FROM sample", "1 1 1; 2 1 2");
  recording_expect (f, "SELECT count (*) FROM tag", "1");
  recording_stop (f);
}

static void
put_record (RecordingFixture *f,
            MonTrafficRecord  record)
{
  MonParcelQueue *queue = mon_recorder_get_queue (f->recorder);
  MonParcel *parcel = mon_parcel_queue_begin (queue, f->has_root ? NULL : f->root);
  const MonConnectionSpec *connection = g_ptr_array_index (f->root->connections, 0);
  const MonDeviceSpec *device = g_ptr_array_index (connection->devices, 0);

  record.link = connection->handle;
  record.device = device->handle;
  record.time_us = mb_clock_get_wall_us (f->clock);
  mon_parcel_add_record (parcel, &record);
  mon_parcel_queue_end (queue);
  f->has_root = TRUE;
}

static void
test_records (RecordingFixture *f,
              gconstpointer     data)
{
  static const guint8 request[] = { 0, 1, 0, 0, 0, 6, 1, 6, 0, 10, 0, 3 };
  static const guint8 read[] = { 0, 1, 0, 0, 0, 6, 1, 3, 0, 10, 0, 1 };
  static const guint8 answer[] = { 0, 1, 0, 0, 0, 5, 1, 3, 2, 0, 3 };

  f->options.has_traffic = GPOINTER_TO_INT (data);
  recording_start (f);
  put_record (f, (MonTrafficRecord) { .kind = MON_TRAFFIC_LINK_DOWN,
                                      .response = (const guint8 *) "Reset", .response_len = 5 });
  put_record (f, (MonTrafficRecord) { .kind = MON_TRAFFIC_EXCHANGE, .is_write = TRUE,
                                      .verdict = MB_VERDICT_ANSWER, .rtt_us = 1500,
                                      .request = request, .request_len = sizeof request,
                                      .response = request, .response_len = sizeof request });
  put_record (f, (MonTrafficRecord) { .kind = MON_TRAFFIC_EXCHANGE, .is_write = TRUE,
                                      .verdict = MB_VERDICT_TIMEOUT, .rtt_us = -1,
                                      .request = request, .request_len = sizeof request });
  if (f->options.has_traffic)
    put_record (f, (MonTrafficRecord) { .kind = MON_TRAFFIC_EXCHANGE,
                                        .verdict = MB_VERDICT_ANSWER, .rtt_us = 1500,
                                        .request = read, .request_len = sizeof read,
                                        .response = answer, .response_len = sizeof answer });
  recording_stop (f);
  recording_expect (f, "SELECT kind, connection, text FROM event JOIN reason ON reason.id = reason",
                    "link-down 1 Reset");
  recording_expect (f, "SELECT device, function, address, quantity, outcome, text, hex (request), "
                    "hex (response) FROM \"write\" LEFT JOIN reason ON reason.id = reason",
                    "1 6 10 1 confirmed - 0001000000060106000A0003 0001000000060106000A0003; "
                    "1 6 10 1 unknown No reply 0001000000060106000A0003 ");
  recording_expect (f, "SELECT count (*) FROM traffic", f->options.has_traffic ? "3" : "0");
}

/* The same on a thread, which is what a program does. */
static void
test_thread (RecordingFixture *f,
             gconstpointer     data)
{
  const MonTagSpec *tag = recording_add_tag (f, "Speed", 10, MB_TYPE_UINT16);
  g_auto (MonRecorderStatus) status = { 0, };
  g_autoptr (GError) error = NULL;

  f->recorder = mon_recorder_new (&f->options, MON_PARCEL_QUEUE_LIMIT_BYTES, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 100000; i++)
    {
      recording_put_uint (f, tag, i & 0xffff);
      mb_clock_advance (f->clock, 1000);
    }
  mon_recorder_get_status (f->recorder, &status);
  g_assert_cmpint (status.phase, ==, MON_RECORDER_RECORDING);
  g_assert_cmpstr (status.path, ==, f->path);
  recording_stop (f);
  recording_expect (f, "SELECT count (*), count (DISTINCT time) FROM sample", "100000 100000");
}

#define ADD(path, data, func) \
  g_test_add ("/mon/recorder/" path, RecordingFixture, data, recording_set_up, func, \
              recording_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("commits", NULL, test_commits);
  ADD ("view", NULL, test_view);
  ADD ("values", NULL, test_values);
  ADD ("states", NULL, test_states);
  ADD ("words", NULL, test_words);
  ADD ("segments", NULL, test_segments);
  ADD ("clock-set-back", NULL, test_clock_set_back);
  ADD ("roots", NULL, test_roots);
  ADD ("records", GINT_TO_POINTER (FALSE), test_records);
  ADD ("traffic", GINT_TO_POINTER (TRUE), test_records);
  ADD ("thread", NULL, test_thread);

  return g_test_run ();
}
