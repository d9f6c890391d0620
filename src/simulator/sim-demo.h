/* sim-demo.h: the demo plant, as data.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "simulator/sim-spec.h"

G_BEGIN_DECLS

/* A boiler house with at least 4 devices and 40 points in all four tables; static. */
const SimPlant *sim_demo_get_plant (void);

G_END_DECLS
