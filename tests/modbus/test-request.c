/* test-request.c: requests encoded, checked and parsed, against the examples of V1.1b3.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-error.h"
#include "modbus/mb-request.h"
#include "modbus/mb-wire.h"
#include "hex.h"

static guint8
parse (MbRequest  *request,
       const char *hex)
{
  /* The bytes of one case live until the next one. */
  static GBytes *bytes;
  gsize len;
  const guint8 *pdu;

  g_clear_pointer (&bytes, g_bytes_unref);
  if (hex == NULL)
    return 0;
  bytes = hex_bytes (hex);
  pdu = g_bytes_get_data (bytes, &len);
  return mb_request_parse (request, pdu, len);
}

static void
assert_encodes (const MbRequest *request,
                const char      *hex)
{
  guint8 pdu[MB_PDU_MAX];
  gsize len = mb_request_encode (request, pdu, sizeof pdu);
  g_autofree char *text = hex_text (pdu, len);
  g_autoptr (GError) error = NULL;
  MbRequest again;

  g_assert_cmpstr (text, ==, hex);
  mb_request_is_valid (request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mb_request_encode (request, pdu, len - 1), ==, 0);

  g_assert_cmpuint (mb_request_parse (&again, pdu, len), ==, 0);
  g_assert_cmpuint (again.function, ==, request->function);
  g_assert_cmpuint (again.address, ==, request->address);
  g_assert_cmpuint (again.quantity, ==, request->quantity);
  g_assert_cmpuint (again.write_address, ==, request->write_address);
  g_assert_cmpuint (again.write_quantity, ==, request->write_quantity);
  g_assert_cmpmem (again.data, again.data_len, request->data, request->data_len);
}

static void
test_examples (void)
{
  MbRequest request;

  request = mb_request_read (MB_TABLE_COILS, 0x13, 0x13);
  assert_encodes (&request, "0100130013");
  request = mb_request_read (MB_TABLE_DISCRETE_INPUTS, 0xc4, 0x16);
  assert_encodes (&request, "0200c40016");
  request = mb_request_read (MB_TABLE_HOLDING_REGISTERS, 0x6b, 3);
  assert_encodes (&request, "03006b0003");
  request = mb_request_read (MB_TABLE_INPUT_REGISTERS, 8, 1);
  assert_encodes (&request, "0400080001");
  request = mb_request_write (5, 0xac, 1, (const guint8 *) "\xff\x00", 2);
  assert_encodes (&request, "0500acff00");
  request = mb_request_write (6, 1, 1, (const guint8 *) "\x00\x03", 2);
  assert_encodes (&request, "0600010003");
  request = mb_request_write (15, 0x13, 10, (const guint8 *) "\xcd\x01", 2);
  assert_encodes (&request, "0f0013000a02cd01");
  request = mb_request_write (16, 1, 2, (const guint8 *) "\x00\x0a\x01\x02", 4);
  assert_encodes (&request, "100001000204000a0102");
  request = mb_request_read_write (3, 6, 14, 3, (const guint8 *) "\x00\xff\x00\xff\x00\xff");
  assert_encodes (&request, "1700030006000e00030600ff00ff00ff");
}

static void
test_accessors (void)
{
  MbRequest request;

  g_assert_cmpuint (parse (&request, "0f 0013 000a 02 cd01"), ==, 0);
  g_assert_true (mb_request_get_bit (&request, 0));
  g_assert_false (mb_request_get_bit (&request, 1));
  g_assert_true (mb_request_get_bit (&request, 8));
  g_assert_cmpuint (parse (&request, "05 0001 ff00"), ==, 0);
  g_assert_true (mb_request_get_bit (&request, 0));
  g_assert_cmpuint (parse (&request, "05 0001 0000"), ==, 0);
  g_assert_false (mb_request_get_bit (&request, 0));
  g_assert_cmpuint (parse (&request, "06 0001 1234"), ==, 0);
  g_assert_cmphex (mb_request_get_register (&request, 0), ==, 0x1234);
  g_assert_cmpuint (parse (&request, "10 0001 0002 04 000a 0102"), ==, 0);
  g_assert_cmphex (mb_request_get_register (&request, 1), ==, 0x0102);
}

