/* mb-packet.c: a captured packet, from its link layer down to what TCP or UDP carries.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-packet.h"

#include "modbus/mb-wire.h"

/* EtherTypes; the last four announce a tag of four bytes and another type behind it: 802.1Q,
 * 802.1ad, and two that were in use for the outer of two tags before that. */
#define TYPE_IPV4 0x0800
#define TYPE_IPV6 0x86dd
#define TYPE_VLAN 0x8100
#define TYPE_VLAN_OUTER 0x88a8
#define TYPE_VLAN_OLD_1 0x9100
#define TYPE_VLAN_OLD_2 0x9200

/* Two are usual; this many nobody needs. */
#define MAX_TAGS 8

/* Protocol numbers of IP, and extension headers of IPv6 (RFC 8200, 4). */
#define PROTOCOL_HOP_BY_HOP 0
#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define PROTOCOL_ROUTING 43
#define PROTOCOL_FRAGMENT 44
#define PROTOCOL_AUTHENTICATION 51
#define PROTOCOL_DESTINATION 60
#define PROTOCOL_MOBILITY 135
#define PROTOCOL_HIP 139
#define PROTOCOL_SHIM6 140

#define IPV4_HEADER_SIZE 20
#define TCP_HEADER_SIZE 20
#define UDP_HEADER_SIZE 8

/* RFC 791, 3.1: more fragments follow; the place of this one. */
#define IPV4_MORE 0x2000
#define IPV4_OFFSET 0x1fff

/* RFC 8200, 4.5. */
#define IPV6_OFFSET_AND_MORE 0xfff9

/**
 * Walk:
 *
 * Where in a packet we are. @n_wire is how many bytes there were on the wire from the place of the
 * reader on; of these it has those that were captured.
 */
typedef struct
{
  MbReader reader;
  gsize    n_wire;
} Walk;

/* Takes @len bytes that belong to a header; NULL when they were not captured. */
static const guint8 *
take (Walk *walk,
      gsize len)
{
  const guint8 *bytes = mb_reader_bytes (&walk->reader, len);

  if (bytes != NULL)
    walk->n_wire -= len;
  return bytes;
}

static guint16
take_u16 (Walk *walk)
{
  const guint8 *bytes = take (walk, 2);

  return bytes != NULL ? mb_wire_get_register (bytes, 0) : 0;
}

/* Says that the next @len bytes are all: what follows is left out, such as the padding of a short
 * Ethernet frame, and what is not there was not captured, whatever the capture says of lengths. */
static void
limit (Walk  *walk,
       gsize  len)
{
  walk->n_wire = len;
  if (mb_reader_left (&walk->reader) > len)
    walk->reader.len = walk->reader.pos + len;
}

/* RFC 9293, 3.1. */
static MbPacketKind
parse_tcp (Walk     *walk,
           MbPacket *packet)
{
  const guint8 *header = take (walk, TCP_HEADER_SIZE);
  MbReader fields;
  gsize header_len;

  if (header == NULL)
    return MB_PACKET_DAMAGED;
  mb_reader_init (&fields, header, TCP_HEADER_SIZE);
  packet->source.port = mb_reader_u16 (&fields);
  packet->destination.port = mb_reader_u16 (&fields);
  packet->sequence = mb_reader_u32 (&fields);
  packet->acknowledgment = mb_reader_u32 (&fields);
  header_len = (gsize) (mb_reader_u8 (&fields) >> 4) * 4;
  packet->flags = mb_reader_u8 (&fields);
  if (header_len < TCP_HEADER_SIZE || take (walk, header_len - TCP_HEADER_SIZE) == NULL)
    return MB_PACKET_DAMAGED;

  packet->len = mb_reader_left (&walk->reader);
  packet->payload = mb_reader_bytes (&walk->reader, packet->len);
  packet->wire_len = walk->n_wire;
  return MB_PACKET_TCP;
}

/* RFC 768; a length of 0 stands for more than 16 bits can say (RFC 2675, 4). */
static MbPacketKind
parse_udp (Walk     *walk,
           MbPacket *packet)
{
  guint16 length;

  packet->source.port = take_u16 (walk);
  packet->destination.port = take_u16 (walk);
  length = take_u16 (walk);
  take_u16 (walk);
  if (walk->reader.failed || (length > 0 && length < UDP_HEADER_SIZE))
    return MB_PACKET_DAMAGED;
  if (length > 0)
    limit (walk, length - UDP_HEADER_SIZE);

  packet->len = mb_reader_left (&walk->reader);
  packet->payload = mb_reader_bytes (&walk->reader, packet->len);
  packet->wire_len = walk->n_wire;
  return MB_PACKET_UDP;
}

static MbPacketKind
parse_transport (Walk     *walk,
                 guint8    protocol,
                 MbPacket *packet)
{
  if (protocol == PROTOCOL_TCP)
    return parse_tcp (walk, packet);
  if (protocol == PROTOCOL_UDP)
    return parse_udp (walk, packet);
  return MB_PACKET_OTHER;
}

