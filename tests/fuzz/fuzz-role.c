/* fuzz-role.c: whatever stands where a role should be is a role that is text, or refused.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-role.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *role = NULL;

  fuzz_begin ();
  role = mb_role_parse (data, size, &error);
  if (role == NULL)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      return 0;
    }
  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (role, -1, NULL));
  g_assert_cmpuint (strlen (role), >=, 1);
  g_assert_cmpuint (strlen (role), <=, MB_ROLE_MAX_BYTES);
  /* The content is all there is behind a tag and a length of one or two bytes. */
  g_assert_cmpuint (size - strlen (role), ==, strlen (role) < 0x80 ? 2 : 3);
  g_assert_cmpmem (data + size - strlen (role), strlen (role), role, strlen (role));
  return 0;
}
