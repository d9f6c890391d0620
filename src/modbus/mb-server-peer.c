/* mb-server-peer.c: takes the requests of one client, asks the backend, replies.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-server-peer.h"

#include "modbus/mb-transport.h"

#define ILLEGAL_FUNCTION 1
#define SERVER_BUSY 6

/* Bytes of replies the peer has not taken, above which nothing more is read from it, and below
 * which reading goes on. */
#define BACKLOG_MAX (256 * 1024)
#define BACKLOG_RESUME (128 * 1024)

/* How long a peer may leave a request half sent, and how long it may take none of its replies.
 * Peers are looked at every few seconds only, which comes on top. */
#define HALF_PATIENCE_US (20 * G_USEC_PER_SEC)
#define STOPPED_PATIENCE_US (30 * G_USEC_PER_SEC)

/* How long an address that sends datagrams is remembered after the last one. */
#define DATAGRAM_IDLE_US (60 * G_USEC_PER_SEC)

/* The units that there can be on a serial line, and the address of all of them (V1.02, 2.2). */
#define UNIT_BROADCAST 0
#define UNIT_MIN 1
#define UNIT_MAX 247

struct _MbServerPeer
{
  MbServerCore       *core;
  char               *name;
  /* NULL without TLS. */
  MbCertificate      *certificate;
  MbTransport        *transport;
  MbServerPeerClosed  closed;
  gpointer            user_data;
  MbTurnHook          close_hook;
  GQueue              delayed;
  gint64              active_us;
  /* Since when reading is stopped, and since when half a request lies there; 0 when not so. */
  gint64              stopped_us;
  gint64              half_us;
};

typedef struct
{
  guint16 transaction;
  guint8  unit;
  guint8  function;
  guint8  exception;
  gsize   len;
  guint8  adu[MB_ADU_MAX];
} Reply;

typedef struct
{
  GList         link;
  MbServerPeer *peer;
  MbTimer       timer;
  Reply         reply;
} Delayed;

static gboolean
is_observed (const MbServerPeer *self)
{
  return G_UNLIKELY (self->core->observer != NULL);
}

static void
tell (MbServerPeer *self,
      MbServerStep *step)
{
  step->peer = self->name;
  step->carrier = self->core->carrier;
  step->subject = self->certificate != NULL ? self->certificate->subject : NULL;
  step->role = self->certificate != NULL ? self->certificate->role : NULL;
  self->core->observer (step, self->core->observer_data);
}

static void
tell_request (MbServerPeer     *self,
              MbServerStepKind  kind,
              const MbAdu      *adu,
              const MbRequest  *request,
              const MbResponse *response)
{
  MbServerStep step = {
    .kind = kind,
    .transaction = adu->transaction,
    .unit = adu->unit,
    .function = request->function,
    .request = kind == MB_SERVER_RECEIVED ? NULL : request,
    .response = response,
  };

  if (kind == MB_SERVER_RECEIVED)
    {
      step.adu = adu->bytes;
      step.adu_len = adu->len;
    }
  tell (self, &step);
}

static void
tell_sent (MbServerPeer *self,
           const Reply  *reply)
{
  MbServerStep step = {
    .kind = MB_SERVER_SENT,
    .transaction = reply->transaction,
    .unit = reply->unit,
    .function = reply->function,
    .exception = reply->exception,
    .adu = reply->adu,
    .adu_len = reply->len,
  };

  tell (self, &step);
}

static void
send_reply (MbServerPeer *self,
            const Reply  *reply)
{
  MbOutbox *outbox = mb_transport_get_outbox (self->transport);

  if (!mb_transport_is_open (self->transport))
    return;
  mb_transport_queue (self->transport, reply->adu, reply->len);
  if (is_observed (self))
    tell_sent (self, reply);
  if (outbox->n_queued - outbox->n_sent <= BACKLOG_MAX || self->stopped_us != 0)
    return;
  self->stopped_us = mb_clock_get_time_us (self->core->clock);
  mb_transport_set_reading (self->transport, FALSE);
}

