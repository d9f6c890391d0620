/* mb-stamp.h: which packet of a capture something came with, and when that was taken.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Room for any time that mb_stamp_format() writes, with its terminating zero. */
#define MB_STAMP_TEXT_SIZE 32

/**
 * MbStamp:
 * @frame: number of the packet in its capture, from 1; 0 before the first one
 * @seconds: whole seconds since 1970 UTC, rounded down
 * @nanoseconds: what is to be added to them, 0 to 999,999,999
 * @decimals: how many decimals of a second the capture tells: 6 or 9, or 0 when it tells no time
 *
 * Place and time of a packet. Integers only: a time is never a floating-point number.
 */
typedef struct
{
  guint64 frame;
  gint64  seconds;
  guint32 nanoseconds;
  guint8  decimals;
} MbStamp;

/* Writes seconds since 1970 UTC with the decimals that the capture has, "1.234567"; @text has room
 * for MB_STAMP_TEXT_SIZE bytes and is given back. */
const char *mb_stamp_format (const MbStamp *stamp,
                             char          *text);

G_END_DECLS
