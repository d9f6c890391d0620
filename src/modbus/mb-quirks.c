/* mb-quirks.c: the names of the habits that may be allowed.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-quirks.h"

static const char *const names[MB_N_QUIRKS] = {
  "any-transaction",
  "short-exception",
  "unit-0",
  "unit-255",
};

/**
 * mb_quirk_name:
 * @number: the number of the quirk's bit in #MbQuirks, 0 to %MB_N_QUIRKS - 1
 *
 * Gives a quirk the name that it has in files and on command lines.
 *
 * Returns: a static name such as "unit-0"
 */
const char *
mb_quirk_name (guint number)
{
  g_return_val_if_fail (number < MB_N_QUIRKS, NULL);

  return names[number];
}

/**
 * mb_quirk_from_name:
 * @name: a name
 * @out_quirk: (out): the quirk
 *
 * Finds a quirk by its name.
 *
 * Returns: %FALSE when there is no such quirk
 */
gboolean
mb_quirk_from_name (const char *name,
                    MbQuirks   *out_quirk)
{
  for (guint i = 0; i < MB_N_QUIRKS; i++)
    if (g_str_equal (names[i], name))
      {
        *out_quirk = (MbQuirks) (1u << i);
        return TRUE;
      }
  return FALSE;
}
