/* test-texts.c: what people read: values, types, troubles of tags and devices, writes and outcomes.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "modbus/mb-quirks.h"
#include "modbus/mb-response.h"
#include "monitor/store/mon-words.h"
#include "monitor/tools/mon-device-text.h"
#include "monitor/tools/mon-list-sync.h"
#include "monitor/tools/mon-tag-text.h"
#include "monitor/tools/mon-write.h"

typedef struct
{
  MbTurn            *turn;
  MbClock           *clock;
  MonConnectionSpec *connection;
  MonDeviceSpec     *device;
  MonTagSpec        *spec;
  MonTag            *tag;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->turn = mb_turn_new (NULL);
  fixture->clock = mb_clock_new_virtual (fixture->turn, 1000 * G_USEC_PER_SEC);
  fixture->connection = mon_connection_spec_new ();
  g_free (fixture->connection->host);
  fixture->connection->host = g_strdup ("10.0.4.21");
  fixture->device = mon_device_spec_new ();
  g_free (fixture->device->name);
  fixture->device->name = g_strdup ("Boiler");
  fixture->spec = mon_tag_spec_new ();
  g_free (fixture->spec->name);
  fixture->spec->name = g_strdup ("Setpoint");
  g_free (fixture->spec->unit);
  fixture->spec->unit = g_strdup ("°C");
  fixture->spec->table = MB_TABLE_HOLDING_REGISTERS;
  fixture->spec->address = 4;
  fixture->spec->type = MB_TYPE_INT16;
  fixture->spec->scale = 0.1;
  fixture->spec->decimals = 1;
  g_ptr_array_add (fixture->device->tags, mon_tag_spec_ref (fixture->spec));
  fixture->tag = mon_tag_new (fixture->clock);
  mon_tag_set_spec (fixture->tag, fixture->spec, fixture->device, fixture->connection);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->tag);
  mon_tag_spec_unref (fixture->spec);
  mon_device_spec_unref (fixture->device);
  mon_connection_spec_unref (fixture->connection);
  mb_clock_unref (fixture->clock);
  mb_turn_unref (fixture->turn);
}

static void
expect_value (Fixture    *fixture,
              MbValue     value,
              int         decimals,
              const char *expected)
{
  g_autofree char *text = NULL;

  fixture->spec->decimals = decimals;
  text = mon_tag_text_value (fixture->spec, &value);
  g_assert_cmpstr (text, ==, expected);
}

#define FLOAT64(number) ((MbValue) { .kind = MB_VALUE_FLOAT64, .f = (number) })

static void
test_values (Fixture       *fixture,
             gconstpointer  data)
{
  expect_value (fixture, FLOAT64 (71.84), 1, "71.8");
  expect_value (fixture, FLOAT64 (71.84), -1, "71.84");
  expect_value (fixture, FLOAT64 (-0.04), 1, "0.0");
  expect_value (fixture, FLOAT64 (-0.06), 1, "-0.1");
  expect_value (fixture, FLOAT64 (NAN), 2, "nan");
  expect_value (fixture, FLOAT64 (-INFINITY), 2, "-inf");
  expect_value (fixture, (MbValue) { .kind = MB_VALUE_UINT, .u = G_MAXUINT64 }, 0,
                "18446744073709551615");
  expect_value (fixture, (MbValue) { .kind = MB_VALUE_INT, .i = -5 }, 0, "-5");
  expect_value (fixture, (MbValue) { .kind = MB_VALUE_BOOL, .b = TRUE }, 1, "On");
  expect_value (fixture, (MbValue) { .kind = MB_VALUE_BOOL }, 1, "Off");
  expect_value (fixture, (MbValue) { .kind = MB_VALUE_NONE }, 1, "—");
}

static void
test_words_for_values (Fixture       *fixture,
                       gconstpointer  data)
{
  MonTagSpec *spec = fixture->spec;
  MbValue two = { .kind = MB_VALUE_UINT, .u = 2 };
  MbValue three = { .kind = MB_VALUE_UINT, .u = 3 };
  g_autofree char *label = NULL;
  g_autofree char *number = NULL;

  spec->labels = mon_labels_new ();
  mon_labels_add (spec->labels, 0, "Closed");
  mon_labels_add (spec->labels, 2, "Automatic");
  label = mon_tag_text_with_unit (spec, &two);
  number = mon_tag_text_with_unit (spec, &three);
  g_assert_cmpstr (label, ==, "Automatic");
  g_assert_cmpstr (number, ==, "3.0\u00a0°C");
  expect_value (fixture, FLOAT64 (2), 1, "Automatic");
  expect_value (fixture, FLOAT64 (2.1), 1, "2.1");
  expect_value (fixture, FLOAT64 (1e300), -1, "1e+300");
  expect_value (fixture, (MbValue) { .kind = MB_VALUE_BOOL }, 1, "Closed");
  expect_value (fixture, (MbValue) { .kind = MB_VALUE_BOOL, .b = TRUE }, 1, "On");

  spec->type = MB_TYPE_UINT16;
  spec->bit_names = mon_labels_new ();
  mon_labels_add (spec->bit_names, 0, "Low water");
  mon_labels_add (spec->bit_names, 15, "Service");
  expect_value (fixture, (MbValue) { .kind = MB_VALUE_UINT, .u = 0x8021 }, 0,
                "Low water, bit 5, Service");
  expect_value (fixture, two, 0, "Automatic");
  g_clear_pointer (&spec->labels, mon_labels_unref);
  expect_value (fixture, (MbValue) { .kind = MB_VALUE_UINT }, 0, "0");
}

static void
test_texts_and_times (Fixture       *fixture,
                      gconstpointer  data)
{
  expect_value (fixture, (MbValue) { .kind = MB_VALUE_TEXT, .text = "a\tb\x1b" }, 1, "a␉b␛");
  fixture->spec->type = MB_TYPE_TIME64;
  expect_value (fixture, (MbValue) { .kind = MB_VALUE_INT, .i = 1795360800 }, 0,
                "2026-11-22 15:20:00 UTC");
  expect_value (fixture, (MbValue) { .kind = MB_VALUE_INT, .i = -1 }, 0,
                "1969-12-31 23:59:59 UTC");
  expect_value (fixture, (MbValue) { .kind = MB_VALUE_INT, .i = G_MAXINT64 }, 0,
                "9223372036854775807");
}

static void
test_types (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *scaled = mon_tag_text_type (fixture->spec);
  g_autofree char *offset = NULL;
  g_autofree char *plain = NULL;

  g_assert_cmpstr (scaled, ==, "int16 × 0.1");
  fixture->spec->type = MB_TYPE_UINT32;
  fixture->spec->order = MB_ORDER_CDAB;
  fixture->spec->offset = -40;
  offset = mon_tag_text_type (fixture->spec);
  g_assert_cmpstr (offset, ==, "uint32 CDAB × 0.1 − 40");
  fixture->spec->scale = 1;
  fixture->spec->offset = 0;
  fixture->spec->order = MB_ORDER_ABCD;
  plain = mon_tag_text_type (fixture->spec);
  g_assert_cmpstr (plain, ==, "uint32");
}

static void
test_more_types (Fixture       *fixture,
                 gconstpointer  data)
{
  MonTagSpec *spec = fixture->spec;
  g_autofree char *string = NULL;
  g_autofree char *wide = NULL;
  g_autofree char *bit = NULL;
  g_autofree char *bits = NULL;

  spec->scale = 1;
  spec->type = MB_TYPE_STRING;
  spec->length = 8;
  spec->order = MB_ORDER_BADC;
  string = mon_tag_text_type (spec);
  g_assert_cmpstr (string, ==, "string:8 BADC");
  spec->type = MB_TYPE_UINT64;
  spec->order = MB_ORDER_CDAB;
  wide = mon_tag_text_type (spec);
  g_assert_cmpstr (wide, ==, "uint64 GHEFCDAB");
  spec->order = MB_ORDER_ABCD;
  spec->type = MB_TYPE_BOOL;
  spec->first_bit = 3;
  spec->n_bits = 1;
  bit = mon_tag_text_type (spec);
  g_assert_cmpstr (bit, ==, "bool bit 3");
  spec->type = MB_TYPE_UINT16;
  spec->n_bits = 4;
  bits = mon_tag_text_type (spec);
  g_assert_cmpstr (bits, ==, "uint16 bits 3–6");
}

static void
test_details (Fixture       *fixture,
              gconstpointer  data)
{
  MonTagState state = { .sample = { .quality = MON_QUALITY_EXCEPTION, .detail = 2 } };
  g_autofree char *details = mon_tag_text_details (&state, fixture->spec, fixture->device,
                                                   fixture->connection);

  g_assert_cmpstr (details, ==, "Boiler, holding 4: Illegal data address. Check table, address and "
                   "type in the register map of the device.");
  for (guint quality = MON_QUALITY_GOOD; quality <= MON_QUALITY_PAUSED; quality++)
    {
      g_autofree char *text = NULL;
      g_autofree char *reason = NULL;

      state.sample.quality = (guint8) quality;
      text = mon_tag_text_details (&state, fixture->spec, fixture->device, fixture->connection);
      reason = mon_tag_text_reason (&state, fixture->connection, 0);
      g_assert_true ((text == NULL) == (quality == MON_QUALITY_GOOD));
      g_assert_true ((reason == NULL) == (quality == MON_QUALITY_GOOD));
    }
}

/* What is computed has neither place nor time-out, and other things help. */
static void
test_computed (Fixture       *fixture,
               gconstpointer  data)
{
  MonTagState state = { .sample = { .quality = MON_QUALITY_NOT_AVAILABLE,
                                    .detail = MON_FAULT_DIVISION } };
  g_autofree char *type = NULL;
  g_autofree char *details = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *timeout = NULL;
  g_autoptr (GError) error = NULL;

  fixture->spec->expression = mon_expression_parse ("{x} / 0", NULL, NULL);
  type = mon_tag_text_type (fixture->spec);
  g_assert_cmpstr (type, ==, "computed");
  details = mon_tag_text_details (&state, fixture->spec, fixture->device, fixture->connection);
  g_assert_cmpstr (details, ==, "Boiler, “Setpoint”: Division by zero. Look at its expression, and "
                   "at the tags in it.");
  reason = mon_tag_text_reason (&state, NULL, 0);
  g_assert_cmpstr (reason, ==, "Division by zero");
  state.sample = (MonSample) { .quality = MON_QUALITY_TIMEOUT };
  timeout = mon_tag_text_reason (&state, NULL, 0);
  g_assert_cmpstr (timeout, ==, "No reply");

  g_assert_cmpstr (mon_tag_get_formula (fixture->tag), ==, "{x} / 0");
  g_assert_false (mon_tag_is_writable (fixture->tag));
  g_assert_null (mon_write_preview_new (fixture->tag, "5", &error));
  g_assert_cmpstr (error->message, ==,
                   "Setpoint can not be written: it is computed of other tags.");
  g_assert_false (mon_device_spec_is_read (fixture->device));
}

