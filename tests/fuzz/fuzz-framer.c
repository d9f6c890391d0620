/* fuzz-framer.c: a stream in pieces of any size frames as the same stream in one piece.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-framer.h"
#include "modbus/mb-function.h"
#include "fuzz.h"

/* What a framer said of the stream, up to its end or to where it broke. */
typedef struct
{
  GString  *log;
  gsize     n_bytes;
  gboolean  is_broken;
} Outcome;

static void
take_all (MbFramer *framer,
          Outcome  *outcome)
{
  MbAdu adu;
  MbFramerResult result;

  while ((result = mb_framer_next (framer, &adu)) == MB_FRAMER_ADU || result == MB_FRAMER_FOREIGN)
    {
      g_assert_cmpuint (adu.len, ==, 6 + (gsize) adu.length);
      g_assert_cmpuint (adu.len, <=, MB_ADU_MAX);
      g_assert_cmpuint (adu.pdu_len, ==, adu.len - 7);
      g_assert_true (adu.pdu == adu.bytes + 7);
      g_assert_cmpint (adu.protocol == 0, ==, result == MB_FRAMER_ADU);
      g_string_append_printf (outcome->log, "%d:", result);
      g_string_append_len (outcome->log, (const char *) adu.bytes, (gssize) adu.len);
      outcome->n_bytes += adu.len;
    }
  outcome->is_broken = result == MB_FRAMER_BROKEN;
}

/* Feeds the stream in pieces of these sizes over and over; 0 stands for the largest piece. */
static void
frame (const guint8 *stream,
       gsize         len,
       const guint8 *sizes,
       gsize         n_sizes,
       Outcome      *outcome)
{
  g_autoptr (MbFramer) framer = mb_framer_new (MB_FRAMING_MBAP, MB_DIRECTION_REQUEST);
  gsize pending, expected, fed = 0;

  for (gsize i = 0; fed < len && !outcome->is_broken; i++)
    {
      gsize piece = n_sizes > 0 ? sizes[i % n_sizes] : 0;
      gsize space;
      guint8 *place = mb_framer_reserve (framer, &space);

      g_assert_cmpuint (space, >=, MB_ADU_MAX);
      piece = MIN (piece > 0 ? piece : space, MIN (space, len - fed));
      memcpy (place, stream + fed, piece);
      mb_framer_commit (framer, piece);
      fed += piece;
      take_all (framer, outcome);
    }

  pending = mb_framer_get_pending (framer, &expected);
  if (!outcome->is_broken)
    {
      g_assert_cmpuint (outcome->n_bytes + pending, ==, len);
      g_assert_true (expected == 0 || pending < expected);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GString) whole_log = g_string_new (NULL);
  g_autoptr (GString) pieces_log = g_string_new (NULL);
  Outcome whole = { .log = whole_log };
  Outcome pieces = { .log = pieces_log };
  gsize n_sizes;
  const guint8 *sizes;

  fuzz_begin ();
  n_sizes = fuzz_take (&data, &size) % 16;
  n_sizes = MIN (n_sizes, size);
  sizes = data;
  data += n_sizes;
  size -= n_sizes;

  frame (data, size, NULL, 0, &whole);
  frame (data, size, sizes, n_sizes, &pieces);
  g_assert_cmpint (whole.is_broken, ==, pieces.is_broken);
  g_assert_cmpuint (whole.n_bytes, ==, pieces.n_bytes);
  g_assert_true (g_string_equal (whole.log, pieces.log));
  return 0;
}
