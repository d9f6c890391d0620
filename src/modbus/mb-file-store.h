/* mb-file-store.h: files of records, read and written by requests.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-response.h"

G_BEGIN_DECLS

/**
 * MbFileStore:
 *
 * The extended memory of a device: files of registers (V1.1b3, 6.14). For one thread at a time.
 */
typedef struct _MbFileStore MbFileStore;

/* Makes a store without files. */
MbFileStore *mb_file_store_new     (void);
/* Frees it. */
void         mb_file_store_free    (MbFileStore     *store);
/* Makes file 1 to 65535, which is not there yet, exist with 1 to MB_FILE_N_RECORDS records of 0. */
void         mb_file_store_add     (MbFileStore     *store,
                                    guint16          file,
                                    guint            n_records);
/* Checks that all records exist, then carries out function 20 or 21: 0, or the exception code.
 * @data has room for MB_PDU_MAX bytes, which @out_response may view, as it may @request. */
guint8       mb_file_store_execute (MbFileStore     *store,
                                    const MbRequest *request,
                                    MbResponse      *out_response,
                                    guint8          *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbFileStore, mb_file_store_free)

G_END_DECLS
