/* mb-framer.h: bytes in, whole ADUs out, without input or output of its own.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-framing.h"

G_BEGIN_DECLS

/**
 * MbAdu:
 * @bytes: the whole ADU; with %MB_FRAMER_BROKEN and %MB_FRAMER_DAMAGED all bytes there are from
 *   its beginning on, of a serial line 256 at most
 * @len: number of @bytes
 * @transaction: transaction identifier, 0 for a frame of the serial line
 * @protocol: protocol identifier, 0 for Modbus and for a frame of the serial line
 * @length: length field: bytes after it, the unit identifier and the PDU; for a frame of the serial
 *   line what it would be
 * @unit: unit identifier, 0 when its byte is not there
 * @pdu: function code and data
 * @pdu_len: number of bytes of @pdu that are there, 1 to 253 for a whole ADU; one more than
 *   @length says for an exception taken by mb_framer_set_short_exceptions()
 *
 * One ADU as a view over the framer's buffer; good until the next mb_framer_reserve().
 */
typedef struct
{
  const guint8 *bytes;
  gsize         len;
  guint16       transaction;
  guint16       protocol;
  guint16       length;
  guint8        unit;
  const guint8 *pdu;
  gsize         pdu_len;
} MbAdu;

/**
 * MbFramerResult:
 * @MB_FRAMER_MORE: no whole ADU is there
 * @MB_FRAMER_ADU: an ADU with protocol identifier 0
 * @MB_FRAMER_FOREIGN: an ADU with another protocol identifier and a plausible length: to be skipped
 * @MB_FRAMER_DAMAGED: a datagram that is not as long as its header says, or bytes of a serial line
 *   that are no frame with a right checksum: to be dropped; what follows may be good again
 * @MB_FRAMER_BROKEN: in an MBAP stream the header cannot be one (length 0, 1, above 254; or a
 *   second foreign header in a row): the stream is lost and stays so
 *
 * What mb_framer_next() found.
 */
typedef enum
{
  MB_FRAMER_MORE,
  MB_FRAMER_ADU,
  MB_FRAMER_FOREIGN,
  MB_FRAMER_DAMAGED,
  MB_FRAMER_BROKEN,
} MbFramerResult;

/* The receive buffer: one read of the socket takes at most this much. */
#define MB_FRAMER_BUFFER_SIZE 8192

/**
 * MbFramer:
 *
 * Finds the ADUs in the bytes of one direction, in pieces of any size: reserve, commit (or feed),
 * then next until it gives %MB_FRAMER_MORE.
 *
 * ```c
 * if (mb_framer_next (framer, &adu) != MB_FRAMER_ADU)
 *   return "no whole ADU";
 * ```
 *
 * It is pure and for one thread at a time.
 */
typedef struct _MbFramer MbFramer;

/* Makes a framer for one direction of one link; the direction counts on a serial line only. */
MbFramer       *mb_framer_new         (MbFraming     framing,
                                       MbDirection   direction);
/* Frees a framer; ADUs taken from it are gone with it. */
void            mb_framer_free        (MbFramer     *framer);
/* How ADUs follow each other. */
MbFraming       mb_framer_get_framing (MbFramer     *framer);
/* Forgets all bytes and starts over, as for a new link. */
void            mb_framer_reset       (MbFramer     *framer);
/* Room for at least MB_ADU_MAX bytes once mb_framer_next() said MORE; moves what is left over to
 * the front. */
guint8         *mb_framer_reserve     (MbFramer     *framer,
                                       gsize        *out_space);
/* Adds the bytes that came; one datagram each, with %MB_FRAMING_DATAGRAM. */
void            mb_framer_commit      (MbFramer     *framer,
                                       gsize         n_bytes);
/* Copies bytes in: mb_framer_reserve() and mb_framer_commit() in one. */
void            mb_framer_feed        (MbFramer     *framer,
                                       const guint8 *bytes,
                                       gsize         len);
/* Takes the next ADU; @out_adu has none with MORE. */
MbFramerResult  mb_framer_next        (MbFramer     *framer,
                                       MbAdu        *out_adu);
/* For certain devices, and for the serial line. */

/* Whether an exception of length 2 has its code behind its end all the same; off at first. */
void            mb_framer_set_short_exceptions (MbFramer *framer,
                                       gboolean      is_taken);
/* Serial line: nothing came for %MB_RTU_IDLE_US before what comes next. */
void            mb_framer_note_idle   (MbFramer     *framer);
/* Serial line: size of the request that waits, when its response repeats it; else 0. */
void            mb_framer_set_echo    (MbFramer     *framer,
                                       gsize         size);
/* Bytes of a not yet whole ADU, 0 between two; @out_expected (or NULL): how many it will have, 0
 * while that is not known. */
gsize           mb_framer_get_pending (MbFramer     *framer,
                                       gsize        *out_expected);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbFramer, mb_framer_free)

G_END_DECLS
