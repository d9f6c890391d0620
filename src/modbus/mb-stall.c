/* mb-stall.c: keeps that this program was stopped until it can be told; notices that all slept.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-stall.h"

#include <time.h>

/**
 * mb_stall_note:
 * @stall: the stalls of a clock
 * @now_us: the monotonic time now
 * @length_us: how long nothing ran
 *
 * Takes note of a stall. Of several before mb_stall_tell() the longest is told.
 */
void
mb_stall_note (MbStall *stall,
               gint64   now_us,
               gint64   length_us)
{
  stall->noticed_us = now_us;
  stall->untold_us = MAX (stall->untold_us, length_us);
}

/**
 * mb_stall_look_for_sleep:
 * @stall: the stalls of a clock that goes with the system's
 * @now_us: the monotonic time now
 *
 * Looks whether the computer slept since this was called last: the monotonic time does not count
 * that, so no timer is late by it.
 */
void
mb_stall_look_for_sleep (MbStall *stall,
                         gint64   now_us)
{
#ifdef CLOCK_BOOTTIME
  struct timespec time;
  gint64 slept_us;

  if (clock_gettime (CLOCK_BOOTTIME, &time) != 0)
    return;
  slept_us = (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000 - now_us;
  if (stall->slept_us != 0 && slept_us - stall->slept_us > MB_CLOCK_STALL_US)
    mb_stall_note (stall, now_us, slept_us - stall->slept_us);
  stall->slept_us = slept_us;
#endif
}

/**
 * mb_stall_tell:
 * @stall: the stalls of a clock
 *
 * Tells of a stall that has not been told. Inside a turn.
 */
void
mb_stall_tell (MbStall *stall)
{
  gint64 length_us = stall->untold_us;

  stall->untold_us = 0;
  if (length_us > 0 && stall->func != NULL)
    stall->func (length_us, stall->user_data);
}