/* RFC 791, 3.1. A total length of 0 is written by senders whose network card cuts a large packet
 * into small ones (segmentation offload): then it reaches to the end. */
static MbPacketKind
parse_ipv4 (Walk     *walk,
            MbPacket *packet)
{
  const guint8 *header = take (walk, IPV4_HEADER_SIZE);
  MbReader fields;
  guint8 first, protocol;
  guint16 total_len, fragment;
  gsize header_len;

  if (header == NULL)
    return MB_PACKET_DAMAGED;
  mb_reader_init (&fields, header, IPV4_HEADER_SIZE);
  first = mb_reader_u8 (&fields);
  header_len = (gsize) (first & 0x0f) * 4;
  mb_reader_u8 (&fields);
  total_len = mb_reader_u16 (&fields);
  mb_reader_u16 (&fields);
  fragment = mb_reader_u16 (&fields);
  mb_reader_u8 (&fields);
  protocol = mb_reader_u8 (&fields);
  mb_reader_u16 (&fields);
  if (first >> 4 != 4 || header_len < IPV4_HEADER_SIZE ||
      take (walk, header_len - IPV4_HEADER_SIZE) == NULL)
    return MB_PACKET_DAMAGED;
  if (total_len > 0 && total_len < header_len)
    return MB_PACKET_DAMAGED;
  if (total_len > 0)
    limit (walk, total_len - header_len);
  if (fragment & (IPV4_MORE | IPV4_OFFSET))
    return MB_PACKET_FRAGMENT;

  mb_net_address_init (&packet->source, 4, mb_reader_bytes (&fields, 4), 0);
  mb_net_address_init (&packet->destination, 4, mb_reader_bytes (&fields, 4), 0);
  return parse_transport (walk, protocol, packet);
}

