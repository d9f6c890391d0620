/* test-response.c: responses encoded, and parsed against their requests.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-response.h"
#include "hex.h"

typedef struct
{
  const char *request;
  const char *response;
  MbBreach    breach;
} Case;

/* Examples of V1.1b3, 6, then one of each thing a reply can do wrong. */
static const Case cases[] = {
  { "01 0013 0013", "01 03 cd6b05", MB_BREACH_NONE },
  { "02 00c4 0016", "02 03 acdb35", MB_BREACH_NONE },
  { "03 006b 0003", "03 06 022b00000064", MB_BREACH_NONE },
  { "04 0008 0001", "04 02 000a", MB_BREACH_NONE },
  { "05 00ac ff00", "05 00ac ff00", MB_BREACH_NONE },
  { "06 0001 0003", "06 0001 0003", MB_BREACH_NONE },
  { "0f 0013 000a 02 cd01", "0f 0013 000a", MB_BREACH_NONE },
  { "10 0001 0002 04 000a0102", "10 0001 0002", MB_BREACH_NONE },
  { "17 0003 0006 000e 0003 06 00ff00ff00ff", "17 0c 00fe0acd00010003000d00ff",
    MB_BREACH_NONE },
  { "63 01", "63 0203", MB_BREACH_NONE },
  { "63", "63", MB_BREACH_NONE },
  { "03 006b 0003", "83 02", MB_BREACH_NONE },
  { "63 01", "e3 01", MB_BREACH_NONE },
  { "03 006b 0003", "83 00", MB_BREACH_NONE },

  { "03 006b 0003", "", MB_BREACH_LENGTH },
  { "03 006b 0003", "04 06 022b00000064", MB_BREACH_FUNCTION },
  { "03 006b 0003", "84 02", MB_BREACH_FUNCTION },
  { "03 006b 0003", "83", MB_BREACH_EXCEPTION },
  { "03 006b 0003", "83 02 00", MB_BREACH_EXCEPTION },
  { "03 006b 0003", "03", MB_BREACH_LENGTH },
  { "03 006b 0003", "03 00", MB_BREACH_BYTE_COUNT },
  { "03 006b 0003", "03 04 022b0000", MB_BREACH_BYTE_COUNT },
  { "03 006b 0003", "03 06 022b0000", MB_BREACH_BYTE_COUNT },
  { "03 006b 0003", "03 06 022b0000006400", MB_BREACH_BYTE_COUNT },
  { "03 006b 0003", "03 05 022b000000", MB_BREACH_BYTE_COUNT },
  { "01 0013 0013", "01 02 cd6b", MB_BREACH_BYTE_COUNT },
  { "01 0013 0013", "01 04 cd6b0500", MB_BREACH_BYTE_COUNT },
  { "05 00ac ff00", "05 00ac ff", MB_BREACH_LENGTH },
  { "05 00ac ff00", "05 00ac ff0000", MB_BREACH_LENGTH },
  { "05 00ac ff00", "05 00ac 0000", MB_BREACH_ECHO },
  { "05 00ac ff00", "05 00ad ff00", MB_BREACH_ECHO },
  { "06 0001 0003", "06 0001 0004", MB_BREACH_ECHO },
  { "06 0001 0003", "06", MB_BREACH_LENGTH },
  { "0f 0013 000a 02 cd01", "0f 0013 000b", MB_BREACH_ECHO },
  { "0f 0013 000a 02 cd01", "0f 0014 000a", MB_BREACH_ECHO },
  { "10 0001 0002 04 000a0102", "10 0001", MB_BREACH_LENGTH },
  { "10 0001 0002 04 000a0102", "10 0001 0002 04", MB_BREACH_LENGTH },
  { "17 0003 0001 000e 0001 02 00ff", "17 04 00fe0acd", MB_BREACH_BYTE_COUNT },
};

