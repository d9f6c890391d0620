/* test-field.c: the dissector: each field of the golden session, and each defect by name.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-adu-json.h"
#include "modbus/mb-pairing.h"
#include "golden.h"

static MbDissection *
dissect (const char  *adu_hex,
         MbDirection  direction,
         const char  *request_hex)
{
  g_autoptr (GBytes) adu = hex_bytes (adu_hex);
  g_autoptr (GBytes) request = request_hex != NULL ? hex_bytes (request_hex) : NULL;
  gsize len, request_len = 0;
  const guint8 *bytes = g_bytes_get_data (adu, &len);
  const guint8 *request_bytes = request != NULL ? g_bytes_get_data (request, &request_len) : NULL;

  return mb_dissection_new (bytes, len, direction, request_bytes, request_len);
}

static char *
to_json (const MbDissection *dissection,
         GBytes             *adu)
{
  g_autoptr (MbJson) json = mb_json_new (FALSE);
  gsize len;
  const guint8 *bytes = g_bytes_get_data (adu, &len);

  mb_json_begin_object (json);
  mb_adu_json_write (json, dissection, bytes, len, NULL);
  mb_json_end_object (json);
  return g_strdup (mb_json_get_text (json));
}

/* The expected objects were written from what each transaction means, not from this code, and hold
 * each field with name, place and value. */
static void
test_golden (void)
{
  g_autoptr (GArray) adus = golden_load ();
  g_auto (GStrv) expected = golden_lines ("seed-session.jsonl");
  g_autoptr (MbPairing) pairing = mb_pairing_new ();

  g_assert_cmpuint (g_strv_length (expected), ==, adus->len);
  for (guint i = 0; i < adus->len; i++)
    {
      const GoldenAdu *golden = &g_array_index (adus, GoldenAdu, i);
      gsize len, request_len = 0;
      const guint8 *bytes = g_bytes_get_data (golden->adu, &len);
      const guint8 *request_bytes = NULL;
      g_autoptr (GBytes) request = NULL;
      g_autoptr (MbDissection) dissection = NULL;
      g_autofree char *json = NULL;

      if (golden->direction == MB_DIRECTION_REQUEST)
        mb_pairing_add_request (pairing, bytes, len);
      else
        request = mb_pairing_take (pairing, bytes, len);
      if (request != NULL)
        request_bytes = g_bytes_get_data (request, &request_len);
      dissection = mb_dissection_new (bytes, len, golden->direction, request_bytes, request_len);
      json = to_json (dissection, golden->adu);
      g_assert_cmpstr (json, ==, expected[i]);
      g_assert_null (mb_dissection_get_error (dissection));
    }
}

static void
test_tree (void)
{
  g_autoptr (MbDissection) dissection = dissect ("0009 0000 0009 11 03 06 022b00000064",
                                                 MB_DIRECTION_RESPONSE,
                                                 "0009 0000 0006 11 03 006b 0003");
  const MbField *field;
  MbTable table;

  g_assert_cmpuint (mb_dissection_get_n_fields (dissection), ==, 11);
  field = mb_dissection_get_field (dissection, 0);
  g_assert_cmpstr (field->name, ==, "MBAP Header");
  g_assert_cmpuint (field->depth, ==, 0);
  g_assert_cmpuint (field->length, ==, 7);
  field = mb_dissection_get_field (dissection, 5);
  g_assert_cmpstr (field->name, ==, "Read Holding Registers");
  g_assert_cmpstr (field->value, ==, "Response");
  g_assert_cmpuint (field->offset, ==, 7);
  g_assert_cmpuint (field->length, ==, 8);
  field = mb_dissection_get_field (dissection, 6);
  g_assert_cmpstr (field->value, ==, "Read Holding Registers (3)");
  g_assert_cmpstr (field->text, ==, ".000 0011 = Function Code: Read Holding Registers (3)");
  field = mb_dissection_get_field (dissection, 8);
  g_assert_cmpstr (field->name, ==, "Register 107 (UINT16)");
  g_assert_cmpint (field->address, ==, 107);
  g_assert_cmpint (field->number, ==, 555);
  g_assert_cmpstr (field->text, ==, "0x022b");

  g_assert_true (mb_dissection_get_table (dissection, &table));
  g_assert_cmpint (table, ==, MB_TABLE_HOLDING_REGISTERS);
  g_assert_cmpuint (mb_dissection_get_function (dissection), ==, 3);
  g_assert_cmpint (mb_dissection_get_direction (dissection), ==, MB_DIRECTION_RESPONSE);
  g_assert_false (mb_dissection_is_exception (dissection));
  mb_dissection_unref (mb_dissection_ref (dissection));
}

