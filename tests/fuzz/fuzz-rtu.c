/* fuzz-rtu.c: frames of the serial line are the same in pieces of any size; nothing else is one.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-field.h"
#include "modbus/mb-framer.h"
#include "modbus/mb-guess.h"
#include "modbus/mb-request.h"
#include "modbus/mb-rtu.h"
#include "fuzz.h"

/* How the stream comes: pieces of these sizes over and over, 0 for the largest; with a silence
 * after those whose highest bit is set. */
typedef struct
{
  const guint8 *sizes;
  gsize         n_sizes;
  gboolean      has_silences;
} Pieces;

typedef struct
{
  MbDirection  direction;
  gsize        echo_size;
  GString     *log;
  guint        n_damaged;
} Outcome;

/* Every byte of a frame is in a field, and its checksum is right by the dissector's own count. */
static void
check_fields (const MbAdu *adu,
              MbDirection  direction)
{
  g_autoptr (MbDissection) dissection =
    mb_dissection_new_framed (MB_FRAMING_RTU, adu->bytes, adu->len, direction, NULL, 0);
  guint n = mb_dissection_get_n_fields (dissection);
  guint8 seen[MB_RTU_SIZE_MAX] = { 0 };

  for (guint i = 0; i < n; i++)
    {
      const MbField *field = mb_dissection_get_field (dissection, i);

      g_assert_cmpuint (field->offset + field->length, <=, adu->len);
      if (field->depth > 0)
        memset (seen + field->offset, 1, field->length);
    }
  for (gsize i = 0; i < adu->len; i++)
    g_assert_cmpuint (seen[i], ==, 1);
  g_assert_cmpstr (mb_dissection_get_field (dissection, n - 1)->name, ==, "CRC");
  g_assert_false (mb_dissection_get_field (dissection, n - 1)->is_defect);
}

/* What the codec makes of a good request is the same frame again. */
static void
check_request (const MbAdu *adu)
{
  guint8 frame[MB_ADU_MAX];
  MbRequest request;
  gsize pdu_len;

  if (mb_request_parse (&request, adu->pdu, adu->pdu_len) != 0)
    return;
  pdu_len = mb_request_encode (&request, frame + MB_RTU_PDU_OFFSET, MB_PDU_MAX);
  g_assert_cmpmem (frame + MB_RTU_PDU_OFFSET, pdu_len, adu->pdu, adu->pdu_len);
  g_assert_cmpuint (mb_rtu_wrap (frame, adu->unit, pdu_len), ==, adu->len);
  g_assert_cmpmem (frame, adu->len, adu->bytes, adu->len);
}

static void
take_all (MbFramer *framer,
          Outcome  *outcome)
{
  MbFramerResult result;
  MbAdu adu;

  while ((result = mb_framer_next (framer, &adu)) != MB_FRAMER_MORE)
    {
      g_assert_cmpuint (adu.len, <=, MB_RTU_SIZE_MAX);
      g_string_append_printf (outcome->log, "%d:", result);
      if (result == MB_FRAMER_DAMAGED)
        {
          outcome->n_damaged++;
          mb_guess_protocol (MB_FRAMING_RTU, adu.bytes, adu.len);
          continue;
        }
      g_assert_cmpint (result, ==, MB_FRAMER_ADU);
      g_assert_cmpuint (adu.len, >=, MB_RTU_SIZE_MIN);
      g_assert_cmpuint (adu.pdu_len, ==, adu.len - 3);
      g_assert_cmpuint (adu.transaction | adu.protocol, ==, 0);
      g_string_append_len (outcome->log, (const char *) adu.bytes, (gssize) adu.len);
      check_fields (&adu, outcome->direction);
      if (outcome->direction == MB_DIRECTION_REQUEST)
        check_request (&adu);
    }
}

static void
frame (const guint8 *stream,
       gsize         len,
       const Pieces *pieces,
       Outcome      *outcome)
{
  g_autoptr (MbFramer) framer = mb_framer_new (MB_FRAMING_RTU, outcome->direction);
  gsize pending, expected, fed = 0;

  mb_framer_set_echo (framer, outcome->echo_size);
  for (gsize i = 0; fed < len; i++)
    {
      guint8 size = pieces->n_sizes > 0 ? pieces->sizes[i % pieces->n_sizes] : 0;
      gsize piece = size & 0x7f;
      gsize space;
      guint8 *place = mb_framer_reserve (framer, &space);

      g_assert_cmpuint (space, >=, MB_RTU_SIZE_MAX);
      piece = MIN (piece > 0 ? piece : space, MIN (space, len - fed));
      memcpy (place, stream + fed, piece);
      mb_framer_commit (framer, piece);
      fed += piece;
      take_all (framer, outcome);
      if (pieces->has_silences && (size & 0x80))
        mb_framer_note_idle (framer);
    }
  pending = mb_framer_get_pending (framer, &expected);
  g_assert_cmpuint (pending, <, MB_RTU_SIZE_MAX);
  g_assert_true (expected == 0 || pending < expected);
}

/* Input: bit 0 the direction, the others the number of sizes; size of the request that waits; sizes
 * of the pieces; the stream. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GString) whole_log = g_string_new (NULL);
  g_autoptr (GString) pieces_log = g_string_new (NULL);
  g_autoptr (GString) silences_log = g_string_new (NULL);
  Outcome whole = { .log = whole_log };
  Outcome cut = { .log = pieces_log };
  Outcome silences = { .log = silences_log };
  const Pieces one_piece = { NULL };
  Pieces pieces = { NULL };
  guint8 head;

  fuzz_begin ();
  head = fuzz_take (&data, &size);
  whole.direction = head & 1 ? MB_DIRECTION_RESPONSE : MB_DIRECTION_REQUEST;
  whole.echo_size = fuzz_take (&data, &size);
  if (whole.echo_size < MB_RTU_SIZE_MIN)
    whole.echo_size = 0;
  cut.direction = silences.direction = whole.direction;
  cut.echo_size = silences.echo_size = whole.echo_size;
  pieces.sizes = data;
  pieces.n_sizes = MIN ((gsize) (head >> 1) % 16, size);
  data += pieces.n_sizes;
  size -= pieces.n_sizes;

  frame (data, size, &one_piece, &whole);
  frame (data, size, &pieces, &cut);
  g_assert_true (g_string_equal (whole.log, cut.log));
  g_assert_cmpuint (whole.n_damaged, <=, 1);
  pieces.has_silences = TRUE;
  frame (data, size, &pieces, &silences);
  return 0;
}
