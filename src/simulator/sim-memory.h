/* sim-memory.h: a device without a life of its own: it holds what is written to it.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-device.h"
#include "simulator/sim-spec.h"

G_BEGIN_DECLS

/* Its tables, ten files of 10,000 records, and what it says of itself. */
MbDevice *sim_memory_make_device (const SimMemory *memory);

G_END_DECLS
