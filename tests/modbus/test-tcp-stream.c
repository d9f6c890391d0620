/* test-tcp-stream.c: segments in any order, twice, overlapping, cut and missing.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-tcp-stream.h"

/**
 * Scene:
 *
 * A stream under test and what it told: data as it is, a gap as its length in angle brackets ("?"
 * for an unknown one), the end as a full stop.
 */
typedef struct
{
  MbTcpBudget  budget;
  MbTcpStream *stream;
  guint32      base;
  guint64      frame;
  gboolean     is_deferring;
  GString     *told;
} Scene;

static void
scene_init (Scene   *scene,
            guint32  base)
{
  *scene = (Scene) { .base = base };
  scene->budget.limit_bytes = 1024 * 1024;
  scene->stream = mb_tcp_stream_new (&scene->budget);
  scene->told = g_string_new (NULL);
}

static void
scene_clear (Scene *scene)
{
  mb_tcp_stream_free (scene->stream);
  g_assert_cmpuint (scene->budget.held_bytes, ==, 0);
  g_string_free (scene->told, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scene, scene_clear)

static void
drain (Scene *scene)
{
  MbTcpChunk chunk;

  while (mb_tcp_stream_next (scene->stream, &chunk) != MB_TCP_CHUNK_NONE)
    switch (chunk.kind)
      {
      case MB_TCP_CHUNK_DATA:
        g_assert_cmpuint (chunk.len, >, 0);
        g_assert_cmpuint (chunk.stamp.frame, >, 0);
        g_string_append_len (scene->told, (const char *) chunk.bytes, (gssize) chunk.len);
        break;
      case MB_TCP_CHUNK_GAP:
        if (chunk.len > 0)
          g_string_append_printf (scene->told, "<%zu>", chunk.len);
        else
          g_string_append (scene->told, "<?>");
        break;
      case MB_TCP_CHUNK_END:
        g_string_append_c (scene->told, '.');
        break;
      case MB_TCP_CHUNK_NONE:
      case MB_TCP_CHUNK_RESTART:
        g_assert_not_reached ();
      }
}

/* The bytes are a copy that is gone afterwards, as those of a capture's buffer are. */
static void
push (Scene      *scene,
      guint32     offset,
      const char *text,
      gsize       len,
      gsize       n_missing,
      gboolean    is_last)
{
  g_autofree guint8 *bytes = g_memdup2 (text, len);
  const MbTcpSegment segment = {
    .sequence = scene->base + offset,
    .is_last = is_last,
    .bytes = bytes,
    .len = len,
    .wire_len = len + n_missing,
    .stamp.frame = ++scene->frame,
  };

  mb_tcp_stream_push (scene->stream, &segment);
  if (scene->is_deferring)
    mb_tcp_stream_defer (scene->stream);
  else
    drain (scene);
  scene->is_deferring = FALSE;
}

/* One word: "S0" starts at offset 0, "A9" acknowledges up to offset 9, "A9x8" does eight times, "D"
 * defers the next segment, "W9" and "N9" assert that what is before 9 is awaited or not, "E"
 * finishes; else it is a segment: its offset, "=" and its bytes, "+" and how many more were not
 * captured, "!" for FIN. */
static void
play (Scene      *scene,
      const char *word)
{
  char *end;
  guint32 offset;
  gsize len = 0, n_missing = 0;
  const char *text;

  if (*word == 'S')
    mb_tcp_stream_start (scene->stream,
                         scene->base + (guint32) g_ascii_strtoull (word + 1, NULL, 10));
  else if (*word == 'A')
    {
      offset = (guint32) g_ascii_strtoull (word + 1, &end, 10);
      for (guint64 n = *end == 'x' ? g_ascii_strtoull (end + 1, NULL, 10) : 1; n > 0; n--)
        mb_tcp_stream_acknowledge (scene->stream, scene->base + offset);
    }
  else if (*word == 'D')
    scene->is_deferring = TRUE;
  else if (*word == 'W' || *word == 'N')
    {
      offset = (guint32) g_ascii_strtoull (word + 1, NULL, 10);
      g_assert_cmpint (mb_tcp_stream_awaits (scene->stream, scene->base + offset), ==,
                       *word == 'W');
    }
  else if (*word == 'E')
    mb_tcp_stream_finish (scene->stream);
  else
    {
      offset = (guint32) g_ascii_strtoll (word, &end, 10);
      text = end;
      if (*end == '=')
        {
          text = end + 1;
          len = strcspn (text, "+!");
          end = (char *) text + len;
        }
      if (*end == '+')
        n_missing = g_ascii_strtoull (end + 1, &end, 10);
      push (scene, offset, text, len, n_missing, *end == '!');
      return;
    }
  if (*word == 'S' || *word == 'A' || *word == 'E')
    drain (scene);
}

static const struct
{
  const char *name;
  const char *steps;
  const char *told;
} cases[] = {
  { "in-order", "S0 0=abc 3=def 6! E", "abcdef." },
  { "reordered", "S0 3=def 0=abc 6=g", "abcdefg" },
  { "reversed", "S0 6=ghi 3=def 0=abc", "abcdefghi" },
  { "retransmitted", "S0 0=abc 0=abc 3=def 0=abc 3=def", "abcdef" },
  { "retransmitted-otherwise", "S0 0=abc 0=XYZ 3=def", "abcdef" },
  { "retransmitted-held", "S0 3=def 3=def 3=XYZ 0=abc", "abcdef" },
  { "overlap-at-front", "S0 0=abc 1=XXdef", "abcdef" },
  { "overlap-at-end-of-held", "S0 3=def 0=abcXX 6=g", "abcdefg" },
  { "overlap-around-held", "S0 3=de 0=abcXXfg", "abcdefg" },
  { "overlap-of-held-at-front", "S0 2=cd 1=bXX 0=a 4=e", "abcde" },
  { "overlap-of-held-at-end", "S0 2=cd 3=Xef 0=ab", "abcdef" },
  { "overlap-over-several", "S0 2=c 4=e 6=g 1=bXdXfXh 0=a", "abcdefgh" },
  { "inside-held", "S0 2=cdef 3=XX 0=ab", "abcdef" },
  { "keep-alive", "S0 0=abc 2=X 2=X 3=def 5=X", "abcdef" },
  { "keep-alive-without-data", "S0 0=abc 2= 3=def", "abcdef" },
  { "gap-at-end", "S0 0=abc 6=ghi E", "abc<3>ghi." },
  { "gaps-at-end", "S0 6=ghi 2=cd E", "<2>cd<2>ghi." },
  { "gap-acknowledged", "S0 0=abc 6=ghi A9x8 9=j", "abc<3>ghij" },
  { "gap-acknowledged-too-rarely", "S0 0=abc 6=ghi A9x7 W9 W4 N3 3=def N9 9=j", "abcdefghij" },
  { "gap-not-acknowledged", "S0 0=abc 6=ghi A3x20 N3 3=def", "abcdefghi" },
  { "gap-acknowledged-up-to", "S0 0=abc 6=ghi A6x8 3=def 9=j", "abc<3>ghij" },
  { "gap-acknowledged-in-part", "S0 0=abc 6=ghi A5x8 N5 W6 3=def", "abcdefghi" },
  { "gap-acknowledged-before", "S0 0=abc A9x7 W9 A9 N9 W10 6=ghi", "abc<3>ghi" },
  { "gap-acknowledged-then-filled", "S0 0=abc A9x8 3=def 6=ghi A12x7 W12 9=jkl N12",
    "abcdefghijkl" },
  { "given-up-once", "S0 A9x8 N9 A9x9 N9 A10 W10", "" },
  { "two-gaps-acknowledged", "S0 1=b 3=d A9x8 5=f A9x8 E", "<1>b<1>d<1>f." },
  { "acknowledgment-of-nonsense", "S0 0=abc A2000000000x8 N2000000000 6=ghi 3=def", "abcdefghi" },
  { "old-acknowledgment", "S0 0=abc 6=ghi A0x20 N0", "abc" },
  { "end-acknowledged", "S0 0=abc! A4x20 N4", "abc." },
  { "end-behind-gap-acknowledged", "S0 0=abc 6! W7 A7x8", "abc<3>." },
  { "acknowledged-without-start", "A9x8 N9 3=def", "<?>def" },
  { "deferred", "S0 D 0=abc W3 3=def N6", "abcdef" },
  { "deferred-acknowledged", "S0 D 0=abc D 3=def W6 A6x20", "abcdef" },
  { "deferred-then-repeated", "S0 D 0=abc D 0=ZZZdef 6=g", "abcdefg" },
  { "deferred-cut", "S0 D 0=abc+2 D 0=ZZZZZfg 7=h", "abc<2>fgh" },
  { "deferred-cut-to-nothing", "S0 D 0=+3 D 0=ZZZ 3=def", "<3>def" },
  { "deferred-at-end", "S0 D 0=abc! E", "abc." },
  { "end-behind-gap", "S0 0=abc 6! E", "abc<3>." },
  { "end-before-data", "S0 3! 0=abc", "abc." },
  { "end-with-data", "S0 3=def! 0=abc", "abcdef." },
  { "end-twice", "S0 0=abc! 0=abc! 3! 1=bc E", "abc." },
  { "nothing-behind-the-end", "S0 0=abc! 3=def", "abc." },
  { "no-data", "S0 E", "." },
  { "nothing", "E", "." },
  { "finish-once", "S0 0=a E E 1=b", "a." },
  { "no-handshake", "5=abc 8=def", "<?>abcdef" },
  { "no-handshake-acknowledgments-only", "5= 5= 7=abc", "<?>abc" },
  { "no-handshake-before-first", "5=abc 2=ZZZ 8=def", "<?>abcdef" },
  { "no-handshake-keep-alive-first", "4=X 5=abc", "<?>Xabc" },
  { "no-handshake-end-only", "5!", "<?>." },
  { "start-is-late", "5=abc S0 8=def", "<?>abcdef" },
  { "cut", "S0 0=abc+2 5=fg", "abc<2>fg" },
  { "cut-to-nothing", "S0 0=+5 5=fg", "<5>fg" },
  { "cut-and-repeated", "S0 0=abc+2 0=abcde 5=fg", "abc<2>fg" },
  { "cut-and-held", "S0 3=d+2 0=abc 6=g", "abcd<2>g" },
  { "cut-held-first-wins", "S0 3=d+2 3=dXX 0=abc 6=g", "abcd<2>g" },
  { "cut-to-nothing-and-held", "S0 3=+3 0=abc 3=def 6=g", "abcdefg" },
  { "cut-overlaps-held", "S0 5=fg 0=abc+4 7=h", "abc<2>fgh" },
  { "cut-before-end", "S0 0=abc+2!", "abc<2>." },
  { "hole-of-half-the-space", "S0 0=abc 2147483651=d E", "abc<?>d." },
  { "behind-by-16-MiB", "S0 0=abc 4278190083=d E", "abc." },
  { "behind-by-more", "S0 0=abc 4278190082=d E", "abc<?>d." },
  { "hole-of-a-gigabyte", "S0 0=abc 1073741827=d E", "abc<1073741824>d." },
  { "behind-by-much", "S0 0=abc 4290000000=X 3=d", "abcd" },
};

/* Wherever the numbers begin, also where they wrap. */
static void
test_case (gconstpointer data)
{
  static const guint32 bases[] = { 1000, 0, 0xffffffff, 0xfffffffd, 0xfffffffa, 0x7ffffffe };
  guint i = GPOINTER_TO_UINT (data);
  g_auto (GStrv) words = g_strsplit (cases[i].steps, " ", -1);

  for (guint k = 0; k < G_N_ELEMENTS (bases); k++)
    {
      g_auto (Scene) scene;

      scene_init (&scene, bases[k]);
      for (guint word = 0; words[word] != NULL; word++)
        play (&scene, words[word]);
      g_assert_cmpstr (scene.told->str, ==, cases[i].told);
    }
}

/* A hole is given up when too many segments wait behind it, or too many bytes. */
static void
test_limits (void)
{
  g_autofree char *large = g_strnfill (60000, 'x');
  g_auto (Scene) many;
  g_auto (Scene) bytes;
  g_auto (Scene) shared;

  scene_init (&many, 7);
  mb_tcp_stream_start (many.stream, 7);
  for (guint i = 0; i < MB_TCP_STREAM_MAX_HELD_SEGMENTS; i++)
    push (&many, 1 + i, "x", 1, 0, FALSE);
  g_assert_cmpuint (many.told->len, ==, 0);
  push (&many, 1 + MB_TCP_STREAM_MAX_HELD_SEGMENTS, "x", 1, 0, FALSE);
  g_assert_true (g_str_has_prefix (many.told->str, "<1>xxx"));

  scene_init (&bytes, 7);
  mb_tcp_stream_start (bytes.stream, 7);
  for (guint i = 0; i < 4; i++)
    push (&bytes, 1 + 60000 * i, large, 60000, 0, FALSE);
  g_assert_cmpuint (bytes.told->len, ==, 0);
  push (&bytes, 1 + 60000 * 4, large, 60000, 0, FALSE);
  g_assert_cmpuint (bytes.told->len, ==, 3 + 300000);

  scene_init (&shared, 7);
  shared.budget.limit_bytes = 100000;
  mb_tcp_stream_start (shared.stream, 7);
  push (&shared, 1, large, 60000, 0, FALSE);
  g_assert_cmpuint (shared.told->len, ==, 0);
  push (&shared, 60001, large, 60000, 0, FALSE);
  g_assert_cmpuint (shared.told->len, ==, 3 + 120000);
}

/* A hole of 2 GiB costs nothing, however often there is one. */
static void
test_holes_are_not_filled (void)
{
  g_auto (Scene) scene;

  scene_init (&scene, 7);
  mb_tcp_stream_start (scene.stream, 7);
  for (guint i = 0; i < 10000; i++)
    push (&scene, i * 2147483647u, "x", 1, 0, FALSE);
  g_assert_cmpuint (scene.budget.held_bytes, <, MB_TCP_STREAM_MAX_HELD_BYTES);
}

/* Each byte has the packet that brought it first, and says where a segment began. */
static void
test_stamps (void)
{
  g_auto (Scene) scene;
  MbTcpSegment segment = { .sequence = 3, .bytes = (const guint8 *) "defg", .len = 4,
                           .wire_len = 4, .stamp.frame = 1 };
  MbTcpChunk chunk;

  scene_init (&scene, 0);
  mb_tcp_stream_start (scene.stream, 0);
  mb_tcp_stream_push (scene.stream, &segment);
  g_assert_cmpint (mb_tcp_stream_next (scene.stream, &chunk), ==, MB_TCP_CHUNK_NONE);
  segment = (MbTcpSegment) { .sequence = 0, .bytes = (const guint8 *) "abcdefghi", .len = 9,
                             .wire_len = 9, .stamp.frame = 2 };
  mb_tcp_stream_push (scene.stream, &segment);
  g_assert_cmpint (mb_tcp_stream_next (scene.stream, &chunk), ==, MB_TCP_CHUNK_DATA);
  g_assert_cmpmem (chunk.bytes, chunk.len, "abc", 3);
  g_assert_cmpuint (chunk.stamp.frame, ==, 2);
  g_assert_true (chunk.starts_segment);
  g_assert_cmpint (mb_tcp_stream_next (scene.stream, &chunk), ==, MB_TCP_CHUNK_DATA);
  g_assert_cmpmem (chunk.bytes, chunk.len, "defg", 4);
  g_assert_cmpuint (chunk.stamp.frame, ==, 1);
  g_assert_true (chunk.starts_segment);
  g_assert_cmpint (mb_tcp_stream_next (scene.stream, &chunk), ==, MB_TCP_CHUNK_DATA);
  g_assert_cmpmem (chunk.bytes, chunk.len, "hi", 2);
  g_assert_cmpuint (chunk.stamp.frame, ==, 2);
  g_assert_false (chunk.starts_segment);
}

#define STREAM_LEN 2000

/* Cuts a stream into segments, repeats and overlaps some, and swaps them within a window: nothing
 * of that may be seen in what comes out. */
static void
play_shuffled (guint32 base,
               guint   window)
{
  g_auto (Scene) scene;
  char stream[STREAM_LEN + 1];
  guint starts[3 * STREAM_LEN], lens[3 * STREAM_LEN];
  guint n = 0;

  scene_init (&scene, base);
  for (guint i = 0; i < STREAM_LEN; i++)
    stream[i] = (char) g_test_rand_int_range ('a', 'z' + 1);
  stream[STREAM_LEN] = '\0';
  for (guint done = 0; done < STREAM_LEN; )
    {
      guint back = g_test_rand_int_range (0, 4) == 0 ? MIN (done, 5) : 0;
      guint len = (guint) g_test_rand_int_range (1, 30);

      starts[n] = done - back;
      lens[n] = back + MIN (len, STREAM_LEN - done);
      done = starts[n] + lens[n];
      n++;
    }
  for (guint i = 0; i + window < n; i += window)
    for (guint k = window - 1; k > 0; k--)
      {
        guint other = (guint) g_test_rand_int_range (0, (gint) k + 1);
        guint start = starts[i + k], len = lens[i + k];

        starts[i + k] = starts[i + other];
        lens[i + k] = lens[i + other];
        starts[i + other] = start;
        lens[i + other] = len;
      }

  mb_tcp_stream_start (scene.stream, base);
  for (guint i = 0; i < n; i++)
    {
      push (&scene, starts[i], stream + starts[i], lens[i], 0, FALSE);
      if (g_test_rand_int_range (0, 3) == 0)
        push (&scene, starts[i], stream + starts[i], lens[i], 0, FALSE);
    }
  g_assert_cmpstr (scene.told->str, ==, stream);
}

static void
test_shuffled (void)
{
  static const guint windows[] = { 1, 2, 3, 8, 40 };

  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    for (guint round = 0; round < 50; round++)
      play_shuffled ((guint32) g_test_rand_int (), windows[i]);
  play_shuffled (0u - STREAM_LEN / 2, 8);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mb/tcp-stream/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/mb/tcp-stream/limits", test_limits);
  g_test_add_func ("/mb/tcp-stream/holes-are-not-filled", test_holes_are_not_filled);
  g_test_add_func ("/mb/tcp-stream/stamps", test_stamps);
  g_test_add_func ("/mb/tcp-stream/shuffled", test_shuffled);
  return g_test_run ();
}
