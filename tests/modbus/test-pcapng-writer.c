/* test-pcapng-writer.c: what is written is read back as it was, with headers that add up.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-capture.h"
#include "modbus/mb-packet.h"
#include "modbus/mb-pcapng-writer.h"
#include "golden.h"

/**
 * Read:
 *
 * What a file has: a line for each packet and one for each ADU.
 */
typedef struct
{
  GString *packets;
  GString *adus;
} Read;

static void
note_adu_cb (const MbCapturedAdu *adu,
             gpointer             user_data)
{
  Read *all = user_data;
  g_autofree char *hex = hex_text (adu->bytes, adu->len);
  char time[MB_STAMP_TEXT_SIZE];
  char source[MB_NET_ADDRESS_TEXT_SIZE], destination[MB_NET_ADDRESS_TEXT_SIZE];

  g_assert_cmpstr (adu->remark, ==, NULL);
  g_string_append_printf (all->adus, "%s %s %s>%s %s %s", mb_stamp_format (&adu->stamp, time),
                          mb_carrier_name (adu->carrier),
                          mb_net_address_format (adu->source, source),
                          mb_net_address_format (adu->destination, destination),
                          adu->direction == MB_DIRECTION_REQUEST ? "request" : "response", hex);
  if (adu->comment != NULL)
    g_string_append_printf (all->adus, " #%.*s", (int) adu->comment_len, adu->comment);
  g_string_append_c (all->adus, '\n');
}

static guint16
add_up (guint32       sum,
        const guint8 *bytes,
        gsize         len)
{
  for (gsize i = 0; i < len; i++)
    sum += i % 2 == 0 ? (guint32) bytes[i] << 8 : bytes[i];
  while (sum >> 16 != 0)
    sum = (sum & 0xffff) + (sum >> 16);
  return (guint16) sum;
}

/* Words that include their own checksum add up to all ones. */
static void
check_checksums (const guint8 *bytes,
                 gsize         len)
{
  gsize start = bytes[0] >> 4 == 4 ? 20 : 40;
  guint protocol = start == 20 ? bytes[9] : bytes[6];
  guint32 pseudo = protocol + (guint32) (len - start);

  if (start == 20)
    g_assert_cmphex (add_up (0, bytes, 20), ==, 0xffff);
  pseudo += add_up (0, start == 20 ? bytes + 12 : bytes + 8, start == 20 ? 8 : 32);
  g_assert_cmphex (add_up (pseudo, bytes + start, len - start), ==, 0xffff);
  if (protocol == 17)
    g_assert_true (bytes[start + 6] != 0 || bytes[start + 7] != 0);
}

static void
note_packet (Read               *all,
             const MbPcapPacket *packet)
{
  static const char flags[] = "FSRPA";
  MbPacket parsed;

  g_assert_cmpuint (packet->link_type, ==, 101);
  g_assert_cmpuint (packet->len, ==, packet->wire_len);
  check_checksums (packet->bytes, packet->len);
  if (mb_packet_parse (101, packet->bytes, packet->len, packet->len, &parsed) != MB_PACKET_TCP)
    return;
  g_string_append_printf (all->packets, "%u>%u ", parsed.source.port, parsed.destination.port);
  for (guint i = 0; i < strlen (flags); i++)
    if (parsed.flags & 1 << i)
      g_string_append_c (all->packets, flags[i]);
  g_string_append_printf (all->packets, " %u %u %zu", parsed.sequence, parsed.acknowledgment,
                          parsed.len);
  if (packet->comment != NULL)
    g_string_append_printf (all->packets, " #%.*s", (int) packet->comment_len, packet->comment);
  g_string_append_c (all->packets, '\n');
}

static void
read_back (Read           *all,
           MbPcapngWriter *writer)
{
  static const guint16 ports[] = { 502, 802, 1502 };
  g_autoptr (MbPcapReader) reader = mb_pcap_reader_new ();
  g_autoptr (MbCapture) capture = mb_capture_new (ports, G_N_ELEMENTS (ports), note_adu_cb, all);
  g_autoptr (GError) error = NULL;
  MbPcapPacket packet;
  gsize len, space;
  const guint8 *bytes = mb_pcapng_writer_get_bytes (writer, &len);

  all->packets = g_string_new (NULL);
  all->adus = g_string_new (NULL);
  for (gsize done = 0; done < len; done += space)
    {
      guint8 *place = mb_pcap_reader_reserve (reader, &space);

      space = MIN (space, len - done);
      memcpy (place, bytes + done, space);
      mb_pcap_reader_commit (reader, space);
      while (mb_pcap_reader_next (reader, &packet, &error) == MB_PCAP_PACKET)
        {
          note_packet (all, &packet);
          mb_capture_push (capture, &packet);
        }
      g_assert_no_error (error);
    }
  mb_pcap_reader_finish (reader, &error);
  g_assert_no_error (error);
  mb_capture_finish (capture);
  g_assert_cmpuint (mb_capture_get_counts (capture)->n_gaps, ==, 0);
}

