/* test-split.c: the golden session cut at every byte gives the same ADUs.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-framer.h"
#include "golden.h"

/* The bytes of one direction in a row: 186 of requests, or those of responses. */
static GByteArray *
join (GArray      *adus,
      MbDirection  direction)
{
  GByteArray *stream = g_byte_array_new ();

  for (guint i = 0; i < adus->len; i++)
    {
      const GoldenAdu *golden = &g_array_index (adus, GoldenAdu, i);
      gsize len;
      const guint8 *bytes = g_bytes_get_data (golden->adu, &len);

      if (golden->direction == direction)
        g_byte_array_append (stream, bytes, (guint) len);
    }
  return stream;
}

/* Takes all ADUs that are there; each must be the next golden one of its direction. */
static void
take (MbFramer    *framer,
      GArray      *adus,
      MbDirection  direction,
      guint       *next)
{
  MbAdu adu;
  MbFramerResult result;

  while ((result = mb_framer_next (framer, &adu)) == MB_FRAMER_ADU)
    {
      const GoldenAdu *golden;
      gsize len;
      const guint8 *bytes;

      while (g_array_index (adus, GoldenAdu, *next).direction != direction)
        (*next)++;
      golden = &g_array_index (adus, GoldenAdu, *next);
      bytes = g_bytes_get_data (golden->adu, &len);
      g_assert_cmpmem (adu.bytes, adu.len, bytes, len);
      g_assert_cmpmem (adu.pdu, adu.pdu_len, bytes + 7, len - 7);
      (*next)++;
    }
  g_assert_cmpint (result, ==, MB_FRAMER_MORE);
}

/* Feeds @bytes in pieces that end at the two cuts. */
static void
feed_cut (GArray       *adus,
          MbDirection   direction,
          const guint8 *bytes,
          gsize         len,
          gsize         first_cut,
          gsize         second_cut,
          guint         start,
          guint         end)
{
  g_autoptr (MbFramer) framer = mb_framer_new (MB_FRAMING_MBAP, direction);
  guint next = start;

  mb_framer_feed (framer, bytes, first_cut);
  take (framer, adus, direction, &next);
  mb_framer_feed (framer, bytes + first_cut, second_cut - first_cut);
  take (framer, adus, direction, &next);
  mb_framer_feed (framer, bytes + second_cut, len - second_cut);
  take (framer, adus, direction, &next);
  g_assert_cmpuint (next, ==, end);
  g_assert_cmpuint (mb_framer_get_pending (framer, NULL), ==, 0);
}

static void
test_each_adu (void)
{
  g_autoptr (GArray) adus = golden_load ();

  for (guint i = 0; i < adus->len; i++)
    {
      const GoldenAdu *golden = &g_array_index (adus, GoldenAdu, i);
      gsize len;
      const guint8 *bytes = g_bytes_get_data (golden->adu, &len);

      for (gsize first = 0; first <= len; first++)
        for (gsize second = first; second <= len; second++)
          feed_cut (adus, golden->direction, bytes, len, first, second, i, i + 1);
    }
}

static void
test_whole_stream (gconstpointer data)
{
  MbDirection direction = GPOINTER_TO_INT (data);
  g_autoptr (GArray) adus = golden_load ();
  g_autoptr (GByteArray) stream = join (adus, direction);
  guint end = direction == MB_DIRECTION_REQUEST ? adus->len - 1 : adus->len;

  if (direction == MB_DIRECTION_REQUEST)
    g_assert_cmpuint (stream->len, ==, 186);
  for (gsize first = 0; first <= stream->len; first++)
    for (gsize second = first; second <= stream->len; second++)
      feed_cut (adus, direction, stream->data, stream->len, first, second, 0, end);
}

static void
test_byte_by_byte (gconstpointer data)
{
  MbDirection direction = GPOINTER_TO_INT (data);
  g_autoptr (GArray) adus = golden_load ();
  g_autoptr (GByteArray) stream = join (adus, direction);
  g_autoptr (MbFramer) framer = mb_framer_new (MB_FRAMING_MBAP, direction);
  guint next = 0;

  for (guint i = 0; i < stream->len; i++)
    {
      mb_framer_feed (framer, stream->data + i, 1);
      take (framer, adus, direction, &next);
    }
  g_assert_cmpuint (next, ==, direction == MB_DIRECTION_REQUEST ? 23 : 24);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/split/each-adu", test_each_adu);
  g_test_add_data_func ("/mb/split/requests", GINT_TO_POINTER (MB_DIRECTION_REQUEST),
                        test_whole_stream);
  g_test_add_data_func ("/mb/split/responses", GINT_TO_POINTER (MB_DIRECTION_RESPONSE),
                        test_whole_stream);
  g_test_add_data_func ("/mb/split/requests-byte-by-byte",
                        GINT_TO_POINTER (MB_DIRECTION_REQUEST), test_byte_by_byte);
  g_test_add_data_func ("/mb/split/responses-byte-by-byte",
                        GINT_TO_POINTER (MB_DIRECTION_RESPONSE), test_byte_by_byte);
  return g_test_run ();
}
