/* test-pairing.c: which request a response answers.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-pairing.h"
#include "hex.h"

static void
add (MbPairing  *pairing,
     const char *hex)
{
  g_autoptr (GBytes) adu = hex_bytes (hex);
  gsize len;
  const guint8 *bytes = g_bytes_get_data (adu, &len);

  mb_pairing_add_request (pairing, bytes, len);
}

static void
assert_takes (MbPairing  *pairing,
              const char *hex,
              const char *expected)
{
  g_autoptr (GBytes) adu = hex_bytes (hex);
  g_autoptr (GBytes) expected_adu = expected != NULL ? hex_bytes (expected) : NULL;
  gsize len;
  const guint8 *bytes = g_bytes_get_data (adu, &len);
  g_autoptr (GBytes) request = mb_pairing_take (pairing, bytes, len);

  g_assert_cmpint (request != NULL, ==, expected != NULL);
  if (request != NULL)
    g_assert_true (g_bytes_equal (request, expected_adu));
}

static void
test_out_of_order (void)
{
  g_autoptr (MbPairing) pairing = mb_pairing_new ();

  add (pairing, "0001 0000 0006 01 03 0000 0001");
  add (pairing, "0002 0000 0006 01 03 0000 0002");
  assert_takes (pairing, "0002 0000 0007 01 03 04 0000 0000", "0002 0000 0006 01 03 0000 0002");
  assert_takes (pairing, "0001 0000 0003 01 83 02", "0001 0000 0006 01 03 0000 0001");
  assert_takes (pairing, "0001 0000 0003 01 83 02", NULL);
}

static void
test_same_id (void)
{
  g_autoptr (MbPairing) pairing = mb_pairing_new ();

  add (pairing, "0001 0000 0006 01 03 0000 0001");
  add (pairing, "0001 0000 0006 01 04 0000 0001");
  add (pairing, "0001 0000 0006 02 03 0000 0001");
  add (pairing, "0001 0000 0006 01 03 0000 0005");
  assert_takes (pairing, "0001 0000 0003 01 83 02", "0001 0000 0006 01 03 0000 0005");
  assert_takes (pairing, "0001 0000 0003 01 83 02", "0001 0000 0006 01 03 0000 0001");
  assert_takes (pairing, "0001 0000 0003 02 83 02", "0001 0000 0006 02 03 0000 0001");
  assert_takes (pairing, "0001 0000 0003 01 84 02", "0001 0000 0006 01 04 0000 0001");
}

/* A wrong function or unit is tied to its request all the same, which then stays open. */
static void
test_near_miss (void)
{
  g_autoptr (MbPairing) pairing = mb_pairing_new ();

  add (pairing, "0001 0000 0006 01 03 0000 0001");
  assert_takes (pairing, "0001 0000 0005 01 04 02 0000", "0001 0000 0006 01 03 0000 0001");
  assert_takes (pairing, "0001 0000 0005 02 03 02 0000", "0001 0000 0006 01 03 0000 0001");
  assert_takes (pairing, "0001 0000 0005 01 03 02 0000", "0001 0000 0006 01 03 0000 0001");
  assert_takes (pairing, "0001 0000 0005 01 03 02 0000", NULL);
}

static void
test_not_modbus (void)
{
  g_autoptr (MbPairing) pairing = mb_pairing_new ();

  add (pairing, "0001 0007 0006 01 03 0000 0001");
  add (pairing, "0001 0000 0006 01");
  add (pairing, "");
  assert_takes (pairing, "0001 0000 0003 01 83 02", NULL);
  assert_takes (pairing, "0001", NULL);
}

static void
test_limit (void)
{
  g_autoptr (MbPairing) pairing = mb_pairing_new ();

  add (pairing, "0001 0000 0002 01 07");
  for (guint i = 0; i < MB_PAIRING_MAX_OPEN; i++)
    add (pairing, "0002 0000 0002 01 07");
  assert_takes (pairing, "0001 0000 0003 01 07 00", NULL);
  for (guint i = 0; i < MB_PAIRING_MAX_OPEN; i++)
    assert_takes (pairing, "0002 0000 0003 01 07 00", "0002 0000 0002 01 07");
  assert_takes (pairing, "0002 0000 0003 01 07 00", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/pairing/out-of-order", test_out_of_order);
  g_test_add_func ("/mb/pairing/same-id", test_same_id);
  g_test_add_func ("/mb/pairing/near-miss", test_near_miss);
  g_test_add_func ("/mb/pairing/not-modbus", test_not_modbus);
  g_test_add_func ("/mb/pairing/limit", test_limit);
  return g_test_run ();
}
