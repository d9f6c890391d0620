/* mb-timer-heap.h: armed timers, the earliest at hand.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"

G_BEGIN_DECLS

/* A binary heap by due_us in an array of MbTimer, each of which knows its position: its index plus
 * one, 0 when it is not in there. For mb-clock, and for whoever has deadlines without a clock. */

/* The one that is due first; NULL when there is none. */
MbTimer *mb_timer_heap_first  (GPtrArray *heap);
/* Puts a timer where it belongs. */
void     mb_timer_heap_put    (GPtrArray *heap,
                               MbTimer   *timer);
/* Takes a timer out. */
void     mb_timer_heap_remove (GPtrArray *heap,
                               MbTimer   *timer);

G_END_DECLS
