/* test-handle-map.c: pointers by handle: near, far, and pages that come and go.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/store/mon-handle-map.h"

static guint n_freed;

static void
count_cb (gpointer value)
{
  n_freed++;
}

static void
test_insert_steal (void)
{
  static const guint32 handles[] = { 0, 1, 255, 256, 257, 1000000 };
  MonHandleMap map = { 0 };

  g_assert_null (mon_handle_map_lookup (&map, 1));
  g_assert_null (mon_handle_map_steal (&map, 1));

  for (guint i = 0; i < G_N_ELEMENTS (handles); i++)
    mon_handle_map_insert (&map, handles[i], GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < G_N_ELEMENTS (handles); i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (mon_handle_map_lookup (&map, handles[i])), ==, i + 1);
  g_assert_null (mon_handle_map_lookup (&map, 2));
  g_assert_null (mon_handle_map_lookup (&map, 600));
  g_assert_null (mon_handle_map_lookup (&map, G_MAXUINT32));

  g_assert_cmpuint (GPOINTER_TO_UINT (mon_handle_map_steal (&map, 256)), ==, 4);
  g_assert_null (mon_handle_map_lookup (&map, 256));
  g_assert_cmpuint (GPOINTER_TO_UINT (mon_handle_map_steal (&map, 257)), ==, 5);
  mon_handle_map_insert (&map, 256, GUINT_TO_POINTER (9));
  g_assert_cmpuint (GPOINTER_TO_UINT (mon_handle_map_lookup (&map, 256)), ==, 9);

  n_freed = 0;
  mon_handle_map_clear (&map, count_cb);
  g_assert_cmpuint (n_freed, ==, 5);
  g_assert_null (mon_handle_map_lookup (&map, 0));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/handle-map/insert-steal", test_insert_steal);
  return g_test_run ();
}
