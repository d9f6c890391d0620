/* mb-endpoint.h: where a server is, and how Modbus is carried to it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-tls-options.h"

G_BEGIN_DECLS

/**
 * MbCarrier:
 * @MB_CARRIER_TCP: Modbus TCP (Messaging on TCP/IP V1.0b)
 * @MB_CARRIER_RTU_TCP: frames of the serial line, with their CRC, in a TCP stream: what serial
 *   servers and “transparent” gateways speak; no specification names it
 * @MB_CARRIER_UDP: the ADU of Modbus TCP, one in each datagram; no specification names it
 * @MB_CARRIER_TLS: Modbus/TCP Security (v36, 6): the ADU of Modbus TCP inside TLS
 *
 * What carries Modbus. In command lines and files it is the `transport`.
 */
typedef enum
{
  MB_CARRIER_TCP,
  MB_CARRIER_RTU_TCP,
  MB_CARRIER_UDP,
  MB_CARRIER_TLS,
} MbCarrier;

#define MB_N_CARRIERS (MB_CARRIER_TLS + 1)

/**
 * MbEndpoint:
 * @carrier: how Modbus is carried
 * @host: name or address, an IPv6 address without brackets
 * @port: 1 to 65535
 * @connect_timeout_ms: how long a try to connect may take, 0 for the default of 3 s
 * @tls: (nullable): for %MB_CARRIER_TLS, whom to trust and who we are; %NULL: who the system
 *   trusts, and nobody
 *
 * A server to connect to. What it points to is borrowed.
 */
typedef struct
{
  MbCarrier     carrier;
  const char   *host;
  guint16       port;
  guint         connect_timeout_ms;
  MbTlsOptions *tls;
} MbEndpoint;

/* Its name in command lines and files: "tcp", "rtu-tcp", "udp" or "tls"; static. */
const char *mb_carrier_name      (MbCarrier         carrier);
/* Finds a carrier by its name, in lower case; FALSE when there is none. */
gboolean    mb_carrier_from_name (const char       *name,
                                  MbCarrier        *out_carrier);
/* Gets the port that a server listens on unless told otherwise: 802 for TLS (IANA: mbap-s), else
 * 502 (Messaging on TCP/IP V1.0b, 3.1.3). */
guint16     mb_carrier_port      (MbCarrier         carrier);
/* Names host and port as a person writes them: "10.0.4.21:502", "[fe80::1]:502"; to be freed. */
char       *mb_endpoint_describe (const MbEndpoint *endpoint);

G_END_DECLS
