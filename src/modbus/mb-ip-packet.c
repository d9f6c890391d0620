/* mb-ip-packet.c: the headers of a made-up IP packet, with their checksums.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-ip-packet.h"

#include "modbus/mb-wire.h"

#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define HOP_LIMIT 64
#define WINDOW 65535

#define IPV4_SIZE 20
#define IPV4_CHECKSUM_OFFSET 10
#define IPV4_DO_NOT_FRAGMENT 0x4000
#define TCP_SIZE 20
#define TCP_CHECKSUM_OFFSET 16
#define UDP_SIZE 8
#define UDP_CHECKSUM_OFFSET 6

/* Adds up 16-bit words (RFC 1071). An odd byte at the end is the high half of a word. */
static guint32
add_words (guint32       sum,
           const guint8 *bytes,
           gsize         len)
{
  MbReader reader;

  mb_reader_init (&reader, bytes, len);
  while (mb_reader_left (&reader) >= 2)
    sum += mb_reader_u16 (&reader);
  if (mb_reader_left (&reader) > 0)
    sum += (guint32) mb_reader_u8 (&reader) << 8;
  return sum;
}

static guint16
fold (guint32 sum)
{
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return (guint16) ~sum;
}

static gsize
address_len (const MbIpPacket *packet)
{
  return packet->source->version == 4 ? 4 : 16;
}

static void
write_ipv4 (const MbIpPacket *packet,
            gsize             len,
            MbWriter         *writer)
{
  gsize start = writer->len;

  mb_writer_u16 (writer, 0x4500);
  mb_writer_u16 (writer, (guint16) (IPV4_SIZE + len));
  mb_writer_u16 (writer, packet->id);
  mb_writer_u16 (writer, IPV4_DO_NOT_FRAGMENT);
  mb_writer_u8 (writer, HOP_LIMIT);
  mb_writer_u8 (writer, packet->is_udp ? PROTOCOL_UDP : PROTOCOL_TCP);
  mb_writer_u16 (writer, 0);
  mb_writer_bytes (writer, packet->source->bytes, 4);
  mb_writer_bytes (writer, packet->destination->bytes, 4);
  mb_wire_put_register (writer->bytes + start + IPV4_CHECKSUM_OFFSET, 0,
                        fold (add_words (0, writer->bytes + start, IPV4_SIZE)));
}

static void
write_ipv6 (const MbIpPacket *packet,
            gsize             len,
            MbWriter         *writer)
{
  mb_writer_u32 (writer, 0x60000000);
  mb_writer_u16 (writer, (guint16) len);
  mb_writer_u8 (writer, packet->is_udp ? PROTOCOL_UDP : PROTOCOL_TCP);
  mb_writer_u8 (writer, HOP_LIMIT);
  mb_writer_bytes (writer, packet->source->bytes, 16);
  mb_writer_bytes (writer, packet->destination->bytes, 16);
}

static void
write_tcp (const MbIpPacket *packet,
           MbWriter         *writer)
{
  mb_writer_u16 (writer, packet->source->port);
  mb_writer_u16 (writer, packet->destination->port);
  mb_writer_u32 (writer, packet->sequence);
  mb_writer_u32 (writer, packet->acknowledgment);
  mb_writer_u8 (writer, TCP_SIZE / 4 << 4);
  mb_writer_u8 (writer, packet->flags);
  mb_writer_u16 (writer, WINDOW);
  mb_writer_u16 (writer, 0);
  mb_writer_u16 (writer, 0);
}

static void
write_udp (const MbIpPacket *packet,
           MbWriter         *writer)
{
  mb_writer_u16 (writer, packet->source->port);
  mb_writer_u16 (writer, packet->destination->port);
  mb_writer_u16 (writer, (guint16) (UDP_SIZE + packet->len));
  mb_writer_u16 (writer, 0);
}

/* The checksum of TCP and UDP is over a pseudo header as well: addresses, protocol and length
 * (RFC 9293, 3.1; RFC 8200, 8.1). In UDP 0 would say that there is none; its twin stands for it. */
static void
set_checksum (const MbIpPacket *packet,
              guint8           *header,
              gsize             header_len)
{
  gsize n_address = address_len (packet);
  guint32 sum = packet->is_udp ? PROTOCOL_UDP : PROTOCOL_TCP;
  guint16 checksum;

  sum += (guint32) (header_len + packet->len);
  sum = add_words (sum, packet->source->bytes, n_address);
  sum = add_words (sum, packet->destination->bytes, n_address);
  sum = add_words (sum, header, header_len);
  checksum = fold (add_words (sum, packet->payload, packet->len));
  if (packet->is_udp && checksum == 0)
    checksum = 0xffff;
  mb_wire_put_register (header + (packet->is_udp ? UDP_CHECKSUM_OFFSET : TCP_CHECKSUM_OFFSET), 0,
                        checksum);
}

/**
 * mb_ip_packet_write_headers:
 * @packet: what it says
 * @headers: (array fixed-size=60): room for %MB_IP_PACKET_HEADERS_MAX bytes
 *
 * Writes the headers of IPv4 (RFC 791) or IPv6 (RFC 8200) and of TCP (RFC 9293) or UDP (RFC 768),
 * without options and with right checksums. No heap.
 *
 * Returns: their length in bytes, a multiple of four
 */
gsize
mb_ip_packet_write_headers (const MbIpPacket *packet,
                            guint8           *headers)
{
  gsize len = packet->is_udp ? UDP_SIZE : TCP_SIZE;
  MbWriter writer;
  gsize start;

  g_return_val_if_fail (packet->source->version == packet->destination->version, 0);

  mb_writer_init (&writer, headers, MB_IP_PACKET_HEADERS_MAX);
  if (packet->source->version == 4)
    write_ipv4 (packet, len + packet->len, &writer);
  else
    write_ipv6 (packet, len + packet->len, &writer);
  start = writer.len;
  if (packet->is_udp)
    write_udp (packet, &writer);
  else
    write_tcp (packet, &writer);
  set_checksum (packet, headers + start, len);
  return writer.len;
}
