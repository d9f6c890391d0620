/* mb-endpoint.c: where a server is, and how Modbus is carried to it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-endpoint.h"

#include <string.h>

/* Registered ports: Modbus (Messaging on TCP/IP V1.0b, 3.1.3) and mbap-s of Modbus/TCP Security. */
#define PORT_MODBUS 502
#define PORT_SECURE 802

static const char *const names[MB_N_CARRIERS] = {
  [MB_CARRIER_TCP] = "tcp",
  [MB_CARRIER_RTU_TCP] = "rtu-tcp",
  [MB_CARRIER_UDP] = "udp",
  [MB_CARRIER_TLS] = "tls",
};

/**
 * mb_carrier_name:
 * @carrier: a carrier
 *
 * Returns: its name in command lines and files
 */
const char *
mb_carrier_name (MbCarrier carrier)
{
  g_return_val_if_fail ((guint) carrier < MB_N_CARRIERS, NULL);

  return names[carrier];
}

/**
 * mb_carrier_from_name:
 * @name: "tcp", "rtu-tcp", "udp" or "tls"
 * @out_carrier: (out): what it names
 *
 * Finds a carrier by its name, in lower case.
 *
 * Returns: %FALSE when there is none of that name
 */
gboolean
mb_carrier_from_name (const char *name,
                      MbCarrier  *out_carrier)
{
  for (guint i = 0; i < MB_N_CARRIERS; i++)
    if (g_str_equal (name, names[i]))
      {
        *out_carrier = (MbCarrier) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * mb_carrier_port:
 * @carrier: a carrier
 *
 * Gets the port that a server listens on unless told otherwise. Frames of the serial line in TCP
 * have no port of their own; 502 is the usual one.
 *
 * Returns: 802 for %MB_CARRIER_TLS, else 502
 */
guint16
mb_carrier_port (MbCarrier carrier)
{
  return carrier == MB_CARRIER_TLS ? PORT_SECURE : PORT_MODBUS;
}

/**
 * mb_endpoint_describe:
 * @endpoint: an endpoint
 *
 * Names host and port, as a person writes them.
 *
 * Returns: (transfer full): "10.0.4.21:502", "[fe80::1]:502"
 */
char *
mb_endpoint_describe (const MbEndpoint *endpoint)
{
  if (strchr (endpoint->host, ':') != NULL)
    return g_strdup_printf ("[%s]:%u", endpoint->host, endpoint->port);
  return g_strdup_printf ("%s:%u", endpoint->host, endpoint->port);
}
