/* test-packet.c: headers of each layer, and packets that are cut, padded or wrong.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-packet.h"
#include "capture-maker.h"
#include "hex.h"

#define MACS "020000000002 020000000001 "
/* 192.0.2.1:50000 to 192.0.2.2:502, the five bytes "hello" in TCP and in UDP. */
#define TCP "c350 01f6 00000001 00000002 5018 2000 0000 0000 68656c6c6f"
#define UDP "c350 01f6 000d 0000 68656c6c6f"
#define IPV4_TCP "4500 002d 0000 4000 4006 0000 c0000201 c0000202 " TCP
#define IPV4_UDP "4500 0021 0000 4000 4011 0000 c0000201 c0000202 " UDP
#define IPV6_FROM_TO "20010db8000000000000000000000001 20010db8000000000000000000000002 "
#define IPV6_TCP "60000000 0019 06 40 " IPV6_FROM_TO TCP
#define IPV6_UDP "60000000 000d 11 40 " IPV6_FROM_TO UDP

static const struct
{
  const char   *name;
  guint         link_type;
  const char   *hex;
  guint         n_cut;     /* bytes that were not captured */
  MbPacketKind  kind;
  const char   *payload;
  guint         n_missing; /* bytes of the payload that were not captured */
} cases[] = {
  { "ethernet", 1, MACS "0800 " IPV4_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "ethernet-udp", 1, MACS "0800 " IPV4_UDP, 0, MB_PACKET_UDP, "hello", 0 },
  { "ethernet-ipv6", 1, MACS "86dd " IPV6_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "vlan", 1, MACS "8100 0064 0800 " IPV4_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "qinq", 1, MACS "88a8 0001 8100 0064 86dd " IPV6_UDP, 0, MB_PACKET_UDP, "hello", 0 },
  { "qinq-old", 1, MACS "9100 0001 8100 0064 0800 " IPV4_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "vlan-twice", 1, MACS "8100 0001 8100 0064 0800 " IPV4_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "tags-without-end", 1, MACS "8100 0001 8100 0001 8100 0001 8100 0001 8100 0001 8100 0001 "
    "8100 0001 8100 0001 8100 0001 0800 " IPV4_TCP, 0, MB_PACKET_OTHER, NULL, 0 },
  { "arp", 1, MACS "0806 0001 0800 06 04 0001", 0, MB_PACKET_OTHER, NULL, 0 },
  { "length-instead-of-type", 1, MACS "0026 4242 03 0000", 0, MB_PACKET_OTHER, NULL, 0 },
  { "cooked", 113, "0000 0001 0006 020000000001 0000 0800 " IPV4_TCP, 0, MB_PACKET_TCP, "hello",
    0 },
  { "cooked-vlan", 113, "0000 0001 0006 020000000001 0000 8100 0005 86dd " IPV6_TCP, 0,
    MB_PACKET_TCP, "hello", 0 },
  { "cooked-2", 276, "0800 0000 00000002 0001 00 06 020000000001 0000 " IPV4_UDP, 0, MB_PACKET_UDP,
    "hello", 0 },
  { "cooked-2-ipv6", 276, "86dd 0000 00000002 0001 00 06 020000000001 0000 " IPV6_TCP, 0,
    MB_PACKET_TCP, "hello", 0 },
  { "null-little", 0, "02000000 " IPV4_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "null-big", 0, "00000002 " IPV4_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "null-macos", 0, "1e000000 " IPV6_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "null-freebsd", 0, "0000001c " IPV6_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "null-windows", 0, "17000000 " IPV6_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "null-netbsd", 0, "18000000 " IPV6_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "null-other", 0, "07000000 " IPV4_TCP, 0, MB_PACKET_OTHER, NULL, 0 },
  { "loop", 108, "00000002 " IPV4_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "loop-ipv6", 108, "00000018 " IPV6_UDP, 0, MB_PACKET_UDP, "hello", 0 },
  { "raw-12", 12, IPV4_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "raw-14", 14, IPV6_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "raw-101-ipv4", 101, IPV4_UDP, 0, MB_PACKET_UDP, "hello", 0 },
  { "raw-101-ipv6", 101, IPV6_UDP, 0, MB_PACKET_UDP, "hello", 0 },
  { "ipv4", 228, IPV4_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "ipv6", 229, IPV6_TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "wrong-version", 228, IPV6_TCP, 0, MB_PACKET_DAMAGED, NULL, 0 },
  { "no-version", 101, "0500", 0, MB_PACKET_DAMAGED, NULL, 0 },
  { "nothing", 101, "", 0, MB_PACKET_DAMAGED, NULL, 0 },
  { "unknown-link", 147, IPV4_TCP, 0, MB_PACKET_UNKNOWN_LINK, NULL, 0 },
  { "icmp", 101, "4500 001c 0000 4000 4001 0000 c0000201 c0000202 0800 0000 0000 0000", 0,
    MB_PACKET_OTHER, NULL, 0 },
  { "ipv4-options", 101, "4700 0035 0000 4000 4006 0000 c0000201 c0000202 0101010101010100 " TCP, 0,
    MB_PACKET_TCP, "hello", 0 },
  { "ipv4-header-too-short", 101, "4400 002d 0000 4000 4006 0000 c0000201 c0000202 " TCP, 0,
    MB_PACKET_DAMAGED, NULL, 0 },
  { "ipv4-shorter-than-header", 101, "4500 0013 0000 4000 4006 0000 c0000201 c0000202 " TCP, 0,
    MB_PACKET_DAMAGED, NULL, 0 },
  { "ipv4-without-room-for-tcp", 101, "4500 0027 0000 4000 4006 0000 c0000201 c0000202 " TCP, 0,
    MB_PACKET_DAMAGED, NULL, 0 },
  { "ipv4-longer-than-packet", 101, "4500 0030 0000 4000 4006 0000 c0000201 c0000202 " TCP, 0,
    MB_PACKET_TCP, "hello", 3 },
  { "ipv4-fragment-first", 101, "4500 002d 0000 2000 4006 0000 c0000201 c0000202 " TCP, 0,
    MB_PACKET_FRAGMENT, NULL, 0 },
  { "ipv4-fragment-last", 101, "4500 002d 0000 0003 4006 0000 c0000201 c0000202 " TCP, 0,
    MB_PACKET_FRAGMENT, NULL, 0 },
  { "ipv4-offload", 101, "4500 0000 0000 4000 4006 0000 c0000201 c0000202 " TCP, 0,
    MB_PACKET_TCP, "hello", 0 },
  { "ipv4-offload-cut", 101, "4500 0000 0000 4000 4006 0000 c0000201 c0000202 " TCP, 2,
    MB_PACKET_TCP, "hel", 2 },
  { "padding", 1, MACS "0800 " IPV4_TCP "00000000", 0, MB_PACKET_TCP, "hello", 0 },
  { "padding-without-payload", 1, MACS "0800 4500 0028 0000 4000 4006 0000 c0000201 c0000202 "
    "c350 01f6 00000001 00000002 5010 2000 0000 0000 000000000000", 0, MB_PACKET_TCP, "", 0 },
  { "padding-ipv6", 1, MACS "86dd " IPV6_UDP "0000", 0, MB_PACKET_UDP, "hello", 0 },
  { "cut-in-payload", 1, MACS "0800 " IPV4_TCP, 4, MB_PACKET_TCP, "h", 4 },
  { "cut-before-payload", 1, MACS "0800 " IPV4_TCP, 5, MB_PACKET_TCP, "", 5 },
  { "cut-in-tcp", 1, MACS "0800 " IPV4_TCP, 6, MB_PACKET_DAMAGED, NULL, 0 },
  { "cut-in-udp", 1, MACS "0800 " IPV4_UDP, 6, MB_PACKET_DAMAGED, NULL, 0 },
  { "cut-in-ip", 1, MACS "0800 " IPV4_UDP, 20, MB_PACKET_DAMAGED, NULL, 0 },
  { "cut-in-type", 1, MACS "0800", 1, MB_PACKET_DAMAGED, NULL, 0 },
  { "cut-in-tag", 1, MACS "8100 0001 0800", 3, MB_PACKET_DAMAGED, NULL, 0 },
  { "tcp-options", 101, "4500 0031 0000 4000 4006 0000 c0000201 c0000202 "
    "c350 01f6 00000001 00000002 6018 2000 0000 0000 01010101 68656c6c6f", 0, MB_PACKET_TCP,
    "hello", 0 },
  { "tcp-header-too-short", 101, "4500 002d 0000 4000 4006 0000 c0000201 c0000202 "
    "c350 01f6 00000001 00000002 4018 2000 0000 0000 68656c6c6f", 0, MB_PACKET_DAMAGED, NULL, 0 },
  { "tcp-header-too-long", 101, "4500 002d 0000 4000 4006 0000 c0000201 c0000202 "
    "c350 01f6 00000001 00000002 f018 2000 0000 0000 68656c6c6f", 0, MB_PACKET_DAMAGED, NULL, 0 },
  { "udp-shorter-than-header", 101, "4500 0021 0000 4000 4011 0000 c0000201 c0000202 "
    "c350 01f6 0007 0000 68656c6c6f", 0, MB_PACKET_DAMAGED, NULL, 0 },
  { "udp-shorter-than-ip", 101, "4500 0021 0000 4000 4011 0000 c0000201 c0000202 "
    "c350 01f6 000b 0000 68656c6c6f", 0, MB_PACKET_UDP, "hel", 0 },
  { "udp-without-length", 101, "4500 0021 0000 4000 4011 0000 c0000201 c0000202 "
    "c350 01f6 0000 0000 68656c6c6f", 0, MB_PACKET_UDP, "hello", 0 },
  { "ipv6-hop-by-hop", 101, "60000000 0021 00 40 " IPV6_FROM_TO "06 00 050200000100 " TCP, 0,
    MB_PACKET_TCP, "hello", 0 },
  { "ipv6-three-headers", 101, "60000000 0039 00 40 " IPV6_FROM_TO
    "3c 00 050200000100 2b 01 0104000000000000000000000000 06 00 000000000000 " TCP, 0,
    MB_PACKET_TCP, "hello", 0 },
  { "ipv6-authentication", 101, "60000000 0031 33 40 " IPV6_FROM_TO
    "06 04 0000 00000001 00000002 000000000000000000000000 " TCP, 0, MB_PACKET_TCP, "hello", 0 },
  { "ipv6-whole-fragment", 101, "60000000 0021 2c 40 " IPV6_FROM_TO "06 00 0000 00000001 " TCP, 0,
    MB_PACKET_TCP, "hello", 0 },
  { "ipv6-fragment", 101, "60000000 0021 2c 40 " IPV6_FROM_TO "06 00 0001 00000001 " TCP, 0,
    MB_PACKET_FRAGMENT, NULL, 0 },
  { "ipv6-last-fragment", 101, "60000000 0021 2c 40 " IPV6_FROM_TO "06 00 0008 00000001 " TCP, 0,
    MB_PACKET_FRAGMENT, NULL, 0 },
  { "ipv6-encrypted", 101, "60000000 0021 32 40 " IPV6_FROM_TO "00000001 00000001 " TCP, 0,
    MB_PACKET_OTHER, NULL, 0 },
  { "ipv6-nothing", 101, "60000000 0008 3b 40 " IPV6_FROM_TO "0000000000000000", 0,
    MB_PACKET_OTHER, NULL, 0 },
  { "ipv6-extension-past-end", 101, "60000000 0021 00 40 " IPV6_FROM_TO "06 ff 050200000100 " TCP,
    0, MB_PACKET_DAMAGED, NULL, 0 },
  { "ipv6-offload", 101, "60000000 0000 06 40 " IPV6_FROM_TO TCP, 0, MB_PACKET_TCP, "hello", 0 },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) bytes = hex_bytes (cases[i].hex);
  g_autofree guint8 *captured = NULL;
  MbPacket packet = { 0 };
  gsize len;
  const guint8 *all = g_bytes_get_data (bytes, &len);

  /* A copy of just that size, so that reading past it is seen. */
  captured = g_memdup2 (all, len - cases[i].n_cut);
  g_assert_cmpint (mb_packet_parse (cases[i].link_type, captured, len - cases[i].n_cut, len,
                                    &packet), ==, cases[i].kind);
  if (cases[i].payload == NULL)
    return;

  g_assert_cmpmem (packet.payload, packet.len, cases[i].payload, strlen (cases[i].payload));
  g_assert_cmpuint (packet.wire_len, ==, packet.len + cases[i].n_missing);
  g_assert_cmpuint (packet.source.port, ==, 50000);
  g_assert_cmpuint (packet.destination.port, ==, 502);
  if (cases[i].kind == MB_PACKET_TCP)
    {
      g_assert_cmphex (packet.flags & ~MB_TCP_PSH, ==, MB_TCP_ACK);
      g_assert_cmpuint (packet.sequence, ==, 1);
      g_assert_cmpuint (packet.acknowledgment, ==, 2);
    }
}

