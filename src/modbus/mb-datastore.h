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
 * What a device remembers. Its tables are apart from each other (V1.1b3, 4.3 leaves that to the
 * device). Addresses without a block do not exist. For one thread at a time.
 *
 * ```c
 * mb_datastore_add_block (store, MB_TABLE_HOLDING_REGISTERS, 0, 200, 0);
 * mb_datastore_set (store, MB_TABLE_HOLDING_REGISTERS, 107, 0x42f6);
 * ```
 */
typedef struct _MbDatastore MbDatastore;

/* Makes a store without any item. */
MbDatastore *mb_datastore_new          (void);
/* Frees a store. */
void         mb_datastore_free         (MbDatastore     *store);

/* Makes @quantity items (1 to 65,536 - @address) exist from @address on, all with the value
 * @preset, a bit with 0 or 1. Blocks must not overlap; a request may go over two that adjoin. */
void         mb_datastore_add_block    (MbDatastore     *store,
                                        MbTable          table,
                                        guint16          address,
                                        guint            quantity,
                                        guint16          preset);
/* Lets requests read items that exist, and not write them. */
void         mb_datastore_lock         (MbDatastore     *store,
                                        MbTable          table,
                                        guint16          address,
                                        guint            quantity);
/* Tells whether all of a range exists; FALSE when it goes beyond address 65,535. */
gboolean     mb_datastore_covers       (MbDatastore     *store,
                                        MbTable          table,
                                        guint16          address,
                                        guint            quantity);
/* Gets one item that exists; a bit is 0 or 1. */
guint16      mb_datastore_get          (MbDatastore     *store,
                                        MbTable          table,
                                        guint16          address);
/* Sets an item that exists from within, in whichever table; for a bit anything but 0 is 1. */
void         mb_datastore_set          (MbDatastore     *store,
                                        MbTable          table,
                                        guint16          address,
                                        guint16          value);
/* Checks the addresses of a request that mb_request_parse() took, all before anything is done, and
 * carries it out: 0, or the exception code: 2 for an item that does not exist, 1 for a function
 * that has nothing to do with tables, 3 for a queue of more than 31 (V1.1b3, 6.18). @data has room
 * for MB_PDU_MAX bytes, which @out_response then views. */
guint8       mb_datastore_execute      (MbDatastore     *store,
                                        const MbRequest *request,
                                        MbResponse      *out_response,
                                        guint8          *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbDatastore, mb_datastore_free)

G_END_DECLS