static void
test_faults (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_hash_table_add (seen, mon_words_fault (MON_FAULT_NONE));
  for (guint fault = MON_FAULT_NO_TAG; fault <= MON_FAULT_TEXT; fault++)
    g_assert_true (g_hash_table_add (seen, mon_words_fault (fault)));
}

static void
expect_device (MonDeviceFacts  *facts,
               MonDeviceHealth  health,
               const char      *expected)
{
  g_autofree char *reason = mon_device_text_reason (facts);
  g_autofree char *details = mon_device_text_details (facts);

  g_assert_cmpint (mon_device_text_judge (facts), ==, health);
  g_assert_cmpstr (reason, ==, expected);
  g_assert_true (g_str_has_prefix (details, "Boiler"));
}

static void
test_devices (Fixture       *fixture,
              gconstpointer  data)
{
  MonLinkState link = { .phase = MON_LINK_CONNECTING };
  MonDeviceState state = { .latency_us = -1 };
  MonDeviceFacts facts = {
    .spec = fixture->device,
    .connection = fixture->connection,
    .link = &link,
    .state = &state,
    .now_us = 100 * G_USEC_PER_SEC,
  };

  expect_device (&facts, MON_DEVICE_CONNECTING, "Connecting…");
  link.phase = MON_LINK_CONNECTED;
  state = (MonDeviceState) { .latency_us = 4000, .answered_us = 1 };
  expect_device (&facts, MON_DEVICE_GOOD, NULL);
  state.latency_us = 480000;
  expect_device (&facts, MON_DEVICE_TROUBLED, "Slow: replies take 480 ms");
  state.recent_timeouts = 3;
  expect_device (&facts, MON_DEVICE_TROUBLED, "Slow: 3 timeouts in 1 min");
  state.failures = 3;
  expect_device (&facts, MON_DEVICE_DOWN, "No valid reply to 3 requests");
  link.phase = MON_LINK_BACKING_OFF;
  link.cause = MON_CAUSE_REFUSED;
  link.next_try_us = facts.now_us + 7500000;
  expect_device (&facts, MON_DEVICE_DOWN, "Refused, retry in 8 s");
  link.phase = MON_LINK_CONNECTING;
  expect_device (&facts, MON_DEVICE_DOWN, "Refused, trying again");
  facts.is_paused = TRUE;
  expect_device (&facts, MON_DEVICE_IDLE, "Paused");
  facts.is_paused = FALSE;
  g_ptr_array_set_size (fixture->device->tags, 0);
  expect_device (&facts, MON_DEVICE_IDLE, "Nothing to poll");
}

