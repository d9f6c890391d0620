/* mb-transaction-ids.h: the transaction identifiers of a client: the next one, the retired, the
 * asked.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Requests of one link that ended without their reply; with more the link is given up. */
#define MB_TRANSACTION_IDS_MAX_RETIRED 64

/* How far back an identifier counts as asked before: a reply to it is a duplicate. */
#define MB_TRANSACTION_IDS_REMEMBERED 4096

/* Broadcasts whose identifiers are known as nobody's to answer; older ones count as any other. */
#define MB_TRANSACTION_IDS_MAX_BROADCAST 16

/**
 * MbTransactionIds:
 *
 * Plain data inside its client. The counter goes on over links, the rest belongs to one link. All
 * members are private.
 */
typedef struct
{
  guint16 next;
  guint16 n_asked;
  guint16 n_retired;
  guint16 retired[MB_TRANSACTION_IDS_MAX_RETIRED];
  /* The last ones, each in its turn. */
  guint16 broadcast[MB_TRANSACTION_IDS_MAX_BROADCAST];
  guint   n_broadcasts;
} MbTransactionIds;

/* Starts the counter. */
void     mb_transaction_ids_init       (MbTransactionIds *ids,
                                        guint16           next);
/* Forgets what was asked and retired: replies to it cannot come over a new link. */
void     mb_transaction_ids_start_link (MbTransactionIds *ids);
/* Gives out the next identifier that is not retired; 65535 is followed by 0. */
guint16  mb_transaction_ids_take       (MbTransactionIds *ids);
/* FALSE when too many are retired already. */
gboolean mb_transaction_ids_retire     (MbTransactionIds *ids,
                                        guint16           id);
/* FALSE when it was not retired. */
gboolean mb_transaction_ids_release    (MbTransactionIds *ids,
                                        guint16           id);
/* Whether it is retired. */
gboolean mb_transaction_ids_is_retired (const MbTransactionIds *ids,
                                        guint16                 id);
/* Nobody waits for a reply to it. */
void     mb_transaction_ids_broadcast  (MbTransactionIds *ids,
                                        guint16           id);
/* Whether @id is one of the last broadcasts on this link. */
gboolean mb_transaction_ids_was_broadcast (const MbTransactionIds *ids,
                                        guint16                 id);
/* Tells whether @id was among the last %MB_TRANSACTION_IDS_REMEMBERED given out on this link. */
gboolean mb_transaction_ids_was_asked  (const MbTransactionIds *ids,
                                        guint16           id);

G_END_DECLS