static void
read_clear (Read *all)
{
  g_string_free (all->packets, TRUE);
  g_string_free (all->adus, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Read, read_clear)

static guint
open_link (MbPcapngWriter *writer,
           guint           interface,
           MbCarrier       carrier,
           const char     *client,
           const char     *server,
           guint16         port,
           gint64          time)
{
  MbNetAddress ends[2];

  g_assert_true (mb_net_address_parse (&ends[0], client, 50000));
  g_assert_true (mb_net_address_parse (&ends[1], server, port));
  return mb_pcapng_writer_open_link (writer, interface, carrier, &ends[0], &ends[1], time);
}

static void
put_hex (MbPcapngWriter *writer,
         guint           link,
         MbDirection     direction,
         gint64          time,
         const char     *hex,
         const char     *comment)
{
  g_autoptr (GBytes) bytes = hex_bytes (hex);
  gsize len;
  const guint8 *message = g_bytes_get_data (bytes, &len);

  mb_pcapng_writer_put (writer, link, direction, time, message, len, comment);
}

/* The golden session by each carrier and version of IP, all in one file. */
static void
test_round_trip (void)
{
  static const struct
  {
    MbCarrier   carrier;
    const char *client;
    const char *server;
    guint16     port;
    const char *text;  /* how a request and a response are told */
    const char *reply;
  } links[] = {
    { MB_CARRIER_TCP, "192.0.2.1", "192.0.2.2", 502, "tcp 192.0.2.1:50000>192.0.2.2:502",
      "tcp 192.0.2.2:502>192.0.2.1:50000" },
    { MB_CARRIER_TCP, "2001:db8::1", "2001:db8::2", 1502,
      "tcp [2001:db8::1]:50000>[2001:db8::2]:1502", "tcp [2001:db8::2]:1502>[2001:db8::1]:50000" },
    { MB_CARRIER_UDP, "192.0.2.1", "192.0.2.2", 502, "udp 192.0.2.1:50000>192.0.2.2:502",
      "udp 192.0.2.2:502>192.0.2.1:50000" },
    { MB_CARRIER_UDP, "2001:db8::1", "2001:db8::2", 502,
      "udp [2001:db8::1]:50000>[2001:db8::2]:502", "udp [2001:db8::2]:502>[2001:db8::1]:50000" },
    { MB_CARRIER_TLS, "192.0.2.1", "192.0.2.3", 802, "tcp 192.0.2.1:50000>192.0.2.3:502",
      "tcp 192.0.2.3:502>192.0.2.1:50000" },
  };
  g_autoptr (GArray) adus = golden_load ();

  for (guint variant = 0; variant < 2; variant++)
    {
      gint64 unit = variant == 0 ? 1000000 : 1000000000;
      g_autoptr (MbPcapngWriter) writer =
        mb_pcapng_writer_new (variant == 0 ? MB_PCAPNG_MICROSECONDS : MB_PCAPNG_NANOSECONDS,
                              "Coilscope", NULL);
      g_autoptr (GString) expected = g_string_new (NULL);
      g_auto (Read) all = { NULL };

      for (guint i = 0; i < G_N_ELEMENTS (links); i++)
        {
          guint interface = mb_pcapng_writer_add_interface (writer, "Boiler house", "a comment");
          guint link = open_link (writer, interface, links[i].carrier, links[i].client,
                                  links[i].server, links[i].port, i * unit);

          g_assert_cmpuint (interface, ==, i);
          for (guint k = 0; k < adus->len; k++)
            {
              const GoldenAdu *golden = &g_array_index (adus, GoldenAdu, k);
              gsize len;
              const guint8 *bytes = g_bytes_get_data (golden->adu, &len);
              g_autofree char *hex = hex_text (bytes, len);
              gboolean is_request = golden->direction == MB_DIRECTION_REQUEST;

              mb_pcapng_writer_put (writer, link, golden->direction, i * unit + k, bytes, len,
                                    NULL);
              g_string_append_printf (expected, "%u.%0*u %s %s %s\n", i, variant == 0 ? 6 : 9, k,
                                      is_request ? links[i].text : links[i].reply,
                                      is_request ? "request" : "response", hex);
            }
          mb_pcapng_writer_close_link (writer, link, i * unit + 999);
        }
      read_back (&all, writer);
      g_assert_cmpstr (all.adus->str, ==, expected->str);
    }
}

static void
test_packets (void)
{
  g_autoptr (MbPcapngWriter) writer = mb_pcapng_writer_new (MB_PCAPNG_MICROSECONDS, NULL, NULL);
  guint interface = mb_pcapng_writer_add_interface (writer, NULL, NULL);
  guint link = open_link (writer, interface, MB_CARRIER_TCP, "192.0.2.1", "192.0.2.2", 502, 0);
  g_auto (Read) all = { NULL };

  put_hex (writer, link, MB_DIRECTION_REQUEST, 1, "0001 0000 0006 01 03 0000 0001", "the question");
  put_hex (writer, link, MB_DIRECTION_RESPONSE, 2, "0001 0000 0005 01 03 02 0001", NULL);
  put_hex (writer, link, MB_DIRECTION_REQUEST, 3, "0002 0000 0002 01 07", "Grüße");
  mb_pcapng_writer_close_link (writer, link, 4);
  read_back (&all, writer);
  g_assert_cmpstr (all.packets->str, ==,
                   "50000>502 S 0 0 0\n"
                   "502>50000 SA 8421504 1 0\n"
                   "50000>502 A 1 8421505 0\n"
                   "50000>502 PA 1 8421505 12 #the question\n"
                   "502>50000 PA 8421505 13 11\n"
                   "50000>502 PA 13 8421516 8 #Grüße\n"
                   "50000>502 FA 21 8421516 0\n"
                   "502>50000 FA 8421516 22 0\n"
                   "50000>502 A 22 8421517 0\n");
}

/* TLS becomes plain Modbus, and the first packet says so. */
static void
test_tls (void)
{
  g_autoptr (MbPcapngWriter) writer = mb_pcapng_writer_new (MB_PCAPNG_MICROSECONDS, NULL, NULL);
  guint interface = mb_pcapng_writer_add_interface (writer, NULL, NULL);
  g_auto (Read) all = { NULL };

  open_link (writer, interface, MB_CARRIER_TLS, "192.0.2.1", "192.0.2.2", 8802, 0);
  read_back (&all, writer);
  g_assert_true (g_str_has_prefix (all.packets->str,
                                   "50000>502 S 0 0 0 #These messages went through TLS to "
                                   "192.0.2.2:8802. They are written without it, to port 502 in "
                                   "place of 8802.\n"));
}

/* A side that only sends is acknowledged now and then; datagrams never. */
static void
test_acknowledged (void)
{
  g_autoptr (MbPcapngWriter) writer = mb_pcapng_writer_new (MB_PCAPNG_MICROSECONDS, NULL, NULL);
  guint interface = mb_pcapng_writer_add_interface (writer, NULL, NULL);
  guint link = open_link (writer, interface, MB_CARRIER_TCP, "192.0.2.1", "192.0.2.2", 502, 0);
  guint datagrams = open_link (writer, interface, MB_CARRIER_UDP, "192.0.2.1", "192.0.2.2", 502, 0);
  g_auto (Read) all = { NULL };
  g_auto (GStrv) lines = NULL;
  guint n_acknowledgments = 0;

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *hex = g_strdup_printf ("%04x 0000 0006 01 03 0000 0001", i);

      put_hex (writer, link, MB_DIRECTION_REQUEST, i, hex, NULL);
      put_hex (writer, datagrams, MB_DIRECTION_REQUEST, i, hex, NULL);
    }
  mb_pcapng_writer_close_link (writer, datagrams, 5000);
  mb_pcapng_writer_close_link (writer, link, 5000);
  read_back (&all, writer);
  lines = g_strsplit (all.packets->str, "\n", -1);
  for (guint i = 3; lines[i] != NULL; i++)
    n_acknowledgments += g_str_has_prefix (lines[i], "502>50000 A ");
  g_assert_cmpuint (n_acknowledgments, ==, 5000 * 12 / 16384);
}

