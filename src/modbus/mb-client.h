/* mb-client.h: the client of one connection: requests in flight, matched, checked and ended exactly
 * once.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-clock.h"
#include "modbus/mb-framer.h"
#include "modbus/mb-port.h"
#include "modbus/mb-quirks.h"
#include "modbus/mb-response.h"
#include "modbus/mb-transport.h"

G_BEGIN_DECLS

/* NumberMaxOfClientTransaction at most (Messaging on TCP/IP V1.0b, 4.4.1.2). */
#define MB_CLIENT_MAX_WINDOW 16

/**
 * MbClient:
 *
 * Lives as long as the connection that it is for, over one link after the other: an open port, of
 * mb-connector.h or of one's own, becomes a link by mb_client_open(). Requests are submitted and
 * end, each with one call of its function; mb-client-calls.h has the same as asynchronous calls of
 * GIO, which also wait for a free slot.
 *
 * ```c
 * const MbRequest request = mb_request_read (MB_TABLE_INPUT_REGISTERS, 8, 1);
 * guint32 token = mb_client_submit (client, 1, &request, 1000, done_cb, poll);
 * ```
 *
 * The end is an answer with a checked response, or the reason why there is none:
 *
 * ```c
 *   g_autoptr (GError) error = mb_exchange_to_error (exchange);
 *
 *   if (error != NULL)
 *     g_string_append_printf (poll->log, "%s\n", error->message);
 *   else
 *     g_string_append_printf (poll->log, "%u\n", mb_response_get_register (exchange->response, 0));
 * ```
 *
 * A client belongs to the thread of its clock. Its callbacks come inside a turn (mb-turn.h), never
 * before the call that causes them has returned, and may submit, cancel, close and unref.
 */
typedef struct _MbClient MbClient;

/**
 * MbVerdict:
 * @MB_VERDICT_ANSWER: a valid answer
 * @MB_VERDICT_EXCEPTION: the device said no, validly
 * @MB_VERDICT_TIMEOUT: nothing valid came in time
 * @MB_VERDICT_BREACH: something came that breaks the protocol
 * @MB_VERDICT_CLOSED: the link closed with the request's bytes possibly on their way
 * @MB_VERDICT_CANCELLED: cancelled after its bytes may have left
 * @MB_VERDICT_NOT_SENT: given up, by whatever cause, before its first byte left
 * @MB_VERDICT_SENT: a broadcast: its last byte was handed to the system, and nobody is to answer
 *
 * The one end of an exchange.
 */
typedef enum
{
  MB_VERDICT_ANSWER,
  MB_VERDICT_EXCEPTION,
  MB_VERDICT_TIMEOUT,
  MB_VERDICT_BREACH,
  MB_VERDICT_CLOSED,
  MB_VERDICT_CANCELLED,
  MB_VERDICT_NOT_SENT,
  MB_VERDICT_SENT,
} MbVerdict;

/**
 * MbExchange:
 * @verdict: how it ended
 * @breach: what was wrong, for %MB_VERDICT_BREACH; %MB_BREACH_CRC and %MB_BREACH_DATAGRAM: nothing
 *   valid came in time, but that did
 * @carrier: what carried it; with mb_carrier_framing() it tells what @request_adu is
 * @hint: the quirk with which what came would have been an answer, for %MB_VERDICT_BREACH and
 *   %MB_VERDICT_TIMEOUT; a guess for people, on which nothing acts
 * @is_stalled: whether this program itself was stopped for a while between submission and end, or
 *   this is a time-out on a link of which nothing has come since it was: neither a time-out nor the
 *   time that an answer took says anything of the device
 * @transaction: the transaction identifier; 0 on a serial line, which has none
 * @unit: the unit identifier asked
 * @submitted_us, @sent_us, @ended_us: monotonic times; @sent_us is that of the last byte, 0 when it
 *   has not left
 * @ended_wall_us: wall time of the end: for an answer, of the receipt of its ADU
 * @request: what was asked; its data views @request_adu
 * @response: (nullable): the checked answer, for ANSWER and EXCEPTION only
 * @request_adu, @request_len: the bytes as sent
 * @response_adu, @response_len: (nullable): the bytes as received, also for a breach
 * @reason: (nullable): why the link closed, for CLOSED and NOT_SENT
 *
 * A finished exchange. All pointers are borrowed until the callback returns.
 */
