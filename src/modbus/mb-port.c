/* mb-port.c: ports, and the one over a connected socket.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-port.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

struct _MbPort
{
  guint              n_refs;
  const MbPortClass *klass;
  gpointer           self;
  MbCarrier          carrier;
};

typedef struct
{
  GSocket  *socket;
  /* What would close the socket when it goes, or NULL. */
  GObject  *owner;
  int       fd;
} SocketPort;

static gboolean
fd_source_dispatch (GSource     *source,
                    GSourceFunc  callback,
                    gpointer     user_data)
{
  return callback (user_data);
}

/* Without prepare and check GLib looks at the descriptor itself, which is all that is needed here.
 * The source of g_socket_create_source() also watches a cancellable and a time-out of the socket
 * at each iteration. */
static GSourceFuncs fd_source_funcs = {
  .dispatch = fd_source_dispatch,
};

static GSource *
socket_port_create_source (gpointer     self,
                           GIOCondition condition)
{
  SocketPort *port = self;
  GSource *source = g_source_new (&fd_source_funcs, sizeof (GSource));

  g_source_add_unix_fd (source, port->fd, condition | G_IO_HUP | G_IO_ERR);
  return source;
}

static char *
describe_address (GSocketAddress *address)
{
  g_autofree char *text = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("?");
  text = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
  return g_steal_pointer (&text);
}

/* A datagram is refused by a message that comes back for it (RFC 1122, 4.1.3.3), which the next
 * call tells. */
static void
set_refused (SocketPort  *port,
             GError     **error)
{
  g_autoptr (GSocketAddress) remote = g_socket_get_remote_address (port->socket, NULL);
  g_autofree char *place = describe_address (remote);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED,
               _("Refused by %s: nothing takes datagrams there; check the port number, and that "
                 "the device speaks Modbus over UDP"), place);
}

/* G_IO_ERROR_WOULD_BLOCK and the others by name, as GSocket reports them. */
static gssize
finish_call (SocketPort  *port,
             gssize       result,
             int          saved_errno,
             GError     **error)
{
  if (result >= 0)
    return result;
  if (saved_errno == ECONNREFUSED)
    set_refused (port, error);
  else
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                         g_strerror (saved_errno));
  return -1;
}

/* recv() and send() rather than their GSocket wrappers: these are the two calls of the hot path,
 * and all that the wrappers add is what this port does not use. */
static gssize
socket_port_receive (gpointer  self,
                     guint8   *buffer,
                     gsize     size,
                     GError  **error)
{
  SocketPort *port = self;
  gssize result;

  do
    result = recv (port->fd, buffer, size, MSG_DONTWAIT);
  while (result < 0 && errno == EINTR);
  return finish_call (port, result, errno, error);
}

