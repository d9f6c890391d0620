/* mon-traffic-log.h: every exchange, stray ADU and link event as bytes in slabs; no text, no
 * objects.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MonTrafficKind:
 * @MON_TRAFFIC_EXCHANGE: a request and its end
 * @MON_TRAFFIC_STRAY: an ADU that belongs to no request; the detail is an #MbStray
 * @MON_TRAFFIC_LINK_UP: a link is there
 * @MON_TRAFFIC_LINK_DOWN: it has gone; the response is the reason as UTF-8 text, not terminated
 * @MON_TRAFFIC_STALL: this program was stopped for a while; the response is a sentence about it
 *
 * What a record tells of.
 */
typedef enum
{
  MON_TRAFFIC_EXCHANGE,
  MON_TRAFFIC_STRAY,
  MON_TRAFFIC_LINK_UP,
  MON_TRAFFIC_LINK_DOWN,
  MON_TRAFFIC_STALL,
} MonTrafficKind;

/**
 * MonTrafficRecord:
 * @kind: a #MonTrafficKind
 * @verdict: an #MbVerdict for an exchange
 * @detail: exception code, #MbBreach or #MbStray
 * @is_write: whether the request can write
 * @carrier: the #MbCarrier of its link: with mb_carrier_framing() it tells what the bytes are
 * @link: handle of the connection
 * @device: handle of the device, or 0
 * @time_us: wall time of the sending of the request, else of the event
 * @rtt_us: from sending to the end of the answer, or -1
 * @request_len: length of @request in bytes
 * @response_len: length of @response in bytes
 * @request: (array length=request_len): the bytes as sent, on a serial line with their checksum;
 *   whatever when its length is 0
 * @response: (array length=response_len): the bytes as received; whatever when its length is 0
 *
 * One row of traffic. In an append all pointers are borrowed; from mon_traffic_log_get() they are
 * good as long as the slab reference that it gives.
 */
typedef struct
{
  guint8        kind;
  guint8        verdict;
  guint8        detail;
  guint8        is_write;
  guint8        carrier;
  guint32       link;
  guint32       device;
  gint64        time_us;
  gint32        rtt_us;
  guint16       request_len;
  guint16       response_len;
  const guint8 *request;
  const guint8 *response;
} MonTrafficRecord;

typedef struct _MonTrafficLog MonTrafficLog;
typedef struct _MonTrafficSlab MonTrafficSlab;

/* Slabs of 1 MiB; the oldest slab goes when @limit_bytes (at least two slabs) would be passed. */
MonTrafficLog  *mon_traffic_log_new       (gsize                   limit_bytes);
MonTrafficLog  *mon_traffic_log_ref       (MonTrafficLog          *log);
void            mon_traffic_log_unref     (MonTrafficLog          *log);

/* From now on; what is too much goes with the next slab. Any thread. */
void            mon_traffic_log_set_limit (MonTrafficLog          *log,
                                           gsize                   limit_bytes);

/* The writer's thread. Returns the record's sequence number, from 0, never reused. */
guint64         mon_traffic_log_append    (MonTrafficLog          *log,
                                           const MonTrafficRecord *record);
void            mon_traffic_log_clear     (MonTrafficLog          *log);

/* Any thread. Sequence numbers present are *out_first … *out_end - 1. */
void            mon_traffic_log_get_range (MonTrafficLog          *log,
                                           guint64                *out_first,
                                           guint64                *out_end);
/* NULL when the record has gone; else its slab, to be unreferenced. */
MonTrafficSlab *mon_traffic_log_get       (MonTrafficLog          *log,
                                           guint64                 sequence,
                                           MonTrafficRecord       *out_record);
gboolean        mon_traffic_slab_read     (MonTrafficSlab         *slab,
                                           guint64                 sequence,
                                           MonTrafficRecord       *out_record);
void            mon_traffic_slab_unref    (MonTrafficSlab         *slab);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonTrafficLog, mon_traffic_log_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonTrafficSlab, mon_traffic_slab_unref)

G_END_DECLS