/* 19 coils from 19 on: the example of V1.1b3, 6.1; the 5 bits above them are padding. */
static void
test_bits (void)
{
  g_autoptr (MbDissection) paired = dissect ("0001 0000 0006 01 01 03 cd6b05",
                                             MB_DIRECTION_RESPONSE,
                                             "0001 0000 0006 01 01 0013 0013");
  g_autoptr (MbDissection) alone = dissect ("0001 0000 0006 01 01 03 cd6b05",
                                            MB_DIRECTION_RESPONSE, NULL);
  const MbField *field;

  g_assert_cmpuint (mb_dissection_get_n_fields (paired), ==, 8 + 19);
  field = mb_dissection_get_field (paired, 8 + 2);
  g_assert_cmpstr (field->name, ==, "Bit 21");
  g_assert_cmpstr (field->value, ==, "1");
  g_assert_cmpstr (field->text, ==, ".... .1..");
  g_assert_cmpint (field->bit, ==, 2);
  g_assert_cmpint (field->address, ==, 21);
  field = mb_dissection_get_field (paired, 8 + 18);
  g_assert_cmpstr (field->name, ==, "Bit 37");
  g_assert_cmpuint (field->offset, ==, 11);
  g_assert_null (mb_dissection_get_error (paired));

  /* Without the request each bit of each byte is shown, counted from 0, and that is said. */
  g_assert_cmpuint (mb_dissection_get_n_fields (alone), ==, 8 + 24);
  g_assert_nonnull (strstr (mb_dissection_get_field (alone, 7)->text, "request was not seen"));
  field = mb_dissection_get_field (alone, 8);
  g_assert_cmpstr (field->name, ==, "Bit 0");
  g_assert_cmpint (field->address, ==, -1);
  g_assert_null (mb_dissection_get_error (alone));
}

static void
test_exception (void)
{
  g_autoptr (MbDissection) known = dissect ("0001 0000 0003 01 83 02", MB_DIRECTION_RESPONSE,
                                            "0001 0000 0006 01 03 0000 0001");
  g_autoptr (MbDissection) unknown = dissect ("0001 0000 0003 01 e3 77", MB_DIRECTION_RESPONSE,
                                              NULL);
  g_autoptr (GBytes) adu = hex_bytes ("0001 0000 0003 01 83 02");
  g_autofree char *json = to_json (known, adu);

  g_assert_true (mb_dissection_is_exception (known));
  g_assert_cmpuint (mb_dissection_get_function (known), ==, 3);
  g_assert_null (mb_dissection_get_error (known));
  g_assert_true (g_str_has_prefix (json,
    "{\"direction\":\"response\",\"transaction\":1,\"protocol\":0,\"length\":3,\"unit\":1,"
    "\"function\":3,\"function_name\":\"Read Holding Registers\",\"exception\":2,"
    "\"adu\":\"000100000003018302\",\"fields\":["));
  g_assert_cmpstr (mb_dissection_get_field (known, 7)->name, ==, "Exception Code");
  g_assert_cmpstr (mb_dissection_get_field (known, 7)->value, ==, "Illegal Data Address (2)");

  g_assert_cmpstr (mb_dissection_get_function_name (unknown), ==, "Function 99");
  g_assert_cmpstr (mb_dissection_get_field (unknown, 7)->value, ==, "119");
}

