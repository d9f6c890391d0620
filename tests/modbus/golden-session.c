/* golden-session.c: reads the frames of the golden session.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "golden-session.h"

#include "hex.h"

static GBytes *
join (GBytes **parts)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();

  for (guint i = 0; i < GOLDEN_N_EXCHANGES; i++)
    {
      gsize len;
      const guint8 *bytes = g_bytes_get_data (parts[i], &len);

      g_byte_array_append (all, bytes, len);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

GoldenSession *
golden_session_load (void)
{
  GoldenSession *golden = g_new0 (GoldenSession, 1);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "golden",
                                                 "seed-session.txt", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  guint n_requests = 0;
  guint n_responses = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], "request "))
        golden->requests[n_requests++] = hex_bytes (lines[i] + strlen ("request "));
      else if (g_str_has_prefix (lines[i], "response "))
        golden->responses[n_responses++] = hex_bytes (lines[i] + strlen ("response "));
    }
  g_assert_cmpuint (n_requests, ==, GOLDEN_N_EXCHANGES);
  g_assert_cmpuint (n_responses, ==, GOLDEN_N_EXCHANGES);
  golden->all_requests = join (golden->requests);
  golden->all_responses = join (golden->responses);
  g_assert_cmpuint (g_bytes_get_size (golden->all_requests), ==, GOLDEN_REQUESTS_SIZE);
  return golden;
}

void
golden_session_free (GoldenSession *golden)
{
  for (guint i = 0; i < GOLDEN_N_EXCHANGES; i++)
    {
      g_bytes_unref (golden->requests[i]);
      g_bytes_unref (golden->responses[i]);
    }
  g_bytes_unref (golden->all_requests);
  g_bytes_unref (golden->all_responses);
  g_free (golden);
}