/* Whatever is wrong inside a known function is exception 3; the address range is not judged. */
static void
test_refused (void)
{
  static const char *const wrong[] = {
    "01", "01 00", "01 0000", "01 0000 00", "01 0000 0001 00", "01 0000 0000", "01 0000 07d1",
    "02 0000 07d1", "03 0000 0000", "03 0000 007e", "04 0000 007e", "04 0000 0001 00",
    "05 0000 0001", "05 0000 ff01", "05 0000 00ff", "05 0000 ff", "05 0000 ff00 00",
    "06 0000 00", "06 0000 0000 00",
    "0f 0000 0000 00", "0f 0000 0001 00", "0f 0000 0001 01", "0f 0000 0001 02 0101",
    "0f 0000 0009 01 01", "0f 0000 0008 01 ff ff", "0f 0000 0001",
    "10 0000 0001 02 00", "10 0000 0001 01 00", "10 0000 0001 04 0000 0000",
    "10 0000 0001 02 0000 00", "10 0000 0000 00", "10 0000 007c f8",
    "17 0000 0001 0000 0001 02 00", "17 0000 0000 0000 0001 02 0000",
    "17 0000 007e 0000 0001 02 0000", "17 0000 0001 0000 0000 00", "17 0000 0001 0000 0001",
    "17 0000 0001 0000 0001 03 0000 00",
  };
  MbRequest request;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_test_message ("%s", wrong[i]);
      g_assert_cmpuint (parse (&request, wrong[i]), ==, 3);
    }
  g_assert_cmpuint (parse (&request, "03 ffff 007d"), ==, 0);
}

static void
test_largest (void)
{
  guint8 data[246] = { 0xff, 0x01 };
  guint8 pdu[MB_PDU_MAX];
  MbRequest request;
  g_autoptr (GError) error = NULL;

  request = mb_request_write (15, 0, 1968, data, 246);
  g_assert_true (mb_request_is_valid (&request, &error));
  g_assert_cmpuint (mb_request_encode (&request, pdu, sizeof pdu), ==, 252);
  g_assert_cmpuint (mb_request_parse (&request, pdu, 252), ==, 0);
  request = mb_request_write (16, 65536 - 123, 123, data, 246);
  g_assert_true (mb_request_is_valid (&request, &error));
  g_assert_cmpuint (mb_request_encode (&request, pdu, sizeof pdu), ==, 252);
  g_assert_cmpuint (mb_request_parse (&request, pdu, 252), ==, 0);
  request = mb_request_read_write (0, 125, 0, 121, data);
  g_assert_true (mb_request_is_valid (&request, &error));
  g_assert_cmpuint (mb_request_encode (&request, pdu, sizeof pdu), ==, 252);
  g_assert_cmpuint (mb_request_parse (&request, pdu, 252), ==, 0);
}

static void
test_opaque (void)
{
  static const char *const unknown[] = { "00", "63", "63 0102", "2b 05 01 00", "83 02", "ff" };
  guint8 pdu[MB_PDU_MAX];
  guint8 data[MB_PDU_MAX] = { 1, 2 };
  MbRequest request;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    g_assert_cmpuint (parse (&request, unknown[i]), ==, 1);

  g_assert_cmpuint (parse (&request, "63 0102"), ==, 1);
  g_assert_cmpuint (request.function, ==, 0x63);
  g_assert_cmpmem (request.data, request.data_len, data, 2);
  g_assert_true (mb_request_is_valid (&request, &error));
  g_assert_cmpuint (mb_request_encode (&request, pdu, sizeof pdu), ==, 3);
  g_assert_cmpmem (pdu, 3, "\x63\x01\x02", 3);

  request = mb_request_write (0x63, 0, 0, data, 252);
  g_assert_true (mb_request_is_valid (&request, NULL));
  g_assert_cmpuint (mb_request_encode (&request, pdu, sizeof pdu), ==, 253);
  request.data_len = 253;
  g_assert_false (mb_request_is_valid (&request, &error));
  g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
  request = mb_request_write (0, 0, 0, NULL, 0);
  g_assert_false (mb_request_is_valid (&request, NULL));
  request = mb_request_write (0x83, 0, 0, NULL, 0);
  g_assert_false (mb_request_is_valid (&request, NULL));

  g_assert_cmpuint (mb_request_parse (&request, NULL, 0), ==, 1);
}

static void
assert_invalid (MbRequest   request,
                const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mb_request_is_valid (&request, &error));
  g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” does not say “%s”", error->message, part);
}