static void
test_addresses (void)
{
  static const char *const pairs[][2] = {
    { "192.0.2.1", "192.0.2.2" }, { "2001:db8::1", "2001:db8::2" },
  };
  static const guint link_types[] = { 1, 113, 276, 101, 12, 14 };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    for (guint k = 0; k < G_N_ELEMENTS (link_types); k++)
      {
        const MadePacket made = {
          .source = pairs[i][0], .source_port = 1, .destination = pairs[i][1],
          .destination_port = 65535, .sequence = 0xfedcba98, .acknowledgment = 0x89abcdef,
          .flags = MB_TCP_SYN | MB_TCP_ACK,
        };
        g_autoptr (GByteArray) frame = make_frame (link_types[k], &made);
        char text[MB_NET_ADDRESS_TEXT_SIZE];
        MbPacket packet;

        g_assert_cmpint (mb_packet_parse (link_types[k], frame->data, frame->len, frame->len,
                                          &packet), ==, MB_PACKET_TCP);
        g_assert_cmpstr (mb_net_address_format (&packet.source, text), ==,
                         i == 0 ? "192.0.2.1:1" : "[2001:db8::1]:1");
        g_assert_cmpstr (mb_net_address_format (&packet.destination, text), ==,
                         i == 0 ? "192.0.2.2:65535" : "[2001:db8::2]:65535");
        g_assert_cmphex (packet.sequence, ==, 0xfedcba98);
        g_assert_cmphex (packet.acknowledgment, ==, 0x89abcdef);
        g_assert_cmphex (packet.flags, ==, MB_TCP_SYN | MB_TCP_ACK);
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mb/packet/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/mb/packet/addresses", test_addresses);
  return g_test_run ();
}