typedef struct
{
  MbVerdict         verdict;
  MbBreach          breach;
  MbCarrier         carrier;
  MbQuirks          hint;
  gboolean          is_stalled;
  guint16           transaction;
  guint8            unit;
  gint64            submitted_us;
  gint64            sent_us;
  gint64            ended_us;
  gint64            ended_wall_us;
  MbRequest         request;
  const MbResponse *response;
  const guint8     *request_adu;
  gsize             request_len;
  const guint8     *response_adu;
  gsize             response_len;
  const GError     *reason;
} MbExchange;

/* Called exactly once for each accepted request, inside a turn, never before the submitting call
 * returned. May submit, cancel, close and unref; what it is given is borrowed. */
typedef void (*MbExchangeFunc) (MbClient         *client,
                                const MbExchange *exchange,
                                gpointer          user_data);

/**
 * MbStray:
 * @MB_STRAY_LATE: answers a request that was timed out or cancelled
 * @MB_STRAY_DUPLICATE: answers a request that was answered before
 * @MB_STRAY_UNASKED: comes while nothing waits and answers nothing that was asked over this link,
 *   or answers a broadcast
 * @MB_STRAY_FOREIGN: its protocol identifier is not 0
 * @MB_STRAY_TRANSACTION: comes while a request waits and has the identifier of none
 * @MB_STRAY_DAMAGED: is no ADU: a frame of the serial line with a wrong checksum, or a datagram
 *   that is not as long as its header says
 *
 * What an ADU is that no request takes.
 */
typedef enum
{
  MB_STRAY_LATE,
  MB_STRAY_DUPLICATE,
  MB_STRAY_UNASKED,
  MB_STRAY_FOREIGN,
  MB_STRAY_TRANSACTION,
  MB_STRAY_DAMAGED,
} MbStray;

/**
 * MbClientEvents:
 * @stray: an ADU that belongs to no waiting request
 * @closed: the link is gone, after every waiting request has ended; @reason is %NULL for an end of
 *   file while nothing waited, and for mb_client_close()
 * @ready: a request can be submitted again, after there was no free slot
 *
 * What a client tells its owner, inside a turn. Any member may be %NULL.
 */
typedef struct
{
  void (*stray)  (MbClient     *client,
                  MbStray       kind,
                  const MbAdu  *adu,
                  gint64        wall_us,
                  gpointer      user_data);
  void (*closed) (MbClient     *client,
                  const GError *reason,
                  gpointer      user_data);
  void (*ready)  (MbClient     *client,
                  gpointer      user_data);
} MbClientEvents;

/**
 * MbClientCounters:
 * @requests: requests accepted
 * @answers, @exceptions, @timeouts, @breaches, @broadcasts: those that ended so
 * @late, @duplicates, @unasked, @foreign: ADUs that no request took, by #MbStray; the others are
 *   in @by_breach
 * @by_breach: by #MbBreach: replies refused for it; %MB_BREACH_PROTOCOL, %MB_BREACH_TRANSACTION,
 *   %MB_BREACH_CRC and %MB_BREACH_DATAGRAM: what was passed over; %MB_BREACH_FRAMING: links given
 *   up
 *
 * What a client has counted, over all its links.
 */
typedef struct
{
  guint64 requests;
  guint64 answers;
  guint64 exceptions;
  guint64 timeouts;
  guint64 breaches;
  guint64 broadcasts;
  guint64 late;
  guint64 duplicates;
  guint64 unasked;
  guint64 foreign;
  guint64 by_breach[MB_N_BREACHES];
} MbClientCounters;

/**
 * MbSubmitOptions:
 * @unit: the unit identifier to ask
 * @timeout_ms: how long to wait for the reply, at least 1; counted from the sending, and as long
 *   at most for the sending
 * @quirks: what the reply may do wrong. They go with each request rather than with the client,
 *   since they belong to devices, and a gateway has several, asked by who knows which is which
 * @is_broadcast: whether it ends, as %MB_VERDICT_SENT, as soon as it is sent; for requests that
 *   write (serial line V1.02, 2.1: unit 0, all devices carry it out and none answers)
 *
 * How to send a request.
 */
