/* test-field-serial.c: frames of the serial line taken apart: the same fields, at their own places.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "modbus/mb-adu-json.h"
#include "function-cases.h"
#include "hex.h"

/* Fields before the function's group: the header's group and four, or a group and the unit. */
#define N_HEADER_FIELDS 5
#define N_SERIAL_FIELDS 2

/* How much later everything stands behind an MBAP header. */
#define SHIFT 6

typedef struct
{
  guint8 bytes[MB_ADU_MAX];
  gsize  len;
} Adu;

static Adu
make_adu (MbFraming   framing,
          const char *pdu_hex)
{
  g_autoptr (GBytes) pdu = hex_bytes (pdu_hex);
  Adu adu;

  memcpy (adu.bytes + mb_framing_get_pdu_offset (framing), g_bytes_get_data (pdu, NULL),
          g_bytes_get_size (pdu));
  adu.len = mb_framing_wrap (framing, adu.bytes, 1, 17, g_bytes_get_size (pdu));
  return adu;
}

static MbDissection *
dissect (MbFraming           framing,
         const FunctionCase *c)
{
  Adu adu = make_adu (framing, c->pdu);
  Adu request;

  if (c->request == NULL)
    return mb_dissection_new_framed (framing, adu.bytes, adu.len, MB_DIRECTION_REQUEST, NULL, 0);
  request = make_adu (framing, c->request);
  return mb_dissection_new_framed (framing, adu.bytes, adu.len, MB_DIRECTION_RESPONSE,
                                   request.bytes, request.len);
}

static void
compare_fields (const MbField *serial,
                const MbField *field)
{
  g_assert_cmpstr (serial->name, ==, field->name);
  g_assert_cmpstr (serial->key, ==, field->key);
  g_assert_cmpstr (serial->value, ==, field->value);
  g_assert_cmpstr (serial->text, ==, field->text);
  g_assert_cmpuint (serial->offset + SHIFT, ==, field->offset);
  g_assert_cmpuint (serial->length, ==, field->length);
  g_assert_cmpuint (serial->depth, ==, field->depth);
  g_assert_cmpint (serial->number, ==, field->number);
  g_assert_cmpint (serial->address, ==, field->address);
  g_assert_cmpint (serial->bit, ==, field->bit);
  g_assert_cmpint (serial->is_defect, ==, field->is_defect);
}

/* "Offset 8: …" of an ADU is "Offset 2: …" of a frame. */
static void
compare_errors (const char *serial,
                const char *error)
{
  char *serial_rest, *rest;

  g_assert_true ((serial == NULL) == (error == NULL));
  if (error == NULL)
    return;
  g_assert_true (g_str_has_prefix (serial, "Offset ") && g_str_has_prefix (error, "Offset "));
  g_assert_cmpuint (strtoul (serial + 7, &serial_rest, 10) + SHIFT, ==,
                    strtoul (error + 7, &rest, 10));
  g_assert_cmpstr (serial_rest, ==, rest);
}

/* Header and checksum apart, a frame has what the ADU with the same PDU has. */
static void
test_function (gconstpointer data)
{
  const FunctionCase *c = data;
  g_autoptr (MbDissection) serial = dissect (MB_FRAMING_RTU, c);
  g_autoptr (MbDissection) dissection = dissect (MB_FRAMING_MBAP, c);
  guint n = mb_dissection_get_n_fields (dissection);
  const MbField *field;

  g_assert_cmpuint (mb_dissection_get_n_fields (serial) - N_SERIAL_FIELDS - 2, ==,
                    n - N_HEADER_FIELDS);
  compare_fields (mb_dissection_get_field (serial, 1), mb_dissection_get_field (dissection, 4));
  for (guint i = N_HEADER_FIELDS; i < n; i++)
    compare_fields (mb_dissection_get_field (serial, i - N_HEADER_FIELDS + N_SERIAL_FIELDS),
                    mb_dissection_get_field (dissection, i));
  compare_errors (mb_dissection_get_error (serial), mb_dissection_get_error (dissection));
  g_assert_cmpint (mb_dissection_is_malformed (serial), ==,
                   mb_dissection_is_malformed (dissection));
  g_assert_cmpuint (mb_dissection_get_function (serial), ==,
                    mb_dissection_get_function (dissection));

  field = mb_dissection_get_field (serial, mb_dissection_get_n_fields (serial) - 1);
  g_assert_cmpstr (field->name, ==, "CRC");
  g_assert_false (field->is_defect);
}