static gssize
socket_port_send (gpointer       self,
                  const guint8  *bytes,
                  gsize          len,
                  GError       **error)
{
  SocketPort *port = self;
  gssize result;

  do
    result = send (port->fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (result < 0 && errno == EINTR);
  return finish_call (port, result, errno, error);
}

static void
socket_port_start_close (gpointer self)
{
  SocketPort *port = self;

  port->fd = -1;
  g_socket_close (port->socket, NULL);
}

static char *
socket_port_describe (gpointer self)
{
  return mb_port_describe_socket (((SocketPort *) self)->socket);
}

static void
socket_port_free (gpointer self)
{
  SocketPort *port = self;

  g_clear_object (&port->owner);
  g_clear_object (&port->socket);
  g_free (port);
}

static const MbPortClass socket_port_class = {
  .create_source = socket_port_create_source,
  .receive = socket_port_receive,
  .send = socket_port_send,
  .start_close = socket_port_start_close,
  .describe = socket_port_describe,
  .free = socket_port_free,
};

static MbPort *
socket_port_new (GSocket *socket,
                 GObject *owner)
{
  SocketPort *port = g_new0 (SocketPort, 1);
  GSocketFamily family = g_socket_get_family (socket);
  gboolean is_stream = g_socket_get_socket_type (socket) == G_SOCKET_TYPE_STREAM;
  MbPort *result;

  port->socket = g_object_ref (socket);
  port->owner = owner != NULL ? g_object_ref (owner) : NULL;
  port->fd = g_socket_get_fd (socket);
  g_socket_set_blocking (socket, FALSE);
  if (is_stream && (family == G_SOCKET_FAMILY_IPV4 || family == G_SOCKET_FAMILY_IPV6))
    g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  result = mb_port_new (&socket_port_class, port);
  result->carrier = is_stream ? MB_CARRIER_TCP : MB_CARRIER_UDP;
  return result;
}

/**
 * mb_port_new:
 * @klass: the five functions, and one that frees @self; static
 * @self: (transfer full): what they work on
 *
 * Makes a port of any kind, whose carrier is %MB_CARRIER_TCP. A port belongs to one thread.
 *
 * Returns: (transfer full): a new port
 */
MbPort *
mb_port_new (const MbPortClass *klass,
             gpointer           self)
{
  MbPort *port = g_new0 (MbPort, 1);

  port->n_refs = 1;
  port->klass = klass;
  port->self = self;
  port->carrier = MB_CARRIER_TCP;
  return port;
}

/**
 * mb_port_new_socket:
 * @socket: a connected socket, of a stream or of datagrams
 *
 * Makes a port over a socket, which it makes non-blocking, and if it is a stream without Nagle's
 * delay (Messaging on TCP/IP V1.0b, 4.3.2). Its carrier is %MB_CARRIER_TCP or %MB_CARRIER_UDP. The
 * socket is closed by mb_port_start_close() or with its last reference.
 *
 * Returns: (transfer full): a new port
 */
MbPort *
mb_port_new_socket (GSocket *socket)
{
  g_return_val_if_fail (G_IS_SOCKET (socket), NULL);

  return socket_port_new (socket, NULL);
}

/**
 * mb_port_new_connection:
 * @connection: an open connection
 *
 * Makes a port over the socket of @connection, and keeps the connection, whose end would close it.
 *
 * Returns: (transfer full): a new port
 */
MbPort *
mb_port_new_connection (GSocketConnection *connection)
{
  g_return_val_if_fail (G_IS_SOCKET_CONNECTION (connection), NULL);

  return socket_port_new (g_socket_connection_get_socket (connection), G_OBJECT (connection));
}

/**
 * mb_port_ref:
 * @port: a port
 *
 * Takes a reference, on the thread of the port.
 *
 * Returns: (transfer full): @port
 */
MbPort *
mb_port_ref (MbPort *port)
{
  g_return_val_if_fail (port != NULL, NULL);

  port->n_refs++;
  return port;
}

/**
 * mb_port_unref:
 * @port: (transfer full): a port
 *
 * Drops a reference.
 */
void
mb_port_unref (MbPort *port)
{
  g_return_if_fail (port != NULL);

  if (--port->n_refs > 0)
    return;
  port->klass->free (port->self);
  g_free (port);
}

/**
 * mb_port_set_carrier:
 * @port: a port that is not used yet
 * @carrier: what carries Modbus there
 *
 * Says what is spoken over the port, where the kind of its socket does not say it.
 */
void
mb_port_set_carrier (MbPort    *port,
                     MbCarrier  carrier)
{
  g_return_if_fail (port != NULL);

  port->carrier = carrier;
}

/**
 * mb_port_get_carrier:
 * @port: a port
 *
 * Returns: what carries Modbus there
 */
MbCarrier
mb_port_get_carrier (MbPort *port)
{
  g_return_val_if_fail (port != NULL, MB_CARRIER_TCP);

  return port->carrier;
}

/**
 * mb_port_create_source:
 * @port: an open port
 * @condition: %G_IO_IN or %G_IO_OUT
 *
 * Makes a source that is ready when @condition holds, or the port has failed. Its callback is a
 * plain #GSourceFunc. It must be destroyed before mb_port_start_close().
 *
 * Returns: (transfer full): a source, not attached
 */
GSource *
mb_port_create_source (MbPort       *port,
                       GIOCondition  condition)
{
  return port->klass->create_source (port->self, condition);
}

/**
 * mb_port_receive:
 * @port: an open port
 * @buffer: where to put the bytes
 * @size: room in @buffer, at least 1
 * @error: return location for an error of %G_IO_ERROR
 *
 * Receives what is there, or one datagram, without waiting.
 *
 * Returns: the number of bytes; 0 at the end, or for an empty datagram; -1 with
 *   %G_IO_ERROR_WOULD_BLOCK when nothing is there and with other codes when the port has failed
 */
gssize
mb_port_receive (MbPort   *port,
                 guint8   *buffer,
                 gsize     size,
                 GError  **error)
{
  return port->klass->receive (port->self, buffer, size, error);
}

/**
 * mb_port_send:
 * @port: an open port
 * @bytes: what to send
 * @len: how many bytes, at least 1
 * @error: return location for an error of %G_IO_ERROR
 *
 * Hands bytes to the system, without waiting; those of one call are one datagram.
 *
 * Returns: the number of bytes taken, which may be fewer than @len; -1 with
 *   %G_IO_ERROR_WOULD_BLOCK when none was and with other codes when the port has failed
 */
gssize
mb_port_send (MbPort        *port,
              const guint8  *bytes,
              gsize          len,
              GError       **error)
{
  return port->klass->send (port->self, bytes, len, error);
}

/**
 * mb_port_start_close:
 * @port: a port
 *
 * Closes the port; nothing but mb_port_unref() may be called on it afterwards.
 */
void
mb_port_start_close (MbPort *port)
{
  port->klass->start_close (port->self);
}

/**
 * mb_port_describe:
 * @port: an open port
 *
 * Names both ends, for logs: "127.0.0.1:43210 → 127.0.0.1:502".
 *
 * Returns: (transfer full): a text
 */
char *
mb_port_describe (MbPort *port)
{
  return port->klass->describe (port->self);
}

/**
 * mb_port_get_certificate:
 * @port: a port
 *
 * Gets the certificate that the other side has shown, and that was found good.
 *
 * Returns: (transfer none) (nullable): a certificate, %NULL but for TLS
 */
MbCertificate *
mb_port_get_certificate (MbPort *port)
{
  return port->klass->get_certificate != NULL ? port->klass->get_certificate (port->self) : NULL;
}

/**
 * mb_port_describe_socket:
 * @socket: a connected socket
 *
 * Names both ends, for logs: "127.0.0.1:43210 → 127.0.0.1:502".
 *
 * Returns: (transfer full): a text
 */
char *
mb_port_describe_socket (GSocket *socket)
{
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_get_remote_address (socket, NULL);
  g_autofree char *local_text = describe_address (local);
  g_autofree char *remote_text = describe_address (remote);

  return g_strdup_printf ("%s → %s", local_text, remote_text);
}
