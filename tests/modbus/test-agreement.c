/* test-agreement.c: codec and dissector, which share no code, judge random ADUs alike.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-field.h"
#include "modbus/mb-file-group.h"
#include "modbus/mb-mbap.h"
#include "modbus/mb-object.h"
#include "modbus/mb-response.h"
#include "modbus/mb-subfunction.h"
#include "modbus/mb-wire.h"
#include "function-cases.h"
#include "hex.h"

#define N_ROUNDS 20000

/* What is unknown here is opaque, and can be sent all the same. */
#define ILLEGAL_FUNCTION 1

static const guint8 codes[] = { 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16, 17, 20, 21, 22, 23, 24, 43,
                                99 };

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

static guint16
random_below (guint16 end)
{
  return (guint16) g_test_rand_int_range (0, end);
}

/* Groups of 20 or 21, nearly all of them possible. */
static gsize
make_groups (guint8  code,
             guint8 *data)
{
  static const guint8 values[60];
  guint n_groups = 1u + random_below (4);
  MbWriter writer;

  mb_writer_init (&writer, data, 200);
  for (guint i = 0; i < n_groups; i++)
    {
      MbFileGroup group = {
        .type = random_below (20) == 0 ? 5 : 6,
        .file = (guint16) (random_below (20) == 0 ? 0 : 1 + random_below (9)),
        .record = random_below (20) == 0 ? 9999 : random_below (100),
        .length = random_below (50) == 0 ? 120 : random_below (20),
        .data = code == 21 ? values : NULL,
      };

      group.length = MIN (group.length, code == 21 ? 20 : 125);
      mb_file_group_write (&writer, &group);
    }
  return writer.len;
}

/* What those have that are not about a range of items. */
static void
make_service (MbRequest *request,
              guint8    *data)
{
  static const guint16 words[] = { 0, 0, 0, 0xff00, 0x0d00, 0x1234 };
  guint8 code = request->function;

  request->address = code == 22 || code == 24 ? request->address : 0;
  request->quantity = code == 22;
  if (code == 8)
    {
      request->subfunction = random_below (24);
      request->data_len = random_below (8) == 0 ? random_below (9) : 2;
      mb_wire_put_register (data, 0, words[random_below (G_N_ELEMENTS (words))]);
    }
  else if (code == 20 || code == 21)
    *request = mb_request_files (code, data, make_groups (code, data));
  else if (code == 22)
    request->and_mask = request->or_mask = make_address ();
  else if (code == 43)
    {
      request->mei = (guint8) (random_below (4) == 0 ? random_below (20) : 14);
      request->read_device_id = (guint8) (request->mei == 14 ? random_below (6) : 0);
      request->object_id = (guint8) (request->mei == 14 ? random_below (256) : 0);
      request->data_len = request->mei == 14 ? 0 : random_below (200);
    }
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
  if (mb_function_lookup (code) != NULL && mb_function_lookup (code)->request_shape > MB_SHAPE_DATA)
    make_service (&request, data);
  return request;
}

/* Now and then changes a byte, drops some at the end or adds some. */
static gsize
spoil (guint8 *pdu,
       gsize   len)
{
  gint32 place = g_test_rand_int_range (0, (gint32) MIN (len, 20));
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
compare_groups (const MbRequest    *request,
                const MbDissection *dissection)
{
  MbFileGroup group;
  MbReader reader;
  guint n = 0;

  mb_reader_init (&reader, request->data, request->data_len);
  for (guint i = 0; mb_reader_left (&reader) > 0; i++)
    {
      g_assert_true (mb_file_group_read (&reader, request->function, &group));
      g_assert_cmpint (find (dissection, "records.type", i)->number, ==, group.type);
      g_assert_cmpint (find (dissection, "records.file", i)->number, ==, group.file);
      g_assert_cmpint (find (dissection, "records.record", i)->number, ==, group.record);
      g_assert_cmpint (find (dissection, "records.length", i)->number, ==, group.length);
      for (guint k = 0; group.data != NULL && k < group.length; k++)
        g_assert_cmpint (find (dissection, "records.values", n++)->number, ==,
                         mb_wire_get_register (group.data, k));
    }
  g_assert_null (find (dissection, "records", request->quantity));
  g_assert_nonnull (find (dissection, "records", request->quantity - 1u));
}

static void
compare_service_request (const MbRequest    *request,
                         const MbDissection *dissection)
{
  guint8 code = request->function;

  if (code == 8)
    assert_field (dissection, "subfunction", request->subfunction);
  if (code == 20 || code == 21)
    compare_groups (request, dissection);
  if (code == 22)
    {
      assert_field (dissection, "and_mask", request->and_mask);
      assert_field (dissection, "or_mask", request->or_mask);
    }
  if (code == 43)
    assert_field (dissection, "mei", request->mei);
  if (code == 43 && request->mei == 14)
    {
      assert_field (dissection, "read_device_id", request->read_device_id);
      assert_field (dissection, "object_id", request->object_id);
    }
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
  else if (mb_function_lookup (code) != NULL && mb_function_lookup (code)->has_table)
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
  compare_service_request (request, dissection);
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
      gboolean is_whole = refusal == 0 || refusal == ILLEGAL_FUNCTION;
      gboolean is_good = is_whole && mb_request_is_valid (&request, NULL);
      g_autoptr (MbDissection) dissection = dissect (adu, len, MB_DIRECTION_REQUEST, NULL, 0);

      if (is_good == mb_dissection_is_malformed (dissection))
        report (is_good ? "codec: good" : "codec: bad", adu, len, dissection);
      /* What a server takes is what a client may send, but for what only a backend can refuse. */
      g_assert_true (refusal != 0 || is_good || request.address + request.quantity > 0x10000 ||
                     request.write_address + request.write_quantity > 0x10000 ||
                     request.mei == 14);
      if (is_good)
        compare_request (&request, dissection);
      n_good += is_good;
    }
  g_assert_cmpuint (n_good, >, N_ROUNDS / 4);
  g_assert_cmpuint (n_good, <, N_ROUNDS * 3 / 4);
}