static void
test_parse (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GBytes) request_bytes = hex_bytes (c->request);
  g_autoptr (GBytes) response_bytes = hex_bytes (c->response);
  guint8 again[MB_PDU_MAX];
  MbRequest request;
  MbResponse response;
  const guint8 *pdu;
  gsize len;

  pdu = g_bytes_get_data (request_bytes, &len);
  mb_request_parse (&request, pdu, len);
  pdu = g_bytes_get_data (response_bytes, &len);
  g_assert_cmpint (mb_response_parse (&response, &request, pdu, len), ==, c->breach);
  if (c->breach != MB_BREACH_NONE)
    return;

  g_assert_cmpuint (response.function, ==, request.function);
  g_assert_cmpuint (response.address, ==, request.address);
  g_assert_cmpuint (response.quantity, ==, request.quantity);
  g_assert_cmpuint (mb_response_encode (&response, again, sizeof again), ==, len);
  g_assert_cmpmem (again, len, pdu, len);
  g_assert_cmpuint (mb_response_encode (&response, again, len - 1), ==, 0);
}

static void
test_accessors (void)
{
  MbRequest request = mb_request_read (MB_TABLE_COILS, 0x13, 0x13);
  MbResponse response;

  g_assert_cmpint (mb_response_parse (&response, &request, (const guint8 *) "\x01\x03\xcd\x6b\x05",
                                      5), ==, MB_BREACH_NONE);
  g_assert_true (mb_response_get_bit (&response, 0));
  g_assert_false (mb_response_get_bit (&response, 1));
  g_assert_true (mb_response_get_bit (&response, 18));

  request = mb_request_read (MB_TABLE_HOLDING_REGISTERS, 0x6b, 3);
  g_assert_cmpint (mb_response_parse (&response, &request,
                                      (const guint8 *) "\x03\x06\x02\x2b\x00\x00\x00\x64", 8),
                   ==, MB_BREACH_NONE);
  g_assert_cmpuint (mb_response_get_register (&response, 0), ==, 555);
  g_assert_cmpuint (mb_response_get_register (&response, 2), ==, 100);

  g_assert_cmpint (mb_response_parse (&response, &request, (const guint8 *) "\x83\x02", 2),
                   ==, MB_BREACH_NONE);
  g_assert_true (response.is_exception);
  g_assert_cmpuint (response.exception, ==, 2);
  g_assert_cmpuint (response.data_len, ==, 0);
}

static void
test_encode_too_long (void)
{
  guint8 data[256] = { 0 };
  guint8 pdu[300];
  MbResponse response = { .function = 3, .data = data, .data_len = 256 };

  g_assert_cmpuint (mb_response_encode (&response, pdu, sizeof pdu), ==, 0);
}

static void
test_breach_names (void)
{
  for (guint i = MB_BREACH_NONE; i < MB_N_BREACHES; i++)
    for (guint j = MB_BREACH_NONE; j < i; j++)
      g_assert_cmpstr (mb_breach_name ((MbBreach) i), !=, mb_breach_name ((MbBreach) j));
}

static void
test_boxed (void)
{
  guint8 data[] = { 0x12, 0x34 };
  MbResponse response = { .function = 3, .quantity = 1, .data = data, .data_len = 2 };
  g_autoptr (MbResponse) copy = mb_response_dup (&response);

  data[0] = 0;
  g_assert_cmphex (mb_response_get_register (copy, 0), ==, 0x1234);
  g_assert_true (G_TYPE_IS_BOXED (MB_TYPE_RESPONSE));
  mb_response_free (NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mb/response/parse/%02u-%s", i,
                                               mb_breach_name (cases[i].breach));

      g_test_add_data_func (path, &cases[i], test_parse);
    }
  g_test_add_func ("/mb/response/accessors", test_accessors);
  g_test_add_func ("/mb/response/encode-too-long", test_encode_too_long);
  g_test_add_func ("/mb/response/breach-names", test_breach_names);
  g_test_add_func ("/mb/response/boxed", test_boxed);
  return g_test_run ();
}
