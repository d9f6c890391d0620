/* mb-transaction-ids.c: counts transaction identifiers and keeps late replies from meeting a new
 * request.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-transaction-ids.h"

static gint
find_retired (const MbTransactionIds *ids,
              guint16                 id)
{
  for (gint i = 0; i < ids->n_retired; i++)
    if (ids->retired[i] == id)
      return i;
  return -1;
}

/**
 * mb_transaction_ids_init:
 * @ids: the identifiers
 * @next: the first one to give out
 *
 * Starts the counter.
 */
void
mb_transaction_ids_init (MbTransactionIds *ids,
                         guint16           next)
{
  *ids = (MbTransactionIds) { .next = next };
}

/**
 * mb_transaction_ids_start_link:
 * @ids: the identifiers
 *
 * Forgets what was asked and retired: replies to it cannot come over a new link.
 */
void
mb_transaction_ids_start_link (MbTransactionIds *ids)
{
  ids->n_asked = 0;
  ids->n_retired = 0;
  ids->n_broadcasts = 0;
}

/**
 * mb_transaction_ids_take:
 * @ids: the identifiers
 *
 * Gives out the next identifier that is not retired; 65535 is followed by 0. Those in flight are
 * not known here: the caller asks again when it gets one of them.
 *
 * Returns: a transaction identifier
 */
guint16
mb_transaction_ids_take (MbTransactionIds *ids)
{
  guint16 id;

  do
    {
      id = ids->next++;
      if (ids->n_asked < MB_TRANSACTION_IDS_REMEMBERED)
        ids->n_asked++;
    }
  while (find_retired (ids, id) >= 0);
  return id;
}

/**
 * mb_transaction_ids_retire:
 * @ids: the identifiers
 * @id: one whose request was sent and has ended without a reply
 *
 * Keeps @id from being given out again, until its reply has come or the link has closed.
 *
 * Returns: %FALSE when %MB_TRANSACTION_IDS_MAX_RETIRED are retired already
 */
gboolean
mb_transaction_ids_retire (MbTransactionIds *ids,
                           guint16           id)
{
  if (ids->n_retired >= MB_TRANSACTION_IDS_MAX_RETIRED)
    return FALSE;
  ids->retired[ids->n_retired++] = id;
  return TRUE;
}

/**
 * mb_transaction_ids_release:
 * @ids: the identifiers
 * @id: one whose reply has come
 *
 * Takes an identifier back from the retired.
 *
 * Returns: whether it was retired, so that the reply is a late one
 */
gboolean
mb_transaction_ids_release (MbTransactionIds *ids,
                            guint16           id)
{
  gint index = find_retired (ids, id);

  if (index < 0)
    return FALSE;
  ids->retired[index] = ids->retired[--ids->n_retired];
  return TRUE;
}

/**
 * mb_transaction_ids_is_retired:
 * @ids: the identifiers
 * @id: one that came in a reply
 *
 * Returns: whether it is retired
 */
gboolean
mb_transaction_ids_is_retired (const MbTransactionIds *ids,
                               guint16                 id)
{
  return find_retired (ids, id) >= 0;
}

/**
 * mb_transaction_ids_broadcast:
 * @ids: the identifiers
 * @id: the one of a broadcast that was sent
 *
 * Notes that nothing is expected to come with @id, in place of the oldest of the
 * %MB_TRANSACTION_IDS_MAX_BROADCAST noted before.
 */
void
mb_transaction_ids_broadcast (MbTransactionIds *ids,
                              guint16           id)
{
  ids->broadcast[ids->n_broadcasts++ % MB_TRANSACTION_IDS_MAX_BROADCAST] = id;
}

/**
 * mb_transaction_ids_was_broadcast:
 * @ids: the identifiers
 * @id: one that came in a reply
 *
 * Returns: whether @id is one of the last broadcasts on this link
 */
gboolean
mb_transaction_ids_was_broadcast (const MbTransactionIds *ids,
                                  guint16                 id)
{
  for (guint i = 0; i < MIN (ids->n_broadcasts, MB_TRANSACTION_IDS_MAX_BROADCAST); i++)
    if (ids->broadcast[i] == id)
      return TRUE;
  return FALSE;
}

/**
 * mb_transaction_ids_was_asked:
 * @ids: the identifiers
 * @id: one that came in a reply
 *
 * Tells whether @id was among the last %MB_TRANSACTION_IDS_REMEMBERED given out on this link.
 *
 * Returns: %FALSE when nothing on this link asked for it
 */
gboolean
mb_transaction_ids_was_asked (const MbTransactionIds *ids,
                              guint16                 id)
{
  return (guint16) (ids->next - 1 - id) < ids->n_asked;
}
