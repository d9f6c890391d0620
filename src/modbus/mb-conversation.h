/* mb-conversation.h: what two ends that speak Modbus send each other, as ADUs with their direction.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-captured.h"
#include "modbus/mb-pcap.h"
#include "modbus/mb-reassembly.h"

G_BEGIN_DECLS

/**
 * MbConversationSpec:
 * @ends: addresses and ports of sides 0 and 1
 * @carrier: %MB_CARRIER_TCP or %MB_CARRIER_UDP
 * @client_side: the client by its port, 0 or 1, or %MB_REASSEMBLY_NO_SIDE when ports do not tell
 * @budget: memory shared with others; must outlive the conversation
 * @counts: where gaps and bytes that are passed over are counted
 * @func: called for each ADU
 * @user_data: for @func
 *
 * What a conversation is made of.
 */
typedef struct
{
  MbNetAddress     ends[2];
  MbCarrier        carrier;
  guint            client_side;
  MbTcpBudget     *budget;
  MbCaptureCounts *counts;
  MbCapturedFunc   func;
  gpointer         user_data;
} MbConversationSpec;

/**
 * MbConversation:
 *
 * All that two ends with their ports send each other. For mb-capture, which has one for each pair;
 * for one thread at a time.
 */
typedef struct _MbConversation MbConversation;

/* Makes what takes the packets between two ports apart: over TCP one connection after the other,
 * over UDP one ADU in each datagram. */
MbConversation           *mb_conversation_new      (const MbConversationSpec *spec);
/* Frees it. */
void                      mb_conversation_free     (MbConversation           *conversation);
/* What it was made of; belongs to the conversation. */
const MbConversationSpec *mb_conversation_get_spec (MbConversation           *conversation);
/* Takes the next packet that @side, 0 or 1, sent; @captured is what it was taken from. */
void                      mb_conversation_push     (MbConversation           *conversation,
                                                    guint                     side,
                                                    const MbPacket           *packet,
                                                    const MbPcapPacket       *captured);
/* Nothing more will come, because of @cause; tells what is left. */
void                      mb_conversation_finish   (MbConversation           *conversation,
                                                    MbCapturedCause           cause);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbConversation, mb_conversation_free)

G_END_DECLS
