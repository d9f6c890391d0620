/* mb-outbox.h: bytes that wait to be sent, each with its place in the stream.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MbOutbox:
 * @n_queued: how many bytes were put in, in all, and not cut out again
 * @n_sent: how many of them the system has taken: what is behind them never left
 *
 * A queue of bytes without a limit of its own: the client's is its window, the server's its rule
 * for slow readers. Starts as all zeros; members other than the two counts are private.
 */
typedef struct
{
  guint64  n_queued;
  guint64  n_sent;
  guint8  *bytes;
  gsize    size;
  gsize    start;
  gsize    end;
} MbOutbox;

/* Frees the memory and starts over. */
void          mb_outbox_clear   (MbOutbox *outbox);
/* Gives room for @size bytes behind what is queued, good until the next call. */
guint8       *mb_outbox_reserve (MbOutbox *outbox,
                                 gsize     size);
/* Queues what was written to the reserved room; gives its place in the stream. */
guint64       mb_outbox_commit  (MbOutbox *outbox,
                                 gsize     len);
/* Takes @len bytes at the place @start out again, none of which may have been sent; those behind
 * them move forward. */
void          mb_outbox_cut     (MbOutbox *outbox,
                                 guint64   start,
                                 gsize     len);
/* What waits to be sent, good until the next call. */
const guint8 *mb_outbox_peek    (const MbOutbox *outbox,
                                 gsize    *out_len);
/* Drops the first @len of these bytes, which the system has taken. */
void          mb_outbox_take    (MbOutbox *outbox,
                                 gsize     len);

G_END_DECLS
