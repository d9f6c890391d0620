/* mb-captured.h: what is found in a capture: its ADUs, and how much of what.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-endpoint.h"
#include "modbus/mb-field.h"
#include "modbus/mb-net-address.h"
#include "modbus/mb-stamp.h"
#include "modbus/mb-stream-framer.h"

G_BEGIN_DECLS

/**
 * MbCapturedAdu:
 * @stamp: the packet that completes it
 * @source: who sent it
 * @destination: to whom
 * @carrier: %MB_CARRIER_TCP or %MB_CARRIER_UDP
 * @direction: which way it went
 * @bytes: (array length=len): the bytes there are of it
 * @len: number of @bytes
 * @request: (array length=request_len) (nullable): for a response the request that it answers;
 *   %NULL when none was seen
 * @request_len: number of bytes of @request
 * @remark: (nullable): what there is to say of it that its bytes do not tell, translated: the
 *   direction is lost, bytes before it are missing
 * @comment: (array length=comment_len) (nullable): comment of the packet that completes it, as it
 *   stands in the file
 * @comment_len: number of bytes of @comment
 *
 * What a capture has of one ADU. All pointers are good during the call only.
 */
typedef struct
{
  MbStamp             stamp;
  const MbNetAddress *source;
  const MbNetAddress *destination;
  MbCarrier           carrier;
  MbDirection         direction;
  const guint8       *bytes;
  gsize               len;
  const guint8       *request;
  gsize               request_len;
  const char         *remark;
  const char         *comment;
  gsize               comment_len;
} MbCapturedAdu;

/**
 * MbCaptureCounts:
 * @n_packets: all packets
 * @n_relevant: those of TCP or UDP to or from one of the ports
 * @n_adus: ADUs told, malformed and cut ones among them
 * @n_fragments: parts of IP packets, which are not put together
 * @n_damaged: packets whose headers were cut or wrong
 * @n_unknown_link: packets with a link type that is not understood
 * @unknown_link_type: the first such link type
 * @n_gaps: places in TCP streams where bytes are not in the capture
 * @n_skipped_bytes: bytes that were passed over until an ADU began
 * @n_given_up: port pairs that were given up since there were too many
 *
 * What there was in a capture.
 */
typedef struct
{
  guint64 n_packets;
  guint64 n_relevant;
  guint64 n_adus;
  guint64 n_fragments;
  guint64 n_damaged;
  guint64 n_unknown_link;
  guint   unknown_link_type;
  guint64 n_gaps;
  guint64 n_skipped_bytes;
  guint64 n_given_up;
} MbCaptureCounts;

/**
 * MbCapturedCause:
 * @MB_CAPTURED_GAP: what follows is not in the capture
 * @MB_CAPTURED_CLOSED: the connection ended
 * @MB_CAPTURED_GIVEN_UP: there were too many connections to follow this one any further
 * @MB_CAPTURED_END: the capture ends
 *
 * Why only the beginning of an ADU is there.
 */
typedef enum
{
  MB_CAPTURED_GAP,
  MB_CAPTURED_CLOSED,
  MB_CAPTURED_GIVEN_UP,
  MB_CAPTURED_END,
} MbCapturedCause;

/**
 * MbCapturedFunc:
 * @adu: an ADU
 * @user_data: as given
 *
 * Takes one ADU. It must not use the capture that tells it.
 */
typedef void (*MbCapturedFunc) (const MbCapturedAdu *adu,
                                gpointer             user_data);

/* The remark on what was found in a stream, translated; @is_reused: its transaction is that of a
 * request that still waits. To be freed; NULL when there is nothing to say. */
char *mb_captured_remark (const MbFramed  *framed,
                          MbCapturedCause  cause,
                          gboolean         is_reused);

G_END_DECLS
