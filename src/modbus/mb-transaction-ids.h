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
 * The identifiers of one client, plain data inside of it. The counter goes on over links, the rest
 * belongs to one link. Of those open at a time each is unique (Messaging on TCP/IP V1.0b, 4.4.1.2);
 * one whose reply may still come late is retired until then. All members are private.
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

/* Starts the counter: @next is the first to be given out. */
void     mb_transaction_ids_init       (MbTransactionIds *ids,
                                        guint16           next);
/* Forgets what was asked and retired: replies to it cannot come over a new link. */
void     mb_transaction_ids_start_link (MbTransactionIds *ids);
/* Gives out the next identifier that is not retired; 65535 is followed by 0. */
guint16  mb_transaction_ids_take       (MbTransactionIds *ids);
/* Keeps one from being given out until its reply has come; FALSE when too many are retired
 * already. */
gboolean mb_transaction_ids_retire     (MbTransactionIds *ids,
                                        guint16           id);
/* Takes one back whose reply has come; FALSE when it was not retired. */
gboolean mb_transaction_ids_release    (MbTransactionIds *ids,
                                        guint16           id);
/* Whether @id is retired. */
gboolean mb_transaction_ids_is_retired (const MbTransactionIds *ids,
                                        guint16                 id);
/* Notes one as that of a broadcast, to which no reply is expected. */
void     mb_transaction_ids_broadcast  (MbTransactionIds *ids,
                                        guint16           id);
/* Whether @id is one of the last broadcasts on this link. */
gboolean mb_transaction_ids_was_broadcast (const MbTransactionIds *ids,
                                        guint16                 id);
/* Tells whether @id was among the last %MB_TRANSACTION_IDS_REMEMBERED given out on this link. */
gboolean mb_transaction_ids_was_asked  (const MbTransactionIds *ids,
                                        guint16           id);

G_END_DECLS
