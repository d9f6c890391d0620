/* mb-device.h: a device that answers every function: tables, files, diagnostics, identification.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-datastore.h"
#include "modbus/mb-file-store.h"
#include "modbus/mb-identification.h"

G_BEGIN_DECLS

/**
 * MbDevice:
 *
 * All that stands behind a unit id, for an #MbBackend to ask. For one thread at a time.
 */
typedef struct _MbDevice MbDevice;

/* Makes a device without items and files, whose identification is empty. */
MbDevice         *mb_device_new                (void);
/* Frees it with all its parts. */
void              mb_device_free               (MbDevice        *device);
/* Its tables. */
MbDatastore      *mb_device_get_store          (MbDevice        *device);
/* Its files. */
MbFileStore      *mb_device_get_files          (MbDevice        *device);
/* What it says of itself. */
MbIdentification *mb_device_get_identification (MbDevice        *device);
/* For MbBackend.execute and MbBackend.settle. */
guint8            mb_device_execute            (MbDevice        *device,
                                                const MbRequest *request,
                                                MbResponse      *out_response,
                                                guint8          *data);
/* Counts a request that is done. */
gboolean          mb_device_settle             (MbDevice        *device,
                                                const MbRequest *request,
                                                guint8           exception);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbDevice, mb_device_free)

G_END_DECLS
