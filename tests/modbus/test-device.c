/* test-device.c: a device asked function by function: diagnostics, files, masks, queues, identity.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-device.h"
#include "modbus/mb-file-group.h"
#include "hex.h"

/* Asks as a server does; the reply in hex, "" for none. */
static char *
ask (MbDevice   *device,
     const char *pdu_hex)
{
  g_autoptr (GBytes) pdu = hex_bytes (pdu_hex);
  guint8 data[MB_PDU_MAX], reply[MB_PDU_MAX];
  MbRequest request;
  MbResponse response;
  guint8 exception = mb_request_parse (&request, g_bytes_get_data (pdu, NULL),
                                       g_bytes_get_size (pdu));
  gsize len;

  if (exception == 0)
    exception = mb_device_execute (device, &request, &response, data);
  if (!mb_device_settle (device, &request, exception))
    return g_strdup ("");
  if (exception != 0)
    response = (MbResponse) { .function = request.function, .is_exception = TRUE,
                              .exception = exception };
  len = mb_response_encode (&response, reply, sizeof reply);
  g_assert_cmpuint (len, >, 0);

  /* What a server answers is what a client takes. */
  g_assert_cmpint (mb_response_parse (&response, &request, reply, len), ==, MB_BREACH_NONE);
  return hex_text (reply, len);
}

typedef struct
{
  const char *request;
  const char *reply;
} Step;

static void
run (MbDevice   *device,
     const Step *steps,
     guint       n_steps)
{
  for (guint i = 0; i < n_steps; i++)
    {
      g_autofree char *reply = ask (device, steps[i].request);
      g_autoptr (GBytes) want = hex_bytes (steps[i].reply);
      g_autofree char *want_hex = hex_text (g_bytes_get_data (want, NULL),
                                            g_bytes_get_size (want));

      g_test_message ("%u: %s", i, steps[i].request);
      g_assert_cmpstr (reply, ==, want_hex);
    }
}

#define RUN(device, steps) run (device, steps, G_N_ELEMENTS (steps))

/* The example of V1.1b3, 6.16, and each bit rule alone. */
static void
test_mask (void)
{
  static const Step steps[] = {
    { "06 0004 0012", "06 0004 0012" }, { "16 0004 00f2 0025", "16 0004 00f2 0025" },
    { "03 0004 0001", "03 02 0017" }, { "16 0004 ffff ffff", "16 0004 ffff ffff" },
    { "03 0004 0001", "03 02 0017" }, { "16 0004 0000 8001", "16 0004 0000 8001" },
    { "03 0004 0001", "03 02 8001" }, { "16 0032 0000 0000", "96 02" },
    { "16 0004 0000", "96 03" },
  };
  g_autoptr (MbDevice) device = mb_device_new ();

  mb_datastore_add_block (mb_device_get_store (device), MB_TABLE_HOLDING_REGISTERS, 0, 50, 0);
  RUN (device, steps);
}

/* First the address, then the count, then what is queued; reading changes nothing. */
static void
test_queue (void)
{
  static const Step steps[] = {
    { "18 0000", "18 0002 0000" }, { "10 0000 0003 06 0002 01b8 1284", "10 0000 0003" },
    { "18 0000", "18 0006 0002 01b8 1284" }, { "18 0000", "18 0006 0002 01b8 1284" },
    { "06 0000 0020", "06 0000 0020" }, { "18 0000", "98 03" },
    { "18 0032", "98 02" }, { "06 0031 0001", "06 0031 0001" }, { "18 0031", "98 02" },
    { "18 00", "98 03" },
  };
  g_autoptr (MbDevice) device = mb_device_new ();

  mb_datastore_add_block (mb_device_get_store (device), MB_TABLE_HOLDING_REGISTERS, 0, 50, 0);
  RUN (device, steps);
}

static void
test_status (void)
{
  static const Step steps[] = {
    { "07", "07 00" }, { "0f 0000 0005 01 0d", "0f 0000 0005" }, { "07", "07 0d" },
    { "07 00", "87 03" },
  };
  g_autoptr (MbDevice) device = mb_device_new ();

  mb_datastore_add_block (mb_device_get_store (device), MB_TABLE_COILS, 0, 5, 0);
  RUN (device, steps);
}