static void
test_opaque (void)
{
  g_autoptr (MbDissection) dissection = dissect ("0001 0000 0004 01 63 0102", MB_DIRECTION_REQUEST,
                                                 NULL);
  g_autoptr (MbDissection) empty = dissect ("0001 0000 0002 01 63", MB_DIRECTION_REQUEST, NULL);
  g_autoptr (GBytes) adu = hex_bytes ("0001 0000 0004 01 63 0102");
  g_autoptr (GBytes) empty_adu = hex_bytes ("0001 0000 0002 01 63");
  g_autofree char *json = to_json (dissection, adu);
  g_autofree char *empty_json = to_json (empty, empty_adu);
  g_autoptr (MbJson) decoded = mb_json_new (FALSE);

  g_assert_nonnull (strstr (json, "\"function\":99,\"function_name\":\"Function 99\",\"data\":"
                                  "\"0102\",\"adu\":\"00010000000401630102\","));
  g_assert_null (strstr (empty_json, "data"));
  g_assert_null (mb_dissection_get_error (dissection));
  g_assert_false (mb_dissection_get_table (dissection, NULL));

  mb_json_begin_object (decoded);
  mb_adu_json_write_decoded (decoded, dissection);
  mb_json_end_object (decoded);
  g_assert_cmpstr (mb_json_get_text (decoded), ==,
                   "{\"function\":99,\"function_name\":\"Function 99\",\"data\":\"0102\"}");
}

typedef struct
{
  const char *name;
  const char *request; /* NULL: @adu is a request itself */
  const char *adu;
  const char *error;
} Defect;

static const Defect defects[] = {
  { "empty", NULL, "", "Offset 0: the ADU ends inside or before “Transaction Identifier”" },
  { "half-header", NULL, "0001 0000 00", "Offset 4: the ADU ends inside or before “Length”" },
  { "no-unit", NULL, "0001 0000 0006", "Offset 4: truncated ADU, 6 of 12 bytes" },
  { "truncated", NULL, "0001 0000 0006 01 03 0000", "Offset 4: truncated ADU, 10 of 12 bytes" },
  { "too-long", NULL, "0001 0000 0006 01 03 0000 0001 ff",
    "Offset 4: length is 6, but 7 bytes follow" },
  { "length-0", NULL, "0001 0000 0000 01 03", "Offset 4: length is 0, allowed are 2 to 254" },
  { "length-1", NULL, "0001 0000 0001 01", "Offset 4: length is 1, allowed are 2 to 254" },
  { "length-255", NULL, "0001 0000 00ff 01 03", "Offset 4: length is 255, allowed are 2 to 254" },
  { "protocol", NULL, "0001 0007 0006 01 03 0000 0001", "Offset 2: not Modbus (protocol id 7)" },
  { "function-0", NULL, "0001 0000 0002 01 00", "Offset 7: 0 is not a valid function code" },
  { "exception-bit", NULL, "0001 0000 0003 01 83 02",
    "Offset 7: function code 131 has the exception bit in a request" },
  { "pdu-short", NULL, "0001 0000 0005 01 03 0000 00",
    "Offset 10: the ADU ends inside or before “Word Count”" },
  { "pdu-long", NULL, "0001 0000 0008 01 03 0000 0001 ffff",
    "Offset 12: 2 bytes more than the layout of Read Holding Registers has" },
  { "quantity-0", NULL, "0001 0000 0006 01 03 0000 0000",
    "Offset 10: quantity is 0, allowed are 1 to 125" },
  { "quantity-126", NULL, "0001 0000 0006 01 04 0000 007e",
    "Offset 10: quantity is 126, allowed are 1 to 125" },
  { "quantity-2001", NULL, "0001 0000 0006 01 01 0000 07d1",
    "Offset 10: quantity is 2001, allowed are 1 to 2000" },
  { "write-quantity-124", NULL, "0001 0000 0009 01 10 0000 007c f8 0000",
    "Offset 10: quantity is 124, allowed are 1 to 123" },
  { "past-end", NULL, "0001 0000 0006 01 03 ffff 0002",
    "Offset 10: 2 items from address 65535 pass the last address, 65535" },
  { "coil-value", NULL, "0001 0000 0006 01 05 0001 ff01",
    "Offset 10: coil value is FF01, allowed are FF00 and 0000" },
  { "byte-count-quantity", NULL, "0001 0000 0009 01 10 0000 0002 02 0001",
    "Offset 12: byte count is 2, but a quantity of 2 needs 4" },
  { "byte-count-follows", NULL, "0001 0000 0009 01 10 0000 0002 04 0001",
    "Offset 12: byte count is 4, but 2 bytes follow" },
  { "byte-count-odd", NULL, "0001 0000 000a 01 10 0000 0001 03 000102",
    "Offset 12: byte count 3 of registers is odd" },
  { "write-quantity", NULL, "0001 0000 000b 01 17 0000 0001 0000 007a f4",
    "Offset 14: quantity is 122, allowed are 1 to 121" },
  { "padding", NULL, "0001 0000 0008 01 0f 0000 0001 01 03",
    "Offset 13: warning: padding bits are not 0: 02 above the bits asked for" },
  { "response-unit", "0001 0000 0006 01 03 0000 0001", "0001 0000 0005 02 03 02 0001",
    "Offset 6: unit 2 answers a request to unit 1" },
  { "response-function", "0001 0000 0006 01 03 0000 0001", "0001 0000 0005 01 04 02 0001",
    "Offset 7: function 4 answers a request of function 3" },
  { "response-count", "0001 0000 0006 01 03 0000 0002", "0001 0000 0005 01 03 02 0001",
    "Offset 8: byte count is 2, but a quantity of 2 needs 4" },
  { "response-count-0", "0001 0000 0006 01 03 0000 0002", "0001 0000 0003 01 03 00",
    "Offset 8: byte count is 0, but a quantity of 2 needs 4" },
  { "response-count-0-alone", "", "0001 0000 0003 01 03 00",
    "Offset 8: byte count is 0, allowed are 1 to 250" },
  { "response-odd", "", "0001 0000 0004 01 03 01 00",
    "Offset 8: byte count 1 of registers is odd" },
  { "response-no-count", "", "0001 0000 0002 01 03",
    "Offset 8: the ADU ends inside or before “Byte Count”" },
  { "response-padding", "0001 0000 0006 01 01 0000 0001", "0001 0000 0004 01 01 01 81",
    "Offset 9: warning: padding bits are not 0: 80 above the bits asked for" },
  { "echo-address", "0001 0000 0006 01 06 0001 0002", "0001 0000 0006 01 06 0002 0002",
    "Offset 8: “Reference Number” does not repeat the request" },
  { "echo-value", "0001 0000 0006 01 06 0001 0002", "0001 0000 0006 01 06 0001 0003",
    "Offset 10: “Register” does not repeat the request" },
  { "echo-quantity", "0001 0000 0009 01 10 0000 0001 02 0001", "0001 0000 0006 01 10 0000 0002",
    "Offset 10: “Word Count” does not repeat the request" },
  { "exception-short", "", "0001 0000 0002 01 83",
    "Offset 8: the ADU ends inside or before “Exception Code”" },
  { "exception-long", "", "0001 0000 0005 01 83 02 0000",
    "Offset 9: an exception has 2 bytes after the unit, not 4" },
};

