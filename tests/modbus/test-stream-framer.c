/* test-stream-framer.c: ADUs in captured streams, where bytes are missing, and behind that.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-stream-framer.h"
#include "hex.h"

/* Requests of 12 and 8 bytes, and a response of 11. */
#define READ_1 "0001 0000 0006 01 03 0000 0001 "
#define READ_2 "0002 0000 0006 01 03 0000 0002 "
#define STATUS_3 "0003 0000 0002 01 07 "
#define REPLY_1 "0001 0000 0005 01 03 02 1234 "
/* One with another protocol identifier. */
#define FOREIGN "0009 0007 0003 aabbcc "

static void
note (GString        *told,
      const MbFramed *framed)
{
  static const char *const names[] = { "none", "adu", "foreign", "broken", "cut" };
  g_autofree char *hex = hex_text (framed->bytes, framed->len);

  if (told->len > 0)
    g_string_append_c (told, ' ');
  g_string_append_printf (told, "%s:%.8s", names[framed->kind], hex);
  if (framed->kind != MB_FRAMED_ADU || framed->len != 12)
    g_string_append_printf (told, "/%zu", framed->len);
  if (framed->kind == MB_FRAMED_TRUNCATED)
    g_string_append_printf (told, "of%zu", framed->expected_len);
  g_string_append_printf (told, "@%u", (guint) framed->stamp.frame);
  if (framed->is_resumed)
    g_string_append_printf (told, "?%u+%u", (guint) framed->n_missing, (guint) framed->n_skipped);
  if (framed->kind == MB_FRAMED_BROKEN)
    g_string_append_printf (told, "%s%s", framed->is_lost ? "!" : "",
                            framed->guess != NULL ? framed->guess : "");
}

/* Steps between bars: hex is a segment, "<5>" a gap, "<0>" one of unknown length, "." the end, "-"
 * another connection; each has the number of a packet. */
static char *
play (const char *steps)
{
  g_autoptr (MbStreamFramer) framer = mb_stream_framer_new ();
  g_auto (GStrv) all = g_strsplit (steps, "|", -1);
  GString *told = g_string_new (NULL);

  for (guint i = 0; all[i] != NULL; i++)
    {
      const char *step = g_strstrip (all[i]);
      MbTcpChunk chunk = { .starts_segment = TRUE, .stamp.frame = i + 1 };
      g_autoptr (GBytes) bytes = NULL;
      MbFramed framed;

      if (g_str_equal (step, "-"))
        {
          mb_stream_framer_reset (framer);
          continue;
        }
      if (*step == '<')
        {
          chunk.kind = MB_TCP_CHUNK_GAP;
          chunk.len = g_ascii_strtoull (step + 1, NULL, 10);
        }
      else if (*step == '.')
        chunk.kind = MB_TCP_CHUNK_END;
      else
        {
          chunk.kind = MB_TCP_CHUNK_DATA;
          bytes = hex_bytes (step);
          chunk.bytes = g_bytes_get_data (bytes, &chunk.len);
        }
      mb_stream_framer_push (framer, &chunk);
      while (mb_stream_framer_next (framer, &framed) != MB_FRAMED_NONE)
        note (told, &framed);
    }
  return g_string_free (told, FALSE);
}