static void
delayed_free (Delayed *delayed)
{
  mb_timer_disarm (&delayed->timer);
  g_queue_unlink (&delayed->peer->delayed, &delayed->link);
  g_free (delayed);
}

static void
delayed_cb (gpointer user_data)
{
  Delayed *delayed = user_data;

  send_reply (delayed->peer, &delayed->reply);
  delayed_free (delayed);
}

static void
send_later (MbServerPeer *self,
            const Reply  *reply,
            guint         delay_ms)
{
  Delayed *delayed = g_new0 (Delayed, 1);

  delayed->peer = self;
  delayed->reply = *reply;
  delayed->link.data = delayed;
  g_queue_push_tail_link (&self->delayed, &delayed->link);
  mb_timer_init (&delayed->timer, self->core->clock, delayed_cb, delayed);
  mb_timer_arm (&delayed->timer,
                mb_clock_get_time_us (self->core->clock) + (gint64) delay_ms * 1000);
}

static void
tell_change (MbServerPeer    *self,
             guint8           unit,
             const MbRequest *request)
{
  MbServerChange change = {
    .peer = self->name,
    .unit = unit,
    .function = request->function,
  };

  if (self->core->changed != NULL &&
      mb_request_get_written (request, &change.table, &change.address, &change.quantity))
    self->core->changed (&change, self->core->changed_data);
}

/* Asks the backend, and tells the steps up to the reply. */
static guint8
execute (MbServerPeer    *self,
         const MbAdu     *adu,
         const MbRequest *request,
         MbResponse      *response,
         guint8          *data)
{
  const MbServerCore *core = self->core;
  const MbFunctionInfo *info = mb_function_lookup (request->function);
  guint8 exception;

  if (is_observed (self))
    tell_request (self, MB_SERVER_DECODED, adu, request, NULL);
  exception = core->backend->execute (adu->unit, request, response, data, core->backend_data);
  if (exception != 0)
    return exception;
  tell_change (self, adu->unit, request);
  if (!is_observed (self))
    return 0;

  tell_request (self, MB_SERVER_VALIDATED, adu, request, NULL);
  if (mb_request_writes (request))
    tell_request (self, MB_SERVER_SET, adu, request, NULL);
  if (info != NULL && info->reads)
    tell_request (self, MB_SERVER_GOT, adu, request, response);
  return 0;
}

/* Carries a broadcast out for one unit, if there is one. */
static void
execute_unanswered (MbServerPeer    *self,
                    const MbAdu     *adu,
                    const MbRequest *request,
                    guint8           unit)
{
  const MbBackend *backend = self->core->backend;
  MbAdu copy = *adu;
  guint8 data[MB_PDU_MAX];
  MbResponse response;
  guint8 exception;
  guint delay_ms = 0;

  if (!backend->accept (unit, &delay_ms, self->core->backend_data))
    return;
  copy.unit = unit;
  exception = execute (self, &copy, request, &response, data);
  if (backend->settle != NULL)
    backend->settle (unit, request, exception, self->core->backend_data);
}

/* On a serial line all devices carry out what is sent to unit 0, if it writes, and none answers
 * (V1.02, 2.1). */
static void
take_broadcast (MbServerPeer *self,
                const MbAdu  *adu)
{
  guint delay_ms = 0;
  MbRequest request;
  guint8 exception = mb_request_parse (&request, adu->pdu, adu->pdu_len);

  if (is_observed (self))
    tell_request (self, MB_SERVER_RECEIVED, adu, &request, NULL);
  if (exception != 0 || !mb_request_writes (&request))
    return;
  if (self->core->backend->accept (UNIT_BROADCAST, &delay_ms, self->core->backend_data))
    {
      execute_unanswered (self, adu, &request, UNIT_BROADCAST);
      return;
    }
  for (guint unit = UNIT_MIN; unit <= UNIT_MAX; unit++)
    execute_unanswered (self, adu, &request, (guint8) unit);
}

