/* test-datastore.c: blocks, presets, ranges over several blocks, writes that change all or nothing.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-datastore.h"

#include "hex.h"

static void
test_blocks (void)
{
  g_autoptr (MbDatastore) store = mb_datastore_new ();

  mb_datastore_add_block (store, MB_TABLE_HOLDING_REGISTERS, 20, 10, 7);
  mb_datastore_add_block (store, MB_TABLE_HOLDING_REGISTERS, 10, 10, 5);
  mb_datastore_add_block (store, MB_TABLE_HOLDING_REGISTERS, 65530, 6, 9);
  g_assert_true (mb_datastore_covers (store, MB_TABLE_HOLDING_REGISTERS, 10, 20));
  g_assert_false (mb_datastore_covers (store, MB_TABLE_HOLDING_REGISTERS, 9, 2));
  g_assert_false (mb_datastore_covers (store, MB_TABLE_HOLDING_REGISTERS, 29, 2));
  g_assert_true (mb_datastore_covers (store, MB_TABLE_HOLDING_REGISTERS, 65530, 6));
  g_assert_false (mb_datastore_covers (store, MB_TABLE_HOLDING_REGISTERS, 65530, 7));
  g_assert_false (mb_datastore_covers (store, MB_TABLE_INPUT_REGISTERS, 10, 1));
  g_assert_cmpuint (mb_datastore_get (store, MB_TABLE_HOLDING_REGISTERS, 19), ==, 5);
  g_assert_cmpuint (mb_datastore_get (store, MB_TABLE_HOLDING_REGISTERS, 20), ==, 7);
  mb_datastore_set (store, MB_TABLE_HOLDING_REGISTERS, 65535, 0xbeef);
  g_assert_cmpuint (mb_datastore_get (store, MB_TABLE_HOLDING_REGISTERS, 65535), ==, 0xbeef);
}

static guint8
run (MbDatastore *store,
     const char  *pdu_hex,
     MbResponse  *response,
     guint8      *data)
{
  g_autoptr (GBytes) pdu = hex_bytes (pdu_hex);
  MbRequest request;

  g_assert_cmpuint (mb_request_parse (&request, g_bytes_get_data (pdu, NULL),
                                      g_bytes_get_size (pdu)), ==, 0);
  return mb_datastore_execute (store, &request, response, data);
}

static void
test_over_blocks (void)
{
  g_autoptr (MbDatastore) store = mb_datastore_new ();
  guint8 data[MB_PDU_MAX];
  MbResponse response;

  mb_datastore_add_block (store, MB_TABLE_HOLDING_REGISTERS, 0, 2, 1);
  mb_datastore_add_block (store, MB_TABLE_HOLDING_REGISTERS, 2, 2, 2);
  mb_datastore_add_block (store, MB_TABLE_COILS, 0, 3, 1);
  mb_datastore_add_block (store, MB_TABLE_COILS, 3, 7, 0);
  g_assert_cmpuint (run (store, "10 0001 0002 04 aaaa bbbb", &response, data), ==, 0);
  g_assert_cmpuint (run (store, "03 0000 0004", &response, data), ==, 0);
  g_assert_cmpuint (response.data_len, ==, 8);
  g_assert_cmpuint (mb_response_get_register (&response, 0), ==, 1);
  g_assert_cmpuint (mb_response_get_register (&response, 1), ==, 0xaaaa);
  g_assert_cmpuint (mb_response_get_register (&response, 2), ==, 0xbbbb);
  g_assert_cmpuint (mb_response_get_register (&response, 3), ==, 2);
  g_assert_cmpuint (run (store, "01 0001 0009", &response, data), ==, 0);
  g_assert_cmpuint (response.data_len, ==, 2);
  g_assert_cmpuint (data[0], ==, 0x03);
  g_assert_cmpuint (data[1], ==, 0x00);
  g_assert_cmpuint (run (store, "0f 0002 0008 01 55", &response, data), ==, 0);
  g_assert_cmpuint (run (store, "05 0000 0000", &response, data), ==, 0);
  g_assert_cmpuint (run (store, "05 0001 ff00", &response, data), ==, 0);
  g_assert_cmpuint (run (store, "01 0000 000a", &response, data), ==, 0);
  g_assert_cmpuint (data[0], ==, 0x56);
  g_assert_cmpuint (data[1], ==, 0x01);
}

/* Both ranges of 23 are checked before anything is written (V1.1b3, 6.17). */
static void
test_all_or_nothing (void)
{
  g_autoptr (MbDatastore) store = mb_datastore_new ();
  guint8 data[MB_PDU_MAX];
  MbResponse response;

  mb_datastore_add_block (store, MB_TABLE_HOLDING_REGISTERS, 0, 4, 1);
  g_assert_cmpuint (run (store, "17 0004 0001 0000 0001 02 ffff", &response, data), ==, 2);
  g_assert_cmpuint (run (store, "17 0000 0001 0003 0002 04 ffff ffff", &response, data), ==, 2);
  g_assert_cmpuint (run (store, "10 0003 0002 04 ffff ffff", &response, data), ==, 2);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (mb_datastore_get (store, MB_TABLE_HOLDING_REGISTERS, i), ==, 1);
  g_assert_cmpuint (run (store, "17 0001 0002 0000 0002 04 0005 0006", &response, data), ==, 0);
  g_assert_cmpuint (mb_response_get_register (&response, 0), ==, 6);
  g_assert_cmpuint (mb_response_get_register (&response, 1), ==, 1);
}

