/* mb-port.h: non-blocking input and output over a socket or whatever stands for one.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "modbus/mb-certificate.h"
#include "modbus/mb-endpoint.h"

G_BEGIN_DECLS

/**
 * MbPort:
 *
 * Five non-blocking functions over a connected socket, of a stream or of datagrams, or over TLS (in
 * tests: a pair of buffers). It calls nobody back, and knows what carries Modbus there: by that its
 * user knows how ADUs follow each other. With %MB_CARRIER_UDP each receive and each send is one
 * datagram. A connector gives it out and a client takes it; nobody else needs to call more than
 * mb_port_describe() and mb_port_get_certificate(). It belongs to one thread.
 */
typedef struct _MbPort MbPort;

/**
 * MbPortClass:
 * @create_source: a source that is ready when @condition (%G_IO_IN or %G_IO_OUT) holds; its
 *   callback is a plain #GSourceFunc
 * @receive: as g_socket_receive(): 0 at the end of file, of datagrams for an empty one; -1 with
 *   %G_IO_ERROR_WOULD_BLOCK
 * @send: as g_socket_send(), which may take fewer bytes
 * @start_close: closes, without waiting
 * @describe: names both ends, to be freed
 * @free: frees @self
 * @get_certificate: (nullable): what the other side has shown; %NULL: nobody shows one
 *
 * What a kind of port can do. @self is what mb_port_new() was given.
 */
typedef struct
{
  GSource  *(*create_source) (gpointer        self,
                              GIOCondition    condition);
  gssize    (*receive)       (gpointer        self,
                              guint8         *buffer,
                              gsize           size,
                              GError        **error);
  gssize    (*send)          (gpointer        self,
                              const guint8   *bytes,
                              gsize           len,
                              GError        **error);
  void      (*start_close)   (gpointer        self);
  char     *(*describe)      (gpointer        self);
  void      (*free)          (gpointer        self);
  MbCertificate *(*get_certificate) (gpointer self);
} MbPortClass;

/* Makes a port of any kind, whose carrier is %MB_CARRIER_TCP; @klass is static, @self the port's
 * from here on. */
MbPort  *mb_port_new           (const MbPortClass *klass,
                                gpointer           self);
/* Takes its own reference on @socket, makes it non-blocking and, a stream, sets TCP_NODELAY. Its
 * carrier is TCP or UDP. */
MbPort  *mb_port_new_socket    (GSocket           *socket);
/* The same over the socket of @connection, which it keeps: its end would close the socket. */
MbPort  *mb_port_new_connection (GSocketConnection *connection);
/* Takes a reference, on the thread of the port. */
MbPort  *mb_port_ref           (MbPort            *port);
/* Drops a reference. */
void     mb_port_unref         (MbPort            *port);

/* Says what carries Modbus there, before the port is used, where its socket does not tell. */
void      mb_port_set_carrier  (MbPort            *port,
                                MbCarrier          carrier);
/* What carries Modbus there. */
MbCarrier mb_port_get_carrier  (MbPort            *port);

/* Input and output, without waiting: what is not possible now is %G_IO_ERROR_WOULD_BLOCK. */

/* Makes a source that is ready when @condition holds, or the port has failed; to be destroyed
 * before the port is closed. */
GSource *mb_port_create_source (MbPort            *port,
                                GIOCondition       condition);
/* Receives what is there, or one datagram; 0 at the end of a stream. */
gssize   mb_port_receive       (MbPort            *port,
                                guint8            *buffer,
                                gsize              size,
                                GError           **error);
/* Hands bytes to the system, which may take fewer; those of one call are one datagram. */
gssize   mb_port_send          (MbPort            *port,
                                const guint8      *bytes,
                                gsize              len,
                                GError           **error);
/* Closes the port; nothing but mb_port_unref() may be called on it afterwards. */
void     mb_port_start_close   (MbPort            *port);
/* What it is. */

/* Names both ends, for logs: "127.0.0.1:43210 → 127.0.0.1:502"; to be freed. */
char    *mb_port_describe      (MbPort            *port);

/* The certificate that the other side has shown and that was found good, borrowed; NULL but for
 * TLS. */
MbCertificate *mb_port_get_certificate (MbPort   *port);
/* Names both ends of any socket, as mb_port_describe() does. */
char    *mb_port_describe_socket (GSocket         *socket);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbPort, mb_port_unref)

G_END_DECLS