static void
test_defect (gconstpointer data)
{
  const Defect *defect = data;
  gboolean is_request = defect->request == NULL;
  const char *request = is_request || *defect->request == '\0' ? NULL : defect->request;
  g_autoptr (MbDissection) dissection = dissect (defect->adu,
                                                 is_request ? MB_DIRECTION_REQUEST
                                                            : MB_DIRECTION_RESPONSE, request);

  g_assert_cmpstr (mb_dissection_get_error (dissection), ==, defect->error);
  g_assert_cmpint (mb_dissection_is_malformed (dissection), ==,
                   strstr (defect->error, "warning") == NULL);
}

/* The largest quantity of each function is taken, one more is not (V1.1b3, 6). */
static void
test_limits (void)
{
  static const struct
  {
    guint code;
    guint max;
  } limits[] = { { 1, 2000 }, { 2, 2000 }, { 3, 125 }, { 4, 125 }, { 15, 1968 }, { 16, 123 } };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      MbDirection direction = limits[i].code < 5 ? MB_DIRECTION_REQUEST : MB_DIRECTION_RESPONSE;
      g_autofree char *good = g_strdup_printf ("0001 0000 0006 01 %02x 0000 %04x", limits[i].code,
                                               limits[i].max);
      g_autofree char *bad = g_strdup_printf ("0001 0000 0006 01 %02x 0000 %04x", limits[i].code,
                                              limits[i].max + 1);
      g_autofree char *part = g_strdup_printf ("quantity is %u, allowed are 1 to %u",
                                               limits[i].max + 1, limits[i].max);
      g_autoptr (MbDissection) good_dissection = dissect (good, direction, NULL);
      g_autoptr (MbDissection) bad_dissection = dissect (bad, direction, NULL);

      g_assert_null (mb_dissection_get_error (good_dissection));
      g_assert_nonnull (strstr (mb_dissection_get_error (bad_dissection), part));
    }
}

