/* mb-tcp-acks.h: what the receiver of a TCP stream has got and a capture has not.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MbTcpAcks:
 * @n: how often more was acknowledged than there is
 * @furthest: then, up to where
 * @has_given_up: whether some of it is not waited for any more
 * @given_up: then, up to where
 *
 * What was acknowledged of a stream beyond what is there. All 0 at first; lives inside of the
 * stream. Sequence numbers count from the byte that is due.
 */
typedef struct
{
  guint    n;
  guint32  furthest;
  gboolean has_given_up;
  guint32  given_up;
} MbTcpAcks;

/* Counts an acknowledgment of all before @sequence; @next is the byte that is due, @reach the first
 * one that is not there. */
void     mb_tcp_acks_note        (MbTcpAcks       *acks,
                                  guint32          next,
                                  guint32          reach,
                                  guint32          sequence);
/* Forgets what is there by now: @next is due. */
void     mb_tcp_acks_advance     (MbTcpAcks       *acks,
                                  guint32          next);
/* Whether what is missing before @sequence is not waited for. */
gboolean mb_tcp_acks_is_given_up (const MbTcpAcks *acks,
                                  guint32          next,
                                  guint32          sequence);

G_END_DECLS
