/* mb-net-address.h: an IP address and a port, as packets carry them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Room for "[ADDRESS]:PORT" with the longest IPv6 address and a terminating zero. */
#define MB_NET_ADDRESS_TEXT_SIZE 56

/**
 * MbNetAddress:
 * @bytes: the address in network order; with IPv4 the first four bytes, the others are 0
 * @port: TCP or UDP port
 * @version: 4 or 6
 *
 * One end of a conversation. All bytes of it are set, so that two can be compared as memory.
 */
typedef struct
{
  guint8  bytes[16];
  guint16 port;
  guint16 version;
} MbNetAddress;

/* Takes an address as it stands in a header of IP: 4 or 16 bytes, for @version 4 or 6. */
void        mb_net_address_init    (MbNetAddress       *address,
                                    guint               version,
                                    const guint8       *bytes,
                                    guint16             port);
/* Takes an address as people write it, "192.0.2.1" or "2001:db8::1" without a zone; FALSE when it
 * is neither, and @address is untouched. No name is looked up. */
gboolean    mb_net_address_parse   (MbNetAddress       *address,
                                    const char         *text,
                                    guint16             port);
/* Puts addresses in an order, whatever it means; 0 when both are equal, port included. */
gint        mb_net_address_compare (const MbNetAddress *a,
                                    const MbNetAddress *b);
/* Writes "192.0.2.1:502" or "[2001:db8::1]:502"; @text has room for MB_NET_ADDRESS_TEXT_SIZE bytes
 * and is given back. */
const char *mb_net_address_format  (const MbNetAddress *address,
                                    char               *text);

G_END_DECLS
