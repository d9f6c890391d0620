/* sim-device.h: one simulated device: its points as tables that requests read and write.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-response.h"
#include "simulator/sim-spec.h"

G_BEGIN_DECLS

typedef struct _SimDevice SimDevice;

/* @unit must outlive the device. */
SimDevice     *sim_device_new      (const SimUnit   *unit);
void           sim_device_free     (SimDevice       *device);
const SimUnit *sim_device_get_unit (SimDevice       *device);
/* Carries out a valid request @t seconds after the start; @t must not decrease. As
 * mb_device_execute(). */
guint8         sim_device_execute  (SimDevice       *device,
                                    double           t,
                                    const MbRequest *request,
                                    MbResponse      *out_response,
                                    guint8          *data);
/* Counts a request that is done; FALSE when it gets no reply. */
gboolean       sim_device_settle   (SimDevice       *device,
                                    const MbRequest *request,
                                    guint8           exception);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimDevice, sim_device_free)

G_END_DECLS