/* The contents of the records that were asked for, into @data. */
static gsize
make_contents (const MbRequest *request,
               guint8          *data)
{
  static const guint8 values[252];
  MbFileGroup group;
  MbReader reader;
  MbWriter writer;

  mb_reader_init (&reader, request->data, request->data_len);
  mb_writer_init (&writer, data, 256);
  while (mb_reader_left (&reader) > 0 && mb_file_group_read (&reader, 20, &group))
    mb_file_group_write_contents (&writer, values, group.length);
  return writer.len;
}

static gsize
make_objects (const MbRequest *request,
              MbResponse      *response,
              guint8          *data)
{
  gboolean is_one = request->read_device_id == 4;
  MbWriter writer;

  response->mei = 14;
  response->read_device_id = request->read_device_id;
  response->conformity = 0x83;
  response->more_follows = random_below (2) ? 0xff : 0;
  response->quantity = is_one ? 1 : random_below (4);
  mb_writer_init (&writer, data, 256);
  for (guint i = 0; i < response->quantity; i++)
    {
      MbObject object = { is_one ? request->object_id : (guint8) i, (const guint8 *) "Text\377",
                          random_below (6) };

      mb_object_write (&writer, &object);
    }
  return writer.len;
}

static void
make_service_response (const MbRequest *request,
                       MbResponse      *response,
                       guint8          *data)
{
  const MbSubfunction *subfunction = mb_subfunction_lookup (request->subfunction);

  response->status = random_below (2) ? 0xffff : 0;
  response->event_count = response->message_count = make_address ();
  response->subfunction = request->subfunction;
  response->and_mask = request->and_mask;
  response->or_mask = request->or_mask;
  response->data = data;
  if (request->function == 7)
    response->data_len = 1;
  else if (request->function == 8 && subfunction != NULL && !subfunction->is_echo)
    response->data_len = 2;
  else if (request->function == 12)
    response->data_len = random_below (65);
  else if (request->function == 17)
    response->data_len = random_below (200);
  else if (request->function == 20)
    response->data_len = make_contents (request, data);
  else if (request->function == 24)
    {
      response->quantity = random_below (32);
      response->data_len = 2u * response->quantity;
    }
  else if (request->function == 43 && request->mei == 14)
    response->data_len = make_objects (request, response, data);
  else
    {
      response->mei = request->mei;
      response->data = request->data;
      response->data_len = request->function == 22 ? 0 : request->data_len;
    }
}

/* A good answer to a good request, exceptions included; @data is not what @request views. */
static MbResponse
make_response (const MbRequest *request,
               guint8          *data)
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
  else if (mb_function_lookup (request->function) != NULL &&
           mb_function_lookup (request->function)->request_shape > MB_SHAPE_DATA)
    make_service_response (request, &response, data);
  else
    {
      response.data = request->data;
      response.data_len = request->data_len;
    }
  return response;
}