static void
expect_preview (Fixture    *fixture,
                const char *text,
                const char *new_text,
                const char *request_text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MonWritePreview) preview = mon_write_preview_new (fixture->tag, text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (preview->old_text, ==, "—");
  g_assert_cmpstr (preview->new_text, ==, new_text);
  g_assert_cmpstr (preview->request_text, ==, request_text);
}

static void
expect_refusal (Fixture    *fixture,
                const char *text,
                const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mon_write_preview_new (fixture->tag, text, &error));
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_previews (Fixture       *fixture,
               gconstpointer  data)
{
  expect_preview (fixture, " 72 ", "72.0\u00a0°C", "06 00 04 02 d0");
  expect_preview (fixture, "-0.14", "-0.1\u00a0°C", "06 00 04 ff ff");
  expect_refusal (fixture, "4000", "-3276.8 to 3276.7");
  expect_refusal (fixture, "warm", "is not a number");
  expect_refusal (fixture, "nan", "is not a number");
  expect_refusal (fixture, "", "is not a number");

  fixture->spec->scale = 1;
  expect_preview (fixture, "0x10", "16.0\u00a0°C", "06 00 04 00 10");
  expect_refusal (fixture, "1.5", "1.5");
  fixture->spec->type = MB_TYPE_FLOAT32;
  fixture->spec->order = MB_ORDER_CDAB;
  expect_preview (fixture, "1.5", "1.5\u00a0°C", "10 00 04 00 02 04 00 00 3f c0");
  fixture->spec->table = MB_TABLE_COILS;
  fixture->spec->type = MB_TYPE_BOOL;
  g_free (fixture->spec->unit);
  fixture->spec->unit = g_strdup ("");
  expect_preview (fixture, "on", "On", "05 00 04 ff 00");
  expect_preview (fixture, "0", "Off", "05 00 04 00 00");
  fixture->spec->table = MB_TABLE_INPUT_REGISTERS;
  expect_refusal (fixture, "1", "read only");
}

