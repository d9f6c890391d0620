/* mb-capture.h: captured packets in, ADUs out, each with its direction and its request.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-captured.h"
#include "modbus/mb-pcap.h"

G_BEGIN_DECLS

/* Pairs of ports that are followed at once; then the one that was silent longest is given up. One
 * station polls about 1,000 devices at most, each over a connection of its own. */
#define MB_CAPTURE_MAX_CONNECTIONS 2048

/* What all of them together hold while something before it is missing. */
#define MB_CAPTURE_MAX_HELD_BYTES (16 * 1024 * 1024)

/**
 * MbCapture:
 *
 * Finds the ADUs in the packets of one capture and calls a function for each as soon as it is
 * complete, for an answer after its request. The packets come from mb-pcap.h, here out of a file:
 *
 * ```c
 * n_bytes = g_input_stream_read (stream, place, space, NULL, error);
 * if (n_bytes < 0)
 *   return FALSE;
 * mb_pcap_reader_commit (reader, (gsize) n_bytes);
 * while ((result = mb_pcap_reader_next (reader, &packet, error)) == MB_PCAP_PACKET)
 *   mb_capture_push (capture, &packet);
 * ```
 *
 * At the end of the file mb_capture_finish() tells what is left. The function is given an
 * #MbCapturedAdu, which mb-field.h takes apart:
 *
 * ```c
 * g_autoptr (MbDissection) dissection = mb_dissection_new (adu->bytes, adu->len, adu->direction,
 *                                                          adu->request, adu->request_len);
 * ```
 *
 * Memory does not grow with the capture. For one thread at a time.
 */
typedef struct _MbCapture MbCapture;

/* Makes a capture without packets; of those that come, the ones of TCP and UDP to and from any of
 * the ports count. */
MbCapture             *mb_capture_new        (const guint16      *ports,
                                              gsize               n_ports,
                                              MbCapturedFunc      func,
                                              gpointer            user_data);
/* Frees it; what is left of ADUs is not told. */
void                   mb_capture_free       (MbCapture          *capture);
/* Takes the next packet; calls the function for each ADU that is complete now. */
void                   mb_capture_push       (MbCapture          *capture,
                                              const MbPcapPacket *packet);
/* The capture ended: tells what is left of ADUs that are not whole. */
void                   mb_capture_finish     (MbCapture          *capture);
/* What there was so far; belongs to the capture and goes on counting. */
const MbCaptureCounts *mb_capture_get_counts (MbCapture          *capture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbCapture, mb_capture_free)

G_END_DECLS
