/* test-error.c: the error domains and the names of the exceptions.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-error.h"

static void
test_domains (void)
{
  g_assert_cmpuint (MB_ERROR, !=, 0);
  g_assert_cmpuint (MB_EXCEPTION, !=, MB_ERROR);
}

static void
test_exception_names (void)
{
  g_assert_cmpstr (mb_exception_name (1), ==, "Illegal Function");
  g_assert_cmpstr (mb_exception_name (2), ==, "Illegal Data Address");
  g_assert_cmpstr (mb_exception_name (11), ==, "Gateway Target Device Failed to Respond");
  g_assert_null (mb_exception_name (0));
  g_assert_null (mb_exception_name (9));
  g_assert_null (mb_exception_name (0x41));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/error/domains", test_domains);
  g_test_add_func ("/mb/error/exception-names", test_exception_names);
  return g_test_run ();
}