/* All groups are checked before one is written. */
static void
test_files (void)
{
  static const Step steps[] = {
    { "14 07 06 0004 0001 0002", "14 06 05 06 0000 0000" },
    { "15 0d 06 0004 0007 0003 06af 04be 100d", "15 0d 06 0004 0007 0003 06af 04be 100d" },
    { "14 0e 06 0004 0008 0001 06 0003 0009 0001", "14 08 03 06 04be 03 06 0000" },
    { "15 12 06 0004 0007 0001 ffff 06 0005 0000 0001 ffff", "95 02" },
    { "15 12 06 0004 0007 0001 ffff 06 0003 000a 0001 ffff", "95 02" },
    { "14 07 06 0004 0007 0003", "14 08 07 06 06af 04be 100d" },
    { "14 07 06 0003 0009 0001", "14 04 03 06 0000" },
    { "14 07 06 0003 000a 0001", "94 02" }, { "14 07 06 0003 0009 0002", "94 02" },
    { "14 07 06 0009 0000 0001", "94 02" }, { "14 07 05 0004 0000 0001", "94 02" },
    { "14 07 06 0004 270f 0001", "14 04 03 06 0000" }, { "14 07 06 0004 2710 0001", "94 02" },
    { "14 07 06 0004 0000 0000", "94 03" }, { "14 06 06 0004 0000 0001", "94 03" },
  };
  static const Step none[] = {
    { "14 07 06 0004 0000 0001", "94 01" }, { "15 09 06 0004 0000 0001 0000", "95 01" },
  };
  g_autoptr (MbDevice) device = mb_device_new ();
  g_autoptr (MbDevice) without = mb_device_new ();

  mb_file_store_add (mb_device_get_files (device), 3, 10);
  mb_file_store_add (mb_device_get_files (device), 4, MB_FILE_N_RECORDS);
  RUN (device, steps);
  RUN (without, none);
}

static void
test_counters (void)
{
  static const Step steps[] = {
    { "0b", "0b 0000 0000" },           /* its own reading does not count */
    { "08 0000 a537", "08 0000 a537" },
    { "0b", "0b 0000 0001" },
    { "63", "e3 01" },                  /* nor does an exception */
    { "0b", "0b 0000 0001" },
    { "08 000b 0000", "08 000b 0006" }, /* messages, with this one */
    { "08 000e 0000", "08 000e 0007" },
    { "08 000d 0000", "08 000d 0001" },
    { "08 000c 0000", "08 000c 0000" },
    { "08 000f 0000", "08 000f 0000" },
    { "08 0010 0000", "08 0010 0000" },
    { "08 0011 0000", "08 0011 0000" },
    { "08 0012 0000", "08 0012 0000" },
    { "08 0002 0000", "08 0002 0000" },
    { "08 0003 0d00", "08 0003 0d00" },
    { "08 0014 0000", "08 0014 0000" },
    { "08 000a 0000", "08 000a 0000" },
    { "08 000d 0000", "08 000d 0000" },
    { "08 000b 0000", "08 000b 0002" },
    { "0b", "0b 0000 0003" },
    { "08 0013 0000", "88 01" },
    { "08 0005 0000", "88 01" },
    { "08 0001 0001", "88 03" },
  };
  g_autoptr (MbDevice) device = mb_device_new ();

  RUN (device, steps);
}

/* Events with the newest first: 80 received, 40 sent, 41 sent exception 1 to 3, 00 restart. */
static void
test_log (void)
{
  static const Step steps[] = {
    { "0c", "0c 07 0000 0000 0001 80" },
    { "63", "e3 01" },
    { "0c", "0c 0b 0000 0001 0003 80 41 80 40 80" },
    { "08 0001 0000", "08 0001 0000" },
    { "0c", "0c 10 0000 0001 0001 80 40 00 80 40 80 41 80 40 80" },
    { "08 0001 ff00", "08 0001 ff00" },
    { "0c", "0c 09 0000 0001 0001 80 40 00" },
  };
  g_autoptr (MbDevice) device = mb_device_new ();
  g_autofree char *reply = NULL;

  RUN (device, steps);
  for (guint i = 0; i < 40; i++)
    g_free (ask (device, "08 0000"));
  /* 64 events at most. */
  reply = ask (device, "0c");
  g_assert_cmpuint (strlen (reply), ==, 2 * (2 + 6 + 64));
  g_assert_true (g_str_has_prefix (reply, "0c460000"));
}