static void
compare_service_response (const MbResponse   *response,
                          const MbDissection *dissection)
{
  MbObject object;
  MbReader reader;

  if (response->function == 11 || response->function == 12)
    {
      assert_field (dissection, "status", response->status);
      assert_field (dissection, "event_count", response->event_count);
    }
  if (response->function == 12)
    {
      assert_field (dissection, "message_count", response->message_count);
      g_assert_null (find (dissection, "events", (guint) response->data_len));
    }
  if (response->function == 24)
    assert_field (dissection, "quantity", response->quantity);
  if (response->function != 43 || response->mei != 14)
    return;

  assert_field (dissection, "conformity", response->conformity);
  assert_field (dissection, "more_follows", response->more_follows);
  assert_field (dissection, "next_object", response->next_object);
  mb_reader_init (&reader, response->data, response->data_len);
  for (guint i = 0; i < response->quantity; i++)
    {
      g_assert_true (mb_object_read (&reader, &object));
      g_assert_cmpint (find (dissection, "objects.id", i)->number, ==, object.id);
    }
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
  else if (code == 3 || code == 4 || code == 6 || code == 23 || code == 24)
    for (guint i = 0; i < response->data_len / 2; i++)
      g_assert_cmpint (find (dissection, "values", i)->number, ==,
                       mb_response_get_register (response, i));
  if (!response->is_exception)
    compare_service_response (response, dissection);
}

static void
test_responses (void)
{
  guint n_good = 0, n = 0;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      guint8 data[256], answer[256] = { 0 }, asked[MB_ADU_MAX], adu[MB_ADU_MAX + 4] = { 0 };
      MbRequest request = make_request (data);
      MbResponse response;
      gsize asked_len, len;
      gboolean is_good;
      g_autoptr (MbDissection) dissection = NULL;

      if (!mb_request_is_valid (&request, NULL))
        continue;
      asked_len = mb_request_encode (&request, asked + MB_MBAP_SIZE, MB_PDU_MAX);
      mb_mbap_write (asked, 1, 1, asked_len);
      memcpy (answer, data, sizeof answer);
      response = make_response (&request, answer);
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

/* Both must be of one mind. */
static void
judge (const guint8 *asked,
       gsize         asked_len,
       guint8       *adu,
       gsize         len)
{
  MbDirection direction = asked != NULL ? MB_DIRECTION_RESPONSE : MB_DIRECTION_REQUEST;
  const guint8 *pdu = adu + MB_MBAP_SIZE;
  g_autoptr (MbDissection) dissection = dissect (adu, len, direction, asked, asked_len);
  MbRequest request;
  MbResponse response;
  gboolean is_good;

  if (asked == NULL)
    is_good = mb_request_parse (&request, pdu, len) <= ILLEGAL_FUNCTION &&
              mb_request_is_valid (&request, NULL);
  else
    {
      mb_request_parse (&request, asked + MB_MBAP_SIZE, asked_len - MB_MBAP_SIZE);
      is_good = mb_response_parse (&response, &request, pdu, len) == MB_BREACH_NONE;
    }
  if (is_good == mb_dissection_is_malformed (dissection))
    report (is_good ? "codec: good" : "codec: bad", adu, len, dissection);
}

static void
mutate (GBytes *asked_pdu,
        GBytes *pdu)
{
  guint8 asked[MB_ADU_MAX], adu[MB_ADU_MAX];
  gsize len = g_bytes_get_size (pdu);
  gsize asked_len = 0;

  if (asked_pdu != NULL)
    {
      asked_len = MB_MBAP_SIZE + g_bytes_get_size (asked_pdu);
      mb_mbap_write (asked, 1, 1, asked_len - MB_MBAP_SIZE);
      memcpy (asked + MB_MBAP_SIZE, g_bytes_get_data (asked_pdu, NULL), asked_len - MB_MBAP_SIZE);
    }
  for (gsize place = 0; place < len; place++)
    {
      for (guint value = 0; value < 256; value++)
        {
          memcpy (adu + MB_MBAP_SIZE, g_bytes_get_data (pdu, NULL), len);
          adu[MB_MBAP_SIZE + place] = (guint8) value;
          judge (asked_pdu != NULL ? asked : NULL, asked_len, adu, len);
        }
      if (place > 0)
        judge (asked_pdu != NULL ? asked : NULL, asked_len, adu, place);
    }
}

/* Each byte of each good ADU set to each value, and each end cut off. */
static void
test_mutated (void)
{
  for (guint i = 0; i < n_function_cases; i++)
    {
      const FunctionCase *c = &function_cases[i];
      g_autoptr (GBytes) asked = c->request != NULL ? hex_bytes (c->request) : NULL;
      g_autoptr (GBytes) pdu = hex_bytes (c->pdu);

      if (c->error == NULL)
        mutate (asked, pdu);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/agreement/requests", test_requests);
  g_test_add_func ("/mb/agreement/responses", test_responses);
  g_test_add_func ("/mb/agreement/mutated", test_mutated);
  return g_test_run ();
}
