/* mb-stamp.c: which packet of a capture something came with, and when that was taken.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-stamp.h"

#define NANOSECONDS 1000000000u

/**
 * mb_stamp_format:
 * @stamp: a stamp
 * @text: (array fixed-size=32): room for %MB_STAMP_TEXT_SIZE bytes
 *
 * Writes its time as seconds since 1970 UTC, with 9 decimals when the capture has nanoseconds and
 * 6 otherwise; digits that are finer than that are cut off. Times before 1970 have a sign.
 *
 * Returns: (transfer none): @text
 */
const char *
mb_stamp_format (const MbStamp *stamp,
                 char          *text)
{
  guint64 seconds = (guint64) stamp->seconds;
  guint32 nanoseconds = stamp->nanoseconds;
  gboolean is_negative = stamp->seconds < 0;

  if (is_negative)
    {
      /* From what is added to seconds rounded down to what is taken from 0. */
      seconds = 0 - seconds;
      if (nanoseconds > 0)
        {
          seconds--;
          nanoseconds = NANOSECONDS - nanoseconds;
        }
    }
  if (stamp->decimals == 9)
    g_snprintf (text, MB_STAMP_TEXT_SIZE, "%s%" G_GUINT64_FORMAT ".%09u",
                is_negative ? "-" : "", seconds, nanoseconds);
  else
    g_snprintf (text, MB_STAMP_TEXT_SIZE, "%s%" G_GUINT64_FORMAT ".%06u",
                is_negative ? "-" : "", seconds, nanoseconds / 1000);
  return text;
}