/* Places of links are used again; interfaces stay. Bytes are fetched in parts. */
static void
test_long_run (void)
{
  g_autoptr (MbPcapngWriter) writer = mb_pcapng_writer_new (MB_PCAPNG_MICROSECONDS, NULL, NULL);
  guint interface = mb_pcapng_writer_add_interface (writer, "one", NULL);
  guint other = mb_pcapng_writer_add_interface (writer, "two", NULL);
  g_autoptr (GByteArray) file = g_byte_array_new ();
  guint kept = open_link (writer, other, MB_CARRIER_TCP, "192.0.2.1", "192.0.2.9", 502, 0);
  gsize len;
  const guint8 *bytes;

  for (guint i = 0; i < 1000; i++)
    {
      guint link = open_link (writer, interface, MB_CARRIER_TCP, "192.0.2.1", "192.0.2.2", 502, i);

      g_assert_cmpuint (link, !=, kept);
      g_assert_cmpuint (link, <, 2);
      put_hex (writer, link, MB_DIRECTION_REQUEST, i, "0001 0000 0002 01 07", NULL);
      mb_pcapng_writer_close_link (writer, link, i);
      bytes = mb_pcapng_writer_get_bytes (writer, &len);
      g_assert_cmpuint (len, <, 2000);
      g_byte_array_append (file, bytes, (guint) len);
      mb_pcapng_writer_clear (writer);
    }
  g_assert_cmpuint (file->len, >, 500000);
}

