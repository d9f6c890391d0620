/* mb-packet.h: a captured packet, from its link layer down to what TCP or UDP carries.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-net-address.h"

G_BEGIN_DECLS

/**
 * MbLinkType:
 * @MB_LINK_TYPE_NULL: loopback of BSD, in the byte order of the machine that captured
 * @MB_LINK_TYPE_ETHERNET: Ethernet
 * @MB_LINK_TYPE_RAW_BSD: raw IP as most systems number it themselves, in files of programs that do
 *   not translate it
 * @MB_LINK_TYPE_RAW_OPENBSD: the same of OpenBSD
 * @MB_LINK_TYPE_RAW: raw IP of either version
 * @MB_LINK_TYPE_LOOP: loopback of OpenBSD, big-endian
 * @MB_LINK_TYPE_LINUX_COOKED: “any” device of Linux
 * @MB_LINK_TYPE_IPV4: raw IPv4
 * @MB_LINK_TYPE_IPV6: raw IPv6
 * @MB_LINK_TYPE_LINUX_COOKED_2: “any” device of Linux, second form
 *
 * Link types of captures that are understood, by the numbers of the tcpdump group's registry.
 */
typedef enum
{
  MB_LINK_TYPE_NULL = 0,
  MB_LINK_TYPE_ETHERNET = 1,
  MB_LINK_TYPE_RAW_BSD = 12,
  MB_LINK_TYPE_RAW_OPENBSD = 14,
  MB_LINK_TYPE_RAW = 101,
  MB_LINK_TYPE_LOOP = 108,
  MB_LINK_TYPE_LINUX_COOKED = 113,
  MB_LINK_TYPE_IPV4 = 228,
  MB_LINK_TYPE_IPV6 = 229,
  MB_LINK_TYPE_LINUX_COOKED_2 = 276,
} MbLinkType;

/* Flags of a TCP header (RFC 9293, 3.1). */
#define MB_TCP_FIN 0x01
#define MB_TCP_SYN 0x02
#define MB_TCP_RST 0x04
#define MB_TCP_PSH 0x08
#define MB_TCP_ACK 0x10

/**
 * MbPacketKind:
 * @MB_PACKET_TCP: a segment of TCP
 * @MB_PACKET_UDP: a datagram of UDP
 * @MB_PACKET_OTHER: something else, such as ARP or ICMP
 * @MB_PACKET_FRAGMENT: a part of an IP packet; these are not put together
 * @MB_PACKET_DAMAGED: headers that contradict themselves or end before they should, perhaps because
 *   too little of the packet was captured
 * @MB_PACKET_UNKNOWN_LINK: a link type that is not understood
 *
 * What a captured packet is.
 */
typedef enum
{
  MB_PACKET_TCP,
  MB_PACKET_UDP,
  MB_PACKET_OTHER,
  MB_PACKET_FRAGMENT,
  MB_PACKET_DAMAGED,
  MB_PACKET_UNKNOWN_LINK,
} MbPacketKind;

/**
 * MbPacket:
 * @source: who sent it
 * @destination: to whom
 * @sequence: TCP: number of the first byte of @payload, or of the SYN
 * @acknowledgment: TCP: the byte that the sender waits for next, when @flags has %MB_TCP_ACK
 * @flags: TCP: the lower eight flags
 * @payload: (array length=len): the bytes carried, without what pads an Ethernet frame
 * @len: how many of them were captured
 * @wire_len: how many there were on the wire, at least @len
 *
 * A TCP segment or UDP datagram as a view over the packet that it came in.
 */
typedef struct
{
  MbNetAddress  source;
  MbNetAddress  destination;
  guint32       sequence;
  guint32       acknowledgment;
  guint8        flags;
  const guint8 *payload;
  gsize         len;
  gsize         wire_len;
} MbPacket;

/* Takes a captured packet apart, from its link layer through IPv4 or IPv6 to TCP or UDP; checksums
 * are not looked at. @out_packet is filled for TCP and UDP only. */
MbPacketKind mb_packet_parse (guint         link_type,
                              const guint8 *bytes,
                              gsize         len,
                              gsize         wire_len,
                              MbPacket     *out_packet);

G_END_DECLS
