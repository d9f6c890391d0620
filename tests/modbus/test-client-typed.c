/* test-client-typed.c: a typed call for each function: what it sends, what comes of its answer.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-client-device-calls.h"
#include "modbus/mb-client-file-calls.h"
#include "modbus/mb-client-table-calls.h"
#include "modbus/mb-error.h"

#include "client-fixture.h"
#include "hex.h"

#define UNIT 7
#define TIMEOUT_MS 1000

typedef struct
{
  ClientFixture  f;
  GAsyncResult  *result;
  guint          n_done;
} Fixture;

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *f = user_data;

  g_assert_null (f->result);
  f->result = g_object_ref (result);
  f->n_done++;
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  client_fixture_set_up (&f->f, NULL);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_clear_object (&f->result);
  client_fixture_tear_down (&f->f, NULL);
}

/* The examples of the specification (V1.1b3, 6). */

static void
call_read_coils (Fixture *f)
{
  mb_client_read_async (f->f.client, UNIT, MB_TABLE_COILS, 0x13, 0x13, TIMEOUT_MS, NULL, done_cb,
                        f);
}

static void
call_write_coil (Fixture *f)
{
  const gboolean bits[] = { TRUE };

  mb_client_write_coils_async (f->f.client, UNIT, 0xac, bits, 1, TIMEOUT_MS, NULL, done_cb, f);
}

static void
call_write_coils (Fixture *f)
{
  const gboolean bits[] = { 1, 0, 1, 1, 0, 0, 1, 1, 1, 0 };

  mb_client_write_coils_async (f->f.client, UNIT, 0x13, bits, 10, TIMEOUT_MS, NULL, done_cb, f);
}

static void
call_write_register (Fixture *f)
{
  const guint16 registers[] = { 3 };

  mb_client_write_registers_async (f->f.client, UNIT, 1, registers, 1, TIMEOUT_MS, NULL, done_cb,
                                   f);
}

static void
call_write_registers (Fixture *f)
{
  const guint16 registers[] = { 0x0a, 0x102 };

  mb_client_write_registers_async (f->f.client, UNIT, 1, registers, 2, TIMEOUT_MS, NULL, done_cb,
                                   f);
}

static void
call_mask_write (Fixture *f)
{
  mb_client_mask_write_async (f->f.client, UNIT, 4, 0xf2, 0x25, TIMEOUT_MS, NULL, done_cb, f);
}

static void
call_read_write (Fixture *f)
{
  const guint16 registers[] = { 0xff, 0xff, 0xff };

  mb_client_read_write_async (f->f.client, UNIT, 3, 6, 0x0e, registers, 3, TIMEOUT_MS, NULL,
                              done_cb, f);
}

static void
call_read_fifo (Fixture *f)
{
  mb_client_read_fifo_async (f->f.client, UNIT, 0x4de, TIMEOUT_MS, NULL, done_cb, f);
}

static void
call_exception_status (Fixture *f)
{
  mb_client_read_exception_status_async (f->f.client, UNIT, TIMEOUT_MS, NULL, done_cb, f);
}

static void
call_diagnose (Fixture *f)
{
  const guint8 data[] = { 0xa5, 0x37 };

  mb_client_diagnose_async (f->f.client, UNIT, 0, data, sizeof data, TIMEOUT_MS, NULL, done_cb, f);
}

static void
call_event_counter (Fixture *f)
{
  mb_client_get_event_counter_async (f->f.client, UNIT, TIMEOUT_MS, NULL, done_cb, f);
}

static void
call_event_log (Fixture *f)
{
  mb_client_get_event_log_async (f->f.client, UNIT, TIMEOUT_MS, NULL, done_cb, f);
}

static void
call_server_id (Fixture *f)
{
  mb_client_report_server_id_async (f->f.client, UNIT, TIMEOUT_MS, NULL, done_cb, f);
}

static void
call_read_files (Fixture *f)
{
  const MbFileGroup groups[] = {
    { .file = 4, .record = 1, .length = 2 },
    { .file = 3, .record = 9, .length = 2 },
  };

  mb_client_read_files_async (f->f.client, UNIT, groups, 2, TIMEOUT_MS, NULL, done_cb, f);
}

static void
call_write_files (Fixture *f)
{
  const guint8 data[] = { 0x06, 0xaf, 0x04, 0xbe, 0x10, 0x0d };
  const MbFileGroup group = { .file = 4, .record = 7, .length = 3, .data = data };

  mb_client_write_files_async (f->f.client, UNIT, &group, 1, TIMEOUT_MS, NULL, done_cb, f);
}

