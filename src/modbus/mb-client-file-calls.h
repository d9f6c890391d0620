/* mb-client-file-calls.h: typed calls that read and write records of files.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client-calls.h"
#include "modbus/mb-file-group.h"

G_BEGIN_DECLS

/* Reads records of files, by function 20 (V1.1b3, 6.14). */
void mb_client_read_files_async  (MbClient            *client,
                                  guint8               unit,
                                  const MbFileGroup   *groups,
                                  guint                n_groups,
                                  guint                timeout_ms,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
/* Writes records of files, by function 21 (V1.1b3, 6.15). */
void mb_client_write_files_async (MbClient            *client,
                                  guint8               unit,
                                  const MbFileGroup   *groups,
                                  guint                n_groups,
                                  guint                timeout_ms,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);

G_END_DECLS
