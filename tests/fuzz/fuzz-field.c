/* fuzz-field.c: any bytes are taken apart, each of them lands in a field, and JSON comes out.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-adu-json.h"
#include "fuzz.h"

static void
check_fields (const MbDissection *dissection,
              gsize               len)
{
  g_autofree guint8 *seen = g_malloc0 (len + 1);

  for (guint i = 0; i < mb_dissection_get_n_fields (dissection); i++)
    {
      const MbField *field = mb_dissection_get_field (dissection, i);

      g_assert_cmpuint (field->offset + field->length, <=, len);
      g_assert_nonnull (field->name);
      g_assert_nonnull (field->value);
      if (field->depth > 0)
        memset (seen + field->offset, 1, field->length);
    }
  for (gsize i = 0; i < len; i++)
    g_assert_cmpuint (seen[i], ==, 1);
}

static void
check_json (const MbDissection *dissection,
            const guint8       *adu,
            gsize               len)
{
  g_autoptr (MbJson) json = mb_json_new (FALSE);
  const char *text;

  mb_json_begin_object (json);
  mb_adu_json_write (json, dissection, adu, len, NULL);
  mb_json_end_object (json);
  text = mb_json_get_text (json);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strchr (text, '\n'));
  mb_json_reset (json);
  mb_json_begin_object (json);
  mb_adu_json_write_decoded (json, dissection);
  mb_json_end_object (json);
}

/* Input: direction in bit 0 and the serial line's framing in bit 1, length of the request, request,
 * ADU. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (MbDissection) dissection = NULL;
  MbDirection direction;
  MbFraming framing;
  gsize request_len;
  guint8 head;

  fuzz_begin ();
  head = fuzz_take (&data, &size);
  direction = head & 1 ? MB_DIRECTION_RESPONSE : MB_DIRECTION_REQUEST;
  framing = head & 2 ? MB_FRAMING_RTU : MB_FRAMING_MBAP;
  request_len = fuzz_take (&data, &size);
  request_len = MIN (request_len, size);
  dissection = mb_dissection_new_framed (framing, data + request_len, size - request_len,
                                         direction, request_len > 0 ? data : NULL, request_len);
  if (size - request_len <= G_MAXUINT16)
    check_fields (dissection, size - request_len);
  check_json (dissection, data + request_len, size - request_len);
  return 0;
}
