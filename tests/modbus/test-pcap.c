/* test-pcap.c: captures in each format and byte order, and files that want to do harm.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-pcap.h"
#include "capture-maker.h"

/**
 * Outcome:
 *
 * All that a reader gave for a file.
 */
typedef struct
{
  GString *text; /* a line for each packet */
  GError  *error;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_string_free (outcome->text, TRUE);
  g_clear_error (&outcome->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
note_packet (Outcome            *outcome,
             const MbPcapPacket *packet)
{
  char time[MB_STAMP_TEXT_SIZE];

  g_string_append_printf (outcome->text, "%" G_GUINT64_FORMAT " %s %u %zu/%zu ",
                          packet->stamp.frame,
                          packet->stamp.decimals > 0 ? mb_stamp_format (&packet->stamp, time) : "-",
                          packet->link_type, packet->len, packet->wire_len);
  g_string_append_len (outcome->text, (const char *) packet->bytes, (gssize) packet->len);
  if (packet->comment != NULL)
    {
      g_string_append (outcome->text, " # ");
      g_string_append_len (outcome->text, packet->comment, (gssize) packet->comment_len);
    }
  g_string_append_c (outcome->text, '\n');
}

/* Reads a file that comes in pieces of @piece bytes; 0: as large as there is room. */
static void
read_file (Outcome          *outcome,
           const GByteArray *file,
           gsize             piece)
{
  g_autoptr (MbPcapReader) reader = mb_pcap_reader_new ();
  MbPcapResult result = MB_PCAP_MORE;
  MbPcapPacket packet;
  gsize done = 0;

  outcome->text = g_string_new (NULL);
  outcome->error = NULL;
  while (done < file->len && result != MB_PCAP_FAILED)
    {
      gsize space;
      guint8 *place = mb_pcap_reader_reserve (reader, &space);

      g_assert_cmpuint (space, >, 0);
      space = MIN (space, file->len - done);
      if (piece > 0)
        space = MIN (space, piece);
      memcpy (place, file->data + done, space);
      mb_pcap_reader_commit (reader, space);
      done += space;
      while ((result = mb_pcap_reader_next (reader, &packet, &outcome->error)) == MB_PCAP_PACKET)
        note_packet (outcome, &packet);
    }
  if (result != MB_PCAP_FAILED)
    mb_pcap_reader_finish (reader, &outcome->error);
  else
    g_assert_false (mb_pcap_reader_finish (reader, NULL));
}

/* Whatever the pieces are, a file gives the same. */
static void
assert_reads (const GByteArray *file,
              const char       *text,
              const char       *message)
{
  static const gsize pieces[] = { 0, 1, 3, 4096 };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_auto (Outcome) outcome = { NULL };

      read_file (&outcome, file, pieces[i]);
      g_assert_cmpstr (outcome.text->str, ==, text);
      g_assert_cmpstr (outcome.error != NULL ? outcome.error->message : NULL, ==, message);
      if (outcome.error != NULL)
        g_assert_true (outcome.error->domain == MB_PCAP_ERROR);
    }
}

static void
test_classic (void)
{
  for (guint variant = 0; variant < 4; variant++)
    {
      gboolean is_nano = variant >= 2;
      g_auto (Maker) maker;

      maker_init (&maker, variant % 2 == 0);
      maker_begin (&maker, is_nano ? 1000000000 : 1000000, 1);
      maker_record (&maker, 1, 234567, (const guint8 *) "abc", 3, 3);
      maker_record (&maker, G_MAXUINT32, 0, NULL, 0, 60);
      /* More parts than a second has, more bytes than there were. */
      maker_record (&maker, 7, is_nano ? 1000000001 : 1000001, (const guint8 *) "de", 2, 1);
      assert_reads (maker.file,
                    is_nano ? "1 1.000234567 1 3/3 abc\n2 4294967295.000000000 1 0/60 \n"
                              "3 8.000000001 1 2/2 de\n"
                            : "1 1.234567 1 3/3 abc\n2 4294967295.000000 1 0/60 \n"
                              "3 8.000001 1 2/2 de\n",
                    NULL);
    }
}

static void
test_link_type_with_checksum_flag (void)
{
  g_auto (Maker) maker;

  maker_init (&maker, TRUE);
  maker_begin (&maker, 1000000, 0x14000000 | 101);
  maker_record (&maker, 1, 0, (const guint8 *) "a", 1, 1);
  assert_reads (maker.file, "1 1.000000 101 1/1 a\n", NULL);
}

/* Sections with another byte order and with interfaces of their own; blocks that do not matter. */
static void
test_blocks (void)
{
  for (guint variant = 0; variant < 2; variant++)
    {
      g_auto (Maker) maker;
      g_autoptr (GByteArray) other = g_byte_array_new ();

      g_byte_array_append (other, (const guint8 *) "whatever", 8);
      maker_init (&maker, variant == 0);
      maker_section (&maker);
      maker_interface (&maker, 1, 0, NULL);
      maker_interface (&maker, 101, 0, NULL);
      maker_enhanced (&maker, 1, 1234567, (const guint8 *) "one", 3, 3, NULL);
      maker_block (&maker, 0x80000001, other);
      maker_block (&maker, 5, other);
      maker_enhanced (&maker, 0, 2000000, (const guint8 *) "zero", 4, 99, NULL);
      maker.is_little = !maker.is_little;
      maker_section (&maker);
      maker_interface (&maker, 113, 0, NULL);
      maker_enhanced (&maker, 0, 3, (const guint8 *) "other", 5, 5, NULL);
      assert_reads (maker.file,
                    "1 1.234567 101 3/3 one\n2 2.000000 1 4/99 zero\n3 0.000003 113 5/5 other\n",
                    NULL);
    }
}

static void
test_other_packet_blocks (void)
{
  g_auto (Maker) maker;
  g_auto (Maker) simple;
  g_auto (Maker) old;

  maker_init (&maker, TRUE);
  maker_section (&maker);
  maker_interface (&maker, 1, 4, NULL);
  maker_init (&simple, TRUE);
  maker_u32 (&simple, 6);
  maker_bytes (&simple, "simp", 4);
  maker_block (&maker, 3, simple.file);
  maker_init (&old, TRUE);
  maker_u16 (&old, 0);
  maker_u16 (&old, 99);
  maker_u32 (&old, 0);
  maker_u32 (&old, 5);
  maker_u32 (&old, 3);
  maker_u32 (&old, 3);
  maker_bytes (&old, "old", 3);
  maker_block (&maker, 2, old.file);
  assert_reads (maker.file, "1 - 1 4/6 simp\n2 0.000005 1 3/3 old\n", NULL);
}

/* Without a limit of its interface, such a packet ends with its block. */
static void
test_simple_without_limit (void)
{
  g_auto (Maker) maker;
  g_auto (Maker) simple;

  maker_init (&maker, FALSE);
  maker_section (&maker);
  maker_interface (&maker, 12, 0, NULL);
  maker_init (&simple, FALSE);
  maker_u32 (&simple, 100);
  maker_bytes (&simple, "four", 4);
  maker_block (&maker, 3, simple.file);
  assert_reads (maker.file, "1 - 12 4/100 four\n", NULL);
}

static void
test_comments (void)
{
  g_auto (Maker) maker;
  g_auto (Maker) options;

  maker_init (&options, TRUE);
  maker_option (&options, 2, "\1\2\3\4", 4);
  maker_option (&options, 1, "first", 5);
  maker_option (&options, 1, "second", 6);
  maker_option (&options, 0, NULL, 0);
  maker_option (&options, 1, "behind the end", 14);

  maker_init (&maker, TRUE);
  maker_section (&maker);
  maker_interface (&maker, 1, 0, NULL);
  maker_enhanced (&maker, 0, 1, (const guint8 *) "x", 1, 1, options.file);
  g_byte_array_set_size (options.file, 0);
  /* Longer than its block: it does not count, and the packet does. */
  maker_u16 (&options, 1);
  maker_u16 (&options, 5);
  maker_bytes (&options, "hurt", 4);
  maker_enhanced (&maker, 0, 2, (const guint8 *) "y", 1, 1, options.file);
  assert_reads (maker.file, "1 0.000001 1 1/1 x # first\n2 0.000002 1 1/1 y\n", NULL);
}

static void
test_resolutions (void)
{
  static const struct
  {
    guint8      resolution;
    guint64     time;
    gint64      offset;
    const char *text;
  } cases[] = {
    { 6, 1234567, 0, "1.234567" },
    { 0, 5, 0, "5.000000" },
    { 3, 1234, 0, "1.234000" },
    { 7, 12345678, 0, "1.234567800" },
    { 9, 1700000000123456789, 0, "1700000000.123456789" },
    { 9, 1, 100, "100.000000001" },
    { 9, 250000000, -2, "-1.750000000" },
    { 6, 500000, -1, "-0.500000" },
    { 6, 0, -7, "-7.000000" },
    { 12, 1000000000999, 0, "1.000000000" },
    { 12, 1000000001000, 0, "1.000000001" },
    { 19, 12345678901234567890u, 0, "1.234567890" },
    { 20, 12345678901234567890u, 0, "0.123456789" },
    { 28, G_MAXUINT64, 0, "0.000000001" },
    { 29, G_MAXUINT64, 0, "0.000000000" },
    { 127, G_MAXUINT64, 0, "0.000000000" },
    { 0, G_MAXUINT64, 0, "9223372036854775807.000000" },
    { 0, G_MAXUINT64, G_MAXINT64, "9223372036854775807.000000" },
    { 0, 0, G_MININT64, "-9223372036854775808.000000" },
    { 0x80, 3, 0, "3.000000" },
    { 0x80 | 1, 3, 0, "1.500000" },
    { 0x80 | 20, 3 << 19, 0, "1.500000000" },
    { 0x80 | 32, G_MAXUINT64, 0, "4294967295.999999999" },
    { 0x80 | 33, G_MAXUINT64, 0, "2147483647.999999999" },
    { 0x80 | 63, G_MAXUINT64, 0, "1.999999999" },
    { 0x80 | 64, G_MAXUINT64, 0, "0.999999999" },
    { 0x80 | 65, G_MAXUINT64, 0, "0.499999999" },
    { 0x80 | 127, G_MAXUINT64, 0, "0.000000000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Maker) maker;
      g_auto (Maker) options;
      guint64 offset = (guint64) cases[i].offset;
      g_autofree char *expected = g_strdup_printf ("1 %s 1 1/1 x\n", cases[i].text);

      maker_init (&options, i % 2);
      maker_option (&options, 9, &cases[i].resolution, 1);
      offset = i % 2 ? GUINT64_TO_LE (offset) : GUINT64_TO_BE (offset);
      maker_option (&options, 14, &offset, 8);
      maker_init (&maker, i % 2);
      maker_section (&maker);
      maker_interface (&maker, 1, 0, options.file);
      maker_enhanced (&maker, 0, cases[i].time, (const guint8 *) "x", 1, 1, NULL);
      assert_reads (maker.file, expected, NULL);
    }
}

static void
test_not_a_capture (void)
{
  static const struct
  {
    const char *bytes;
    gsize       len;
    const char *message;
  } cases[] = {
    { "", 0, "this is not a capture: it is empty" },
    { "\xd4\xc3", 2, "this is not a capture: neither pcap nor pcapng" },
    { "GET / HTTP/1.1\r\n", 16, "this is not a capture: neither pcap nor pcapng" },
    { "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 25,
      "this is not a capture: neither pcap nor pcapng" },
    { "\x1f\x8b\x08\0more", 8, "this is compressed; decompress it first, as with gunzip" },
    { "\xd4\xc3\xb2\xa1\2\0\4\0", 8, "this capture ends inside of its first header" },
    { "\xa1\xb2\xc3\xd4\0\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24,
      "version 3 of pcap is not known, only 2" },
    { "\n\r\r\n\0\0\0\x1c", 8, "this capture ends inside of its first header" },
    { "\n\r\r\n\0\0\0\x1cnono\0\1\0\0", 16, "record 1: no byte order, stopped; 0 read "
      "(byte 0: a section does not begin with its magic number)" },
    { "\n\r\r\n\0\0\0\x1c\x1a\x2b\x3c\x4d\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0\x1c", 28,
      "record 1: version 2 of pcapng, stopped; 0 read (byte 0: only 1 is known)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();

      g_byte_array_append (file, (const guint8 *) cases[i].bytes, (guint) cases[i].len);
      assert_reads (file, "", cases[i].message);
    }
}

/* A length that cannot be, behind 16 good records. */
static void
test_hostile_lengths (void)
{
  static const struct
  {
    guint32     length;
    const char *message;
  } cases[] = {
    { G_MAXUINT32, "record 17: length 4294967295, stopped; 16 read "
                   "(byte 296: at most 262144 can be)" },
    { 262145, "record 17: length 262145, stopped; 16 read (byte 296: at most 262144 can be)" },
    { 262144, "record 17: the file ends inside of it, stopped; 16 read "
              "(byte 296: 20 of at least 262160 bytes are there)" },
    { 5, "record 17: the file ends inside of it, stopped; 16 read "
         "(byte 296: 20 of at least 21 bytes are there)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Maker) maker;
      g_auto (Outcome) outcome = { NULL };

      maker_init (&maker, TRUE);
      maker_begin (&maker, 1000000, 1);
      for (guint n = 0; n < 16; n++)
        maker_record (&maker, n, 0, (const guint8 *) "x", 1, 1);
      maker_record (&maker, 99, 0, NULL, 0, 0);
      memcpy (maker.file->data + maker.file->len - 8,
              &(guint32) { GUINT32_TO_LE (cases[i].length) }, 4);
      maker_bytes (&maker, "tail", 4);
      read_file (&outcome, maker.file, 0);
      g_assert_true (g_str_has_suffix (outcome.text->str, "\n16 15.000000 1 1/1 x\n"));
      g_assert_cmpstr (outcome.error->message, ==, cases[i].message);
      g_assert_cmpint (outcome.error->code, ==,
                       cases[i].length > MB_PCAP_MAX_PACKET ? MB_PCAP_ERROR_RECORD
                                                            : MB_PCAP_ERROR_END);
    }
}

/* Lengths of blocks: too short, crooked, larger than the file, not what stands at the end. */
static void
test_hostile_blocks (void)
{
  static const struct
  {
    guint32     type;
    guint32     length;
    guint32     end;
    const char *message;
  } cases[] = {
    { 6, 0, 0, "record 1: length 0, stopped; 0 read (byte 48: too short for a block of its kind)" },
    { 99, 8, 8, "record 1: length 8, stopped; 0 read "
                "(byte 48: too short for a block of its kind)" },
    { 6, 28, 28, "record 1: length 28, stopped; 0 read "
                 "(byte 48: too short for a block of its kind)" },
    { 99, 13, 13, "record 1: length 13, stopped; 0 read (byte 48: not a multiple of 4)" },
    { 6, G_MAXUINT32, 0, "record 1: length 4294967295, stopped; 0 read "
                         "(byte 48: not a multiple of 4)" },
    { 6, 0xfffffffc, 0, "record 1: length 4294967292, stopped; 0 read "
                        "(byte 48: at most 1048576 can be)" },
    { 99, 0xfffffffc, 0, "record 1: the file ends inside of it, stopped; 0 read "
                         "(byte 88: 4294967252 bytes more should follow)" },
    { 99, 1048576, 0, "record 1: the file ends inside of it, stopped; 0 read "
                      "(byte 48: 40 of at least 1048576 bytes are there)" },
    { 99, 40, 44, "record 1: length 40, stopped; 0 read "
                  "(byte 48: another one stands at the end of the block)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Maker) maker;

      maker_init (&maker, TRUE);
      maker_section (&maker);
      maker_interface (&maker, 1, 0, NULL);
      maker_u32 (&maker, cases[i].type);
      maker_u32 (&maker, cases[i].length);
      maker_bytes (&maker, "0123456789012345678901234567", 28);
      maker_u32 (&maker, cases[i].end);
      assert_reads (maker.file, "", cases[i].message);
    }
}

static void
test_hostile_packets (void)
{
  g_auto (Maker) maker;

  maker_init (&maker, TRUE);
  maker_section (&maker);
  maker_enhanced (&maker, 0, 1, (const guint8 *) "x", 1, 1, NULL);
  assert_reads (maker.file, "", "record 1: interface 0, stopped; 0 read "
                                "(byte 28: it is not described before)");

  g_byte_array_set_size (maker.file, 28);
  maker_interface (&maker, 1, 0, NULL);
  maker_enhanced (&maker, 0, 1, (const guint8 *) "x", 1, 1, NULL);
  maker_enhanced (&maker, 1, 1, (const guint8 *) "x", 1, 1, NULL);
  assert_reads (maker.file, "1 0.000001 1 1/1 x\n", "record 2: interface 1, stopped; 1 read "
                                                    "(byte 84: it is not described before)");

  /* A packet that is longer than its block. */
  g_byte_array_set_size (maker.file, 48);
  maker_enhanced (&maker, 0, 1, (const guint8 *) "x", 1, 1, NULL);
  maker.file->data[48 + 20] = 5;
  assert_reads (maker.file, "", "record 1: length 5, stopped; 0 read (byte 48: at most 4 can be)");
}

/* A skipped block that is larger than all memory is skipped all the same. */
static void
test_large_block_is_passed (void)
{
  g_auto (Maker) maker;
  g_autoptr (GByteArray) zeros = g_byte_array_new ();

  g_byte_array_set_size (zeros, MB_PCAP_MAX_BLOCK + 100);
  memset (zeros->data, 0, zeros->len);
  maker_init (&maker, FALSE);
  maker_section (&maker);
  maker_interface (&maker, 1, 0, NULL);
  maker_block (&maker, 10, zeros);
  maker_enhanced (&maker, 0, 1, (const guint8 *) "x", 1, 1, NULL);
  assert_reads (maker.file, "1 0.000001 1 1/1 x\n", NULL);
}

/* The largest packet there may be, which is larger than the first buffer. */
static void
test_largest_packet (void)
{
  g_auto (Maker) maker;
  g_auto (Outcome) outcome = { NULL };
  g_autofree guint8 *bytes = g_malloc0 (MB_PCAP_MAX_PACKET);

  maker_init (&maker, TRUE);
  maker_begin (&maker, 1000000, 1);
  maker_record (&maker, 1, 0, bytes, MB_PCAP_MAX_PACKET, MB_PCAP_MAX_PACKET);
  maker_record (&maker, 2, 0, (const guint8 *) "x", 1, 1);
  read_file (&outcome, maker.file, 1000);
  g_assert_no_error (outcome.error);
  g_assert_true (g_str_has_prefix (outcome.text->str, "1 1.000000 1 262144/262144 "));
  g_assert_cmpmem (outcome.text->str + outcome.text->len - 19, 19, "2 2.000000 1 1/1 x\n", 19);
}

static void
test_too_many_interfaces (void)
{
  g_auto (Maker) maker;
  g_auto (Outcome) outcome = { NULL };

  maker_init (&maker, TRUE);
  maker_section (&maker);
  for (guint i = 0; i <= MB_PCAP_MAX_INTERFACES; i++)
    maker_interface (&maker, 1, 0, NULL);
  read_file (&outcome, maker.file, 0);
  g_assert_error (outcome.error, MB_PCAP_ERROR, MB_PCAP_ERROR_RECORD);
  g_assert_true (g_str_has_prefix (outcome.error->message, "record 1: interface 65536, stopped"));
}

/* Any file cut anywhere gives the packets before the cut, and says that it is cut. */
static void
test_cut_anywhere (void)
{
  g_auto (Maker) maker;
  g_auto (Maker) classic;

  maker_init (&classic, TRUE);
  maker_begin (&classic, 1000000, 1);
  maker_record (&classic, 1, 0, (const guint8 *) "one", 3, 3);
  maker_record (&classic, 2, 0, (const guint8 *) "two", 3, 3);
  maker_init (&maker, TRUE);
  maker_section (&maker);
  maker_interface (&maker, 1, 0, NULL);
  maker_enhanced (&maker, 0, 1000000, (const guint8 *) "one", 3, 3, NULL);
  maker_enhanced (&maker, 0, 2000000, (const guint8 *) "two", 3, 3, NULL);

  for (guint file = 0; file < 2; file++)
    {
      GByteArray *whole = file == 0 ? classic.file : maker.file;

      for (guint len = whole->len; len-- > 0; )
        {
          g_auto (Outcome) outcome = { NULL };
          gboolean is_between = file == 0 ? len == 24 || len == 43
                                          : len == 28 || len == 48 || len == 84;

          g_byte_array_set_size (whole, len);
          read_file (&outcome, whole, 0);
          g_assert_cmpint (outcome.error == NULL, ==, is_between);
          g_assert_cmpstr (outcome.text->str, ==,
                           len >= (file == 0 ? 43u : 84u) ? "1 1.000000 1 3/3 one\n" : "");
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/pcap/classic", test_classic);
  g_test_add_func ("/mb/pcap/link-type-with-checksum-flag", test_link_type_with_checksum_flag);
  g_test_add_func ("/mb/pcap/blocks", test_blocks);
  g_test_add_func ("/mb/pcap/other-packet-blocks", test_other_packet_blocks);
  g_test_add_func ("/mb/pcap/simple-without-limit", test_simple_without_limit);
  g_test_add_func ("/mb/pcap/comments", test_comments);
  g_test_add_func ("/mb/pcap/resolutions", test_resolutions);
  g_test_add_func ("/mb/pcap/not-a-capture", test_not_a_capture);
  g_test_add_func ("/mb/pcap/hostile-lengths", test_hostile_lengths);
  g_test_add_func ("/mb/pcap/hostile-blocks", test_hostile_blocks);
  g_test_add_func ("/mb/pcap/hostile-packets", test_hostile_packets);
  g_test_add_func ("/mb/pcap/large-block-is-passed", test_large_block_is_passed);
  g_test_add_func ("/mb/pcap/largest-packet", test_largest_packet);
  g_test_add_func ("/mb/pcap/too-many-interfaces", test_too_many_interfaces);
  g_test_add_func ("/mb/pcap/cut-anywhere", test_cut_anywhere);
  return g_test_run ();
}
