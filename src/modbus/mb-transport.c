/* mb-transport.c: one read loop and one send a turn for each link.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-transport.h"

#include <string.h>

#include "modbus/mb-mbap.h"
#include "modbus/mb-rtu.h"
#include "modbus/mb-stream-error.h"

struct _MbTransport
{
  guint              n_refs;
  MbClock           *clock;
  /* NULL once closed. */
  MbPort            *port;
  MbFraming          framing;
  MbFramer          *framer;
  MbTransportEvents  events;
  gpointer           user_data;
  const MbObserver  *observer;
  gpointer           observer_data;

  GSource           *in_source;
  GSource           *out_source;
  MbTurnHook         flush_hook;
  gboolean           is_reading;
  gboolean           is_delivering;
  gboolean           must_deliver;
  gint64             received_us;
  gint64             received_wall_us;

  MbOutbox           outbox;
};

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
lose (MbTransport  *self,
      const GError *reason)
{
  mb_transport_close (self);
  self->events.closed (self, reason, self->user_data);
}

static void
lose_by_end (MbTransport *self)
{
  g_autoptr (GError) error = mb_stream_error_new_end (self->framer);

  lose (self, error);
}

static void
lose_by_framing (MbTransport *self,
                 const MbAdu *adu)
{
  g_autoptr (GError) error = mb_stream_error_new_broken (self->framer, adu);

  lose (self, error);
}

static void
deliver (MbTransport *self)
{
  MbAdu adu;

  self->is_delivering = TRUE;
  while (self->port != NULL && self->is_reading)
    {
      MbFramerResult result = mb_framer_next (self->framer, &adu);

      if (result == MB_FRAMER_MORE)
        break;
      if (result == MB_FRAMER_BROKEN)
        lose_by_framing (self, &adu);
      else
        self->events.adu (self, &adu, result, self->user_data);
    }
  self->is_delivering = FALSE;
}

/* What was read, but not delivered since reading was stopped meanwhile. */
static void
deliver_held (MbTransport *self)
{
  if (!self->must_deliver)
    return;
  self->must_deliver = FALSE;
  deliver (self);
}

/* Receives once and delivers. Returns whether there may be more at once. */
static gboolean
read_once (MbTransport *self,
           gsize       *out_n)
{
  g_autoptr (GError) error = NULL;
  gsize space;
  guint8 *buffer;
  gssize n;

  if (G_UNLIKELY (self->framing == MB_FRAMING_RTU) &&
      mb_clock_get_time_us (self->clock) - self->received_us >= MB_RTU_IDLE_US)
    mb_framer_note_idle (self->framer);
  buffer = mb_framer_reserve (self->framer, &space);
  n = mb_port_receive (self->port, buffer, space, &error);

  *out_n = 0;
  if (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    lose (self, error);
  else if (n == 0 && self->framing != MB_FRAMING_DATAGRAM)
    lose_by_end (self);
  if (n < 0 || self->port == NULL)
    return FALSE;

  /* Empty datagrams use up a turn too. */
  *out_n = MAX (n, 1);
  self->received_us = mb_clock_get_time_us (self->clock);
  self->received_wall_us = mb_clock_get_wall_us (self->clock);
  if (self->observer != NULL && self->observer->received != NULL)
    self->observer->received (buffer, n, self->observer_data);
  mb_framer_commit (self->framer, n);
  deliver (self);
  return (gsize) n == space || self->framing == MB_FRAMING_DATAGRAM;
}

static void
read_available (MbTransport *self)
{
  gsize n_total = 0;
  gsize n;

  /* A second dispatch from inside a callback would see half-settled state. */
  g_assert (!self->is_delivering);
  deliver_held (self);
  while (self->port != NULL && self->is_reading && n_total < MB_TRANSPORT_TURN_BYTES)
    {
      gboolean more = read_once (self, &n);

      n_total += n;
      if (!more)
        break;
    }
}

static gboolean
in_source_cb (gpointer user_data)
{
  MbTransport *self = mb_transport_ref (user_data);
  MbTurn *turn = mb_clock_get_turn (self->clock);

  mb_turn_enter (turn);
  read_available (self);
  mb_turn_leave (turn);
  mb_transport_unref (self);
  return G_SOURCE_CONTINUE;
}

static GSource *
add_source (MbTransport  *self,
            GIOCondition  condition,
            GSourceFunc   callback)
{
  GSource *source = mb_port_create_source (self->port, condition);

  g_source_set_can_recurse (source, TRUE);
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, mb_turn_get_context (mb_clock_get_turn (self->clock)));
  return source;
}