static gboolean
is_extension (guint8 protocol)
{
  switch (protocol)
    {
    case PROTOCOL_HOP_BY_HOP:
    case PROTOCOL_ROUTING:
    case PROTOCOL_FRAGMENT:
    case PROTOCOL_AUTHENTICATION:
    case PROTOCOL_DESTINATION:
    case PROTOCOL_MOBILITY:
    case PROTOCOL_HIP:
    case PROTOCOL_SHIM6:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Passes one extension header (RFC 8200, 4; RFC 4302, 2.2 counts in units of four). A fragment that
 * is the whole packet is none. */
static MbPacketKind
pass_extension (Walk   *walk,
                guint8 *protocol)
{
  guint8 kind = *protocol;
  const guint8 *header = take (walk, 8);
  MbReader fields;
  gsize len = 8;
  guint8 units;
  guint16 fragment;

  if (header == NULL)
    return MB_PACKET_DAMAGED;
  mb_reader_init (&fields, header, 8);
  *protocol = mb_reader_u8 (&fields);
  units = mb_reader_u8 (&fields);
  fragment = mb_reader_u16 (&fields);
  if (kind == PROTOCOL_FRAGMENT)
    return fragment & IPV6_OFFSET_AND_MORE ? MB_PACKET_FRAGMENT : MB_PACKET_OTHER;

  if (kind == PROTOCOL_AUTHENTICATION)
    len = MAX (8, ((gsize) units + 2) * 4);
  else
    len += (gsize) units * 8;
  return take (walk, len - 8) != NULL ? MB_PACKET_OTHER : MB_PACKET_DAMAGED;
}

/* RFC 8200, 3. A payload length of 0 is that of a packet too large for it (RFC 2675; segmentation
 * offload). */
static MbPacketKind
parse_ipv6 (Walk     *walk,
            MbPacket *packet)
{
  const guint8 *first = take (walk, 4);
  guint16 payload_len = take_u16 (walk);
  const guint8 *rest = take (walk, 34);
  MbReader fields;
  guint8 protocol;

  if (walk->reader.failed || mb_wire_get_register (first, 0) >> 12 != 6)
    return MB_PACKET_DAMAGED;
  if (payload_len > 0)
    limit (walk, payload_len);
  mb_reader_init (&fields, rest, 34);
  protocol = mb_reader_u8 (&fields);
  mb_reader_u8 (&fields);
  mb_net_address_init (&packet->source, 6, mb_reader_bytes (&fields, 16), 0);
  mb_net_address_init (&packet->destination, 6, mb_reader_bytes (&fields, 16), 0);

  while (is_extension (protocol))
    {
      MbPacketKind kind = pass_extension (walk, &protocol);

      if (kind != MB_PACKET_OTHER)
        return kind;
    }
  return parse_transport (walk, protocol, packet);
}

/* Without a type before it, the first four bits tell the version. */
static MbPacketKind
parse_raw_ip (Walk     *walk,
              MbPacket *packet)
{
  MbReader ahead = walk->reader;
  guint8 version = mb_reader_u8 (&ahead) >> 4;

  if (version == 4)
    return parse_ipv4 (walk, packet);
  if (version == 6)
    return parse_ipv6 (walk, packet);
  return MB_PACKET_DAMAGED;
}

/* By an EtherType, tags of VLANs passed (IEEE 802.1Q, 9.3); the lower ones are lengths, of other
 * protocols than IP. */
static MbPacketKind
parse_by_type (Walk     *walk,
               guint16   type,
               MbPacket *packet)
{
  for (guint i = 0; i < MAX_TAGS; i++)
    {
      if (type != TYPE_VLAN && type != TYPE_VLAN_OUTER && type != TYPE_VLAN_OLD_1 &&
          type != TYPE_VLAN_OLD_2)
        break;
      take_u16 (walk);
      type = take_u16 (walk);
    }
  if (walk->reader.failed)
    return MB_PACKET_DAMAGED;
  if (type == TYPE_IPV4)
    return parse_ipv4 (walk, packet);
  if (type == TYPE_IPV6)
    return parse_ipv6 (walk, packet);
  return MB_PACKET_OTHER;
}

/* The family of addresses by the numbers of the system that captured: 2 is IPv4 everywhere. NULL is
 * in that system's byte order and LOOP in the network's; small numbers tell which one it is. */
static MbPacketKind
parse_loopback (Walk     *walk,
                MbPacket *packet)
{
  guint32 high = take_u16 (walk);
  guint32 family = high << 16 | take_u16 (walk);

  if (walk->reader.failed)
    return MB_PACKET_DAMAGED;
  if (family > 0xffff)
    family = GUINT32_SWAP_LE_BE (family);
  switch (family)
    {
    case 2:
      return parse_ipv4 (walk, packet);
    case 10: /* Linux */
    case 23: /* Windows */
    case 24: /* NetBSD, OpenBSD */
    case 28: /* FreeBSD */
    case 30: /* macOS */
      return parse_ipv6 (walk, packet);
    default:
      return MB_PACKET_OTHER;
    }
}

/* Passes @len bytes of addresses and such, then goes on by the type that follows. */
static MbPacketKind
parse_typed (Walk     *walk,
             gsize     len,
             MbPacket *packet)
{
  take (walk, len);
  return parse_by_type (walk, take_u16 (walk), packet);
}

/* The second kind of cooked captures begins with the type; 18 bytes follow it. */
static MbPacketKind
parse_cooked_2 (Walk     *walk,
                MbPacket *packet)
{
  guint16 type = take_u16 (walk);

  take (walk, 18);
  return parse_by_type (walk, type, packet);
}

/**
 * mb_packet_parse:
 * @link_type: link type of the capture, a #MbLinkType or any other number
 * @bytes: (array length=len): the bytes captured
 * @len: number of @bytes
 * @wire_len: how many there were on the wire, at least @len
 * @out_packet: (out caller-allocates): filled for %MB_PACKET_TCP and %MB_PACKET_UDP
 *
 * Takes a packet apart: Ethernet with any VLAN tags up to eight, Linux cooked captures of both
 * kinds, loopback and raw IP; IPv4 with options, IPv6 with extension headers; TCP and UDP. What it
 * carries ends where the IP header says, not where the frame does. Checksums are not looked at,
 * since captures of a system's own packets often have none yet. Pure; no heap.
 *
 * Returns: what it is
 */
MbPacketKind
mb_packet_parse (guint         link_type,
                 const guint8 *bytes,
                 gsize         len,
                 gsize         wire_len,
                 MbPacket     *out_packet)
{
  Walk walk = { .n_wire = wire_len };

  g_return_val_if_fail (bytes != NULL || len == 0, MB_PACKET_DAMAGED);
  g_return_val_if_fail (len <= wire_len && out_packet != NULL, MB_PACKET_DAMAGED);

  mb_reader_init (&walk.reader, bytes, len);
  switch (link_type)
    {
    case MB_LINK_TYPE_ETHERNET:
      return parse_typed (&walk, 12, out_packet);
    case MB_LINK_TYPE_LINUX_COOKED:
      return parse_typed (&walk, 14, out_packet);
    case MB_LINK_TYPE_LINUX_COOKED_2:
      return parse_cooked_2 (&walk, out_packet);
    case MB_LINK_TYPE_NULL:
    case MB_LINK_TYPE_LOOP:
      return parse_loopback (&walk, out_packet);
    case MB_LINK_TYPE_RAW:
    case MB_LINK_TYPE_RAW_BSD:
    case MB_LINK_TYPE_RAW_OPENBSD:
      return parse_raw_ip (&walk, out_packet);
    case MB_LINK_TYPE_IPV4:
      return parse_ipv4 (&walk, out_packet);
    case MB_LINK_TYPE_IPV6:
      return parse_ipv6 (&walk, out_packet);
    default:
      return MB_PACKET_UNKNOWN_LINK;
    }
}
