/* mon-findings.h: what the engine has learned of devices, until the project takes it over.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/document/mon-dead-spec.h"

G_BEGIN_DECLS

/**
 * MonFindings:
 *
 * Thread-safe with short locks: the engine puts, the main thread takes. Bounded by the number of
 * devices: of each only the latest is kept.
 */
typedef struct _MonFindings MonFindings;

MonFindings *mon_findings_new   (void);
MonFindings *mon_findings_ref   (MonFindings *findings);
void         mon_findings_unref (MonFindings *findings);
/* @ranges (of MonDeadRange): all that the device is known to refuse; not to be changed any more. */
void         mon_findings_put   (MonFindings *findings,
                                 guint32      device,
                                 GArray      *ranges);
/* NULL when there is nothing new of any device. */
GArray      *mon_findings_take  (MonFindings *findings,
                                 guint32     *out_device);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonFindings, mon_findings_unref)

G_END_DECLS