/* What can be read stays, and the field where the defect is says so. */
static void
test_rest_stays (void)
{
  g_autoptr (MbDissection) dissection = dissect ("0001 0000 000a 01 10 0002 0009 12 0001 02",
                                                 MB_DIRECTION_REQUEST, NULL);
  g_autoptr (GBytes) adu = hex_bytes ("0001 0000 000a 01 10 0002 0009 12 0001 02");
  g_autofree char *json = to_json (dissection, adu);
  guint n_fields = mb_dissection_get_n_fields (dissection);

  g_assert_nonnull (strstr (json, "\"address\":2,\"quantity\":9,\"byte_count\":18,"
                                  "\"values\":[1],"));
  g_assert_true (mb_dissection_get_field (dissection, 9)->is_defect);
  g_assert_cmpstr (mb_dissection_get_field (dissection, 9)->name, ==, "Byte Count");
  g_assert_cmpstr (mb_dissection_get_field (dissection, n_fields - 1)->name, ==, "Data");
  g_assert_cmpstr (mb_dissection_get_field (dissection, n_fields - 1)->value, ==, "02");
}

static void
test_foreign (void)
{
  g_autoptr (MbDissection) dissection = dissect ("0001 0007 0006 01 03 0000 0001",
                                                 MB_DIRECTION_REQUEST, NULL);
  g_autoptr (GBytes) adu = hex_bytes ("0001 0007 0006 01 03 0000 0001");
  g_autofree char *json = to_json (dissection, adu);

  g_assert_nonnull (strstr (json, "\"protocol\":7,\"length\":6,\"unit\":1,"
                                  "\"data\":\"0300000001\","));
  g_assert_null (strstr (json, "\"function\""));
  g_assert_cmpstr (mb_dissection_get_function_name (dissection), ==, "");
}

/* Each byte of an ADU, however wrong, lies in a field that is not a group. */
static void
test_any_bytes (void)
{
  for (guint round = 0; round < 20000; round++)
    {
      guint8 bytes[40];
      guint8 seen[40] = { 0 };
      gsize len = (gsize) g_test_rand_int_range (0, sizeof bytes);
      MbDirection direction = g_test_rand_bit () ? MB_DIRECTION_REQUEST : MB_DIRECTION_RESPONSE;
      g_autoptr (MbDissection) dissection = NULL;

      for (gsize i = 0; i < len; i++)
        bytes[i] = (guint8) (i < 6 || g_test_rand_bit () ? g_test_rand_int_range (0, 24)
                                                         : g_test_rand_int_range (0, 256));
      if (len > 3 && g_test_rand_bit ())
        bytes[2] = bytes[3] = 0;
      if (len > 5 && g_test_rand_bit ())
        bytes[4] = 0;
      dissection = mb_dissection_new (bytes, len, direction, bytes, len);
      for (guint i = 0; i < mb_dissection_get_n_fields (dissection); i++)
        {
          const MbField *field = mb_dissection_get_field (dissection, i);

          g_assert_cmpuint (field->offset + field->length, <=, len);
          g_assert_nonnull (field->value);
          memset (seen + field->offset, field->depth > 0, field->depth > 0 ? field->length : 0);
        }
      for (gsize i = 0; i < len; i++)
        g_assert_cmpuint (seen[i], ==, 1);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/field/golden", test_golden);
  g_test_add_func ("/mb/field/tree", test_tree);
  g_test_add_func ("/mb/field/bits", test_bits);
  g_test_add_func ("/mb/field/exception", test_exception);
  g_test_add_func ("/mb/field/opaque", test_opaque);
  for (guint i = 0; i < G_N_ELEMENTS (defects); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mb/field/defect/%s", defects[i].name);

      g_test_add_data_func (path, &defects[i], test_defect);
    }
  g_test_add_func ("/mb/field/limits", test_limits);
  g_test_add_func ("/mb/field/rest-stays", test_rest_stays);
  g_test_add_func ("/mb/field/foreign", test_foreign);
  g_test_add_func ("/mb/field/any-bytes", test_any_bytes);
  return g_test_run ();
}
