/* test-net-address.c: addresses as text and back.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-net-address.h"

static void
test_text (void)
{
  static const struct
  {
    const char *host;
    const char *text;
    guint16     version;
  } cases[] = {
    { "192.0.2.1", "192.0.2.1:502", 4 },
    { "255.255.255.255", "255.255.255.255:502", 4 },
    { "::1", "[::1]:502", 6 },
    { "2001:0db8:0:0:0:0:0:00ff", "[2001:db8::ff]:502", 6 },
    { "::ffff:192.0.2.1", "[::ffff:192.0.2.1]:502", 6 },
    { "fe80:1111:2222:3333:4444:5555:6666:7777",
      "[fe80:1111:2222:3333:4444:5555:6666:7777]:502", 6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char text[MB_NET_ADDRESS_TEXT_SIZE];
      MbNetAddress address;

      g_assert_true (mb_net_address_parse (&address, cases[i].host, 502));
      g_assert_cmpuint (address.version, ==, cases[i].version);
      g_assert_cmpstr (mb_net_address_format (&address, text), ==, cases[i].text);
    }
}

static void
test_no_address (void)
{
  static const char *const texts[] = { "", "plc", "192.0.2", "192.0.2.256", "[::1]", "::1%lo" };
  MbNetAddress address = { .port = 7 };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (mb_net_address_parse (&address, texts[i], 502));
  g_assert_cmpuint (address.port, ==, 7);
}

static void
test_compare (void)
{
  MbNetAddress a, b;

  mb_net_address_parse (&a, "192.0.2.1", 502);
  mb_net_address_parse (&b, "192.0.2.1", 502);
  g_assert_cmpint (mb_net_address_compare (&a, &b), ==, 0);
  b.port = 503;
  g_assert_cmpint (mb_net_address_compare (&a, &b), !=, 0);
  g_assert_cmpint (mb_net_address_compare (&a, &b) < 0, !=, mb_net_address_compare (&b, &a) < 0);
  /* An address of IPv6 that begins with the same bytes is another one. */
  mb_net_address_parse (&b, "c000:201::", 502);
  g_assert_cmpint (mb_net_address_compare (&a, &b), !=, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/net-address/text", test_text);
  g_test_add_func ("/mb/net-address/no-address", test_no_address);
  g_test_add_func ("/mb/net-address/compare", test_compare);
  return g_test_run ();
}
