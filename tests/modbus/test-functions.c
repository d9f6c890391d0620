/* test-functions.c: every function by codec and dissector: good, refused, answered and defective.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-adu-json.h"
#include "modbus/mb-mbap.h"
#include "modbus/mb-object.h"
#include "modbus/mb-pairing.h"
#include "modbus/mb-subfunction.h"
#include "function-cases.h"
#include "golden.h"

typedef struct
{
  guint8 adu[MB_ADU_MAX];
  gsize  len;
} Adu;

static const guint8 *
adu_fill (Adu        *adu,
          const char *pdu_hex)
{
  g_autoptr (GBytes) pdu = hex_bytes (pdu_hex);
  gsize pdu_len = g_bytes_get_size (pdu);

  mb_mbap_write (adu->adu, 1, 1, pdu_len);
  memcpy (adu->adu + MB_MBAP_SIZE, g_bytes_get_data (pdu, NULL), pdu_len);
  adu->len = MB_MBAP_SIZE + pdu_len;
  return adu->adu + MB_MBAP_SIZE;
}

static void
check_request (const FunctionCase *c)
{
  guint8 again[MB_PDU_MAX];
  MbRequest request;
  Adu adu;
  const guint8 *pdu = adu_fill (&adu, c->pdu);
  gsize pdu_len = adu.len - MB_MBAP_SIZE;
  guint8 refusal = mb_request_parse (&request, pdu, pdu_len);
  g_autoptr (MbDissection) dissection = mb_dissection_new (adu.adu, adu.len, MB_DIRECTION_REQUEST,
                                                           NULL, 0);

  g_assert_cmpuint (refusal, ==, c->refusal);
  g_assert_cmpstr (mb_dissection_get_error (dissection), ==, c->error);
  g_assert_cmpuint (request.function, ==, c->function);
  if (refusal <= 1)
    {
      g_assert_cmpint (mb_request_is_valid (&request, NULL), ==, c->error == NULL);
      g_assert_cmpuint (mb_request_encode (&request, again, sizeof again), ==, pdu_len);
      g_assert_cmpmem (again, pdu_len, pdu, pdu_len);
      g_assert_cmpuint (mb_request_encode (&request, again, pdu_len - 1), ==, 0);
    }

  /* Whatever it is, it can be sent as it is. */
  request = mb_request_raw (pdu, pdu_len);
  g_assert_true (mb_request_is_valid (&request, NULL));
  g_assert_cmpuint (mb_request_encode (&request, again, sizeof again), ==, pdu_len);
  g_assert_cmpmem (again, pdu_len, pdu, pdu_len);
}

static void
check_response (const FunctionCase *c)
{
  guint8 again[MB_PDU_MAX];
  MbRequest request;
  MbResponse response;
  Adu asked, adu;
  const guint8 *asked_pdu = adu_fill (&asked, c->request);
  const guint8 *pdu = adu_fill (&adu, c->pdu);
  gsize pdu_len = adu.len - MB_MBAP_SIZE;
  g_autoptr (MbDissection) dissection = mb_dissection_new (adu.adu, adu.len,
                                                           MB_DIRECTION_RESPONSE, asked.adu,
                                                           asked.len);

  g_assert_cmpuint (mb_request_parse (&request, asked_pdu, asked.len - MB_MBAP_SIZE), <=, 1);
  g_assert_cmpstr (mb_breach_name (mb_response_parse (&response, &request, pdu, pdu_len)), ==,
                   mb_breach_name (c->breach));
  g_assert_cmpstr (mb_dissection_get_error (dissection), ==, c->error);
  if (c->breach == MB_BREACH_NONE)
    {
      g_assert_cmpuint (mb_response_encode (&response, again, sizeof again), ==, pdu_len);
      g_assert_cmpmem (again, pdu_len, pdu, pdu_len);
      g_assert_cmpuint (mb_response_encode (&response, again, pdu_len - 1), ==, 0);
    }
}

static void
test_case (gconstpointer data)
{
  const FunctionCase *c = data;

  if (c->request == NULL)
    check_request (c);
  else
    check_response (c);
}

