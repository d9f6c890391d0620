/* mb-client-file-calls.h: typed calls that read and write records of files.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-client-calls.h"
#include "modbus/mb-file-group.h"

G_BEGIN_DECLS

/* Both end with mb_client_call_finish(). More than fits into one request or answer is
 * MB_ERROR_INVALID. */

/* Reads records of files, by function 20 (V1.1b3, 6.14): 1 to 35 groups. The response has their
 * contents, to be taken out by mb_file_group_read_contents(). */
void mb_client_read_files_async  (MbClient            *self,
                                  guint8               unit,
                                  const MbFileGroup   *groups,
                                  guint                n_groups,
                                  guint                timeout_ms,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
/* Writes records of files, by function 21 (V1.1b3, 6.15): groups that fit into 251 bytes, with
 * seven for each. It is never repeated. */
void mb_client_write_files_async (MbClient            *self,
                                  guint8               unit,
                                  const MbFileGroup   *groups,
                                  guint                n_groups,
                                  guint                timeout_ms,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);

G_END_DECLS
