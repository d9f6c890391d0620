/* sim-signal.h: generators of values: pure functions of time, and one that follows another value.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "simulator/sim-spec.h"

G_BEGIN_DECLS

/* Smooth noise between -1 and 1 that changes about once in a unit of @t; the same for the same
 * arguments on each machine. */
double sim_signal_noise  (guint              seed,
                          double             t);
/* The engineering value @t seconds after the start, of a signal that is not constant and does not
 * follow. */
double sim_signal_value  (const SimPoint    *point,
                          guint              seed,
                          double             t);
/* Where a value that was @value is @dt seconds later, on its way to @target. */
double sim_signal_follow (double             value,
                          double             target,
                          double             time_constant,
                          double             dt);

G_END_DECLS