/* Each function that is known, and one that is not, has all kinds of cases. */
static void
test_complete (void)
{
  for (guint code = 0; code < MB_EXCEPTION_BIT; code++)
    {
      guint n_requests = 0, n_responses = 0, n_exceptions = 0, n_bad = 0;

      for (guint i = 0; i < n_function_cases; i++)
        {
          const FunctionCase *c = &function_cases[i];
          gboolean is_exception = c->function != code || c->request == NULL
                                  ? FALSE
                                  : g_ascii_xdigit_value (c->pdu[0]) >= 8;

          if (c->function != code)
            continue;
          n_bad += c->error != NULL;
          n_requests += c->error == NULL && c->request == NULL;
          n_responses += c->error == NULL && c->request != NULL && !is_exception;
          n_exceptions += c->error == NULL && is_exception;
        }
      if (mb_function_lookup ((guint8) code) == NULL && code != 99)
        continue;
      g_test_message ("%u: %u %u %u %u", code, n_requests, n_responses, n_exceptions, n_bad);
      g_assert_true (n_requests > 0 && n_responses > 0 && n_exceptions > 0 && n_bad > 0);
    }
}

/* The expected objects were checked by eye against V1.1b3, 6, and against another dissector. */
static void
test_golden (void)
{
  g_auto (GStrv) lines = golden_lines ("functions.txt");
  g_auto (GStrv) expected = golden_lines ("functions.jsonl");
  g_autoptr (MbPairing) pairing = mb_pairing_new ();
  g_autoptr (MbJson) json = mb_json_new (FALSE);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean is_request = g_str_has_prefix (lines[i], "request ");
      g_autoptr (GBytes) adu = *lines[i] == '#' ? NULL : hex_bytes (strchr (lines[i], ' '));
      g_autoptr (MbDissection) dissection = NULL;
      g_autoptr (GBytes) request = NULL;
      const guint8 *bytes, *asked = NULL;
      gsize len, asked_len = 0;

      if (adu == NULL)
        continue;
      bytes = g_bytes_get_data (adu, &len);
      if (is_request)
        mb_pairing_add_request (pairing, bytes, len);
      else
        request = mb_pairing_take (pairing, bytes, len);
      if (request != NULL)
        asked = g_bytes_get_data (request, &asked_len);
      dissection = mb_dissection_new (bytes, len,
                                      is_request ? MB_DIRECTION_REQUEST : MB_DIRECTION_RESPONSE,
                                      asked, asked_len);
      mb_json_reset (json);
      mb_json_begin_object (json);
      mb_adu_json_write (json, dissection, bytes, len, NULL);
      mb_json_end_object (json);
      g_assert_nonnull (expected[n]);
      g_assert_cmpstr (mb_json_get_text (json), ==, expected[n++]);
    }
  g_assert_null (expected[n]);
}

/* The codec and the dissector have tables of their own; both say what V1.1b3, 6.8 and 6.21 say. */
static void
test_names (void)
{
  guint n_known = 0;

  for (guint code = 0; code < 0x20; code++)
    {
      const MbSubfunction *subfunction = mb_subfunction_lookup ((guint16) code);
      g_autofree char *pdu = g_strdup_printf ("08 %04x 0000", code);
      g_autofree char *number = g_strdup_printf ("%u", code);
      g_autofree char *named = NULL;
      g_autoptr (MbDissection) dissection = NULL;
      Adu adu;

      if (subfunction != NULL)
        named = g_strdup_printf ("%s (%u)", subfunction->name, code);
      n_known += subfunction != NULL;
      adu_fill (&adu, pdu);
      dissection = mb_dissection_new (adu.adu, adu.len, MB_DIRECTION_REQUEST, NULL, 0);
      g_assert_cmpstr (mb_dissection_get_field (dissection, 7)->value, ==,
                       named != NULL ? named : number);
    }
  g_assert_cmpuint (n_known, ==, 15);
  g_assert_null (mb_subfunction_lookup (0xffff));

  g_assert_cmpstr (mb_object_name (0), ==, "VendorName");
  g_assert_cmpstr (mb_object_name (6), ==, "UserApplicationName");
  g_assert_null (mb_object_name (7));
  g_assert_null (mb_object_name (128));
}

/* What can change a device is asked of the whole request. */
static void
test_writes (void)
{
  static const struct
  {
    const char *pdu;
    gboolean    writes;
  } cases[] = {
    { "03 0000 0001", FALSE }, { "07", FALSE }, { "08 0000 0000", FALSE },
    { "08 0001 0000", TRUE }, { "08 0004 0000", TRUE }, { "08 000b 0000", FALSE },
    { "08 0013 0000", TRUE }, { "0b", FALSE }, { "0c", FALSE }, { "11", FALSE },
    { "14 07 06 0001 0000 0001", FALSE }, { "15 09 06 0001 0000 0001 0000", TRUE },
    { "16 0000 0000 0000", TRUE }, { "18 0000", FALSE }, { "2b 0e 01 00", FALSE },
    { "2b 0d", TRUE }, { "2b 05", TRUE }, { "63", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) pdu = hex_bytes (cases[i].pdu);
      MbRequest request;

      mb_request_parse (&request, g_bytes_get_data (pdu, NULL), g_bytes_get_size (pdu));
      g_test_message ("%s", cases[i].pdu);
      g_assert_cmpint (mb_request_writes (&request), ==, cases[i].writes);
    }
}

