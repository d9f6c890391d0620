/* fuzz-request.c: a request parses, encodes back, and is judged as the dissector does.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-field.h"
#include "modbus/mb-mbap.h"
#include "modbus/mb-request.h"
#include "fuzz.h"

/* What is unknown here is opaque, and can be sent all the same. */
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

/* What a server takes is what a client may send, but for what only a backend can refuse: the last
 * address, and an unknown read device id, which comes after the object (V1.1b3, 6.21). */
static gboolean
is_left_to_backend (const MbRequest *request)
{
  return request->address + request->quantity > 0x10000 ||
         request->write_address + request->write_quantity > 0x10000 ||
         (request->function == MB_FUNCTION_ENCAPSULATED_INTERFACE &&
          request->mei == MB_MEI_DEVICE_IDENTIFICATION);
}

/* Codec and dissector both take the request, or neither does. */
static void
check_request (const guint8 *pdu,
               gsize         len)
{
  guint8 adu[MB_ADU_MAX], again[MB_PDU_MAX];
  gsize adu_len = wrap (adu, pdu, len);
  MbRequest request;
  guint8 refusal = mb_request_parse (&request, pdu, len);
  gboolean is_whole = refusal == 0 || refusal == ILLEGAL_FUNCTION;
  gboolean is_good = is_whole && mb_request_is_valid (&request, NULL);
  g_autoptr (MbDissection) dissection = mb_dissection_new (adu, adu_len, MB_DIRECTION_REQUEST,
                                                           NULL, 0);

  g_assert_cmpint (is_good, !=, mb_dissection_is_malformed (dissection));
  g_assert_true (refusal != 0 || is_good || is_left_to_backend (&request));
  if (is_whole)
    {
      g_assert_cmpuint (mb_request_encode (&request, again, sizeof again), ==, len);
      g_assert_cmpmem (again, len, pdu, len);
    }
}

/* Input: the PDU of a request. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  fuzz_begin ();
  if (size > 0)
    check_request (data, MIN (size, MB_PDU_MAX));
  return 0;
}
