/* fuzz-response.c: a response parses against its request, encodes back, and is judged as the
 * dissector does.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-field.h"
#include "modbus/mb-mbap.h"
#include "modbus/mb-response.h"
#include "fuzz.h"

#define ILLEGAL_FUNCTION 1

static gsize
wrap (guint8       *adu,
      const guint8 *pdu,
      gsize         pdu_len)
{
  mb_mbap_write (adu, 1, 1, pdu_len);
  memcpy (adu + MB_MBAP_SIZE, pdu, pdu_len);
  return MB_MBAP_SIZE + pdu_len;
}

static void
check_response (const MbRequest *request,
                const guint8    *request_adu,
                gsize            request_adu_len,
                const guint8    *pdu,
                gsize            len)
{
  guint8 adu[MB_ADU_MAX], again[MB_PDU_MAX];
  gsize adu_len = wrap (adu, pdu, len);
  MbResponse response;
  MbBreach breach = mb_response_parse (&response, request, pdu, len);
  g_autoptr (MbDissection) dissection = mb_dissection_new (adu, adu_len, MB_DIRECTION_RESPONSE,
                                                           request_adu, request_adu_len);

  g_assert_cmpint (breach == MB_BREACH_NONE, !=, mb_dissection_is_malformed (dissection));
  if (breach == MB_BREACH_NONE)
    {
      g_assert_cmpuint (mb_response_encode (&response, again, sizeof again), ==, len);
      g_assert_cmpmem (again, len, pdu, len);
    }
}

/* Whether a client may send the request: one that a server answers, or that is opaque here. */
static gboolean
take_request (MbRequest    *request,
              const guint8 *pdu,
              gsize         len)
{
  guint8 refusal = mb_request_parse (request, pdu, len);

  return (refusal == 0 || refusal == ILLEGAL_FUNCTION) && mb_request_is_valid (request, NULL);
}

/* Input: length of the request's PDU, that PDU, the rest is the response's PDU. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  guint8 request_adu[MB_ADU_MAX];
  MbRequest request;
  gsize request_len;

  fuzz_begin ();
  request_len = fuzz_take (&data, &size);
  request_len = MIN (MIN (request_len, MB_PDU_MAX), size);
  if (size <= request_len || !take_request (&request, data, request_len))
    return 0;
  wrap (request_adu, data, request_len);
  check_response (&request, request_adu, MB_MBAP_SIZE + request_len, data + request_len,
                  MIN (size - request_len, MB_PDU_MAX));
  return 0;
}
