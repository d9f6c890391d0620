/* sim-identity.h: what a simulated device says of itself.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-identification.h"

G_BEGIN_DECLS

/* Vendor, product and version of the simulator, and @model for the device itself. */
void sim_identity_fill (MbIdentification *identification,
                        guint8            server_id,
                        const char       *model);

G_END_DECLS
