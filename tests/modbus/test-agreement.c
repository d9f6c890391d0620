/* test-agreement.c: codec and dissector, which share no code, judge random ADUs alike.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-field.h"
#include "modbus/mb-mbap.h"
#include "modbus/mb-response.h"
#include "modbus/mb-wire.h"
#include "hex.h"

#define N_ROUNDS 20000

static const guint8 codes[] = { 1, 2, 3, 4, 5, 6, 15, 16, 23, 99 };

/* Mostly a small number, now and then one at or past a limit. */
static guint16
make_quantity (void)
{
  static const guint16 edges[] = { 0, 1, 121, 122, 123, 124, 125, 126, 127, 1968, 1969, 2000, 2001,
                                   65535 };

  if (g_test_rand_int_range (0, 4) > 0)
    return (guint16) g_test_rand_int_range (1, 30);
  return edges[g_test_rand_int_range (0, G_N_ELEMENTS (edges))];
}

static guint16
make_address (void)
{
  return g_test_rand_bit () ? (guint16) g_test_rand_int_range (0, 100)
                            : (guint16) (65535 - g_test_rand_int_range (0, 30));
}

/* A request as it should be, but for quantity and range. */
static MbRequest
make_request (guint8 *data)
{
  guint8 code = codes[g_test_rand_int_range (0, G_N_ELEMENTS (codes))];
  MbRequest request = { .function = code, .address = make_address (), .quantity = make_quantity (),
                        .data = data };

  for (guint i = 0; i < 256; i++)
    data[i] = (guint8) g_test_rand_int_range (0, 256);
  if (code == 5 || code == 6)
    request.quantity = 1;
  if (code == 5)
    mb_wire_put_register (data, 0, g_test_rand_bit () ? 0xff00 : 0x0000);
  if (code == 5 || code == 6)
    request.data_len = 2;
  else if (code == 15)
    request.data_len = MIN ((request.quantity + 7) / 8, 246);
  else if (code == 16)
    request.data_len = MIN (request.quantity * 2, 246);
  else if (code == 99)
    request.data_len = (gsize) g_test_rand_int_range (0, 250);
  if (code == 23)
    {
      request.write_address = make_address ();
      request.write_quantity = make_quantity ();
      request.data_len = MIN (request.write_quantity * 2, 242);
    }
  return request;
}

/* Now and then changes a byte, drops some at the end or adds some. */
static gsize
spoil (guint8 *pdu,
       gsize   len)
{
  gint32 place = g_test_rand_int_range (0, (gint32) MIN (len, 12));
  gsize n_bytes = (gsize) g_test_rand_int_range (1, 4);

  switch (g_test_rand_int_range (0, 8))
    {
    case 0:
    case 1:
      pdu[place] = (guint8) g_test_rand_int_range (0, 256);
      return len;
    case 2:
      return len > n_bytes ? len - n_bytes : len;
    case 3:
      return MIN (MB_PDU_MAX, len + n_bytes);
    default:
      return len;
    }
}

static MbDissection *
dissect (guint8       *adu,
         gsize         pdu_len,
         MbDirection   direction,
         const guint8 *request,
         gsize         request_len)
{
  mb_mbap_write (adu, 1, 1, pdu_len);
  return mb_dissection_new (adu, MB_MBAP_SIZE + pdu_len, direction, request, request_len);
}

static void
report (const char         *what,
        const guint8       *adu,
        gsize               pdu_len,
        const MbDissection *dissection)
{
  g_autofree char *hex = hex_text (adu, MB_MBAP_SIZE + pdu_len);

  g_error ("%s; dissector: %s; %s", what, mb_dissection_get_error (dissection), hex);
}

static const MbField *
find (const MbDissection *dissection,
      const char         *key,
      guint               nth)
{
  for (guint i = 0; i < mb_dissection_get_n_fields (dissection); i++)
    {
      const MbField *field = mb_dissection_get_field (dissection, i);

      if (g_strcmp0 (field->key, key) == 0 && nth-- == 0)
        return field;
    }
  return NULL;
}

static void
assert_field (const MbDissection *dissection,
              const char         *key,
              gint64              number)
{
  const MbField *field = find (dissection, key, 0);

  g_assert_nonnull (field);
  g_assert_cmpint (field->number, ==, number);
}

static void
compare_request (const MbRequest    *request,
                 const MbDissection *dissection)
{
  guint8 code = request->function;

  g_assert_cmpuint (mb_dissection_get_function (dissection), ==, code);
  if (code == 23)
    {
      assert_field (dissection, "read_address", request->address);
      assert_field (dissection, "read_quantity", request->quantity);
      assert_field (dissection, "write_address", request->write_address);
      assert_field (dissection, "write_quantity", request->write_quantity);
    }
  else if (mb_function_lookup (code) != NULL)
    assert_field (dissection, "address", request->address);
  if (code <= 4 || code == 15 || code == 16)
    assert_field (dissection, "quantity", request->quantity);
  if (code == 5 || code == 15)
    for (guint i = 0; i < request->quantity; i++)
      g_assert_cmpint (find (dissection, "bits", i)->number, ==, mb_request_get_bit (request, i));
  if (code == 6 || code == 16 || code == 23)
    for (guint i = 0; i < request->data_len / 2; i++)
      g_assert_cmpint (find (dissection, "values", i)->number, ==,
                       mb_request_get_register (request, i));
}