/* What must not be written is read, and keeps the rest of a write from being carried out. */
static void
test_locked (void)
{
  static const char *const writes[] = {
    "06 0003 1234", "10 0002 0002 04 aaaa bbbb", "16 0003 0000 ffff",
    "17 0000 0001 0002 0003 06 aaaa bbbb cccc", "05 0009 ff00", "0f 0008 0003 01 07",
  };
  g_autoptr (MbDatastore) store = mb_datastore_new ();
  guint8 data[MB_PDU_MAX];
  MbResponse response;

  mb_datastore_add_block (store, MB_TABLE_HOLDING_REGISTERS, 0, 3, 5);
  mb_datastore_add_block (store, MB_TABLE_HOLDING_REGISTERS, 3, 4, 5);
  mb_datastore_add_block (store, MB_TABLE_COILS, 0, 20, 0);
  mb_datastore_lock (store, MB_TABLE_HOLDING_REGISTERS, 3, 2);
  mb_datastore_lock (store, MB_TABLE_COILS, 9, 1);
  for (guint i = 0; i < G_N_ELEMENTS (writes); i++)
    g_assert_cmpuint (run (store, writes[i], &response, data), ==, 2);
  for (guint16 i = 0; i < 7; i++)
    g_assert_cmpuint (mb_datastore_get (store, MB_TABLE_HOLDING_REGISTERS, i), ==, 5);
  g_assert_cmpuint (mb_datastore_get (store, MB_TABLE_COILS, 8), ==, 0);

  g_assert_cmpuint (run (store, "03 0000 0007", &response, data), ==, 0);
  g_assert_cmpuint (run (store, "17 0003 0002 0005 0002 04 aaaa bbbb", &response, data), ==, 0);
  g_assert_cmpuint (run (store, "06 0002 1234", &response, data), ==, 0);
  g_assert_cmpuint (run (store, "05 000a ff00", &response, data), ==, 0);
  mb_datastore_set (store, MB_TABLE_HOLDING_REGISTERS, 3, 6);
  g_assert_cmpuint (mb_datastore_get (store, MB_TABLE_HOLDING_REGISTERS, 3), ==, 6);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/datastore/blocks", test_blocks);
  g_test_add_func ("/mb/datastore/over-blocks", test_over_blocks);
  g_test_add_func ("/mb/datastore/all-or-nothing", test_all_or_nothing);
  g_test_add_func ("/mb/datastore/locked", test_locked);
  return g_test_run ();
}
