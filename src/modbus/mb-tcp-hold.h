/* mb-tcp-hold.h: pieces of a TCP stream that wait for what is before them.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-tcp-stream.h"

G_BEGIN_DECLS

/**
 * MbTcpPiece:
 * @sequence: number of its first byte
 * @len: number of its bytes
 * @n_missing: how many bytes of its segment, behind its own, were not captured; they are part of it
 * @starts_segment: whether it begins where a segment began
 * @has_acknowledgment: whether its segment had one
 * @acknowledgment: then, what it was
 * @stamp: the packet that brought it
 * @bytes: (array length=len): its bytes
 *
 * A copy of a segment or of a part of one.
 */
typedef struct
{
  guint32  sequence;
  gsize    len;
  gsize    n_missing;
  gboolean starts_segment;
  gboolean has_acknowledgment;
  guint32  acknowledgment;
  MbStamp  stamp;
  guint8   bytes[];
} MbTcpPiece;

/**
 * MbTcpHold:
 * @budget: memory shared with others
 * @pieces: (element-type MbTcpPiece): in order, without overlaps
 * @n_bytes: memory of this one
 *
 * What one stream holds. Lives inside of the stream.
 */
typedef struct
{
  MbTcpBudget *budget;
  GQueue       pieces;
  gsize        n_bytes;
} MbTcpHold;

/* Leaves out the first @n bytes of a segment, as far as it has so many. */
void              mb_tcp_segment_cut  (MbTcpSegment       *segment,
                                       gsize               n);

/* Begins to hold nothing. */
void              mb_tcp_hold_init    (MbTcpHold          *hold,
                                       MbTcpBudget        *budget);
/* Frees all pieces that were not taken. */
void              mb_tcp_hold_clear   (MbTcpHold          *hold);
/* Holds what of a segment is not held yet; it is not before @next, the byte that is due. */
void              mb_tcp_hold_add     (MbTcpHold          *hold,
                                       guint32             next,
                                       const MbTcpSegment *segment);
/* Holds a segment that is due; nothing else is held. */
void              mb_tcp_hold_add_due (MbTcpHold          *hold,
                                       const MbTcpSegment *segment);
/* How far the bytes from @next on go without a hole. */
guint32           mb_tcp_hold_reach   (const MbTcpHold    *hold,
                                       guint32             next);
/* Whether it has more than it should, alone or together with those of its budget. */
gboolean          mb_tcp_hold_is_full (const MbTcpHold    *hold);
/* The first piece, which stays. */
const MbTcpPiece *mb_tcp_hold_peek    (const MbTcpHold    *hold);
/* Takes the first piece; it counts until mb_tcp_hold_free(). */
MbTcpPiece       *mb_tcp_hold_pop     (MbTcpHold          *hold);
/* Frees a piece. */
void              mb_tcp_hold_free    (MbTcpHold          *hold,
                                       MbTcpPiece         *piece);

G_END_DECLS
