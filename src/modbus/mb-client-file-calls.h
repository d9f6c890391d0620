/* mb-client-file-calls.h: typed calls that read and write records of files.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client-calls.h"
#include "modbus/mb-file-group.h"

G_BEGIN_DECLS

void mb_client_read_files_async  (MbClient            *client,
                                  guint8               unit,
                                  const MbFileGroup   *groups,
                                  guint                n_groups,
                                  guint                timeout_ms,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
void mb_client_write_files_async (MbClient            *client,
                                  guint8               unit,
                                  const MbFileGroup   *groups,
                                  guint                n_groups,
                                  guint                timeout_ms,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);

G_END_DECLS
