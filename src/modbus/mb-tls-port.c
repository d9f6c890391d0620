/* mb-tls-port.c: a port over a connection whose TLS handshake is done.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A readable socket does not tell what TLS holds: what was decrypted and not taken lies in the
 * library, where no poll sees it. So a receive takes all that is there, record after record, and
 * when its buffer was too small for that the source stays ready.
 *
 * What a send could not hand to the system in whole lies encrypted in the library, which will send
 * it whatever it is given the next time. So that part counts as taken, and the port itself goes on
 * with it.
 */

#include "config.h"

#include "modbus/mb-tls-port.h"

#include "modbus/mb-tls-error.h"

/* What one record holds at most (RFC 8446, 5.1). */
#define RECORD_BYTES 16384

/* How long a close may wait for the other side to take the few bytes of its alert. */
#define CLOSE_TIMEOUT_S 2

typedef struct
{
  MbTurn                *turn;
  GTlsConnection        *connection;
  GSocket               *socket;
  GPollableInputStream  *in;
  GPollableOutputStream *out;
  MbCertificate         *peer;

  /* A first byte has come: whatever the other side thought of our certificate, it took it. */
  gboolean               has_received;
  /* TLS may hold something that no poll sees. */
  gboolean               has_more;
  /* The end has come, with a reason or without. */
  gboolean               is_ended;
  GError                *end_error;

  /* What TLS was given and has not sent in whole; it wants to see it again, at the same place. */
  guint8                *held;
  gsize                  held_room;
  gsize                  held_start;
  gsize                  held_end;
  GSource               *held_source;
} TlsPort;

typedef struct
{
  GSource       source;
  TlsPort      *port;
  GIOCondition  condition;
} TlsSource;

static gboolean
is_ready (TlsSource *source)
{
  return (source->condition & G_IO_IN) != 0 && source->port->has_more;
}

static gboolean
tls_source_prepare (GSource *source,
                    int     *timeout)
{
  *timeout = -1;
  return is_ready ((TlsSource *) source);
}

static gboolean
tls_source_check (GSource *source)
{
  return is_ready ((TlsSource *) source);
}

static gboolean
tls_source_dispatch (GSource     *source,
                     GSourceFunc  callback,
                     gpointer     user_data)
{
  return callback (user_data);
}

static GSourceFuncs tls_source_funcs = {
  .prepare = tls_source_prepare,
  .check = tls_source_check,
  .dispatch = tls_source_dispatch,
};

/* Dispatched besides the source that it wakes; GIO brings its own state up to date then. */
static gboolean
child_cb (GObject  *stream,
          gpointer  user_data)
{
  return G_SOURCE_CONTINUE;
}

static GSource *
tls_port_create_source (gpointer     self,
                        GIOCondition condition)
{
  TlsPort *port = self;
  GSource *source = g_source_new (&tls_source_funcs, sizeof (TlsSource));
  g_autoptr (GSource) child =
    (condition & G_IO_IN) != 0 ? g_pollable_input_stream_create_source (port->in, NULL)
                               : g_pollable_output_stream_create_source (port->out, NULL);

  ((TlsSource *) source)->port = port;
  ((TlsSource *) source)->condition = condition;
  g_source_set_callback (child, G_SOURCE_FUNC (child_cb), NULL, NULL);
  g_source_set_can_recurse (child, TRUE);
  g_source_add_child_source (source, child);
  return source;
}

static void
take_end (TlsPort *port,
          GError  *error)
{
  port->is_ended = TRUE;
  port->end_error = error == NULL ? NULL : mb_tls_error_explain_loss (error, port->connection,
                                                                      port->has_received);
  g_clear_error (&error);
}

/* Fills the buffer with as many records as there are. */
static gsize
read_records (TlsPort *port,
              guint8  *buffer,
              gsize    size)
{
  gsize n_read = 0;

  while (n_read < size)
    {
      GError *error = NULL;
      gssize n = g_pollable_input_stream_read_nonblocking (port->in, buffer + n_read,
                                                           size - n_read, NULL, &error);

      if (n > 0)
        {
          n_read += (gsize) n;
          port->has_received = TRUE;
          continue;
        }
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        g_clear_error (&error);
      else
        take_end (port, error);
      break;
    }
  return n_read;
}

static gssize
tls_port_receive (gpointer  self,
                  guint8   *buffer,
                  gsize     size,
                  GError  **error)
{
  TlsPort *port = self;
  gsize n = port->is_ended ? 0 : read_records (port, buffer, size);

  /* An end that came behind the last bytes is told by the next call. */
  port->has_more = n == size || (n > 0 && port->is_ended);
  if (n > 0)
    return (gssize) n;
  if (port->is_ended && port->end_error == NULL)
    return 0;
  if (error != NULL && port->is_ended)
    *error = g_error_copy (port->end_error);
  else if (error != NULL)
    *error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "nothing there");
  return -1;
}

/* Goes on with what is held. FALSE with @error when some of it is still there. */
static gboolean
send_held (TlsPort  *port,
           GError  **error)
{
  /* Of a record as large as the other side takes them, which may be less than all. */
  while (port->held_start < port->held_end)
    {
      gssize n = g_pollable_output_stream_write_nonblocking (port->out,
                                                             port->held + port->held_start,
                                                             port->held_end - port->held_start,
                                                             NULL, error);

      if (n < 0)
        return FALSE;
      port->held_start += (gsize) n;
    }
  return TRUE;
}

static void
hold (TlsPort      *port,
      const guint8 *bytes,
      gsize         len)
{
  if (len > port->held_room)
    {
      g_free (port->held);
      port->held = g_malloc (len);
      port->held_room = len;
    }
  memcpy (port->held, bytes, len);
  port->held_start = 0;
  port->held_end = len;
}