/* What cannot be parsed is judged by its function, which is all that is known of it. */
static gboolean
is_allowed (MbServerPeer    *self,
            const MbRequest *request,
            gboolean         is_valid)
{
  const MbCertificate *certificate = self->certificate;
  gboolean writes = is_valid ? mb_request_writes (request)
                             : mb_function_writes (request->function);

  return self->core->rules == NULL ||
         mb_role_rules_allows (self->core->rules, certificate != NULL ? certificate->role : NULL,
                               writes);
}

static void
take_request (MbServerPeer *self,
              const MbAdu  *adu)
{
  MbFraming framing = mb_carrier_framing (self->core->carrier);
  guint delay_ms = 0;
  guint8 data[MB_PDU_MAX];
  MbRequest request;
  MbResponse response;
  /* Not zeroed: there is room for the longest reply in it. */
  Reply reply;
  gboolean allowed;

  reply.transaction = adu->transaction;
  reply.unit = adu->unit;
  reply.exception = mb_request_parse (&request, adu->pdu, adu->pdu_len);
  reply.function = request.function;
  if (is_observed (self))
    tell_request (self, MB_SERVER_RECEIVED, adu, &request, NULL);
  if (!self->core->backend->accept (adu->unit, &delay_ms, self->core->backend_data))
    return;

  allowed = is_allowed (self, &request, reply.exception == 0);
  if (delay_ms > 0 && self->delayed.length >= MB_SERVER_MAX_DELAYED)
    {
      delay_ms = 0;
      reply.exception = SERVER_BUSY;
    }
  if (!allowed)
    reply.exception = ILLEGAL_FUNCTION;
  if (reply.exception == 0)
    reply.exception = execute (self, adu, &request, &response, data);
  if (self->core->backend->settle != NULL &&
      !self->core->backend->settle (adu->unit, &request, reply.exception,
                                    self->core->backend_data))
    return;
  if (reply.exception != 0)
    response = (MbResponse) {
      .function = request.function,
      .is_exception = TRUE,
      .exception = reply.exception,
    };

  reply.len = mb_response_encode (&response, reply.adu + mb_framing_get_pdu_offset (framing),
                                  MB_PDU_MAX);
  g_assert (reply.len > 0);
  reply.len = mb_framing_wrap (framing, reply.adu, adu->transaction, adu->unit, reply.len);
  if (delay_ms > 0)
    send_later (self, &reply, delay_ms);
  else
    send_reply (self, &reply);
}

/* A foreign protocol identifier gets no reply (Messaging on TCP/IP V1.0b, 4.4.2.2), nor does what
 * is damaged (V1.1b3, 7). */
static void
adu_cb (MbTransport    *transport,
        const MbAdu    *adu,
        MbFramerResult  result,
        gpointer        user_data)
{
  MbServerPeer *self = user_data;

  self->active_us = mb_transport_get_received_us (transport);
  self->half_us = 0;
  self->core->counters.requests += result == MB_FRAMER_ADU;
  self->core->counters.foreign += result == MB_FRAMER_FOREIGN;
  self->core->counters.damaged += result == MB_FRAMER_DAMAGED;
  if (result != MB_FRAMER_ADU)
    return;
  if (self->core->carrier == MB_CARRIER_RTU_TCP && adu->unit == UNIT_BROADCAST)
    take_broadcast (self, adu);
  else
    take_request (self, adu);
}

static void
sent_cb (MbTransport *transport,
         gpointer     user_data)
{
  MbServerPeer *self = user_data;
  MbOutbox *outbox = mb_transport_get_outbox (transport);

  if (self->stopped_us == 0 || outbox->n_queued - outbox->n_sent > BACKLOG_RESUME)
    return;
  self->stopped_us = 0;
  mb_transport_set_reading (transport, TRUE);
}