static const struct
{
  const char *name;
  const char *steps;
  const char *told;
} cases[] = {
  { "one", READ_1, "adu:00010000@1" },
  { "two-in-one", READ_1 READ_2, "adu:00010000@1 adu:00020000@1" },
  { "first-segment-of-one-byte", "00 | 01 0000 0006 01 03 0000 0001", "adu:00010000@2" },
  { "first-segment-of-seven", "0001 0000 0006 01 | 03 0000 0001", "adu:00010000@2" },
  { "glued-and-split", READ_1 "0002 | 0000 0006 01 03 0000 0002", "adu:00010000@1 adu:00020000@2" },
  { "foreign", FOREIGN "|" READ_1, "foreign:00090007/9@1 adu:00010000@2" },
  { "foreign-twice", READ_1 "|" FOREIGN "|" FOREIGN "|" READ_1,
    "adu:00010000@1 foreign:00090007/9@2 broken:00090007/9@3!" },
  { "length-0", READ_1 "|" "0002 0000 0000 01 |" READ_2,
    "adu:00010000@1 broken:00020000/7@2!" },
  { "length-1", "0001 0000 0001 01 |" READ_2, "broken:00010000/7@1!" },
  { "length-255", "0001 0000 00ff |" READ_2, "broken:00010000/6@1!" },
  { "tls", "1603010200010001fc0303 |" READ_2, "broken:16030102/11@1!TLS" },
  { "http", "474554202f20485454502f312e31", "broken:47455420/14@1!HTTP" },
  { "end", "0001 0000 0006 01 | .", "cut:00010000/7of12@1" },
  { "end-in-header", "0001 00 | .", "cut:000100/3of0@1" },
  { "end-between", READ_1 "| .", "adu:00010000@1" },
  { "end-twice", "0001 | . | .", "cut:0001/2of0@1" },
  { "other-connection", "0001 | - |" READ_1, "adu:00010000@3" },
  { "other-connection-after-broken", "0001 0000 0000 | - |" READ_1,
    "broken:00010000/6@1! adu:00010000@3" },

  /* The gap ends inside the ADU that it began in: the next one is where that one ends. */
  { "gap-to-end-of-adu", READ_1 "| 0002 0000 0006 01 | <5> |" STATUS_3,
    "adu:00010000@1 cut:00020000/7of12@2 adu:00030000/8@4" },
  { "gap-inside-of-adu", "0001 0000 0006 01 | <2> | 000001 0002 | 0000 0006 01 03 0000 0002",
    "cut:00010000/7of12@1 adu:00020000@4" },
  { "gap-inside-of-adu-then-end", "0001 0000 0006 01 | <2> | 00 | .", "cut:00010000/7of12@1" },
  { "two-gaps-inside-of-adu", "0001 0000 0006 01 | <2> | 00 | <1> | 00" READ_2,
    "cut:00010000/7of12@1 adu:00020000@5" },
  { "gap-past-end-of-adu", "0001 0000 0006 01 | <8> |" READ_2,
    "cut:00010000/7of12@1 adu:00020000@3?8+0" },
  { "gap-in-header", "0001 00 | <3> |" READ_2, "cut:000100/3of0@1 adu:00020000@3?3+0" },
  { "gap-between", READ_1 "| <12> |" READ_2, "adu:00010000@1 adu:00020000@3?12+0" },
  { "gap-at-begin", "<12> |" READ_2, "adu:00020000@2?12+0" },
  { "gap-then-middle", READ_1 "| <12> | ffff ffff ffff ffff |" READ_2,
    "adu:00010000@1 adu:00020000@4?12+8" },
  { "gap-then-small-segments", READ_1 "| <5> | ff | ffff | 0002 0000 | 0006 01 03 | 0000 0002",
    "adu:00010000@1 adu:00020000@7?5+3" },
  { "gap-then-two", READ_1 "| <5> |" READ_2 STATUS_3,
    "adu:00010000@1 adu:00020000@3?5+0 adu:00030000/8@3" },
  { "gap-then-half", READ_1 "| <5> |" READ_2 "0003 | 0000 0002 01 07",
    "adu:00010000@1 adu:00020000@3?5+0 adu:00030000/8@4" },
  { "gap-then-what-only-begins-so", READ_1 "| <5> | 0001 0000 0002 01 03 ffff ffff ffff ffff |"
    READ_2, "adu:00010000@1 adu:00020000@4?5+16" },
  { "gap-then-function-0", READ_1 "| <5> | 0001 0000 0002 01 00 |" READ_2,
    "adu:00010000@1 adu:00020000@4?5+8" },
  { "gap-then-gap", READ_1 "| <5> | 0002 00 | <3> |" READ_2,
    "adu:00010000@1 adu:00020000@5?8+3" },
  { "gap-then-end", READ_1 "| <5> | 0002 00 | .", "adu:00010000@1" },
  { "gap-then-broken", READ_1 "| <5> |" READ_2 "| 0003 0000 0000 |" READ_1,
    "adu:00010000@1 adu:00020000@3?5+0 broken:00030000/6@4!" },
  { "jump", READ_1 "| <0> |" READ_2, "adu:00010000@1 adu:00020000@3?0+0" },
  { "gap-when-lost", "0001 0000 0000 | <5> |" READ_2, "broken:00010000/6@1!" },

  /* A begin that was not captured. */
  { "middle-of-stream", "<0> |" READ_1 "|" READ_2, "adu:00010000@2 adu:00020000@3" },
  { "middle-first-segment-of-one-byte", "<0> | 00 | 01 0000 0006 01 03 0000 0001",
    "adu:00010000@3" },
  { "middle-first-segment-of-seven", "<0> | 0001 0000 0006 01 | 03 0000 0001", "adu:00010000@3" },
  { "middle-byte-by-byte", "<0> | 00 | 01 | 00 | 00 | 00 | 02 | 01 | 07", "adu:00010000/8@9" },
  { "middle-keep-alive-first", "<0> | 00 |" READ_1, "adu:00010000@3?0+1" },
  { "middle-end-of-adu-first", "<0> | 1234 |" READ_1, "adu:00010000@3?0+2" },
  { "middle-end-of-adu-first-large", "<0> | 1234 5678 9abc def0 1234 |" READ_1,
    "broken:12345678/10@2 adu:00010000@3?0+0" },
  { "middle-foreign", "<0> |" FOREIGN "|" READ_1, "foreign:00090007/9@2 adu:00010000@3" },
  { "middle-length-0", "<0> | 0001 0000 0000 0103 |" READ_1,
    "broken:00010000/8@2 adu:00010000@3?0+0" },
  { "middle-tls", "<0> | 1603010200010001fc0303 | 16030100ff 000102030405 |"
    " 170303ffff 000102030405", "broken:16030102/11@2TLS" },
  { "middle-then-broken", "<0> |" READ_1 "| 0001 0000 0000 |" READ_2,
    "adu:00010000@2 broken:00010000/6@3!" },
  { "middle-too-little", "<0> | 0001 00 | .", "cut:000100/3of0@2" },
  { "middle-too-little-then-gap", "<0> | 0001 00 | <9> |" READ_2,
    "cut:000100/3of0@2 adu:00020000@4?9+0" },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *told = play (cases[i].steps);

  g_assert_cmpstr (told, ==, cases[i].told);
}

