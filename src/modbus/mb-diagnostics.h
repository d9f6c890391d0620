/* mb-diagnostics.h: what a device counts and remembers of its own exchanges.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-response.h"

G_BEGIN_DECLS

/**
 * MbDiagnostics:
 *
 * Counters, event log and listen only mode of one device (V1.1b3, 6.8 to 6.10). Each request is
 * begun, carried out (by this room or another) and ended; #MbDevice does so. For one thread at a
 * time.
 */
typedef struct _MbDiagnostics MbDiagnostics;

/* Makes the diagnostics of a device that has just been switched on. */
MbDiagnostics *mb_diagnostics_new     (void);
/* Frees it. */
void           mb_diagnostics_free    (MbDiagnostics   *diagnostics);
/* Counts a request that came; FALSE when it is not to be carried out, because the device only
 * listens (V1.1b3, 6.8.1, 04). */
gboolean       mb_diagnostics_begin   (MbDiagnostics   *diagnostics,
                                       const MbRequest *request);
/* Carries out functions 8, 11 and 12: 0, or the exception code. @data has room for MB_PDU_MAX
 * bytes, which @out_response may view, as it may @request. */
guint8         mb_diagnostics_execute (MbDiagnostics   *diagnostics,
                                       const MbRequest *request,
                                       MbResponse      *out_response,
                                       guint8          *data);
/* Counts a request that is done, or refused with @exception; FALSE when it gets no reply. */
gboolean       mb_diagnostics_end     (MbDiagnostics   *diagnostics,
                                       const MbRequest *request,
                                       guint8           exception);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbDiagnostics, mb_diagnostics_free)

G_END_DECLS
