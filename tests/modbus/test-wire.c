/* test-wire.c: the bounds of the reader and the writer, and arrays in wire form.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-wire.h"

static void
test_reader (void)
{
  static const guint8 bytes[] = { 0x01, 0x02, 0x03, 0x04, 0x05 };
  MbReader reader;

  mb_reader_init (&reader, bytes, sizeof bytes);
  g_assert_cmpuint (mb_reader_u8 (&reader), ==, 0x01);
  g_assert_cmpuint (mb_reader_u16 (&reader), ==, 0x0203);
  g_assert_cmpuint (mb_reader_left (&reader), ==, 2);
  g_assert_true (mb_reader_bytes (&reader, 2) == bytes + 3);
  g_assert_false (reader.failed);
  g_assert_true (mb_reader_bytes (&reader, 0) != NULL);
  g_assert_false (reader.failed);

  mb_reader_init (&reader, bytes, sizeof bytes);
  g_assert_cmphex (mb_reader_u32 (&reader), ==, 0x01020304);
  g_assert_false (reader.failed);
  g_assert_cmphex (mb_reader_u32 (&reader), ==, 0);
  g_assert_true (reader.failed);
  g_assert_cmpuint (mb_reader_left (&reader), ==, 1);
}

static void
test_reader_past_end (void)
{
  static const guint8 bytes[] = { 0x01 };
  MbReader reader;

  mb_reader_init (&reader, bytes, sizeof bytes);
  g_assert_cmpuint (mb_reader_u16 (&reader), ==, 0);
  g_assert_true (reader.failed);
  g_assert_cmpuint (mb_reader_left (&reader), ==, 1);
  g_assert_cmpuint (mb_reader_u8 (&reader), ==, 1);
  g_assert_true (reader.failed);

  mb_reader_init (&reader, bytes, sizeof bytes);
  g_assert_null (mb_reader_bytes (&reader, G_MAXSIZE));
  g_assert_true (reader.failed);

  mb_reader_init (&reader, NULL, 0);
  g_assert_cmpuint (mb_reader_u8 (&reader), ==, 0);
  g_assert_true (reader.failed);
}

static void
test_writer (void)
{
  static const guint8 expected[] = { 0x01, 0x02, 0x03, 0x04, 0x05 };
  guint8 bytes[6] = { 0, 0, 0, 0, 0, 0xee };
  MbWriter writer;

  mb_writer_init (&writer, bytes, 5);
  mb_writer_u32 (&writer, 0x0a0b0c0d);
  g_assert_cmpmem (bytes, writer.len, "\x0a\x0b\x0c\x0d", 4);

  mb_writer_init (&writer, bytes, 5);
  mb_writer_u8 (&writer, 0x01);
  mb_writer_u16 (&writer, 0x0203);
  mb_writer_bytes (&writer, expected + 3, 2);
  g_assert_false (writer.failed);
  g_assert_cmpmem (bytes, writer.len, expected, sizeof expected);

  mb_writer_u8 (&writer, 0xff);
  g_assert_true (writer.failed);
  g_assert_cmpuint (writer.len, ==, 5);
  g_assert_cmpuint (bytes[5], ==, 0xee);
}

static void
test_writer_whole_or_nothing (void)
{
  guint8 bytes[2] = { 0, 0xee };
  MbWriter writer;

  mb_writer_init (&writer, bytes, 1);
  mb_writer_u16 (&writer, 0x0203);
  g_assert_true (writer.failed);
  g_assert_cmpuint (writer.len, ==, 0);

  mb_writer_u32 (&writer, 0x02030405);
  g_assert_cmpuint (writer.len, ==, 0);
  g_assert_cmpuint (bytes[1], ==, 0xee);

  mb_writer_init (&writer, bytes, 1);
  mb_writer_bytes (&writer, bytes, G_MAXSIZE);
  g_assert_true (writer.failed);
  g_assert_cmpuint (bytes[1], ==, 0xee);

  mb_writer_init (&writer, NULL, 0);
  mb_writer_bytes (&writer, NULL, 0);
  g_assert_false (writer.failed);
}

/* The example of V1.1b3, 6.1: coils 20 to 38 are CD 6B 05, the first one is bit 0 of CD. */
static void
test_bits (void)
{
  static const guint8 packed[] = { 0xcd, 0x6b, 0x05 };
  static const char expected[] = "1011001111010110101";
  guint8 again[3] = { 0, 0, 0 };

  for (guint i = 0; i < 19; i++)
    {
      g_assert_cmpint (mb_wire_get_bit (packed, i), ==, expected[i] - '0');
      mb_wire_put_bit (again, i, expected[i] == '1');
    }
  g_assert_cmpmem (again, 3, packed, 3);

  memset (again, 0xff, sizeof again);
  mb_wire_put_bit (again, 9, FALSE);
  g_assert_cmphex (again[0], ==, 0xff);
  g_assert_cmphex (again[1], ==, 0xfd);
  g_assert_cmphex (again[2], ==, 0xff);
}

static void
test_registers (void)
{
  static const guint8 wire[] = { 0x02, 0x2b, 0x00, 0x00, 0x00, 0x64 };
  static const guint16 expected[] = { 555, 0, 100 };
  guint16 registers[3];
  guint8 again[6];

  mb_wire_get_registers (wire, 3, registers);
  g_assert_cmpmem (registers, sizeof registers, expected, sizeof expected);
  g_assert_cmpuint (mb_wire_get_register (wire, 2), ==, 100);
  mb_wire_put_registers (again, 3, registers);
  g_assert_cmpmem (again, sizeof again, wire, sizeof wire);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/wire/reader", test_reader);
  g_test_add_func ("/mb/wire/reader-past-end", test_reader_past_end);
  g_test_add_func ("/mb/wire/writer", test_writer);
  g_test_add_func ("/mb/wire/writer-whole-or-nothing", test_writer_whole_or_nothing);
  g_test_add_func ("/mb/wire/bits", test_bits);
  g_test_add_func ("/mb/wire/registers", test_registers);
  return g_test_run ();
}
