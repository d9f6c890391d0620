/* mb-net-address.c: an IP address and a port, as packets carry them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-net-address.h"

#include <arpa/inet.h>
#include <string.h>

/**
 * mb_net_address_init:
 * @address: (out caller-allocates): what to fill
 * @version: 4 or 6
 * @bytes: the address in network order, 4 or 16 bytes
 * @port: TCP or UDP port
 *
 * Takes an address as it stands in a header of IP.
 */
void
mb_net_address_init (MbNetAddress *address,
                     guint         version,
                     const guint8 *bytes,
                     guint16       port)
{
  g_return_if_fail (version == 4 || version == 6);

  memset (address, 0, sizeof *address);
  memcpy (address->bytes, bytes, version == 4 ? 4 : 16);
  address->port = port;
  address->version = (guint16) version;
}

/**
 * mb_net_address_parse:
 * @address: (out caller-allocates): what to fill
 * @text: an address of IPv4 in dotted decimals or of IPv6, without brackets and zone
 * @port: TCP or UDP port
 *
 * Takes an address as people write it; names are not looked up.
 *
 * Returns: %FALSE when @text is no address; then @address is untouched
 */
gboolean
mb_net_address_parse (MbNetAddress *address,
                      const char   *text,
                      guint16       port)
{
  guint8 bytes[16];

  g_return_val_if_fail (text != NULL, FALSE);

  if (inet_pton (AF_INET, text, bytes) == 1)
    mb_net_address_init (address, 4, bytes, port);
  else if (inet_pton (AF_INET6, text, bytes) == 1)
    mb_net_address_init (address, 6, bytes, port);
  else
    return FALSE;
  return TRUE;
}

/**
 * mb_net_address_compare:
 * @a: an address
 * @b: an address
 *
 * Puts addresses in an order, whatever it means.
 *
 * Returns: 0 when both are equal, port included, else a number below or above 0
 */
gint
mb_net_address_compare (const MbNetAddress *a,
                        const MbNetAddress *b)
{
  return memcmp (a, b, sizeof *a);
}

/**
 * mb_net_address_format:
 * @address: an address
 * @text: (array fixed-size=56): room for %MB_NET_ADDRESS_TEXT_SIZE bytes
 *
 * Writes "192.0.2.1:502" or "[2001:db8::1]:502".
 *
 * Returns: (transfer none): @text
 */
const char *
mb_net_address_format (const MbNetAddress *address,
                       char               *text)
{
  char host[INET6_ADDRSTRLEN];

  g_return_val_if_fail (address->version == 4 || address->version == 6, "");

  inet_ntop (address->version == 4 ? AF_INET : AF_INET6, address->bytes, host, sizeof host);
  g_snprintf (text, MB_NET_ADDRESS_TEXT_SIZE, address->version == 4 ? "%s:%u" : "[%s]:%u",
              host, address->port);
  return text;
}