/* What is made is what is parsed. */
static void
test_made (void)
{
  static const guint8 groups[] = { 6, 0, 4, 0, 1, 0, 2 };
  const struct
  {
    const char *pdu;
    MbRequest   request;
  } cases[] = {
    { "07", mb_request_bare (7) },
    { "11", mb_request_bare (17) },
    { "080000a537", mb_request_diagnostics (0, (const guint8 *) "\xa5\x37", 2) },
    { "140706000400010002", mb_request_files (20, groups, sizeof groups) },
    { "16000400f20025", mb_request_mask_write (4, 0xf2, 0x25) },
    { "1804de", mb_request_read_fifo (0x4de) },
    { "2b0e0480", mb_request_identify (4, 0x80) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 pdu[MB_PDU_MAX];
      gsize len = mb_request_encode (&cases[i].request, pdu, sizeof pdu);
      g_autofree char *hex = hex_text (pdu, len);
      g_autoptr (GError) error = NULL;
      MbRequest again;

      g_assert_cmpstr (hex, ==, cases[i].pdu);
      mb_request_is_valid (&cases[i].request, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (mb_request_parse (&again, pdu, len), ==, 0);
      g_assert_cmpuint (again.quantity, ==, cases[i].request.quantity);
    }
}

/* The answer to bytes that were no request is taken as it is, but for its function. */
static void
test_raw (void)
{
  static const guint8 pdu[] = { 3, 0, 0 };
  static const guint8 answer[] = { 3, 1, 2, 3 };
  MbRequest request = mb_request_raw (pdu, sizeof pdu);
  MbResponse response;

  g_assert_false (mb_request_writes (&request));
  g_assert_cmpint (mb_response_parse (&response, &request, answer, sizeof answer), ==,
                   MB_BREACH_NONE);
  g_assert_cmpmem (response.data, response.data_len, answer + 1, 3);
  g_assert_cmpint (mb_response_parse (&response, &request, answer + 1, 3), ==,
                   MB_BREACH_FUNCTION);
}

/* A request that looks like an exception: two bytes are one, more are an answer. */
static void
test_raw_exception_bit (void)
{
  MbRequest request = mb_request_raw ((const guint8 *) "\x83", 1);
  MbResponse response;

  g_assert_true (mb_request_is_valid (&request, NULL));
  g_assert_true (mb_request_writes (&request));
  g_assert_cmpint (mb_response_parse (&response, &request, (const guint8 *) "\x83\x01", 2), ==,
                   MB_BREACH_NONE);
  g_assert_true (response.is_exception);
  g_assert_cmpuint (response.exception, ==, 1);
  g_assert_cmpint (mb_response_parse (&response, &request, (const guint8 *) "\x83\x01\x02", 3),
                   ==, MB_BREACH_NONE);
  g_assert_false (response.is_exception);
  g_assert_cmpuint (response.data_len, ==, 2);
  g_assert_cmpuint (response.function, ==, 0x83);
  g_assert_cmpint (mb_response_parse (&response, &request, (const guint8 *) "\x03\x01", 2), ==,
                   MB_BREACH_FUNCTION);

  request = mb_request_raw ((const guint8 *) "\0\1", 2);
  g_assert_true (mb_request_is_valid (&request, NULL));
  g_assert_cmpint (mb_response_parse (&response, &request, (const guint8 *) "\x80\x01", 2), ==,
                   MB_BREACH_NONE);
  g_assert_true (response.is_exception);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n_function_cases; i++)
    {
      const FunctionCase *c = &function_cases[i];
      g_autofree char *path = g_strdup_printf ("/mb/functions/%02u/%s/%s", c->function,
                                               c->request == NULL ? "request" : "response",
                                               c->name);

      g_test_add_data_func (path, c, test_case);
    }
  g_test_add_func ("/mb/functions/complete", test_complete);
  g_test_add_func ("/mb/functions/golden", test_golden);
  g_test_add_func ("/mb/functions/names", test_names);
  g_test_add_func ("/mb/functions/writes", test_writes);
  g_test_add_func ("/mb/functions/made", test_made);
  g_test_add_func ("/mb/functions/raw", test_raw);
  g_test_add_func ("/mb/functions/raw-exception-bit", test_raw_exception_bit);
  return g_test_run ();
}
