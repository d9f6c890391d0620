/* hex.h: bytes in tests written as hex text, with blanks where they help.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

/* Bytes of @hex; blanks between them do not count. */
static inline GBytes *
hex_bytes (const char *hex)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();

  while (*hex != '\0')
    {
      guint8 byte;

      if (*hex == ' ')
        {
          hex++;
          continue;
        }
      g_assert_true (g_ascii_isxdigit (hex[0]) && g_ascii_isxdigit (hex[1]));
      byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));
      g_byte_array_append (array, &byte, 1);
      hex += 2;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}

/* Lower-case hex of @bytes, to be freed. */
static inline char *
hex_text (const guint8 *bytes,
          gsize         len)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < len; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}