static void
call_pdu (Fixture *f)
{
  g_autoptr (GBytes) pdu = g_bytes_new_static ("\x41\x01\x02", 3);

  mb_client_call_pdu_async (f->f.client, UNIT, pdu, TIMEOUT_MS, NULL, done_cb, f);
}

static void
call_pdu_broken (Fixture *f)
{
  g_autoptr (GBytes) pdu = g_bytes_new_static ("\x03\x00", 2);

  mb_client_call_pdu_async (f->f.client, UNIT, pdu, TIMEOUT_MS, NULL, done_cb, f);
}

/* What is in the data of the answer, or NULL for "the echo is enough". */
static const struct
{
  const char *name;
  void      (*call) (Fixture *f);
  const char *request;
  const char *response;
  const char *data;
} calls[] = {
  { "read-coils", call_read_coils, "0100130013", "0103cd6b05", "cd6b05" },
  { "write-coil", call_write_coil, "0500acff00", "0500acff00", "ff00" },
  { "write-coils", call_write_coils, "0f0013000a02cd01", "0f0013000a", "" },
  { "write-register", call_write_register, "0600010003", "0600010003", "0003" },
  { "write-registers", call_write_registers, "100001000204000a0102", "1000010002", "" },
  { "mask-write", call_mask_write, "16000400f20025", "16000400f20025", "" },
  { "read-write", call_read_write, "1700030006000e00030600ff00ff00ff",
    "170c00fe0acd00010003000d00ff", "00fe0acd00010003000d00ff" },
  { "read-fifo", call_read_fifo, "1804de", "180006000201b81284", "01b81284" },
  { "exception-status", call_exception_status, "07", "076d", "6d" },
  { "diagnose", call_diagnose, "080000a537", "080000a537", "a537" },
  { "event-counter", call_event_counter, "0b", "0bffff0108", "" },
  { "event-log", call_event_log, "0c", "0c08000001080121" "2000", "2000" },
  { "server-id", call_server_id, "11", "1102b4ff", "b4ff" },
  { "read-files", call_read_files, "140e0600040001000206000300090002",
    "140c05060dfe0020050633cd0040", "05060dfe0020050633cd0040" },
  { "write-files", call_write_files, "150d06000400070003" "06af04be100d",
    "150d06000400070003" "06af04be100d", "06000400070003" "06af04be100d" },
  { "pdu", call_pdu, "410102", "4103", "03" },
  { "pdu-broken", call_pdu_broken, "0300", "030101", "0101" },
};

static char *
adu_hex (guint       transaction,
         const char *pdu)
{
  return g_strdup_printf ("%04x0000%04x%02x%s", transaction, (guint) strlen (pdu) / 2 + 1, UNIT,
                          pdu);
}

static void
expect_sent (Fixture    *f,
             guint       transaction,
             const char *pdu)
{
  g_autofree char *expected = adu_hex (transaction, pdu);
  g_autofree char *sent = NULL;

  client_fixture_run (&f->f);
  sent = fake_port_take_hex (f->f.fake);
  g_assert_cmpstr (sent, ==, expected);
}

static void
answer (Fixture    *f,
        guint       transaction,
        const char *pdu)
{
  g_autofree char *adu = adu_hex (transaction, pdu);

  client_fixture_receive (&f->f, adu);
}

static void
test_call (Fixture       *f,
           gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbResponse) response = NULL;
  g_autofree char *hex = NULL;

  calls[i].call (f);
  g_assert_cmpuint (f->n_done, ==, 0);
  expect_sent (f, 1, calls[i].request);
  answer (f, 1, calls[i].response);
  g_assert_cmpuint (f->n_done, ==, 1);
  response = mb_client_call_finish (f->f.client, f->result, &error);
  g_assert_no_error (error);
  hex = hex_text (response->data, response->data_len);
  g_assert_cmpstr (hex, ==, calls[i].data);
}

static guint
first_byte (const char *hex)
{
  return (guint) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));
}

/* Each of them can be refused, and can be answered by something else. */
static void
test_call_fails (Fixture       *f,
                 gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *refusal = g_strdup_printf ("%02x01", 0x80u | first_byte (calls[i].request));

  calls[i].call (f);
  answer (f, 1, refusal);
  g_assert_null (mb_client_call_finish (f->f.client, f->result, &error));
  g_assert_error (error, MB_EXCEPTION, 1);
  g_clear_error (&error);
  g_clear_object (&f->result);

  calls[i].call (f);
  answer (f, 2, "6301");
  g_assert_null (mb_client_call_finish (f->f.client, f->result, &error));
  g_assert_error (error, MB_ERROR, MB_ERROR_BREACH);
}

