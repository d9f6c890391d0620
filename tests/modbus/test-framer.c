/* test-framer.c: bytes in pieces of any size become the same ADUs.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-framer.h"
#include "modbus/mb-function.h"
#include "hex.h"

static void
feed_hex (MbFramer   *framer,
          const char *hex)
{
  g_autoptr (GBytes) bytes = hex_bytes (hex);
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  mb_framer_feed (framer, data, len);
}

static void
test_one (void)
{
  g_autoptr (MbFramer) framer = mb_framer_new (MB_FRAMING_MBAP, MB_DIRECTION_REQUEST);
  MbAdu adu;

  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_MORE);
  feed_hex (framer, "0102 0000 0006 fe 03 006b 0003");
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_ADU);
  g_assert_cmpuint (adu.transaction, ==, 0x0102);
  g_assert_cmpuint (adu.protocol, ==, 0);
  g_assert_cmpuint (adu.length, ==, 6);
  g_assert_cmpuint (adu.unit, ==, 0xfe);
  g_assert_cmpuint (adu.len, ==, 12);
  g_assert_cmpmem (adu.pdu, adu.pdu_len, "\x03\x00\x6b\x00\x03", 5);
  g_assert_true (adu.pdu == adu.bytes + 7);
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_MORE);
}

/* The length alone sizes an ADU: a function code or a byte count that says otherwise does not. */
static void
test_sized_by_length_only (void)
{
  g_autoptr (MbFramer) framer = mb_framer_new (MB_FRAMING_MBAP, MB_DIRECTION_REQUEST);
  MbAdu adu;

  feed_hex (framer, "0001 0000 0004 01 03 ff 00  0002 0000 0002 01 00  0003 0000 0003 01 83 02");
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_ADU);
  g_assert_cmpuint (adu.pdu_len, ==, 3);
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_ADU);
  g_assert_cmpuint (adu.pdu_len, ==, 1);
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_ADU);
  g_assert_cmpuint (adu.transaction, ==, 3);
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_MORE);
}

static void
test_pending (void)
{
  g_autoptr (MbFramer) framer = mb_framer_new (MB_FRAMING_MBAP, MB_DIRECTION_REQUEST);
  MbAdu adu;
  gsize expected = 99;

  g_assert_cmpuint (mb_framer_get_pending (framer, &expected), ==, 0);
  g_assert_cmpuint (expected, ==, 0);
  feed_hex (framer, "0001 0000 00");
  g_assert_cmpuint (mb_framer_get_pending (framer, &expected), ==, 5);
  g_assert_cmpuint (expected, ==, 0);
  feed_hex (framer, "06 01");
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_MORE);
  g_assert_cmpuint (mb_framer_get_pending (framer, &expected), ==, 7);
  g_assert_cmpuint (expected, ==, 12);
  g_assert_cmpuint (mb_framer_get_pending (framer, NULL), ==, 7);
}

static void
test_foreign (void)
{
  g_autoptr (MbFramer) framer = mb_framer_new (MB_FRAMING_MBAP, MB_DIRECTION_REQUEST);
  MbAdu adu;

  feed_hex (framer, "0001 0007 0003 01 0305  0002 0000 0002 01 07  0003 0001 0002 01 07");
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_FOREIGN);
  g_assert_cmpuint (adu.protocol, ==, 7);
  g_assert_cmpuint (adu.len, ==, 9);
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_ADU);
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_FOREIGN);

  feed_hex (framer, "0004 0001 0002");
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_BROKEN);
}

static void
assert_broken (const char *hex,
               guint       length)
{
  g_autoptr (MbFramer) framer = mb_framer_new (MB_FRAMING_MBAP, MB_DIRECTION_REQUEST);
  MbAdu adu;

  feed_hex (framer, "0001 0000 0002 01 07");
  feed_hex (framer, hex);
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_ADU);
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_BROKEN);
  g_assert_cmpuint (adu.length, ==, length);
  feed_hex (framer, "0002 0000 0002 01 07");
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_BROKEN);

  mb_framer_reset (framer);
  feed_hex (framer, "0002 0000 0002 01 07");
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_ADU);
}

/* Told with the sixth byte, not later. */
static void
test_broken (void)
{
  assert_broken ("0001 0000 0000", 0);
  assert_broken ("0001 0000 0001", 1);
  assert_broken ("0001 0000 00ff", 255);
  assert_broken ("0001 0000 ffff", 65535);
  assert_broken ("0001 0009 0000", 0);
}

/* A full buffer of the largest ADUs, again and again, always leaves room for the next one. */
static void
test_room (void)
{
  g_autoptr (MbFramer) framer = mb_framer_new (MB_FRAMING_MBAP, MB_DIRECTION_REQUEST);
  guint8 adu_bytes[MB_ADU_MAX] = { 0, 0, 0, 0, 0, 254, 1, 99 };
  gsize position = 0;
  guint n_adus = 0;
  MbAdu adu;

  for (guint round = 0; round < 100; round++)
    {
      gsize space;
      guint8 *place = mb_framer_reserve (framer, &space);

      g_assert_cmpuint (space, >, MB_FRAMER_BUFFER_SIZE - MB_ADU_MAX);
      for (gsize i = 0; i < space; i++)
        place[i] = adu_bytes[position++ % MB_ADU_MAX];
      mb_framer_commit (framer, space);
      while (mb_framer_next (framer, &adu) == MB_FRAMER_ADU)
        {
          g_assert_cmpmem (adu.bytes, adu.len, adu_bytes, sizeof adu_bytes);
          n_adus++;
        }
    }
  g_assert_cmpuint (n_adus, ==, position / MB_ADU_MAX);
}