typedef struct
{
  guint8   unit;
  guint    timeout_ms;
  MbQuirks quirks;
  gboolean is_broadcast;
} MbSubmitOptions;

/* Makes a client without a link; @events is copied and may be NULL, @user_data goes to each of its
 * functions. */
MbClient               *mb_client_new          (MbClock              *clock,
                                                const MbClientEvents *events,
                                                gpointer              user_data);
/* Takes a reference, on the thread of the client. */
MbClient               *mb_client_ref          (MbClient             *self);
/* Drops a reference. Requests that wait hold one too: they end, and their callbacks come. */
void                    mb_client_unref        (MbClient             *self);
/* Closes, and calls none of @events any more: for an owner that goes before its requests end. */
void                    mb_client_detach       (MbClient             *self);

/* Settings, good from the next request or link on. */

/* Requests in flight at most, 1 to 16, default 1, which is safest with gateways and small devices
 * (Messaging on TCP/IP V1.0b, 4.4.1.2). */
void                    mb_client_set_window   (MbClient             *self,
                                                guint                 window);
/* Time-outs in a row after which the link is closed as dead, default 3, 0 for never. */
void                    mb_client_set_max_silence (MbClient           *self,
                                                guint                 n_timeouts);
/* Quirks of whatever is asked, besides those that a request brings: of a link without transaction
 * identifiers. */
void                    mb_client_set_quirks   (MbClient             *self,
                                                MbQuirks              quirks);
/* Who sees the bytes of the links opened from now on, or NULL; @observer must outlive the
 * client. */
void                    mb_client_set_observer (MbClient              *self,
                                                const MbObserver     *observer,
                                                gpointer              user_data);
/* Test seam: the identifier of the next request instead of a random one. */
void                    mb_client_set_next_transaction (MbClient     *self,
                                                guint16               transaction);

/* The link. */

/* Takes an open port as its link; there must be none. Its carrier says how ADUs are framed. On a
 * serial line, which has no transaction identifiers, one request is in flight, and one that ends
 * without a valid reply ends the link (MB_ERROR_UNCERTAIN). */
void                    mb_client_open         (MbClient             *self,
                                                MbPort               *port);
/* Ends the link, if there is one: waiting requests end as CLOSED or NOT_SENT, then comes the closed
 * event, all at the end of the turn. */
void                    mb_client_close        (MbClient             *self);
/* Whether there is a link. */
gboolean                mb_client_is_open      (MbClient             *self);
/* How many requests can be submitted now; 0 without a link. */
guint                   mb_client_get_free     (MbClient             *self);
/* How many requests wait for their end, 0 to %MB_CLIENT_MAX_WINDOW. */
guint                   mb_client_get_waiting  (MbClient             *self);

/* Requests. */

/* Copies the request's bytes and queues them for the flush at the end of the turn. Returns a
 * token that is not 0, or 0 when there is no link or no free slot (nothing is called back). The
 * time-out counts from the sending; the request must be valid, see mb_request_is_valid(). */
guint32                 mb_client_submit       (MbClient             *self,
                                                guint8                unit,
                                                const MbRequest      *request,
                                                guint                 timeout_ms,
                                                MbExchangeFunc        done,
                                                gpointer              user_data);
/* The same with all that can be said of how to send it. Also 0 while others are in flight, when the
 * device does not copy transaction identifiers. */
guint32                 mb_client_submit_full  (MbClient              *self,
                                                const MbSubmitOptions *options,
                                                const MbRequest       *request,
                                                MbExchangeFunc         done,
                                                gpointer               user_data);
/* Ends the exchange as NOT_SENT (its bytes are cut from the queue) or CANCELLED (its transaction
 * identifier is retired), at the end of the turn. FALSE when the token is no longer waiting. */
gboolean                mb_client_cancel       (MbClient             *self,
                                                guint32               token);

/* Why an exchange gave no answer, as an error of MB_ERROR or MB_EXCEPTION, or G_IO_ERROR_CANCELLED,
 * with a sentence for people; NULL for an answer, and for a broadcast that was sent. */
GError                 *mb_exchange_to_error   (const MbExchange     *exchange);
/* Gets what was counted since the client was made, over all its links. */
const MbClientCounters *mb_client_get_counters (MbClient             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbClient, mb_client_unref)

G_END_DECLS
