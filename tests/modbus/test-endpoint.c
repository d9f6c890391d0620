/* test-endpoint.c: names, ports and places of endpoints.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-endpoint.h"

static void
test_carriers (void)
{
  static const struct
  {
    MbCarrier   carrier;
    const char *name;
    guint16     port;
  } cases[MB_N_CARRIERS] = {
    { MB_CARRIER_TCP, "tcp", 502 },
    { MB_CARRIER_RTU_TCP, "rtu-tcp", 502 },
    { MB_CARRIER_UDP, "udp", 502 },
    { MB_CARRIER_TLS, "tls", 802 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MbCarrier carrier = MB_CARRIER_TCP;

      g_assert_cmpstr (mb_carrier_name (cases[i].carrier), ==, cases[i].name);
      g_assert_true (mb_carrier_from_name (cases[i].name, &carrier));
      g_assert_cmpint (carrier, ==, cases[i].carrier);
      g_assert_cmpuint (mb_carrier_port (carrier), ==, cases[i].port);
    }
}

static void
test_no_carrier (void)
{
  static const char *const names[] = { "", "TCP", "tcp ", "rtu", "serial" };
  MbCarrier carrier;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_false (mb_carrier_from_name (names[i], &carrier));
}

static void
test_describe (void)
{
  MbEndpoint endpoint = { .host = "10.0.4.21", .port = 502 };
  g_autofree char *v4 = mb_endpoint_describe (&endpoint);
  g_autofree char *v6 = NULL;

  endpoint.host = "fe80::1";
  v6 = mb_endpoint_describe (&endpoint);
  g_assert_cmpstr (v4, ==, "10.0.4.21:502");
  g_assert_cmpstr (v6, ==, "[fe80::1]:502");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/endpoint/carriers", test_carriers);
  g_test_add_func ("/mb/endpoint/no-carrier", test_no_carrier);
  g_test_add_func ("/mb/endpoint/describe", test_describe);
  return g_test_run ();
}
