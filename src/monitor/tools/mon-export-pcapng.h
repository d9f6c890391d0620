/* mon-export-pcapng.h: the traffic of a recording as a capture, with tag names as comments.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "monitor/store/mon-recording-reader.h"

G_BEGIN_DECLS

/* Takes some bytes of the file; FALSE ends the export. */
typedef gboolean (*MonExportFunc) (const guint8 *bytes,
                                   gsize         len,
                                   gpointer      user_data);

/* @reader after a begin. FALSE for an error, not when @func ends it. */
gboolean mon_export_pcapng (MonRecordingReader *reader,
                            MonExportFunc       func,
                            gpointer            user_data,
                            GError            **error);

G_END_DECLS
