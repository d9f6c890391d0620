/* mb-datastore.h: four tables of items in blocks, read and written by requests.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-response.h"

G_BEGIN_DECLS

/* Items of one table (V1.1b3, 4.3). */
#define MB_TABLE_SIZE 65536

/**
 * MbDatastore:
 *
 * What a device remembers. Its tables are apart from each other. Addresses without a block do not
 * exist. For one thread at a time.
 */
typedef struct _MbDatastore MbDatastore;

/* Makes a store without any item. */
MbDatastore *mb_datastore_new          (void);
/* Frees a store. */
void         mb_datastore_free         (MbDatastore     *store);

/* Makes @quantity items from @address on exist, all with the value @preset. Blocks must not
 * overlap; a request may go over two that adjoin. */
void         mb_datastore_add_block    (MbDatastore     *store,
                                        MbTable          table,
                                        guint16          address,
                                        guint            quantity,
                                        guint16          preset);
/* Tells whether all of a range exists. */
gboolean     mb_datastore_covers       (MbDatastore     *store,
                                        MbTable          table,
                                        guint16          address,
                                        guint            quantity);
/* One item that exists; a bit is 0 or 1. */
guint16      mb_datastore_get          (MbDatastore     *store,
                                        MbTable          table,
                                        guint16          address);
/* Sets an item from within, in whichever table. */
void         mb_datastore_set          (MbDatastore     *store,
                                        MbTable          table,
                                        guint16          address,
                                        guint16          value);
/* Checks the addresses of a valid request and carries it out: 0, or the exception code. @data has
 * room for MB_PDU_MAX bytes, which @out_response then views. */
guint8       mb_datastore_execute      (MbDatastore     *store,
                                        const MbRequest *request,
                                        MbResponse      *out_response,
                                        guint8          *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbDatastore, mb_datastore_free)

G_END_DECLS
