/* mb-transport.h: one link: bytes read into ADUs, and what is to be sent collected and sent once a
 * turn.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "modbus/mb-clock.h"
#include "modbus/mb-framer.h"
#include "modbus/mb-outbox.h"
#include "modbus/mb-port.h"

G_BEGIN_DECLS

/* What one link may read in one turn, so that a flood on one does not starve the others. */
#define MB_TRANSPORT_TURN_BYTES (64 * 1024)

/**
 * MbTransport:
 *
 * Lives as long as one open port and belongs to the thread of its clock. It reads and frames what
 * comes, collects what is to go, and sends that once at the end of a turn. For mb-client and
 * mb-server-peer, which use it alike.
 */
typedef struct _MbTransport MbTransport;

/**
 * MbTransportEvents:
 * @adu: a whole ADU came (%MB_FRAMER_ADU), or one with another protocol identifier than 0
 *   (%MB_FRAMER_FOREIGN), or what should have been one (%MB_FRAMER_DAMAGED)
 * @sent: the outbox's count of sent bytes has grown; may be %NULL
 * @closed: the other side closed, the port failed or the stream broke the framing rules
 *   (%MB_ERROR_BREACH); @reason is %NULL for a close between two ADUs. The last call of all; not
 *   made for mb_transport_close()
 *
 * What a transport tells its owner, inside a turn. Each may close the transport and drop it.
 */
typedef struct
{
  void (*adu)    (MbTransport    *transport,
                  const MbAdu    *adu,
                  MbFramerResult  result,
                  gpointer        user_data);
  void (*sent)   (MbTransport  *transport,
                  gpointer      user_data);
  void (*closed) (MbTransport  *transport,
                  const GError *reason,
                  gpointer      user_data);
} MbTransportEvents;

/**
 * MbObserver:
 * @received: (nullable): bytes have come
 * @sent: (nullable): bytes were taken by the system
 *
 * Sees the bytes of a link as they are handed to and taken from the system, one call for each
 * system call. They are borrowed.
 */
typedef struct
{
  void (*received) (const guint8 *bytes,
                    gsize         len,
                    gpointer      user_data);
  void (*sent)     (const guint8 *bytes,
                    gsize         len,
                    gpointer      user_data);
} MbObserver;

/* Makes the transport of an open port and begins to read; @events is copied. */
MbTransport *mb_transport_new              (MbClock                 *clock,
                                            MbPort                  *port,
                                            MbDirection              receives,
                                            const MbTransportEvents *events,
                                            gpointer                 user_data);
/* Takes a reference, on the thread of the transport. */
MbTransport *mb_transport_ref              (MbTransport             *self);
/* Drops a reference; the last one closes the link. */
void         mb_transport_unref            (MbTransport             *self);
/* @observer must be static or outlive the transport; NULL for none. */
void         mb_transport_set_observer     (MbTransport             *self,
                                            const MbObserver        *observer,
                                            gpointer                 user_data);

/* The link. */

/* Whether neither side has closed it. */
gboolean     mb_transport_is_open          (MbTransport             *self);
/* Closes the link without a call of the closed event; what is queued is not sent. */
void         mb_transport_close            (MbTransport             *self);

/* Sending. */

/* Copies bytes into the queue that is sent once, at the end of the turn; gives the place of the
 * first of them in the stream of all bytes of this link. */
guint64      mb_transport_queue            (MbTransport             *self,
                                            const guint8            *bytes,
                                            gsize                    len);
/* The bytes to send, to cut from them and to read their counts. */
MbOutbox    *mb_transport_get_outbox       (MbTransport             *self);

/* Receiving. */

/* For servers: stop and resume reading. What was read already is delivered after resuming. */
void         mb_transport_set_reading      (MbTransport             *self,
                                            gboolean                 is_reading);
/* Inside a turn, but not inside a callback: receives and delivers what is there. */
void         mb_transport_read_now         (MbTransport             *self);
/* How ADUs follow each other there, what it may take for one, how much of one there is. */
MbFramer    *mb_transport_get_framer       (MbTransport             *self);
/* The monotonic time at which the last bytes came, those of the ADU being delivered. */
gint64       mb_transport_get_received_us  (MbTransport             *self);
/* The wall time at which they came, since 1970 UTC. */
gint64       mb_transport_get_received_wall_us (MbTransport         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbTransport, mb_transport_unref)

G_END_DECLS