static void
test_answers (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (MbResponse) counter = NULL;
  g_autoptr (MbResponse) log = NULL;

  call_event_counter (f);
  answer (f, 1, "0bffff0108");
  counter = mb_client_call_finish (f->f.client, f->result, NULL);
  g_assert_cmpuint (counter->status, ==, 0xffff);
  g_assert_cmpuint (counter->event_count, ==, 0x108);
  g_clear_object (&f->result);
  call_event_log (f);
  answer (f, 2, "0c080000010801212000");
  log = mb_client_call_finish (f->f.client, f->result, NULL);
  g_assert_cmpuint (log->message_count, ==, 0x121);
}

static void
expect_error (Fixture *f,
              MbError  code)
{
  g_autoptr (GError) error = NULL;

  client_fixture_run (&f->f);
  g_assert_null (mb_client_call_finish (f->f.client, f->result, &error));
  g_assert_error (error, MB_ERROR, (int) code);
  g_clear_object (&f->result);
}

/* What does not fit is told, and nothing leaves. */
static void
test_too_much (Fixture       *f,
               gconstpointer  data)
{
  g_autofree MbFileGroup *groups = g_new0 (MbFileGroup, 100);
  g_autofree guint8 *bytes = g_malloc0 (254);
  const guint16 registers[126] = { 0 };
  g_autoptr (GBytes) pdu = g_bytes_new (bytes, 254);
  g_autoptr (GBytes) empty = g_bytes_new (bytes, 0);

  for (guint i = 0; i < 100; i++)
    groups[i] = (MbFileGroup) { .file = 1, .length = 1 };
  mb_client_read_files_async (f->f.client, UNIT, groups, 36, TIMEOUT_MS, NULL, done_cb, f);
  expect_error (f, MB_ERROR_INVALID);
  mb_client_read_files_async (f->f.client, UNIT, groups, 100, TIMEOUT_MS, NULL, done_cb, f);
  expect_error (f, MB_ERROR_INVALID);
  mb_client_read_files_async (f->f.client, UNIT, groups, 0, TIMEOUT_MS, NULL, done_cb, f);
  expect_error (f, MB_ERROR_INVALID);
  mb_client_write_registers_async (f->f.client, UNIT, 0, registers, 124, TIMEOUT_MS, NULL, done_cb,
                                   f);
  expect_error (f, MB_ERROR_INVALID);
  mb_client_read_write_async (f->f.client, UNIT, 0, 1, 0, registers, 122, TIMEOUT_MS, NULL,
                              done_cb, f);
  expect_error (f, MB_ERROR_INVALID);
  mb_client_call_pdu_async (f->f.client, UNIT, pdu, TIMEOUT_MS, NULL, done_cb, f);
  expect_error (f, MB_ERROR_INVALID);
  mb_client_call_pdu_async (f->f.client, UNIT, empty, TIMEOUT_MS, NULL, done_cb, f);
  expect_error (f, MB_ERROR_INVALID);
  g_assert_cmpuint (f->f.fake->writes->len, ==, 0);
}

