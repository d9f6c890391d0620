/* mb-tcp-acks.c: what the receiver of a TCP stream has got and a capture has not.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-tcp-acks.h"

#include "modbus/mb-tcp-stream.h"

/* Whether @limit lies ahead of @next, as far as holes can be. */
static gboolean
is_ahead (guint32 next,
          guint32 limit)
{
  return limit - next > 0 && limit - next <= MB_TCP_STREAM_MAX_HOLE;
}

/**
 * mb_tcp_acks_note:
 * @acks: acknowledgments of a stream
 * @next: the byte that is due
 * @reach: the first byte that is not there
 * @sequence: the first byte that the receiver has not got
 *
 * Counts an acknowledgment when it covers bytes that are not there. After %MB_TCP_STREAM_GRACE of
 * them they are given up, as far as they were acknowledged.
 */
void
mb_tcp_acks_note (MbTcpAcks *acks,
                  guint32    next,
                  guint32    reach,
                  guint32    sequence)
{
  if (!is_ahead (next, sequence) || sequence - next <= reach - next ||
      mb_tcp_acks_is_given_up (acks, next, sequence))
    return;

  if (acks->n == 0 || sequence - next > acks->furthest - next)
    acks->furthest = sequence;
  if (++acks->n < MB_TCP_STREAM_GRACE)
    return;
  acks->has_given_up = TRUE;
  acks->given_up = acks->furthest;
  acks->n = 0;
}

/**
 * mb_tcp_acks_advance:
 * @acks: acknowledgments of a stream
 * @next: the byte that is due now
 *
 * Forgets what is there by now.
 */
void
mb_tcp_acks_advance (MbTcpAcks *acks,
                     guint32    next)
{
  if (!is_ahead (next, acks->furthest))
    acks->n = 0;
  if (!is_ahead (next, acks->given_up))
    acks->has_given_up = FALSE;
}

/**
 * mb_tcp_acks_is_given_up:
 * @acks: acknowledgments of a stream
 * @next: the byte that is due
 * @sequence: a place ahead of it
 *
 * Returns: whether what is missing before @sequence was given up
 */
gboolean
mb_tcp_acks_is_given_up (const MbTcpAcks *acks,
                         guint32          next,
                         guint32          sequence)
{
  return acks->has_given_up && sequence - next <= acks->given_up - next;
}