static void
closed_cb (MbTransport  *transport,
           const GError *reason,
           gpointer      user_data)
{
  MbServerPeer *self = user_data;

  if (reason != NULL)
    g_debug ("%s: %s", self->name, reason->message);
  mb_turn_hook_request (&self->close_hook);
}

static void
close_hook_cb (gpointer user_data)
{
  MbServerPeer *self = user_data;

  self->closed (self, self->user_data);
}

static const MbTransportEvents transport_events = {
  .adu = adu_cb,
  .sent = sent_cb,
  .closed = closed_cb,
};

/**
 * mb_server_peer_new:
 * @core: what it shares with the other peers
 * @port: its open port
 * @name: its address and port, for observers
 * @closed: called at the end of the turn in which the link is lost
 * @user_data: for @closed
 *
 * Begins to serve a client that has connected.
 *
 * Returns: (transfer full): a new peer
 */
MbServerPeer *
mb_server_peer_new (MbServerCore       *core,
                    MbPort             *port,
                    const char         *name,
                    MbServerPeerClosed  closed,
                    gpointer            user_data)
{
  MbServerPeer *self = g_new0 (MbServerPeer, 1);

  self->core = core;
  self->name = g_strdup (name);
  if (mb_port_get_certificate (port) != NULL)
    self->certificate = mb_certificate_ref (mb_port_get_certificate (port));
  self->closed = closed;
  self->user_data = user_data;
  self->active_us = mb_clock_get_time_us (core->clock);
  mb_turn_hook_init (&self->close_hook, mb_clock_get_turn (core->clock), MB_TURN_CLOSE,
                     close_hook_cb, self);
  self->transport = mb_transport_new (core->clock, port, MB_DIRECTION_REQUEST, &transport_events,
                                      self);
  return self;
}

/**
 * mb_server_peer_free:
 * @self: (transfer full): a peer
 *
 * Closes the link, without a call of closed, and drops the replies that wait.
 */
void
mb_server_peer_free (MbServerPeer *self)
{
  while (self->delayed.head != NULL)
    delayed_free (self->delayed.head->data);
  mb_turn_hook_clear (&self->close_hook);
  mb_transport_close (self->transport);
  mb_transport_unref (self->transport);
  g_clear_pointer (&self->certificate, mb_certificate_unref);
  g_free (self->name);
  g_free (self);
}

/**
 * mb_server_peer_check:
 * @self: a peer
 * @now_us: the monotonic time
 *
 * Closes a peer that for 20 s has left a request half sent, or for 30 s has not taken its replies,
 * and one over datagrams that has said nothing for a minute.
 */
void
mb_server_peer_check (MbServerPeer *self,
                      gint64        now_us)
{
  if (mb_framer_get_pending (mb_transport_get_framer (self->transport), NULL) == 0)
    self->half_us = 0;
  else if (self->half_us == 0)
    self->half_us = now_us;

  if (self->core->carrier == MB_CARRIER_UDP && self->delayed.length == 0 &&
      now_us - self->active_us >= DATAGRAM_IDLE_US)
    mb_server_peer_close (self);
  else if ((self->half_us != 0 && now_us - self->half_us >= HALF_PATIENCE_US) ||
           (self->stopped_us != 0 && now_us - self->stopped_us >= STOPPED_PATIENCE_US))
    mb_server_peer_close (self);
}

/**
 * mb_server_peer_close:
 * @self: a peer
 *
 * Closes the link; closed is called at the end of the turn.
 */
void
mb_server_peer_close (MbServerPeer *self)
{
  mb_transport_close (self->transport);
  mb_turn_hook_request (&self->close_hook);
}

/**
 * mb_server_peer_get_active_us:
 * @self: a peer
 *
 * Returns: the monotonic time of its last whole request, or of its connecting
 */
gint64
mb_server_peer_get_active_us (MbServerPeer *self)
{
  return self->active_us;
}
