/* mb-ip-packet.h: the headers of a made-up IP packet, with their checksums.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-net-address.h"

G_BEGIN_DECLS

/* The headers of IPv6 and TCP without options. */
#define MB_IP_PACKET_HEADERS_MAX 60

/**
 * MbIpPacket:
 * @source: who sends it
 * @destination: to whom, by the same version of IP
 * @is_udp: UDP, else TCP
 * @id: number of the packet, for IPv4
 * @sequence: TCP: number of its first byte
 * @acknowledgment: TCP: the next byte expected from the other side, when @flags has ACK
 * @flags: TCP: flags, see mb-packet.h
 * @payload: (array length=len) (nullable): what it carries
 * @len: number of bytes of @payload, at most 65,535 together with the headers
 *
 * What a packet says.
 */
typedef struct
{
  const MbNetAddress *source;
  const MbNetAddress *destination;
  gboolean            is_udp;
  guint16             id;
  guint32             sequence;
  guint32             acknowledgment;
  guint8              flags;
  const guint8       *payload;
  gsize               len;
} MbIpPacket;

/* Writes the headers that come before the payload, with right checksums: at most
 * MB_IP_PACKET_HEADERS_MAX bytes; gives their length. */
gsize mb_ip_packet_write_headers (const MbIpPacket *packet,
                                  guint8           *headers);

G_END_DECLS