/* An exception whose length leaves out its code; only when it is said that such ones come. */
static void
test_short_exceptions (void)
{
  static const guint8 bytes[] = { 0, 1, 0, 0, 0, 2, 1, 0x83, 2 };
  g_autoptr (MbFramer) framer = mb_framer_new (MB_FRAMING_MBAP, MB_DIRECTION_REQUEST);
  gsize expected;
  MbAdu adu;

  mb_framer_set_short_exceptions (framer, TRUE);
  mb_framer_feed (framer, bytes, 8);
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_MORE);
  g_assert_cmpuint (mb_framer_get_pending (framer, &expected), ==, 8);
  g_assert_cmpuint (expected, ==, 9);
  mb_framer_feed (framer, bytes + 8, 1);
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_ADU);
  g_assert_cmpuint (adu.length, ==, 2);
  g_assert_cmpmem (adu.pdu, adu.pdu_len, bytes + 7, 2);
  g_assert_cmpuint (mb_framer_get_pending (framer, NULL), ==, 0);

  mb_framer_reset (framer);
  mb_framer_feed (framer, bytes, sizeof bytes);
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_ADU);
  g_assert_cmpuint (adu.pdu_len, ==, 1);
  g_assert_cmpuint (mb_framer_get_pending (framer, NULL), ==, 1);
}

static void
put_datagram (MbFramer   *framer,
              const char *hex)
{
  g_autoptr (GBytes) bytes = hex_bytes (hex);
  gsize space;
  guint8 *place = mb_framer_reserve (framer, &space);

  g_assert_cmpuint (space, ==, MB_FRAMER_BUFFER_SIZE);
  if (g_bytes_get_size (bytes) > 0)
    memcpy (place, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  mb_framer_commit (framer, g_bytes_get_size (bytes));
}

/* One ADU in each datagram; one that is not as long as it says spoils no other. */
static void
test_datagrams (void)
{
  static const struct
  {
    const char     *hex;
    MbFramerResult  result;
    gsize           len;
  } datagrams[] = {
    { "0102 0000 0006 fe 03 006b 0003", MB_FRAMER_ADU, 12 },
    { "0102 0000 0006 fe 03 006b 00", MB_FRAMER_DAMAGED, 11 },
    { "0102 0000 0006 fe 03 006b 0003 00", MB_FRAMER_DAMAGED, 13 },
    { "0102 0000 0006 fe 03 006b 0003 0102 0000 0006 fe 03 006b 0003", MB_FRAMER_DAMAGED, 24 },
    { "", MB_FRAMER_DAMAGED, 0 },
    { "01", MB_FRAMER_DAMAGED, 1 },
    { "0102 0000 0000", MB_FRAMER_DAMAGED, 6 },
    { "0102 0000 0001 fe", MB_FRAMER_DAMAGED, 7 },
    { "0102 0000 0002 fe 07", MB_FRAMER_ADU, 8 },
    { "0102 0009 0003 fe 03 00", MB_FRAMER_FOREIGN, 9 },
    { "0102 0009 0003 fe 03 00", MB_FRAMER_FOREIGN, 9 },
    { "0102 0009 0003 fe 03", MB_FRAMER_DAMAGED, 8 },
    { "0102 0000 0006 fe 03 006b 0003", MB_FRAMER_ADU, 12 },
  };
  g_autoptr (MbFramer) framer = mb_framer_new (MB_FRAMING_DATAGRAM, MB_DIRECTION_REQUEST);
  MbAdu adu;

  for (guint i = 0; i < G_N_ELEMENTS (datagrams); i++)
    {
      put_datagram (framer, datagrams[i].hex);
      g_assert_cmpint (mb_framer_next (framer, &adu), ==, datagrams[i].result);
      g_assert_cmpuint (adu.len, ==, datagrams[i].len);
      g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_MORE);
      g_assert_cmpuint (mb_framer_get_pending (framer, NULL), ==, 0);
    }

  mb_framer_set_short_exceptions (framer, TRUE);
  put_datagram (framer, "0001 0000 0002 01 83 02");
  g_assert_cmpint (mb_framer_next (framer, &adu), ==, MB_FRAMER_ADU);
  g_assert_cmpuint (adu.pdu_len, ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/framer/one", test_one);
  g_test_add_func ("/mb/framer/sized-by-length-only", test_sized_by_length_only);
  g_test_add_func ("/mb/framer/pending", test_pending);
  g_test_add_func ("/mb/framer/foreign", test_foreign);
  g_test_add_func ("/mb/framer/broken", test_broken);
  g_test_add_func ("/mb/framer/room", test_room);
  g_test_add_func ("/mb/framer/short-exceptions", test_short_exceptions);
  g_test_add_func ("/mb/framer/datagrams", test_datagrams);
  return g_test_run ();
}