static void
test_previews_of_parts (Fixture       *fixture,
                        gconstpointer  data)
{
  MonTagSpec *spec = fixture->spec;

  /* Half a register, and some bits of one, by their mask: 16 = Mask Write Register. */
  spec->scale = 1;
  spec->type = MB_TYPE_UINT8H;
  expect_preview (fixture, "254", "254.0\u00a0°C", "16 00 04 00 ff fe 00");
  expect_refusal (fixture, "256", "from 0 to 255");
  spec->type = MB_TYPE_UINT16;
  spec->first_bit = 4;
  spec->n_bits = 4;
  expect_preview (fixture, "0xa", "10.0\u00a0°C", "16 00 04 ff 0f 00 a0");
  expect_refusal (fixture, "16", "from 0 to 15");
  expect_refusal (fixture, "x", "not a whole number");
  spec->scale = 0.5;
  expect_preview (fixture, "4.6", "4.5\u00a0°C", "16 00 04 ff 0f 00 90");
  expect_refusal (fixture, "8", "0 to 7.5");
  spec->scale = 1;
  spec->type = MB_TYPE_BOOL;
  spec->first_bit = 15;
  spec->n_bits = 1;
  g_free (spec->unit);
  spec->unit = g_strdup ("");
  expect_preview (fixture, "on", "On", "16 00 04 7f ff 80 00");
  expect_preview (fixture, "0", "Off", "16 00 04 7f ff 00 00");
}

