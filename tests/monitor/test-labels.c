/* test-labels.c: words for numbers, found both ways.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-labels.h"

static void
test_find (void)
{
  g_autoptr (MonLabels) labels = mon_labels_new ();
  g_autoptr (MonLabels) shared = NULL;
  gint64 number = 4711;

  g_assert_null (mon_labels_find (labels, 0));
  g_assert_true (mon_labels_add (labels, 2, "Automatic"));
  g_assert_true (mon_labels_add (labels, -1, "Fault"));
  g_assert_true (mon_labels_add (labels, G_MAXINT64, "Äußerst"));
  g_assert_true (mon_labels_add (labels, 0, "Off"));
  g_assert_true (mon_labels_add (labels, G_MININT64, "off"));
  g_assert_false (mon_labels_add (labels, 2, "Twice"));

  shared = mon_labels_ref (labels);
  g_assert_cmpuint (mon_labels_get_n (shared), ==, 5);
  g_assert_cmpstr (mon_labels_get (shared, 1, &number), ==, "Fault");
  g_assert_cmpint (number, ==, -1);
  g_assert_cmpstr (mon_labels_find (shared, 2), ==, "Automatic");
  g_assert_cmpstr (mon_labels_find (shared, G_MININT64), ==, "off");
  g_assert_null (mon_labels_find (shared, 1));
  g_assert_null (mon_labels_find (shared, 3));

  g_assert_true (mon_labels_find_number (shared, "äuSSerst", &number));
  g_assert_true (number == G_MAXINT64);
  g_assert_true (mon_labels_find_number (shared, "fault", &number));
  g_assert_cmpint (number, ==, -1);
  g_assert_false (mon_labels_find_number (shared, "Off", &number));
  g_assert_false (mon_labels_find_number (shared, "", &number));
}

static void
test_many (void)
{
  g_autoptr (MonLabels) labels = mon_labels_new ();

  for (guint i = 0; i < MON_LABELS_MAX; i++)
    {
      gint64 number = (gint64) (i * 7919 % 10007);
      g_autofree char *text = g_strdup_printf ("%d", (int) number);

      g_assert_true (mon_labels_add (labels, number, text));
    }
  for (gint64 number = 0; number < 10007; number++)
    {
      const char *text = mon_labels_find (labels, number);

      if (text != NULL)
        g_assert_cmpint (g_ascii_strtoll (text, NULL, 10), ==, number);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mon/labels/find", test_find);
  g_test_add_func ("/mon/labels/many", test_many);
  return g_test_run ();
}