static void
test_golden (void)
{
  static const char *names[] = { "Serial Line", "Unit Identifier", "Read Holding Registers",
                                 "Function Code", "Reference Number", "Word Count", "Checksum",
                                 "CRC" };
  static const guint8 frame[] = { 1, 3, 0, 0, 0, 1, 0x84, 0x0a };
  g_autoptr (MbDissection) dissection =
    mb_dissection_new_framed (MB_FRAMING_RTU, frame, sizeof frame, MB_DIRECTION_REQUEST, NULL, 0);
  const MbField *crc = mb_dissection_get_field (dissection, 7);

  g_assert_cmpuint (mb_dissection_get_n_fields (dissection), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (mb_dissection_get_field (dissection, i)->name, ==, names[i]);
  g_assert_null (mb_dissection_get_error (dissection));
  g_assert_cmpstr (crc->value, ==, "0x0a84");
  g_assert_cmpstr (crc->text, ==, "0x0a84, right");
  g_assert_cmpuint (crc->offset, ==, 6);
  g_assert_cmpuint (crc->length, ==, 2);
  g_assert_cmpint (crc->number, ==, 0x0a84);
}

/* A wrong checksum is what there is to say, whatever else is wrong. */
static void
test_wrong (void)
{
  static const guint8 frame[] = { 1, 3, 0, 0, 0, 0, 0x84, 0x0b };
  g_autoptr (MbDissection) dissection =
    mb_dissection_new_framed (MB_FRAMING_RTU, frame, sizeof frame, MB_DIRECTION_REQUEST, NULL, 0);
  const MbField *crc = mb_dissection_get_field (dissection, 7);

  g_assert_true (mb_dissection_is_malformed (dissection));
  g_assert_cmpstr (mb_dissection_get_error (dissection), ==,
                   "Offset 6: the checksum is wrong: 0xca45 is right");
  g_assert_true (crc->is_defect);
  g_assert_cmpstr (crc->text, ==, "0x0b84, wrong: 0xca45 is right");
  g_assert_true (mb_dissection_get_field (dissection, 5)->is_defect);
}

/* Any number of bytes; what is there is shown. */
static void
test_lengths (void)
{
  static const guint8 bytes[300] = { 1, 3, 4, 0, 1, 0, 2 };
  static const struct
  {
    gsize       len;
    guint       n_fields;
    const char *error;
  } cases[] = {
    { 0, 1, "Offset 0: truncated frame, 0 of at least 4 bytes" },
    { 1, 2, "Offset 0: truncated frame, 1 of at least 4 bytes" },
    { 2, 4, "Offset 0: truncated frame, 2 of at least 4 bytes" },
    { 3, 5, "Offset 0: truncated frame, 3 of at least 4 bytes" },
    { 4, 6, "Offset 2: the checksum is wrong: 0x2140 is right" },
    { 300, 0, "Offset 0: a frame has at most 256 bytes, not 300" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MbDissection) dissection =
        mb_dissection_new_framed (MB_FRAMING_RTU, bytes, cases[i].len, MB_DIRECTION_RESPONSE,
                                  NULL, 0);

      g_assert_cmpstr (mb_dissection_get_error (dissection), ==, cases[i].error);
      if (cases[i].n_fields > 0)
        g_assert_cmpuint (mb_dissection_get_n_fields (dissection), ==, cases[i].n_fields);
    }
}

/* A request too short to be held against is as none. */
static void
test_short_request (void)
{
  Adu reply = make_adu (MB_FRAMING_RTU, "03 02 0011");

  for (gsize len = 0; len < 4; len++)
    {
      g_autoptr (MbDissection) dissection =
        mb_dissection_new_framed (MB_FRAMING_RTU, reply.bytes, reply.len, MB_DIRECTION_RESPONSE,
                                  (const guint8 *) "\x02\x04\x00\x00", len);

      g_assert_null (mb_dissection_get_error (dissection));
    }
}

/* What is not on the wire of a serial line is not in JSON either. */
static void
test_json (void)
{
  Adu adu = make_adu (MB_FRAMING_RTU, "06 0001 0003");
  g_autoptr (MbDissection) dissection =
    mb_dissection_new_framed (MB_FRAMING_RTU, adu.bytes, adu.len, MB_DIRECTION_REQUEST, NULL, 0);
  g_autoptr (MbJson) json = mb_json_new (FALSE);

  mb_json_begin_object (json);
  mb_adu_json_write (json, dissection, adu.bytes, adu.len, NULL);
  mb_json_end_object (json);
  g_assert_cmpstr (mb_json_get_text (json), ==,
                   "{\"direction\":\"request\",\"unit\":17,\"function\":6,"
                   "\"function_name\":\"Write Single Register\",\"address\":1,\"values\":[3],"
                   "\"adu\":\"1106000100039a9b\",\"fields\":["
                   "{\"name\":\"Unit Identifier\",\"offset\":0,\"length\":1,\"value\":\"17\"},"
                   "{\"name\":\"Function Code\",\"offset\":1,\"length\":1,"
                   "\"value\":\"Write Single Register (6)\"},"
                   "{\"name\":\"Reference Number\",\"offset\":2,\"length\":2,\"value\":\"1\"},"
                   "{\"name\":\"Register 1 (UINT16)\",\"offset\":4,\"length\":2,\"value\":\"3\"},"
                   "{\"name\":\"CRC\",\"offset\":6,\"length\":2,\"value\":\"0x9b9a\"}]}");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/field/serial/golden", test_golden);
  g_test_add_func ("/mb/field/serial/wrong", test_wrong);
  g_test_add_func ("/mb/field/serial/lengths", test_lengths);
  g_test_add_func ("/mb/field/serial/short-request", test_short_request);
  g_test_add_func ("/mb/field/serial/json", test_json);
  for (guint i = 0; i < n_function_cases; i++)
    {
      const FunctionCase *c = &function_cases[i];
      g_autofree char *path = g_strdup_printf ("/mb/field/serial/%u-%s-%u", c->function, c->name,
                                               i);

      g_test_add_data_func (path, c, test_function);
    }
  return g_test_run ();
}
