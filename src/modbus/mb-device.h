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
 * All that stands behind a unit id, for an #MbBackend to ask: fill its tables, files and
 * identification, then let the backend call mb_device_execute() and mb_device_settle(). For one
 * thread at a time.
 */
typedef struct _MbDevice MbDevice;

/* Makes a device without items and files, whose identification is empty. */
MbDevice         *mb_device_new                (void);
/* Frees it with all its parts. */
void              mb_device_free               (MbDevice        *device);
/* Its tables; they belong to it, as do the next two. */
MbDatastore      *mb_device_get_store          (MbDevice        *device);
/* Its files. */
MbFileStore      *mb_device_get_files          (MbDevice        *device);
/* What it says of itself. */
MbIdentification *mb_device_get_identification (MbDevice        *device);
/* For MbBackend.execute: carries out a request that mb_request_parse() took; 0, or the exception
 * code. @data has room for MB_PDU_MAX bytes, which @out_response may view, as it may @request. */
guint8            mb_device_execute            (MbDevice        *device,
                                                const MbRequest *request,
                                                MbResponse      *out_response,
                                                guint8          *data);
/* For MbBackend.settle: counts a request that is done or refused; FALSE when it gets no reply
 * (V1.1b3, 6.8.1, 01 and 04). */
gboolean          mb_device_settle             (MbDevice        *device,
                                                const MbRequest *request,
                                                guint8           exception);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbDevice, mb_device_free)

G_END_DECLS
