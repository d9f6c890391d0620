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

typedef struct _MbCapture MbCapture;

/* Makes what finds the ADUs in the packets of one capture, those of TCP and UDP to and from any
 * of the ports; all other packets are left out. */
MbCapture             *mb_capture_new        (const guint16      *ports,
                                              gsize               n_ports,
                                              MbCapturedFunc      func,
                                              gpointer            user_data);
/* Frees it. */
void                   mb_capture_free       (MbCapture          *capture);
/* Takes the next packet; calls the function for each ADU that is complete now. */
void                   mb_capture_push       (MbCapture          *capture,
                                              const MbPcapPacket *packet);
/* The capture ended: tells what is left of ADUs that are not whole. */
void                   mb_capture_finish     (MbCapture          *capture);
/* What there was so far. */
const MbCaptureCounts *mb_capture_get_counts (MbCapture          *capture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbCapture, mb_capture_free)

G_END_DECLS