static void
test_previews_of_words (Fixture       *fixture,
                        gconstpointer  data)
{
  MonTagSpec *spec = fixture->spec;

  spec->scale = 1;
  spec->labels = mon_labels_new ();
  mon_labels_add (spec->labels, 2, "Automatic");
  mon_labels_add (spec->labels, 3, "7");
  expect_preview (fixture, " automatic", "Automatic", "06 00 04 00 02");
  /* What can be a number is one. */
  expect_preview (fixture, "7", "7.0\u00a0°C", "06 00 04 00 07");
  expect_refusal (fixture, "manual", "not a whole number");

  g_clear_pointer (&spec->labels, mon_labels_unref);
  spec->type = MB_TYPE_TIME32;
  expect_preview (fixture, "2026-11-22 15:20:00 UTC", "2026-11-22 15:20:00 UTC",
                  "10 00 04 00 02 04 6b 03 08 20");
  expect_preview (fixture, "2026-11-22T16:20:00+01:00", "2026-11-22 15:20:00 UTC",
                  "10 00 04 00 02 04 6b 03 08 20");
  expect_preview (fixture, "0", "1970-01-01 00:00:00 UTC",
                  "10 00 04 00 02 04 00 00 00 00");
  expect_refusal (fixture, "1969-12-31 00:00:00", "from 0 to 4294967295");

  spec->type = MB_TYPE_STRING;
  spec->length = 3;
  expect_preview (fixture, "Ab c", "Ab c", "10 00 04 00 03 06 41 62 20 63 00 00");
  expect_refusal (fixture, "Abcdefg", "7 bytes");

  /* Without rounding by a double. */
  spec->type = MB_TYPE_UINT64;
  expect_preview (fixture, "18446744073709551615", "18446744073709551615\u00a0°C",
                  "10 00 04 00 04 08 ff ff ff ff ff ff ff ff");
}

static void
expect_outcome (const MonWritePreview *preview,
                MonJobEnd             *end,
                const char            *expected)
{
  g_autofree char *text = NULL;
  g_autofree char *request_text = NULL;

  end->outcome = mon_answer_judge (&end->answer);
  text = mon_write_describe (preview, end);
  request_text = mon_write_describe_request (end);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpstr (request_text, !=, "");
}

static void
test_outcomes (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (MonWritePreview) preview = mon_write_preview_new (fixture->tag, "72", NULL);
  g_autoptr (MonJobEnd) end = mon_job_end_new ();

  end->answer.reason = g_strdup ("No route to 10.0.4.21");
  expect_outcome (preview, end,
                  "Setpoint was not written, nothing was sent: No route to 10.0.4.21.");
  end->answer.verdict = MB_VERDICT_TIMEOUT;
  expect_outcome (preview, end, "Not known whether Setpoint is now 72.0\u00a0°C: no reply in time. "
                  "Look at its value before you write again.");
  end->answer.verdict = MB_VERDICT_EXCEPTION;
  end->answer.exception = 3;
  expect_outcome (preview, end,
                  "The device refused to set Setpoint to 72.0\u00a0°C: Illegal data value.");
  end->answer.exception = 6;
  expect_outcome (preview, end,
                  "The device is busy and did not set Setpoint to 72.0\u00a0°C. Try again?");
  end->answer.exception = 5;
  expect_outcome (preview, end, "Not known whether Setpoint is now 72.0\u00a0°C: Acknowledge: the "
                  "device is still working on it. Look at its value before you write again.");
  end->answer.verdict = MB_VERDICT_ANSWER;
  expect_outcome (preview, end, "The device confirmed Setpoint = 72.0\u00a0°C.");
  end->has_read_back = TRUE;
  end->read_back.verdict = MB_VERDICT_TIMEOUT;
  expect_outcome (preview, end, "The device confirmed Setpoint = 72.0\u00a0°C; reading it back "
                  "failed: no reply in time.");
  end->read_back.verdict = MB_VERDICT_ANSWER;
  end->read_back.pdu = g_bytes_new_static ("\x03\x02\x02\xd0", 4);
  expect_outcome (preview, end, "Setpoint is now 72.0\u00a0°C (read back).");
  g_bytes_unref (end->read_back.pdu);
  end->read_back.pdu = g_bytes_new_static ("\x03\x02\x02\x8a", 4);
  expect_outcome (preview, end, "The device confirmed Setpoint = 72.0\u00a0°C, but it reads back "
                  "65.0\u00a0°C.");
}

