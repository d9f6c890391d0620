/* mb-client-file-calls.c: typed calls that read and write records of files.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-client-file-calls.h"

/* Groups that do not fit make a request that is not valid, and that is told as any other. */
static void
call_files (MbClient            *self,
            guint8               unit,
            guint8               function,
            const MbFileGroup   *groups,
            guint                n_groups,
            guint                timeout_ms,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  guint8 data[MB_PDU_MAX] = { 0 };
  MbRequest request;
  MbWriter writer;

  mb_writer_init (&writer, data, sizeof data);
  for (guint i = 0; i < n_groups && !writer.failed; i++)
    {
      MbFileGroup group = groups[i];

      group.type = MB_FILE_REFERENCE_TYPE;
      if (function == MB_FUNCTION_READ_FILE_RECORD)
        group.data = NULL;
      mb_file_group_write (&writer, &group);
    }
  request = mb_request_files (function, data, writer.failed ? sizeof data : writer.len);
  mb_client_call_async (self, unit, &request, timeout_ms, cancellable, callback, user_data);
}

/**
 * mb_client_read_files_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @groups: (array length=n_groups): what to read; file, record and length count
 * @n_groups: how many, 1 to 35, whose contents fit into one answer of 245 bytes with two for each
 * @timeout_ms: how long to wait for the reply once it is sent
 * @cancellable: (nullable): cancels the call
 * @callback: called once; ends with mb_client_call_finish(), whose response has the contents in its
 *   data, to be taken out by mb_file_group_read_contents()
 * @user_data: for @callback
 *
 * Reads records of files, by function 20 (V1.1b3, 6.14). More than fits is %MB_ERROR_INVALID.
 */
void
mb_client_read_files_async (MbClient            *self,
                            guint8               unit,
                            const MbFileGroup   *groups,
                            guint                n_groups,
                            guint                timeout_ms,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  call_files (self, unit, MB_FUNCTION_READ_FILE_RECORD, groups, n_groups, timeout_ms, cancellable,
              callback, user_data);
}

/**
 * mb_client_write_files_async:
 * @self: a client with a link
 * @unit: the unit identifier to ask
 * @groups: (array length=n_groups): what to write; all but the type counts
 * @n_groups: how many, 1 or more, that fit into 251 bytes with seven for each
 * @timeout_ms: how long to wait for the reply once it is sent
 * @cancellable: (nullable): cancels the call
 * @callback: called once; ends with mb_client_call_finish()
 * @user_data: for @callback
 *
 * Writes records of files, by function 21 (V1.1b3, 6.15). More than fits is %MB_ERROR_INVALID. It
 * is never repeated.
 */
void
mb_client_write_files_async (MbClient            *self,
                             guint8               unit,
                             const MbFileGroup   *groups,
                             guint                n_groups,
                             guint                timeout_ms,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  call_files (self, unit, MB_FUNCTION_WRITE_FILE_RECORD, groups, n_groups, timeout_ms, cancellable,
              callback, user_data);
}
