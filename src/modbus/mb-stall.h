/* mb-stall.h: that this program was stopped for a while, and who is to hear of it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"

G_BEGIN_DECLS

/**
 * MbStall:
 * @noticed_us: monotonic time at which a stall was noticed last, 0 if never
 * @func, @user_data: (nullable): whom to tell
 *
 * Plain data inside its clock. Starts as all zeros; the other members are private.
 */
typedef struct
{
  gint64      noticed_us;
  MbStallFunc func;
  gpointer    user_data;
  /* How long it was, until it is told. */
  gint64      untold_us;
  /* How long the computer had slept in all when that was looked at last. */
  gint64      slept_us;
} MbStall;

/* Takes note of a stall. */
void mb_stall_note           (MbStall *stall,
                              gint64   now_us,
                              gint64   length_us);
/* Looks whether the computer slept since this was called last: the monotonic time does not count
 * that, so no timer is late by it. */
void mb_stall_look_for_sleep (MbStall *stall,
                              gint64   now_us);
/* Tells of a stall that has not been told. */
void mb_stall_tell           (MbStall *stall);

G_END_DECLS