static void
test_invalid (void)
{
  static const guint8 data[256] = { 0xff, 0x01 };

  assert_invalid (mb_request_read (MB_TABLE_COILS, 0, 0), "1 to 2000");
  assert_invalid (mb_request_read (MB_TABLE_COILS, 0, 2001), "not 2001");
  assert_invalid (mb_request_read (MB_TABLE_INPUT_REGISTERS, 0, 126), "1 to 125");
  assert_invalid (mb_request_read (MB_TABLE_HOLDING_REGISTERS, 65535, 2), "65535");
  assert_invalid (mb_request_write (5, 0, 1, data, 2), "not FF01");
  assert_invalid (mb_request_write (5, 0, 2, data, 2), "not 2");
  assert_invalid (mb_request_write (6, 0, 1, data, 1), "2 bytes");
  assert_invalid (mb_request_write (6, 0, 1, NULL, 2), "2 bytes");
  assert_invalid (mb_request_write (15, 0, 9, data, 1), "2 bytes");
  assert_invalid (mb_request_write (15, 0, 1969, data, 247), "1968");
  assert_invalid (mb_request_write (16, 0, 124, data, 248), "123");
  assert_invalid (mb_request_write (16, 65535, 2, data, 4), "65535");
  assert_invalid (mb_request_read_write (0, 1, 0, 122, data), "121");
  assert_invalid (mb_request_read_write (0, 126, 0, 1, data), "125");
  assert_invalid (mb_request_read_write (0, 1, 65535, 2, data), "65535");
}

/* What the protocol allows is read, what it does not is sent all the same. */
static void
test_from_pdu (void)
{
  static const struct
  {
    const char *pdu;
    gboolean    is_raw;
  } cases[] = {
    { "0300000001", FALSE }, { "0500acff00", FALSE }, { "07", FALSE }, { "640102", FALSE },
    { "7f", FALSE }, { "2b0e0100", FALSE }, { "00", TRUE }, { "80", TRUE }, { "8301", TRUE },
    { "0300000000", TRUE }, { "030000007e", TRUE }, { "03ffff0002", TRUE },
    { "0300000001ff", TRUE }, { "0500ac0001", TRUE }, { "10000100010200", TRUE }, { "03", TRUE },
    { "06", TRUE }, { "2b0e", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = hex_bytes (cases[i].pdu);
      guint8 pdu[MB_PDU_MAX];
      g_autoptr (GError) error = NULL;
      MbRequest request;

      g_test_message ("%s", cases[i].pdu);
      g_assert_true (mb_request_from_pdu (&request, g_bytes_get_data (bytes, NULL),
                                          g_bytes_get_size (bytes), &error));
      g_assert_no_error (error);
      g_assert_cmpint (request.is_raw, ==, cases[i].is_raw);
      g_assert_true (mb_request_is_valid (&request, NULL));
      g_assert_cmpmem (pdu, mb_request_encode (&request, pdu, sizeof pdu),
                       g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
}

static void
test_from_pdu_size (void)
{
  g_autofree guint8 *pdu = g_malloc0 (MB_PDU_MAX + 1);
  g_autoptr (GError) error = NULL;
  MbRequest request;

  pdu[0] = 3;
  g_assert_true (mb_request_from_pdu (&request, pdu, MB_PDU_MAX, NULL));
  g_assert_false (mb_request_from_pdu (&request, pdu, MB_PDU_MAX + 1, NULL));
  g_assert_false (mb_request_from_pdu (&request, NULL, 0, &error));
  g_assert_error (error, MB_ERROR, MB_ERROR_INVALID);
}

static void
test_boxed (void)
{
  guint8 data[] = { 0x12, 0x34 };
  MbRequest request = mb_request_write (6, 7, 1, data, 2);
  g_autoptr (MbRequest) copy = mb_request_dup (&request);

  data[0] = 0;
  g_assert_cmphex (mb_request_get_register (copy, 0), ==, 0x1234);
  g_assert_cmpuint (copy->address, ==, 7);
  g_assert_true (G_TYPE_IS_BOXED (MB_TYPE_REQUEST));
  mb_request_free (NULL);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/request/examples", test_examples);
  g_test_add_func ("/mb/request/accessors", test_accessors);
  g_test_add_func ("/mb/request/refused", test_refused);
  g_test_add_func ("/mb/request/largest", test_largest);
  g_test_add_func ("/mb/request/opaque", test_opaque);
  g_test_add_func ("/mb/request/invalid", test_invalid);
  g_test_add_func ("/mb/request/from-pdu", test_from_pdu);
  g_test_add_func ("/mb/request/from-pdu-size", test_from_pdu_size);
  g_test_add_func ("/mb/request/boxed", test_boxed);
  status = g_test_run ();
  parse (NULL, NULL);
  return status;
}