static void
test_requests (void)
{
  guint n_good = 0;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      guint8 data[256], adu[MB_ADU_MAX + 4] = { 0 };
      MbRequest request = make_request (data);
      gsize len = spoil (adu + MB_MBAP_SIZE,
                         mb_request_encode (&request, adu + MB_MBAP_SIZE, MB_PDU_MAX));
      guint8 refusal = mb_request_parse (&request, adu + MB_MBAP_SIZE, len);
      gboolean is_known = mb_function_lookup (request.function) != NULL;
      gboolean is_good = (refusal == 0 || !is_known) && mb_request_is_valid (&request, NULL);
      g_autoptr (MbDissection) dissection = dissect (adu, len, MB_DIRECTION_REQUEST, NULL, 0);

      if (is_good == mb_dissection_is_malformed (dissection))
        report (is_good ? "codec: good" : "codec: bad", adu, len, dissection);
      /* What a server takes is what a client may send, but for the last address. */
      g_assert_true (refusal != 0 || is_good || request.address + request.quantity > 0x10000 ||
                     request.write_address + request.write_quantity > 0x10000);
      if (is_good)
        compare_request (&request, dissection);
      n_good += is_good;
    }
  g_assert_cmpuint (n_good, >, N_ROUNDS / 4);
  g_assert_cmpuint (n_good, <, N_ROUNDS * 3 / 4);
}

/* A good answer to a good request, exceptions included. */
static MbResponse
make_response (const MbRequest *request,
               const guint8    *data)
{
  MbResponse response = { .function = request->function, .address = request->address,
                          .quantity = request->quantity, .data = data };

  if (g_test_rand_int_range (0, 8) == 0)
    {
      response.is_exception = TRUE;
      response.exception = (guint8) g_test_rand_int_range (0, 13);
    }
  else if (request->function <= 2)
    response.data_len = (request->quantity + 7) / 8;
  else if (request->function <= 4 || request->function == 23)
    response.data_len = request->quantity * 2;
  else
    {
      response.data = request->data;
      response.data_len = request->data_len;
    }
  return response;
}

static void
compare_response (const MbResponse   *response,
                  const MbDissection *dissection)
{
  guint8 code = response->function;

  g_assert_cmpuint (mb_dissection_get_function (dissection), ==, code);
  g_assert_cmpint (mb_dissection_is_exception (dissection), ==, response->is_exception);
  if (response->is_exception)
    assert_field (dissection, "exception", response->exception);
  else if (code <= 2)
    {
      for (guint i = 0; i < response->quantity; i++)
        g_assert_cmpint (find (dissection, "bits", i)->number, ==,
                         mb_response_get_bit (response, i));
      g_assert_null (find (dissection, "bits", response->quantity));
    }
  else if (code == 3 || code == 4 || code == 6 || code == 23)
    for (guint i = 0; i < response->data_len / 2; i++)
      g_assert_cmpint (find (dissection, "values", i)->number, ==,
                       mb_response_get_register (response, i));
}

static void
test_responses (void)
{
  guint n_good = 0, n = 0;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      guint8 data[256], asked[MB_ADU_MAX], adu[MB_ADU_MAX + 4] = { 0 };
      MbRequest request = make_request (data);
      MbResponse response;
      gsize asked_len, len;
      gboolean is_good;
      g_autoptr (MbDissection) dissection = NULL;

      if (!mb_request_is_valid (&request, NULL))
        continue;
      asked_len = mb_request_encode (&request, asked + MB_MBAP_SIZE, MB_PDU_MAX);
      mb_mbap_write (asked, 1, 1, asked_len);
      response = make_response (&request, data);
      len = mb_response_encode (&response, adu + MB_MBAP_SIZE, MB_PDU_MAX);
      g_assert_cmpuint (len, >, 0);
      len = spoil (adu + MB_MBAP_SIZE, len);

      is_good = mb_response_parse (&response, &request, adu + MB_MBAP_SIZE, len) == MB_BREACH_NONE;
      dissection = dissect (adu, len, MB_DIRECTION_RESPONSE, asked, MB_MBAP_SIZE + asked_len);
      if (is_good == mb_dissection_is_malformed (dissection))
        report (is_good ? "codec: good" : "codec: bad", adu, len, dissection);
      if (is_good)
        compare_response (&response, dissection);
      n_good += is_good;
      n++;
    }
  g_assert_cmpuint (n_good, >, n / 4);
  g_assert_cmpuint (n_good, <, n * 3 / 4);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/agreement/requests", test_requests);
  g_test_add_func ("/mb/agreement/responses", test_responses);
  return g_test_run ();
}