static gboolean
has_queued (MbTransport *self)
{
  return self->port != NULL && self->outbox.n_sent < self->outbox.n_queued;
}

/* What the next send takes: all there is, but of datagrams one at a time, each as long as its own
 * header says. What is queued has whole ADUs, and none of them leaves in part. */
static const guint8 *
peek_next (MbTransport *self,
           gsize       *out_len)
{
  const guint8 *bytes = mb_outbox_peek (&self->outbox, out_len);

  if (G_UNLIKELY (self->framing == MB_FRAMING_DATAGRAM))
    *out_len = mb_mbap_get_size (bytes, *out_len);
  return bytes;
}

/* Returns whether more may be sent at once. */
static gboolean
send_once (MbTransport *self)
{
  g_autoptr (GError) error = NULL;
  gsize len;
  const guint8 *bytes = peek_next (self, &len);
  gssize n = mb_port_send (self->port, bytes, len, &error);

  if (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      /* Answers that came before the failure still count. */
      read_available (self);
      if (self->port != NULL)
        lose (self, error);
      return FALSE;
    }
  if (n <= 0)
    return FALSE;

  if (self->observer != NULL && self->observer->sent != NULL)
    self->observer->sent (bytes, n, self->observer_data);
  mb_outbox_take (&self->outbox, n);
  if (self->events.sent != NULL)
    self->events.sent (self, self->user_data);
  return self->framing == MB_FRAMING_DATAGRAM && has_queued (self);
}

static void
send_queued (MbTransport *self)
{
  while (send_once (self))
    ;
}

static gboolean
out_source_cb (gpointer user_data)
{
  MbTransport *self = mb_transport_ref (user_data);
  MbTurn *turn = mb_clock_get_turn (self->clock);

  mb_turn_enter (turn);
  if (has_queued (self))
    send_queued (self);
  if (!has_queued (self))
    drop_source (&self->out_source);
  mb_turn_leave (turn);
  mb_transport_unref (self);
  return G_SOURCE_CONTINUE;
}

/* What was read before reading was stopped and resumed, then the send of this turn. */
static void
flush_cb (gpointer user_data)
{
  MbTransport *self = mb_transport_ref (user_data);

  deliver_held (self);
  /* Without identifiers what is there already must not look like the reply to what is sent now. */
  if (G_UNLIKELY (self->framing == MB_FRAMING_RTU) && has_queued (self))
    read_available (self);
  if (self->out_source == NULL && has_queued (self))
    send_queued (self);
  if (self->out_source == NULL && has_queued (self))
    self->out_source = add_source (self, G_IO_OUT, out_source_cb);
  mb_transport_unref (self);
}

/**
 * mb_transport_new:
 * @clock: the clock, whose turn and context carry the link
 * @port: an open port, whose carrier says how ADUs follow each other
 * @receives: which way the ADUs go that come
 * @events: the callbacks, copied
 * @user_data: for them
 *
 * Makes the transport of an open port and begins to read.
 *
 * Returns: (transfer full): a new transport
 */
MbTransport *
mb_transport_new (MbClock                 *clock,
                  MbPort                  *port,
                  MbDirection              receives,
                  const MbTransportEvents *events,
                  gpointer                 user_data)
{
  MbTransport *self = g_new0 (MbTransport, 1);

  self->n_refs = 1;
  self->clock = mb_clock_ref (clock);
  self->port = mb_port_ref (port);
  self->framing = mb_carrier_framing (mb_port_get_carrier (port));
  self->framer = mb_framer_new (self->framing, receives);
  self->events = *events;
  self->user_data = user_data;
  mb_turn_hook_init (&self->flush_hook, mb_clock_get_turn (clock), MB_TURN_FLUSH, flush_cb, self);
  self->is_reading = TRUE;
  self->in_source = add_source (self, G_IO_IN, in_source_cb);
  return self;
}

/**
 * mb_transport_ref:
 * @self: a transport
 *
 * Takes a reference, on the thread of the transport.
 *
 * Returns: (transfer full): @self
 */
MbTransport *
mb_transport_ref (MbTransport *self)
{
  self->n_refs++;
  return self;
}

