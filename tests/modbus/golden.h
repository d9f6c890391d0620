/* golden.h: the ADUs of the golden session, for tests.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <string.h>

#include "modbus/mb-field.h"
#include "hex.h"

typedef struct
{
  MbDirection  direction;
  GBytes      *adu;
} GoldenAdu;

static inline void
golden_clear (gpointer data)
{
  g_bytes_unref (((GoldenAdu *) data)->adu);
}

/* Lines of a file in tests/data/golden, without the last empty one. */
static inline GStrv
golden_lines (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "golden", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return g_strsplit (g_strchomp (text), "\n", -1);
}

/* All 24 ADUs in the order in which they went; an array of GoldenAdu. */
static inline GArray *
golden_load (void)
{
  GArray *adus = g_array_new (FALSE, FALSE, sizeof (GoldenAdu));
  g_auto (GStrv) lines = golden_lines ("seed-session.txt");

  g_array_set_clear_func (adus, golden_clear);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      GoldenAdu adu = { MB_DIRECTION_REQUEST, NULL };

      if (*lines[i] == '\0' || *lines[i] == '#')
        continue;
      if (g_str_has_prefix (lines[i], "response "))
        adu.direction = MB_DIRECTION_RESPONSE;
      adu.adu = hex_bytes (strchr (lines[i], ' '));
      g_array_append_val (adus, adu);
    }
  g_assert_cmpuint (adus->len, ==, 24);
  return adus;
}