/* Texts that are too long, or no text, are cut and mended; the file stays sound. */
static void
test_texts (void)
{
  g_autofree char *long_text = g_strnfill (70001, 'x');
  g_autoptr (MbPcapngWriter) writer = NULL;
  g_auto (Read) all = { NULL };
  guint interface, link;

  /* An umlaut lies across the limit. */
  memcpy (long_text + MB_PCAPNG_MAX_TEXT - 1, "ü", 2);
  writer = mb_pcapng_writer_new (MB_PCAPNG_MICROSECONDS, long_text, "\xff\xfe");
  interface = mb_pcapng_writer_add_interface (writer, long_text, long_text);
  link = open_link (writer, interface, MB_CARRIER_UDP, "192.0.2.1", "192.0.2.2", 502, -5);
  put_hex (writer, link, MB_DIRECTION_REQUEST, -5, "0001 0000 0002 01 07", long_text);
  put_hex (writer, link, MB_DIRECTION_REQUEST, -5, "0001 0000 0002 01 07", "");
  read_back (&all, writer);
  g_assert_cmpuint (all.adus->len, >, MB_PCAPNG_MAX_TEXT - 1);
  g_assert_true (g_utf8_validate (all.adus->str, -1, NULL));
  g_assert_true (g_str_has_prefix (all.adus->str, "0.000000 udp "));
}

/* The header and an interface, byte by byte (draft-ietf-opsawg-pcapng, 4.1 and 4.2). */
static void
test_bytes (void)
{
  g_autoptr (MbPcapngWriter) writer = mb_pcapng_writer_new (MB_PCAPNG_NANOSECONDS, "ab", NULL);
  g_autofree char *hex = NULL;
  gsize len;
  const guint8 *bytes;

  mb_pcapng_writer_add_interface (writer, "if", NULL);
  bytes = mb_pcapng_writer_get_bytes (writer, &len);
  hex = hex_text (bytes, len);
  g_assert_cmpstr (hex, ==,
                   "0a0d0d0a" "28000000" "4d3c2b1a" "01000000" "ffffffffffffffff"
                   "04000200" "61620000" "00000000" "28000000"
                   "01000000" "28000000" "65000000" "00000000"
                   "02000200" "69660000" "09000100" "09000000" "00000000" "28000000");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/pcapng-writer/round-trip", test_round_trip);
  g_test_add_func ("/mb/pcapng-writer/packets", test_packets);
  g_test_add_func ("/mb/pcapng-writer/tls", test_tls);
  g_test_add_func ("/mb/pcapng-writer/acknowledged", test_acknowledged);
  g_test_add_func ("/mb/pcapng-writer/long-run", test_long_run);
  g_test_add_func ("/mb/pcapng-writer/texts", test_texts);
  g_test_add_func ("/mb/pcapng-writer/bytes", test_bytes);
  return g_test_run ();
}
