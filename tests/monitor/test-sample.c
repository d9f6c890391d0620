/* test-sample.c: the names of qualities.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-sample.h"

static void
test_names (void)
{
  static const char *const names[] = {
    "good", "late", "stale", "timeout", "exception", "breach", "link-down", "not-available",
    "paused",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_cmpstr (mon_quality_name (i), ==, names[i]);
      g_assert_cmpint (mon_quality_has_value (i), ==, i < 2);
    }
  g_assert_cmpint (G_N_ELEMENTS (names), ==, MON_QUALITY_PAUSED + 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/sample/names", test_names);
  return g_test_run ();
}