/* The packet that completes an ADU is that of its bytes which was captured last, not the one that
 * let it out. */
static void
test_stamp_of_reordered (void)
{
  g_autoptr (MbStreamFramer) framer = mb_stream_framer_new ();
  g_autoptr (GBytes) first = hex_bytes ("0001 0000 0006");
  g_autoptr (GBytes) second = hex_bytes ("01 03 0000 0001" READ_2);
  MbTcpChunk chunk = { .kind = MB_TCP_CHUNK_DATA, .stamp.frame = 9 };
  MbFramed framed;

  chunk.bytes = g_bytes_get_data (first, &chunk.len);
  mb_stream_framer_push (framer, &chunk);
  g_assert_cmpint (mb_stream_framer_next (framer, &framed), ==, MB_FRAMED_NONE);
  chunk.bytes = g_bytes_get_data (second, &chunk.len);
  chunk.stamp.frame = 5;
  mb_stream_framer_push (framer, &chunk);
  g_assert_cmpint (mb_stream_framer_next (framer, &framed), ==, MB_FRAMED_ADU);
  g_assert_cmpuint (framed.stamp.frame, ==, 9);
  g_assert_cmpint (mb_stream_framer_next (framer, &framed), ==, MB_FRAMED_ADU);
  g_assert_cmpuint (framed.stamp.frame, ==, 5);
}

/* One segment that is larger than all buffers, as a network card's offload makes them. */
static void
test_large_segment (void)
{
  g_autoptr (MbStreamFramer) framer = mb_stream_framer_new ();
  g_autoptr (GByteArray) segment = g_byte_array_new ();
  g_autoptr (GBytes) adu = hex_bytes (READ_1);
  gsize len;
  const guint8 *bytes = g_bytes_get_data (adu, &len);
  MbTcpChunk chunk = { .kind = MB_TCP_CHUNK_DATA, .stamp.frame = 1 };
  MbFramed framed;
  guint n = 0;

  for (guint i = 0; i < 5000; i++)
    g_byte_array_append (segment, bytes, (guint) len);
  chunk.bytes = segment->data;
  chunk.len = segment->len;
  mb_stream_framer_push (framer, &chunk);
  while (mb_stream_framer_next (framer, &framed) == MB_FRAMED_ADU)
    n++;
  g_assert_cmpuint (n, ==, 5000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mb/stream-framer/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/mb/stream-framer/stamp-of-reordered", test_stamp_of_reordered);
  g_test_add_func ("/mb/stream-framer/large-segment", test_large_segment);
  return g_test_run ();
}