/* A failure shows to who reads, too, and there it is told. */
static gboolean
held_cb (GObject  *stream,
         gpointer  user_data)
{
  TlsPort *port = user_data;
  g_autoptr (GError) error = NULL;

  if (!send_held (port, &error) && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&port->held_source, g_source_unref);
  return G_SOURCE_REMOVE;
}

static void
watch_held (TlsPort *port)
{
  if (port->held_source != NULL)
    return;
  port->held_source = g_pollable_output_stream_create_source (port->out, NULL);
  g_source_set_callback (port->held_source, G_SOURCE_FUNC (held_cb), port, NULL);
  g_source_attach (port->held_source, mb_turn_get_context (port->turn));
}

static gssize
tls_port_send (gpointer       self,
               const guint8  *bytes,
               gsize          len,
               GError       **error)
{
  TlsPort *port = self;
  g_autoptr (GError) cause = NULL;

  if (send_held (port, &cause))
    {
      len = MIN (len, RECORD_BYTES);
      hold (port, bytes, len);
      if (send_held (port, &cause))
        return (gssize) len;
      if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          watch_held (port);
          return (gssize) len;
        }
    }
  if (error != NULL && g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    *error = g_steal_pointer (&cause);
  else if (error != NULL)
    *error = mb_tls_error_explain_loss (cause, port->connection, port->has_received);
  return -1;
}

/* The connection is held by its own close until here. */
static void
closed_cb (GObject      *connection,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (MbTurn) turn = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_io_stream_close_finish (G_IO_STREAM (connection), result, &error))
    g_debug ("closing TLS: %s", error->message);
  mb_turn_release (turn);
}

/* By a worker of GIO, since it may wait for the other side: not for long, and not at all when that
 * takes nothing any more. */
static void
tls_port_start_close (gpointer self)
{
  TlsPort *port = self;

  if (port->held_source != NULL)
    g_source_destroy (port->held_source);
  g_clear_pointer (&port->held_source, g_source_unref);
  if (port->held_start < port->held_end || port->end_error != NULL)
    {
      g_socket_close (port->socket, NULL);
      return;
    }
  g_socket_set_timeout (port->socket, CLOSE_TIMEOUT_S);
  mb_turn_hold (port->turn);
  g_main_context_push_thread_default (mb_turn_get_context (port->turn));
  g_io_stream_close_async (G_IO_STREAM (port->connection), G_PRIORITY_DEFAULT, NULL, closed_cb,
                           mb_turn_ref (port->turn));
  g_main_context_pop_thread_default (mb_turn_get_context (port->turn));
}

static const char *
version_name (GTlsConnection *connection)
{
  switch (g_tls_connection_get_protocol_version (connection))
    {
    case G_TLS_PROTOCOL_VERSION_TLS_1_2:
      return "TLS 1.2";
    case G_TLS_PROTOCOL_VERSION_TLS_1_3:
      return "TLS 1.3";
    default:
      return "TLS";
    }
}

static char *
tls_port_describe (gpointer self)
{
  TlsPort *port = self;
  g_autofree char *ends = mb_port_describe_socket (port->socket);

  return g_strdup_printf ("%s, %s, %s", ends, version_name (port->connection),
                          port->peer != NULL ? port->peer->subject : "?");
}

static MbCertificate *
tls_port_get_certificate (gpointer self)
{
  return ((TlsPort *) self)->peer;
}

/* A connection that goes without having been closed would be closed here and now, and wait. */
static void
tls_port_free (gpointer self)
{
  TlsPort *port = self;

  if (!g_io_stream_has_pending (G_IO_STREAM (port->connection)) &&
      !g_io_stream_is_closed (G_IO_STREAM (port->connection)))
    g_socket_close (port->socket, NULL);
  if (port->held_source != NULL)
    g_source_destroy (port->held_source);
  g_clear_pointer (&port->held_source, g_source_unref);
  g_free (port->held);
  g_clear_error (&port->end_error);
  g_clear_pointer (&port->peer, mb_certificate_unref);
  g_object_unref (port->connection);
  g_object_unref (port->socket);
  mb_turn_unref (port->turn);
  g_free (port);
}

static const MbPortClass tls_port_class = {
  .create_source = tls_port_create_source,
  .receive = tls_port_receive,
  .send = tls_port_send,
  .start_close = tls_port_start_close,
  .describe = tls_port_describe,
  .free = tls_port_free,
  .get_certificate = tls_port_get_certificate,
};

/**
 * mb_tls_port_new:
 * @turn: the turn of the context that uses the port
 * @connection: a connection of GIO after its handshake, which nobody else uses
 * @socket: the socket below it
 * @peer: (nullable): the certificate of the other side
 *
 * Makes a port whose carrier is %MB_CARRIER_TLS. Closing it tells the other side so and lets the
 * socket go a little later, over the context of @turn, which is held until then.
 *
 * Returns: (transfer full): a new port
 */
MbPort *
mb_tls_port_new (MbTurn         *turn,
                 GTlsConnection *connection,
                 GSocket        *socket,
                 MbCertificate  *peer)
{
  TlsPort *self = g_new0 (TlsPort, 1);
  GIOStream *stream = G_IO_STREAM (connection);
  MbPort *port;

  self->turn = mb_turn_ref (turn);
  self->connection = g_object_ref (connection);
  self->socket = g_object_ref (socket);
  self->in = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  self->out = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
  self->peer = peer != NULL ? mb_certificate_ref (peer) : NULL;
  /* The handshake may have read ahead. */
  self->has_more = TRUE;
  port = mb_port_new (&tls_port_class, self);
  mb_port_set_carrier (port, MB_CARRIER_TLS);
  return port;
}
