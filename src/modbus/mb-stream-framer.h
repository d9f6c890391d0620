/* mb-stream-framer.h: one captured direction with its gaps in, ADUs out, whole ones and cut ones.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-tcp-stream.h"

G_BEGIN_DECLS

/**
 * MbFramedKind:
 * @MB_FRAMED_NONE: nothing for now
 * @MB_FRAMED_ADU: an ADU with protocol identifier 0
 * @MB_FRAMED_FOREIGN: one with another protocol identifier and a plausible length
 * @MB_FRAMED_BROKEN: a header that cannot be one, and the bytes there are from it on
 * @MB_FRAMED_TRUNCATED: the beginning of an ADU whose rest is not there
 *
 * What was found in a stream.
 */
typedef enum
{
  MB_FRAMED_NONE,
  MB_FRAMED_ADU,
  MB_FRAMED_FOREIGN,
  MB_FRAMED_BROKEN,
  MB_FRAMED_TRUNCATED,
} MbFramedKind;

/**
 * MbFramed:
 * @kind: what it is
 * @bytes: (array length=len): its bytes
 * @len: number of @bytes; for %MB_FRAMED_BROKEN at most %MB_ADU_MAX of what there is
 * @expected_len: for %MB_FRAMED_TRUNCATED how many bytes it would have had, 0 when its length field
 *   is not there
 * @stamp: the packet that completed it: of those that its bytes came in, the one captured last
 * @is_resumed: whether its place is a guess: after a gap, a segment here began like an ADU
 * @n_missing: with @is_resumed, how many bytes before it are not in the capture; 0 when not known
 * @n_skipped: how many bytes before it were captured and not understood
 * @is_lost: for %MB_FRAMED_BROKEN whether nothing more of this direction will be decoded
 * @guess: (nullable): for %MB_FRAMED_BROKEN what the bytes are instead, static: "HTTP", "TLS"
 *
 * A find, good until the next call.
 */
typedef struct
{
  MbFramedKind  kind;
  const guint8 *bytes;
  gsize         len;
  gsize         expected_len;
  MbStamp       stamp;
  gboolean      is_resumed;
  guint64       n_missing;
  guint64       n_skipped;
  gboolean      is_lost;
  const char   *guess;
} MbFramed;

/**
 * MbStreamFramer:
 *
 * Cuts one captured direction into ADUs by their length fields, and after a gap finds the next one
 * where a segment begins like one: push one chunk, then next until it gives %MB_FRAMED_NONE. For
 * one thread at a time. For mb-conversation.
 */
typedef struct _MbStreamFramer MbStreamFramer;

/* Makes what finds the ADUs in one direction of a captured connection. */
MbStreamFramer *mb_stream_framer_new   (void);
/* Frees a framer; finds taken from it are gone with it. */
void            mb_stream_framer_free  (MbStreamFramer   *framer);
/* Forgets everything, as for another connection. */
void            mb_stream_framer_reset (MbStreamFramer   *framer);
/* Adds DATA, a GAP or the END; its bytes are borrowed until mb_stream_framer_next() gives
 * MB_FRAMED_NONE. */
void            mb_stream_framer_push  (MbStreamFramer   *framer,
                                        const MbTcpChunk *chunk);
/* Takes the next find; to be called until it gives MB_FRAMED_NONE. */
MbFramedKind    mb_stream_framer_next  (MbStreamFramer   *framer,
                                        MbFramed         *out_framed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbStreamFramer, mb_stream_framer_free)

G_END_DECLS