/* Of a write by mask only the tag's own bits are compared. */
static void
test_outcome_of_part (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr (MonWritePreview) preview = NULL;
  g_autoptr (MonJobEnd) end = mon_job_end_new ();

  fixture->spec->scale = 1;
  fixture->spec->decimals = 0;
  fixture->spec->type = MB_TYPE_UINT16;
  fixture->spec->first_bit = 4;
  fixture->spec->n_bits = 4;
  preview = mon_write_preview_new (fixture->tag, "10", NULL);
  g_assert_cmpstr (preview->function_name, ==, "Mask Write Register");
  end->answer.verdict = MB_VERDICT_ANSWER;
  end->has_read_back = TRUE;
  end->read_back.verdict = MB_VERDICT_ANSWER;
  end->read_back.pdu = g_bytes_new_static ("\x03\x02\x12\xa5", 4);
  expect_outcome (preview, end, "Setpoint is now 10\u00a0°C (read back).");
  g_bytes_unref (end->read_back.pdu);
  end->read_back.pdu = g_bytes_new_static ("\x03\x02\x12\xb5", 4);
  expect_outcome (preview, end, "The device confirmed Setpoint = 10\u00a0°C, but it reads back "
                  "11\u00a0°C.");
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  GString    *log)
{
  g_string_append_printf (log, "%u-%u+%u ", position, n_removed, n_added);
}

static void
test_list_sync (void)
{
  g_autoptr (GListStore) store = g_list_store_new (G_TYPE_OBJECT);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autoptr (GString) log = g_string_new (NULL);

  g_signal_connect (store, "items-changed", G_CALLBACK (items_changed_cb), log);
  for (guint i = 0; i < 5; i++)
    {
      g_ptr_array_add (all, g_object_new (G_TYPE_OBJECT, NULL));
      g_ptr_array_add (items, all->pdata[i]);
    }
  mon_list_sync (store, items);
  mon_list_sync (store, items);
  g_ptr_array_remove_index (items, 2);
  mon_list_sync (store, items);
  g_ptr_array_insert (items, 0, all->pdata[2]);
  mon_list_sync (store, items);
  g_ptr_array_set_size (items, 0);
  mon_list_sync (store, items);
  g_assert_cmpstr (log->str, ==, "0-0+5 2-1+0 0-0+1 0-5+0 ");
}

/* Every exception has words, and those without a name in the specification their number. */
static void
test_exceptions (void)
{
  static const guint8 named[] = { 1, 2, 3, 4, 5, 6, 7, 8, 0x0a, 0x0b };

  for (guint code = 0; code < 256; code++)
    {
      g_autofree char *text = mon_words_exception ((guint8) code);
      g_autofree char *number = g_strdup_printf ("Exception 0x%02X (vendor)", code);
      gboolean has_name = code != 0 && memchr (named, (int) code, sizeof named) != NULL;

      g_assert_cmpint (g_str_equal (text, number), ==, !has_name);
      g_assert_cmpint (g_str_has_prefix (text, "Gateway: "), ==, code == 0x0a || code == 0x0b);
    }
}

/* Each breach, and each quirk that could be meant, has words of its own. */
static void
test_breaches (void)
{
  for (guint i = MB_BREACH_UNIT; i < MB_N_BREACHES; i++)
    for (guint j = MB_BREACH_UNIT; j < i; j++)
      {
        g_autofree char *one = mon_words_breach (i);
        g_autofree char *other = mon_words_breach (j);

        g_assert_cmpstr (one, !=, other);
      }
  g_assert_null (mon_words_hint (MB_QUIRKS_NONE));
  for (guint i = 0; i < MB_N_QUIRKS; i++)
    {
      g_autofree char *hint = mon_words_hint (1u << i);

      g_assert_nonnull (strstr (hint, mb_quirk_name (i)));
    }
}

#define ADD(path, func) \
  g_test_add ("/mon/texts/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("values", test_values);
  ADD ("words-for-values", test_words_for_values);
  ADD ("texts-and-times", test_texts_and_times);
  ADD ("types", test_types);
  ADD ("more-types", test_more_types);
  ADD ("details", test_details);
  ADD ("computed", test_computed);
  ADD ("devices", test_devices);
  ADD ("previews", test_previews);
  ADD ("previews-of-parts", test_previews_of_parts);
  ADD ("previews-of-words", test_previews_of_words);
  ADD ("outcomes", test_outcomes);
  ADD ("outcome-of-part", test_outcome_of_part);
  g_test_add_func ("/mon/texts/list-sync", test_list_sync);
  g_test_add_func ("/mon/texts/exceptions", test_exceptions);
  g_test_add_func ("/mon/texts/breaches", test_breaches);
  g_test_add_func ("/mon/texts/faults", test_faults);

  return g_test_run ();
}
