/* test-mbap.c: the rules of the MBAP header.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-mbap.h"

static void
test_length (void)
{
  g_assert_false (mb_mbap_length_is_valid (0));
  g_assert_false (mb_mbap_length_is_valid (1));
  g_assert_true (mb_mbap_length_is_valid (2));
  g_assert_true (mb_mbap_length_is_valid (254));
  g_assert_false (mb_mbap_length_is_valid (255));
  g_assert_false (mb_mbap_length_is_valid (65535));
}

static void
test_write (void)
{
  guint8 adu[MB_MBAP_SIZE];

  mb_mbap_write (adu, 0x1234, 0xff, 5);
  g_assert_cmpmem (adu, sizeof adu, "\x12\x34\x00\x00\x00\x06\xff", 7);
  mb_mbap_write (adu, 0, 0, 253);
  g_assert_cmpmem (adu, sizeof adu, "\x00\x00\x00\x00\x00\xfe\x00", 7);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/mbap/length", test_length);
  g_test_add_func ("/mb/mbap/write", test_write);
  return g_test_run ();
}