/* 04 ends all replies, 01 brings them back and has none itself (V1.1b3, 6.8.1). */
static void
test_listen_only (void)
{
  static const Step steps[] = {
    { "08 0004 0000", "" }, { "06 0000 0001", "" }, { "63", "" }, { "08 0000 0000", "" },
    { "08 0001 0001", "" }, { "08 0001 0000", "" },
    { "03 0000 0001", "03 02 0000" }, { "08 000f 0000", "08 000f 0001" },
    { "08 000e 0000", "08 000e 0003" }, { "08 0001 0000", "08 0001 0000" },
  };
  g_autoptr (MbDevice) device = mb_device_new ();

  mb_datastore_add_block (mb_device_get_store (device), MB_TABLE_HOLDING_REGISTERS, 0, 1, 0);
  RUN (device, steps);
}

static void
test_identification (void)
{
  static const Step steps[] = {
    { "2b 0e 01 00", "2b 0e 01 81 00 00 03 00 01 41 01 01 42 02 01 43" },
    { "2b 0e 03 01", "2b 0e 03 81 00 00 02 01 01 42 02 01 43" },
    { "2b 0e 02 09", "2b 0e 02 81 00 00 03 00 01 41 01 01 42 02 01 43" },
    { "2b 0e 04 02", "2b 0e 04 81 00 00 01 02 01 43" },
    { "2b 0e 04 03", "ab 02" }, { "2b 0e 05 00", "ab 03" }, { "2b 0e 00 00", "ab 03" },
    { "2b 0e 05 03", "ab 02" }, { "2b 0e 01", "ab 03" }, { "2b 0d", "ab 01" },
    { "2b 0f 00", "ab 01" }, { "2b", "ab 03" }, { "11", "11 05 2a ff 41 42 43" },
  };
  static const Step more[] = {
    { "2b 0e 01 00", "2b 0e 01 83 00 00 03 00 01 41 01 01 42 02 01 43" },
    { "2b 0e 02 00", "2b 0e 02 83 00 00 04 00 01 41 01 01 42 02 01 43 04 01 44" },
    { "2b 0e 04 80", "2b 0e 04 83 00 00 01 80 02 ff00" },
  };
  g_autoptr (MbDevice) device = mb_device_new ();
  MbIdentification *identification = mb_device_get_identification (device);

  mb_identification_set_text (identification, 0, "A");
  mb_identification_set_text (identification, 1, "B");
  mb_identification_set_text (identification, 2, "C");
  mb_identification_set_server_id (identification, 42, TRUE, "ABC");
  RUN (device, steps);
  mb_identification_set_text (identification, 4, "D");
  mb_identification_set (identification, 128, (const guint8 *) "\xff\0", 2);
  RUN (device, more);
}

/* Objects that do not fit into one answer are asked for again, and none is lost or split. */
static void
test_more_follows (void)
{
  g_autoptr (MbDevice) device = mb_device_new ();
  MbIdentification *identification = mb_device_get_identification (device);
  g_autofree char *longest = g_strnfill (300, 'x');
  guint8 next = 0;
  guint n_objects = 0, n_rounds = 0;
  guint8 more = 0xff;

  for (guint id = 128; id < 256; id++)
    mb_identification_set_text (identification, (guint8) id, longest + (id % 3) * 100);
  while (more == 0xff)
    {
      MbRequest request = mb_request_identify (3, next);
      guint8 data[MB_PDU_MAX], pdu[MB_PDU_MAX];
      MbResponse response;
      gsize len;

      g_assert_cmpuint (mb_device_execute (device, &request, &response, data), ==, 0);
      len = mb_response_encode (&response, pdu, sizeof pdu);
      g_assert_cmpuint (len, >, 0);
      g_assert_cmpint (mb_response_parse (&response, &request, pdu, len), ==, MB_BREACH_NONE);
      g_assert_cmpuint (response.quantity, >, 0);
      more = response.more_follows;
      g_assert_true (more == 0 ? response.next_object == 0 : response.next_object > next);
      next = response.next_object;
      n_objects += response.quantity;
      g_assert_cmpuint (++n_rounds, <=, 256);
    }
  g_assert_cmpuint (n_objects, ==, 3 + 128);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/device/mask", test_mask);
  g_test_add_func ("/mb/device/queue", test_queue);
  g_test_add_func ("/mb/device/status", test_status);
  g_test_add_func ("/mb/device/files", test_files);
  g_test_add_func ("/mb/device/counters", test_counters);
  g_test_add_func ("/mb/device/log", test_log);
  g_test_add_func ("/mb/device/listen-only", test_listen_only);
  g_test_add_func ("/mb/device/identification", test_identification);
  g_test_add_func ("/mb/device/more-follows", test_more_follows);
  return g_test_run ();
}