/**
 * mb_transport_unref:
 * @self: (transfer full): a transport
 *
 * Drops a reference; the last one closes the link.
 */
void
mb_transport_unref (MbTransport *self)
{
  if (--self->n_refs > 0)
    return;
  mb_transport_close (self);
  mb_framer_free (self->framer);
  mb_outbox_clear (&self->outbox);
  mb_clock_unref (self->clock);
  g_free (self);
}

/**
 * mb_transport_set_observer:
 * @self: a transport
 * @observer: (nullable): who looks on; it must outlive the transport
 * @user_data: for its functions
 *
 * Sets or takes away the one observer.
 */
void
mb_transport_set_observer (MbTransport      *self,
                           const MbObserver *observer,
                           gpointer          user_data)
{
  self->observer = observer;
  self->observer_data = user_data;
}

/**
 * mb_transport_is_open:
 * @self: a transport
 *
 * Returns: whether neither side has closed it
 */
gboolean
mb_transport_is_open (MbTransport *self)
{
  return self->port != NULL;
}

/**
 * mb_transport_close:
 * @self: a transport
 *
 * Closes the link without a call of the closed event. What is queued is not sent. May be called
 * from each callback, and twice.
 */
void
mb_transport_close (MbTransport *self)
{
  if (self->port == NULL)
    return;
  mb_turn_hook_clear (&self->flush_hook);
  drop_source (&self->in_source);
  drop_source (&self->out_source);
  mb_port_start_close (self->port);
  g_clear_pointer (&self->port, mb_port_unref);
}

/**
 * mb_transport_get_outbox:
 * @self: a transport
 *
 * Returns: (transfer none): the bytes to send, to cut from them and to read their counts
 */
MbOutbox *
mb_transport_get_outbox (MbTransport *self)
{
  return &self->outbox;
}

/**
 * mb_transport_queue:
 * @self: an open transport
 * @bytes: what to send
 * @len: how many bytes
 *
 * Copies bytes into the queue for the one send at the end of the turn.
 *
 * Returns: the place of the first of them in the stream of all bytes of this link
 */
guint64
mb_transport_queue (MbTransport  *self,
                    const guint8 *bytes,
                    gsize         len)
{
  g_return_val_if_fail (self->port != NULL, 0);

  memcpy (mb_outbox_reserve (&self->outbox, len), bytes, len);
  mb_turn_hook_request (&self->flush_hook);
  return mb_outbox_commit (&self->outbox, len);
}

/**
 * mb_transport_set_reading:
 * @self: a transport
 * @is_reading: whether to read
 *
 * Stops reading, so that the other side's system stops it from sending, or resumes it. While it is
 * stopped the end of the link is not noticed. Inside the adu callback it stops the delivery of what
 * has been read; that goes on at the end of the turn that resumes.
 */
void
mb_transport_set_reading (MbTransport *self,
                          gboolean     is_reading)
{
  if (self->port == NULL || self->is_reading == is_reading)
    return;
  self->is_reading = is_reading;
  if (!is_reading)
    {
      drop_source (&self->in_source);
      return;
    }
  self->in_source = add_source (self, G_IO_IN, in_source_cb);
  self->must_deliver = TRUE;
  mb_turn_hook_request (&self->flush_hook);
}

/**
 * mb_transport_read_now:
 * @self: a transport
 *
 * Receives and delivers what is there without waiting for the source, before a deadline is judged.
 * Must be called inside a turn and not from a callback of @self.
 */
void
mb_transport_read_now (MbTransport *self)
{
  mb_transport_ref (self);
  read_available (self);
  mb_transport_unref (self);
}

/**
 * mb_transport_get_framer:
 * @self: a transport
 *
 * Returns: (transfer none): what finds the ADUs, to tell it what may come, and to ask how much of
 *   an ADU there is
 */
MbFramer *
mb_transport_get_framer (MbTransport *self)
{
  return self->framer;
}

/**
 * mb_transport_get_received_us:
 * @self: a transport
 *
 * Returns: the monotonic time at which the last bytes came
 */
gint64
mb_transport_get_received_us (MbTransport *self)
{
  return self->received_us;
}

/**
 * mb_transport_get_received_wall_us:
 * @self: a transport
 *
 * Returns: the wall time at which the last bytes were received, microseconds since 1970 UTC
 */
gint64
mb_transport_get_received_wall_us (MbTransport *self)
{
  return self->received_wall_us;
}