static void
test_broadcast (Fixture       *f,
                gconstpointer  data)
{
  const guint8 value[] = { 0, 3 };
  const MbRequest write = mb_request_write (6, 1, 1, value, 2);
  const MbRequest read = mb_request_read (MB_TABLE_COILS, 0, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *sent = NULL;

  mb_client_broadcast_async (f->f.client, &write, TIMEOUT_MS, NULL, done_cb, f);
  client_fixture_run (&f->f);
  sent = fake_port_take_hex (f->f.fake);
  g_assert_cmpstr (sent, ==, "000100000006000600010003");
  g_assert_true (mb_client_broadcast_finish (f->f.client, f->result, &error));
  g_assert_no_error (error);
  g_clear_object (&f->result);

  mb_client_broadcast_async (f->f.client, &read, TIMEOUT_MS, NULL, done_cb, f);
  client_fixture_run (&f->f);
  g_assert_false (mb_client_broadcast_finish (f->f.client, f->result, &error));
  g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
}

/* A call that wants to be alone waits for the others, and the others wait for it. */
static void
test_alone (Fixture       *f,
            gconstpointer  data)
{
  const MbSubmitOptions options = {
    .unit = UNIT,
    .timeout_ms = TIMEOUT_MS,
    .quirks = MB_QUIRK_ANY_TRANSACTION,
  };
  const MbRequest request = mb_request_bare (MB_FUNCTION_READ_EXCEPTION_STATUS);

  mb_client_set_window (f->f.client, 16);
  call_event_counter (f);
  mb_client_call_full_async (f->f.client, &options, &request, NULL, done_cb, f);
  call_server_id (f);
  expect_sent (f, 1, "0b");
  answer (f, 1, "0b00000108");
  g_clear_object (&f->result);
  /* Identifiers are taken when a request is sent. */
  expect_sent (f, 2, "07");
  answer (f, 0x200, "076d");
  g_clear_object (&f->result);
  expect_sent (f, 3, "11");
  answer (f, 3, "110101");
  g_assert_cmpuint (f->n_done, ==, 3);
}

static MbIdentify *
finish_identify (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  MbIdentify *identify;

  g_assert_cmpuint (f->n_done, ==, 1);
  identify = mb_client_identify_finish (f->f.client, f->result, &error);
  g_assert_no_error (error);
  return identify;
}

static void
expect_object (MbIdentify *identify,
               guint       index,
               guint8      id,
               const char *text)
{
  MbObject object;

  mb_identify_get_object (identify, index, &object);
  g_assert_cmpuint (object.id, ==, id);
  g_assert_cmpmem (object.value, object.len, text, strlen (text));
}

/* Lists that go on are followed, over all categories that the device has. */
static void
test_identify (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr (MbIdentify) identify = NULL;

  mb_client_identify_async (f->f.client, UNIT, TIMEOUT_MS, NULL, done_cb, f);
  expect_sent (f, 1, "2b0e0100");
  answer (f, 1, "2b0e0102ff0101000141");
  expect_sent (f, 2, "2b0e0101");
  answer (f, 2, "2b0e01020000020101420202" "4344");
  expect_sent (f, 3, "2b0e0200");
  g_assert_cmpuint (f->n_done, ==, 0);
  answer (f, 3, "2b0e020200000103" "0145");
  identify = finish_identify (f);
  g_assert_cmpuint (mb_identify_get_conformity (identify), ==, 2);
  g_assert_cmpuint (mb_identify_get_n_objects (identify), ==, 4);
  expect_object (identify, 0, 0, "A");
  expect_object (identify, 2, 2, "CD");
  expect_object (identify, 3, 3, "E");
}

/* A device that always says that more follow is not asked for ever. */
static void
test_identify_for_ever (Fixture       *f,
                        gconstpointer  data)
{
  g_autoptr (MbIdentify) identify = NULL;

  mb_client_identify_async (f->f.client, UNIT, TIMEOUT_MS, NULL, done_cb, f);
  answer (f, 1, "2b0e0101ff0001000141");
  identify = finish_identify (f);
  g_assert_cmpuint (mb_identify_get_n_objects (identify), ==, 1);
  g_assert_cmpuint (mb_client_get_counters (f->f.client)->requests, ==, 1);
}

static void
test_identify_fails (Fixture       *f,
                     gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  mb_client_identify_async (f->f.client, UNIT, TIMEOUT_MS, NULL, done_cb, f);
  answer (f, 1, "ab01");
  g_assert_null (mb_client_identify_finish (f->f.client, f->result, &error));
  g_assert_error (error, MB_EXCEPTION, 1);
  g_clear_error (&error);
  g_clear_object (&f->result);

  mb_client_identify_async (f->f.client, UNIT, TIMEOUT_MS, cancellable, done_cb, f);
  answer (f, 2, "2b0e0102ff0101000141");
  g_cancellable_cancel (cancellable);
  client_fixture_run (&f->f);
  g_assert_null (mb_client_identify_finish (f->f.client, f->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&f->result);

  mb_client_identify_async (f->f.client, UNIT, TIMEOUT_MS, NULL, done_cb, f);
  client_fixture_run (&f->f);
  mb_client_close (f->f.client);
  client_fixture_run (&f->f);
  g_assert_null (mb_client_identify_finish (f->f.client, f->result, &error));
  g_assert_error (error, MB_ERROR, MB_ERROR_CLOSED);
}

static void
add (const char    *path,
     gconstpointer  data,
     void         (*test) (Fixture       *f,
                           gconstpointer  data))
{
  g_test_add (path, Fixture, data, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autofree char *good = g_strconcat ("/mb/client-typed/call/", calls[i].name, NULL);
      g_autofree char *bad = g_strconcat ("/mb/client-typed/fails/", calls[i].name, NULL);

      add (good, GUINT_TO_POINTER (i), test_call);
      add (bad, GUINT_TO_POINTER (i), test_call_fails);
    }
  add ("/mb/client-typed/answers", NULL, test_answers);
  add ("/mb/client-typed/too-much", NULL, test_too_much);
  add ("/mb/client-typed/broadcast", NULL, test_broadcast);
  add ("/mb/client-typed/alone", NULL, test_alone);
  add ("/mb/client-typed/identify", NULL, test_identify);
  add ("/mb/client-typed/identify-for-ever", NULL, test_identify_for_ever);
  add ("/mb/client-typed/identify-fails", NULL, test_identify_fails);
  return g_test_run ();
}
