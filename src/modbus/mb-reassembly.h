/* mb-reassembly.h: the packets between two TCP ports in, the bytes of both directions out.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-packet.h"
#include "modbus/mb-tcp-stream.h"

G_BEGIN_DECLS

/* The number of a side that is not known. */
#define MB_REASSEMBLY_NO_SIDE 2

/**
 * MbReassembly:
 *
 * Packets of one pair of ports go in, pieces of both directions come out, those that answer after
 * those that ask: push one packet, then next until it gives %MB_TCP_CHUNK_NONE. For one thread at a
 * time. For mb-conversation.
 */
typedef struct _MbReassembly MbReassembly;

/* Makes what follows one pair of addresses and ports, through all connections that it has one
 * after the other: a SYN with another sequence number than the one before, or data that cannot
 * belong to a connection that was closed or reset, begins a new one. */
MbReassembly   *mb_reassembly_new             (MbTcpBudget    *budget);
/* Frees it and what it holds. */
void            mb_reassembly_free            (MbReassembly   *reassembly);
/* Adds the next packet; @side is 0 or 1, whoever of the two sent it. Its bytes are borrowed as long
 * as next gives chunks. */
void            mb_reassembly_push            (MbReassembly   *reassembly,
                                               guint           side,
                                               const MbPacket *packet,
                                               const MbStamp  *stamp);
/* Nothing more will come: the end of the capture, or this pair of ports is given up. */
void            mb_reassembly_finish          (MbReassembly   *reassembly);
/* Takes the next piece of either direction, good until the next call; to be called until it gives
 * MB_TCP_CHUNK_NONE before the next packet is pushed. */
MbTcpChunkKind  mb_reassembly_next            (MbReassembly   *reassembly,
                                               guint          *out_side,
                                               MbTcpChunk     *out_chunk);
/* The side that connected, or MB_REASSEMBLY_NO_SIDE when that was not captured. */
guint           mb_reassembly_get_client_side (MbReassembly   *reassembly);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbReassembly, mb_reassembly_free)

G_END_DECLS
